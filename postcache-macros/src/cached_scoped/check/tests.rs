mod mutations;
mod reads;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::check;
use crate::cached_scoped::attr::Attr;
use crate::cached_scoped::function::Function;
use crate::cached_scoped::model::{Hold, Key, Kind, Model};
use crate::mistakes::Mistakes;

fn checked(attr: TokenStream, item: TokenStream) -> Result<Model, Vec<String>> {
    let mut mistakes = Mistakes::default();
    let attr = Attr::parse(attr, &mut mistakes);
    let function = mistakes.keep(syn::parse2::<Function>(item));
    function.and_then(|function| check(attr, function, &mut mistakes)).ok_or_else(|| mistakes.messages())
}

fn accepted(attr: TokenStream, item: TokenStream) -> Model {
    checked(attr, item).unwrap_or_else(|messages| panic!("{messages:#?}"))
}

fn refusals(attr: TokenStream, item: TokenStream) -> Vec<String> {
    checked(attr, item).err().expect("it was accepted")
}

/// The one message.
fn refusal(attr: TokenStream, item: TokenStream) -> String {
    let messages = refusals(attr, item);
    assert_eq!(messages.len(), 1, "{messages:#?}");
    messages.into_iter().next().unwrap()
}

/// The names of the arguments that are the key.
fn key(model: &Model) -> Vec<String> {
    let Kind::Read(read) = &model.kind else { panic!("a mutation") };
    match &read.key {
        Key::Written(written) => vec![written.to_token_stream().to_string()],
        Key::Arguments { parts, .. } => parts.iter().map(|argument| argument.name.to_string()).collect(),
    }
}

/// `async fn get(&self, scope: &User, <arguments>) -> Result<Post, E>`.
fn get(arguments: &TokenStream) -> TokenStream {
    quote!(async fn get(&self, scope: &User, #arguments) -> Result<Post, E> { todo!() })
}

#[test]
fn a_function_needs_a_region() {
    assert_eq!(
        refusal(quote!(), get(&quote!(id: i64))),
        "no region is named, so `get` has no cache. Write it first, as in `#[cached_scoped(self.posts)]`"
    );
    assert!(refusal(quote!("posts"), get(&quote!(id: i64))).contains("\"posts\" is a name"));
}

#[test]
fn the_scope_is_the_argument_of_that_name() {
    let model = accepted(quote!(self.posts), get(&quote!(id: i64)));
    assert_eq!(model.scope.to_token_stream().to_string(), "scope");
    let by_value = quote!(
        async fn get(&self, scope: Arc<User>, id: i64) -> Post {
            todo!()
        }
    );
    assert_eq!(accepted(quote!(self.posts), by_value).scope.to_token_stream().to_string(), "& scope");
}

#[test]
fn a_function_needs_a_scope() {
    let message = |arguments: TokenStream| {
        refusal(quote!(self.posts), quote!(async fn get(&self, #arguments) -> Post { todo!() }))
    };
    assert!(message(quote!(id: i64)).contains("`get` does not say whose data this is"));
    assert!(message(quote!(user: &User, id: i64)).contains("Write `scope = user`"));
    assert!(message(quote!(user_id: i64, id: i64)).contains("Write `scope = OnBehalfOf::new(user_id, \"why\")`"));
}

#[test]
fn two_scopes_are_refused_and_a_part_of_the_argument_is_not() {
    assert!(
        refusal(quote!(self.posts, scope = user), get(&quote!(user: &User, id: i64))).contains("there are two scopes")
    );
    let part = accepted(
        quote!(self.posts, scope = scope.team, key = id, ignore(scope = "its team decides")),
        get(&quote!(id: i64)),
    );
    assert_eq!(part.scope.to_token_stream().to_string(), "& scope . team");
}

#[test]
fn the_body_may_move_what_holds_a_cloned_region() {
    let hold = |receiver: TokenStream| {
        accepted(quote!(self.posts), quote!(async fn get(#receiver, scope: &User) -> Post { todo!() })).region.hold
    };
    for borrowed in [quote!(&self), quote!(self: &Self), quote!(self: &Arc<Self>)] {
        assert_eq!(hold(borrowed), Hold::Borrowed);
    }
    for cloned in [quote!(self), quote!(mut self), quote!(self: Arc<Self>)] {
        assert_eq!(hold(cloned), Hold::Cloned);
    }
    let free = |ty: TokenStream| {
        accepted(quote!(region), quote!(async fn get(region: #ty, scope: &User) -> Post { todo!() })).region.hold
    };
    assert_eq!(free(quote!(&Region<i64, Post>)), Hold::Borrowed);
    assert_eq!(free(quote!(Region<i64, Post>)), Hold::Cloned);
}

#[test]
fn functions_that_cannot_wait_are_refused() {
    let message = |item: TokenStream| refusal(quote!(self.posts), item);
    assert!(
        message(quote!(
            fn get(&self, scope: &User) -> Post {
                todo!()
            }
        ))
        .contains("`get` is not `async`")
    );
    assert!(
        message(quote!(
            fn get(&self, scope: &User) -> impl Future<Output = Post> {
                todo!()
            }
        ))
        .contains("Write `async fn`")
    );
    assert!(
        message(quote!(
            const async fn get(&self, scope: &User) -> Post {
                todo!()
            }
        ))
        .contains("Remove `const`")
    );
    assert!(
        message(quote!(
            async unsafe fn get(&self, scope: &User) -> Post {
                todo!()
            }
        ))
        .contains("with the `unsafe` block in its body")
    );
    assert!(
        message(quote!(
            async extern "C" fn get(&self, scope: &User) -> Post {
                todo!()
            }
        ))
        .contains("Remove the `extern`")
    );
    assert!(
        message(quote!(
            #[cached_scoped(self.x)]
            async fn get(&self, scope: &User) -> Post {
                todo!()
            }
        ))
        .contains("annotated twice")
    );
}

#[test]
fn mistakes_of_all_stages_are_told_together() {
    let messages = refusals(
        quote!(self.posts, banana = "5s", key = id, ignore(nobody = "x")),
        quote!(
            async fn get(&mut self, page: u32, id: i64) -> &Post {
                todo!()
            }
        ),
    );
    assert_eq!(messages.len(), 6, "{messages:#?}");
}
