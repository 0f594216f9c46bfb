//! Describes a store.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use postcache_core::{Clock, Error, ErrorKind, Millis};
use tokio::runtime::Handle;

use crate::RedisStore;
use crate::cell::{Cipher, Protection, Seal};
use crate::link::{Dialer, How, Link, Route, State, Tls, TlsSettings};
use crate::names::Names;
use crate::servers::{Cluster, Layout, Servers};
use crate::store::{Packing, StampTtl};
use crate::url::{Place, Target};

const LONGEST_NAMESPACE: usize = 256;

/// Makes a [`RedisStore`]; every setting is checked by [`connect`](Self::connect). `Debug` shows neither URL nor secret.
#[must_use = "a store is made by `connect()`"]
pub struct RedisStoreBuilder {
    url: String,
    namespace: String,
    secret: Option<Vec<u8>>,
    timeout: Duration,
    longest_ttl: Duration,
    compress_above: Option<usize>,
    encryption: Option<Vec<Vec<u8>>>,
    tls: TlsSettings,
}

impl RedisStoreBuilder {
    pub(crate) fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            namespace: "postcache".to_owned(),
            secret: None,
            timeout: Duration::from_secs(1),
            longest_ttl: Duration::from_secs(12 * 60 * 60),
            compress_above: None,
            encryption: None,
            tls: TlsSettings::default(),
        }
    }

    /// What every key begins with: stores of other namespaces share nothing. 1 to 256 bytes without `{`, `}`, spaces and
    /// control characters. Default `postcache`.
    pub fn namespace(mut self, namespace: impl Into<String>) -> Self {
        self.namespace = namespace.into();
        self
    }

    /// The key of the hashes that keys are made of; the same in every process. Without one, whoever can read the server's
    /// keys can find out which users have entries, by trying ids. Another secret is another, empty cache.
    pub fn secret(mut self, secret: impl Into<Vec<u8>>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// No call takes longer, repeated attempts included. Default 1 s; reads are given less by their policy's
    /// `store_timeout`.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// The longest ttl of any region: the stamps of scopes and tags are kept for twice as long after their last use.
    /// Default 12 h. A region with a longer ttl works all the same, but its first values may end early.
    pub fn longest_ttl(mut self, ttl: Duration) -> Self {
        self.longest_ttl = ttl;
        self
    }

    /// Values whose encoding is longer than `bytes` are compressed by LZ4, where that makes them smaller. Default: none are.
    /// Every process with the feature reads them, whatever it says here; for one without they are misses. What a value
    /// becomes when it is unpacked is bounded by its region's `max_value_bytes`.
    #[cfg(feature = "compression")]
    #[cfg_attr(docsrs, doc(cfg(feature = "compression")))]
    pub fn compress_above(mut self, bytes: usize) -> Self {
        self.compress_above = Some(bytes);
        self
    }

    /// Values are encrypted, by XChaCha20-Poly1305 with a key that is derived for each scope: whoever reads the server, its
    /// `MONITOR` or its backups sees how long a value is, its type's version, its ttl and whether it is a "not found", and
    /// nothing of what it says. A value that was moved to another key or scope does not open. With
    /// [`compress_above`](Self::compress_above), its length also tells how well it could be compressed.
    ///
    /// Each key is 16 bytes or more, best 32 random ones, and not the [`secret`](Self::secret). The first one encrypts, all of
    /// them decrypt: a new key comes first, and the old one stays behind it until what it encrypted has ended. In a rolling
    /// deployment, give the new key to all processes as the second one before it becomes the first. Values under a key
    /// that is not here, and those that are not encrypted, are misses; and encrypted ones are misses for a process that
    /// was given no key. So switching it on or off costs misses, and no more.
    ///
    /// ```no_run
    /// # async fn example(new: [u8; 32], old: [u8; 32]) -> Result<(), postcache_core::Error> {
    /// let store = postcache_redis::RedisStore::builder("redis://127.0.0.1:6379").encryption([new, old]).connect().await?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn encryption(mut self, keys: impl IntoIterator<Item = impl Into<Vec<u8>>>) -> Self {
        self.encryption = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// The authorities that may vouch for the server, in PEM, in place of the system's.
    #[cfg(feature = "tls")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tls")))]
    pub fn certificate_authority(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.tls.authorities = Some(pem.into());
        self
    }

    /// The certificate that this client shows, with its chain, and its key, both in PEM.
    #[cfg(feature = "tls")]
    #[cfg_attr(docsrs, doc(cfg(feature = "tls")))]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        self.tls.identity = Some((certificate.into(), key.into()));
        self
    }

    /// Makes the store.
    ///
    /// A server that cannot be reached is no error: reads go to their loaders, and it is tried again in the background.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`]: a setting is out of range, or there is no tokio runtime. [`ErrorKind::Rejected`]: what
    /// waiting cannot mend, as far as the server says so within a second: credentials, permissions, a replica, a version
    /// before 6.2, an eviction policy that evicts fences first. [`ErrorKind::Unsupported`]: the URL needs a feature that is
    /// not enabled.
    ///
    /// # Cancel safety
    ///
    /// Dropped before it ended, nothing is left.
    pub async fn connect(self) -> Result<RedisStore, Error> {
        let target = Target::parse(&self.url)?;
        let limit = Millis::checked("timeout", self.timeout)?;
        let longest = Millis::checked("longest_ttl", self.longest_ttl)?;
        check_namespace(&self.namespace)?;
        if self.secret.as_ref().is_some_and(Vec::is_empty) {
            return Err(Error::new(
                ErrorKind::Config,
                "`secret` is empty; leave it out or give one of 16 random bytes",
            ));
        }
        let cipher = self.encryption.as_deref().map(Cipher::new).transpose()?;
        let runtime = Handle::try_current()
            .map_err(|_| Error::new(ErrorKind::Config, "a store is connected inside a tokio runtime"))?;
        if self.secret.is_none() {
            tracing::warn!(target: "postcache::redis", "no secret: the names of keys can be guessed from user ids");
        }
        let clock = Clock::system();
        let how = How {
            tls: if target.tls { Some(Tls::new(&self.tls)?) } else { None },
            login: target.login,
            database: target.database,
            cluster: matches!(target.place, Place::Cluster(_)),
            namespace: self.namespace.clone(),
            clock: clock.clone(),
            limit,
            runtime: runtime.clone(),
        };
        let layout = layout(target.place, Arc::new(how)).await?;
        let names = Names::new(&self.namespace, self.secret.as_deref());
        let servers = Servers::new(layout, clock, limit);
        let seal = Seal::new(&self.namespace, self.secret.as_deref());
        let packing = Packing { protection: Protection { seal, cipher }, compress_above: self.compress_above };
        Ok(RedisStore::assemble(names, servers, runtime, StampTtl::for_values_of(longest), packing))
    }
}

