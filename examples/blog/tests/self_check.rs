//! The self-check through the program: it passes, and finds what is broken.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::process::{Command, Output};

use testserver::RedisServer;

fn self_check(how: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_blog")).arg("--self-check").args(how).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// In one process, and in three that share a Redis server.
fn finds(sabotage: &str) {
    finds_in(&["--sabotage", sabotage], sabotage);
    let redis = RedisServer::start();
    finds_in(&["--cache", &redis.url(), "--processes", "3", "--sabotage", sabotage], sabotage);
}

fn finds_in(how: &[&str], sabotage: &str) {
    let (code, printed) = self_check(how);
    assert_eq!(code, Some(1), "{printed}");
    let verdict = format!("self-check failed: {sabotage}: ");
    assert!(printed.lines().any(|line| line.starts_with(&verdict)), "{printed}");
}

#[test]
fn a_blog_that_is_as_it_should_be_passes() {
    let (code, printed) = self_check(&[]);
    assert_eq!(code, Some(0), "{printed}");
    for count in ["hit ratio", "queries saved", "foreign answers", "stale answers", "mutations that met a load"] {
        assert!(printed.contains(count), "{count}: {printed}");
    }
}

#[test]
fn several_processes_on_one_database_and_one_redis_server_pass() {
    let redis = RedisServer::start();
    let (code, printed) = self_check(&["--cache", &redis.url(), "--processes", "3"]);
    assert_eq!(code, Some(0), "{printed}");
    assert!(!redis.client().unwrap().keys("blog-self-check-*").unwrap().is_empty(), "they used it");
}

#[test]
fn a_cache_that_the_self_check_cannot_use_is_one_line() {
    let (code, printed) = self_check(&["--cache", "carrier-pigeon:", "--processes", "2"]);
    assert_eq!(code, Some(1));
    assert!(printed.contains("`backend` is not a URL that is known"), "{printed}");
}

#[test]
fn a_load_that_outlives_a_mutation_is_found() {
    finds("stale");
}

#[test]
fn an_entry_of_another_user_is_found() {
    finds("foreign");
}

#[test]
fn a_mutation_that_tells_the_cache_nothing_is_found() {
    finds("lost-invalidation");
}
