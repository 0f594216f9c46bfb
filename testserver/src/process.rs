//! A process that cannot outlive the test.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

/// Waits until its input ends, which it does with the test process, however that ends. Then it kills the server by its id, which nobody
/// else can have while this shell has not waited for it, and removes its folder unless it was told to keep it.
const GUARD: &str = r#"
folder=$1; shift
"$@" >"$folder/out" 2>&1 &
server=$!
echo $server
read -r last_word
kill -9 $server 2>/dev/null
wait $server 2>/dev/null
[ "$last_word" = keep ] || rm -rf "$folder"
"#;

#[derive(Debug)]
pub(crate) struct Process {
    guard: Child,
    input: Option<ChildStdin>,
    pid: Pid,
}

impl Process {
    pub(crate) fn start(program: &Path, arguments: &[&str], folder: &Path) -> io::Result<Self> {
        let mut guard = Command::new("sh")
            .args(["-c", GUARD, "guard"])
            .arg(folder)
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = guard.stdin.take();
        let mut line = String::new();
        if let Some(output) = guard.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let pid = line.trim().parse().ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("the shell that guards a server did not tell its id"))?;
        Ok(Self { guard, input, pid })
    }

    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process(self.pid, signal)?)
    }

    /// Kills it; its folder stays if it is to live again.
    pub(crate) fn end(&mut self, keep_folder: bool) {
        if let Some(mut input) = self.input.take() {
            if keep_folder {
                // A guard that is gone has nothing to keep.
                drop(writeln!(input, "keep"));
            }
            drop(input);
            drop(self.guard.wait());
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end(false);
    }
}
