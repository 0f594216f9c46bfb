//! A network that a test can disturb: it keeps the requests that pass, sends them again, loses replies, and cuts.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

use testserver::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

pub(crate) type Command = Vec<Vec<u8>>;

pub(crate) struct Proxy {
    path: PathBuf,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

struct Shared {
    server: PathBuf,
    requests: Mutex<Vec<Command>>,
    /// Replies to lose.
    lose: AtomicUsize,
    /// No reply passes.
    silent: AtomicBool,
    cuts: watch::Sender<usize>,
}

impl Proxy {
    /// In front of the server of `url`, whose socket it stands beside.
    pub(crate) fn before(url: &str) -> Self {
        let server = PathBuf::from(url.strip_prefix("unix://").unwrap());
        let path = server.with_file_name("p");
        let listener = UnixListener::bind(&path).unwrap();
        let (requests, lose, silent) = Default::default();
        let shared = Arc::new(Shared { server, requests, lose, silent, cuts: watch::channel(0).0 });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&shared)));
        Self { path, shared, _tasks: tasks }
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    /// The requests to run a script, as they were sent, without those of the handshake.
    pub(crate) fn scripts(&self) -> Vec<Command> {
        let requests = self.shared.requests.lock().unwrap();
        requests.iter().filter(|command| command[0] == b"EVALSHA" || command[0] == b"EVAL").skip(2).cloned().collect()
    }

    /// How many requests have passed.
    pub(crate) fn passed(&self, name: &[u8]) -> usize {
        self.shared.requests.lock().unwrap().iter().filter(|command| command[0] == name).count()
    }

    /// Loses the next reply: all later ones answer somebody else's request.
    pub(crate) fn lose_a_reply(&self) {
        self.shared.lose.fetch_add(1, SeqCst);
    }

    pub(crate) fn silence(&self, silent: bool) {
        self.shared.silent.store(silent, SeqCst);
    }

    pub(crate) fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }
}

/// Sends a request once more, as a late duplicate.
pub(crate) fn again(client: &mut Client, request: &Command) {
    client.call(request).unwrap();
}

async fn accept(listener: UnixListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let Ok(server) = UnixStream::connect(&shared.server).await else { continue };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let mut cuts = shared.cuts.subscribe();
        let (there, back) = (Arc::clone(&shared), Arc::clone(&shared));
        connections.spawn(async move {
            tokio::select! {
                () = requests(from_client, to_server, there) => {}
                () = replies(from_server, to_client, back) => {}
                _ = cuts.changed() => {}
            }
        });
    }
}

async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: Arc<Shared>) {
    let mut bytes = Vec::new();
    while from.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {
        while let Some((length, command)) = command(&bytes) {
            shared.requests.lock().unwrap().push(command);
            if to.write_all(&bytes[..length]).await.is_err() {
                return;
            }
            bytes.drain(..length);
        }
    }
}

async fn replies(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: Arc<Shared>) {
    let mut bytes = Vec::new();
    while from.read_buf(&mut bytes).await.is_ok_and(|count| count > 0) {
        while let Some(length) = reply(&bytes) {
            let lost = shared.silent.load(SeqCst)
                || shared.lose.fetch_update(SeqCst, SeqCst, |count| count.checked_sub(1)).is_ok();
            if !lost && to.write_all(&bytes[..length]).await.is_err() {
                return;
            }
            bytes.drain(..length);
        }
    }
}

/// The first whole command in `bytes`, and its length.
fn command(bytes: &[u8]) -> Option<(usize, Command)> {
    let (mut at, count) = header(bytes)?;
    let mut command = Vec::new();
    for _ in 0..count {
        let (head, length) = header(&bytes[at..])?;
        let length = usize::try_from(length).unwrap();
        command.push(bytes.get(at + head..at + head + length)?.to_vec());
        at += head + length + 2;
    }
    (at <= bytes.len()).then_some((at, command))
}

/// The length of the first whole reply in `bytes`.
fn reply(bytes: &[u8]) -> Option<usize> {
    let kind = *bytes.first()?;
    if kind == b'+' || kind == b'-' || kind == b':' {
        return Some(line(bytes)? + 2);
    }
    let (mut at, count) = header(bytes)?;
    match kind {
        b'*' => {
            for _ in 0..count.max(0) {
                at += reply(&bytes[at..])?;
            }
        }
        _ if count >= 0 => at += usize::try_from(count).unwrap() + 2,
        _ => {}
    }
    (at <= bytes.len()).then_some(at)
}

/// The length of a line such as `$12`, and its number.
fn header(bytes: &[u8]) -> Option<(usize, i64)> {
    let end = line(bytes)?;
    Some((end + 2, std::str::from_utf8(&bytes[1..end]).unwrap().parse().unwrap()))
}

fn line(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == b"\r\n")
}
