//! Expressions that the expansion makes of the user's.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprParen, ExprReference, Token, token};

/// `&expression`, reported at the expression.
pub(super) fn reference_to(expression: &Expr) -> Expr {
    let span = expression.span();
    let expr = match expression {
        Expr::Binary(_) | Expr::Cast(_) | Expr::Range(_) | Expr::Closure(_) => Expr::Paren(ExprParen {
            attrs: Vec::new(),
            paren_token: token::Paren(span),
            expr: Box::new(expression.clone()),
        }),
        other => other.clone(),
    };
    Expr::Reference(ExprReference {
        attrs: Vec::new(),
        and_token: Token![&](span),
        mutability: None,
        expr: Box::new(expr),
    })
}

/// The key that an expression means, by reference so that the body may move what it is made of: `&id`, `&(&id, &page)`.
pub(super) fn key(expression: &Expr) -> TokenStream {
    match expression {
        Expr::Tuple(tuple) if !tuple.elems.is_empty() => {
            tuple_of(expression.span(), tuple.elems.iter().map(|part| reference_to(part).into_token_stream()))
        }
        Expr::Paren(paren) => key(&paren.expr),
        Expr::Group(group) => key(&group.expr),
        one => reference_to(one).into_token_stream(),
    }
}

/// `&(first, second)`.
pub(super) fn tuple_of(span: Span, parts: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let parts = parts.into_iter();
    quote_spanned!(span=> &(#(#parts,)*))
}
