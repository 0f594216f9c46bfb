//! What was tried.

/// A variant of S3-FIFO.
#[derive(Clone, Copy, Debug)]
pub(super) struct Idea {
    pub(super) name: &'static str,
    pub(super) small: Small,
    /// So many capacities of evicted keys are remembered.
    pub(super) ghost: f64,
    pub(super) uses: Uses,
    /// The most uses that are counted.
    pub(super) most_uses: u8,
    pub(super) back: Back,
    /// Newcomers go to the main queue until nothing fits any more.
    pub(super) fills_main: bool,
    /// And one in so many does so always.
    pub(super) bypass: Option<u64>,
}

/// The small queue's part of the capacity.
#[derive(Clone, Copy, Debug)]
pub(super) enum Small {
    Fixed(f64),
    /// Begins so, and follows who comes back among all who are remembered, as ARC does.
    AllMissed(f64),
    /// Begins so, and follows who comes back among the last twentieth that left each queue.
    JustMissed(f64),
    /// The same, but it grows only once for each entry that is promoted from it.
    JustMissedAndOfUse(f64),
}

/// How many uses promote an entry of the small queue.
#[derive(Clone, Copy, Debug)]
pub(super) enum Uses {
    Fixed(u8),
    /// One, or two while more than three of four that were promoted for one use were not used again.
    Learned,
}

/// Which of the remembered come back into the main queue.
#[derive(Clone, Copy, Debug)]
pub(super) enum Back {
    All,
    /// Those for whom one among so many of the main queue's oldest is found that was not used.
    IfUnused(usize),
    /// Those who came no longer ago than this part of the time since the main queue's oldest entry was looked at.
    Near(f64),
    /// The same; the part begins at the whole, and moves so that half of them are used again.
    NearLearned,
}

const BEFORE: Idea = Idea {
    name: "as it was: small 10 %, ghost 0.9, one use, three counted",
    small: Small::Fixed(0.1),
    ghost: 0.9,
    uses: Uses::Fixed(1),
    most_uses: 3,
    back: Back::All,
    fills_main: false,
    bypass: None,
};

const NEAR: Idea = Idea { small: Small::Fixed(0.03), ghost: 2.0, back: Back::Near(1.0), ..BEFORE };
const LEARNED: Idea = Idea { back: Back::NearLearned, ..NEAR };
const FILLED: Idea = Idea { fills_main: true, ..LEARNED };
const SHARED: Idea = Idea { small: Small::JustMissedAndOfUse(0.03), ..FILLED };

pub(super) const IDEAS: &[Idea] = &[
    BEFORE,
    Idea { name: "promoted by two uses", uses: Uses::Fixed(2), ..BEFORE },
    Idea { name: "promoted by one or two uses, learned", uses: Uses::Learned, ..BEFORE },
    Idea { name: "one use counted", most_uses: 1, ..BEFORE },
    Idea { name: "seven uses counted", most_uses: 7, ..BEFORE },
    Idea { name: "small 1 %", small: Small::Fixed(0.01), ..BEFORE },
    Idea { name: "small 3 %", small: Small::Fixed(0.03), ..BEFORE },
    Idea { name: "small 20 %", small: Small::Fixed(0.2), ..BEFORE },
    Idea { name: "small by all who are missed, as ARC", small: Small::AllMissed(0.1), ..BEFORE },
    Idea { name: "small by who was just missed", small: Small::JustMissed(0.1), ..BEFORE },
    Idea { name: "ghost 0.5", ghost: 0.5, ..BEFORE },
    Idea { name: "ghost 2", ghost: 2.0, ..BEFORE },
    Idea {
        name: "small 3 %, ghost 0.5, two counted, as quick_cache",
        small: Small::Fixed(0.03),
        ghost: 0.5,
        most_uses: 2,
        ..BEFORE
    },
    Idea { name: "back if the main queue's oldest was not used", back: Back::IfUnused(1), ..BEFORE },
    Idea { name: "back if one of its 16 oldest was not used", back: Back::IfUnused(16), ..BEFORE },
    Idea { name: "one newcomer in 32 goes to the main queue, as BIP", bypass: Some(32), ..BEFORE },
    Idea { name: "newcomers fill the main queue first", fills_main: true, ..BEFORE },
    Idea { name: "small 3 %, ghost 2, back if near: the whole", ..NEAR },
    Idea { name: "the same: half", back: Back::Near(0.5), ..NEAR },
    Idea { name: "the same: learned", ..LEARNED },
    Idea { name: "and newcomers fill the main queue first", ..FILLED },
    Idea { name: "and small by who was just missed", small: Small::JustMissed(0.03), ..FILLED },
    Idea { name: "and small by who was just missed, if it is of use", ..SHARED },
    Idea { name: "and by one or two uses, learned: chosen", uses: Uses::Learned, ..SHARED },
];
