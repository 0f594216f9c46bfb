use expect_test::expect_file;
use quote::quote;

use super::derive;
use crate::mistakes::told;

fn formatted(derived: proc_macro2::TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(derived).unwrap())
}

/// The kind of the derived key.
fn shape(input: proc_macro2::TokenStream) -> String {
    let derived = derive(input).to_string();
    let from = derived.find("type Shape = ").unwrap() + "type Shape = ".len();
    without_spaces(derived[from..].split(" ; ").next().unwrap())
}

fn without_spaces(tokens: &str) -> String {
    tokens.replace(' ', "")
}

#[test]
fn a_struct() {
    expect_file!["snapshots/struct.rs"].assert_eq(&formatted(derive(quote! {
        struct Page<'a, T> { number: u32, after: Option<&'a T> }
    })));
}

#[test]
fn an_enum() {
    expect_file!["snapshots/enum.rs"].assert_eq(&formatted(derive(quote! {
        #[cache_key(crate = pc)]
        enum Filter { All, By(i64, String), Between { from: i64, to: i64 } }
    })));
}

#[test]
fn an_enum_without_variants() {
    expect_file!["snapshots/never.rs"].assert_eq(&formatted(derive(quote! { enum Never {} })));
}

#[test]
fn the_kind_is_the_type_without_its_lifetimes() {
    assert_eq!(shape(quote! { struct Page; }), "Page");
    assert_eq!(shape(quote! { struct Page<'a>(&'a str); }), "Page<'static>");
    assert_eq!(shape(quote! { struct Page<const N: usize>([u8; N]); }), "Page<N>");
}

#[test]
fn a_parameter_is_of_its_own_kind_unless_the_type_bounds_it() {
    let own = "Page<<Tas::postcache::CacheKey>::Shape>";
    assert_eq!(shape(quote! { struct Page<T>(T); }), own);
    assert_eq!(shape(quote! { struct Page<T: ?Sized>(Box<T>); }), own);
    assert_eq!(shape(quote! { struct Page<T>(Vec<T>) where T: ?Sized; }), own);
    for itself in [
        quote! { struct Page<T: Ord>(T); },
        quote! { struct Page<T>(T) where T: Ord; },
        quote! { struct Page<T>(T) where Vec<T>: Ord; },
        quote! { struct Page<T>(i64, PhantomData<T>); },
    ] {
        let derived = derive(itself.clone()).to_string();
        assert_eq!(shape(itself), without_spaces(&quote!(Page<T>).to_string()));
        assert!(derived.contains("T : 'static"), "{derived}");
    }
}

#[test]
fn what_holds_nothing_is_no_part_and_needs_no_bound() {
    let derived = derive(quote! { struct Id<T>(i64, ::core::marker::PhantomData<T>); }).to_string();
    assert!(
        derived.contains("let _ : & :: core :: marker :: PhantomData < _ > = __postcache_field1")
            && derived.contains("variant (0u32 , 1u32)")
            && !derived.contains("T : :: postcache :: CacheKey"),
        "{derived}"
    );
}

#[test]
fn what_names_no_entry_is_refused_once() {
    let refusals = [
        (quote! { union Key { a: i64 } }, "a union does not know"),
        (quote! { struct Key { #[cache_key(skip)] a: i64, b: i64 } }, "every field is a part of the key"),
        (quote! { enum Key { #[cache_key] A } }, "every field is a part of the key"),
        (quote! { #[cache_key] struct Key; }, "`#[cache_key]` on the whole type says nothing"),
        (quote! { #[cache_key(skip)] struct Key; }, "`skip` is not known here"),
    ];
    for (input, message) in refusals {
        let messages = told(&derive(input));
        assert!(messages.len() == 1 && messages[0].contains(message), "{messages:#?}");
    }
}
