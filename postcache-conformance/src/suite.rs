//! The suite as tests of the crate that calls it.

/// Makes one `#[test]` of each law, in one module a chapter, for the store of a [`Fixture`](crate::Fixture).
///
/// The tests are plain ones: they need no runtime and no attribute of the caller's crate. See the [crate](crate)'s page for a
/// whole file.
#[macro_export]
macro_rules! suite {
    ($fixture:ty) => {
        type __PostcacheFixture = $fixture;

        #[test]
        fn every_waiver_names_a_law() {
            $crate::__private::know_the_waived::<__PostcacheFixture>();
        }

        $crate::__laws!([$crate::__tests] []);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ([] $($chapter:ident { $(#[doc = $promise:literal] $law:ident)+ })+) => { $(
        mod $chapter { $(
            #[doc = $promise]
            #[test]
            fn $law() {
                $crate::__private::keep::<super::__PostcacheFixture>(stringify!($law));
            }
        )+ }
    )+ };
}
