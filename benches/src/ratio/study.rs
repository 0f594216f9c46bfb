//! All traces against all policies.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock};

use super::policy::{ALL, OURS, Policy, QUICK};
use super::trace::{Scale, Trace, generated};
use super::{belady, matrix, public};
use crate::cli::Extent;
use crate::report::{Matrix, Plot};

pub(crate) struct Study {
    /// For each trace and capacity the hit ratio of each policy, in per cent, and the optimum behind them.
    cells: Vec<(Trace, Vec<f64>)>,
    /// Why the public traces are not among them.
    missing: Option<String>,
}

const OPTIMUM: &str = "optimum (Belady)";

impl Study {
    /// In full it is run once: a report and its check are made of the same.
    pub(crate) fn of(extent: Extent) -> Arc<Self> {
        static FULL: OnceLock<Arc<Study>> = OnceLock::new();
        match extent {
            Extent::Quick => Arc::new(Self::run(extent)),
            Extent::Full => Arc::clone(FULL.get_or_init(|| Arc::new(Self::run(extent)))),
        }
    }

    fn run(extent: Extent) -> Self {
        let mut traces = generated(if extent.is_quick() { Scale::QUICK } else { Scale::FULL });
        let missing = match (extent.is_quick(), public::traces()) {
            (true, _) => Some("left out by --quick, as are nine tenths of the generated ones".to_owned()),
            (false, Ok(public)) => {
                traces.extend(public.iter().flat_map(public::Public::at_each_capacity));
                None
            }
            (false, Err(why)) => {
                eprintln!("hit ratio: THE PUBLIC TRACES ARE MISSING: {why}");
                Some(why)
            }
        };
        Self { cells: replay_all(traces), missing }
    }

    /// The public traces could not be had.
    pub(crate) fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// The mean of one policy over all traces but the loop.
    pub(crate) fn mean(&self, policy: &str) -> f64 {
        let at = column(policy);
        let ratios: Vec<f64> =
            self.cells.iter().filter(|(trace, _)| !trace.is_loop).map(|(_, ratios)| ratios[at]).collect();
        ratios.iter().sum::<f64>() / ratios.len() as f64
    }

    /// How far above `quick_cache` the best of all is, the loop counted in: our goal.
    pub(crate) fn best_mean_of_all(&self) -> f64 {
        let traces = self.by_trace();
        let mean = |at: usize| traces.iter().map(|(_, _, means)| means[at]).sum::<f64>() / traces.len() as f64;
        let (ours, quick) = (column(OURS), column(QUICK));
        let best = (0..ALL.len()).filter(|at| *at != ours).map(mean).fold(f64::MIN, f64::max);
        // In the points by which the mean without the loop is told, so that both can stand in one row.
        let (all, without) = (mean(ours), self.mean_of_ours() - self.mean(ALL[quick].name));
        if all >= best { without } else { without + (best - all) }
    }

    pub(crate) fn mean_of_ours(&self) -> f64 {
        self.mean(OURS)
    }

    pub(crate) fn mean_of_quick_cache(&self) -> f64 {
        self.mean(QUICK)
    }

    /// The trace, loop left out, on which the best library leads ours by most, in the mean of its capacities.
    pub(crate) fn widest_gap(&self) -> (&'static str, f64) {
        let gaps = self.by_trace().into_iter().filter(|(_, is_loop, _)| !is_loop).map(|(name, _, means)| {
            let best = means[1..ALL.len()].iter().copied().fold(f64::MIN, f64::max);
            (name, best - means[column(OURS)])
        });
        gaps.max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or(("no trace", 0.0))
    }

    fn by_trace(&self) -> Vec<(&'static str, bool, Vec<f64>)> {
        by_trace(&self.cells)
    }

