//! Which return types can say that there is none.

use super::kind::{Fallible, Optional};

/// A kind of return type in which `None` means "there is none".
///
/// Not `Option` as such: in a region whose values are `Option`s, `None` is a value.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`negative_ttl` is how long `None` is kept, and this function never returns it",
    label = "there is no `None` to keep",
    note = "return `Option` of the value, or `Result` of that, or remove `negative_ttl`",
    note = "where the region's own values are `Option`s, `None` is a value like others and lives as long as they do"
)]
pub trait MayBeNone {}

impl<M> MayBeNone for Optional<M> {}

#[diagnostic::do_not_recommend]
impl<M: MayBeNone> MayBeNone for Fallible<M> {}
