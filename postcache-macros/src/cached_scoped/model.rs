//! What one use of `#[cached_scoped]` means, every decision made.

use proc_macro2::{Group, Ident, Span};
use syn::{Attribute, Expr, Pat};

use super::attr::{Evict, Lifetime, LoadTimeout, PutNew, Tags};
use super::function::{BoxedBody, Function, Output};
use crate::facade::Facade;

pub(super) struct Model {
    pub(super) facade: Facade,
    /// As it is emitted, but for its body.
    pub(super) function: Function,
    pub(super) frame: Frame,
    pub(super) output: Output,
    pub(super) site: Site,
    pub(super) region: Region,
    /// An expression of a reference to the scope.
    pub(super) scope: Expr,
    /// The user's braces around the statements that load or mutate.
    pub(super) body: Group,
    pub(super) kind: Kind,
}

/// What stands around the expansion in the function's braces.
pub(super) enum Frame {
    Plain,
    Boxed(BoxedBody),
}

/// Who calls, as the region remembers its one reader.
pub(super) struct Site {
    pub(super) function: String,
    /// There is a receiver, so the type that it belongs to is part of the name.
    pub(super) of_self: bool,
    pub(super) place: Place,
}

/// How a reader is told from one of the same name, in another impl for the same type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Not at all: it gives the name of another one (`same_as`), of which no more is known.
    Named,
    /// By where it stands, and by the type of a closure in it, which is named after the impl and what both are instances of.
    OfOne,
    /// The same but for parameters of its own, whose instances are one reader.
    OfInstances,
}

pub(super) struct Region {
    pub(super) place: Expr,
    pub(super) hold: Hold,
}

/// How the expansion keeps the region while the body runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    Borrowed,
    /// The body may move what holds it.
    Cloned,
}

pub(super) enum Kind {
    Read(Box<Read>),
    Mutation(Box<Mutation>),
}

pub(super) struct Read {
    pub(super) key: Key,
    pub(super) unpacked: Vec<Unpacked>,
    pub(super) mode: Option<Expr>,
    pub(super) life: Life,
    pub(super) limit: Option<LoadTimeout>,
}

/// How long what is kept may be served; what is not said is the region's.
pub(super) struct Life {
    pub(super) ttl: Option<Lifetime>,
    pub(super) negative_ttl: Option<Lifetime>,
    pub(super) ttl_from: Option<Expr>,
}

pub(super) enum Key {
    /// `key = ..`
    Written(Expr),
    /// Every argument that is not exempt; a mistake in several is reported at their list.
    Arguments { list: Span, parts: Vec<KeyArgument> },
}

/// An argument that is a part of the key.
pub(super) struct KeyArgument {
    pub(super) name: Ident,
    /// It is a reference already, and is copied.
    pub(super) is_reference: bool,
    pub(super) cfgs: Vec<Attribute>,
}

/// An argument that is a pattern: named for the key, taken apart where the body begins.
pub(super) struct Unpacked {
    pub(super) name: Ident,
    pub(super) pattern: Pat,
    pub(super) cfgs: Vec<Attribute>,
}

pub(super) struct Mutation {
    pub(super) evicts: Vec<Evict>,
    pub(super) put: Put,
    /// Of what is put.
    pub(super) life: Life,
    pub(super) tags: Option<Tags>,
    pub(super) clear_scope: bool,
    pub(super) fence: Fence,
    pub(super) settled: Proof,
}

pub(super) enum Put {
    Nothing,
    /// Known before the write: fenced from before it.
    Known(Expr),
    /// Made by the database.
    New(PutNew),
}

pub(super) enum Fence {
    BestEffort,
    /// The mutation does not run without it.
    Required {
        at: Span,
        otherwise: Option<Expr>,
    },
}

/// Which errors prove that nothing was written.
pub(super) enum Proof {
    /// Those that the cache was told of.
    OfTheCache,
    Never {
        at: Span,
    },
    By(Expr),
}
