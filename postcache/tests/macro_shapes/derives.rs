//! The derives: what a derived owner refuses, what a derived key tells apart.

use std::any::TypeId;
use std::marker::PhantomData;

use postcache::{Cache, CacheKey, KeyOf, MemoryStore, OnBehalfOf, Owned, Region, Scope, ScopeId};
use serde::{Deserialize, Serialize};

use crate::db::{ANN, BOB, Post, User};

fn post(user: &User) -> Post {
    Post { id: 1, user_id: user.id, title: String::new() }
}

/// The field that `value` refuses `scope` for.
fn refused<V: Owned>(value: &V, scope: &User) -> Option<&'static str> {
    value.check_owner(scope.scope_id().unwrap()).err().map(|foreign| foreign.field())
}

#[derive(Owned)]
struct Page {
    #[owned]
    rows: Vec<Post>,
    #[expect(dead_code, reason = "names no owner")]
    total: u64,
}

#[derive(Owned)]
enum Item<T> {
    Draft {
        #[owner]
        by: i64,
    },
    Post(#[owned] Post),
    Other(#[owned] Option<T>),
    #[owned(unchecked)]
    Advert(#[expect(dead_code, reason = "names no owner")] String),
}

#[derive(Owned)]
struct Note(#[owner] i64, #[owner] String);

#[derive(Owned)]
#[owned(unchecked)]
struct Weather {
    #[expect(dead_code, reason = "names no owner")]
    degrees: i8,
}

#[derive(Owned)]
struct Report {
    #[owned]
    weather: Weather,
}

#[test]
fn a_page_is_owned_by_the_owner_of_its_rows() {
    let page = Page { rows: vec![post(&ANN), post(&BOB)], total: 2 };
    assert_eq!(refused(&page, &ANN), Some("Post.user_id"));
    assert_eq!(refused(&Page { rows: vec![post(&ANN)], total: 2 }, &ANN), None);
    const { assert!(Page::CHECKED) }
}

#[test]
fn every_variant_is_asked_for_its_own_owner() {
    assert_eq!(refused(&Item::<Post>::Draft { by: BOB.id }, &ANN), Some("Item::Draft.by"));
    assert_eq!(refused(&Item::<Post>::Draft { by: ANN.id }, &ANN), None);
    assert_eq!(refused(&Item::<Post>::Post(post(&BOB)), &ANN), Some("Post.user_id"));
    assert_eq!(refused(&Item::Other(Some(post(&BOB))), &ANN), Some("Post.user_id"));
    assert_eq!(refused(&Item::<Post>::Other(None), &ANN), None);
    assert_eq!(refused(&Item::<Post>::Advert(String::new()), &ANN), None);
}

#[test]
fn several_owners_are_one_identity_in_order() {
    let scope = ScopeId::tuple(&[ScopeId::int(5), ScopeId::text("acme").unwrap()]).unwrap();
    assert!(Note(5, "acme".into()).check_owner(scope).is_ok());
    let foreign = Note(6, "acme".into()).check_owner(scope).unwrap_err();
    assert_eq!(foreign.field(), "Note.(0, 1)");
    assert!(Note(5, "emca".into()).check_owner(scope).is_err());
}

#[test]
fn a_type_that_names_no_owner_says_so_and_so_does_what_holds_it() {
    const { assert!(!Weather::CHECKED && !Report::CHECKED) }
    assert_eq!(refused(&Report { weather: Weather { degrees: 20 } }, &ANN), None);
}

#[derive(CacheKey)]
struct Cursor<'a, T> {
    after: Option<T>,
    order: &'a str,
}

#[derive(CacheKey)]
struct Bounded<T: Ord> {
    least: T,
}

#[derive(CacheKey)]
struct Id<T>(i64, PhantomData<T>);

#[derive(CacheKey)]
enum Filter {
    All,
    By(i64),
    Not(i64),
    Both { left: i64, right: i64 },
}

#[derive(CacheKey)]
struct Nothing;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Count(u64);

fn region<K: CacheKey + 'static>(cache: &Cache, name: &str) -> Region<K, Count> {
    cache.region(name).unchecked("a count has no owner").unwrap()
}

/// Loads a different count for every key, and finds each again under its own.
async fn assert_told_apart<K: CacheKey + 'static, Q: KeyOf<K> + Sync>(region: &Region<K, Count>, keys: &[Q]) {
    let scope = OnBehalfOf::new(1, "a test");
    for (number, key) in (0..).zip(keys) {
        assert_eq!(region.get_or_load(&scope, key, || async move { Count(number) }).await, Count(number));
    }
    for (number, key) in (0..).zip(keys) {
        assert_eq!(region.get_or_load(&scope, key, || async { Count(u64::MAX) }).await, Count(number));
    }
}

fn cache() -> Cache {
    Cache::new(MemoryStore::default())
}

#[tokio::test]
async fn variants_and_fields_tell_keys_apart() {
    let keys = [
        Filter::All,
        Filter::By(1),
        Filter::By(2),
        Filter::Not(1),
        Filter::Both { left: 1, right: 2 },
        Filter::Both { left: 2, right: 1 },
    ];
    assert_told_apart(&region::<Filter>(&cache(), "filter"), &keys).await;
    assert_told_apart(&region::<Nothing>(&cache(), "nothing"), &[Nothing]).await;
}

#[tokio::test]
async fn a_borrowed_key_reads_a_region_of_owned_ones() {
    let cursors: Region<Cursor<'static, String>, Count> = region(&cache(), "cursor");
    let (order, after) = (String::from("new"), String::from("x"));
    let keys = [
        Cursor { after: None, order: &order },
        Cursor { after: Some(after.as_str()), order: &order },
        Cursor { after: Some("new"), order: "x" },
    ];
    assert_told_apart(&cursors, &keys).await;
}

#[tokio::test]
async fn a_parameter_that_is_bounded_stands_for_itself() {
    assert_told_apart(&region::<Bounded<i64>>(&cache(), "bounded"), &[Bounded { least: 1_i64 }, Bounded { least: 2 }])
        .await;
}

fn kind<K: CacheKey>() -> TypeId {
    TypeId::of::<K::Shape>()
}

#[tokio::test]
async fn ids_of_two_tables_are_two_kinds() {
    assert_told_apart(&region::<Id<Post>>(&cache(), "id"), &[Id(1, PhantomData::<Post>), Id(2, PhantomData)]).await;
    assert_ne!(kind::<Id<Post>>(), kind::<Id<Count>>());
    assert_eq!(kind::<Cursor<'_, &str>>(), kind::<Cursor<'static, String>>());
}
