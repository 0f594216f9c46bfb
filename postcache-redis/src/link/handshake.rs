//! What a server must be before it is used.

use redis::Value;

use super::dial::{How, refused, unreachable};
use super::pipe::Pipe;
use super::{COMMANDS, Incarnation, Refused, info};

/// What a connection knows about its server.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) incarnation: Incarnation,
    pub(crate) replication_id: String,
}

const SECTIONS: [&str; 3] = ["server", "replication", "memory"];

/// One packet: who the server is, and whether its user may run what will be run.
pub(super) async fn shake(pipe: &Pipe, how: &How) -> Result<Known, Refused> {
    let mut packet = redis::pipe();
    for section in SECTIONS {
        packet.cmd("INFO").arg(section);
    }
    let key = trial_key(&how.namespace);
    for (command, _) in COMMANDS {
        try_out(&mut packet, command, &key);
    }
    let answers = pipe.ask_all(&packet).await.map_err(|_| unreachable("the connection broke"))?;
    let (infos, trials) = answers.split_at_checked(SECTIONS.len()).unwrap_or_default();
    let known = judge(infos, how.cluster)?;
    for ((command, _), answer) in COMMANDS.iter().zip(trials) {
        if is_forbidden(answer) {
            return Err(refused(&format!(
                "the user of the url may not run {command} on the keys of the namespace: allow what postcache_redis::COMMANDS lists"
            )));
        }
    }
    Ok(known)
}

fn judge(infos: &[Value], cluster: bool) -> Result<Known, Refused> {
    let texts: Option<Vec<&str>> = infos.iter().map(text).collect();
    let Some([server, replication, memory]) = texts.as_deref() else {
        return Err(if infos.iter().any(is_forbidden) {
            refused("the user of the url may not run INFO: allow what postcache_redis::COMMANDS lists")
        } else {
            unreachable("it does not answer INFO")
        });
    };
    if let Some(version) = older_than_known(server) {
        return Err(refused(&format!(
            "the server of the url is Redis {version}: PostCache needs 6.2 or later, or Valkey"
        )));
    }
    // Valkey calls it by another name.
    let mode = info::field(server, "redis_mode").or_else(|| info::field(server, "server_mode"));
    if mode == Some("cluster") && !cluster {
        return Err(refused("the server of the url is a node of a cluster: write redis+cluster://"));
    }
    if info::field(replication, "role") != Some("master") {
        return Err(refused("the server of the url is a replica: PostCache reads and writes the primary"));
    }
    if info::field(memory, "maxmemory_policy") == Some("volatile-ttl") {
        return Err(refused(
            "the server's maxmemory-policy is volatile-ttl, which evicts fences first: set noeviction, allkeys-lru, allkeys-lfu, \
             volatile-lru or volatile-lfu",
        ));
    }
    match (info::field(server, "run_id"), info::field(replication, "master_replid")) {
        (Some(run), Some(replication_id)) => {
            Ok(Known { incarnation: Incarnation::of(run, replication_id), replication_id: replication_id.to_owned() })
        }
        _ => Err(refused("the server does not say which one it is: proxies that hide it are not supported")),
    }
}

/// Its version, if it is older than any on which PostCache was tried.
fn older_than_known(server: &str) -> Option<&str> {
    const OLDEST: (u32, u32) = (6, 2);
    let version = info::field(server, "redis_version")?;
    let (major, rest) = version.split_once('.')?;
    let minor = rest.split('.').next()?;
    ((major.parse().ok()?, minor.parse().ok()?) < OLDEST).then_some(version)
}

/// A key of this handshake alone.
fn trial_key(namespace: &str) -> String {
    let number = crate::ids::nonce().map_or(0, u64::from_be_bytes);
    format!("{namespace}:{{trial-{number:016x}}}m")
}

/// Leaves nothing behind for longer than a millisecond.
fn try_out(packet: &mut redis::Pipeline, command: &str, key: &str) {
    let call = packet.cmd(command);
    match command {
        "ECHO" => call.arg("trial"),
        "EVAL" => call.arg("return 1").arg(0),
        "EVALSHA" => call.arg("0".repeat(40)).arg(0),
        "INFO" => call.arg("server"),
        "TIME" => call,
        "GETRANGE" => call.arg(key).arg(0).arg(0),
        "PEXPIRE" => call.arg(key).arg(1),
        "SET" => call.arg(key).arg("W").arg("PX").arg(1),
        _ => call.arg(key),
    };
}

fn text(answer: &Value) -> Option<&str> {
    match answer {
        Value::BulkString(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

fn is_forbidden(answer: &Value) -> bool {
    matches!(answer, Value::ServerError(error) if ["NOPERM", "NOAUTH"].contains(&error.code()))
}

#[cfg(test)]
mod tests;
