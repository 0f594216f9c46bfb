//! A blocking connection to look at a server and to disturb it, independent of the client under test.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(5);

/// A connection.
pub struct Client {
    input: BufReader<Box<dyn Read + Send>>,
    output: Box<dyn Write + Send>,
}

/// What the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the protocol has these kinds")]
pub enum Reply {
    /// A status.
    Status(String),
    /// An error.
    Error(String),
    /// A number.
    Integer(i64),
    /// Nothing.
    Nil,
    /// Bytes.
    Bulk(Vec<u8>),
    /// Several replies.
    Array(Vec<Reply>),
}

impl Client {
    pub(crate) fn unix(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self::over(stream.try_clone()?, stream))
    }

    /// To a port of the loopback interface.
    ///
    /// # Errors
    ///
    /// Nobody listens there.
    pub fn tcp(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self::over(stream.try_clone()?, stream))
    }

    fn over(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> Self {
        Self { input: BufReader::new(Box::new(input)), output: Box::new(output) }
    }

    /// Sends a command and waits for its reply.
    ///
    /// # Errors
    ///
    /// The connection broke, or the server said that the command failed.
    pub fn call<A: AsRef<[u8]>>(&mut self, command: impl IntoIterator<Item = A>) -> io::Result<Reply> {
        self.send(command)?;
        match self.receive()? {
            Reply::Error(error) => Err(io::Error::other(error)),
            reply => Ok(reply),
        }
    }

    /// Sends a command.
    ///
    /// # Errors
    ///
    /// The connection broke.
    pub fn send<A: AsRef<[u8]>>(&mut self, command: impl IntoIterator<Item = A>) -> io::Result<()> {
        let arguments: Vec<A> = command.into_iter().collect();
        let mut bytes = format!("*{}\r\n", arguments.len()).into_bytes();
        for argument in arguments {
            let argument = argument.as_ref();
            bytes.extend(format!("${}\r\n", argument.len()).into_bytes());
            bytes.extend(argument);
            bytes.extend(b"\r\n");
        }
        self.output.write_all(&bytes)
    }

    /// Waits for the next reply, or line of `MONITOR`.
    ///
    /// # Errors
    ///
    /// The connection broke, or nothing came for five seconds.
    pub fn receive(&mut self) -> io::Result<Reply> {
        let mut line = String::new();
        if self.input.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        let (kind, rest) = line.split_at_checked(1).ok_or(io::ErrorKind::InvalidData)?;
        let number = || rest.parse::<i64>().map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
        Ok(match kind {
            "+" => Reply::Status(rest.to_owned()),
            "-" => Reply::Error(rest.to_owned()),
            ":" => Reply::Integer(number()?),
            "$" => match usize::try_from(number()?) {
                Ok(length) => {
                    let mut bytes = vec![0; length + 2];
                    self.input.read_exact(&mut bytes)?;
                    bytes.truncate(length);
                    Reply::Bulk(bytes)
                }
                Err(_) => Reply::Nil,
            },
            "*" => match usize::try_from(number()?) {
                Ok(length) => Reply::Array((0..length).map(|_| self.receive()).collect::<io::Result<_>>()?),
                Err(_) => Reply::Nil,
            },
            _ => return Err(io::ErrorKind::InvalidData.into()),
        })
    }

    pub(crate) fn ping(&mut self) -> io::Result<()> {
        self.call(["PING"]).map(drop)
    }

    /// The bytes under `key`.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn get(&mut self, key: &str) -> io::Result<Option<Vec<u8>>> {
        match self.call(["GET", key])? {
            Reply::Bulk(bytes) => Ok(Some(bytes)),
            _ => Ok(None),
        }
    }

    /// All keys that match `pattern`.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn keys(&mut self, pattern: &str) -> io::Result<Vec<String>> {
        let Reply::Array(keys) = self.call(["KEYS", pattern])? else { return Ok(Vec::new()) };
        let mut keys: Vec<_> =
            keys.into_iter().filter_map(|key| String::from_utf8(key.bytes()?.to_vec()).ok()).collect();
        keys.sort();
        Ok(keys)
    }

    /// The value of one line of `INFO`.
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call).
    pub fn info(&mut self, section: &str, field: &str) -> io::Result<Option<String>> {
        let reply = self.call(["INFO", section])?;
        let text = String::from_utf8_lossy(reply.bytes().unwrap_or_default()).into_owned();
        Ok(text
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(':').map(|value| value.trim().to_owned())))
    }
}

impl Reply {
    /// The bytes, if it is some.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bulk(bytes) => Some(bytes),
            Self::Status(text) => Some(text.as_bytes()),
            _ => None,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(..)")
    }
}
