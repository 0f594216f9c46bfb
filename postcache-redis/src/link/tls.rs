//! TLS, where the feature is enabled; without it a URL that asks for TLS is refused.

#[cfg(feature = "tls")]
mod enabled;

#[cfg(feature = "tls")]
pub(crate) use enabled::Tls;

#[cfg(not(feature = "tls"))]
pub(crate) use disabled::Tls;

/// Whom to trust, and who we are, in PEM.
#[derive(Default)]
pub(crate) struct TlsSettings {
    /// Authorities in place of the system's.
    pub(crate) authorities: Option<Vec<u8>>,
    /// Our certificate with its chain, and its key.
    pub(crate) identity: Option<(Vec<u8>, Vec<u8>)>,
}

#[cfg(not(feature = "tls"))]
mod disabled {
    use postcache_core::{Error, ErrorKind};
    use tokio::net::TcpStream;

    use super::TlsSettings;
    use crate::link::Refused;

    /// There is none.
    #[derive(Debug)]
    pub(crate) enum Tls {}

    impl Tls {
        pub(crate) fn new(settings: &TlsSettings) -> Result<Self, Error> {
            debug_assert!(settings.authorities.is_none() && settings.identity.is_none(), "nobody can set them");
            let message = "the url of the store asks for TLS: enable the feature `tls` of postcache-redis";
            Err(Error::new(ErrorKind::Unsupported, message))
        }

        #[expect(clippy::unused_async, reason = "as where the feature is enabled")]
        pub(crate) async fn wrap(&self, _stream: TcpStream, _host: &str) -> Result<TcpStream, Refused> {
            match *self {}
        }
    }
}
