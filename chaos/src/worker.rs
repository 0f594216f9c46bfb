//! One process of a service: tasks that read and write rows through the cache, and check every answer.

mod about;
mod answer;
mod chance;
mod change;
mod naive;
mod office;
mod owed;
mod reading;
mod rows;
mod service;
mod witness;
mod writing;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, stdin};

use crate::tasks;
use crate::wire::{Ask, Kind, Line, Tally, Violation, Who};
use office::Office;
use service::{Actor, Service};

/// What a worker is told by whoever starts it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) redis: String,
    pub(crate) register: PathBuf,
    pub(crate) worker: usize,
    pub(crate) life: u64,
    pub(crate) tasks: usize,
    pub(crate) seed: u64,
    /// A commit under a standing fence is a floor, too.
    pub(crate) strict: bool,
    /// Cache-aside by `GET`, `SET` and `DEL` in place of PostCache.
    pub(crate) naive: bool,
}

impl Job {
    fn who(&self, task: usize) -> Who {
        Who { worker: self.worker, life: self.life, task }
    }
}

/// Works until its input ends, and then to the end of what it had begun.
pub(crate) async fn run(job: Job) -> io::Result<()> {
    let tally = Arc::<Tally>::default();
    let (office, paper_work) = Office::open(&job.register, job.who(Who::NO_TASK), Arc::clone(&tally));
    let service = Arc::new(Service::open(&job, office.clone(), Arc::clone(&tally)).await?);
    let ending = Arc::<AtomicBool>::default();
    let tasks: Vec<_> = (0..job.tasks)
        .map(|task| {
            let line = Line::new(&job.register, job.who(task));
            let seed = job.seed ^ (job.life << 32) ^ ((job.worker as u64) << 16) ^ task as u64;
            let actor = Actor::new(Arc::clone(&service), line, seed);
            tasks::spawn(actor.work(Arc::clone(&ending)))
        })
        .collect();
    let mut nothing = [0];
    drop(stdin().read(&mut nothing).await);
    ending.store(true, Relaxed);
    let finding = |kind, task, text| {
        let who = job.who(task);
        office.say(Ask::Violation(Violation { kind, scope: 0, row: 0, text, who, history: Vec::new() }));
    };
    for (task, work) in tasks.into_iter().enumerate() {
        match work.await {
            Ok(done) => done?,
            Err(panic) => finding(Kind::Crashed, task, format!("a task ended: {panic}")),
        }
    }
    // The server is there soon, and then nobody disturbs it any more.
    if let Some(left) = service.shut_down().await {
        finding(Kind::HungCall, Who::NO_TASK, left);
    }
    drop(service);
    office.close();
    paper_work.await.map_err(io::Error::other)
}
