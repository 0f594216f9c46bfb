//! Makes one connection.

mod sentinel;
mod wire;

use std::sync::Arc;

use postcache_core::{Clock, Error, ErrorKind, Millis};
use redis::Value;
use tokio::runtime::Handle;
pub(super) use wire::Wire;

use super::pipe::Pipe;
use super::{Live, Refused, Tls, handshake};
use crate::url::{Address, Login};

/// One attempt takes no longer.
const LIMIT: Millis = Millis::new(1_000);

/// Knows how to connect to one server.
#[derive(Clone, Debug)]
pub(crate) struct Dialer {
    pub(crate) route: Route,
    pub(crate) how: Arc<How>,
}

/// Where the server is.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    Fixed(Address),
    /// Whoever the Sentinels say is the primary now.
    Sentinel {
        sentinels: Vec<Address>,
        primary: String,
        /// For the Sentinels themselves.
        login: Login,
    },
}

/// What all connections of a store have in common.
#[derive(Debug)]
pub(crate) struct How {
    pub(crate) tls: Option<Tls>,
    pub(crate) login: Login,
    pub(crate) database: u16,
    /// Whether the servers are nodes of a cluster.
    pub(crate) cluster: bool,
    /// Of the keys that it tries its rights on.
    pub(crate) namespace: String,
    pub(crate) clock: Clock,
    /// No lookup takes longer.
    pub(crate) limit: Millis,
    pub(crate) runtime: Handle,
}

impl Dialer {
    pub(crate) fn runtime(&self) -> &Handle {
        &self.how.runtime
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.how.clock
    }

    /// Connects, authenticates, and makes sure that this is a server that can be used.
    pub(crate) async fn dial(&self) -> Result<Arc<Live>, Refused> {
        within_limit(&self.how, self.attempt()).await
    }

    async fn attempt(&self) -> Result<Arc<Live>, Refused> {
        let address = match &self.route {
            Route::Fixed(address) => address.clone(),
            Route::Sentinel { sentinels, primary, login } => {
                sentinel::primary(&self.how, sentinels, primary, login).await?
            }
        };
        let how = &self.how;
        let pipe = connect(how, &address, &how.login, how.database).await?;
        let known = handshake::shake(&pipe, how).await?;
        Ok(Arc::new(Live::new(pipe, known, how.clock.clone())))
    }
}

/// Gives an attempt up when it has taken too long.
pub(crate) async fn within_limit<T>(
    how: &How,
    attempt: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Refused> {
    let deadline = how.clock.now().after(LIMIT);
    how.clock.until(deadline, attempt).await.unwrap_or_else(|| Err(unreachable("it did not answer in time")))
}

/// A connection that may be used.
pub(crate) async fn connect(how: &How, address: &Address, login: &Login, database: u16) -> Result<Pipe, Refused> {
    let pipe = Pipe::over(wire::open(address, how.tls.as_ref()).await?, how);
    introduce(&pipe, login, database).await?;
    Ok(pipe)
}

/// What is said to a server before anything else. What it then says about the credentials and the database is for good.
async fn introduce(pipe: &Pipe, login: &Login, database: u16) -> Result<(), Refused> {
    let mut packet = redis::pipe();
    let mut refusals = Vec::new();
    if let Some(password) = &login.password {
        packet.cmd("AUTH").arg(login.user.as_deref()).arg(password);
        refusals.push("the Redis server refused the credentials of the url");
    }
    if database != 0 {
        packet.cmd("SELECT").arg(database);
        refusals.push("the Redis server refused the database of the url");
    }
    if packet.is_empty() {
        return Ok(());
    }
    let answers = pipe.ask_all(&packet).await.map_err(|_| unreachable("the connection broke"))?;
    let is_refused = |answer: &Value| matches!(answer, Value::ServerError(_));
    match answers.iter().zip(refusals).find(|(answer, _)| is_refused(answer)) {
        Some((_, why)) => Err(refused(why)),
        None => Ok(()),
    }
}

/// Waiting does not mend it.
pub(crate) fn refused(why: &str) -> Refused {
    Refused { error: Error::new(ErrorKind::Rejected, why), for_good: true }
}

/// It may be there later.
pub(crate) fn unreachable(why: &str) -> Refused {
    let error = Error::new(ErrorKind::Unavailable, format!("the Redis server cannot be reached: {why}"));
    Refused { error, for_good: false }
}
