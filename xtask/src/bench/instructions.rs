//! How many instructions the operations of the memory backend take, held against what they took when somebody looked at it
//! last.

#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use super::callgrind::instructions_of_one;
use crate::step::{Call, Step};
use crate::workspace::Workspace;

pub(super) const NAME: &str = "instructions";

const PROGRAM: &str = "instructions";
const BLESSED: &str = "benches/instructions.txt";

/// More than the hash's seed, which is another one in each process, ever moves a count.
const WITHIN: f64 = 0.02;

const HEAD: &str = "\
# Instructions of one operation, mean of ten thousand, counted by callgrind on x86-64 with the pinned compiler.
# `cargo xtask deep` fails where one differs by more than 2 %; `cargo xtask bench --only instructions --bless` writes them anew.
";

pub(crate) fn step(workspace: &Workspace, args: &[String]) -> Step {
    let (workspace, blesses) = (workspace.clone(), args.iter().any(|arg| arg == "--bless"));
    let repeat = format!("cargo xtask bench --only {NAME}");
    Step::check("instructions of an operation", &repeat, move || {
        let counted = count(&workspace)?;
        let file = workspace.root.join(BLESSED);
        if blesses { write(&file, &counted) } else { compare(&read(&file)?, &counted) }
    })
}

type Counts = Vec<(String, f64)>;

fn count(workspace: &Workspace) -> Result<Counts, String> {
    Call::cargo(&["build", "--release", "-p", super::PACKAGE, "--example", PROGRAM]).run()?;
    let program = workspace.target.join("release/examples").join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    let program = program.to_string_lossy().into_owned();
    let names = Call::new(&program, &[]).output()?;
    names.lines().map(|name| Ok((name.to_owned(), instructions_of_one(&program, name)?))).collect()
}

fn read(file: &Path) -> Result<Counts, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    parse(&text).ok_or_else(|| format!("{}: a line is not `name count`", file.display()))
}

fn parse(text: &str) -> Option<Counts> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let count = |line: &str| {
        let (name, count) = line.split_once(' ')?;
        Some((name.to_owned(), count.trim().parse().ok()?))
    };
    lines.map(count).collect()
}

fn write(file: &Path, counted: &Counts) -> Result<(), String> {
    let lines: Vec<String> = counted.iter().map(|(name, count)| format!("{name} {count:.0}\n")).collect();
    let lines = lines.concat();
    print!("{lines}");
    fs::write(file, format!("{HEAD}{lines}")).map_err(|error| format!("{}: {error}", file.display()))
}

/// Fewer are as worth a look as more: the next change could take them back unseen.
fn compare(blessed: &Counts, counted: &Counts) -> Result<(), String> {
    let mut moved = Vec::new();
    for (name, now) in counted {
        match blessed.iter().find(|(known, _)| known == name) {
            None => moved.push(format!("{name} is new, {now:.0}")),
            Some((_, before)) => {
                println!("{name}: {now:.0}, {before:.0} when last looked at");
                if (now / before - 1.0).abs() > WITHIN {
                    moved.push(format!("{name}: {now:.0} where it was {before:.0}"));
                }
            }
        }
    }
    let gone = blessed.iter().filter(|(name, _)| counted.iter().all(|(known, _)| known != name));
    moved.extend(gone.map(|(name, _)| format!("{name} is not measured any more")));
    if moved.is_empty() {
        return Ok(());
    }
    Err(format!("{}: if it is meant, `cargo xtask bench --only {NAME} --bless`", moved.join("; ")))
}
