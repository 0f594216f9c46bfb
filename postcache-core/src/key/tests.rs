//! Encodings are injective, and none is the beginning of another.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{CacheKey, KeyWriter, ScopedKey};
use crate::region::RegionInfo;
use crate::scope::{AsScopeId, InvalidScopeId, OnBehalfOf, Scope, ScopeId, SharedScope};

/// Every kind of key in every nesting.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Int(i128),
    Uuid(u128),
    Text(String),
    Bool(bool),
    Char(char),
    Option(Option<Box<Tree>>),
    List(Vec<Tree>),
    Tuple(Vec<Tree>),
    Derived(u32, Vec<Tree>),
}

impl CacheKey for Tree {
    type Shape = Self;

    fn encode(&self, out: &mut KeyWriter) {
        match self {
            Self::Int(value) => value.encode(out),
            Self::Uuid(value) => out.uuid(*value),
            Self::Text(text) => text.encode(out),
            Self::Bool(value) => value.encode(out),
            Self::Char(value) => value.encode(out),
            Self::Option(value) => value.encode(out),
            Self::List(values) => values.encode(out),
            Self::Tuple(values) => {
                out.tuple(u8::try_from(values.len()).unwrap());
                for value in values {
                    value.encode(out);
                }
            }
            Self::Derived(variant, fields) => {
                out.variant(*variant, u32::try_from(fields.len()).unwrap());
                for field in fields {
                    field.encode(out);
                }
            }
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    // Small alphabets, so that near misses are likely: bytes that look like kinds, lengths and delimiters.
    let text = "[\\x00-\\x0a:{}\n\\PC]{0,6}";
    let leaf = prop_oneof![
        prop_oneof![any::<i128>(), (-2..3_i128), Just(i128::from(b'a'))].prop_map(Tree::Int),
        prop_oneof![any::<u128>(), (0..3_u128)].prop_map(Tree::Uuid),
        text.prop_map(Tree::Text),
        any::<bool>().prop_map(Tree::Bool),
        any::<char>().prop_map(Tree::Char),
        Just(Tree::Option(None)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|value| Tree::Option(Some(Box::new(value)))),
            vec(inner.clone(), 0..3).prop_map(Tree::List),
            vec(inner.clone(), 0..3).prop_map(Tree::Tuple),
            (0..2_u32, vec(inner, 0..3)).prop_map(|(variant, fields)| Tree::Derived(variant, fields)),
        ]
    })
}

fn encoded(key: &(impl CacheKey + ?Sized)) -> Vec<u8> {
    let mut out = KeyWriter::new();
    key.encode(&mut out);
    assert_eq!(out.len(), out.as_slice().len());
    out.as_slice().to_vec()
}

fn number_of(region: &str) -> super::super::region::RegionNumber {
    let values = crate::codec::ValueType { codec: None, owner: |_, _| Ok(()), schema: 0, checked: false };
    RegionInfo::new(
        region,
        Box::default(),
        values,
        None,
        &crate::policy::Rules::try_from(crate::Policy::default()).unwrap(),
    )
    .number()
}

fn key(scope: &(impl Scope + ?Sized), region: &str, key: &(impl CacheKey + ?Sized)) -> ScopedKey {
    ScopedKey::new(scope, number_of(region), key).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn distinct_keys_never_encode_alike_and_none_begins_another(one in tree(), other in tree()) {
        let (a, b) = (encoded(&one), encoded(&other));
        if one == other {
            prop_assert_eq!(a, b);
        } else {
            prop_assert!(!a.starts_with(&b) && !b.starts_with(&a), "{:?} and {:?}", one, other);
        }
    }

    #[test]
    fn a_scope_is_read_back_from_its_key(tenant in any::<i64>(), user in "\\PC{1,60}", which in 0..4) {
        let id = match which {
            0 => ScopeId::int(tenant),
            1 => ScopeId::text(&user).unwrap(),
            2 => ScopeId::uuid(u128::from(tenant.unsigned_abs())),
            _ => ScopeId::tuple(&[ScopeId::int(tenant), ScopeId::text(&user).unwrap(), ScopeId::uuid(7)]).unwrap(),
        };
        let scope = OnBehalfOf::new(id, "a test");
        let made = key(&scope, "post", &tenant);
        prop_assert_eq!(made.scope_id(), id);
        let owned = made.to_scope_key();
        prop_assert_eq!(owned.as_bytes(), made.scope());
        prop_assert_eq!([made.scope(), made.entry()].concat(), made.as_bytes());
    }
}

