//! The words of the attribute, and what is said about a word that is used wrongly.

use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Error, Expr, Token, token};

/// How an argument that begins with a word goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `key = ..`
    Assigned,
    /// `ignore(..)`
    Listed,
    /// `clear_scope`
    Alone,
}

impl Form {
    /// `None`: what comes is an expression, such as `self.posts` or `region`.
    pub(super) fn ahead(input: ParseStream<'_>, first: bool) -> Option<Self> {
        let behind = input.fork();
        let word = behind.call(Ident::parse_any).ok()?;
        if behind.peek(Token![=]) && !behind.peek(Token![==]) && !behind.peek(Token![=>]) {
            return Some(Self::Assigned);
        }
        let known = WORDS.iter().any(|(name, _)| word == name);
        if known && behind.peek(token::Paren) {
            return Some(Self::Listed);
        }
        let alone = behind.is_empty() || behind.peek(Token![,]);
        (alone && (word == "clear_scope" || known && !first)).then_some(Self::Alone)
    }
}

/// Every word, with the form in which it is shown to somebody who used it wrongly.
const WORDS: &[(&str, &str)] = &[
    ("key", "key = (id, page)"),
    ("ignore", "ignore(trace = \"why it cannot matter\")"),
    ("scope", "scope = user"),
    ("same_as", "same_as = get"),
    ("read_mode", "read_mode = mode"),
    ("ttl", "ttl = \"30s\""),
    ("negative_ttl", "negative_ttl = \"5s\""),
    ("ttl_from", "ttl_from = |value| value.lifetime()"),
    ("load_timeout", "load_timeout = \"2s\"` or `load_timeout(\"2s\", |elapsed| Err(..))"),
    ("put", "put = id"),
    ("put_new", "put_new = |post| post.id"),
    ("evict", "evict = id` or `evict(self.summaries, id)"),
    ("invalidate_tags", "invalidate_tags = [\"posts\"]"),
    ("clear_scope", "clear_scope"),
    ("fence", "fence = \"required\"` or `fence(\"required\", |not_fenced| Err(..))"),
    ("settled", "settled = path::to::predicate`, `settled = |error| ..` or `settled = never"),
    ("crate", "crate = path::to::postcache"),
];

/// Words that people bring from elsewhere, and where their meaning lives here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("time", "write `ttl = \"30s\"`"),
    ("expire", "write `ttl = \"30s\"`"),
    ("expires", "write `ttl = \"30s\"`"),
    ("tags", "tags are the region's: `cache.region(\"post\").tags([..])`; a mutation says `invalidate_tags = [..]`"),
    ("tag", "tags are the region's: `cache.region(\"post\").tags([..])`; a mutation says `invalidate_tags = [..]`"),
    ("invalidate", "say what it changes: `evict = id`, `invalidate_tags = [\"posts\"]` or `clear_scope`"),
    ("invalidates", "say what it changes: `evict = id`, `invalidate_tags = [\"posts\"]` or `clear_scope`"),
    ("region", "the region comes first and has no name: `#[cached_scoped(self.posts, ..)]`"),
    (
        "name",
        "a region has its name from `cache.region(\"post\")`; here it comes first: `#[cached_scoped(self.posts, ..)]`",
    ),
    ("skip", "write `ignore(x = \"why it cannot matter\")`"),
    ("user", "write `scope = user`"),
    ("tenant", "write `scope = tenant`"),
    ("owner", "the owner is said by `#[derive(Owned)]` on the value; whose data is read, by `scope = ..`"),
    ("mode", "write `read_mode = mode`"),
    ("timeout", "write `load_timeout = \"2s\"`"),
    ("refresh", "no engine stands behind it yet; `read_mode = ReadMode::Refresh` reloads in the caller"),
];

/// The words that make a mutation, and some that people write instead.
const MUTATING: &[&str] =
    &["put", "put_new", "evict", "invalidate_tags", "clear_scope", "tags", "tag", "invalidate", "invalidates", "clear"];

/// Whether an argument that begins so, if it had been understood, would have made a mutation.
pub(super) fn may_mutate(word: &Ident) -> bool {
    let spelled = word.to_string();
    let meant = nearest(&spelled).unwrap_or(&spelled);
    MUTATING.contains(&meant)
}

pub(super) fn doubled(word: &Ident) -> Error {
    Error::new_spanned(
        word,
        format!("`{word}` is said twice: only one of the two could be obeyed. Keep the one that is meant"),
    )
}

pub(super) fn without_value(word: &Ident) -> Error {
    match example(word) {
        Some(example) => Error::new_spanned(
            word,
            format!("`{word}` says nothing without a value: complete it, for instance `{example}`, or remove it"),
        ),
        None => unknown(word),
    }
}

pub(super) fn takes_no_value(word: &Ident) -> Error {
    Error::new_spanned(word, format!("`{word}` takes no value: it always clears the whole scope. Write `{word}`"))
}

pub(super) fn wrong_form(word: &Ident) -> Error {
    match example(word) {
        Some(example) => Error::new_spanned(
            word,
            format!("`{word}` is not written like this, so it would be misunderstood. Write `{example}`"),
        ),
        None => unknown(word),
    }
}

pub(super) fn too_much(word: &Ident, rest: &TokenStream) -> Error {
    let example = example(word).unwrap_or_default();
    Error::new_spanned(rest, format!("`{word}` has no place for this, so it would be lost. Write `{example}`"))
}

pub(super) fn second_positional(expression: &Expr) -> Error {
    Error::new_spanned(
        expression,
        "only the region is given without a word, and it comes first. \
         To evict from another region write `evict(self.summaries, id)`; to name the key write `key = ..`",
    )
}

fn unknown(word: &Ident) -> Error {
    let spelled = word.to_string();
    let advice = ELSEWHERE
        .iter()
        .find(|(name, _)| *name == spelled)
        .map(|(_, advice)| (*advice).to_owned())
        .or_else(|| nearest(&spelled).map(|near| format!("did you mean `{near}`?")))
        .unwrap_or_else(|| format!("there are {}", listed()));
    Error::new_spanned(
        word,
        format!("`{word}` is not an argument of `cached_scoped`, so it would have no effect: {advice}"),
    )
}

fn example(word: &Ident) -> Option<&'static str> {
    WORDS.iter().find(|(name, _)| word == name).map(|(_, example)| *example)
}

fn listed() -> String {
    WORDS.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A word that was probably meant: same letters but for a slip or two, or a part of it.
fn nearest(spelled: &str) -> Option<&'static str> {
    WORDS
        .iter()
        .map(|(name, _)| (distance(spelled, name), *name))
        .filter(|(far, name)| *far <= 2 && *far < name.len().min(spelled.len()))
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (done, letter) in from.chars().enumerate() {
        let mut diagonal = done;
        let mut left = done + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(&to) {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = done + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
