//! What a mutation changes, and how sure it must be.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type};

use super::Intent;
use super::arguments::{Argument, Arguments};
use super::{life, transactions};
use crate::cached_scoped::attr::{Attr, FenceWanted, Settled};
use crate::cached_scoped::function::{Function, Output, Style};
use crate::cached_scoped::model::{Fence, Mutation, Proof, Put};
use crate::mistakes::Mistakes;

impl Attr {
    /// A function that says what it changes is a mutation; every other one is a read.
    pub(super) fn intent(&self) -> Intent {
        match self.word_of_mutation() {
            Some(_) => Intent::Mutation,
            None if self.may_mutate => Intent::Unclear,
            None => Intent::Read,
        }
    }

    fn word_of_mutation(&self) -> Option<&Ident> {
        let put = self.put.iter().map(|said| &said.word);
        put.chain(self.put_new.iter().map(|said| &said.word))
            .chain(self.evict.iter().map(|said| &said.word))
            .chain(self.invalidate_tags.iter().map(|said| &said.word))
            .chain(self.clear_scope.iter().map(|said| &said.word))
            .next()
    }

    fn words_of_reads(&self) -> impl Iterator<Item = &Ident> {
        let key = self.key.iter().map(|said| &said.word);
        key.chain(self.same_as.iter().map(|said| &said.word))
            .chain(self.read_mode.iter().map(|said| &said.word))
            .chain(self.load_timeout.iter().map(|said| &said.word))
    }
}

pub(super) fn mutation(
    mut attr: Attr,
    function: &Function,
    arguments: &Arguments,
    mistakes: &mut Mistakes,
) -> Mutation {
    if let Some(mutates) = attr.word_of_mutation() {
        for word in attr.words_of_reads() {
            mistakes.at(
                word,
                format!(
                    "`{word}` belongs to a read, and `{mutates}` makes this a mutation: answering one from the cache would skip the write. \
                     Remove one of them, or make two functions of it"
                ),
            );
        }
    }
    ignored(&attr, function, arguments, mistakes);
    returned(&attr, function, mistakes);
    life::of_a_put(&attr, mistakes);
    let life = life::life(&mut attr, mistakes);
    let put = match (attr.put, attr.put_new) {
        (Some(known), Some(new)) => {
            mistakes.at(
                new.word,
                "the value is put by `put` already, under a key that is known before the write and so safer. Keep `put`, \
                 or if the database makes the key, `put_new`",
            );
            Put::Known(known.value)
        }
        (Some(known), None) => Put::Known(known.value),
        (None, Some(new)) => Put::New(new.value),
        (None, None) => Put::Nothing,
    };
    Mutation {
        evicts: attr.evict.into_iter().map(|evict| evict.value).collect(),
        put,
        life,
        tags: attr.invalidate_tags.map(|tags| tags.value),
        clear_scope: attr.clear_scope.is_some(),
        fence: match attr.fence.map(|fence| fence.value) {
            Some(FenceWanted::Required { at, otherwise }) => Fence::Required { at, otherwise },
            Some(FenceWanted::BestEffort) | None => Fence::BestEffort,
        },
        settled: match attr.settled.map(|settled| settled.value) {
            Some(Settled::By(predicate)) => Proof::By(predicate),
            Some(Settled::Never { at }) => Proof::Never { at },
            None => Proof::OfTheCache,
        },
    }
}

/// In a mutation `ignore` excuses what looks like a transaction; nothing else needs an excuse.
fn ignored(attr: &Attr, function: &Function, arguments: &Arguments, mistakes: &mut Mistakes) {
    let ignored = attr.ignore.as_ref().map(|ignore| ignore.value.as_slice()).unwrap_or_default();
    super::key::ignored_exists(ignored, arguments, &function.sig, mistakes);
    let is_ignored = |argument: &Argument| {
        argument.plain_name().is_some_and(|name| ignored.iter().any(|ignored| ignored.name == *name))
    };
    transactions::refuse(arguments, &function.sig.generics, true, is_ignored, mistakes);
    for argument in arguments.iter().filter(|argument| is_ignored(argument)) {
        if !transactions::looks_like_one(argument, &function.sig.generics)
            && let Some(name) = argument.plain_name()
        {
            mistakes.at(
                ignored.iter().find(|ignored| ignored.name == *name).map(|ignored| &ignored.name),
                format!(
                    "the arguments of a mutation are free: none of them must be in a key. Remove `ignore({name} = ..)`"
                ),
            );
        }
    }
}

/// What is put is the answer, and what is settled is its error.
fn returned(attr: &Attr, function: &Function, mistakes: &mut Mistakes) {
    match function.style() {
        Style::Async { output: Output::Nothing } | Style::Boxed { output: Output::Nothing, .. } => {
            returned_nothing(attr, mistakes);
        }
        Style::Async { output: Output::Of(returned) } | Style::Boxed { output: Output::Of(returned), .. } => {
            returned_borrowed_error(attr, &returned, mistakes);
        }
        Style::ReturnsFuture | Style::Synchronous => {}
    }
}

fn returned_nothing(attr: &Attr, mistakes: &mut Mistakes) {
    let words = attr.put.iter().map(|said| &said.word).chain(attr.put_new.iter().map(|said| &said.word));
    for word in words {
        mistakes.at(
            word,
            format!(
                "`{word}` keeps what the function returns, and it returns nothing. Return the row as the database has it now, \
                 or write `evict = ..`"
            ),
        );
    }
    if let Some(settled) = &attr.settled {
        mistakes.at(
            &settled.word,
            "`settled` judges the error of the function, and it returns none. Return a `Result`, or remove it",
        );
    }
}

/// The cache knows settled errors by their type, which only a type without borrows can be asked for. Where the error is
/// behind an alias, the compiler says the same in its own words.
fn returned_borrowed_error(attr: &Attr, returned: &Type, mistakes: &mut Mistakes) {
    let Type::Path(path) = returned else { return };
    let Some(PathArguments::AngleBracketed(arguments)) = path.path.segments.last().map(|last| &last.arguments) else {
        return;
    };
    let Some(GenericArgument::Type(error)) = arguments.args.iter().nth(1) else { return };
    if attr.settled.is_none() && borrows(error.to_token_stream()) {
        mistakes.at(
            error,
            "the cache cannot be asked whether a borrowed error proves that nothing was written. \
             Write `settled = |error| ..` or `settled = never`",
        );
    }
}

/// A reference or a lifetime, other than `'static`.
fn borrows(ty: TokenStream) -> bool {
    let trees: Vec<TokenTree> = ty.into_iter().collect();
    trees.iter().enumerate().any(|(at, tree)| match (tree, trees.get(at + 1)) {
        (TokenTree::Group(group), _) => borrows(group.stream()),
        (TokenTree::Punct(quote), Some(TokenTree::Ident(name))) if quote.as_char() == '\'' => name != "static",
        (TokenTree::Punct(and), Some(TokenTree::Punct(quote))) if and.as_char() == '&' => quote.as_char() != '\'',
        (TokenTree::Punct(and), _) => and.as_char() == '&',
        _ => false,
    })
}
