//! Asks Sentinels who is the primary.

use redis::Value;

use super::{How, Refused, introduce, refused, unreachable, wire};
use crate::link::pipe::Pipe;
use crate::url::{Address, Login};

/// The first answer of any of them.
pub(super) async fn primary(
    how: &How,
    sentinels: &[Address],
    primary: &str,
    login: &Login,
) -> Result<Address, Refused> {
    let mut why = unreachable("no Sentinel knows the primary of this name");
    for sentinel in sentinels {
        match ask(how, sentinel, primary, login).await {
            Ok(Some(address)) => return Ok(address),
            Err(refused) if refused.for_good => why = refused,
            Ok(None) | Err(_) => {}
        }
    }
    Err(why)
}

async fn ask(how: &How, sentinel: &Address, primary: &str, login: &Login) -> Result<Option<Address>, Refused> {
    const WRONG: &str =
        "a Sentinel refused the credentials of the url: write ?sentinel_user=..&sentinel_pass=.. behind it";
    let pipe = Pipe::over(wire::open(sentinel, how.tls.as_ref()).await?, how);
    introduce(&pipe, login, 0).await.map_err(|why| if why.for_good { refused(WRONG) } else { why })?;
    let mut command = redis::cmd("SENTINEL");
    command.arg("GET-MASTER-ADDR-BY-NAME").arg(primary);
    match pipe.ask(&command).await {
        Ok(Value::ServerError(error)) if ["NOAUTH", "NOPERM"].contains(&error.code()) => Err(refused(WRONG)),
        Ok(answer) => Ok(address(&answer)),
        Err(_) => Err(unreachable("the connection broke")),
    }
}

fn address(answer: &Value) -> Option<Address> {
    let Value::Array(parts) = answer else { return None };
    let [Value::BulkString(host), Value::BulkString(port)] = parts.as_slice() else { return None };
    let host = std::str::from_utf8(host).ok()?.to_owned();
    Some(Address::Tcp { host, port: std::str::from_utf8(port).ok()?.parse().ok()? })
}
