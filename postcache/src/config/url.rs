//! Which backend a URL names.

use crate::{Error, ErrorKind};

/// The backends that this build knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Memory,
    /// A server, a cluster or a Sentinel; the store reads the rest of the URL.
    Redis,
}

/// What a Redis store reads, in TLS or without.
const REDIS: [&str; 10] = [
    "redis",
    "redis+cluster",
    "redis+sentinel",
    "redis+unix",
    "rediss",
    "rediss+cluster",
    "rediss+sentinel",
    "unix",
    "valkey",
    "valkeys",
];

impl Backend {
    /// The URL itself is not repeated in errors: it may hold a password.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        match url.split_once(':') {
            Some(("memory", "")) => Ok(Self::Memory),
            Some(("memory", _)) => Err(Error::new(
                ErrorKind::Config,
                "`backend` is a memory URL with something behind `memory:`; limits are set in `memory.*`",
            )),
            Some(("tiered", _)) => {
                Err(Error::new(ErrorKind::Unsupported, "`backend` names `tiered:`, which does not exist yet"))
            }
            Some((scheme, _)) if REDIS.contains(&scheme) => Ok(Self::Redis),
            _ => Err(Error::new(
                ErrorKind::Config,
                "`backend` is not a URL that is known; allowed are `memory:`, `redis://`, `rediss://`, `redis+cluster://`, `redis+sentinel://` and `unix://`",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_every_kind_of_redis_server_are_backends() {
        assert_eq!(Backend::parse("memory:").unwrap(), Backend::Memory);
        for url in [
            "redis://host",
            "rediss://host",
            "redis+cluster://a,b",
            "redis+sentinel://a/name",
            "rediss+cluster://a,b",
            "rediss+sentinel://a/name",
            "valkey://host",
            "unix:///run/redis.sock",
        ] {
            assert_eq!(Backend::parse(url).unwrap(), Backend::Redis, "{url}");
        }
    }

    #[test]
    fn what_is_no_backend_is_an_error_that_does_not_repeat_the_url() {
        let cases = [
            ("", ErrorKind::Config),
            ("memory", ErrorKind::Config),
            ("memory:?max=3", ErrorKind::Config),
            ("http://user:hunter2@host", ErrorKind::Config),
            ("tiered:redis://:hunter2@host", ErrorKind::Unsupported),
        ];
        for (url, kind) in cases {
            let error = Backend::parse(url).unwrap_err();
            assert_eq!(error.kind(), kind, "{url}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }
}
