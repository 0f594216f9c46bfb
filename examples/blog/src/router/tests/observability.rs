use serde_json::Value;

use super::{ANNS_POST, Blog, expect};
use crate::db::Pace;

#[tokio::test]
async fn a_page_says_what_it_cost() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let first = expect(&mut ann, 200, "GET", "/posts/1", "").await;
    let second = expect(&mut ann, 200, "GET", "/posts/1", "").await;
    assert_eq!(first.header("x-cache"), Some("user miss stored, post miss stored, comment-list miss stored"));
    assert_eq!(first.header("x-queries"), Some("3"));
    assert_eq!(second.header("x-cache"), Some("user hit, post hit, comment-list hit"));
    assert!(second.header("server-timing").unwrap().starts_with("total;dur="));
    for part in ["<span class=\"good\">post hit</span>", "<dt>Database queries</dt><dd>0</dd>", "<dt>Time</dt>"] {
        assert!(second.body.contains(part), "{part}: {}", second.body);
    }
    // Below it, the request before.
    assert!(second.body.contains("<td>GET /posts/1 200</td><td><span>user miss stored</span>"), "{}", second.body);
}

#[tokio::test]
async fn the_panel_shows_how_the_cache_does() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    for _ in 0..2 {
        expect(&mut ann, 200, "GET", "/api/posts/1", "").await;
    }
    expect(&mut ann, 204, "DELETE", "/api/posts/1", "").await;
    let page = expect(&mut ann, 200, "GET", "/", "").await.body;
    for part in [
        "Hit ratio",
        "Entries",
        "Bytes",
        "<p class=\"good\">healthy</p>",
        "Evictions",
        "<dt>invalidated</dt><dd>1</dd>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("<td>post</td><td class=\"number\">1</td><td class=\"number\">1</td>"), "{page}");
}

#[tokio::test]
async fn health_is_for_machines_and_needs_no_user() {
    let blog = Blog::start().await;
    let reply = expect(&mut blog.stranger(), 200, "GET", "/health", "").await;
    let health: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!((&health["status"], &health["coherence"]), (&"healthy".into(), &"process".into()));
}

#[tokio::test]
async fn a_cache_that_is_away_is_no_reason_to_send_requests_elsewhere() {
    let blog = Blog::with("cache.backend = 'redis://127.0.0.1:1'", Pace::Full).await;
    expect(&mut blog.client("ann"), 200, "PUT", ANNS_POST, r#"{ "title": "Tea", "body": "" }"#).await;
    let health = expect(&mut blog.stranger(), 200, "GET", "/health", "").await;
    assert!(health.body.contains(r#""status":"unhealthy""#), "{}", health.body);
}

#[tokio::test]
async fn metrics_are_as_prometheus_reads_them() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    for _ in 0..2 {
        expect(&mut ann, 200, "GET", "/api/posts/1", "").await;
    }
    let page = expect(&mut blog.stranger(), 200, "GET", "/metrics", "").await;
    assert_eq!(page.header("content-type"), Some("text/plain; version=0.0.4"));
    for part in [
        "# TYPE postcache_requests_total counter",
        "postcache_requests_total{region=\"post\",outcome=\"hit\"}",
        "# TYPE postcache_load_seconds histogram",
        "postcache_entries{region=\"post\"}",
        "postcache_evictions_total{region=\"post\",reason=\"ttl\"}",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
}

#[tokio::test]
async fn answers_are_kept_by_nobody_and_run_no_script() {
    let blog = Blog::start().await;
    let page = expect(&mut blog.client("ann"), 200, "GET", "/", "").await;
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
}
