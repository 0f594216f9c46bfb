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
mod report;
mod sabotage;
mod stranger;
mod truth;
mod verdict;
mod world;

use std::net::SocketAddr;
use std::process::ExitCode;

use postcache::Clock;
use tokio::task::JoinSet;

pub(crate) use sabotage::Sabotage;

use crate::config::Config;
use crate::db::Pace;
use crate::say;
use crate::server::Server;
use crate::start_error::StartError;
use report::Report;
use world::World;

/// Tasks that act for each user at the same time.
const TASKS_OF_A_USER: usize = 4;

/// Runs the check, prints what it saw, and says whether all was well.
pub(crate) async fn run(sabotage: Option<Sabotage>) -> Result<ExitCode, StartError> {
    let watch = Clock::system().stopwatch();
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let config =
        Config { data: folder.path().to_owned(), listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..Config::default() };
    let server = Server::start(&config, Pace::Random, sabotage).await?;
    let world = World::open(server.address(), &config.data).await.map_err(|error| failed(&error))?;
    act(&world).await;
    world.nobody_was_robbed().await.map_err(|error| failed(&error))?;
    let report = Report::of(&world, &server.app().cache, watch.elapsed());
    world.close().await;
    server.stop().await;
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
