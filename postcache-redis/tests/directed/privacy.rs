//! Nobody who looks at the server or at our words learns of users.

use postcache_core::{Cache, OnBehalfOf};
use postcache_redis::RedisStore;
use testserver::{RedisServer, Reply};

const SECRETS: [&str; 3] = ["alice@example.org", "diary-of-1984", "hunter2"];

#[tokio::test]
async fn no_user_and_no_key_is_seen_at_the_server() {
    let server = RedisServer::start();
    let store = RedisStore::builder(&server.url()).namespace("private").secret("hunter2").connect().await.unwrap();
    let cache = Cache::new(store);
    let region = cache.region::<str, u64>("diary").tags(["diaries"]).unchecked("a test").unwrap();
    let mut monitor = server.client().unwrap();
    monitor.call(["MONITOR"]).unwrap();
    server.client().unwrap().call(["CONFIG", "SET", "slowlog-log-slower-than", "0"]).unwrap();

    let user = OnBehalfOf::new(SECRETS[0], "a test");
    let read = async || region.get_or_load(&user, SECRETS[1], async || Ok::<_, std::io::Error>(7_u64)).await.unwrap();
    read().await;
    read().await;
    let mutation = cache.mutation(&user).evict(&region, SECRETS[1]).invalidate_tags(["diaries"]).begin().await;
    mutation.commit().await;
    cache.clear_scope(&user).await.unwrap();
    region.invalidate(&user, SECRETS[1]).await.unwrap();

    let mut client = server.client().unwrap();
    client.call(["ECHO", "the end"]).unwrap();
    let mut seen = String::new();
    while !seen.contains("the end") {
        let Reply::Status(line) = monitor.receive().unwrap() else { panic!("a line") };
        seen.push_str(&line);
    }
    assert!(seen.contains("EVAL") && seen.contains("MGET"), "something was seen");
    let (slow, clients) = (client.call(["SLOWLOG", "GET", "1000"]).unwrap(), client.call(["CLIENT", "LIST"]).unwrap());
    for reply in [slow, clients] {
        seen.push_str(&words(&reply));
    }
    seen.push_str(&client.keys("*").unwrap().concat());
    for secret in SECRETS {
        assert!(!seen.contains(secret), "{secret} was seen");
    }
}

#[tokio::test]
async fn no_debug_output_shows_a_credential() {
    let server = RedisServer::options().user("alice@example.org", "hunter2", "~* +@all").start().unwrap();
    let builder = RedisStore::builder(&server.url()).secret("diary-of-1984");
    let described = format!("{builder:?}");
    let shown = format!("{described} {:?}", builder.connect().await.unwrap());
    for secret in SECRETS {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("Dialer") || shown.contains("RedisStore"), "{shown}");
}

fn words(reply: &Reply) -> String {
    match reply {
        Reply::Array(replies) => replies.iter().map(words).collect::<Vec<_>>().join(" "),
        reply => String::from_utf8_lossy(reply.bytes().unwrap_or_default()).into_owned(),
    }
}
