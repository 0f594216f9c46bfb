use quote::quote;

use super::derive;
use crate::mistakes::told;

#[test]
fn one_field_is_the_identity() {
    let derived = derive(quote! { struct User { #[scope] id: i64, name: String } }).to_string();
    assert!(derived.contains(&quote!(<i64 as ::postcache::AsScopeId>::as_scope_id(&self.id)).to_string()), "{derived}");
}

#[test]
fn several_fields_are_one_identity_in_order() {
    let derived = derive(quote! { struct Member(#[scope] String, bool, #[scope] u32); }).to_string();
    let tuple = quote! {
        ::postcache::ScopeId::tuple(&[
            <String as ::postcache::AsScopeId>::as_scope_id(&self.0)?,
            <u32 as ::postcache::AsScopeId>::as_scope_id(&self.2)?
        ])
    };
    assert!(derived.contains(&tuple.to_string()), "{derived}");
}

#[test]
fn a_generic_identity_is_bounded() {
    let derived = derive(quote! { struct User<T, N> where N: Clone { #[scope] id: T, note: N } }).to_string();
    assert!(derived.contains(&quote!(where N: Clone, T: ::postcache::AsScopeId).to_string()), "{derived}");
}

#[test]
fn the_facade_may_have_another_name() {
    let derived = derive(quote! { #[scope(crate = pc::cache)] struct User { #[scope] id: i64 } }).to_string();
    assert!(!derived.contains("postcache") && derived.contains("pc :: cache :: Scope for User"), "{derived}");
}

#[test]
fn what_identifies_nobody_is_refused_once() {
    let refusals = [
        (quote! { struct User { id: i64 } }, "does not say which of its fields"),
        (quote! { struct User(i64); }, "`struct CurrentUser(#[scope] i64);`"),
        (quote! { struct User; }, "does not say which of its fields"),
        (quote! { enum User { A(#[scope] i64) } }, "two variants of `User`"),
        (quote! { union User { a: i64 } }, "a union does not know"),
        (quote! { struct User { #[scope] #[scope] id: i64 } }, "marked twice"),
        (quote! { struct User { #[scope(id)] id: i64 } }, "Write `#[scope]`"),
        (quote! { #[scope] struct User { #[scope] id: i64 } }, "`#[scope]` on the whole type says nothing"),
        (quote! { #[scope(tenant)] struct User { #[scope] id: i64 } }, "`tenant` is not known here"),
    ];
    for (input, message) in refusals {
        let messages = told(&derive(input));
        assert!(messages.len() == 1 && messages[0].contains(message), "{messages:#?}");
    }
}

#[test]
fn after_a_mistake_the_impl_is_there() {
    let derived = derive(quote! { struct User<'a, T: Clone> { id: &'a T } }).to_string();
    assert!(derived.contains(&quote!(impl<'a, T: Clone> ::postcache::Scope for User<'a, T>).to_string()), "{derived}");
}
