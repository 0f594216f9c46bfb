//! Makes a region.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Region, TtlFrom, Weigher};
use crate::cache::Registration;
use crate::codec::{Codec, Encoding, ErasedCodec, MessagePack, ValueType};
use crate::owned::{Foreign, Owned};
use crate::scope::ScopeId;
use crate::store::Tag;
use crate::{Cache, CacheKey, Error, Policy};

/// Makes a [`Region`]; every setting is checked at the end.
///
/// Ends with [`build`](Self::build), or, where values name no owner, with [`unchecked`](Self::unchecked).
#[must_use = "a region is made by `build()` or `unchecked(..)`"]
pub struct RegionBuilder<K: ?Sized, V> {
    cache: Cache,
    name: String,
    policy: Policy,
    tags: Vec<Tag>,
    codec: Option<&'static dyn ErasedCodec>,
    schema: u32,
    weigher: Option<Weigher>,
    ttl_from: Option<TtlFrom>,
    types: PhantomData<fn(&K) -> V>,
}

type OwnerCheck = fn(&(dyn Any + Send + Sync), ScopeId<'_>) -> Result<(), Foreign>;

impl<K, V> RegionBuilder<K, V>
where
    K: CacheKey + ?Sized + 'static,
    V: Send + Sync + 'static,
{
    pub(crate) fn new(cache: Cache, name: String) -> Self
    where
        V: Serialize + DeserializeOwned,
    {
        Self { codec: Some(const { &Encoding::<V, MessagePack>::new() }), ..Self::local(cache, name) }
    }

    pub(crate) fn local(cache: Cache, name: String) -> Self {
        let policy = cache.default_policy();
        Self {
            cache,
            name,
            policy,
            tags: Vec::new(),
            codec: None,
            schema: 0,
            weigher: None,
            ttl_from: None,
            types: PhantomData,
        }
    }

    /// Changes the policy, which begins as the cache's default.
    pub fn policy(mut self, change: impl FnOnce(Policy) -> Policy) -> Self {
        self.policy = change(self.policy);
        self
    }

    /// [`Policy::ttl`].
    pub fn ttl(self, ttl: Duration) -> Self {
        self.policy(|policy| policy.ttl(ttl))
    }

    /// [`Policy::negative_ttl`].
    pub fn negative_ttl(self, ttl: Duration) -> Self {
        self.policy(|policy| policy.negative_ttl(ttl))
    }

    /// The groups that every entry of this region belongs to, inside its scope. A mutation that names one of them
    /// invalidates all of the scope's entries here. At most 32; the order does not matter.
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags.extend(tags.into_iter().map(Into::into));
        self
    }

    /// Which version of its type the values are of. A new version of a service that reads old bytes differently takes another
    /// number: side by side the two never read each other's values, and their mutations end each other's entries. Default 0.
    ///
    /// It matters on stores that keep bytes. Not for the name of a region or the shape of its key: both versions must go on
    /// to name an entry alike until the old one is gone, or their mutations miss each other.
    pub fn schema(mut self, version: u32) -> Self {
        self.schema = version;
        self
    }

    /// How values become bytes, in place of [`MessagePack`].
    pub fn codec<C: Codec>(mut self) -> Self
    where
        V: Serialize + DeserializeOwned,
    {
        const {
            assert!(
                C::NUMBER >= 64 || C::NUMBER == MessagePack::NUMBER,
                "the numbers of codecs below 64 are PostCache's: take one of 64 to 255"
            );
        };
        self.codec = Some(const { &Encoding::<V, C>::new() });
        self
    }

    /// Reads the ttl from the loaded value (a token's expiry), where it is shorter than the policy's. Zero: not stored.
    pub fn ttl_from(mut self, ttl: impl Fn(&V) -> Duration + Send + Sync + 'static) -> Self {
        self.ttl_from = Some(Arc::new(move |value: &(dyn Any + Send + Sync)| value.downcast_ref().map(&ttl)));
        self
    }

    /// The size of a value in bytes, instead of the length of its encoding. A region of
    /// [`Cache::local_region`](crate::Cache::local_region) needs one.
    pub fn weigher(mut self, weigh: impl Fn(&V) -> u64 + Send + Sync + 'static) -> Self {
        self.weigher =
            Some(Arc::new(move |value: &(dyn Any + Send + Sync)| value.downcast_ref().map_or(u64::MAX, &weigh)));
        self
    }

    /// Makes the region, or returns the one of this name.
    ///
    /// Values of a type that can name no owner at all do not compile here: see [`unchecked`](Self::unchecked).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config): a setting is out of range, the name is empty or longer than
    /// 128 bytes, or there are more than 32 tags.
    /// [`ErrorKind::RegionConflict`](crate::ErrorKind::RegionConflict): a region of this name has other types, tags or policy.
    /// [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported): values that cannot leave the process, on a remote store.
    pub fn build(self) -> Result<Region<K, V>, Error>
    where
        V: Owned,
    {
        const {
            assert!(
                V::CHECKED,
                "this type has no `#[owner]` anywhere: end with `.unchecked(\"why\")` instead of `.build()`"
            );
        };
        self.register(true, |value, scope| value.downcast_ref::<V>().map_or(Ok(()), |value| value.check_owner(scope)))
    }

    /// Makes a region whose values name no owner (a count, a foreign type), and says why that is right: made to be found
    /// with grep.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn unchecked(self, why: &'static str) -> Result<Region<K, V>, Error> {
        if why.is_empty() {
            return Err(Error::config("unchecked", "\"\"", "the reason why values of this region name no owner"));
        }
        self.register(false, |_, _| Ok(()))
    }

    fn register(self, checked: bool, owner: OwnerCheck) -> Result<Region<K, V>, Error> {
        let Self { cache, name, policy, mut tags, codec, schema, weigher, ttl_from, types: _ } = self;
        tags.sort_unstable();
        tags.dedup();
        let registration = Registration {
            name,
            policy,
            tags: tags.into(),
            values: ValueType { codec, owner, schema, checked },
            weigher,
            ttl_from,
            types: crate::cache::Types::of::<K, V>(),
        };
        cache.register(registration).map(Region::from_shared)
    }
}

impl<K: ?Sized, V> fmt::Debug for RegionBuilder<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegionBuilder").field("name", &self.name).field("policy", &self.policy).finish_non_exhaustive()
    }
}
