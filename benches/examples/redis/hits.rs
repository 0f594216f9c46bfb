//! A hit, beside the driver's `GET` of as many bytes over one connection of the same kind.

use std::time::{Duration, Instant};

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use tokio::task::JoinSet;

use crate::server::{self, Texts, user};

const CALLERS: usize = 64;
const CALLS: usize = 100;
const ROUNDS: usize = 31;
const KEYS: i64 = 256;

/// One round: how long it took, and the median of its calls.
struct Round {
    took: Duration,
    median: Duration,
}

pub(crate) async fn beside_the_driver() {
    let server = server::start();
    let cache = server::cache(&server).await;
    let client = redis::Client::open(server.url()).unwrap();
    let bare = client.get_multiplexed_async_connection().await.unwrap();
    for (name, tags) in [("no tag", &[][..]), ("two tags", &["a", "b"])] {
        let texts = server::texts(&cache, name, tags);
        for key in 0..KEYS {
            server::filled(&texts, key).await;
            bare.clone().set::<_, _, ()>(key, vec![b'x'; server::VALUE_BYTES]).await.unwrap();
        }
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(round(&bare, get).await);
            ours.push(round(&texts, hit).await);
        }
        row(name, &ours, &theirs);
    }
}

async fn hit(texts: Texts, key: i64) {
    assert!(texts.get(&user(), &key).await.is_some(), "a miss in a benchmark of hits");
}

async fn get(mut bare: MultiplexedConnection, key: i64) {
    let value: Vec<u8> = bare.get(key).await.unwrap();
    assert_eq!(value.len(), server::VALUE_BYTES);
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch, of what no cache of ours decides by")]
async fn round<H, F>(through: &H, call: impl Fn(H, i64) -> F + Copy + Send + 'static) -> Round
where
    H: Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let through = through.clone();
        callers.spawn(async move {
            let mut took = Vec::with_capacity(CALLS);
            for number in 0..CALLS {
                let asked = Instant::now();
                call(through.clone(), i64::try_from(caller * CALLS + number).unwrap() % KEYS).await;
                took.push(asked.elapsed());
            }
            took
        });
    }
    let calls = callers.join_all().await.concat();
    Round { took: begun.elapsed(), median: median(calls) }
}

fn row(name: &str, ours: &[Round], theirs: &[Round]) {
    let calls = f64::from(u32::try_from(CALLERS * CALLS).unwrap());
    let rates =
        |rounds: &[Round]| -> Vec<f64> { rounds.iter().map(|round| calls / round.took.as_secs_f64()).collect() };
    let medians =
        |rounds: &[Round]| -> Vec<f64> { rounds.iter().map(|round| round.median.as_secs_f64() * 1e6).collect() };
    for (what, of) in [("hits a second", &rates as &dyn Fn(&[Round]) -> Vec<f64>), ("p50, microseconds", &medians)] {
        let (ours, theirs) = (of(ours), of(theirs));
        let ratio = middle(ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect());
        println!(
            "| {what}, {CALLERS} callers, {name} | {:.0} | {:.0} | {ratio:.2} |",
            middle(ours.clone()),
            middle(theirs.clone())
        );
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}
