//! Parse: the annotated item to a signature and a body that stays as it was written.

mod boxed;

#[cfg(test)]
mod tests;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{AttrStyle, Attribute, Error, ReturnType, Signature, Token, Type, Visibility};

pub(super) use boxed::BoxedBody;

/// A function, its body unread: what a user is still typing is kept, and every token in it keeps its place.
#[derive(Clone)]
pub(super) struct Function {
    pub(super) attrs: Vec<Attribute>,
    pub(super) vis: Visibility,
    pub(super) sig: Signature,
    /// Its braces and what is in them.
    pub(super) body: Group,
}

/// How a function is asynchronous.
#[derive(Clone)]
pub(super) enum Style {
    /// `async fn`.
    Async {
        output: Output,
    },
    /// What `#[async_trait]` leaves: `fn .. -> Pin<Box<dyn Future<Output = T> + ..>> { Box::pin(async move { .. }) }`.
    Boxed {
        output: Output,
        boxed: BoxedBody,
    },
    /// `fn`, but it returns a future.
    ReturnsFuture,
    Synchronous,
}

/// What awaiting the function gives.
#[derive(Clone)]
pub(super) enum Output {
    Nothing,
    Of(Box<Type>),
}

impl Function {
    pub(super) fn style(&self) -> Style {
        if self.sig.asyncness.is_some() {
            return Style::Async { output: Output::of(&self.sig.output) };
        }
        let ReturnType::Type(_, returned) = &self.sig.output else { return Style::Synchronous };
        match (boxed::output(returned), BoxedBody::read(&self.body.stream())) {
            (Some(output), Some(boxed)) => Style::Boxed { output, boxed },
            _ if boxed::is_future(returned) => Style::ReturnsFuture,
            _ => Style::Synchronous,
        }
    }
}

impl Output {
    fn of(returned: &ReturnType) -> Self {
        match returned {
            ReturnType::Default => Self::Nothing,
            ReturnType::Type(_, returned) => Self::Of(returned.clone()),
        }
    }
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig: Signature =
            input.fork().parse().and_then(|_: Signature| input.parse()).map_err(|_| not_a_function(input))?;
        if input.peek(Token![;]) {
            return Err(Error::new_spanned(
                &sig.ident,
                format!(
                    "`{}` has no body here, so there is nothing to cache. Annotate the method of the `impl` instead",
                    sig.ident
                ),
            ));
        }
        let mut body: Group = input.parse()?;
        attrs.extend(take_inner_attributes(&mut body)?);
        Ok(Self { attrs, vis, sig, body })
    }
}

/// Other statements in the same braces.
pub(super) fn in_braces_of(group: &Group, inside: TokenStream) -> Group {
    let mut braces = Group::new(group.delimiter(), inside);
    braces.set_span(group.span());
    braces
}

fn not_a_function(input: ParseStream<'_>) -> Error {
    input.error(
        "`#[cached_scoped]` stands on one function, whose arguments are the key. \
         Write it on each `async fn` whose answer is cached or that changes what is cached",
    )
}

/// `#![..]` at the top of a body says the same as `#[..]` on the function.
fn take_inner_attributes(body: &mut Group) -> syn::Result<Vec<Attribute>> {
    let tokens = body.stream();
    let mut first = tokens.clone().into_iter();
    let is_mark =
        |tree: Option<TokenTree>, mark| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    if !is_mark(first.next(), '#') || !is_mark(first.next(), '!') {
        return Ok(Vec::new());
    }
    let split = |input: ParseStream<'_>| Ok((input.call(Attribute::parse_inner)?, input.parse::<TokenStream>()?));
    let (mut attrs, rest) = split.parse2(tokens)?;
    *body = in_braces_of(body, rest);
    for attr in &mut attrs {
        attr.style = AttrStyle::Outer;
    }
    Ok(attrs)
}
