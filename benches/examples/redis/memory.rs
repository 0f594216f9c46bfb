//! What the server keeps for an entry, by its own count.

use testserver::{RedisServer, Reply};

use crate::server;

pub(crate) async fn of_entries() {
    let mut rows = Vec::new();
    for (name, tags) in [("no tag", &[][..]), ("one tag", &["a"]), ("three tags", &["a", "b", "c"])] {
        let server = server::start();
        let cache = server::cache(&server).await;
        server::filled(&server::texts(&cache, "texts", tags), &server::user(1), 1).await;
        rows.push((format!("an entry, {name}"), usage(&server, "*}e*")));
        if tags.len() == 1 {
            rows.push(("the stamp of a scope".to_owned(), usage(&server, "*}g")));
            rows.push(("the stamp of a tag".to_owned(), usage(&server, "*}t*")));
        }
    }
    let server = server::start();
    let plain = vec![b'x'; server::VALUE_BYTES];
    // As long a key as an entry's, and a ttl.
    let key = "p".repeat(57);
    server.client().unwrap().call([b"SET", key.as_bytes(), &plain, b"PX", b"3600000"]).unwrap();
    rows.push(("a plain `SET` with a ttl".to_owned(), usage(&server, "p*")));
    for (name, bytes) in rows {
        println!("| {name} | {bytes} |");
    }
}

fn usage(server: &RedisServer, pattern: &str) -> i64 {
    let mut client = server.client().unwrap();
    let keys = client.keys(pattern).unwrap();
    match client.call(["MEMORY", "USAGE", &keys[0]]).unwrap() {
        Reply::Integer(bytes) => bytes,
        other => unreachable!("MEMORY USAGE answers a number: {other:?}"),
    }
}
