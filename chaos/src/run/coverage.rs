//! A run in which something did not happen says nothing about it.

use super::{network, proxy, server, workers};
use crate::cli::Options;
use crate::wire::Counts;

/// What the workers must have met.
const MET: &[&str] = &[
    "reads",
    "mutations",
    "hits",
    "answers that a row is not there",
    "fill stored",
    "fill refused",
    "acquire fenced",
    "put stored",
    "put refused",
    "renewal confirmed",
    "fence held",
    "mutations settled",
    "mutations covered by their end",
    "commits under a fence",
];

/// What they meet only where something goes wrong.
const MET_IN_FAULTS: &[&str] = &["mutations not fenced", "commits after their writer's end"];

/// And where cells are lost.
const MET_IN_LOSSES: &[&str] = &["fence lost"];

const FAULTS: &[&str] = &[
    workers::KILLED,
    workers::STOPPED,
    network::CUT,
    network::SILENT,
    proxy::DELAYED,
    proxy::SPLIT,
    proxy::DUPLICATED,
    server::SCRIPTS_FLUSHED,
    server::FULL,
    server::AWAY,
];

/// What a strict run does without.
const FAULTS_THAT_LOSE: &[&str] = &[
    workers::STOPPED_PAST_LEASE,
    workers::STOPPED_PAST_FENCE,
    server::FLUSHED,
    server::EVICTED,
    server::RESTARTED_RDB,
    server::RESTARTED_AOF,
];

/// The faults of a run.
pub(super) fn faults(options: &Options) -> impl Iterator<Item = &'static str> {
    let always = if options.calm { &[][..] } else { FAULTS };
    let losing = if options.calm || options.strict { &[][..] } else { FAULTS_THAT_LOSE };
    always.iter().chain(losing).copied()
}

/// What a run should have had, and had not.
pub(super) fn missing(options: &Options, met: &Counts, faults_met: &Counts) -> Vec<&'static str> {
    let in_faults = if options.calm { &[][..] } else { MET_IN_FAULTS };
    let in_losses = if options.calm || options.strict { &[][..] } else { MET_IN_LOSSES };
    let met = MET.iter().chain(in_faults).chain(in_losses).copied().filter(|what| met.of(what) == 0);
    met.chain(faults(options).filter(|what| faults_met.of(what) == 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::{faults, missing};
    use crate::cli::Options;
    use crate::wire::Counts;

    #[test]
    fn what_did_not_happen_is_missed_by_its_name() {
        let options = Options::default();
        let nothing = Counts::default();
        assert!(missing(&options, &nothing, &nothing).contains(&"put stored"));
        let mut all = Counts::default();
        faults(&options).for_each(|fault| all.add(fault, 1));
        assert!(!missing(&options, &nothing, &all).contains(&"FLUSHALL"));
        all = Counts::default();
        faults(&options).filter(|fault| *fault != "FLUSHALL").for_each(|fault| all.add(fault, 1));
        assert!(missing(&options, &nothing, &all).contains(&"FLUSHALL"));
    }

    #[test]
    fn a_strict_run_loses_no_cell() {
        let strict = Options { strict: true, ..Options::default() };
        assert!(!faults(&strict).any(|fault| fault == "FLUSHALL"));
    }
}
