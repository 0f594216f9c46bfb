//! One request and its answer.

use postcache_core::Millis;
use redis::{Cmd, Value};

use super::script::Script;
use super::{Failure, Incarnation, Live};
use crate::ids;
use crate::names::Name;

/// What is asked of a server: the cells of several keys, or a script.
#[derive(Debug)]
pub(crate) enum Request<'k> {
    Read(&'k [Name]),
    /// Writes the first of the keys: for what nobody's freshness depends on.
    Keep {
        keys: &'k [Name],
        value: &'k [u8],
        ttl: Millis,
    },
    Call {
        script: Script,
        keys: &'k [Name],
        arguments: Vec<Vec<u8>>,
    },
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Each cell; or, behind the nonce, what a script returned.
    pub(crate) values: Vec<Value>,
    pub(crate) incarnation: Incarnation,
}

impl Request<'_> {
    /// Sends it; `asking`: to a node that is about to get the slot.
    pub(crate) async fn send(&self, live: &Live, asking: bool) -> Result<Answer, Failure> {
        let values = match self {
            Self::Read(keys) => {
                let mut command = Cmd::new();
                command.arg("MGET").arg(*keys);
                array(live, send(live, &command, asking).await?)?
            }
            Self::Keep { keys, value, ttl } => {
                let mut command = Cmd::new();
                command.arg("SET").arg(keys.first()).arg(value).arg("PX").arg(ttl.get());
                vec![send(live, &command, asking).await?]
            }
            Self::Call { script, keys, arguments } => {
                let nonce = ids::nonce().map_err(|_| Failure::NotMade)?;
                let command = |how: &str, what: &str| {
                    let mut command = Cmd::new();
                    command.arg(how).arg(what).arg(keys.len()).arg(*keys).arg(&nonce).arg(arguments);
                    command
                };
                let answer = match send(live, &command("EVALSHA", script.sha()), asking).await {
                    // The server has not run it, because it has never heard of it.
                    Err(Failure::Refused(code)) if code.is("NOSCRIPT") => {
                        send(live, &command("EVAL", script.text()), asking).await?
                    }
                    answer => answer?,
                };
                let mut values = array(live, answer)?;
                let is_ours = values.first() == Some(&Value::BulkString(nonce.to_vec()));
                if !is_ours && !postcache_core::mutants::on("M16") {
                    // Whatever else comes on this connection may be somebody else's, too.
                    tracing::error!(target: "postcache::redis", "a reply did not belong to its request: the connection was closed");
                    live.close();
                    return Err(Failure::Lost);
                }
                if values.is_empty() { values } else { values.split_off(1) }
            }
        };
        Ok(Answer { values, incarnation: live.incarnation() })
    }
}

async fn send(live: &Live, command: &Cmd, asking: bool) -> Result<Value, Failure> {
    if !asking {
        return live.send(command).await;
    }
    let mut packet = redis::pipe();
    packet.cmd("ASKING").add_command(command.clone());
    live.send_last(&packet).await
}

fn array(live: &Live, value: Value) -> Result<Vec<Value>, Failure> {
    if let Value::Array(values) = value {
        return Ok(values);
    }
    live.close();
    Err(Failure::Lost)
}

impl Answer {
    /// The letter that says how a script ended.
    pub(crate) fn letter(&self) -> Option<u8> {
        match self.values.first() {
            Some(Value::BulkString(bytes)) => bytes.first().copied(),
            _ => None,
        }
    }

    /// The bytes at a place, if there are any.
    pub(crate) fn bytes(&self, at: usize) -> Option<&[u8]> {
        match self.values.get(at) {
            Some(Value::BulkString(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The number at a place.
    pub(crate) fn number(&self, at: usize) -> Option<usize> {
        match self.values.get(at) {
            Some(Value::Int(number)) => usize::try_from(*number).ok(),
            _ => None,
        }
    }
}
