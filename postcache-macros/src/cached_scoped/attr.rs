//! Parse: the attribute's tokens to what they say, argument by argument.

mod values;
mod words;

#[cfg(test)]
mod tests;

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Path, Token, parenthesized};

pub(super) use values::{Evict, FenceWanted, Ignored, Lifetime, LoadTimeout, PutNew, Settled, Tags};

use crate::mistakes::Mistakes;
use words::Form;

/// An argument, and the word that introduced it.
pub(super) struct Said<T> {
    pub(super) word: Ident,
    pub(super) value: T,
}

/// What the attribute says. Nothing here has been compared with the function yet.
#[derive(Default)]
pub(super) struct Attr {
    pub(super) region: Option<Expr>,
    pub(super) key: Option<Said<Expr>>,
    pub(super) ignore: Option<Said<Vec<Ignored>>>,
    pub(super) scope: Option<Said<Expr>>,
    pub(super) same_as: Option<Said<Ident>>,
    pub(super) read_mode: Option<Said<Expr>>,
    pub(super) ttl: Option<Said<Lifetime>>,
    pub(super) negative_ttl: Option<Said<Lifetime>>,
    pub(super) ttl_from: Option<Said<Expr>>,
    pub(super) load_timeout: Option<Said<LoadTimeout>>,
    pub(super) put: Option<Said<Expr>>,
    pub(super) put_new: Option<Said<PutNew>>,
    pub(super) evict: Vec<Said<Evict>>,
    pub(super) invalidate_tags: Option<Said<Tags>>,
    pub(super) clear_scope: Option<Said<()>>,
    pub(super) fence: Option<Said<FenceWanted>>,
    pub(super) settled: Option<Said<Settled>>,
    pub(super) facade: Option<Said<Path>>,
    /// Something that could not be read may have made this a mutation.
    pub(super) may_mutate: bool,
}

impl Attr {
    /// Reads every argument that can be read; each of the others is a mistake of its own.
    pub(super) fn parse(tokens: TokenStream, mistakes: &mut Mistakes) -> Self {
        let mut attr = Self::default();
        let read = (|input: ParseStream<'_>| {
            let mut first = true;
            while !input.is_empty() {
                let word = input.fork().call(Ident::parse_any).ok();
                let argument = attr.argument(input, first, mistakes).and_then(|()| comma_or_end(input));
                if mistakes.keep(argument).is_none() {
                    attr.may_mutate |= word.is_some_and(|word| words::may_mutate(&word));
                    skip_argument(input)?;
                }
                input.parse::<Option<Token![,]>>()?;
                first = false;
            }
            Ok(())
        })
        .parse2(tokens);
        mistakes.keep(read);
        attr
    }

    fn argument(&mut self, input: ParseStream<'_>, first: bool, mistakes: &mut Mistakes) -> syn::Result<()> {
        let Some(form) = Form::ahead(input, first) else { return self.positional(input, first) };
        let word = input.call(Ident::parse_any)?;
        match form {
            Form::Assigned => {
                input.parse::<Token![=]>()?;
                if input.is_empty() || input.peek(Token![,]) {
                    return Err(words::without_value(&word));
                }
                self.assigned(word, input, mistakes)
            }
            Form::Listed => {
                let content;
                parenthesized!(content in input);
                let listed = self.listed(word.clone(), &content, mistakes);
                let rest: TokenStream = content.parse()?;
                if rest.is_empty() { listed } else { listed.and(Err(words::too_much(&word, &rest))) }
            }
            Form::Alone if word == "clear_scope" => {
                set(&mut self.clear_scope, word, (), mistakes);
                Ok(())
            }
            Form::Alone => Err(words::without_value(&word)),
        }
    }

    fn positional(&mut self, input: ParseStream<'_>, first: bool) -> syn::Result<()> {
        let expression: Expr = input.parse()?;
        if first {
            self.region = Some(expression);
            return Ok(());
        }
        Err(words::second_positional(&expression))
    }

    fn assigned(&mut self, word: Ident, input: ParseStream<'_>, mistakes: &mut Mistakes) -> syn::Result<()> {
        match word.to_string().as_str() {
            "key" => set(&mut self.key, word, input.parse()?, mistakes),
            "scope" => set(&mut self.scope, word, input.parse()?, mistakes),
            "same_as" => set(&mut self.same_as, word, values::name_of_function(input)?, mistakes),
            "read_mode" => set(&mut self.read_mode, word, input.parse()?, mistakes),
            "ttl" => set(&mut self.ttl, word, Lifetime::parse(input)?, mistakes),
            "negative_ttl" => set(&mut self.negative_ttl, word, Lifetime::parse(input)?, mistakes),
            "ttl_from" => set(&mut self.ttl_from, word, input.parse()?, mistakes),
            "load_timeout" => set(&mut self.load_timeout, word, LoadTimeout::parse(input)?, mistakes),
            "put" => set(&mut self.put, word, values::key_not_closure(input)?, mistakes),
            "put_new" => set(&mut self.put_new, word, PutNew::parse(input)?, mistakes),
            "evict" => {
                let value = Evict { region: None, key: values::key_not_closure(input)? };
                self.evict.push(Said { word, value });
            }
            "invalidate_tags" => set(&mut self.invalidate_tags, word, Tags::parse(input)?, mistakes),
            "fence" => set(&mut self.fence, word, FenceWanted::parse(input)?, mistakes),
            "settled" => set(&mut self.settled, word, Settled::parse(input)?, mistakes),
            "crate" => set(&mut self.facade, word, input.call(Path::parse_mod_style)?, mistakes),
            "clear_scope" => return Err(words::takes_no_value(&word)),
            _ => return Err(words::wrong_form(&word)),
        }
        Ok(())
    }

    fn listed(&mut self, word: Ident, content: ParseStream<'_>, mistakes: &mut Mistakes) -> syn::Result<()> {
        match word.to_string().as_str() {
            "ignore" => {
                let value = values::ignored(&word, content, mistakes)?;
                set(&mut self.ignore, word, value, mistakes);
            }
            "evict" => {
                let value = Evict::parse_pair(&word, content)?;
                self.evict.push(Said { word, value });
            }
            "load_timeout" => set(&mut self.load_timeout, word, LoadTimeout::parse_with_answer(content)?, mistakes),
            "fence" => set(&mut self.fence, word, FenceWanted::parse_with_answer(content)?, mistakes),
            _ => return Err(words::wrong_form(&word)),
        }
        Ok(())
    }
}

fn set<T>(place: &mut Option<Said<T>>, word: Ident, value: T, mistakes: &mut Mistakes) {
    if place.is_some() {
        mistakes.add(words::doubled(&word));
    } else {
        *place = Some(Said { word, value });
    }
}

fn comma_or_end(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error("this is not part of the argument before it: separate the two by a comma"))
}

/// So that the argument behind a wrong one is still read.
fn skip_argument(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
