//! The macros of PostCache. Use them through the facade, `postcache`, which is what their expansions name.
//!
//! Each is taken apart in stages that are functions of tokens: what is written (parse), whether it fits together and what
//! it means (check, to a model), and the code that says so (expand, which cannot fail). Whatever is wrong is reported all
//! at once, at the user's own tokens, and what he wrote is emitted all the same.

mod bounds;
mod cached_scoped;
mod derive_cache_key;
mod derive_owned;
mod derive_scope;
mod facade;
mod fields;
mod mistakes;

use proc_macro::TokenStream;

/// Puts a cache in front of an `async fn`, or tells the cache what an `async fn` changes.
///
/// The region comes first: `#[cached_scoped(self.posts)]`. A function that names nothing that it changes is a *read*: its
/// answer is served from the cache, and its body is the load. One that does is a *mutation*: its body runs behind a fence,
/// and what it names is invalidated, or replaced by what it returned.
///
/// The guide of `postcache` has a compiled example of every argument.
///
/// # Arguments
///
/// | argument | in | meaning |
/// | --- | --- | --- |
/// | `scope = user` | both | whose data it is; without it the argument called `scope` |
/// | `ignore(trace = "why")` | both | an argument, or a type parameter, that may be left out of the key of a read, or that only looks like a transaction |
/// | `crate = path` | both | what `postcache` is called here |
/// | `key = (id, page)` | reads | the key; without it every argument but `self` and the scope, in order |
/// | `same_as = get` | reads | runs the same query as the reader `get` of this region |
/// | `read_mode = mode` | reads | a `ReadMode` |
/// | `ttl = "30s"` | both | how long what it loads or puts lives, instead of the region's ttl |
/// | `negative_ttl = "5s"` | reads | how long a loaded `None` is kept, instead of what the region says |
/// | `ttl_from = \|value\| ..` | both | how long this value lives, where that is shorter; a function or a closure that captures nothing |
/// | `load_timeout = "2s"`, `load_timeout("2s", \|elapsed\| ..)` | reads | bounds the wait for the body; the error is made `From<Elapsed>`, or the closure makes what the function returns |
/// | `put = id` | mutations | stores what it returns under a key that is known before the write |
/// | `put_new = \|post\| post.id` | mutations | the same for a key that the database makes |
/// | `evict = id`, `evict(self.summaries, id)` | mutations | removes an entry; as often as needed |
/// | `invalidate_tags = ["posts"]` | mutations | removes the entries of regions with one of these tags |
/// | `clear_scope` | mutations | removes everything of this scope |
/// | `fence = "required"`, `fence("required", \|not_fenced\| ..)` | mutations | does not run without its fence; the error is made `From<NotFenced>`, or the closure makes what the function returns |
/// | `settled = is_final`, `settled = \|error\| ..`, `settled = never` | mutations | which errors prove that nothing was written |
///
/// # What it stands on
///
/// Methods and free functions, in inherent impls, impls of traits and default methods of traits; native `async fn` and under
/// `#[async_trait]`. Any receiver; a read refuses `&mut self`. Generic, with patterns, `mut` and `#[cfg]` on its arguments.
/// It returns `V`, `Arc<V>`, `Option` of these or `Result` of all these, as the types say and not as they are spelled; a
/// mutation without `put` returns what it likes.
///
/// The future is `Send` if the body's is; a mutation holds what it returns while it lowers its fence.
#[proc_macro_attribute]
pub fn cached_scoped(attr: TokenStream, item: TokenStream) -> TokenStream {
    cached_scoped::cached_scoped(attr.into(), item.into()).into()
}

/// Says whose data a signed-in user reads: `#[scope]` on the field that holds the id.
///
/// Several `#[scope]` fields, at most four, are one identity in their order, such as tenant and user. Each is an integer, a
/// UUID, text, or whatever implements `AsScopeId`. `#[scope(crate = path)]` on the type says what `postcache` is called.
///
/// Enums are refused: two variants with the same id would be one scope.
#[proc_macro_derive(Scope, attributes(scope))]
pub fn derive_scope(input: TokenStream) -> TokenStream {
    derive_scope::derive(input.into()).into()
}

/// Says whose a value is: `#[owner]` on the field that holds its owner's id.
///
/// Several `#[owner]` fields, at most four, are one identity in their order, as `#[scope]` fields are. `#[owned]` asks a
/// field's own value, such as the rows of a page. A type that belongs to nobody says `#[owned(unchecked)]`: it may stand
/// beside rows, but a region of nothing else is built by `.unchecked("why")`. Every variant of an enum says one of these.
/// `#[owned(crate = path)]` on the type says what `postcache` is called.
#[proc_macro_derive(Owned, attributes(owner, owned))]
pub fn derive_owned(input: TokenStream) -> TokenStream {
    derive_owned::derive(input.into()).into()
}

/// Makes a type a key, or a part of one: every field of it, and the number of its variant.
///
/// Its kind is the type itself, so that `PostId` and `AuthorId` never name each other's entries; lifetimes do not matter, and
/// a type parameter is of its own kind (`Cursor<&str>` names what `Cursor<String>` names) unless the type bounds it.
/// `PhantomData` fields hold nothing and are no part. Variants are numbered as they stand: new ones go to the end, because a
/// store that outlives the process would find other entries under the old numbers.
/// `#[cache_key(crate = path)]` on the type says what `postcache` is called.
#[proc_macro_derive(CacheKey, attributes(cache_key))]
pub fn derive_cache_key(input: TokenStream) -> TokenStream {
    derive_cache_key::derive(input.into()).into()
}
