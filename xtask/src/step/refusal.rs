//! A program that must refuse: exit with code 1 in good time, and say on one line what is broken.
//!
//! This is how a self-check is shown to be able to fail.

use std::io::{self, Read};
use std::process::{Child, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::Call;

/// How the line begins on which a self-check names what it found broken.
const VERDICT: &str = "self-check failed: ";

#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) call: Call,
    /// The word that the verdict must begin with.
    pub(crate) names: &'static str,
    pub(crate) within: Duration,
}

impl Refusal {
    pub(crate) fn run(&self) -> Result<(), String> {
        let mut command = self.call.command();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| self.call.not_started(&error))?;
        let printed = self.printed_in_time(&mut child)?;
        print!("{printed}");
        let status = child.wait().map_err(|error| format!("its exit code cannot be read: {error}"))?;
        judge(status.code(), &printed, self.names)
    }

    /// Both streams end when the program does, so waiting for their end is waiting for it.
    fn printed_in_time(&self, child: &mut Child) -> Result<String, String> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (ended, streams) = mpsc::channel();
        thread::spawn(move || {
            let errors = thread::spawn(move || read_to_end(stderr));
            let printed = read_to_end(stdout);
            let errors = errors.join().unwrap_or_else(|_| Err(io::Error::other("the reader panicked")));
            ended.send(printed.and_then(|printed| Ok(printed + &errors?)))
        });
        if let Ok(printed) = streams.recv_timeout(self.within) {
            return printed.map_err(|error| format!("its output cannot be read: {error}"));
        }
        child.kill().and_then(|()| child.wait()).map_err(|error| format!("it cannot be ended: {error}"))?;
        Err(format!("it should have refused within {:?}, and was still running", self.within))
    }
}

fn judge(code: Option<i32>, printed: &str, names: &str) -> Result<(), String> {
    let verdicts: Vec<&str> = printed.lines().filter_map(|line| line.strip_prefix(VERDICT)).collect();
    match code {
        Some(1) if verdicts.iter().any(|verdict| verdict.starts_with(names)) => Ok(()),
        Some(1) if verdicts.is_empty() => Err(format!("it refused, and printed no line `{VERDICT}{names}`")),
        Some(1) => Err(format!("it named {verdicts:?} where `{names}` was broken")),
        Some(0) => Err(format!("it passed although `{names}` was broken")),
        Some(other) => Err(format!("exit code {other}, where 1 means a refusal")),
        None => Err("it was ended by a signal".to_owned()),
    }
}

fn read_to_end(stream: Option<impl Read>) -> io::Result<String> {
    let mut bytes = Vec::new();
    stream.map_or(Ok(0), |mut stream| stream.read_to_end(&mut bytes))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
