use quote::quote;

use super::{accepted, refusal, refusals};
use crate::cached_scoped::model::{Fence, Kind, Model, Mutation, Proof, Put};

fn update(arguments: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    quote!(async fn update(&self, scope: &User, id: i64, #arguments) -> Result<Post, E> { todo!() })
}

fn mutation(model: Model) -> Mutation {
    match model.kind {
        Kind::Mutation(mutation) => *mutation,
        Kind::Read(_) => panic!("a read"),
    }
}

#[test]
fn naming_a_change_makes_a_mutation_whose_arguments_are_free() {
    for change in [
        quote!(put = id),
        quote!(put_new = |post| post.id),
        quote!(evict = id),
        quote!(evict(self.other, id)),
        quote!(invalidate_tags = ["posts"]),
        quote!(clear_scope),
    ] {
        mutation(accepted(quote!(self.posts, #change), update(&quote!(change: PostChange, (a, b): (u8, u8)))));
    }
}

#[test]
fn what_is_not_said_is_best_effort_and_judged_by_the_cache() {
    let plain = mutation(accepted(quote!(self.posts, evict = id), update(&quote!())));
    assert!(matches!((plain.put, plain.fence, plain.settled), (Put::Nothing, Fence::BestEffort, Proof::OfTheCache)));
    let all = mutation(accepted(quote!(self.posts, put = id, fence = "required", settled = never), update(&quote!())));
    assert!(matches!((all.put, all.fence, all.settled), (Put::Known(_), Fence::Required { .. }, Proof::Never { .. })));
}

#[test]
fn words_of_reads_are_refused_in_a_mutation() {
    for word in [quote!(key = id), quote!(same_as = get), quote!(read_mode = mode), quote!(load_timeout = "2s")] {
        let message = refusal(quote!(self.posts, evict = id, #word), update(&quote!()));
        assert!(message.contains("belongs to a read, and `evict` makes this a mutation"), "{message}");
    }
}

#[test]
fn what_is_put_has_a_life_and_what_is_not_has_none() {
    for life in [quote!(ttl = "30s"), quote!(ttl_from = Post::ttl)] {
        accepted(quote!(self.posts, put = id, #life), update(&quote!()));
        accepted(quote!(self.posts, put_new = |post| post.id, #life), update(&quote!()));
        let message = refusal(quote!(self.posts, evict = id, #life), update(&quote!()));
        assert!(message.contains("and this mutation keeps none"), "{message}");
    }
    let message = refusal(quote!(self.posts, put = id, negative_ttl = "5s"), update(&quote!()));
    assert!(message.contains("a mutation that returns `None` puts nothing"), "{message}");
    let message = refusal(quote!(self.posts, put = id, ttl = "30s", ttl_from = Post::ttl), update(&quote!()));
    assert!(message.contains("only one of them can decide"), "{message}");
}

#[test]
fn a_value_is_put_under_one_key() {
    assert!(
        refusal(quote!(self.posts, put = id, put_new = |p| p.id), update(&quote!()))
            .contains("the value is put by `put` already")
    );
}

#[test]
fn a_function_that_returns_nothing_has_nothing_to_put_or_to_judge() {
    let item = quote!(
        async fn delete(&self, scope: &User, id: i64) {
            todo!()
        }
    );
    assert!(refusal(quote!(self.posts, put = id), item.clone()).contains("`put` keeps what the function returns"));
    assert!(
        refusal(quote!(self.posts, evict = id, settled = never), item.clone()).contains("`settled` judges the error")
    );
    accepted(quote!(self.posts, evict = id), item);
}

#[test]
fn transactions_are_refused_unless_there_is_a_reason() {
    let message = refusal(quote!(self.posts, evict = id), update(&quote!(tx: &mut SqliteConnection)));
    assert!(message.contains("the fence would be lowered before that commits"), "{message}");
    accepted(quote!(self.posts, evict = id, ignore(tx = "commits inside")), update(&quote!(tx: &mut SqliteConnection)));
}

#[test]
fn nothing_else_needs_to_be_ignored() {
    assert!(
        refusal(quote!(self.posts, evict = id, ignore(note = "x")), update(&quote!(note: &str)))
            .contains("arguments of a mutation are free")
    );
    assert!(
        refusal(quote!(self.posts, evict = id, ignore(nobody = "x")), update(&quote!()))
            .contains("no argument called `nobody`")
    );
}

#[test]
fn a_mutation_may_borrow_exclusively_and_return_a_reference_but_no_nameless_type() {
    accepted(
        quote!(self.posts, evict = id),
        quote!(
            async fn f(&mut self, scope: &User, id: i64) -> &Post {
                todo!()
            }
        ),
    );
    let nameless = quote!(
        async fn f(&self, scope: &User, id: i64) -> impl Display {
            todo!()
        }
    );
    assert_eq!(refusals(quote!(self.posts, evict = id), nameless).len(), 1);
}

#[test]
fn a_borrowed_error_must_be_judged_by_the_function() {
    let item = |error| quote!(async fn f<'e>(&self, scope: &User, id: i64) -> Result<Post, #error> { todo!() });
    for borrowed in [
        quote!(&'e str),
        quote!(&str),
        quote!(Wrong<'e>),
        quote!(Wrong<'_>),
        quote!(Box<dyn Error + 'e>),
        quote!((u8, &u8)),
    ] {
        assert!(
            refusal(quote!(self.posts, evict = id), item(borrowed.clone())).contains("Write `settled = |error| ..`")
        );
        accepted(quote!(self.posts, evict = id, settled = never), item(borrowed));
    }
    for owned in [quote!(&'static str), quote!(Wrong<'static>), quote!(Wrong), quote!(Box<dyn Error + 'static>)] {
        accepted(quote!(self.posts, evict = id), item(owned));
    }
}

#[test]
fn what_a_refused_argument_would_have_decided_is_not_refused_again() {
    let item = quote!(
        async fn delete(&mut self, scope: &User, id: i64) {
            todo!()
        }
    );
    for wrong in [
        quote!(evit = id),
        quote!(evict),
        quote!(invalidate_tags = []),
        quote!(tags = ["a"]),
        quote!(evict = |p| p.id, fence = "required"),
    ] {
        assert_eq!(refusals(quote!(self.posts, #wrong), item.clone()).len(), 1, "{wrong}");
    }
}
