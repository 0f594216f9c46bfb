//! What a hit through `#[cached_scoped]` costs beside the same call of `get_or_load` by hand: in time, and in instructions.

use super::callgrind::instructions_of_one;
use super::ratio::Ratio;
use crate::step::{Call, Step};
use crate::workspace::Workspace;

pub(super) const NAME: &str = "hit-by-macro";

const PROGRAM: &str = "hit_by_macro";
const LIMIT: f64 = 1.05;

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
    let (annotated, by_hand) = (instructions_of_one(&program, "annotated")?, instructions_of_one(&program, "by-hand")?);
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

#[cfg(test)]
mod tests {
    use super::pair;

    #[test]
    fn what_the_program_prints_is_read() {
        assert_eq!(pair("12 34"), Some((12.0, 34.0)));
        assert_eq!(pair("twelve"), None);
    }
}
