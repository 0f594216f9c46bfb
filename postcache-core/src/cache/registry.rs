//! The regions of a cache, by name.

use std::any::{TypeId, type_name};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::codec::ValueType;
use crate::policy::Rules;
use crate::region::{RegionInfo, RegionShared, TtlFrom, Weigher};
use crate::store::Tag;
use crate::{Cache, Error, ErrorKind, Policy, RegionStats};

const MAX_NAME: usize = 128;
const MAX_TAGS: usize = 32;

#[derive(Debug, Default)]
pub(crate) struct Registry(Mutex<BTreeMap<String, Registered>>);

/// What a region's builder asks for.
pub(crate) struct Registration {
    pub(crate) name: String,
    pub(crate) policy: Policy,
    pub(crate) tags: Box<[Tag]>,
    pub(crate) values: ValueType,
    pub(crate) weigher: Option<Weigher>,
    pub(crate) ttl_from: Option<TtlFrom>,
    pub(crate) types: Types,
}

/// What a region was made of the first time: the same name again must ask for the same.
#[derive(Debug)]
struct Registered {
    info: Arc<RegionInfo>,
    once: Arc<crate::region::Once>,
    types: Types,
    policy: Policy,
    local: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Types {
    ids: (TypeId, TypeId),
    names: (&'static str, &'static str),
}

impl Types {
    pub(crate) fn of<K: ?Sized + 'static, V: 'static>() -> Self {
        Self { ids: (TypeId::of::<K>(), TypeId::of::<V>()), names: (type_name::<K>(), type_name::<V>()) }
    }
}

impl Registry {
    pub(crate) fn register(&self, cache: &Cache, asked: Registration) -> Result<RegionShared, Error> {
        check_names(&asked)?;
        let local = asked.values.codec.is_none();
        if local {
            check_local(cache, &asked)?;
        }
        let (policy, change) = cache.settings().effective(&asked.name, asked.policy);
        let rules = Rules::try_from(policy)
            .map_err(|error| Error::new(error.kind(), format!("region `{}`: {error}", asked.name)))?;
        let mut regions = self.regions();
        let registered = match regions.entry(asked.name.clone()) {
            Entry::Occupied(first) => {
                same_as_first(first.key(), first.get(), &asked)?;
                first.into_mut()
            }
            Entry::Vacant(place) => {
                let info = RegionInfo::new(place.key(), asked.tags, asked.values, asked.weigher, &rules);
                place.insert(Registered {
                    info: Arc::new(info),
                    once: Arc::default(),
                    types: asked.types,
                    policy: asked.policy,
                    local,
                })
            }
        };
        Ok(RegionShared {
            cache: cache.clone(),
            store: Arc::clone(cache.store()),
            info: Arc::clone(&registered.info),
            policy,
            rules,
            ttl_from: asked.ttl_from,
            enabled: change.enabled.unwrap_or(true),
            configured: change,
            once: Arc::clone(&registered.once),
        })
    }

    pub(crate) fn infos(&self) -> Vec<Arc<RegionInfo>> {
        self.regions().values().map(|registered| Arc::clone(&registered.info)).collect()
    }

    /// Whether a region has this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.regions().contains_key(name)
    }

    /// Whether each of `tags` is one of some region.
    pub(crate) fn has_tags(&self, tags: &[Tag]) -> bool {
        let regions = self.regions();
        tags.iter().all(|tag| regions.values().any(|registered| registered.info.tags().contains(tag)))
    }

    /// The tags of all regions.
    pub(crate) fn tags(&self) -> BTreeSet<Tag> {
        self.regions().values().flat_map(|registered| registered.info.tags()).cloned().collect()
    }

    pub(crate) fn stats(&self) -> Vec<RegionStats> {
        self.infos().iter().map(|info| info.telemetry().snapshot(info.name())).collect()
    }

    fn regions(&self) -> MutexGuard<'_, BTreeMap<String, Registered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check_names(asked: &Registration) -> Result<(), Error> {
    if !(1..=MAX_NAME).contains(&asked.name.len()) {
        return Err(Error::config("region", format_args!("a name of {} bytes", asked.name.len()), "1 to 128 bytes"));
    }
    if asked.tags.len() > MAX_TAGS {
        let (field, count) = (format!("tags of region `{}`", asked.name), asked.tags.len());
        return Err(Error::config(&field, count, "at most 32 names; `clear_scope` ends all entries of a scope"));
    }
    Ok(())
}

fn check_local(cache: &Cache, asked: &Registration) -> Result<(), Error> {
    if !cache.store().keeps_objects() {
        let text = format!(
            "region `{}` is local, but its store keeps bytes: use `Cache::region` with values that serialize",
            asked.name
        );
        return Err(Error::new(ErrorKind::Unsupported, text));
    }
    if asked.weigher.is_none() {
        let text = format!("region `{}` is local: say how large its values are with `.weigher(..)`", asked.name);
        return Err(Error::new(ErrorKind::Config, text));
    }
    Ok(())
}

fn same_as_first(name: &str, first: &Registered, asked: &Registration) -> Result<(), Error> {
    let conflict =
        |what: String| Err(Error::new(ErrorKind::RegionConflict, format!("region `{name}` exists with {what}")));
    if first.types.ids != asked.types.ids {
        let ((k1, v1), (k2, v2)) = (first.types.names, asked.types.names);
        return conflict(format!("other types: `{k1}` to `{v1}`, now `{k2}` to `{v2}`; give one of them another name"));
    }
    if first.local != asked.values.codec.is_none() || first.info.tags() != &*asked.tags {
        return conflict("other tags, or local values; give one of them another name".to_owned());
    }
    if first.info.schema() != asked.values.schema || first.info.codec() != asked.values.codec_number() {
        return conflict("another schema version or codec; give both the same".to_owned());
    }
    if first.info.values().checked != asked.values.checked {
        return conflict(
            "`build()` where this says `unchecked(..)`, or the other way round; give one of them another name"
                .to_owned(),
        );
    }
    if first.policy != asked.policy {
        return conflict("another policy; use `Region::with` for calls that need one".to_owned());
    }
    Ok(())
}
