//! A connection to the register.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Serialize, de::DeserializeOwned};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;

use super::{Answer, Ask, Who};

/// One task's, which asks one thing at a time. Closed when a call is dropped: the register takes that as the end of
/// whatever waited for it, as a database does.
#[derive(Debug)]
pub(crate) struct Line {
    path: PathBuf,
    who: Who,
    open: Mutex<Option<Open>>,
}

#[derive(Debug)]
struct Open {
    input: BufReader<OwnedReadHalf>,
    output: OwnedWriteHalf,
}

impl Line {
    pub(crate) fn new(path: &Path, who: Who) -> Self {
        Self { path: path.to_owned(), who, open: Mutex::new(None) }
    }

    pub(crate) const fn who(&self) -> Who {
        self.who
    }

    pub(crate) async fn ask(&self, ask: &Ask) -> io::Result<Answer> {
        let mut place = self.open.lock().await;
        let mut open = self.take(&mut place).await?;
        write_line(&mut open.output, ask).await?;
        let answer = read_line(&mut open.input).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
        *place = Some(open);
        Ok(answer)
    }

    /// Says what has no answer.
    pub(crate) async fn tell(&self, ask: &Ask) -> io::Result<()> {
        let mut place = self.open.lock().await;
        let mut open = self.take(&mut place).await?;
        write_line(&mut open.output, ask).await?;
        *place = Some(open);
        Ok(())
    }

    /// Out of its place for as long as a call lasts: a call that is dropped drops it.
    async fn take(&self, place: &mut Option<Open>) -> io::Result<Open> {
        if let Some(open) = place.take() {
            return Ok(open);
        }
        let (input, mut output) = UnixStream::connect(&self.path).await?.into_split();
        write_line(&mut output, &Ask::Hello(self.who)).await?;
        Ok(Open { input: BufReader::new(input), output })
    }
}

pub(crate) async fn write_line(output: &mut OwnedWriteHalf, what: &(impl Serialize + Sync)) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(what)?;
    bytes.push(b'\n');
    output.write_all(&bytes).await
}

/// `None`: the other side has closed it.
pub(crate) async fn read_line<T: DeserializeOwned>(input: &mut BufReader<OwnedReadHalf>) -> io::Result<Option<T>> {
    let mut line = String::new();
    match input.read_line(&mut line).await? {
        0 => Ok(None),
        _ if !line.ends_with('\n') => Ok(None),
        _ => Ok(Some(serde_json::from_str(&line)?)),
    }
}
