//! All figures of a run, as they are kept: the rounds themselves, so that any ratio can be made of them later.

#[cfg(test)]
mod tests;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Machine, Section};
use crate::check::Row;

/// What was measured, by workload and by group of the check. A part can be measured again alone.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) machine: Machine,
    measured: Vec<Part<Section>>,
    check: Vec<Part<Row>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Part<T> {
    name: String,
    /// How loaded the machine was.
    load: String,
    found: Vec<T>,
}

impl Results {
    /// Those that an earlier run left, or none.
    pub(crate) fn earlier(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).ok();
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    pub(crate) fn measured(&mut self, workload: &str, found: Vec<Section>) {
        renew(&mut self.measured, workload, found, crate::workload::ALL.iter().map(|one| one.name));
    }

    pub(crate) fn checked(&mut self, group: &str, found: Vec<Row>) {
        renew(&mut self.check, group, found, crate::check::ALL.iter().map(|one| one.name));
    }

    pub(crate) fn sections(&self) -> Vec<&Section> {
        self.measured.iter().flat_map(|part| &part.found).collect()
    }

    pub(crate) fn rows(&self) -> Vec<Row> {
        self.check.iter().flat_map(|part| part.found.clone()).collect()
    }

    /// The load under which each part was measured.
    pub(crate) fn loads(&self) -> String {
        let measured = self.measured.iter().map(|part| format!("{} {}", part.name, part.load));
        let checked = self.check.iter().map(|part| format!("check of {} {}", part.name, part.load));
        measured.chain(checked).collect::<Vec<_>>().join(", ")
    }

    /// A line for each part.
    pub(crate) fn json(&self) -> Result<String, String> {
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        Ok(text.replace("{\"name\":", "\n{\"name\":") + "\n")
    }
}

/// Parts stay in the order of the report.
fn renew<T>(parts: &mut Vec<Part<T>>, name: &str, found: Vec<T>, order: impl Iterator<Item = &'static str>) {
    parts.retain(|part| part.name != name);
    parts.push(Part { name: name.to_owned(), load: super::machine::load(), found });
    let order: Vec<&str> = order.collect();
    parts.sort_by_key(|part| order.iter().position(|one| *one == part.name));
}
