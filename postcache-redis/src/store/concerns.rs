//! What a store worries about, in words that name what to change.

use std::sync::atomic::Ordering::Relaxed;

use postcache_core::store::Concern;

use super::Shared;
use crate::link::Code;

impl Shared {
    pub(super) fn concerns(&self) -> Vec<Concern> {
        let mut concerns = self.servers.troubles();
        concerns.extend(self.servers.refusals.list().iter().map(refused));
        if self.servers.evicts_fences() {
            concerns.push(Concern::degraded(
                "the Redis server's maxmemory-policy is volatile-ttl, which evicts fences first: set noeviction, allkeys-lru, \
                 allkeys-lfu, volatile-lru or volatile-lfu",
            ));
        }
        if self.stranger.load(Relaxed) {
            concerns.push(Concern::unhealthy(
                "another process uses this namespace with another secret, so neither sees or ends the other's entries: give both \
                 the same `secret`, or each a `namespace` of its own",
            ));
        }
        let counts = self.counters.read();
        let planted = counts.foreign + counts.corrupt;
        if planted > 0 {
            concerns.push(Concern::degraded(format!(
                "{planted} stored values were refused that no process with this secret writes there: who else writes to this \
                 namespace?"
            )));
        }
        concerns
    }
}

fn refused(code: &Code) -> Concern {
    if code.is("OOM") {
        return Concern::degraded(
            "the Redis server is full and evicts nothing, so nothing new is cached: raise its maxmemory, or set its \
             maxmemory-policy to allkeys-lru",
        );
    }
    if code.is_permission() {
        return Concern::unhealthy(
            "the Redis server refuses commands to the user of the url: let it run postcache_redis::COMMANDS on the keys of the \
             namespace",
        );
    }
    let code = code.as_str();
    Concern::degraded(format!(
        "the Redis server refuses what it is asked ({code}), so nothing new is cached: see its log"
    ))
}
