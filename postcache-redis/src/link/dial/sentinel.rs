//! Asks Sentinels who is the primary.

use redis::{RedisConnectionInfo, Value};

use super::{How, Refused, connect, unreachable};
use crate::url::Address;

/// The first answer of any of them.
pub(super) async fn primary(how: &How, sentinels: &[Address], primary: &str) -> Result<Address, Refused> {
    for sentinel in sentinels {
        if let Ok(Some(address)) = ask(how, sentinel, primary).await {
            return Ok(address);
        }
    }
    Err(unreachable("no Sentinel knows the primary of this name"))
}

async fn ask(how: &How, sentinel: &Address, primary: &str) -> Result<Option<Address>, Refused> {
    let settings = RedisConnectionInfo::default().set_skip_set_lib_name();
    let (mut connection, _closing) = connect(how, sentinel, &settings).await?;
    let mut command = redis::cmd("SENTINEL");
    command.arg("GET-MASTER-ADDR-BY-NAME").arg(primary);
    let answer = connection.send_packed_command(&command).await.map_err(|_| unreachable("the connection broke"))?;
    Ok(address(&answer))
}

fn address(answer: &Value) -> Option<Address> {
    let Value::Array(parts) = answer else { return None };
    let [Value::BulkString(host), Value::BulkString(port)] = parts.as_slice() else { return None };
    let host = std::str::from_utf8(host).ok()?.to_owned();
    Some(Address::Tcp { host, port: std::str::from_utf8(port).ok()?.parse().ok()? })
}
