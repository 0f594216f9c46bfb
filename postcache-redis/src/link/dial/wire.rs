//! The bytes between a client and a server.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

use super::{Refused, unreachable};
use crate::link::Tls;
use crate::url::Address;

/// Whatever carries them.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

pub(super) async fn open(address: &Address, tls: Option<&Tls>) -> Result<Box<dyn Wire>, Refused> {
    match address {
        Address::Unix(path) => match UnixStream::connect(path).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(unreachable(&error.kind().to_string())),
        },
        Address::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await;
            let stream = stream.map_err(|error| unreachable(&error.kind().to_string()))?;
            // A request is small and waited for: never held back for more to come.
            stream.set_nodelay(true).map_err(|error| unreachable(&error.kind().to_string()))?;
            match tls {
                Some(tls) => Ok(Box::new(tls.wrap(stream, host).await?)),
                None => Ok(Box::new(stream)),
            }
        }
    }
}
