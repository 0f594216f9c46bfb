//! As much of HTTP/1.1 as the check needs: a connection to each server, requests with a JSON body, answers with a length.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// The connections of one signed-in user, which are made when they are needed. Each request goes to any of the servers.
#[derive(Debug)]
pub(crate) struct Client {
    servers: Vec<(SocketAddr, Option<Connection>)>,
    cookie: Option<String>,
}

type Connection = BufReader<TcpStream>;

/// What the server answered.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names are lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|(known, value)| (known == name).then_some(value.as_str()))
    }
}

impl Client {
    pub(crate) fn new(addresses: &[SocketAddr], user: Option<&str>) -> Self {
        let servers = addresses.iter().map(|address| (*address, None)).collect();
        Self { servers, cookie: user.map(|user| format!("blog_user={user}")) }
    }

    #[cfg(test)]
    pub(crate) async fn get(&mut self, path: &str) -> Result<Reply> {
        self.send("GET", path, "").await
    }

    /// Sends a request and reads its answer.
    ///
    /// # Cancel safety
    ///
    /// Dropped, it closes the connection: the next request has one of its own.
    pub(crate) async fn send(&mut self, method: &str, path: &str, json: &str) -> Result<Reply> {
        self.exchange(method, path, "application/json", json).await
    }

    /// Sends a form.
    #[cfg(test)]
    pub(crate) async fn post_form(&mut self, path: &str, form: &str) -> Result<Reply> {
        self.exchange("POST", path, "application/x-www-form-urlencoded", form).await
    }

    async fn exchange(&mut self, method: &str, path: &str, content: &str, body: &str) -> Result<Reply> {
        let at = fastrand::usize(..self.servers.len().max(1));
        let mut stream = self.write(at, method, path, content, body).await?;
        let reply = read(&mut stream).await?;
        if let Some((_, kept)) = self.servers.get_mut(at) {
            *kept = Some(stream);
        }
        Ok(reply)
    }

    /// Sends a request and closes the connection after `wait`, without reading an answer.
    pub(crate) async fn cancel(
        &mut self,
        method: &str,
        path: &str,
        json: &str,
        wait: impl Future<Output = ()>,
    ) -> Result<()> {
        let at = fastrand::usize(..self.servers.len().max(1));
        let stream = self.write(at, method, path, "application/json", json).await?;
        wait.await;
        drop(stream);
        Ok(())
    }

    /// The connection is the caller's until the answer was read whole.
    async fn write(&mut self, at: usize, method: &str, path: &str, content: &str, body: &str) -> Result<Connection> {
        let (address, kept) = self.servers.get_mut(at).ok_or(ErrorKind::AddrNotAvailable)?;
        let mut stream = match kept.take() {
            Some(stream) => stream,
            None => BufReader::new(TcpStream::connect(*address).await?),
        };
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\n");
        if let Some(cookie) = &self.cookie {
            head.extend(["cookie: ", cookie, "\r\n"]);
        }
        if !body.is_empty() {
            head.extend([&format!("content-length: {}\r\n", body.len()), "content-type: ", content, "\r\n"]);
        }
        head.extend(["\r\n", body]);
        stream.write_all(head.as_bytes()).await?;
        Ok(stream)
    }
}

async fn read(stream: &mut Connection) -> Result<Reply> {
    let status = line(stream).await?.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut reply = Reply { status: status.ok_or_else(|| invalid("status"))?, ..Reply::default() };
    let mut length = 0;
    loop {
        let header = line(stream).await?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':').ok_or_else(|| invalid("header"))?;
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().map_err(|_| invalid("length"))?;
        }
        reply.headers.push((name, value));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    reply.body = String::from_utf8(body).map_err(|_| invalid("body"))?;
    Ok(reply)
}

async fn line(stream: &mut Connection) -> Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

fn invalid(part: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("the answer has no readable {part}"))
}
