//! The regions that most laws use.

use postcache_core::{Cache, Region};

use crate::Fixture;

/// Regions of numbers, by their tags.
#[derive(Debug)]
pub(crate) struct Regions {
    pub(crate) plain: Region<str, u64>,
    pub(crate) red: Region<str, u64>,
    pub(crate) red_and_blue: Region<str, u64>,
}

impl Regions {
    pub(super) fn of<F: Fixture>(cache: &Cache) -> Self {
        let region = |name: &str, tags: &[&str]| {
            let region = F::shape(cache.region(name).tags(tags.iter().copied()));
            region.unchecked("the numbers of a law belong to nobody").unwrap()
        };
        Self {
            plain: region("plain", &[]),
            red: region("red", &["red"]),
            red_and_blue: region("red-and-blue", &["red", "blue"]),
        }
    }
}
