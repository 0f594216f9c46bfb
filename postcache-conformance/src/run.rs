//! Trying a law on a store.

use std::any::Any;
use std::fmt;
use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;

use tokio::runtime;

use crate::laws::Body;
use crate::trial::Trial;
use crate::{Fixture, laws};

/// A law that a store does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    law: &'static str,
    why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the law `{}` is broken: {}", self.law, self.why)
    }
}

impl std::error::Error for Broken {}

/// A thread for each trial: one that hangs is left behind, and named.
pub(crate) fn on_its_own_thread<F: Fixture>(law: &'static str, body: Body<F>) -> Result<(), Broken> {
    let broken = |why: String| Broken { law, why };
    let (ended, end) = mpsc::channel::<()>();
    let trial = move || {
        // Dropped when the trial ends, however it ends.
        let _ended = ended;
        let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime starts").block_on(async {
            let trial = Trial::<F>::of(law).await;
            body(&trial).await;
        });
    };
    let thread = thread::Builder::new().name(law.to_owned()).spawn(trial).expect("a thread starts");
    match end.recv_timeout(F::TIME_LIMIT) {
        Err(RecvTimeoutError::Timeout) => Err(broken(format!("it hangs: no end within {:?}", F::TIME_LIMIT))),
        Ok(()) | Err(RecvTimeoutError::Disconnected) => thread.join().map_err(|panic| broken(said(&*panic))),
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked without a word").to_owned()
}

/// What each test of [`suite!`](crate::suite) does: the law holds, or it is waived and does not.
#[doc(hidden)]
pub fn keep<F: Fixture>(name: &str) {
    let law = laws::<F>().into_iter().find(|law| law.name() == name).expect("the suite lists laws that exist");
    let kept = law.check();
    if !F::WAIVED.contains(&name) {
        return kept.unwrap_or_else(|broken| panic!("{broken}\nIts promise: {}.", law.promise()));
    }
    let Err(broken) = kept else { panic!("`{name}` holds: take it out of `WAIVED`") };
    // Past the harness, which shows nothing of a test that passes.
    writeln!(io::stderr(), "WAIVED: {broken}").expect("stderr is open");
}

/// A waiver for a law that does not exist waives nothing.
#[doc(hidden)]
pub fn know_the_waived<F: Fixture>() {
    let laws = laws::<F>();
    for waived in F::WAIVED {
        assert!(laws.iter().any(|law| law.name() == *waived), "`WAIVED` names `{waived}`, and there is no such law");
    }
}
