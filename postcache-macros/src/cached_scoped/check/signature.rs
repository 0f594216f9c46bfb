//! What kinds of function can be cached at all.

use proc_macro2::Group;
use quote::ToTokens;
use syn::{FnArg, ReceiverKind, Safety, Type};

use super::Intent;
use crate::cached_scoped::function::{Function, Output, Style};
use crate::cached_scoped::mentions;
use crate::cached_scoped::model::Frame;
use crate::mistakes::Mistakes;

/// The function's form, read.
pub(super) struct Form {
    pub(super) frame: Frame,
    pub(super) output: Output,
    pub(super) body: Group,
}

pub(super) fn form(function: &Function, intent: Intent, mistakes: &mut Mistakes) -> Option<Form> {
    qualifiers(function, mistakes);
    if intent == Intent::Read {
        receiver(function, mistakes);
    }
    let form = match function.style() {
        Style::Async { output } => Form { frame: Frame::Plain, output, body: function.body.clone() },
        Style::Boxed { output, boxed } => Form { output, body: boxed.body().clone(), frame: Frame::Boxed(boxed) },
        Style::ReturnsFuture => {
            mistakes.at(
                &function.sig.output,
                "a future that the function makes itself is not seen into, so nothing could be cached. \
                 Write `async fn` and return what the future gives; in the `impl` of a trait that is allowed too",
            );
            return None;
        }
        Style::Synchronous => {
            mistakes.at(
                function.sig.fn_token,
                format!(
                    "`{}` is not `async`, but a cache may have to wait for its store or for another caller's load. \
                     Write `async fn`",
                    function.sig.ident
                ),
            );
            return None;
        }
    };
    match &form.output {
        Output::Nothing if intent == Intent::Read => mistakes.at(
            &function.sig.ident,
            format!(
                "`{}` returns nothing, so there is nothing to cache. Return what it reads; if it changes something, name that, \
                 as in `invalidate_tags = [\"posts\"]`",
                function.sig.ident
            ),
        ),
        Output::Of(returned) => output(returned, intent, mistakes),
        Output::Nothing => {}
    }
    Some(form)
}

fn qualifiers(function: &Function, mistakes: &mut Mistakes) {
    let sig = &function.sig;
    if let Some(constness) = &sig.constness {
        mistakes.at(constness, "a `const fn` runs in the compiler, where there is no cache. Remove `const`");
    }
    if let Safety::Unsafe(unsafety) = &sig.safety {
        mistakes.at(
            unsafety,
            "an `unsafe fn` relies on its caller for every call, and a hit would answer without it. \
             Write a safe `async fn`, with the `unsafe` block in its body",
        );
    }
    if let Some(abi) = &sig.abi {
        mistakes.at(abi, "a function that other languages call cannot be awaited by them. Remove the `extern`");
    }
    if let Some(again) = function.attrs.iter().find(|attr| is_ours(attr)) {
        mistakes.at(
            again,
            "this function is annotated twice, and two caches in a row would hide each other's invalidations. Keep one",
        );
    }
}

fn is_ours(attr: &syn::Attribute) -> bool {
    attr.path().segments.last().is_some_and(|last| last.ident == "cached_scoped")
}

fn receiver(function: &Function, mistakes: &mut Mistakes) {
    let Some(FnArg::Receiver(receiver)) = function.sig.inputs.first() else { return };
    let exclusive = match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
        ReceiverKind::Typed(_, ty) => mentions::contains(ty.to_token_stream(), "mut"),
        _ => false,
    };
    if exclusive {
        mistakes.at(
            receiver,
            "`&mut self` lets one caller in at a time, and what it changes a hit would leave unchanged. \
             Write `&self`; a method that changes data names it, as in `invalidate_tags = [\"posts\"]`",
        );
    }
}

fn output(returned: &Type, intent: Intent, mistakes: &mut Mistakes) {
    if mentions::contains(returned.to_token_stream(), "impl") {
        mistakes.at(returned, "an `impl` type has no name, and what is cached is stored under its type. Name the type");
    } else if matches!(returned, Type::Never(_)) {
        mistakes.at(returned, "a function that never returns has no answer to keep. Remove the attribute");
    } else if matches!(returned, Type::Reference(_)) && intent == Intent::Read {
        mistakes.at(
            returned,
            "a borrowed answer would outlive what it borrows from. Return the value, or `Arc` of it, which a hit shares without a copy",
        );
    }
}
