//! What a hit through `#[cached_scoped]` costs beside the same call of `get_or_load` by hand: in time, and in instructions
//! where `valgrind` is there to count them.

use super::ratio::Ratio;
use crate::step::{Call, Step};
use crate::workspace::Workspace;

pub(super) const NAME: &str = "hit-by-macro";

const PROGRAM: &str = "hit_by_macro";
const LIMIT: f64 = 1.05;

/// The difference of the two is what the setup does not disturb.
const FEW: u32 = 1_000;
const MANY: u32 = 11_000;

pub(super) fn step(workspace: &Workspace, _args: &[String]) -> Step {
    let workspace = workspace.clone();
    Step::check("hit by macro", &format!("cargo xtask bench --only {NAME}"), move || measure(&workspace))
}

fn measure(workspace: &Workspace) -> Result<(), String> {
    Call::cargo(&["build", "--release", "-p", super::PACKAGE, "--example", PROGRAM]).run()?;
    let program = workspace.target.join("release/examples").join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    let program = program.to_string_lossy().into_owned();
    println!("| a hit | annotated | by hand | ratio | at most |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let time = in_time(&program)?;
    let Some((annotated, by_hand)) = in_instructions(&program)? else {
        println!("instructions were not counted: there is no valgrind on the path");
        return at_most(&time, "time");
    };
    let ratio = annotated / by_hand;
    println!("| instructions | {annotated:.1} | {by_hand:.1} | {ratio:.3} | {LIMIT} |");
    at_most(&time, "time")?;
    if ratio <= LIMIT { Ok(()) } else { Err(format!("instructions: {ratio:.3} x, at most {LIMIT}")) }
}

fn at_most(time: &Ratio, what: &str) -> Result<(), String> {
    if time.is_at_most(LIMIT) { Ok(()) } else { Err(format!("{what}: {time} x, at most {LIMIT}")) }
}

fn in_time(program: &str) -> Result<Ratio, String> {
    let printed = Call::new(program, &[]).output()?;
    let rounds: Vec<(f64, f64)> = printed.lines().filter_map(pair).collect();
    let ratio = Ratio::of(&rounds).ok_or("the program measured nothing")?;
    let per_hit = |of: fn(&(f64, f64)) -> f64| {
        let mut all: Vec<f64> = rounds.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default() / 20_000.0
    };
    let (annotated, by_hand) = (per_hit(|round| round.0), per_hit(|round| round.1));
    println!("| ns, median | {annotated:.1} | {by_hand:.1} | {ratio} | {LIMIT} |");
    Ok(ratio)
}

fn pair(line: &str) -> Option<(f64, f64)> {
    let (one, other) = line.split_once(' ')?;
    Some((one.parse().ok()?, other.parse().ok()?))
}

/// Of one hit each; `None` without an emulator.
fn in_instructions(program: &str) -> Result<Option<(f64, f64)>, String> {
    if Call::new("valgrind", &["--version"]).output().is_err() {
        return Ok(None);
    }
    let of_a_hit = |style: &str| {
        let [few, many] = [FEW, MANY].map(|times| instructions(program, style, times));
        Ok::<f64, String>((many? - few?) / f64::from(MANY - FEW))
    };
    Ok(Some((of_a_hit("annotated")?, of_a_hit("by-hand")?)))
}

fn instructions(program: &str, style: &str, times: u32) -> Result<f64, String> {
    let times = times.to_string();
    let arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1", program, style, &times];
    let said = Call::new("valgrind", &arguments).output()?;
    counted(&said).ok_or_else(|| format!("valgrind counted nothing: {said}"))
}

/// The number behind `Collected :`.
fn counted(said: &str) -> Option<f64> {
    let (_, behind) = said.split_once("Collected :")?;
    behind.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{counted, pair};

    #[test]
    fn what_the_programs_print_is_read() {
        assert_eq!(pair("12 34"), Some((12.0, 34.0)));
        assert_eq!(pair("twelve"), None);
        assert_eq!(counted("==1== Events    : Ir\n==1== Collected : 5813291\n"), Some(5_813_291.0));
        assert_eq!(counted("==1== no"), None);
    }
}
