//! What is emitted when something was wrong: the mistakes, and the function as it was, so that nothing else breaks.

use proc_macro2::TokenStream;

use crate::mistakes::Mistakes;

pub(super) fn fallback(item: TokenStream, mistakes: Mistakes) -> TokenStream {
    let mut tokens = mistakes.into_compile_errors();
    tokens.extend(item);
    tokens
}
