//! Whose data the function reads or changes.

use std::collections::BTreeSet;

use proc_macro2::Ident;
use syn::{Expr, ExprReference, Token, Type};

use super::arguments::Arguments;
use crate::cached_scoped::attr::Attr;
use crate::cached_scoped::expression::reference_to;
use crate::cached_scoped::mentions;
use crate::mistakes::Mistakes;

pub(super) struct FoundScope {
    /// An expression of a reference to it.
    pub(super) reference: Expr,
    /// The argument that is the scope and nothing else.
    pub(super) exempts: Option<String>,
    /// What the scope's expression reads: of an argument among them that is not the whole scope, the rest is open.
    pub(super) reads: BTreeSet<String>,
}

/// Names that people give to the argument that says whose data it is.
const LIKELY: &[&str] = &["user", "current_user", "caller", "tenant", "account", "session", "owner"];

pub(super) fn scope(
    attr: &Attr,
    function: &Ident,
    arguments: &Arguments,
    mistakes: &mut Mistakes,
) -> Option<FoundScope> {
    let argument = arguments.named("scope");
    let Some(written) = &attr.scope else {
        let Some(argument) = argument else {
            mistakes.at(function, without_scope(function, arguments));
            return None;
        };
        let name = argument.plain_name()?;
        let expression: Expr = syn::parse_quote!(#name);
        let is_reference = arguments
            .iter()
            .filter(|argument| argument.is("scope"))
            .all(|argument| matches!(argument.ty, Type::Reference(_)));
        let reference = if is_reference { expression } else { reference_to(&expression) };
        return Some(FoundScope { reference, exempts: Some(name.to_string()), reads: BTreeSet::new() });
    };
    let expression = &written.value;
    let read = mistakes.keep(mentions::mentions(expression))?;
    if let Some(argument) = argument.filter(|_| !read.contains("scope")) {
        let message = "there are two scopes, the argument `scope` and `scope = ..`, and only one can decide whose data this is. \
                       Remove one of them, or give the argument another name";
        mistakes.at(argument.plain_name()?, message);
        return None;
    }
    let reference = match expression {
        Expr::Reference(ExprReference { mutability: None::<Token![mut]>, .. }) => expression.clone(),
        other => reference_to(other),
    };
    Some(FoundScope { reference, exempts: whole_scope(expression), reads: read })
}

/// The argument that is the whole scope: `scope = user`, `scope = OnBehalfOf::new(user_id, "why")`. One of which a part is
/// taken (`ctx.user`) says more than the scope, and is not exempt.
fn whole_scope(expression: &Expr) -> Option<String> {
    if let Some(name) = mentions::whole(expression) {
        return Some(name);
    }
    let call = match expression {
        Expr::Call(call) => call,
        Expr::Reference(reference) => return whole_scope(&reference.expr),
        Expr::Paren(paren) => return whole_scope(&paren.expr),
        _ => return None,
    };
    let Expr::Path(called) = &*call.func else { return None };
    let mut segments = called.path.segments.iter().rev();
    let is_new = segments.next().is_some_and(|last| last.ident == "new");
    let of_bridge = segments.next().is_some_and(|before| before.ident == "OnBehalfOf");
    if is_new && of_bridge { call.args.first().and_then(mentions::whole) } else { None }
}

fn without_scope(function: &Ident, arguments: &Arguments) -> String {
    let likely = arguments.iter().filter_map(|argument| argument.plain_name()).find(|name| {
        let name = name.to_string();
        LIKELY.contains(&name.as_str())
    });
    let identity = arguments.iter().filter_map(|argument| argument.plain_name()).find(|name| {
        let name = name.to_string();
        LIKELY.iter().any(|likely| name.strip_suffix("_id") == Some(likely))
    });
    let advice = match (likely, identity) {
        (Some(user), _) => format!("Write `scope = {user}`, or call that argument `scope`"),
        (None, Some(id)) => {
            format!("Write `scope = OnBehalfOf::new({id}, \"why\")`, with who authorised the call as the reason")
        }
        (None, None) => "Give it an argument called `scope`, such as `scope: &CurrentUser`, or write `scope = ..`: \
                         `OnBehalfOf::new(id, \"why\")` in background work, `SharedScope` for data of all users"
            .to_owned(),
    };
    format!("`{function}` does not say whose data this is, so one user could be shown another's. {advice}")
}
