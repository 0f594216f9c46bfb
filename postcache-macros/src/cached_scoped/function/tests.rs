use quote::{ToTokens, quote};

use super::{Function, Output, Style};

fn parse(tokens: proc_macro2::TokenStream) -> Function {
    syn::parse2(tokens).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(tokens: proc_macro2::TokenStream) -> String {
    syn::parse2::<Function>(tokens).map(|_| ()).unwrap_err().to_string()
}

fn output(output: &Output) -> String {
    match output {
        Output::Nothing => String::new(),
        Output::Of(returned) => returned.to_token_stream().to_string(),
    }
}

#[test]
fn a_body_that_is_half_typed_is_kept_as_it_is() {
    let function = parse(quote!(pub async fn get(&self) -> Post { self.db. }));
    assert_eq!(function.body.stream().to_string(), quote!(self.db.).to_string());
}

#[test]
fn attributes_are_kept_and_inner_ones_move_outside() {
    let function = parse(quote! {
        #[doc = "Gets."]
        #[cfg(feature = "x")]
        pub(crate) async fn get() -> u8 { #![allow(unused)] 5 }
    });
    assert_eq!(function.attrs.len(), 3);
    assert_eq!(function.body.stream().to_string(), "5");
    assert_eq!(function.attrs[2].to_token_stream().to_string(), quote!(#[allow(unused)]).to_string());
}

#[test]
fn what_is_not_a_function_with_a_body_is_refused() {
    assert!(
        refusal(quote!(
            struct Post;
        ))
        .starts_with("`#[cached_scoped]` stands on one function")
    );
    assert!(refusal(quote!(impl Posts {})).starts_with("`#[cached_scoped]` stands on one function"));
    assert!(
        refusal(quote!(
            async fn get(&self) -> Post;
        ))
        .contains("has no body here")
    );
}

#[test]
fn an_async_function_is_plain() {
    let Style::Async { output: returned } = parse(quote!(
        async fn get() -> Result<Post, E> {}
    ))
    .style() else {
        panic!()
    };
    assert_eq!(output(&returned), quote!(Result<Post, E>).to_string());
    let Style::Async { output: returned } = parse(quote!(
        async fn delete() {}
    ))
    .style() else {
        panic!()
    };
    assert_eq!(output(&returned), "");
}

#[test]
fn what_async_trait_leaves_is_read_back() {
    let function = parse(quote! {
        fn get<'a, 'async_trait>(&'a self) -> ::core::pin::Pin<Box<
            dyn ::core::future::Future<Output = Result<Post, E>> + ::core::marker::Send + 'async_trait
        >> {
            Box::pin(async move { let __self = self; __self.load().await })
        }
    });
    let Style::Boxed { output: returned, boxed } = function.style() else { panic!() };
    assert_eq!(output(&returned), quote!(Result<Post, E>).to_string());
    assert_eq!(boxed.body().stream().to_string(), quote!(let __self = self; __self.load().await).to_string());
    assert_eq!(boxed.around(quote!(5)).to_string(), quote!(Box::pin(async move { 5 })).to_string());
}

#[test]
fn other_functions_that_return_futures_are_seen() {
    for tokens in [
        quote!(
            fn get() -> impl Future<Output = u8> + Send {
                async { 5 }
            }
        ),
        quote!(
            fn get() -> Pin<Box<dyn Future<Output = u8>>> {
                let x = 5;
                Box::pin(async move { x })
            }
        ),
        quote!(
            fn get() -> Pin<Box<dyn Future<Output = u8>>> {
                Box::pin(make())
            }
        ),
        quote!(
            fn get() -> BoxFuture<'static, u8> {
                make().boxed()
            }
        ),
        quote!(
            fn get() -> Box<dyn Future<Output = u8>> {
                Box::new(make())
            }
        ),
    ] {
        assert!(matches!(parse(tokens.clone()).style(), Style::ReturnsFuture), "{tokens}");
    }
    assert!(matches!(
        parse(quote!(
            fn get() -> Vec<u8> {}
        ))
        .style(),
        Style::Synchronous
    ));
    assert!(matches!(
        parse(quote!(
            fn get() {}
        ))
        .style(),
        Style::Synchronous
    ));
}
