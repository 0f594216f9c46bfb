//! The labels of counters and events.

/// Defines an enum whose variants are the values of one label.
macro_rules! label {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $vis enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            /// As it is written in metrics and events.
            #[must_use]
            $vis const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

label! {
    /// Why an entry left a store.
    #[non_exhaustive]
    pub enum EvictionReason {
        /// Its time was over.
        Ttl = "ttl",
        /// The store was full.
        Capacity = "capacity",
        /// Its scope was full.
        Quota = "quota",
        /// It, or one of its tags, was invalidated.
        Invalidated = "invalidated",
        /// Its scope was cleared.
        ScopeCleared = "scope_cleared",
        /// A newer value took its place.
        Replaced = "replaced",
        /// It is larger than the store allows.
        Refused = "refused",
    }
}

label! {
    pub(crate) enum ReadOutcome {
        Hit = "hit",
        Stale = "stale",
        Miss = "miss",
        Bypass = "bypass",
        Refused = "refused",
    }
}

label! {
    pub(crate) enum LoadOutcome {
        Ok = "ok",
        Error = "error",
        Dropped = "dropped",
        Elapsed = "elapsed",
    }
}

label! {
    pub(crate) enum FillOutcome {
        Stored = "stored",
        Fenced = "fenced",
        Superseded = "superseded",
        LeaseExpired = "lease_expired",
        TooLarge = "too_large",
        Unserializable = "unserializable",
        Foreign = "foreign",
        Overlapped = "overlapped",
        Error = "error",
    }
}

label! {
    pub(crate) enum InvalidationKind {
        Mutation = "mutation",
        Entry = "entry",
        Tags = "tags",
        Scope = "scope",
    }
}
