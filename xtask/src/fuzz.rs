//! `cargo xtask fuzz`: bytes that a fuzzer chooses by what they reach.
//!
//! libFuzzer needs no other toolchain than the pinned one: the compiler's pass that counts what is reached is an option of its
//! code generator. What was found to reach more is kept for the next run.

use std::fs;
use std::path::Path;

use crate::installed::Program;
use crate::step::{Call, Step, run_all};
use crate::workspace::Workspace;

/// As in `fuzz/Cargo.toml`.
const TARGETS: [&str; 3] = ["memory", "keys", "cells"];
const MANIFEST: &str = "fuzz/Cargo.toml";

const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
                     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
                     -Cllvm-args=-sanitizer-coverage-trace-compares";

pub(crate) fn run(workspace: &Workspace, seconds: u32) -> Result<(), String> {
    run_all(steps(workspace, seconds)?)
}

/// So many seconds for each target.
pub(crate) fn steps(workspace: &Workspace, seconds: u32) -> Result<Vec<Step>, String> {
    let folder = workspace.target.join("fuzz");
    // Named, so that its flags are not for build scripts and macros.
    let host = host(&Call::new("rustc", &["-vV"]).output()?)?;
    let build = Call::cargo(&["build", "--release", "--manifest-path", MANIFEST, "--target", &host, "--target-dir"]);
    let mut steps = vec![
        Program { name: "g++", what: "a compiler for libFuzzer" }.step(),
        Step::command("fuzz: formatting", Call::cargo(&["fmt", "--check", "--manifest-path", MANIFEST])),
        Step::command("fuzz: build", build.args(&[folder.to_string_lossy()]).env("RUSTFLAGS", FLAGS)),
    ];
    for target in TARGETS {
        let (program, corpus) = (folder.join(&host).join("release").join(target), folder.join("corpus").join(target));
        let artifacts = folder.join("artifacts").join(target);
        let (time, found) =
            (format!("-max_total_time={seconds}"), format!("-artifact_prefix={}/", artifacts.display()));
        let call =
            Call::new(program.to_string_lossy(), &["-verbosity=0", "-max_len=2048", "-timeout=20", &time, &found])
                .args(&[corpus.to_string_lossy()]);
        let repeat = format!("cargo xtask fuzz {seconds}");
        steps.push(Step::check(&format!("fuzz: {target}, {seconds} s"), &repeat, move || {
            made(&corpus)?;
            made(&artifacts)?;
            call.run().map_err(|why| format!("{why}: what did it is in {}", artifacts.display()))
        }));
    }
    Ok(steps)
}

fn made(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn host(version: &str) -> Result<String, String> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| format!("rustc does not say for what it compiles: {version}"))
}

#[cfg(test)]
mod tests {
    use super::{TARGETS, host};

    #[test]
    fn every_target_of_the_package_is_run() {
        let manifest = include_str!("../../fuzz/Cargo.toml");
        let named = manifest.split("[[bin]]").skip(1).filter_map(|bin| bin.split('"').nth(1));
        assert_eq!(named.collect::<Vec<_>>(), TARGETS);
    }

    #[test]
    fn the_compiler_says_for_what_it_compiles() {
        assert_eq!(host("rustc 1.95.0\nhost: x86_64-unknown-linux-gnu\n").as_deref(), Ok("x86_64-unknown-linux-gnu"));
        assert!(host("rustc 1.95.0").is_err());
    }
}
