//! Whether every argument of a read is in the key, or is left out with a reason.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, GenericParam, Signature};

use super::arguments::{Argument, Arguments};
use crate::cached_scoped::attr::Ignored;
use crate::cached_scoped::mentions;
use crate::mistakes::Mistakes;

/// The longest tuple that is a key.
const MAX_PARTS: usize = 8;

/// Every argument with a `#[cfg]` doubles the keys that are emitted.
const MAX_CONFIGURED: usize = 3;

/// `key = ..`
pub(super) struct WrittenKey {
    pub(super) expression: Expr,
    pub(super) names: BTreeSet<String>,
}

pub(super) fn written(
    expression: Expr,
    arguments: &Arguments,
    is_ignored: impl Fn(&Argument) -> bool,
    mistakes: &mut Mistakes,
) -> Option<WrittenKey> {
    let names = mistakes.keep(mentions::mentions(&expression))?;
    if let Expr::Tuple(tuple) = &expression
        && let Some(beyond) = tuple.elems.iter().nth(MAX_PARTS)
    {
        mistakes.at(beyond, too_long());
    }
    let mut forgotten: Vec<&Ident> = Vec::new();
    for argument in arguments.iter() {
        let Some(name) = argument.plain_name() else {
            mistakes.at_span(
                argument.span(),
                "this argument has no name, so `key` cannot speak of it, and calls that differ in it would share one entry. \
                 Give it a name and take it apart in the body",
            );
            continue;
        };
        let in_key = names.contains(&name.to_string());
        if in_key && is_ignored(argument) {
            mistakes.at(
                &expression,
                format!("`{name}` is in the key and ignored: only one of the two can be meant. Remove it from `key` or from `ignore`"),
            );
        } else if !in_key && !is_ignored(argument) && !argument.is_exempt {
            forgotten.push(name);
        }
    }
    for name in &forgotten {
        mistakes.at(name, is_forgotten(name, &forgotten, &expression));
    }
    Some(WrittenKey { expression, names })
}

/// Refuses `ignore(x = "..")` of something that is not there.
pub(super) fn ignored_exists(ignored: &[Ignored], arguments: &Arguments, sig: &Signature, mistakes: &mut Mistakes) {
    for Ignored { name } in ignored {
        let is_parameter = sig.generics.params.iter().any(|param| match param {
            GenericParam::Type(param) => param.ident == *name,
            GenericParam::Const(param) => param.ident == *name,
            GenericParam::Lifetime(_) => false,
        });
        if !is_parameter && arguments.named(&name.to_string()).is_none() {
            mistakes.at(
                name,
                format!(
                    "there is no argument called `{name}`, so this ignores nothing. Correct the name, or remove it"
                ),
            );
        }
    }
}

/// An argument that takes part in choosing the read mode may also choose what is read.
pub(super) fn undecided_by_mode(
    in_mode: &BTreeSet<String>,
    arguments: &Arguments,
    is_ignored: impl Fn(&Argument) -> bool,
    mistakes: &mut Mistakes,
) {
    let undecided = arguments.iter().filter(|argument| !argument.is_exempt && !is_ignored(argument));
    for name in undecided.filter_map(Argument::plain_name).filter(|name| in_mode.contains(&name.to_string())) {
        mistakes.at(
            name,
            format!(
                "`{name}` chooses the read mode; if it is in the key too, another mode reads another entry. \
                 Write `ignore({name} = \"chooses the read mode\")`, or say the key with `key = ..`"
            ),
        );
    }
}

pub(super) fn not_too_long(parts: &[Argument], mistakes: &mut Mistakes) {
    if let Some(beyond) = parts.get(MAX_PARTS) {
        mistakes.at_span(beyond.span(), too_long());
    }
    if let Some(beyond) = parts.iter().filter(|part| !part.cfgs.is_empty()).nth(MAX_CONFIGURED) {
        mistakes.at_span(
            beyond.span(),
            "more than 3 arguments with `#[cfg]` make more keys than are emitted. Gather them in a struct with `#[derive(CacheKey)]`",
        );
    }
}

fn too_long() -> String {
    format!(
        "a key has at most {MAX_PARTS} parts, of which this is one more. Gather some in a struct with `#[derive(CacheKey)]`"
    )
}

fn is_forgotten(name: &Ident, all: &[&Ident], key: &Expr) -> String {
    let mut parts: Vec<String> = match key {
        Expr::Tuple(tuple) => tuple.elems.iter().map(written_as).collect(),
        // A name in quotes.
        Expr::Lit(_) => Vec::new(),
        one => vec![written_as(one)],
    };
    parts.extend(all.iter().map(ToString::to_string));
    let complete = if let [one] = parts.as_slice() { one.clone() } else { format!("({})", parts.join(", ")) };
    format!(
        "`{name}` is not part of the key: two calls that differ in it would share one entry. \
         Write `key = {complete}` or `ignore({name} = \"why it cannot matter\")`"
    )
}

fn written_as(expression: &Expr) -> String {
    expression.to_token_stream().to_string()
}
