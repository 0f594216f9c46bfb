//! Stands between the workers and the server: delays, splits, repeats, falls silent and cuts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use testserver::RedisServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

use super::faults::Faults;
use super::resp;
use crate::cli::Options;
use crate::tasks;

pub(super) const DELAYED: &str = "requests delayed";
pub(super) const SPLIT: &str = "requests split";
pub(super) const DUPLICATED: &str = "scripts executed again, late";

#[derive(Clone)]
pub(super) struct Proxy(Arc<Shared>);

struct Shared {
    path: PathBuf,
    server: PathBuf,
    /// Nothing but forwards.
    calm: bool,
    seed: u64,
    faults: Arc<Faults>,
    connections: AtomicUsize,
    /// Whom to cut: all, or those of one residue.
    cuts: watch::Sender<Option<usize>>,
    silent: watch::Sender<bool>,
}

impl Proxy {
    pub(super) fn open(redis: &RedisServer, path: &Path, options: &Options, faults: Arc<Faults>) -> io::Result<Self> {
        let server = PathBuf::from(redis.url().trim_start_matches("unix://"));
        let listener = UnixListener::bind(path)?;
        let proxy = Self(Arc::new(Shared {
            path: path.to_owned(),
            server,
            calm: options.calm,
            seed: options.seed,
            faults,
            connections: AtomicUsize::new(0),
            cuts: watch::Sender::new(None),
            silent: watch::Sender::new(false),
        }));
        drop(tasks::spawn(accept(listener, Arc::clone(&proxy.0))));
        Ok(proxy)
    }

    pub(super) fn url(&self) -> String {
        format!("unix://{}", self.0.path.display())
    }

    /// Cuts all connections, or one in four.
    pub(super) fn cut(&self, residue: Option<usize>) {
        self.0.cuts.send_replace(residue);
    }

    /// No reply passes any more; later they do.
    pub(super) fn silence(&self, silent: bool) {
        self.0.silent.send_replace(silent);
    }
}

async fn accept(listener: UnixListener, shared: Arc<Shared>) {
    while let Ok((client, _)) = listener.accept().await {
        // Where no server listens, the client's connection ends at once.
        let Ok(server) = UnixStream::connect(&shared.server).await else { continue };
        let number = shared.connections.fetch_add(1, SeqCst);
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let (there, back) = (Arc::clone(&shared), Arc::clone(&shared));
        let cuts = shared.cuts.subscribe();
        drop(tasks::spawn(async move {
            tokio::select! {
                _ = requests(from_client, to_server, there, number) => {}
                _ = replies(from_server, to_client, back) => {}
                () = cut(cuts, number) => {}
            }
        }));
    }
}

async fn cut(mut cuts: watch::Receiver<Option<usize>>, number: usize) {
    while cuts.changed().await.is_ok() {
        if cuts.borrow_and_update().is_none_or(|residue| number % 4 == residue) {
            return;
        }
    }
}

async fn requests(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    shared: Arc<Shared>,
    number: usize,
) -> io::Result<()> {
    const LONGEST_DELAY_MS: u64 = 40;
    let mut chance = fastrand::Rng::with_seed(shared.seed ^ (number as u64) << 20);
    let mut bytes = Vec::new();
    while from.read_buf(&mut bytes).await? > 0 {
        while let Some((length, is_script)) = resp::command(&bytes) {
            let request: Vec<u8> = bytes.drain(..length).collect();
            if shared.calm {
                to.write_all(&request).await?;
                continue;
            }
            if chance.u8(0..60) == 0 {
                shared.faults.count(DELAYED);
                tasks::sleep_ms(chance.u64(1..LONGEST_DELAY_MS)).await;
            }
            if is_script && chance.u8(0..25) == 0 {
                drop(tasks::spawn(again(Arc::clone(&shared), request.clone(), chance.u64(..))));
            }
            if chance.u8(0..40) == 0 {
                shared.faults.count(SPLIT);
                for piece in request.chunks(chance.usize(1..64)) {
                    to.write_all(piece).await?;
                    tokio::task::yield_now().await;
                }
            } else {
                to.write_all(&request).await?;
            }
        }
    }
    Ok(())
}

async fn replies(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: Arc<Shared>) -> io::Result<()> {
    let mut silent = shared.silent.subscribe();
    let mut bytes = Vec::new();
    while from.read_buf(&mut bytes).await? > 0 {
        silent.wait_for(|silent| !silent).await.map_err(io::Error::other)?;
        to.write_all(&bytes).await?;
        bytes.clear();
    }
    Ok(())
}

/// A script reaches the server once more, from elsewhere, up to two fences later.
async fn again(shared: Arc<Shared>, request: Vec<u8>, chance: u64) {
    const LATEST_MS: u64 = 3_000;
    // As often soon as late.
    let latest = LATEST_MS >> (chance % 8);
    tasks::sleep_ms((chance >> 8) % latest.max(1)).await;
    let Ok(mut server) = UnixStream::connect(&shared.server).await else { return };
    let mut reply = [0; 1];
    let executed = server.write_all(&request).await.is_ok() && server.read_exact(&mut reply).await.is_ok();
    if executed && reply != *b"-" {
        shared.faults.count(DUPLICATED);
    }
}
