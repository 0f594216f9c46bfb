//! How our policy was chosen: on other traces than those of the report, among all that was tried.

mod ideas;
mod simulator;
mod traces;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ideas::{IDEAS, Idea};

use super::policy::{ALL, OURS, Policy};
use super::study::{by_trace, replay};
use super::trace::{Scale, Trace, generated};
use super::{matrix, public};
use crate::cli::Extent;
use crate::report::{Matrix, Plot, Section};

pub(crate) fn run(extent: Extent) -> Vec<Section> {
    let scale = if extent.is_quick() { Scale::QUICK } else { Scale::FULL };
    let (mut chosen_on, mut of_report) = (traces::generated(scale), generated(scale));
    if !extent.is_quick() {
        match public::for_choice().and_then(|choice| Ok((choice, public::traces()?))) {
            Ok((choice, report)) => {
                chosen_on.extend(choice.iter().flat_map(public::Public::at_each_capacity));
                of_report.extend(report.iter().flat_map(public::Public::at_each_capacity));
            }
            Err(why) => eprintln!("choice: THE PUBLIC TRACES ARE MISSING: {why}"),
        }
    }
    let tables = [
        ("Hit ratio of ideas, on the traces that ours was chosen on", chosen_on),
        ("Hit ratio of ideas, on the traces of the report", of_report),
    ];
    tables.map(|(name, traces)| Section::Matrix(table(name, &traces))).into()
}

/// A row for each idea, and a column for each trace: what is compared here is rows.
fn table(name: &str, traces: &[Trace]) -> Matrix {
    let engine = ALL.iter().find(|policy| policy.name == OURS);
    let rows = IDEAS.iter().map(Row::Idea).chain(engine.map(Row::Engine));
    let mut head = vec!["idea".to_owned()];
    let mut table = Vec::new();
    for row in rows {
        eprintln!("{name}: {}", row.name());
        let means = by_trace(&traces.iter().cloned().zip(row.ratios(traces)).collect::<Vec<_>>());
        head.truncate(1);
        head.extend(means.iter().map(|(name, ..)| (*name).to_owned()));
        let calm: Vec<f64> = means.iter().filter(|(_, is_loop, _)| !is_loop).map(|(.., mean)| mean[0]).collect();
        let mean = calm.iter().sum::<f64>() / calm.len() as f64;
        table.push((row.name().to_owned(), means.iter().map(|(.., mean)| Some(mean[0])).chain([Some(mean)]).collect()));
    }
    head.push("all but loops".to_owned());
    let note = "Means of the capacities of each trace. Ideas are simulated as one queue of each kind; the last row is the store.";
    Matrix { rows: table, ..matrix(name, note.to_owned(), head, Plot::None) }
}

enum Row<'r> {
    Idea(&'r Idea),
    Engine(&'r Policy),
}

impl Row<'_> {
    const fn name(&self) -> &str {
        match self {
            Self::Idea(idea) => idea.name,
            Self::Engine(_) => "**the store**",
        }
    }

    /// On all processors: nothing is timed here.
    fn ratios(&self, traces: &[Trace]) -> Vec<Vec<f64>> {
        let next = AtomicUsize::new(0);
        let ratios = Mutex::new(vec![vec![0.0]; traces.len()]);
        let work = || loop {
            let at = next.fetch_add(1, Relaxed);
            let Some(trace) = traces.get(at) else { return };
            let ratio = match self {
                Self::Idea(idea) => simulator::replay(idea, trace),
                Self::Engine(policy) => replay(policy, trace),
            };
            ratios.lock().expect("nobody panicked")[at] = vec![ratio];
        };
        std::thread::scope(|scope| {
            for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(work);
            }
        });
        ratios.into_inner().expect("nobody panicked")
    }
}
