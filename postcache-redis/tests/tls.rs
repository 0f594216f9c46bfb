//! TLS to a real server.

#![cfg(feature = "tls")]
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use postcache_core::{CacheStore, ErrorKind, OnBehalfOf};
use postcache_redis::{RedisStore, RedisStoreBuilder};
use testserver::{RedisCluster, RedisServer, SentinelTrio, ServerOptions};

/// Certificates that one authority made, in a folder that goes with this value.
struct Certificates(PathBuf);

impl Certificates {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("pc-tls-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let made = Self(folder);
        let new_key = "req -newkey rsa:2048 -nodes -days 2";
        made.openssl(&format!("{new_key} -x509 -subj /CN=authority -keyout ca.key -out ca.crt"));
        for (who, name) in [("server", "DNS:localhost"), ("node", "IP:127.0.0.1"), ("client", "DNS:client")] {
            made.openssl(&format!("{new_key} -subj /CN={who} -keyout {who}.key -out {who}.csr"));
            std::fs::write(made.path(&format!("{who}.ext")), format!("subjectAltName={name}")).unwrap();
            let sign = "x509 -req -days 2 -CA ca.crt -CAkey ca.key -CAcreateserial";
            made.openssl(&format!("{sign} -in {who}.csr -extfile {who}.ext -out {who}.crt"));
        }
        made
    }

    fn openssl(&self, arguments: &str) {
        let run = Command::new("openssl").args(arguments.split(' ')).current_dir(&self.0).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Of somebody who shows the certificate of `who`.
    fn options(&self, who: &str, clients_too: bool) -> ServerOptions {
        let path = |name: &str| -> PathBuf { self.path(name) };
        let (certificate, key) = (path(&format!("{who}.crt")), path(&format!("{who}.key")));
        RedisServer::options().tls(&certificate, &key, &path("ca.crt"), clients_too)
    }

    fn server(&self, clients_too: bool) -> RedisServer {
        self.options("server", clients_too).start().unwrap()
    }

    fn builder(&self, url: &str) -> RedisStoreBuilder {
        RedisStore::builder(url).certificate_authority(self.read("ca.crt"))
    }
}

impl Drop for Certificates {
    fn drop(&mut self) {
        let folder: &Path = &self.0;
        std::fs::remove_dir_all(folder).unwrap();
    }
}

async fn works(builder: RedisStoreBuilder) -> bool {
    let store = builder.connect().await.unwrap();
    let cache = postcache_core::Cache::new(store.clone());
    let region = cache.region::<str, u64>("r").unchecked("a test").unwrap();
    let looked = async |user: i64| {
        let entry = region.entry(&OnBehalfOf::new(user, "a test"), "k").unwrap();
        store.get(entry.as_entry()).wait().await.is_ok()
    };
    // Several: in a cluster they are on all nodes.
    looked(1).await && looked(2).await && looked(3).await && looked(4).await && looked(5).await
}

#[tokio::test]
async fn a_server_is_trusted_whose_certificate_is_of_the_authority() {
    let certificates = Certificates::new("server");
    let server = certificates.server(false);
    assert!(works(certificates.builder(&server.url())).await);
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let certificates = Certificates::new("client");
    let server = certificates.server(true);
    let (certificate, key) = (certificates.read("client.crt"), certificates.read("client.key"));
    assert!(works(certificates.builder(&server.url()).client_certificate(certificate, key)).await);
}

/// Each node has to prove that it is the one at the address that the cluster names.
#[tokio::test]
async fn every_node_of_a_cluster_is_spoken_to_in_tls() {
    let certificates = Certificates::new("cluster");
    let cluster = RedisCluster::start_with(&certificates.options("node", true)).unwrap();
    let url = cluster.url();
    assert!(url.starts_with("rediss+cluster://"), "{url}");
    let (certificate, key) = (certificates.read("client.crt"), certificates.read("client.key"));
    assert!(works(certificates.builder(&url).client_certificate(certificate, key)).await);
}

#[tokio::test]
async fn sentinels_and_the_primary_that_they_name_are_spoken_to_in_tls() {
    let certificates = Certificates::new("sentinel");
    let trio = SentinelTrio::start_in_tls(&certificates.options("node", false)).unwrap();
    let url = trio.url();
    assert!(url.starts_with("rediss+sentinel://"), "{url}");
    assert!(works(certificates.builder(&url)).await);
    let stranger = RedisStore::builder(&url).certificate_authority(Certificates::new("another").read("ca.crt"));
    let error = stranger.connect().await.unwrap_err().to_string();
    assert!(error.contains("certificate") && !error.contains("credentials"), "{error}");
}

#[tokio::test]
async fn a_server_of_another_authority_or_name_is_an_error_at_connect() {
    let (certificates, others) = (Certificates::new("mine"), Certificates::new("others"));
    let server = certificates.server(false);
    let stranger = RedisStore::builder(&server.url()).certificate_authority(others.read("ca.crt"));
    assert_eq!(stranger.connect().await.unwrap_err().kind(), ErrorKind::Rejected);
    let wrong_name = RedisStore::builder(&server.url().replace("localhost", "127.0.0.1"));
    let error = wrong_name.certificate_authority(certificates.read("ca.crt")).connect().await.unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[tokio::test]
async fn what_is_no_certificate_is_an_error_at_connect() {
    let builder = RedisStore::builder("rediss://localhost:1").certificate_authority("no PEM");
    assert_eq!(builder.connect().await.unwrap_err().kind(), ErrorKind::Config);
}
