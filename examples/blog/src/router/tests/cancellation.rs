use std::time::Duration;

use super::{ANNS_POST, Blog, cache, expect, read};
use crate::db::{Gate, Pace};

/// A blog whose database waits for the test, and which knows ann already.
async fn gated() -> (Blog, Gate) {
    let gate = Gate::new();
    let blog = Blog::with("", Pace::Gated(gate.clone())).await;
    expect(&mut blog.client("ann"), 404, "GET", "/api/posts/999", "").await;
    (blog, gate)
}

#[tokio::test]
async fn a_value_loaded_before_a_mutation_is_answered_and_not_stored() {
    let (blog, gate) = gated().await;
    let (mut reader, mut writer) = (blog.client("ann"), blog.client("ann"));
    gate.close();
    let load = tokio::task::JoinSet::from_iter([async move { reader.get(ANNS_POST).await.unwrap() }]);
    gate.arrival().await;
    expect(&mut writer, 200, "PUT", ANNS_POST, r#"{ "title": "First" }"#).await;
    gate.open();
    let old = load.join_all().await.remove(0);
    assert!(old.body.contains("Why I keep a journal"), "{}", old.body);
    assert_eq!(cache(&old), "post miss superseded");
    let (new, told) = read(&mut writer, ANNS_POST).await;
    assert_eq!((new["title"].as_str(), told.as_str()), (Some("First"), "post hit"));
}

#[tokio::test]
async fn a_reader_who_goes_away_ends_the_load_and_leaves_the_entry_usable() {
    let (blog, gate) = gated().await;
    let mut ann = blog.client("ann");
    gate.close();
    blog.client("ann").cancel("GET", ANNS_POST, "", gate.arrival()).await.unwrap();
    gate.departure().await;
    assert_eq!(read(&mut ann, ANNS_POST).await.1, "post miss stored");
}

#[tokio::test]
async fn a_writer_who_goes_away_leaves_an_unknown_outcome_which_nothing_old_hides() {
    let (blog, gate) = gated().await;
    let mut ann = blog.client("ann");
    read(&mut ann, ANNS_POST).await;
    gate.close();
    let change = r#"{ "title": "First" }"#;
    blog.client("ann").cancel("PUT", ANNS_POST, change, gate.arrival()).await.unwrap();
    gate.departure().await;
    // The statement had been committed. What is read now is loaded and, because nobody knows, not stored.
    for _ in 0..2 {
        let (post, told) = read(&mut ann, ANNS_POST).await;
        assert_eq!((post["title"].as_str(), told.as_str()), (Some("First"), "post miss"));
    }
}

#[tokio::test]
async fn a_server_that_stops_finishes_the_requests_under_way() {
    let (blog, gate) = gated().await;
    let mut ann = blog.client("ann");
    gate.close();
    let answered = tokio::task::JoinSet::from_iter([async move { ann.get(ANNS_POST).await.unwrap().status }]);
    gate.arrival().await;
    let address = blog.server.address();
    let stopping = tokio::task::JoinSet::from_iter([blog.server.stop()]);
    while std::net::TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
        tokio::task::yield_now().await;
    }
    gate.open();
    assert_eq!(answered.join_all().await, [200]);
    stopping.join_all().await;
}