async fn layout(place: Place, how: Arc<How>) -> Result<Layout, Error> {
    let route = match place {
        Place::One(address) => Route::Fixed(address),
        Place::Sentinel { sentinels, primary, login } => Route::Sentinel { sentinels, primary, login },
        Place::Cluster(seeds) => return Ok(Layout::Cluster(Cluster::connect(how, seeds).await?)),
    };
    let dialer = Dialer { route, how };
    let known = match dialer.dial().await {
        Ok(live) => State::Up(live),
        Err(refused) if refused.for_good => return Err(refused.error),
        Err(refused) => {
            tracing::warn!(target: "postcache::redis", "{}; reads go to their loaders until it can", refused.error);
            State::Down(refused.error.to_string().into())
        }
    };
    Ok(Layout::One(Arc::new(Link::new(dialer, known))))
}

fn check_namespace(namespace: &str) -> Result<(), Error> {
    let bad = |c: char| matches!(c, '{' | '}') || c.is_whitespace() || c.is_control();
    if namespace.is_empty() || namespace.len() > LONGEST_NAMESPACE || namespace.contains(bad) {
        let allowed = "1 to 256 bytes without `{`, `}`, spaces and control characters";
        return Err(Error::new(ErrorKind::Config, format!("`namespace` is {namespace:?}; allowed is {allowed}")));
    }
    Ok(())
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStoreBuilder")
            .field("namespace", &self.namespace)
            .field("timeout", &self.timeout)
            .field("longest_ttl", &self.longest_ttl)
            .finish_non_exhaustive()
    }
}
