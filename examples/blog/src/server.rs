//! The running server: from the port to the last request.

use std::net::SocketAddr;

use axum::Router;
use postcache::{Clock, Millis};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::app::App;
use crate::config::Config;
use crate::db::Pace;
use crate::observe::Metrics;
use crate::router;
use crate::self_check::Sabotage;
use crate::start_error::StartError;

/// Requests that are under way when the server is told to end have so long to finish.
const GRACE: Millis = Millis::new(10_000);
/// How often measurements are summed up.
const SUM_UP_EVERY: Millis = Millis::new(5_000);

/// A blog that serves. Dropped, it ends at once.
#[derive(Debug)]
pub(crate) struct Server {
    address: SocketAddr,
    app: App,
    end: oneshot::Sender<()>,
    tasks: JoinSet<()>,
}

impl Server {
    /// Takes the port, then opens the database: a second blog on the same port touches nothing.
    pub(crate) async fn start(config: &Config, pace: Pace, sabotage: Option<Sabotage>) -> Result<Self, StartError> {
        let refused = |error| StartError::Listen { address: config.listen, error };
        let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let app = App::open(config, pace, sabotage).await?;
        let (end, ended) = oneshot::channel();
        let mut tasks = JoinSet::new();
        tasks.spawn(answer(listener, router::all(app.clone()), ended));
        tasks.spawn(sum_up(app.metrics.clone()));
        Ok(Self { address, app, end, tasks })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, finishes those that are under way, and closes the database.
    pub(crate) async fn stop(mut self) {
        let _nobody_answers = self.end.send(());
        let clock = Clock::system();
        // The first task to end is the one that answers.
        if clock.until(clock.now().after(GRACE), self.tasks.join_next()).await.is_none() {
            tracing::warn!("some requests were still under way after {} s", GRACE.as_duration().as_secs());
        }
        self.tasks.shutdown().await;
        self.app.db.close().await;
    }
}

async fn answer(listener: TcpListener, router: Router, ended: oneshot::Receiver<()>) {
    let until = async {
        let _dropped_or_told = ended.await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(until).await {
        tracing::error!(%error, "the server ended");
    }
}

async fn sum_up(metrics: Metrics) {
    let clock = Clock::system();
    loop {
        clock.sleep_until(clock.now().after(SUM_UP_EVERY)).await;
        metrics.sum_up();
    }
}
