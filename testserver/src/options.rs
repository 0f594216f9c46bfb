//! How a server is to be.

use std::path::{Path, PathBuf};

use crate::{RedisServer, StartError};

/// Describes a server before it starts. By default it listens on a Unix socket alone, and keeps nothing on disk.
#[derive(Clone, Debug, Default)]
#[must_use = "a server is started by `start()`"]
pub struct ServerOptions {
    lines: Vec<String>,
    pub(crate) tcp: bool,
    pub(crate) credentials: Option<(String, String)>,
    pub(crate) tls: bool,
}

impl ServerOptions {
    /// A line of its configuration, such as `maxmemory 3mb`.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Each write goes to an append-only file at once.
    pub fn append_only(self) -> Self {
        self.line("appendonly yes").line("appendfsync always")
    }

    /// A limit, and what the server does when it is reached.
    pub fn max_memory(self, bytes: u64, policy: &str) -> Self {
        self.line(format!("maxmemory {bytes}")).line(format!("maxmemory-policy {policy}"))
    }

    /// A password for the default user.
    pub fn password(mut self, password: &str) -> Self {
        self.credentials = Some(("default".to_owned(), password.to_owned()));
        self.line(format!("requirepass {password}"))
    }

    /// A user beside the default one, with `rules` such as `~* +@all`; the server's URL names it. The default user keeps its rights.
    pub fn user(mut self, name: &str, password: &str, rules: &str) -> Self {
        self.credentials = Some((name.to_owned(), password.to_owned()));
        self.line(format!("user {name} on >{password} {rules}"))
    }

    /// It listens on a port of the loopback interface, too, and its URL names that.
    pub fn tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Those of its lines that say how it does TLS.
    pub(crate) fn tls_lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str).filter(|line| line.starts_with("tls-"))
    }

    /// Its port speaks TLS alone, with these files; its URL is `rediss://localhost:..`.
    pub fn tls(mut self, certificate: &Path, key: &Path, authority: &Path, clients_too: bool) -> Self {
        self.tls = true;
        let clients = if clients_too { "yes" } else { "no" };
        self.tcp()
            .line(format!("tls-cert-file {}", certificate.display()))
            .line(format!("tls-key-file {}", key.display()))
            .line(format!("tls-ca-cert-file {}", authority.display()))
            .line(format!("tls-auth-clients {clients}"))
    }

    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    ///
    /// There is no such program, or it does not come up.
    pub fn start(self) -> Result<RedisServer, StartError> {
        RedisServer::start_with(&self)
    }

    /// The configuration file of a server that lives in `folder`.
    pub(crate) fn configuration(&self, folder: &Path, socket: &Path, port: Option<u16>) -> String {
        let mut text = String::new();
        let own = [
            format!("dir {}", folder.display()),
            format!("unixsocket {}", socket.display()),
            format!("logfile {}", PathBuf::from(folder).join("log").display()),
            "bind 127.0.0.1".to_owned(),
            "protected-mode no".to_owned(),
            "save \"\"".to_owned(),
        ];
        let port = match port {
            Some(port) if self.tls => format!("port 0\ntls-port {port}"),
            port => format!("port {}", port.unwrap_or(0)),
        };
        for line in own.iter().chain([&port]).chain(&self.lines) {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}
