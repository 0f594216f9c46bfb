//! Ids and keys that would be one another if they were joined as text.

use postcache_core::store::OwnedEntry;
use postcache_core::{OnBehalfOf, Region, Scope, SharedScope};

use crate::Fixture;
use crate::trial::Trial;

const TEXTS: &[&str] =
    &["", "a", "a:", "a:b", "ab", "b", "b:c", "\0", "a\0", "{a}", "}{", "\n", "a\r\nb", "*", "1", "Ā"];

/// Entries that are all different.
pub(super) fn strangers<F: Fixture>(trial: &Trial<F>) -> Vec<OwnedEntry> {
    let pairs = trial.cache().region::<(String, String), u64>("pairs").unchecked("numbers of a law").unwrap();
    let numbers = trial.cache().region::<i64, u64>("numbers").unchecked("numbers of a law").unwrap();
    let texts = [&trial.regions().plain, &trial.regions().red];
    scopes().iter().flat_map(|scope| of_one_scope(&**scope, texts, &pairs, &numbers)).collect()
}

fn of_one_scope(
    scope: &dyn Scope,
    texts: [&Region<str, u64>; 2],
    pairs: &Region<(String, String), u64>,
    numbers: &Region<i64, u64>,
) -> Vec<OwnedEntry> {
    let mut entries = Vec::new();
    for region in texts {
        entries.extend(TEXTS.iter().map(|text| region.entry(scope, *text).unwrap()));
    }
    for pair in [("a", "b:c"), ("a:b", "c"), ("a", ""), ("", "a")] {
        entries.push(pairs.entry(scope, &(pair.0.to_owned(), pair.1.to_owned())).unwrap());
    }
    entries.extend([0, 1, -1, i64::MIN, i64::MAX].map(|number| numbers.entry(scope, &number).unwrap()));
    entries
}

fn scopes() -> Vec<Box<dyn Scope>> {
    const WHY: &str = "a law of the conformance suite";
    let mut scopes: Vec<Box<dyn Scope>> = vec![
        Box::new(SharedScope),
        Box::new(OnBehalfOf::new(1_i64, WHY)),
        Box::new(OnBehalfOf::new(-1_i64, WHY)),
        Box::new(OnBehalfOf::new(("a", "b:c"), WHY)),
        Box::new(OnBehalfOf::new(("a:b", "c"), WHY)),
        Box::new(OnBehalfOf::new(("a", 1_i64), WHY)),
    ];
    scopes.extend(
        ["1", "a", "a:", "a:b", "ab", "\0", "{a}"].map(|id| Box::new(OnBehalfOf::new(id, WHY)) as Box<dyn Scope>),
    );
    scopes
}

/// Two keys of so many bytes with one between them.
pub(super) fn long_keys<F: Fixture>(trial: &Trial<F>, length: usize) -> [OwnedEntry; 2] {
    ["a", "b"].map(|last| trial.plain("alice", &("k".repeat(length - 1) + last)))
}
