//! Threads with something to do each.

use std::sync::Arc;

use shuttle::thread::{self, JoinHandle};

use crate::act::Act;
use crate::explore::explore;
use crate::register::{Register, Start};

/// Tries what may happen if each thread takes its acts, one after the other.
pub(crate) fn together(schedules: usize, start: Start, threads: &[&[Act]]) {
    let threads: Arc<[Box<[Act]>]> = threads.iter().map(|acts| Box::from(*acts)).collect();
    explore(schedules, move || {
        let register = Arc::new(Register::new(start));
        let running: Vec<_> = (0..threads.len())
            .map(|number| {
                let (register, threads) = (Arc::clone(&register), Arc::clone(&threads));
                thread::spawn(move || threads[number].iter().for_each(|act| act.take(&register)))
            })
            .collect();
        join(running);
        register.end();
    });
}

pub(crate) fn join(running: impl IntoIterator<Item = JoinHandle<()>>) {
    running.into_iter().for_each(|thread| thread.join().unwrap());
}
