//! One server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;

use crate::home::Home;
use crate::process::Process;
use crate::{Client, ServerOptions, StartError, binary, port};

const TICK: Duration = Duration::from_millis(5);
const TICKS: u32 = 2_000;

/// A `redis-server` that ends with this value. Its log is shown when the test panics.
#[derive(Debug)]
pub struct RedisServer {
    options: ServerOptions,
    port: Option<u16>,
    process: Option<Process>,
    home: Home,
}

impl RedisServer {
    /// A server with the options' defaults.
    ///
    /// # Panics
    ///
    /// With one line that says what to install, if there is no `redis-server`.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its server has failed")]
    pub fn start() -> Self {
        match Self::options().start() {
            Ok(server) => server,
            Err(error) => panic!("{error}"),
        }
    }

    /// Describes a server.
    pub fn options() -> ServerOptions {
        ServerOptions::default()
    }

    pub(crate) fn start_with(options: &ServerOptions) -> Result<Self, StartError> {
        const ATTEMPTS: usize = 5;
        let mut attempt = 1;
        loop {
            let port = if options.tcp { Some(port::free()?) } else { None };
            let mut server = Self { options: options.clone(), port, process: None, home: Home::new()? };
            match server.launch(&[]) {
                Err(StartError::DidNotComeUp { log })
                    if attempt < ATTEMPTS && log.contains("Address already in use") =>
                {
                    attempt += 1;
                }
                Ok(()) => return Ok(server),
                Err(error) => return Err(error),
            }
        }
    }

    /// Where it is, with its credentials if it has any.
    #[must_use]
    pub fn url(&self) -> String {
        let credentials = self.options.credentials.as_ref();
        if let Some(port) = self.port {
            let scheme = if self.options.tls { "rediss" } else { "redis" };
            let host = if self.options.tls { "localhost" } else { "127.0.0.1" };
            let at = credentials.map(|(user, password)| format!("{user}:{password}@")).unwrap_or_default();
            format!("{scheme}://{at}{host}:{port}")
        } else {
            let query = credentials.map(|(user, password)| format!("?user={user}&pass={password}"));
            format!("unix://{}{}", self.home.socket().display(), query.unwrap_or_default())
        }
    }

    /// Its port, if it has one.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    pub(crate) const fn is_tls(&self) -> bool {
        self.options.tls
    }

    /// The folder with its data.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.home.path()
    }

    /// A connection of the default user's, to look at it and to disturb it.
    ///
    /// # Errors
    ///
    /// It does not answer.
    pub fn client(&self) -> io::Result<Client> {
        let mut client = Client::unix(&self.home.socket())?;
        if let Some((user, password)) = &self.options.credentials
            && user == "default"
        {
            client.call(["AUTH", password])?;
        }
        Ok(client)
    }

    /// Kills it without a word. [`restart`](Self::restart) brings it back.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.end(true);
        }
    }

    /// Starts it again, in the same place, with what it left on disk.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub fn restart(&mut self) -> Result<(), StartError> {
        self.restart_with(&[])
    }

    /// The same, this time with more lines of configuration, such as the one that says what it loads: `appendonly yes`.
    ///
    /// # Errors
    ///
    /// It does not come up.
    pub fn restart_with(&mut self, lines: &[&str]) -> Result<(), StartError> {
        self.kill();
        self.launch(lines)
    }

    /// Stops it in the middle of whatever it does: connections stay open, and nothing answers.
    ///
    /// # Errors
    ///
    /// It does not live.
    pub fn pause(&self) -> io::Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets it go on after [`pause`](Self::pause).
    ///
    /// # Errors
    ///
    /// It does not live.
    pub fn resume(&self) -> io::Result<()> {
        self.signal(Signal::CONT)
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        self.home.log()
    }

    /// Where its snapshot is.
    #[must_use]
    pub fn snapshot(&self) -> PathBuf {
        self.home.path().join("dump.rdb")
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        self.process.as_ref().ok_or(io::ErrorKind::NotConnected)?.signal(signal)
    }

    fn launch(&mut self, lines: &[&str]) -> Result<(), StartError> {
        let program = binary::find("redis-server")?;
        let socket = self.home.socket();
        // The socket of a server that was killed would look like one that refuses.
        drop(fs::remove_file(&socket));
        let options = lines.iter().fold(self.options.clone(), |options, line| options.line(*line));
        let configuration = options.configuration(self.home.path(), &socket, self.port);
        fs::write(self.home.configuration(), configuration)?;
        let file = self.home.configuration();
        self.process = Some(Process::start(&program, &[&file.to_string_lossy()], self.home.path())?);
        if soon(|| self.client().and_then(|mut client| client.ping()).is_ok()) {
            Ok(())
        } else {
            let log = self.log();
            self.kill();
            Err(StartError::DidNotComeUp { log })
        }
    }
}

impl Drop for RedisServer {
    #[expect(clippy::print_stderr, reason = "the log belongs to the failed test's output")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<_> = log.lines().rev().take(30).collect();
            eprintln!("the last lines of redis-server's log:");
            tail.iter().rev().for_each(|line| eprintln!("  {line}"));
        }
        match &mut self.process {
            Some(process) => process.end(false),
            None => drop(fs::remove_dir_all(self.home.path())),
        }
    }
}

/// Whether it becomes true within ten seconds.
pub(crate) fn soon(mut holds: impl FnMut() -> bool) -> bool {
    (0..TICKS).any(|_| {
        let held = holds();
        if !held {
            std::thread::sleep(TICK);
        }
        held
    })
}
