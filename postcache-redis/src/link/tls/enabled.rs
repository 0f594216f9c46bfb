//! TLS by rustls.

use std::fmt;
use std::sync::Arc;

use postcache_core::{Error, ErrorKind};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use tokio_rustls::{TlsConnector, rustls::crypto::ring};

use super::TlsSettings;
use crate::link::{Refused, refused, unreachable};

/// Makes TLS connections.
pub(crate) struct Tls(TlsConnector);

impl Tls {
    /// # Errors
    ///
    /// What the settings hold is no PEM, or nothing that can be used.
    pub(crate) fn new(settings: &TlsSettings) -> Result<Self, Error> {
        let wrong = |what: &str| Error::new(ErrorKind::Config, format!("{what} is not usable PEM"));
        let roots = match &settings.authorities {
            Some(pem) => chosen(pem).ok_or_else(|| wrong("the certificate authority"))?,
            None => of_the_system(),
        };
        let versions = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| Error::new(ErrorKind::Unsupported, "this build of rustls knows no safe version of TLS"))?;
        let builder = versions.with_root_certificates(roots);
        let config = match &settings.identity {
            None => builder.with_no_client_auth(),
            Some((certificates, key)) => {
                let chain = CertificateDer::pem_slice_iter(certificates).collect::<Result<Vec<_>, _>>();
                let chain = chain.map_err(|_| wrong("the client certificate"))?;
                let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| wrong("the key of the client certificate"))?;
                builder.with_client_auth_cert(chain, key).map_err(|_| wrong("the client certificate or its key"))?
            }
        };
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Speaks TLS over `stream` with whoever proves to be `host`.
    pub(crate) async fn wrap(&self, stream: TcpStream, host: &str) -> Result<TlsStream<TcpStream>, Refused> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| refused("the host of the url is no name that a certificate can have"))?;
        self.0.connect(name, stream).await.map_err(|error| {
            let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
            match cause {
                Some(rustls::Error::InvalidCertificate(_)) => refused(
                    "the server's certificate is not of its host, not of a known authority, or out of date: set its certificate authority",
                ),
                Some(_) => refused("the server does not agree on TLS"),
                None => unreachable(&error.kind().to_string()),
            }
        })
    }
}

fn chosen(pem: &[u8]) -> Option<RootCertStore> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate.ok()?).ok()?;
    }
    (!roots.is_empty()).then_some(roots)
}

fn of_the_system() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(..)")
    }
}
