//! What annotated methods cost whoever compiles them: `cargo build` of a program with 200 of them, beside the same program
//! written by hand.

mod program;
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use self::program::{Style, program};
use self::watch::{Spent, watch};
use super::is_quick;
use super::ratio::Ratio;
use crate::step::Step;
use crate::workspace::Workspace;

pub(super) const NAME: &str = "expansion";

/// The annotated program may cost so many times the other.
const LIMIT: f64 = 1.5;

pub(super) fn step(workspace: &Workspace, args: &[String]) -> Step {
    let (workspace, rounds) = (workspace.clone(), if is_quick(args) { 2 } else { 9 });
    let repeat = format!("cargo xtask bench --only {NAME}");
    Step::check("cost of an expansion", &repeat, move || measure(&workspace, rounds))
}

fn measure(workspace: &Workspace, rounds: usize) -> Result<(), String> {
    let bench = Bench::at(workspace)?;
    println!(
        "| `cargo build` of 200 methods | annotated, mean | by hand, mean | ratio: median (quartiles) | at most |"
    );
    println!("| --- | ---: | ---: | ---: | ---: |");
    let mut exceeded = Vec::new();
    for (what, mutations) in [("200 reads", 0), ("140 reads, 60 mutations", 3)] {
        let styles = [Style::Annotated, Style::ByHand];
        for style in styles {
            bench.write(style, mutations, 0)?;
            bench.build(style)?;
        }
        let mut spent = Vec::new();
        for round in 1..=rounds {
            let [annotated, by_hand] = styles.map(|style| {
                bench.write(style, mutations, round)?;
                watch(|| bench.build(style))
            });
            spent.push((annotated?, by_hand?));
            eprintln!("{what}: round {round} of {rounds}");
        }
        for (unit, of) in [("seconds", Spent::elapsed as fn(&Spent) -> f64), ("CPU seconds", Spent::processor)] {
            let rounds: Vec<(f64, f64)> = spent.iter().map(|(one, other)| (of(one), of(other))).collect();
            let Some(ratio) = Ratio::of(&rounds).filter(|_| rounds.iter().all(|(_, by_hand)| *by_hand > 0.0)) else {
                continue;
            };
            let mean = |of: fn(&(f64, f64)) -> f64| rounds.iter().map(of).sum::<f64>() / count(&rounds);
            let (annotated, by_hand) = (mean(|round| round.0), mean(|round| round.1));
            println!("| {what}, {unit} | {annotated:.2} | {by_hand:.2} | {ratio} | {LIMIT} |");
            if !ratio.is_at_most(LIMIT) {
                exceeded.push(format!("{what}, {unit}: {ratio}"));
            }
        }
    }
    if exceeded.is_empty() { Ok(()) } else { Err(format!("more than {LIMIT} x: {}", exceeded.join("; "))) }
}

#[expect(clippy::cast_precision_loss, reason = "a few rounds")]
fn count<T>(rounds: &[T]) -> f64 {
    rounds.len() as f64
}

/// Two programs outside the workspace, which share what they build on.
struct Bench {
    root: PathBuf,
    folder: PathBuf,
}

impl Bench {
    fn at(workspace: &Workspace) -> Result<Self, String> {
        let bench = Self { root: workspace.root.clone(), folder: workspace.target.join(NAME) };
        for style in [Style::Annotated, Style::ByHand] {
            let folder = bench.folder.join(style.name());
            fs::create_dir_all(folder.join("src")).map_err(|error| format!("{}: {error}", folder.display()))?;
            write(&folder.join("Cargo.toml"), &program::manifest(style, &bench.root))?;
            // The same versions as here.
            let lock = folder.join("Cargo.lock");
            fs::copy(bench.root.join("Cargo.lock"), &lock).map_err(|error| format!("{}: {error}", lock.display()))?;
        }
        Ok(bench)
    }

    /// The program, different in each round so that it is built again.
    fn write(&self, style: Style, mutations: usize, round: usize) -> Result<(), String> {
        for (file, text) in program(style, mutations, round) {
            write(&self.folder.join(style.name()).join("src").join(file), &text)?;
        }
        Ok(())
    }

    fn build(&self, style: Style) -> Result<(), String> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["build", "--offline", "--quiet", "--manifest-path"])
            .arg(self.folder.join(style.name()).join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cargo cannot be started: {error}"))?;
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
