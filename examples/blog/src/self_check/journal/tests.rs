use super::{Change, Covers, Entry, Journal, Outcome, Row};

const USER: i64 = 1;
const POST: Entry = Entry::Post(7);
const MISSED: Change = Change { row: Row::Post(7), version: 2 };

#[test]
fn a_load_that_spans_a_mutation_was_beside_it() {
    let journal = Journal::default();
    let load = journal.read_begins(USER, POST);
    let mutation = journal.mutation_begins(USER, Covers::Post(7));
    journal.mutation_ended(mutation, Some(MISSED));
    journal.read_ended(load, Outcome::Loaded);
    assert_eq!(journal.loaded_beside(USER, POST, MISSED), Some(true));
}

#[test]
fn a_load_that_ended_before_a_mutation_was_not_beside_it() {
    let journal = Journal::default();
    let load = journal.read_begins(USER, POST);
    journal.read_ended(load, Outcome::Loaded);
    let mutation = journal.mutation_begins(USER, Covers::Post(7));
    journal.mutation_ended(mutation, Some(MISSED));
    assert_eq!(journal.loaded_beside(USER, POST, MISSED), Some(false));
}

#[test]
fn a_hit_and_another_entry_are_no_load_of_this_one() {
    let journal = Journal::default();
    let (hit, other) = (journal.read_begins(USER, POST), journal.read_begins(USER, Entry::Post(8)));
    let mutation = journal.mutation_begins(USER, Covers::Post(7));
    journal.mutation_ended(mutation, Some(MISSED));
    journal.read_ended(hit, Outcome::Hit);
    journal.read_ended(other, Outcome::Loaded);
    assert_eq!(journal.loaded_beside(USER, POST, MISSED), Some(false));
}

#[test]
fn a_mutation_that_nobody_saw_end_explains_nothing() {
    let journal = Journal::default();
    journal.mutation_begins(USER, Covers::Post(7));
    assert_eq!(journal.loaded_beside(USER, POST, MISSED), None);
}

#[test]
fn a_mutation_met_a_load_if_what_was_loaded_was_refused() {
    let journal = Journal::default();
    for (entry, outcome) in [(POST, Outcome::Refused), (Entry::Post(8), Outcome::Refused), (POST, Outcome::Loaded)] {
        let load = journal.read_begins(USER, entry);
        let mutation = journal.mutation_begins(USER, Covers::Post(7));
        journal.mutation_ended(mutation, None);
        journal.read_ended(load, outcome);
    }
    assert_eq!(journal.mutations(), (3, 1));
}
