//! Which node has which slot.

use std::collections::BTreeMap;

use redis::Value;

use crate::link::{How, Refused, refused, unreachable, within_limit};
use crate::names::Slot;
use crate::url::Address;

/// Slots by the last of their range.
#[derive(Debug, Default)]
pub(super) struct SlotMap {
    ranges: BTreeMap<u16, (u16, Address)>,
    /// What was learnt since from single calls.
    moved: BTreeMap<u16, Address>,
}

impl SlotMap {
    pub(super) fn node(&self, slot: Slot) -> Option<&Address> {
        let slot = slot.number();
        let in_range = || self.ranges.range(slot..).next().filter(|(_, (first, _))| *first <= slot);
        self.moved.get(&slot).or_else(|| in_range().map(|(_, (_, node))| node))
    }

    pub(super) fn moved(&mut self, slot: Slot, to: Address) {
        self.moved.insert(slot.number(), to);
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = &Address> {
        let mut nodes: Vec<_> = self.ranges.values().map(|(_, node)| node).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes.into_iter()
    }

    /// What `CLUSTER SLOTS` says: ranges, each with its primary first.
    fn parse(answer: &Value) -> Option<Self> {
        let Value::Array(ranges) = answer else { return None };
        let ranges = ranges.iter().map(range).collect::<Option<_>>()?;
        Some(Self { ranges, moved: BTreeMap::new() })
    }
}

/// The layout, as `node` sees it.
pub(super) async fn ask(how: &How, node: &Address) -> Result<SlotMap, Refused> {
    within_limit(how, async {
        let pipe = crate::link::connect(how, node, &how.login, how.database).await?;
        let answer = pipe.ask(redis::cmd("CLUSTER").arg("SLOTS")).await;
        match answer.map_err(|_| unreachable("the connection broke"))? {
            Value::ServerError(error) if error.code() == "NOPERM" => Err(refused(
                "the user of the url may not run CLUSTER SLOTS: allow what postcache_redis::COMMANDS lists",
            )),
            Value::ServerError(error) if error.code() == "ERR" => {
                Err(refused("the server of the url is in no cluster"))
            }
            answer => SlotMap::parse(&answer).ok_or_else(|| unreachable("it does not know the layout of its cluster")),
        }
    })
    .await
}

fn range(value: &Value) -> Option<(u16, (u16, Address))> {
    let Value::Array(parts) = value else { return None };
    let [Value::Int(first), Value::Int(last), Value::Array(primary), ..] = parts.as_slice() else { return None };
    let [Value::BulkString(host), Value::Int(port), ..] = primary.as_slice() else { return None };
    let host = std::str::from_utf8(host).ok().filter(|host| !host.is_empty())?.to_owned();
    let address = Address::Tcp { host, port: u16::try_from(*port).ok()? };
    let slot = |number: i64| u16::try_from(number).ok().filter(|number| *number < Slot::COUNT);
    Some((slot(*last)?, (slot(*first)?, address)))
}

#[cfg(test)]
mod tests;
