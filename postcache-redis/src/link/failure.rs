//! Why a call has no answer, by whether the server may have done what it was asked.

use postcache_core::{Error, ErrorKind};
use redis::ServerErrorKind;

use crate::url::Address;

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is no connection: nothing was sent.
    Down,
    /// More calls wait on this connection than are allowed to: nothing was sent.
    Crowded,
    /// The server said that it did not do it.
    Refused(Code),
    /// Another node of the cluster has the slot: this one did not do it.
    Elsewhere(Redirect),
    /// No answer in time: unknown.
    TimedOut,
    /// The connection broke, or answered what nobody asked: unknown.
    Lost,
    /// The request was not made: its incarnation does not fit, or the operating system refused.
    NotMade,
}

/// The first word of a server's error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Code(String);

/// Where a cluster sends a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub(crate) to: Address,
    /// This call alone: the slot is on its way there.
    pub(crate) ask: bool,
}

impl Code {
    const NO_PERMISSION: &str = "NOPERM";

    /// What the server says: shown only as far as it is a word in capitals, in case it is more.
    fn new(code: &str) -> Self {
        let word = code.split_whitespace().next().unwrap_or_default();
        let plain = word.len() <= 32 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        Self(if plain { word.to_owned() } else { "ERR".to_owned() })
    }

    pub(crate) fn is(&self, code: &str) -> bool {
        self.0 == code
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_permission(&self) -> bool {
        [Self::NO_PERMISSION, "NOAUTH", "WRONGPASS"].contains(&self.0.as_str())
    }

    /// Whether the server says so before it does anything.
    fn is_before_execution(&self) -> bool {
        const BEFORE: &[&str] = &[
            "NOSCRIPT",
            "TRYAGAIN",
            "CLUSTERDOWN",
            "LOADING",
            "BUSY",
            "READONLY",
            "MASTERDOWN",
            "OOM",
            "MISCONF",
            "NOREPLICAS",
            "CROSSSLOT",
        ];
        self.is_permission() || BEFORE.contains(&self.0.as_str())
    }
}

impl Failure {
    /// From what the server answered.
    pub(crate) fn of_server(error: &redis::ServerError) -> Self {
        let details = error.details().unwrap_or_default();
        if let Some(kind @ (ServerErrorKind::Moved | ServerErrorKind::Ask)) = error.kind() {
            let address = details.split_ascii_whitespace().nth(1).and_then(|text| Address::parse(text, 0).ok());
            let ask = kind == ServerErrorKind::Ask;
            return address.map_or(Self::Lost, |to| Self::Elsewhere(Redirect { to, ask }));
        }
        // Redis 7 says `ERR` for what the user of a script may not do.
        let code = if details.contains("can't run this command") { Code::NO_PERMISSION } else { error.code() };
        let code = Code::new(code);
        if code.is_before_execution() { Self::Refused(code) } else { Self::Lost }
    }

    /// Whether it may help to ask the same again.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Refused(code) => !code.is_permission(),
            Self::Elsewhere(_) | Self::Lost | Self::Crowded => true,
            Self::Down | Self::TimedOut | Self::NotMade => false,
        }
    }

    /// The error of the operation `what`.
    pub(crate) fn into_error(self, what: &str) -> Error {
        let (kind, why) = match self {
            Self::Down => (ErrorKind::Unavailable, "there is no connection to the Redis server".to_owned()),
            Self::Crowded => (ErrorKind::Unavailable, "too many calls wait for the Redis server".to_owned()),
            Self::NotMade => {
                (ErrorKind::Unavailable, "the Redis server was restarted or replaced meanwhile".to_owned())
            }
            Self::Elsewhere(_) => (ErrorKind::Unavailable, "the Redis cluster moves the scope".to_owned()),
            Self::TimedOut => (ErrorKind::TimedOut, "the Redis server did not answer in time".to_owned()),
            Self::Lost => (ErrorKind::Unavailable, "the connection to the Redis server broke".to_owned()),
            Self::Refused(code) if code.is_permission() => (
                ErrorKind::Rejected,
                format!("the Redis server refused it ({}): let its user run postcache_redis::COMMANDS", code.0),
            ),
            Self::Refused(code) => (ErrorKind::Unavailable, format!("the Redis server refused it ({})", code.0)),
        };
        Error::new(kind, format!("{what}: {why}"))
    }
}
