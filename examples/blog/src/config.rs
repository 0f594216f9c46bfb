//! What the blog is told: by flags, else by a file, else by defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use postcache::CacheConfig;
use serde::Deserialize;

use crate::cli::Flags;
use crate::start_error::StartError;

/// Everything that can be set.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// The folder of the database.
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) cache: CacheConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "blog-data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            cache: CacheConfig::default(),
        }
    }
}

impl Config {
    /// Reads the file that the flags name, if they name one.
    pub(crate) fn load(flags: Flags) -> Result<Self, StartError> {
        let mut config = flags.config.as_deref().map_or_else(|| Ok(Self::default()), Self::read)?;
        if let Some(url) = flags.cache.or_else(|| environment("POSTCACHE_REDIS_URL")) {
            config.cache.backend = url;
        }
        // Not a flag: everybody on the machine sees those.
        if let Some(keys) = environment("POSTCACHE_REDIS_ENCRYPTION") {
            config.cache.redis.encryption = keys.split(',').map(str::to_owned).collect();
        }
        Ok(Self {
            data: flags.data.unwrap_or(config.data),
            listen: flags.listen.unwrap_or(config.listen),
            cache: config.cache,
        })
    }

    /// Reads a file.
    pub(crate) fn read(file: &Path) -> Result<Self, StartError> {
        let refused = |what| StartError::Config { file: file.to_owned(), what };
        let text = std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
        toml::from_str(&text).map_err(|error| refused(located(&error, &text)))
    }
}

#[expect(clippy::disallowed_methods, reason = "an application reads its environment, where a library must not")]
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The message with the number of its line; the library's own spreads over several.
fn located(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}
