use expect_test::expect_file;
use quote::quote;

use super::derive;
use crate::mistakes::told;

fn formatted(derived: proc_macro2::TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(derived).unwrap())
}

#[test]
fn a_struct() {
    expect_file!["snapshots/struct.rs"].assert_eq(&formatted(derive(quote! {
        struct Post<T> { id: i64, #[owner] tenant: String, #[owner] user_id: i64, #[owned] tags: Vec<T> }
    })));
}

#[test]
fn an_enum() {
    expect_file!["snapshots/enum.rs"].assert_eq(&formatted(derive(quote! {
        enum Item { Draft { #[owner] by: i64, text: String }, Post(#[owned] Post), #[owned(unchecked)] Advert(String) }
    })));
}

#[test]
fn a_type_that_belongs_to_nobody() {
    expect_file!["snapshots/unchecked.rs"].assert_eq(&formatted(derive(quote! {
        #[owned(unchecked, crate = pc)]
        enum Weather { Sun, Rain { mm: u8 } }
    })));
}

#[test]
fn a_type_whose_owner_is_not_said_is_refused_once() {
    let refusals = [
        (quote! { struct Post { id: i64 } }, "`Post` does not say whose it is"),
        (quote! { struct Post; }, "`Post` does not say whose it is"),
        (quote! { enum Never {} }, "`Never` does not say whose it is"),
        (quote! { enum Item { A(#[owner] i64), B } }, "`B` does not say whose it is"),
        (quote! { union Post { id: i64 } }, "a union does not know"),
        (quote! { #[owned(unchecked)] struct Post { #[owner] id: i64 } }, "Remove one of the two"),
        (quote! { #[owned(unchecked)] enum Post { A(#[owned] Row) } }, "Remove one of the two"),
        (quote! { enum Post { #[owned(unchecked)] A(#[owner] i64) } }, "Remove one of the two"),
        (quote! { enum Post { #[owned(owner)] A(i64) } }, "a variant says `#[owned(unchecked)]` or nothing"),
        (quote! { #[owned(unkecked)] struct Post { id: i64 } }, "`unkecked` is not known here"),
        (quote! { #[owned] struct Post { id: i64 } }, "`#[owned]` on the whole type says nothing"),
        (quote! { #[owner] struct Post { id: i64 } }, "`#[owner]` on the whole type names nobody"),
        (quote! { struct Post { #[owner] #[owned] id: i64 } }, "this field is called both"),
        (quote! { struct Post { #[owner(id)] id: i64 } }, "Write `#[owner]`"),
        (quote! { struct Post(#[owner] i8, #[owner] i8, #[owner] i8, #[owner] i8, #[owner] i8); }, "at most 4 parts"),
    ];
    for (input, message) in refusals {
        let messages = told(&derive(input));
        assert!(messages.len() == 1 && messages[0].contains(message), "{messages:#?}");
    }
}

#[test]
fn every_variant_that_is_wrong_is_told() {
    let messages = told(&derive(quote! { enum Item { A(i64), B { id: i64 }, C(#[owner] i64) } }));
    assert_eq!(messages.len(), 2, "{messages:#?}");
}
