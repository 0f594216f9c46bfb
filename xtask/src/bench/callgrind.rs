//! Counts instructions, which on a noisy machine are exact where time is not.

use crate::installed::Program;
use crate::step::Call;

const VALGRIND: Program = Program { name: "valgrind", what: "an emulator that counts" };

/// The difference of the two is what the setup does not disturb.
const FEW: u32 = 1_000;
const MANY: u32 = 11_000;

/// Of one operation, by a program that takes the operation's name and how often to do it.
pub(super) fn instructions_of_one(program: &str, operation: &str) -> Result<f64, String> {
    VALGRIND.provide()?;
    let [few, many] = [FEW, MANY].map(|times| instructions(program, operation, times));
    Ok((many? - few?) / f64::from(MANY - FEW))
}

fn instructions(program: &str, operation: &str, times: u32) -> Result<f64, String> {
    let times = times.to_string();
    let arguments = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1", program, operation, &times];
    let said = Call::new(VALGRIND.name, &arguments).output()?;
    counted(&said).ok_or_else(|| format!("valgrind counted nothing: {said}"))
}

/// The number behind `Collected :`.
fn counted(said: &str) -> Option<f64> {
    let (_, behind) = said.split_once("Collected :")?;
    behind.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn what_the_emulator_prints_is_read() {
        assert_eq!(counted("==1== Events    : Ir\n==1== Collected : 5813291\n"), Some(5_813_291.0));
        assert_eq!(counted("==1== no"), None);
    }
}
