//! What the table remembers: only what goes on.

use std::sync::Arc;

use super::{Flights, Join};
use crate::codec::ValueType;
use crate::policy::Rules;
use crate::region::RegionInfo;
use crate::scope::SharedScope;
use crate::{Policy, ScopedKey};

fn key(id: i64) -> ScopedKey {
    let values = ValueType { codec: None, owner: |_, _| Ok(()), schema: 0, checked: false };
    let region = RegionInfo::new("flights", Box::default(), values, None, &Rules::try_from(Policy::default()).unwrap());
    ScopedKey::new(&SharedScope, region.number(), &id).unwrap()
}

fn slots(flights: &Flights) -> usize {
    flights.shards.iter().map(|shard| shard.lock().unwrap().len()).sum()
}

#[test]
fn a_flight_that_is_over_leaves_nothing_behind() {
    let flights = Arc::new(Flights::default());
    for id in 0..100 {
        let Join::Lead(lead) = flights.join(&key(id)) else { panic!("nobody else loads it") };
        assert!(matches!(flights.join(&key(id)), Join::Follow(_)));
        assert_eq!(slots(&flights), 1);
        match id % 3 {
            0 => drop(lead),
            1 => lead.found(),
            _ => lead.loaded(None, false),
        }
        assert_eq!(slots(&flights), 0);
    }
}

#[tokio::test]
async fn loads_outside_a_flight_leave_nothing_behind_either() {
    let flights = Arc::new(Flights::default());
    let (mut first, waits) = (flights.outside(&key(1)), flights.outside(&key(1)));
    first.enter().await;
    let Join::Lead(lead) = flights.join(&key(1)) else { panic!("who loads outside leads no flight") };
    drop((first, lead));
    assert_eq!(slots(&flights), 1, "one still waits");
    drop(waits);
    assert_eq!(slots(&flights), 0);
}
