//! A run: everybody is started, disturbed, ended, and asked.

mod coverage;
mod faults;
mod network;
mod proxy;
mod report;
mod resp;
mod server;
mod workers;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use testserver::RedisServer;

use crate::cli::Options;
use crate::clock::micros;
use crate::tasks;
use crate::wire::Report;
use faults::Faults;
use network::Network;
use proxy::Proxy;
use server::Server;
use workers::Workers;

const SECOND: u64 = 1_000_000;

pub(crate) async fn run(options: &Options) -> io::Result<ExitCode> {
    report::title(options);
    let folder = tempfile::tempdir()?;
    let redis = RedisServer::options().start().map_err(io::Error::other)?;
    let faults = Faults::open(&folder.path().join("r")).await?;
    let proxy = Proxy::open(&redis, &folder.path().join("p"), options, Arc::clone(&faults))?;
    let mut workers = Workers::start(options, &proxy.url(), &folder.path().join("r"), Arc::clone(&faults))?;
    let ending = Arc::<AtomicBool>::default();
    let mut disturbing = Vec::new();
    if options.calm {
        disturbing.push(tasks::spawn(async { Ok(Some(redis)) }));
    } else {
        let server = Server::new(redis, options, Arc::clone(&faults));
        disturbing.push(server.disturb(Arc::clone(&ending)));
        let network = Network::new(proxy.clone(), options.seed, Arc::clone(&faults));
        disturbing.push(tasks::spawn(network.disturb(Arc::clone(&ending))));
    }
    let begun = micros();
    let worked = work(options, &mut workers, &faults, begun).await;
    workers.dismiss()?;
    ending.store(true, Relaxed);
    let mut servers = Vec::new();
    for task in disturbing {
        servers.push(task.await.map_err(io::Error::other)??);
    }
    workers.end().await?;
    drop(servers);
    worked?;
    let report = faults.report().await?;
    let took = (micros() - begun) / SECOND;
    Ok(report::verdict(options, &report, &faults.counts(), took))
}

/// Until it is time to end.
async fn work(options: &Options, workers: &mut Workers, faults: &Faults, begun: u64) -> io::Result<()> {
    const TICK_MS: u64 = 10;
    const LOOK: u64 = SECOND / 5;
    const TELL: u64 = 5 * SECOND;
    // A slow machine needs longer until everything has happened.
    const PATIENCE: u64 = 20 * SECOND;
    let (mut looked, mut told) = (begun, begun);
    loop {
        workers.disturb(!options.calm).await?;
        tasks::sleep_ms(TICK_MS).await;
        let now = micros();
        if now - looked >= LOOK {
            looked = now;
            let report = faults.report().await?;
            if now - told >= TELL {
                told = now;
                report::progress(&report, &faults.counts(), (now - begun) / SECOND);
            }
            let found = options.first && !report.violations.is_empty();
            let enough = match options.operations {
                Some(enough) => operations(&report) >= enough,
                None => now - begun >= options.seconds * SECOND,
            };
            let patient = options.operations.is_none() && now - begun < options.seconds * SECOND + PATIENCE;
            let counts = || coverage::missing(options, &report.counts, &faults.counts()).is_empty();
            if found || (enough && (!patient || options.naive() || counts())) {
                return Ok(());
            }
        }
    }
}

fn operations(report: &Report) -> u64 {
    report.counts.of("reads") + report.counts.of("mutations")
}
