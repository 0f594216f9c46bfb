//! Where a store is, as its URL says. What a URL holds is shown nowhere: it may be a password, at any place of a URL that is
//! not one.

mod address;
mod decode;

use std::path::PathBuf;

use postcache_core::{Error, ErrorKind};

pub(crate) use address::Address;

/// What a URL says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) place: Place,
    pub(crate) tls: bool,
    pub(crate) login: Login,
    pub(crate) database: u16,
}

/// Which servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    One(Address),
    Cluster(Vec<Address>),
    Sentinel { sentinels: Vec<Address>, primary: String, login: Login },
}

/// A user and a password. `Debug` shows neither.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login(..)")
    }
}

const DEFAULT_PORT: u16 = 6379;
const DEFAULT_SENTINEL_PORT: u16 = 26_379;

impl Target {
    /// # Errors
    ///
    /// [`ErrorKind::Config`], which says what is wrong and repeats nothing of the URL.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("has no scheme: write `redis://host:port`"))?;
        match scheme {
            "redis" | "valkey" => one(rest, false),
            "rediss" | "valkeys" => one(rest, true),
            "redis+cluster" => cluster(rest, false),
            "rediss+cluster" => cluster(rest, true),
            "redis+sentinel" => sentinel(rest, false),
            "rediss+sentinel" => sentinel(rest, true),
            "unix" | "redis+unix" => unix(rest),
            _ => Err(wrong(
                "has another scheme than redis://, rediss://, redis+cluster://, redis+sentinel:// and unix://",
            )),
        }
    }
}

fn one(rest: &str, tls: bool) -> Result<Target, Error> {
    let parts = Parts::of(rest)?;
    let [host] = parts.hosts.as_slice() else {
        return Err(wrong("names several hosts: write redis+cluster:// or redis+sentinel://"));
    };
    let place = Place::One(Address::parse(host, DEFAULT_PORT)?);
    Ok(Target { place, tls, login: parts.login, database: database(parts.path)? })
}

fn cluster(rest: &str, tls: bool) -> Result<Target, Error> {
    let parts = Parts::of(rest)?;
    if !parts.path.is_empty() {
        return Err(wrong("names a database, and a cluster has but one"));
    }
    let place = Place::Cluster(parts.addresses(DEFAULT_PORT)?);
    Ok(Target { place, tls, login: parts.login, database: 0 })
}

fn sentinel(rest: &str, tls: bool) -> Result<Target, Error> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut own = Login::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').unwrap_or((pair, "")) {
            ("sentinel_user", user) => own.user = Some(decode::percent(user)?),
            ("sentinel_pass", password) => own.password = Some(decode::percent(password)?),
            _ => return Err(wrong("has another parameter than `sentinel_user` and `sentinel_pass`")),
        }
    }
    let parts = Parts::of(rest)?;
    let (primary, number) = parts.path.split_once('/').unwrap_or((parts.path, ""));
    if primary.is_empty() {
        return Err(wrong("names no primary: write redis+sentinel://host:port,host:port/name"));
    }
    let (sentinels, primary) = (parts.addresses(DEFAULT_SENTINEL_PORT)?, decode::percent(primary)?);
    let place = Place::Sentinel { sentinels, primary, login: own };
    Ok(Target { place, tls, login: parts.login, database: database(number)? })
}

fn unix(rest: &str) -> Result<Target, Error> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !path.starts_with('/') {
        return Err(wrong("names no socket: write unix:///path/to/socket"));
    }
    let mut target = Target {
        place: Place::One(Address::Unix(PathBuf::from(decode::percent(path)?))),
        tls: false,
        login: Login::default(),
        database: 0,
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "db" => target.database = database(value)?,
            "user" => target.login.user = Some(decode::percent(value)?),
            "pass" => target.login.password = Some(decode::percent(value)?),
            _ => return Err(wrong("has another parameter than `db`, `user` and `pass`")),
        }
    }
    Ok(target)
}

struct Parts<'u> {
    login: Login,
    hosts: Vec<&'u str>,
    path: &'u str,
}

impl<'u> Parts<'u> {
    fn of(rest: &'u str) -> Result<Self, Error> {
        if rest.contains(['?', '#']) {
            return Err(wrong(
                "has parameters, which only unix:// and redis+sentinel:// take (in a password, write %3F and %23)",
            ));
        }
        // The last `@` ends the credentials: a password may hold one.
        let (login, behind) = rest.rsplit_once('@').map_or((None, rest), |(login, behind)| (Some(login), behind));
        let (hosts, path) = behind.split_once('/').unwrap_or((behind, ""));
        let login = login.map(login_of).transpose()?.unwrap_or_default();
        let hosts: Vec<_> = hosts.split(',').collect();
        if hosts.iter().any(|host| host.is_empty()) {
            return Err(wrong("names no host"));
        }
        Ok(Self { login, hosts, path: path.trim_end_matches('/') })
    }

    fn addresses(&self, default_port: u16) -> Result<Vec<Address>, Error> {
        self.hosts.iter().map(|host| Address::parse(host, default_port)).collect()
    }
}

fn login_of(text: &str) -> Result<Login, Error> {
    // With no colon it is a user without a password, which no server has: people mean the password.
    let (user, password) = text.split_once(':').unwrap_or(("", text));
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Login { user: some(decode::percent(user)?), password: some(decode::percent(password)?) })
}

fn database(text: &str) -> Result<u16, Error> {
    if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| wrong("has a database that is not a number")) }
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::Config, format!("the url of the store {what}"))
}

#[cfg(test)]
mod tests;
