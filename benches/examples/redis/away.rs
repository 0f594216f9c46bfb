//! How long reads take while the server is away, and how soon it is used again.

use std::time::{Duration, Instant};

use crate::server::{self, Texts, filled, user, value};

const READS: usize = 1_000;

pub(crate) async fn killed() {
    let mut server = server::start();
    let texts = server::texts(&server::cache(&server).await, "texts", &[]);
    filled(&texts, &user(1), 1).await;
    server.kill();
    report("killed", &texts).await;
    server.restart().unwrap();
    println!("| killed: answers again, until a hit | {:?} |", until_a_hit(&texts).await);
}

pub(crate) async fn stopped() {
    let mut server = server::start();
    let texts = server::texts(&server::cache(&server).await, "texts", &[]);
    filled(&texts, &user(1), 1).await;
    server.pause().unwrap();
    report("stopped (connections stay open)", &texts).await;
    server.resume().unwrap();
    println!("| stopped: goes on, until a hit | {:?} |", until_a_hit(&texts).await);
    server.kill();
}

async fn report(how: &str, texts: &Texts) {
    let mut took = Vec::with_capacity(READS);
    for _ in 0..READS {
        took.push(timed(async || drop(texts.get_or_load(&user(1), &1, async || value()).await)).await);
    }
    let first = took[0];
    let mut later = took.split_off(1);
    later.sort_unstable();
    let (median, most) = (later[later.len() / 2], later[later.len() - 1]);
    println!(
        "| {how}: the first read | {first:?} |\n| {how}: the next {}, median and longest | {median:?}, {most:?} |",
        later.len()
    );
}

async fn until_a_hit(texts: &Texts) -> Duration {
    timed(async || {
        while texts.get(&user(1), &1).await.is_none() {
            texts.get_or_load(&user(1), &1, async || value()).await;
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch, of what no cache of ours decides by")]
async fn timed(work: impl AsyncFnOnce()) -> Duration {
    let begun = Instant::now();
    work().await;
    begun.elapsed()
}
