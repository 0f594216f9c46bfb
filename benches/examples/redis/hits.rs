//! A hit, beside the driver's `GET` of as many bytes over one connection of the same kind.

use std::time::{Duration, Instant};

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use tokio::task::JoinSet;

use crate::processor::{PerCall, Spent};
use crate::server::{self, Texts};

const CALLS: usize = 6_400;
const ROUNDS: usize = 31;
const KEYS: i64 = 256;
const STALL: Duration = Duration::from_secs(1);

struct Case {
    name: &'static str,
    callers: usize,
    tags: &'static [&'static str],
    /// Each entry is another user's, or all are one's.
    users: i64,
}

const CASES: [Case; 6] = [
    Case { name: "64 callers", callers: 64, tags: &[], users: 1 },
    Case { name: "64 callers, a tag", callers: 64, tags: &["a"], users: 1 },
    Case { name: "64 callers, two tags", callers: 64, tags: &["a", "b"], users: 1 },
    Case { name: "64 callers, a user for each entry", callers: 64, tags: &[], users: KEYS },
    Case { name: "4 callers", callers: 4, tags: &[], users: 1 },
    Case { name: "a caller", callers: 1, tags: &[], users: 1 },
];

/// One round: how long it took, the median of its calls, and what they cost.
struct Round {
    took: Duration,
    median: Duration,
    cost: PerCall,
}

pub(crate) async fn beside_the_driver() {
    let server = server::start();
    let cache = server::cache(&server).await;
    let client = redis::Client::open(server.url()).unwrap();
    let bare = client.get_multiplexed_async_connection().await.unwrap();
    for case in &CASES {
        // Others may have the machine for longer than a read waits by default.
        let texts = server::texts(&cache, case.name, case.tags).with(|policy| policy.store_timeout(STALL)).unwrap();
        for key in 0..KEYS {
            server::filled(&texts, &server::user(key % case.users), key).await;
            bare.clone().set::<_, _, ()>(key, vec![b'x'; server::VALUE_BYTES]).await.unwrap();
        }
        let users = case.users;
        let hit = move |texts: Texts, key| hit(texts, key % users, key);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(round(case.callers, &bare, &bare, get).await);
            ours.push(round(case.callers, &bare, &texts, hit).await);
        }
        row(case.name, &ours, &theirs);
    }
}

async fn hit(texts: Texts, user: i64, key: i64) {
    assert!(texts.get(&server::user(user), &key).await.is_some(), "a miss in a benchmark of hits");
}

async fn get(mut bare: MultiplexedConnection, key: i64) {
    let value: Vec<u8> = bare.get(key).await.unwrap();
    assert_eq!(value.len(), server::VALUE_BYTES);
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch, of what no cache of ours decides by")]
async fn round<H, F>(
    callers: usize,
    watched: &MultiplexedConnection,
    through: &H,
    call: impl Fn(H, i64) -> F + Copy + Send + 'static,
) -> Round
where
    H: Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let calls = CALLS / callers;
    let spent = Spent::so_far(watched.clone()).await;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let through = through.clone();
        tasks.spawn(async move {
            let mut took = Vec::with_capacity(calls);
            for number in 0..calls {
                let asked = Instant::now();
                call(through.clone(), i64::try_from(caller * calls + number).unwrap() % KEYS).await;
                took.push(asked.elapsed());
            }
            took
        });
    }
    let times = tasks.join_all().await.concat();
    let took = begun.elapsed();
    let made = u32::try_from(times.len()).unwrap();
    let cost = spent.of_one_of(made, Spent::so_far(watched.clone()).await);
    Round { took: took / made, median: median(times), cost }
}

fn row(name: &str, ours: &[Round], theirs: &[Round]) {
    type Figure = fn(&Round) -> f64;
    let figures: [(&str, Figure); 4] = [
        ("hits a second", |round| 1.0 / round.took.as_secs_f64()),
        ("p50, microseconds", |round| round.median.as_secs_f64() * 1e6),
        ("processor time here, microseconds", |round| round.cost.ours),
        ("processor time of the server, microseconds", |round| round.cost.server),
    ];
    for (what, of) in figures {
        let all = |rounds: &[Round]| rounds.iter().map(of).collect::<Vec<_>>();
        let (ours, theirs) = (all(ours), all(theirs));
        let ratio = middle(ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect());
        println!("| {name}: {what} | {:.1} | {:.1} | {ratio:.2} |", middle(ours.clone()), middle(theirs.clone()));
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
