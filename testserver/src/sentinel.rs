//! A primary with two replicas, watched by three Sentinels.

use std::{fs, io};

use crate::home::Home;
use crate::process::Process;
use crate::server::soon;
use crate::{Client, RedisServer, ServerOptions, StartError, binary, port};

/// How the Sentinels call the primary.
const NAME: &str = "main";

/// Three servers and three Sentinels that agree when two of them do.
#[derive(Debug)]
pub struct SentinelTrio {
    servers: Vec<RedisServer>,
    sentinels: Vec<Sentinel>,
}

#[derive(Debug)]
struct Sentinel {
    port: u16,
    tls_port: Option<u16>,
    password: Option<String>,
    process: Process,
}

impl SentinelTrio {
    /// Starts all six, and waits until they know each other.
    ///
    /// # Errors
    ///
    /// There is no such program, or they do not find each other.
    pub fn start() -> Result<Self, StartError> {
        Self::start_with(None, &RedisServer::options())
    }

    /// The same, of servers that are described so, and of Sentinels with the same certificates.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_in_tls(options: &ServerOptions) -> Result<Self, StartError> {
        Self::start_with(None, &options.clone().line("tls-replication yes"))
    }

    /// The same, with a password for the servers and another one for the Sentinels.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_with_passwords(servers: &str, sentinels: &str) -> Result<Self, StartError> {
        Self::start_with(Some((servers, sentinels)), &RedisServer::options())
    }

    fn start_with(passwords: Option<(&str, &str)>, plain: &ServerOptions) -> Result<Self, StartError> {
        let options = || {
            let options = plain.clone().tcp().line("repl-diskless-sync-delay 0");
            match passwords {
                Some((servers, _)) => options.password(servers).line(format!("masterauth {servers}")),
                None => options,
            }
        };
        let primary = options().start()?;
        let at = primary.port().unwrap_or_default();
        let replica = || options().line(format!("replicaof 127.0.0.1 {at}")).start();
        let servers = vec![primary, replica()?, replica()?];
        let sentinels = (0..3).map(|_| Sentinel::start(at, passwords, plain)).collect::<Result<Vec<_>, _>>()?;
        let trio = Self { servers, sentinels };
        let log = || trio.servers.first().map(RedisServer::log).unwrap_or_default();
        let complete = soon(|| trio.sentinels.iter().all(Sentinel::knows_the_others));
        if complete { Ok(trio) } else { Err(StartError::Incomplete { what: "a Sentinel trio", log: log() }) }
    }

    /// A URL with all three Sentinels.
    #[must_use]
    pub fn url(&self) -> String {
        let is_tls = self.sentinels.iter().any(|sentinel| sentinel.tls_port.is_some());
        let port = |sentinel: &Sentinel| sentinel.tls_port.unwrap_or(sentinel.port);
        let ports: Vec<_> = self.sentinels.iter().map(|sentinel| format!("127.0.0.1:{}", port(sentinel))).collect();
        format!("{}+sentinel://{}/{NAME}", if is_tls { "rediss" } else { "redis" }, ports.join(","))
    }

    /// Its servers; the first was the primary at the start.
    #[must_use]
    pub fn servers(&self) -> &[RedisServer] {
        &self.servers
    }

    /// Its servers, to stop and to start them.
    #[must_use]
    pub fn servers_mut(&mut self) -> &mut [RedisServer] {
        &mut self.servers
    }

    /// Makes the Sentinels choose another primary, and waits until they have.
    ///
    /// # Errors
    ///
    /// They do not agree.
    pub fn fail_over(&self) -> Result<(), StartError> {
        let failed = || StartError::Incomplete { what: "a failover", log: String::new() };
        let before = self.primary_port();
        let first = self.sentinels.first().ok_or_else(failed)?;
        first.client()?.call(["SENTINEL", "FAILOVER", NAME])?;
        if soon(|| self.primary_port() != before) { Ok(()) } else { Err(failed()) }
    }

    fn primary_port(&self) -> Option<u16> {
        let mut client = self.sentinels.first()?.client().ok()?;
        let crate::Reply::Array(address) = client.call(["SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME]).ok()? else {
            return None;
        };
        std::str::from_utf8(address.last()?.bytes()?).ok()?.parse().ok()
    }
}

impl Sentinel {
    /// With TLS it has a second port, for clients; the first one is for this program, which knows none.
    fn start(primary: u16, passwords: Option<(&str, &str)>, servers: &ServerOptions) -> Result<Self, StartError> {
        let program = binary::find("redis-server")?;
        let home = Home::new()?;
        let (port, tls_port) = (port::free()?, if servers.tls { Some(port::free()?) } else { None });
        let log = home.path().join("log");
        let credentials = passwords.map(|(servers, own)| {
            format!("requirepass {own}\nsentinel sentinel-pass {own}\nsentinel auth-pass {NAME} {servers}\n")
        });
        let tls = tls_port.map(|port| format!("tls-port {port}\n")).unwrap_or_default();
        let tls = servers.tls_lines().fold(tls, |lines, line| lines + line + "\n");
        let configuration = format!(
            "{tls}port {port}\nbind 127.0.0.1\ndir {}\nlogfile {}\nsentinel monitor {NAME} 127.0.0.1 {primary} 2\n\
             sentinel down-after-milliseconds {NAME} 1000\nsentinel failover-timeout {NAME} 5000\n{}",
            home.path().display(),
            log.display(),
            credentials.unwrap_or_default(),
        );
        fs::write(home.configuration(), configuration)?;
        let file = home.configuration();
        let process = Process::start(&program, &[&file.to_string_lossy(), "--sentinel"], home.path())?;
        let sentinel = Self { port, tls_port, password: passwords.map(|(_, own)| own.to_owned()), process };
        let answers = soon(|| sentinel.client().and_then(|mut client| client.ping()).is_ok());
        if answers { Ok(sentinel) } else { Err(StartError::DidNotComeUp { log: home.log() }) }
    }

    fn client(&self) -> io::Result<Client> {
        let mut client = Client::tcp(self.port)?;
        if let Some(password) = &self.password {
            client.call(["AUTH", password])?;
        }
        Ok(client)
    }

    fn knows_the_others(&self) -> bool {
        let Ok(mut client) = self.client() else { return false };
        let mut count = |of: &str| match client.call(["SENTINEL", of, NAME]) {
            Ok(crate::Reply::Array(others)) => others.len(),
            _ => 0,
        };
        count("SENTINELS") == 2 && count("REPLICAS") == 2 && self.process_lives()
    }

    fn process_lives(&self) -> bool {
        self.process.signal(rustix::process::Signal::CONT).is_ok()
    }
}
