//! What a dependency adds to a fresh project that has `tokio` and `serde`: crates, and the processor's seconds to build them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Extent;
use crate::report::{Matrix, Plot, Section};

const PROJECT: &str = "\
[package]
name = \"fresh\"
version = \"0.0.0\"
edition = \"2024\"

[workspace]

[dependencies]
serde = { version = \"1\", features = [\"derive\"] }
tokio = { version = \"1\", features = [\"rt\", \"sync\", \"time\"] }
";

fn candidates() -> Vec<(&'static str, String)> {
    let facade = repository().join("postcache");
    vec![
        ("nothing", String::new()),
        ("postcache", format!("postcache = {{ path = \"{}\" }}\n", facade.display())),
        ("moka", "moka = { version = \"0.12\", features = [\"future\", \"sync\"] }\n".to_owned()),
        ("quick_cache", "quick_cache = \"0.7\"\n".to_owned()),
        ("foyer-memory", "foyer-memory = \"0.22\"\n".to_owned()),
        ("cached", "cached = \"4\"\n".to_owned()),
        (
            "hitbox with moka",
            "hitbox = \"0.2\"\nhitbox-fn = { version = \"0.2\", features = [\"derive\"] }\nhitbox-moka = \"0.2\"\n"
                .to_owned(),
        ),
    ]
}

pub(super) fn run(extent: Extent) -> Vec<Section> {
    let mut rows = Vec::new();
    let mut base = (0.0, 0.0);
    for (at, (name, line)) in candidates().into_iter().enumerate() {
        eprintln!("build cost: {name}");
        let project = Project::fresh(&line);
        let crates = project.crates() as f64;
        let seconds = if extent.is_quick() { None } else { project.build() };
        if at == 0 {
            base = (crates, seconds.unwrap_or_default());
            rows.push((format!("{name} (tokio and serde alone)"), vec![Some(crates), seconds]));
        } else {
            rows.push((name.to_owned(), vec![Some(crates - base.0), seconds.map(|seconds| seconds - base.1)]));
        }
    }
    vec![Section::Matrix(Matrix {
        name: "Build cost".to_owned(),
        note: "What is added to a fresh project with tokio (rt, sync, time) and serde, default features; seconds that the processors \
               were busy with a cold `cargo build` in development."
            .to_owned(),
        unit: "crates, s".into(),
        head: ["added", "crates", "seconds"].map(str::to_owned).into(),
        rows,
        plot: Plot::None,
    })]
}

/// The crates that `postcache` adds, itself and its parts among them.
pub(crate) fn crates_added() -> usize {
    let [(_, without), (_, with), ..] = &candidates()[..] else { return 0 };
    Project::fresh(with).crates() - Project::fresh(without).crates()
}

struct Project(PathBuf);

impl Project {
    /// With the lock file of this workspace, so that all have the versions that are measured here.
    fn fresh(line: &str) -> Self {
        let folder = repository().join("target/bench/fresh");
        let _absent = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("src")).expect("the target folder is ours");
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("the folder is there");
        write("Cargo.toml", &format!("{PROJECT}{line}"));
        write("src/main.rs", "fn main() {}\n");
        let _copied = std::fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock"));
        Self(folder)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(&self.0).env("CARGO_TARGET_DIR", self.0.join("target"));
        command
    }

    fn crates(&self) -> usize {
        let tree = self.cargo(&["tree", "-e", "normal", "--prefix", "none"]).output().expect("cargo is there");
        assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
        let text = String::from_utf8_lossy(&tree.stdout);
        text.lines().map(|line| line.trim_end_matches(" (*)")).collect::<BTreeSet<_>>().len()
    }

    fn build(&self) -> Option<f64> {
        let fetched = self.cargo(&["fetch", "--quiet"]).status();
        let before = children_ran();
        let built = self.cargo(&["build", "--quiet"]).status();
        let seconds = children_ran()? - before?;
        (fetched.is_ok_and(|status| status.success()) && built.is_ok_and(|status| status.success())).then_some(seconds)
    }
}

/// How long the processes that this one waited for, and theirs, have run, where the system says so.
fn children_ran() -> Option<f64> {
    const TICKS_OF_A_SECOND: f64 = 100.0;
    let told = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may have spaces: the 14th and 15th field are user and system time of children.
    let mut fields = told.rsplit_once(')')?.1.split_whitespace().skip(13);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / TICKS_OF_A_SECOND)
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}
