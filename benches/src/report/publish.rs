//! Files: all of it to the target folder, and a report of everything to the documentation.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::{Results, Section, front, plot};
use crate::check;

/// Where results lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The target folder.
    Target,
    /// The documentation, for everybody.
    Documentation,
}

impl Place {
    pub(crate) fn results(self) -> PathBuf {
        self.folder().join("results.json")
    }

    fn folder(self) -> PathBuf {
        root().join(self.name())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Target => "target/bench",
            Self::Documentation => "docs/benchmarks",
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

pub(crate) fn write(results: &Results, place: Place) -> Result<(), String> {
    let folder = place.folder();
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    save(&place.results(), &results.json()?)?;
    for section in results.sections() {
        if let Some(svg) = plot::plot(section) {
            save(&folder.join(file_of(section)), &svg)?;
        }
    }
    save(&folder.join("README.md"), &page(results))?;
    if place == Place::Documentation {
        front::renew(&root().join("README.md"), results)?;
    }
    eprintln!("written: {}", place.name());
    Ok(())
}

fn save(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

const METHOD: &str = "\
All in one process, compiled together. A turn is a short run of one contender (200 to 2,000 operations, warmed up by half as
many); contenders take turns in rotating order. A round's figure for a contender is the lower quartile of its turns, for
disturbances only add, or their mean where one operation leaves work for later ones (writes, misses); ratios are taken within a round, medians and quartiles over the rounds. A turn begins with a yield, and
one in which its thread was off the processor for more than 3 % of the time, by the clock of the thread against that on the
wall, is repeated up to eight times; then the least disturbed is taken. Two threads must have run at the same time besides. Threads are pinned to a processor each. Every contender
stores the same value in an `Arc` under the same 40-byte key, which it encodes itself, with the hasher that it ships with; rows
that differ say so. hitbox keeps JSON, so its hits decode a value, as it ships. Checksums of what was found are compared at the
end.

Other programs may run on the machine: trust ratios, not nanoseconds.
";

fn page(results: &Results) -> String {
    let mut page = String::from("# Benchmarks\n\n");
    // Writing to a text cannot fail.
    let _written = write!(
        page,
        "Made by `cargo xtask bench --report`, which writes this page, its plots, the rounds in [`results.json`](results.json), \
         and the section of the README.\n\n## Machine\n\n{}\nLoad in the minute before each part ended: {}.\n\n\
         ## Method\n\n{METHOD}\n",
        results.machine,
        results.loads()
    );
    let rows = results.rows();
    if !rows.is_empty() {
        let _written = write!(page, "## Targets\n\n`cargo xtask bench --check`\n\n{}\n", check::table(&rows));
    }
    page.push_str("## Results\n\n");
    for section in results.sections() {
        let _written = writeln!(page, "{section}");
        if plot::plot(section).is_some() {
            let _written = writeln!(page, "![{}]({})\n", section.name(), file_of(section));
        }
    }
    page
}

fn file_of(section: &Section) -> String {
    let words = section.name().to_lowercase();
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    format!("{}.svg", words.collect::<Vec<_>>().join("-"))
}
