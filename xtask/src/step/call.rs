//! A command line, which prints as what a person would type.

use std::fmt;
use std::process::Command;

#[derive(Clone, Debug)]
pub(crate) struct Call {
    env: Vec<(&'static str, String)>,
    program: String,
    args: Vec<String>,
}

impl Call {
    pub(crate) fn new(program: impl Into<String>, args: &[&str]) -> Self {
        Self { env: Vec::new(), program: program.into(), args: Vec::new() }.args(args)
    }

    pub(crate) fn cargo(args: &[&str]) -> Self {
        Self::new("cargo", args)
    }

    pub(crate) fn args(mut self, args: &[impl AsRef<str>]) -> Self {
        self.args.extend(args.iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.env.push((name, value.into()));
        self
    }

    /// Runs it on this terminal.
    pub(crate) fn run(&self) -> Result<(), String> {
        let status = self.command().status().map_err(|error| self.not_started(&error))?;
        if status.success() { Ok(()) } else { Err(status.to_string()) }
    }

    /// Runs it and returns what it printed; what it said on stderr is part of the error.
    pub(crate) fn output(&self) -> Result<String, String> {
        let output = self.command().output().map_err(|error| self.not_started(&error))?;
        if output.status.success() {
            return String::from_utf8(output.stdout)
                .map_err(|_| format!("`{self}` printed something that is not UTF-8"));
        }
        Err(format!("`{self}`: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end()))
    }

    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(super) fn not_started(&self, error: &std::io::Error) -> String {
        format!("`{}` cannot be started: {error}", self.program)
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.env {
            write!(f, "{name}={} ", quoted(value))?;
        }
        f.write_str(&quoted(&self.program))?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests;
