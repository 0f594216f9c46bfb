//! How long what is kept lives, where the function says it.

use crate::cached_scoped::attr::Attr;
use crate::cached_scoped::model::Life;
use crate::mistakes::Mistakes;

/// Takes it out of the attribute.
pub(super) fn life(attr: &mut Attr, mistakes: &mut Mistakes) -> Life {
    if let (Some(ttl), Some(_)) = (&attr.ttl, &attr.ttl_from) {
        mistakes.at(
            &ttl.word,
            "`ttl` and `ttl_from` both say how long the value lives, and only one of them can decide. \
             Keep `ttl_from` if the value knows when it ends, and `ttl` otherwise",
        );
    }
    Life {
        ttl: attr.ttl.take().map(|said| said.value),
        negative_ttl: attr.negative_ttl.take().map(|said| said.value),
        ttl_from: attr.ttl_from.take().map(|said| said.value),
    }
}

/// In a mutation it is the life of what is put.
pub(super) fn of_a_put(attr: &Attr, mistakes: &mut Mistakes) {
    if let Some(said) = &attr.negative_ttl {
        mistakes.at(
            &said.word,
            "`negative_ttl` is how long a read keeps `None`, and a mutation that returns `None` puts nothing. \
             Write it on the reader of this region",
        );
    }
    if attr.put.is_some() || attr.put_new.is_some() {
        return;
    }
    let words = attr.ttl.iter().map(|said| &said.word).chain(attr.ttl_from.iter().map(|said| &said.word));
    for word in words {
        mistakes.at(
            word,
            format!(
                "`{word}` is how long a value lives, and this mutation keeps none. Write it on the reader of this region, \
                 or keep what the function returns with `put = id`"
            ),
        );
    }
}
