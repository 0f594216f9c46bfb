//! The arguments of the function, and which of them need not be in the key.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, PatType, Signature, Type};

/// The typed arguments, in order.
pub(super) struct Arguments(Vec<Argument>);

pub(super) struct Argument {
    /// Its place among all arguments of the signature.
    pub(super) position: usize,
    pub(super) name: Name,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ty: Type,
    /// Whether the scope or the region says all that it says.
    pub(super) is_exempt: bool,
}

pub(super) enum Name {
    Plain(Ident),
    Pattern(Pat),
    /// `#[async_trait]` took a pattern away, and named it so.
    TakenApart(Ident),
}

impl Arguments {
    pub(super) fn of(sig: &Signature) -> Self {
        let is_rewritten = sig.asyncness.is_none();
        let typed = sig.inputs.iter().enumerate().filter_map(|(position, argument)| match argument {
            FnArg::Receiver(_) => None,
            FnArg::Typed(typed) => Some(Argument::of(position, typed, is_rewritten)),
        });
        Self(typed.collect())
    }

    /// Marks those that are the scope, the read mode, or hold the region.
    pub(super) fn exempt<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) {
        for name in names {
            self.0.iter_mut().filter(|argument| argument.is(name)).for_each(|argument| argument.is_exempt = true);
        }
    }

    pub(super) fn named(&self, name: &str) -> Option<&Argument> {
        self.0.iter().find(|argument| argument.is(name))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Argument> {
        self.0.iter()
    }

    pub(super) fn into_iter(self) -> impl Iterator<Item = Argument> {
        self.0.into_iter()
    }
}

impl Argument {
    fn of(position: usize, typed: &PatType, is_rewritten: bool) -> Self {
        let cfgs = typed.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect();
        let name = match &*typed.pat {
            Pat::Ident(plain) if plain.subpat.is_none() && plain.by_ref.is_none() => {
                let taken_apart = is_rewritten && plain.ident.to_string().starts_with("__arg");
                if taken_apart { Name::TakenApart(plain.ident.clone()) } else { Name::Plain(plain.ident.clone()) }
            }
            pattern => Name::Pattern(pattern.clone()),
        };
        Self { position, name, cfgs, ty: (*typed.ty).clone(), is_exempt: false }
    }

    pub(super) fn is(&self, name: &str) -> bool {
        matches!(&self.name, Name::Plain(own) if own == name)
    }

    /// How the user calls it.
    pub(super) fn plain_name(&self) -> Option<&Ident> {
        match &self.name {
            Name::Plain(name) => Some(name),
            Name::Pattern(_) | Name::TakenApart(_) => None,
        }
    }

    pub(super) fn span(&self) -> Span {
        match &self.name {
            Name::Plain(name) | Name::TakenApart(name) => name.span(),
            Name::Pattern(pattern) => pattern.span(),
        }
    }
}
