//! A cluster of three primaries, each with a replica.

use crate::server::soon;
use crate::{Client, RedisServer, ServerOptions, StartError};

const NODES: usize = 6;
const PRIMARIES: usize = 3;
const SLOTS: usize = 16_384;

/// Six servers that know each other, on ports of the loopback interface.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<RedisServer>,
}

impl RedisCluster {
    /// Starts it, and waits until every node knows every slot.
    ///
    /// # Errors
    ///
    /// There is no such program, or the nodes do not find each other.
    pub fn start() -> Result<Self, StartError> {
        Self::start_with(&RedisServer::options())
    }

    /// The same, of servers that are described so.
    ///
    /// # Errors
    ///
    /// As [`start`](Self::start).
    pub fn start_with(options: &ServerOptions) -> Result<Self, StartError> {
        let node = |_| {
            let options = options.clone().tcp().line("cluster-enabled yes").line("cluster-node-timeout 2000");
            let options =
                if options.tls { options.line("tls-cluster yes").line("tls-replication yes") } else { options };
            options.line("repl-diskless-sync-delay 0").start()
        };
        let nodes = (0..NODES).map(node).collect::<Result<Vec<_>, _>>()?;
        let cluster = Self { nodes };
        cluster.join()?;
        if soon(|| cluster.nodes.iter().all(is_ready)) { Ok(cluster) } else { Err(cluster.incomplete()) }
    }

    /// Its nodes; the first three were made primaries.
    #[must_use]
    pub fn nodes(&self) -> &[RedisServer] {
        &self.nodes
    }

    /// Its nodes, to stop and to start them.
    #[must_use]
    pub fn nodes_mut(&mut self) -> &mut [RedisServer] {
        &mut self.nodes
    }

    /// A URL with all nodes as seeds.
    #[must_use]
    pub fn url(&self) -> String {
        let seeds: Vec<_> = self.ports().map(|port| format!("127.0.0.1:{port}")).collect();
        let is_tls = self.nodes.iter().any(RedisServer::is_tls);
        format!("{}+cluster://{}", if is_tls { "rediss" } else { "redis" }, seeds.join(","))
    }

    fn ports(&self) -> impl Iterator<Item = u16> {
        self.nodes.iter().filter_map(RedisServer::port)
    }

    fn join(&self) -> Result<(), StartError> {
        let mut clients = self.nodes.iter().map(RedisServer::client).collect::<Result<Vec<_>, _>>()?;
        let ids = clients.iter_mut().map(id).collect::<Result<Vec<_>, _>>()?;
        let seed = self.ports().next().unwrap_or_default().to_string();
        for (at, client) in clients.iter_mut().enumerate() {
            if at < PRIMARIES {
                let slots = (SLOTS * at / PRIMARIES..SLOTS * (at + 1) / PRIMARIES).map(|slot| slot.to_string());
                // One by one and not as a range, which Redis 6.2 does not know.
                let words: Vec<_> = ["CLUSTER", "ADDSLOTS"].map(str::to_owned).into_iter().chain(slots).collect();
                client.call(&words)?;
            }
            client.call(["CLUSTER", "SET-CONFIG-EPOCH", &(at + 1).to_string()])?;
            client.call(["CLUSTER", "MEET", "127.0.0.1", &seed])?;
        }
        for (at, client) in clients.iter_mut().enumerate().skip(PRIMARIES) {
            let primary = ids.get(at - PRIMARIES).ok_or_else(|| self.incomplete())?;
            if !soon(|| client.call(["CLUSTER", "REPLICATE", primary]).is_ok()) {
                return Err(self.incomplete());
            }
        }
        Ok(())
    }

    fn incomplete(&self) -> StartError {
        StartError::Incomplete { what: "a cluster", log: self.nodes.first().map(RedisServer::log).unwrap_or_default() }
    }
}

fn id(client: &mut Client) -> std::io::Result<String> {
    Ok(String::from_utf8_lossy(client.call(["CLUSTER", "MYID"])?.bytes().unwrap_or_default()).into_owned())
}

fn is_ready(node: &RedisServer) -> bool {
    let Ok(mut client) = node.client() else { return false };
    let slots_are_served = client.call(["CLUSTER", "INFO"]).is_ok_and(|reply| {
        let text = String::from_utf8_lossy(reply.bytes().unwrap_or_default()).into_owned();
        text.contains("cluster_state:ok") && text.contains("cluster_known_nodes:6")
    });
    let replicates = || match client.info("replication", "role") {
        Ok(Some(role)) if role == "slave" => {
            client.info("replication", "master_link_status").is_ok_and(|status| status.as_deref() == Some("up"))
        }
        Ok(Some(_)) => client.info("replication", "connected_slaves").is_ok_and(|count| count.as_deref() == Some("1")),
        _ => false,
    };
    slots_are_served && { replicates }()
}
