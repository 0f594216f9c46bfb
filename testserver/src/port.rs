//! Ports that are free, as far as anybody can say.

use std::io;
use std::net::{Ipv4Addr, TcpListener};

/// Both ports of a node: its own, and the one of the cluster's bus, 10 000 above. Somebody else may take them before the
/// server does, so whoever starts it tries again on "address in use".
pub(crate) fn free() -> io::Result<u16> {
    for _ in 0..200 {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        if let Some(bus) = port.checked_add(10_000)
            && TcpListener::bind((Ipv4Addr::LOCALHOST, bus)).is_ok()
        {
            return Ok(port);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}