    pub(super) fn means(&self) -> Matrix {
        let mut table = matrix("Hit ratio, mean of four capacities", self.note(), head(), Plot::Bars);
        table.rows = self.by_trace().into_iter().map(|(name, _, means)| row(name.to_owned(), &means)).collect();
        let all: Vec<f64> = (0..=ALL.len())
            .map(|at| {
                let ratios = self.cells.iter().filter(|(trace, _)| !trace.is_loop).map(|(_, ratios)| ratios[at]);
                let (sum, count) = ratios.fold((0.0, 0.0), |(sum, count), ratio| (sum + ratio, count + 1.0));
                sum / count
            })
            .collect();
        table.rows.push(row("all but the loop".to_owned(), &all));
        table
    }

    pub(super) fn cells(&self) -> Matrix {
        let mut table = matrix("Hit ratio, by capacity", String::new(), head(), Plot::None);
        let named = |(trace, ratios): &(Trace, Vec<f64>)| {
            row(format!("{}, {} % ({})", trace.name, trace.part, trace.capacity()), ratios)
        };
        table.rows = self.cells.iter().map(named).collect();
        table
    }

    fn note(&self) -> String {
        let public = match &self.missing {
            None => "twitter52 and cloudphysics come from the source package of libcachesim 0.3.5; their scopes are made up.".to_owned(),
            Some(why) => format!("**The public traces are missing: {why}.**"),
        };
        format!("Capacities are 1, 5, 10 and 25 % of the objects; no quotas. {public} The optimum knows the future.")
    }
}

/// The means of all capacities of a trace.
pub(super) fn by_trace(cells: &[(Trace, Vec<f64>)]) -> Vec<(&'static str, bool, Vec<f64>)> {
    let mut all: Vec<(&'static str, bool, Vec<f64>, f64)> = Vec::new();
    for (trace, ratios) in cells {
        match all.iter_mut().find(|(name, ..)| *name == trace.name) {
            Some((_, _, sums, count)) => {
                sums.iter_mut().zip(ratios).for_each(|(sum, ratio)| *sum += ratio);
                *count += 1.0;
            }
            None => all.push((trace.name, trace.is_loop, ratios.clone(), 1.0)),
        }
    }
    let mean = |(name, is_loop, sums, count): (_, _, Vec<f64>, f64)| {
        (name, is_loop, sums.into_iter().map(|sum| sum / count).collect())
    };
    all.into_iter().map(mean).collect()
}

fn head() -> Vec<String> {
    let names = ALL.iter().map(|policy| policy.name).chain([OPTIMUM]);
    std::iter::once("trace").chain(names).map(str::to_owned).collect()
}

fn row(name: String, ratios: &[f64]) -> (String, Vec<Option<f64>>) {
    (name, ratios.iter().copied().map(Some).collect())
}

fn column(name: &str) -> usize {
    ALL.iter().position(|policy| policy.name == name).expect("a policy of that name")
}

/// On all processors: nothing is timed here.
fn replay_all(traces: Vec<Trace>) -> Vec<(Trace, Vec<f64>)> {
    let width = ALL.len() + 1;
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let ratios = Mutex::new(vec![vec![0.0; width]; traces.len()]);
    let work = || loop {
        let job = next.fetch_add(1, Relaxed);
        let Some(trace) = traces.get(job / width) else { return };
        let ratio = match ALL.get(job % width) {
            Some(policy) => replay(policy, trace),
            None => {
                percent(belady::hits(&trace.requests, trace.capacity()).into_iter().filter(|hit| *hit).count(), trace)
            }
        };
        ratios.lock().expect("nobody panicked")[job / width][job % width] = ratio;
        let so_far = done.fetch_add(1, Relaxed) + 1;
        if so_far.is_multiple_of(20) {
            eprintln!("hit ratio: {so_far} of {} replays", traces.len() * width);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    traces.into_iter().zip(ratios.into_inner().expect("nobody panicked")).collect()
}

pub(super) fn replay(policy: &Policy, trace: &Trace) -> f64 {
    let mut cache = (policy.entries)(trace.capacity());
    percent(trace.requests.iter().filter(|request| cache(**request, 1)).count(), trace)
}

fn percent(hits: usize, trace: &Trace) -> f64 {
    hits as f64 * 100.0 / trace.requests.len() as f64
}
