//! Which names an expression reads.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Error, Expr, LitStr, Stmt};

/// The macros whose words all take part in what they make. Of others nobody knows.
const READ_WHOLE: &[&str] = &["format", "vec"];

/// The local names that `expression` reads.
///
/// A name that the expression itself binds anywhere (a closure's parameter, a `match` arm) does not count, even where it
/// is also read outside: too few names make a mistake that the user sees, too many an argument that is silently not in
/// the key.
///
/// # Errors
///
/// An expression with statements or loops in it.
pub(super) fn mentions(expression: &Expr) -> syn::Result<BTreeSet<String>> {
    let mut names = Names::default();
    names.read(expression)?;
    let Names { read, bound } = names;
    Ok(read.difference(&bound).cloned().collect())
}

/// The name that `expression` is a place in: `self` of `self.posts`, `ctx` of `&ctx.regions().posts`.
pub(super) fn root(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Field(field) => root(&field.base),
        Expr::Index(index) => root(&index.expr),
        Expr::MethodCall(call) => root(&call.receiver),
        Expr::Reference(reference) => root(&reference.expr),
        Expr::Unary(unary) => root(&unary.expr),
        Expr::Paren(paren) => root(&paren.expr),
        Expr::Group(group) => root(&group.expr),
        Expr::Try(tried) => root(&tried.expr),
        _ => None,
    }
}

/// The name that `expression` is, whole: `id`, `&id`, `*id`.
pub(super) fn whole(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(ToString::to_string),
        Expr::Reference(reference) => whole(&reference.expr),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => whole(&unary.expr),
        Expr::Paren(paren) => whole(&paren.expr),
        Expr::Group(group) => whole(&group.expr),
        _ => None,
    }
}

/// Whether the identifier stands anywhere in these tokens.
pub(super) fn contains(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => contains(group.stream(), name),
        TokenTree::Ident(word) => word == name,
        _ => false,
    })
}

#[derive(Default)]
struct Names {
    read: BTreeSet<String>,
    bound: BTreeSet<String>,
}

impl Names {
    fn read(&mut self, expression: &Expr) -> syn::Result<()> {
        match expression {
            Expr::Lit(_) => Ok(()),
            Expr::Path(path) => {
                self.read.extend(path.path.get_ident().map(ToString::to_string));
                Ok(())
            }
            Expr::Field(field) => self.read(&field.base),
            Expr::Reference(reference) => self.read(&reference.expr),
            Expr::Paren(paren) => self.read(&paren.expr),
            Expr::Group(group) => self.read(&group.expr),
            Expr::Unary(unary) => self.read(&unary.expr),
            Expr::Cast(cast) => self.read(&cast.expr),
            Expr::Try(tried) => self.read(&tried.expr),
            Expr::Await(awaited) => self.read(&awaited.base),
            Expr::Tuple(tuple) => self.read_all(&tuple.elems),
            Expr::Array(array) => self.read_all(&array.elems),
            Expr::Repeat(repeat) => self.read_all([&*repeat.expr, &*repeat.len]),
            Expr::Binary(binary) => self.read_all([&*binary.left, &*binary.right]),
            Expr::Index(index) => self.read_all([&*index.expr, &*index.index]),
            Expr::Range(range) => self.read_all(range.start.iter().chain(&range.end).map(|end| &**end)),
            Expr::Call(call) => self.read(&call.func).and_then(|()| self.read_all(&call.args)),
            Expr::MethodCall(call) => self.read(&call.receiver).and_then(|()| self.read_all(&call.args)),
            Expr::Struct(literal) => {
                self.read_all(literal.fields.iter().map(|field| &field.expr).chain(literal.rest.as_deref()))
            }
            Expr::Closure(closure) => {
                self.bind(closure.inputs.to_token_stream());
                self.read(&closure.body)
            }
            Expr::Let(binding) => {
                self.bind(binding.pat.to_token_stream());
                self.read(&binding.expr)
            }
            Expr::If(choice) => {
                self.read(&choice.cond)?;
                self.read_block(&choice.then_branch)?;
                choice.else_branch.as_ref().map_or(Ok(()), |(_, otherwise)| self.read(otherwise))
            }
            Expr::Match(choice) => {
                self.read(&choice.expr)?;
                for arm in &choice.arms {
                    self.bind(arm.pat.to_token_stream());
                    self.read(&arm.body)?;
                }
                Ok(())
            }
            Expr::Block(block) => self.read_block(&block.block),
            Expr::Macro(call) if READ_WHOLE.iter().any(|name| call.mac.path.is_ident(name)) => {
                self.read_captured(call.mac.tokens.clone());
                self.read_tokens(call.mac.tokens.clone());
                Ok(())
            }
            other => Err(too_involved(other)),
        }
    }

    fn read_all<'e>(&mut self, expressions: impl IntoIterator<Item = &'e Expr>) -> syn::Result<()> {
        expressions.into_iter().try_for_each(|expression| self.read(expression))
    }

    fn read_block(&mut self, block: &Block) -> syn::Result<()> {
        block.stmts.iter().try_for_each(|statement| match statement {
            Stmt::Expr(expression, None) => self.read(expression),
            other => Err(too_involved(other)),
        })
    }

    /// In these macros every word is a name, but not one behind a dot; `name = value` binds it.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut behind_dot = false;
        let mut trees = tokens.into_iter().peekable();
        while let Some(tree) = trees.next() {
            match &tree {
                TokenTree::Group(group) => self.read_tokens(group.stream()),
                TokenTree::Ident(word) if !behind_dot => {
                    let is_bound = matches!(trees.peek(), Some(TokenTree::Punct(mark))
                        if mark.as_char() == '=' && mark.spacing() == Spacing::Alone);
                    let names = if is_bound { &mut self.bound } else { &mut self.read };
                    names.insert(word.to_string());
                }
                _ => {}
            }
            behind_dot = matches!(&tree, TokenTree::Punct(mark) if mark.as_char() == '.');
        }
    }

    /// `format!("{id}")` reads `id`.
    fn read_captured(&mut self, tokens: TokenStream) {
        let Some(TokenTree::Literal(text)) = tokens.into_iter().next() else { return };
        let Ok(text) = syn::parse2::<LitStr>(TokenTree::Literal(text).into()) else { return };
        let text = text.value().replace("{{", "");
        let captured = text.split('{').skip(1).filter_map(|behind| behind.split(['}', ':']).next());
        self.read.extend(captured.filter(|name| !name.is_empty()).map(str::to_owned));
    }

    fn bind(&mut self, pattern: TokenStream) {
        for tree in pattern {
            match tree {
                TokenTree::Group(group) => self.bind(group.stream()),
                TokenTree::Ident(word) => self.bound.extend([word.to_string()]),
                _ => {}
            }
        }
    }
}

fn too_involved(tokens: impl ToTokens) -> Error {
    Error::new_spanned(
        tokens,
        "this is too involved to see which arguments it reads, and one that it misses would share entries. \
         Write names, fields, calls, or a tuple of these; what needs statements, or another macro than `format!`, goes into a function",
    )
}
