//! The reference stores keep every law.

use std::num::NonZeroUsize;

use postcache_conformance::{Fixture, Namespaces, ReferenceBuilder, ReferenceStore, suite};
use postcache_core::{Clock, ManualClock};

const QUOTA: NonZeroUsize = NonZeroUsize::new(64).unwrap();

macro_rules! kind {
    ($chapter:ident, $build:expr) => {
        mod $chapter {
            use super::*;

            #[derive(Default)]
            struct Kind {
                clock: ManualClock,
                stores: Namespaces<ReferenceStore>,
            }

            impl Fixture for Kind {
                type Store = ReferenceStore;

                async fn open(&self, namespace: &str) -> ReferenceStore {
                    let build: fn(ReferenceBuilder) -> ReferenceBuilder = $build;
                    let builder = ReferenceStore::builder(self.clock.clone()).max_entries_per_scope(QUOTA);
                    self.stores.open(namespace, || build(builder).build())
                }

                fn clock(&self) -> Clock {
                    self.clock.clone().into()
                }
            }

            suite!(Kind);
        }
    };
}

kind!(of_objects, |builder| builder);
kind!(of_bytes, |builder| builder.of_bytes());
kind!(of_bytes_answering_late, |builder| builder.of_bytes_answering_late());

mod on_the_systems_clock {
    use super::*;

    #[derive(Default)]
    struct Waiting(Namespaces<ReferenceStore>);

    impl Fixture for Waiting {
        type Store = ReferenceStore;

        async fn open(&self, namespace: &str) -> ReferenceStore {
            self.0.open(namespace, || ReferenceStore::builder(Clock::system()).of_bytes_answering_late().build())
        }
    }

    suite!(Waiting);
}
