//! Programs that the system's packages provide.

use std::process::{Command, Stdio};

use crate::step::{Call, Step};

/// What a step needs and this repository does not build.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Program {
    /// As it is called, and as its package is.
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
}

impl Program {
    /// Uses the one on the path, else installs it from the system's packages where that is permitted.
    pub(crate) fn step(self) -> Step {
        Step::check(self.what, &format!("{} --version", self.name), move || self.provide())
    }

    pub(crate) fn provide(self) -> Result<(), String> {
        let name = self.name;
        if answers(name) {
            return Ok(());
        }
        let advice = format!("install it (`apt-get install {name}`, `brew install {name}`) and run this again");
        if !answers("apt-get") {
            return Err(format!("there is no {name} on the path, and no apt-get to install it with: {advice}"));
        }
        println!("there is no {name} on the path: installing the system's package");
        let packages = [&["update"][..], &["install", "--yes", "--no-install-recommends", name]];
        for arguments in packages {
            Call::new("apt-get", arguments)
                .env("DEBIAN_FRONTEND", "noninteractive")
                .run()
                .map_err(|why| format!("the system's {name} could not be installed ({why}): {advice}"))?;
        }
        if answers(name) { Ok(()) } else { Err(format!("{name} was installed and is not on the path: {advice}")) }
    }
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
