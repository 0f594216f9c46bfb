//! What a read is: its key, and how it loads.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{FnArg, Type, parse_quote};

use super::arguments::{Argument, Arguments, Name};
use super::{generics, key, life, transactions};
use crate::cached_scoped::attr::{Attr, Said};
use crate::cached_scoped::function::Function;
use crate::cached_scoped::mentions;
use crate::cached_scoped::model::{Key, KeyArgument, Read, Unpacked};
use crate::mistakes::Mistakes;

pub(super) fn read(
    mut attr: Attr,
    function: &mut Function,
    mut arguments: Arguments,
    mistakes: &mut Mistakes,
) -> Option<Read> {
    words_of_mutations(&attr, mistakes);
    let life = life::life(&mut attr, mistakes);
    let mode = attr.read_mode.as_ref().map(|mode| &mode.value);
    let in_mode = mode.map(|mode| mistakes.keep(mentions::mentions(mode)));
    arguments.exempt(mode.and_then(mentions::whole).as_deref());

    let ignored = attr.ignore.as_ref().map(|ignore| ignore.value.as_slice()).unwrap_or_default();
    let is_ignored = |name: &str| ignored.iter().any(|ignored| ignored.name == name);
    let is_argument_ignored =
        |argument: &Argument| argument.plain_name().is_some_and(|name| is_ignored(&name.to_string()));
    key::ignored_exists(ignored, &arguments, &function.sig, mistakes);

    let written = match attr.key {
        Some(Said { value, .. }) => Some(key::written(value, &arguments, is_argument_ignored, mistakes)?),
        None => None,
    };
    let in_key = |argument: &Argument| match &written {
        Some(written) => argument.plain_name().is_some_and(|name| written.names.contains(&name.to_string())),
        None => !argument.is_exempt && !is_argument_ignored(argument),
    };
    transactions::refuse(
        &arguments,
        &function.sig.generics,
        false,
        |argument| is_argument_ignored(argument) || (written.is_some() && in_key(argument)),
        mistakes,
    );
    if written.is_none() {
        key::undecided_by_mode(&in_mode.flatten().unwrap_or_default(), &arguments, is_argument_ignored, mistakes);
    }
    let visible: TokenStream = arguments
        .iter()
        .filter(|argument| in_key(argument) || argument.is_exempt || is_argument_ignored(argument))
        .map(|argument| argument.ty.to_token_stream())
        .chain(written.as_ref().map(|written| written.expression.to_token_stream()))
        .chain([generics::answer(&function.sig.output)])
        .collect();
    generics::refuse(&function.sig, &visible, is_ignored, mistakes);

    let (key, unpacked) = if let Some(written) = written {
        (Key::Written(written.expression), Vec::new())
    } else {
        let parts: Vec<Argument> =
            arguments.into_iter().filter(|argument| !argument.is_exempt && !is_argument_ignored(argument)).collect();
        key::not_too_long(&parts, mistakes);
        from_arguments(parts, function)
    };
    Some(Read {
        key,
        unpacked,
        mode: attr.read_mode.map(|mode| mode.value),
        life,
        limit: attr.load_timeout.map(|limit| limit.value),
    })
}

/// `fence` and `settled` are about writes.
fn words_of_mutations(attr: &Attr, mistakes: &mut Mistakes) {
    let words = attr.fence.iter().map(|said| &said.word).chain(attr.settled.iter().map(|said| &said.word));
    for word in words {
        mistakes.at(
            word,
            format!(
                "`{word}` belongs to a mutation, but this one names nothing that it changes, so it is a read. \
                 Name it: `put = id`, `put_new = |post| post.id`, `evict = id`, `invalidate_tags = [\"posts\"]` or `clear_scope`"
            ),
        );
    }
}

/// Names the patterns, so that the key can borrow them whole. A name that its user marks as unused is taken for one: it is
/// the key that uses it, and not he.
fn from_arguments(parts: Vec<Argument>, function: &mut Function) -> (Key, Vec<Unpacked>) {
    let Function { sig, body, .. } = function;
    let mut named = Vec::new();
    let mut unpacked = Vec::new();
    for argument in parts {
        let span = argument.span();
        let Argument { position, name, cfgs, ty, .. } = argument;
        let name = match name {
            Name::Plain(name) if !name.to_string().starts_with('_') => name,
            Name::TakenApart(name) => name,
            Name::Plain(_) | Name::Pattern(_) => {
                let generated =
                    Ident::new(&format!("__postcache_argument{position}"), Span::mixed_site().located_at(span));
                if let Some(FnArg::Typed(typed)) = sig.inputs.iter_mut().nth(position) {
                    let pattern = std::mem::replace(&mut *typed.pat, parse_quote!(#generated));
                    let is_unused = matches!(&name, Name::Plain(name) if !has_word(body, &name.to_string()));
                    if !is_unused {
                        unpacked.push(Unpacked { name: generated.clone(), pattern, cfgs: cfgs.clone() });
                    }
                }
                generated
            }
        };
        named.push(KeyArgument { name, is_reference: matches!(ty, Type::Reference(_)), cfgs });
    }
    (Key::Arguments { list: sig.paren_token.span.join(), parts: named }, unpacked)
}

/// Whether the body has the word, be it in a text, where a format string may use it.
fn has_word(body: &Group, word: &str) -> bool {
    body.to_string().split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|found| found == word)
}
