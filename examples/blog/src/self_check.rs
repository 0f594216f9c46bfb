//! Drives a blog of its own as several users at once, and compares each answer with the database.
//!
//! An answer is *foreign* if it shows another user's row, and *stale* if it is older than the database was when the request
//! began. Neither may happen. What else has to happen for that to mean anything is asserted too: see [`verdict`].

mod actor;
mod answer;
pub(crate) mod client;
mod desk;
mod findings;
mod floor;
mod journal;
mod part;
mod report;
mod sabotage;
mod servers;
mod stranger;
mod truth;
mod verdict;
mod world;

use std::process::ExitCode;

use postcache::Clock;
use tokio::task::JoinSet;

pub(crate) use part::serve as serve_part;
pub(crate) use sabotage::Sabotage;

use crate::say;
use crate::start_error::StartError;
use report::Report;
use servers::Servers;
use world::World;

/// Tasks that act for each user at the same time.
const TASKS_OF_A_USER: usize = 4;

/// What is to be checked.
#[derive(Debug, PartialEq)]
pub(crate) struct Check {
    /// The URL of the cache; none: memory.
    pub(crate) cache: Option<String>,
    /// How many blogs share the database and the cache.
    pub(crate) processes: usize,
    pub(crate) sabotage: Option<Sabotage>,
}

/// Runs the check, prints what it saw, and says whether all was well.
pub(crate) async fn run(check: Check) -> Result<ExitCode, StartError> {
    let watch = Clock::system().stopwatch();
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let servers = Servers::start(&check, folder.path()).await?;
    let world = World::open(servers.addresses(), folder.path()).await.map_err(|error| failed(&error))?;
    act(&world).await;
    world.nobody_was_robbed().await.map_err(|error| failed(&error))?;
    let refused_fills = servers.refused_fills().await.map_err(|error| failed(&error))?;
    let report = Report::of(&world, check.processes, refused_fills, watch.elapsed());
    world.close().await;
    servers.stop().await;
    say(std::io::stdout(), format_args!("{report}\n"));
    Ok(match verdict::verdict(&report) {
        Ok(()) => {
            say(std::io::stdout(), "self-check passed\n");
            ExitCode::SUCCESS
        }
        Err(found) => {
            say(std::io::stderr(), format_args!("self-check failed: {found}\n"));
            ExitCode::FAILURE
        }
    })
}

/// Everybody acts until all are done, or until enough was found.
async fn act(world: &World) {
    let mut tasks = JoinSet::new();
    for desk in world.desks() {
        for _ in 0..TASKS_OF_A_USER {
            tasks.spawn(actor::act(world.clone(), desk.clone()));
        }
    }
    tasks.spawn(stranger::cancels_mutations(world.clone(), world.canceller().clone()));
    while let Some(ended) = tasks.join_next().await {
        if let Err(panicked) = ended {
            world.findings().failed(format!("an actor ended: {panicked}"));
        }
    }
}

fn failed(error: &impl std::fmt::Display) -> StartError {
    StartError::SelfCheck(error.to_string())
}
