//! A `redis-server` for the tests that need one.

use std::process::{Command, Stdio};

use crate::step::{Call, Step};

const PROGRAM: &str = "redis-server";

/// What to do where it cannot be provided.
const ADVICE: &str = "install it (`apt-get install redis-server`, `brew install redis`) and run this again";

/// Uses the one on the path, else installs it from the system's packages where that is permitted. `POSTCACHE_REDIS_URL` does
/// not replace it: many tests stop, restart and fill a server of their own.
pub(crate) fn step() -> Step {
    Step::check("a Redis server for the tests", &format!("{PROGRAM} --version"), || {
        if answers(PROGRAM) { Ok(()) } else { install() }
    })
}

fn install() -> Result<(), String> {
    if !answers("apt-get") {
        return Err(format!("there is no {PROGRAM} on the path, and no apt-get to install it with: {ADVICE}"));
    }
    println!("there is no {PROGRAM} on the path: installing the system's package");
    let packages = [&["update"][..], &["install", "--yes", "--no-install-recommends", PROGRAM]];
    for arguments in packages {
        Call::new("apt-get", arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
            .map_err(|why| format!("the system's {PROGRAM} could not be installed ({why}): {ADVICE}"))?;
    }
    if answers(PROGRAM) { Ok(()) } else { Err(format!("{PROGRAM} was installed and is not on the path: {ADVICE}")) }
}

fn answers(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

#[cfg(test)]
mod tests {
    use super::answers;

    #[test]
    fn a_program_on_the_path_answers_and_one_that_does_not_exist_does_not() {
        assert!(answers("cargo"));
        assert!(!answers("a-program-that-nobody-has-installed"));
    }
}
