use redis::Value;

use super::SlotMap;
use crate::names::Slot;
use crate::url::Address;

fn node(port: u16) -> Address {
    Address::Tcp { host: "h".into(), port }
}

fn range(first: i64, last: i64, port: i64) -> Value {
    let primary = vec![Value::BulkString(b"h".to_vec()), Value::Int(port), Value::BulkString(b"id".to_vec())];
    Value::Array(vec![Value::Int(first), Value::Int(last), Value::Array(primary), Value::Array(Vec::new())])
}

#[test]
fn a_slot_belongs_to_the_range_that_holds_it() {
    let map = SlotMap::parse(&Value::Array(vec![range(0, 9_999, 1), range(12_000, 16_383, 2)])).unwrap();
    // The slot of `foo` is 12182, that of `123456789` is 12739, that of `bar` is 5061.
    assert_eq!(map.node(Slot::of(b"bar")), Some(&node(1)));
    assert_eq!(map.node(Slot::of(b"foo")), Some(&node(2)));
    assert_eq!(map.nodes().collect::<Vec<_>>(), [&node(1), &node(2)]);
    let gap = SlotMap::parse(&Value::Array(vec![range(0, 9, 1), range(13_000, 16_383, 2)])).unwrap();
    assert_eq!(gap.node(Slot::of(b"foo")), None);
}

#[test]
fn a_slot_that_moved_is_where_it_moved_to() {
    let mut map = SlotMap::parse(&Value::Array(vec![range(0, 16_383, 1)])).unwrap();
    map.moved(Slot::of(b"foo"), node(3));
    assert_eq!((map.node(Slot::of(b"foo")), map.node(Slot::of(b"bar"))), (Some(&node(3)), Some(&node(1))));
}

#[test]
fn an_answer_that_is_no_layout_is_none() {
    for answer in [Value::Nil, Value::Array(vec![Value::Nil]), Value::Array(vec![range(0, 70_000, 1)])] {
        assert!(SlotMap::parse(&answer).is_none());
    }
}
