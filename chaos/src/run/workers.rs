//! The processes: killed at random instants and started again, and stopped past their leases and fences.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustix::process::{Pid, Signal, kill_process};

use super::faults::Faults;
use crate::cli::Options;
use crate::clock::micros;
use crate::tasks;
use crate::terms::{self, FENCE_TTL, HUNG_MS, LOAD_LIMIT};
use crate::wire::{Kind, Violation, Who};
use crate::worker::Job;

pub(super) const KILLED: &str = "kill -9";
pub(super) const STOPPED: &str = "SIGSTOP";
pub(super) const STOPPED_PAST_LEASE: &str = "SIGSTOP past a lease";
pub(super) const STOPPED_PAST_FENCE: &str = "SIGSTOP past a fence";

/// Between two faults, in microseconds.
const PAUSE: std::ops::Range<u64> = 100_000..500_000;

pub(super) struct Workers {
    program: PathBuf,
    job: Job,
    mutant: Option<String>,
    alive: Vec<Worker>,
    faults: Arc<Faults>,
    chance: fastrand::Rng,
    next: u64,
}

struct Worker {
    child: Child,
    life: u64,
    /// It goes on then.
    stopped: Option<u64>,
}

impl Workers {
    pub(super) fn start(options: &Options, redis: &str, register: &Path, faults: Arc<Faults>) -> io::Result<Self> {
        let job = Job {
            redis: redis.to_owned(),
            register: register.to_owned(),
            worker: 0,
            life: 0,
            tasks: options.tasks,
            seed: options.seed,
            strict: options.strict,
            naive: options.naive(),
        };
        let mut workers = Self {
            program: std::env::current_exe()?,
            job,
            mutant: options.break_of_protocol().map(str::to_owned),
            alive: Vec::new(),
            faults,
            chance: fastrand::Rng::with_seed(options.seed),
            next: micros() + PAUSE.end,
        };
        for worker in 0..options.processes {
            let child = workers.spawn(worker, 0)?;
            workers.alive.push(Worker { child, life: 0, stopped: None });
        }
        Ok(workers)
    }

    fn spawn(&self, worker: usize, life: u64) -> io::Result<Child> {
        let job = Job { worker, life, ..self.job.clone() };
        let mut command = Command::new(&self.program);
        command.arg("--worker").arg(serde_json::to_string(&job)?).stdin(Stdio::piped());
        if let Some(mutant) = &self.mutant {
            command.env("POSTCACHE_MUTANT", mutant);
        }
        command.spawn()
    }

    /// Lets those go on whose time has come, looks for any that ended by itself, and strikes if it is time to.
    pub(super) async fn disturb(&mut self, strikes: bool) -> io::Result<()> {
        let now = micros();
        for worker in &mut self.alive {
            worker.go_on(now)?;
        }
        for at in 0..self.alive.len() {
            self.look(at).await?;
        }
        if !strikes || now < self.next {
            return Ok(());
        }
        self.next = now + self.chance.u64(PAUSE);
        let at = self.chance.usize(0..self.alive.len());
        match self.chance.u8(0..3) {
            0 => self.stop(at, now).await,
            _ => self.kill(at).await,
        }
    }

    async fn kill(&mut self, at: usize) -> io::Result<()> {
        let Some(worker) = self.alive.get_mut(at) else { return Ok(()) };
        worker.child.kill()?;
        worker.child.wait()?;
        let stopped = if worker.stopped.is_some() { " while it was stopped" } else { "" };
        self.faults.count(KILLED);
        self.faults.tell(&format!("worker {at}.{} killed{stopped}", worker.life)).await?;
        self.start_again(at)
    }

    fn start_again(&mut self, at: usize) -> io::Result<()> {
        let life = self.alive.get(at).map_or(0, |worker| worker.life + 1);
        let child = self.spawn(at, life)?;
        if let Some(worker) = self.alive.get_mut(at) {
            *worker = Worker { child, life, stopped: None };
        }
        Ok(())
    }

    async fn stop(&mut self, at: usize, now: u64) -> io::Result<()> {
        let Some(worker) = self.alive.get_mut(at).filter(|worker| worker.stopped.is_none()) else { return Ok(()) };
        let fence = terms::micros(FENCE_TTL);
        let lease = terms::micros(LOAD_LIMIT) + 1_000_000;
        // Strictly, no writer is stopped for longer than its fence.
        let longest = if self.job.strict { fence * 6 / 10 } else { fence * 16 / 10 };
        let span = self.chance.u64(longest / 4..longest);
        kill_process(Pid::from_child(&worker.child), Signal::STOP)?;
        worker.stopped = Some(now + span);
        self.faults.count(STOPPED);
        if span > lease {
            self.faults.count(STOPPED_PAST_LEASE);
        }
        if span > fence {
            self.faults.count(STOPPED_PAST_FENCE);
        }
        self.faults.tell(&format!("worker {at}.{} stopped for {} ms", worker.life, span / 1_000)).await
    }

    /// One that ended without having been killed has crashed.
    async fn look(&mut self, at: usize) -> io::Result<()> {
        let Some(worker) = self.alive.get_mut(at) else { return Ok(()) };
        let Some(status) = worker.child.try_wait()? else { return Ok(()) };
        let text = format!("worker {at}.{} ended by itself: {status}", worker.life);
        self.crashed(Kind::Crashed, at, text).await?;
        self.start_again(at)
    }

    async fn crashed(&self, kind: Kind, worker: usize, text: String) -> io::Result<()> {
        let life = self.alive.get(worker).map_or(0, |worker| worker.life);
        let who = Who { worker, life, task: Who::NO_TASK };
        self.faults.violation(Violation { kind, scope: 0, row: 0, text, who, history: Vec::new() }).await
    }

    /// Tells all of them to come to the end of what they do.
    pub(super) fn dismiss(&mut self) -> io::Result<()> {
        for worker in &mut self.alive {
            worker.go_on(u64::MAX)?;
            drop(worker.child.stdin.take());
        }
        Ok(())
    }

    /// Waits until they have.
    pub(super) async fn end(&mut self) -> io::Result<()> {
        const TICK_MS: u64 = 10;
        let begun = micros();
        for at in 0..self.alive.len() {
            while let Some(worker) = self.alive.get_mut(at) {
                let text = match worker.child.try_wait()? {
                    Some(status) if status.success() => break,
                    Some(status) => Some((Kind::Crashed, format!("worker {at} ended with {status}"))),
                    None if micros() - begun > 2 * HUNG_MS * 1_000 => {
                        worker.child.kill()?;
                        worker.child.wait()?;
                        Some((Kind::HungCall, format!("worker {at} does not come to its end")))
                    }
                    None => None,
                };
                if let Some((kind, text)) = text {
                    self.crashed(kind, at, text).await?;
                    break;
                }
                tasks::sleep_ms(TICK_MS).await;
            }
        }
        Ok(())
    }
}

impl Worker {
    fn go_on(&mut self, now: u64) -> io::Result<()> {
        if self.stopped.is_some_and(|until| until <= now) {
            kill_process(Pid::from_child(&self.child), Signal::CONT)?;
            self.stopped = None;
        }
        Ok(())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}
