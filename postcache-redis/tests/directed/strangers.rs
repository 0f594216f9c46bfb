//! Something that listens where a server should, and is none.

use std::path::PathBuf;

use postcache_core::{Cache, OnBehalfOf, Status};
use postcache_redis::RedisStore;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixListener;
use tokio::task::JoinSet;

use crate::world::soon;

/// Whoever listens at a socket and says the same to everybody.
struct Stranger {
    path: PathBuf,
    _tasks: JoinSet<()>,
}

impl Stranger {
    fn who_says(number: usize, words: &'static [u8]) -> Self {
        let path = std::env::temp_dir().join(format!("pc-stranger-{}-{number}", std::process::id()));
        let listener = UnixListener::bind(&path).unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                connections.spawn(async move {
                    let mut heard = [0; 4096];
                    while stream.read(&mut heard).await.is_ok_and(|length| length > 0) {
                        if stream.write_all(words).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { path, _tasks: tasks }
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

#[tokio::test]
async fn whoever_speaks_another_language_is_no_server_and_harms_nobody() {
    let words: [&[u8]; 8] = [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\0\x01\x02\xff\xfe",
        b"+OK\r\n",
        b"$-5\r\n",
        b"$4000000000\r\nx",
        b"*-7\r\n",
        b"*2147483647\r\n:1\r\n",
        b"*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n",
    ];
    for (number, words) in words.into_iter().enumerate() {
        let stranger = Stranger::who_says(number, words);
        let connected = RedisStore::connect(&format!("unix://{}", stranger.path.display())).await;
        // It may also have said that it is no server that can be used.
        let Ok(store) = connected else { continue };
        let cache = Cache::new(store);
        let region = cache.region::<str, u64>("r").unchecked("a test").unwrap();
        let user = OnBehalfOf::new(1, "a test");
        let read = async || region.get_or_load(&user, "k", async || Ok::<_, std::io::Error>(7_u64)).await.unwrap();
        assert_eq!((read().await, read().await), (7, 7), "{words:?}");
        soon("it is said", async || cache.health().status == Status::Unhealthy).await;
    }
}
