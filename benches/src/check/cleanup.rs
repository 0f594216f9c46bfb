//! Readers while much is freed.

use super::{Bound, Row};
use crate::workload::{Latencies, latencies_while_cleaning, most_freed_at_once};

pub(super) fn rows() -> Vec<Row> {
    let most = most_freed_at_once(100_000) as f64;
    let Latencies { quiet, beside, cleaning } = latencies_while_cleaning(1_000_000);
    vec![
        Row::counted("entries freed under one hold of a lock", most, Some(Bound::AtMost(256.0)), None),
        Row::counted(
            "p99.9 of reads while 1,000,000 dead entries are freed, by that before",
            cleaning.p999 / quiet.p999,
            None,
            Some(Bound::AtMost(1.5)),
        )
        .saying(&format!(
            "({:.0} to {:.0} ns; {:.0} beside a thread that does nothing)",
            quiet.p999, cleaning.p999, beside.p999
        )),
    ]
}
