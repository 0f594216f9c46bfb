//! The command line: a handful of flags, read by hand.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::self_check::{Check, Sabotage};
use crate::start_error::StartError;

pub(crate) const HELP: &str = "\
A blog for several users on SQLite, cached by PostCache.

Usage: blog [--data FOLDER] [--listen ADDRESS] [--config FILE] [--cache URL]
       blog --self-check [--cache URL [--processes N]] [--sabotage WHAT]

  --data FOLDER      where blog.db is, or is made      (default: blog-data)
  --listen ADDRESS   IP address and port to serve on   (default: 127.0.0.1:3000)
  --config FILE      a TOML file: `data`, `listen`, and a table `cache`, such as
                         cache.ttl = \"1m\"
                         cache.regions.post-list.enabled = false

  --cache URL        memory: or a Redis server that several blogs share
                     (default: $POSTCACHE_REDIS_URL, else the file); values are
                     encrypted by the keys in $POSTCACHE_REDIS_ENCRYPTION
  --self-check       drives a blog of its own as several users at once, and
                     holds each answer against the database; exit code 0 if none
                     was foreign or stale, else 1
  --processes N      as so many blogs on one database and one Redis server
  --sabotage WHAT    breaks one thing, which the self-check has to find:
                         stale               a load outlives a mutation
                         foreign             an entry of another user is served
                         lost-invalidation   mutations tell the cache nothing

  --help             this page
";

/// The cache of one process alone.
const MEMORY: &str = "memory:";

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Serve(Flags),
    SelfCheck(Check),
    /// Serves one process of a self-check; for itself alone.
    Part(PathBuf, Option<Sabotage>),
    Help,
}

/// What the command line says about serving. It comes before what the file says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Flags {
    pub(crate) data: Option<PathBuf>,
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) config: Option<PathBuf>,
    pub(crate) cache: Option<String>,
}

/// Reads the arguments behind the program's name.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, StartError> {
    let mut arguments = arguments.into_iter();
    let mut flags = Flags::default();
    let (mut self_check, mut sabotage, mut processes, mut part) = (false, None, None, None);
    while let Some(flag) = arguments.next() {
        let flag = flag.to_string_lossy().into_owned();
        let mut value = || arguments.next().ok_or_else(|| usage(format!("{flag} needs a value")));
        match flag.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--self-check" => self_check = true,
            "--self-check-part" => part = Some(PathBuf::from(value()?)),
            "--processes" => processes = Some(count(&value()?)?),
            "--sabotage" => sabotage = Some(sabotage_called(&value()?)?),
            "--data" => flags.data = Some(value()?.into()),
            "--config" => flags.config = Some(value()?.into()),
            "--cache" => flags.cache = Some(value()?.to_string_lossy().into_owned()),
            "--listen" => flags.listen = Some(address(&value()?)?),
            unknown => return Err(usage(format!("{unknown} is not a flag"))),
        }
    }
    if let Some(part) = part {
        return Ok(Command::Part(part, sabotage));
    }
    if !self_check {
        return match (sabotage, processes) {
            (Some(_), _) => Err(usage("--sabotage goes with --self-check".to_owned())),
            (_, Some(_)) => Err(usage("--processes goes with --self-check".to_owned())),
            (None, None) => Ok(Command::Serve(flags)),
        };
    }
    let check = Check { cache: flags.cache.take(), processes: processes.unwrap_or(1), sabotage };
    if flags != Flags::default() {
        return Err(usage("--self-check serves a database of its own".to_owned()));
    }
    if check.processes > 1 && check.cache.as_deref().is_none_or(|url| url == MEMORY) {
        return Err(usage("several processes share a Redis server: say which with --cache".to_owned()));
    }
    Ok(Command::SelfCheck(check))
}

fn sabotage_called(name: &OsString) -> Result<Sabotage, StartError> {
    let known = name.to_str().and_then(Sabotage::called);
    known.ok_or_else(|| usage(format!("{} is not stale, foreign or lost-invalidation", name.to_string_lossy())))
}

fn count(text: &OsString) -> Result<usize, StartError> {
    const MOST: usize = 16;
    let count = text.to_str().and_then(|text| text.parse().ok()).filter(|count| (1..=MOST).contains(count));
    count.ok_or_else(|| usage(format!("{} is not a number from 1 to {MOST}", text.to_string_lossy())))
}

fn address(text: &OsString) -> Result<SocketAddr, StartError> {
    let address = text.to_str().and_then(|text| text.parse().ok());
    address.ok_or_else(|| usage(format!("{} is not an address such as 127.0.0.1:3000", text.to_string_lossy())))
}

fn usage(what: String) -> StartError {
    StartError::Usage(what)
}

#[cfg(test)]
mod tests;