#[test]
fn a_number_is_one_key_whatever_its_width() {
    assert_eq!(encoded(&5_i8), encoded(&5_u64));
    assert_eq!(encoded(&-5_i16), encoded(&-5_i128));
    assert_ne!(encoded(&5_i32), encoded("5"));
    assert_eq!(encoded("seven"), encoded(&String::from("seven")));
    assert_eq!(encoded(&[1_u8, 2][..]), encoded(&vec![1_i64, 2]));
}

#[test]
fn delimiters_in_text_forge_nothing() {
    assert_ne!(encoded(&("a", "b:c")), encoded(&("a:b", "c")));
    assert_ne!(encoded(&("a", "")), encoded(&("a",)));
    assert_ne!(encoded(&None::<&str>), encoded(&Some("")));
    assert_ne!(encoded(&("a\0b", "c")), encoded(&("a", "b\0c")));
    assert_ne!(encoded(&Vec::<i32>::new()), encoded(&()));
}

#[test]
fn a_key_of_a_megabyte_spills_and_stays_itself() {
    let (long, longer) = ("x".repeat(1 << 20), "x".repeat((1 << 20) + 1));
    assert_eq!(encoded(long.as_str()).len(), (1 << 20) + 5);
    assert!(!encoded(longer.as_str()).starts_with(&encoded(long.as_str())));
}

#[test]
fn scopes_and_regions_are_parts_of_the_key() {
    let (ann, text, all) = (OnBehalfOf::new(1_i64, "a test"), OnBehalfOf::new("1", "a test"), SharedScope);
    let keys = [key(&ann, "post", &1), key(&ann, "comment", &1), key(&text, "post", &1), key(&all, "post", &1)];
    for (at, one) in keys.iter().enumerate() {
        assert!(keys[at + 1..].iter().all(|other| other != one));
    }
    assert_eq!(key(&ann, "post", &1), key(&OnBehalfOf::new(1_u8, "another width"), "post", &1_u64));
}

#[test]
fn a_tuple_of_ids_is_no_longer_any_of_its_parts() {
    let pair = OnBehalfOf::new((1_i64, 2_i64), "a test");
    assert_ne!(key(&pair, "post", &1).scope(), key(&OnBehalfOf::new(1_i64, "a test"), "post", &1).scope());
    assert_ne!(key(&pair, "post", &1).scope(), key(&OnBehalfOf::new((2_i64, 1_i64), "a test"), "post", &1).scope());
}

#[test]
fn the_scope_of_all_users_is_told_from_every_other() {
    assert!(key(&SharedScope, "post", "").is_shared() && key(&SharedScope, "post", &1).to_scope_key().is_shared());
    let others: [&dyn Scope; 4] = [
        &OnBehalfOf::new(4_i64, "a test"),
        &OnBehalfOf::new("\u{4}", "a test"),
        &OnBehalfOf::new((4_i64, "\u{4}"), "a test"),
        &OnBehalfOf::new(ScopeId::uuid(4), "a test"),
    ];
    for other in others {
        let key = key(other, "post", "\u{4}");
        assert!(!key.is_shared() && !key.to_scope_key().is_shared());
    }
}

#[test]
fn an_id_that_identifies_nobody_is_refused() {
    assert_eq!("".as_scope_id(), Err(InvalidScopeId::Empty));
    assert_eq!("x".repeat(257).as_scope_id(), Err(InvalidScopeId::TooLong));
    assert!("x".repeat(256).as_scope_id().is_ok());
    assert_eq!(None::<i64>.as_scope_id(), Err(InvalidScopeId::Missing));
    assert_eq!((1, "").as_scope_id(), Err(InvalidScopeId::Empty));
    assert_eq!(((1, 2), 3).as_scope_id(), Err(InvalidScopeId::Nested));
}

#[test]
fn nothing_that_holds_a_key_prints_it() {
    let secret = "planted-secret";
    let scope = OnBehalfOf::new(secret, "a test");
    let made = key(&scope, "post", secret);
    let shown = format!("{made:?} {:?} {:?} {scope:?} {:?}", made.to_scope_key(), made.scope_id(), scope.scope_id());
    assert!(!shown.contains(secret), "{shown}");
}
