//! The command line: a handful of flags, read by hand.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::self_check::Sabotage;
use crate::start_error::StartError;

pub(crate) const HELP: &str = "\
A blog for several users on SQLite, cached by PostCache.

Usage: blog [--data FOLDER] [--listen ADDRESS] [--config FILE] [--cache URL]
       blog --self-check [--sabotage WHAT]

  --data FOLDER      where blog.db is, or is made      (default: blog-data)
  --listen ADDRESS   IP address and port to serve on   (default: 127.0.0.1:3000)
  --config FILE      a TOML file: `data`, `listen`, and a table `cache`, such as
                         [cache]
                         ttl = \"1m\"
                         regions.post-list.enabled = false

  --cache URL        memory: or a Redis server that several blogs share
                     (default: $POSTCACHE_REDIS_URL, else the file)

  --self-check       serves a database of its own, drives it as several users at
                     once, and compares each answer with the database; exit code
                     0 if none was foreign or stale, else 1
  --sabotage WHAT    breaks one thing, which the self-check has to find:
                         stale               a load outlives a mutation
                         foreign             an entry of another user is served
                         lost-invalidation   mutations tell the cache nothing

  --help             this page
";

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Serve(Flags),
    SelfCheck(Option<Sabotage>),
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
    let (mut self_check, mut sabotage) = (false, None);
    while let Some(flag) = arguments.next() {
        let flag = flag.to_string_lossy().into_owned();
        let mut value = || arguments.next().ok_or_else(|| usage(format!("{flag} needs a value")));
        match flag.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--self-check" => self_check = true,
            "--sabotage" => sabotage = Some(sabotage_called(&value()?)?),
            "--data" => flags.data = Some(value()?.into()),
            "--config" => flags.config = Some(value()?.into()),
            "--cache" => flags.cache = Some(value()?.to_string_lossy().into_owned()),
            "--listen" => flags.listen = Some(address(&value()?)?),
            unknown => return Err(usage(format!("{unknown} is not a flag"))),
        }
    }
    match (self_check, sabotage) {
        (true, _) if flags != Flags::default() => Err(usage("--self-check serves a database of its own".to_owned())),
        (true, sabotage) => Ok(Command::SelfCheck(sabotage)),
        (false, Some(_)) => Err(usage("--sabotage goes with --self-check".to_owned())),
        (false, None) => Ok(Command::Serve(flags)),
    }
}

fn sabotage_called(name: &OsString) -> Result<Sabotage, StartError> {
    let known = name.to_str().and_then(Sabotage::called);
    known.ok_or_else(|| usage(format!("{} is not stale, foreign or lost-invalidation", name.to_string_lossy())))
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
