//! Makes one connection.

mod gathering;
mod sentinel;
mod wire;

use std::sync::Arc;

use gathering::Gathering;
use postcache_core::{Clock, Error, ErrorKind, Millis};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisError};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::{Live, Refused, Tls, handshake};
use crate::tasks;
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
        let (how, settings) = (&self.how, self.how.settings());
        let (connection, closed) = connect(how, &address, &settings).await?;
        let known = handshake::shake(&connection, how).await?;
        Ok(Arc::new(Live::new(connection, closed, known, how.clock.clone())))
    }
}

impl How {
    /// What is said to a server before anything else.
    pub(crate) fn settings(&self) -> RedisConnectionInfo {
        settings(&self.login).set_db(i64::from(self.database))
    }
}

fn settings(login: &Login) -> RedisConnectionInfo {
    let mut settings = RedisConnectionInfo::default().set_skip_set_lib_name();
    if let Some(user) = &login.user {
        settings = settings.set_username(user);
    }
    if let Some(password) = &login.password {
        settings = settings.set_password(password);
    }
    settings
}

/// Gives an attempt up when it has taken too long.
pub(crate) async fn within_limit<T>(
    how: &How,
    attempt: impl Future<Output = Result<T, Refused>>,
) -> Result<T, Refused> {
    let deadline = how.clock.now().after(LIMIT);
    how.clock.until(deadline, attempt).await.unwrap_or_else(|| Err(unreachable("it did not answer in time")))
}

/// A connection, and the way to end it.
pub(crate) async fn connect(
    how: &How,
    address: &Address,
    settings: &RedisConnectionInfo,
) -> Result<(MultiplexedConnection, Closing), Refused> {
    let wire = Gathering::over(wire::open(address, how.tls.as_ref()).await?);
    // Calls have limits of their own.
    let config = AsyncConnectionConfig::new().set_response_timeout(None);
    let connected = MultiplexedConnection::new_with_config(settings, wire, config).await;
    let (connection, driver) = connected.map_err(|error| refusal(&error))?;
    let (closed, watching) = watch::channel(false);
    let sender = closed.clone();
    let driver = tasks::spawn(&how.runtime, "drive", async move {
        driver.await;
        sender.send_replace(true);
    });
    Ok((connection, Closing { driver, closed, watching }))
}

/// Ends a connection when it is dropped.
#[derive(Debug)]
pub(crate) struct Closing {
    driver: tokio::task::AbortHandle,
    closed: watch::Sender<bool>,
    watching: watch::Receiver<bool>,
}

impl Closing {
    pub(crate) fn now(&self) {
        self.closed.send_replace(true);
        self.driver.abort();
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.watching.borrow()
    }

    pub(crate) async fn closed(&self) {
        let mut watching = self.watching.clone();
        // The sender lives as long as this value.
        drop(watching.wait_for(|closed| *closed).await);
    }
}

impl Drop for Closing {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// What the server says about the credentials and the database is for good.
fn refusal(error: &RedisError) -> Refused {
    match error.kind() {
        redis::ErrorKind::AuthenticationFailed => refused("the Redis server refused the credentials of the url"),
        redis::ErrorKind::Server(_) => refused("the Redis server refused the database of the url"),
        _ => unreachable("the connection broke"),
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
