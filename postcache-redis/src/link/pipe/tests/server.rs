//! The other end of a pipe. Cells are called by letters, and hold their own; `.` is one that is not there.

use std::pin::Pin;
use std::sync::Arc;

use postcache_core::{Clock, ManualClock, Millis};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::super::driver::Driver;
use super::super::outbox::Outbox;
use super::{Looked, Pipe};
use crate::link::How;
use crate::names::Cell;

/// So many bytes are on their way at most.
pub(super) const WIRE: usize = 1 << 20;

pub(super) const fn limit() -> Millis {
    Millis::new(1_000)
}

pub(super) struct Server {
    wire: DuplexStream,
    unread: Vec<u8>,
}

impl Server {
    pub(super) fn beside(clock: &ManualClock) -> (Pipe, Self) {
        let (ours, wire) = tokio::io::duplex(WIRE);
        let how = How {
            tls: None,
            login: crate::url::Login::default(),
            database: 0,
            cluster: false,
            namespace: "n".to_owned(),
            clock: Clock::from(clock.clone()),
            limit: limit(),
            runtime: tokio::runtime::Handle::current(),
        };
        (Pipe::over(Box::new(ours), &how), Self { wire, unread: Vec::new() })
    }

    /// With a driver that moves when it is told to.
    pub(super) fn by_hand() -> (Arc<Outbox>, Pin<Box<dyn Future<Output = ()>>>, Self) {
        let (ours, wire) = tokio::io::duplex(WIRE);
        let outbox = Arc::<Outbox>::default();
        let limits = (Clock::from(ManualClock::new()), limit());
        let driver = Driver::new(Box::new(ours), Arc::clone(&outbox), Arc::default(), "n".into(), limits);
        (outbox, Box::pin(driver.run()), Self { wire, unread: Vec::new() })
    }

    /// The next command, as it came.
    pub(super) async fn command(&mut self) -> Vec<String> {
        let count = self.number(b'*').await;
        let mut words = Vec::new();
        for _ in 0..count {
            let length = self.number(b'$').await;
            while self.unread.len() < length + 2 {
                self.read().await;
            }
            words.push(String::from_utf8(self.unread.drain(..length).collect()).unwrap());
            self.unread.drain(..2);
        }
        words
    }

    /// The letters of the cells that are looked up next.
    pub(super) async fn lookup(&mut self) -> String {
        let command = self.command().await;
        assert_eq!(command[0], "MGET");
        let letter = |name: &String| ('a'..='z').find(|letter| name_of(*letter) == *name).unwrap();
        command[1..].iter().map(letter).collect()
    }

    pub(super) fn has_nothing(&mut self) -> bool {
        let mut bytes = [0; 1];
        let mut read = std::pin::pin!(self.wire.read(&mut bytes));
        self.unread.is_empty() && super::now(read.as_mut()).is_pending()
    }

    pub(super) async fn finds(&mut self, letters: &str) {
        let cells = letters.chars().map(|letter| match letter {
            '.' => "$-1\r\n".to_owned(),
            letter => format!("$1\r\n{letter}\r\n"),
        });
        let reply = format!("*{}\r\n{}", letters.len(), cells.collect::<String>());
        self.says(reply.as_bytes()).await;
    }

    pub(super) async fn finds_long(&mut self, cells: usize, bytes: usize) {
        let cell = format!("${bytes}\r\n{}\r\n", "x".repeat(bytes));
        self.says(format!("*{cells}\r\n{}", cell.repeat(cells)).as_bytes()).await;
    }

    pub(super) async fn says(&mut self, reply: &[u8]) {
        self.wire.write_all(reply).await.unwrap();
    }

    async fn number(&mut self, kind: u8) -> usize {
        loop {
            if let Some(end) = self.unread.windows(2).position(|pair| pair == b"\r\n") {
                let line: Vec<u8> = self.unread.drain(..end + 2).collect();
                assert_eq!(line[0], kind);
                return std::str::from_utf8(&line[1..end]).unwrap().parse().unwrap();
            }
            self.read().await;
        }
    }

    async fn read(&mut self) {
        let clock = Clock::system();
        let read = clock.until(clock.now().after(Millis::new(10_000)), self.wire.read_buf(&mut self.unread)).await;
        assert!(read.expect("the pipe says something").unwrap() > 0, "the pipe was closed");
    }
}

pub(super) fn cell(letter: char) -> Cell {
    numbered(u16::try_from(u32::from(letter)).unwrap())
}

pub(super) fn numbered(number: u16) -> Cell {
    let mut own = [0; 16];
    own[..2].copy_from_slice(&number.to_be_bytes());
    Cell::for_tests(own)
}

fn name_of(letter: char) -> String {
    let mut name = Vec::new();
    cell(letter).write("n", &mut name);
    String::from_utf8(name).unwrap()
}

/// The letters that were found.
pub(super) fn found(looked: Looked, cells: usize) -> String {
    let cells_found = looked.unwrap();
    assert_eq!(cells_found.bytes(cells), None, "no more than was asked for");
    (0..cells).map(|at| cells_found.bytes(at).map_or('.', |bytes| char::from(bytes[0]))).collect()
}

/// All of them at once, in their order.
pub(super) async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut futures: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in &mut futures {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if futures.iter().all(|(_, output)| output.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    futures.into_iter().map(|(_, output)| output.unwrap()).collect()
}
