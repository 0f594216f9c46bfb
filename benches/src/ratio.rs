//! Hit ratios on traces: what is kept, whatever it costs.

mod belady;
mod bytes;
mod choice;
mod flood;
mod lru;
mod policy;
mod public;
mod study;
mod tenants;
mod trace;

use crate::cli::Extent;
use crate::report::{Matrix, Plot, Section};

pub(crate) use bytes::run as in_bytes;
pub(crate) use choice::run as choice;
pub(crate) use flood::others_while_one_floods;
pub(crate) use study::Study;

pub(crate) fn run(extent: Extent) -> Vec<Section> {
    let study = Study::of(extent);
    let mut sections = vec![study.means(), study.cells()];
    sections.push(tenants::by_size(extent));
    sections.push(flood::run(extent));
    sections.into_iter().map(Section::Matrix).collect()
}

fn matrix(name: &str, note: String, head: Vec<String>, plot: Plot) -> Matrix {
    Matrix { name: name.to_owned(), note, unit: "%".into(), head, rows: Vec::new(), plot }
}
