//! The key of a read, borrowed from the arguments.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Attribute;
use syn::spanned::Spanned;

use super::local;
use crate::cached_scoped::expression;
use crate::cached_scoped::model::{Key, KeyArgument};

/// Statements that make the key, and an expression of a reference to it.
pub(super) fn of(key: &Key) -> (TokenStream, TokenStream) {
    let (list, arguments) = match key {
        Key::Written(written) => return (TokenStream::new(), expression::key(written)),
        Key::Arguments { list, parts } => (*list, parts),
    };
    if arguments.iter().all(|argument| argument.cfgs.is_empty()) {
        return (TokenStream::new(), reference(list, &arguments.iter().collect::<Vec<_>>()));
    }
    let name = local("key");
    let bindings = choices(arguments).into_iter().map(|choice| {
        let conditions = choice.conditions;
        let key = reference(list, &choice.arguments);
        quote!(#(#[cfg(#conditions)])* let #name = #key;)
    });
    (bindings.collect(), quote!(#name))
}

/// Where a key of another kind is reported.
pub(super) fn span(key: &Key) -> Span {
    match key {
        Key::Written(written) => written.span(),
        Key::Arguments { list, parts } => {
            if let [one] = parts.as_slice() {
                one.name.span()
            } else {
                *list
            }
        }
    }
}

fn reference(list: Span, arguments: &[&KeyArgument]) -> TokenStream {
    match arguments {
        [] => quote!(&()),
        [one] => borrowed(one),
        several => expression::tuple_of(list, several.iter().map(|argument| borrowed(argument))),
    }
}

fn borrowed(KeyArgument { name, is_reference, .. }: &KeyArgument) -> TokenStream {
    if *is_reference { name.to_token_stream() } else { quote_spanned!(name.span()=> &#name) }
}

/// One set of arguments that may be there, and when.
struct Choice<'a> {
    conditions: Vec<TokenStream>,
    arguments: Vec<&'a KeyArgument>,
}

/// A tuple's elements take no `#[cfg]`, so there is a key for every set of arguments that may be there.
fn choices(arguments: &[KeyArgument]) -> Vec<Choice<'_>> {
    let mut choices = vec![Choice { conditions: Vec::new(), arguments: Vec::new() }];
    for argument in arguments {
        let mut without = Vec::new();
        if !argument.cfgs.is_empty() {
            let conditions: Vec<TokenStream> = argument.cfgs.iter().filter_map(condition).collect();
            for choice in &mut choices {
                without.push(Choice {
                    conditions: [choice.conditions.clone(), vec![quote!(not(all(#(#conditions),*)))]].concat(),
                    arguments: choice.arguments.clone(),
                });
                choice.conditions.extend(conditions.iter().cloned());
            }
        }
        for choice in &mut choices {
            choice.arguments.push(argument);
        }
        choices.append(&mut without);
    }
    choices
}

fn condition(cfg: &Attribute) -> Option<TokenStream> {
    cfg.meta.require_list().ok().map(|list| list.tokens.clone())
}
