use quote::{ToTokens, quote};

use super::{Attr, FenceWanted, Settled, Tags};
use crate::mistakes::Mistakes;

fn parse(tokens: proc_macro2::TokenStream) -> (Attr, Vec<String>) {
    let mut mistakes = Mistakes::default();
    let attr = Attr::parse(tokens, &mut mistakes);
    (attr, mistakes.messages())
}

fn accepted(tokens: proc_macro2::TokenStream) -> Attr {
    let (attr, messages) = parse(tokens);
    assert_eq!(messages, Vec::<String>::new());
    attr
}

/// The one message about `tokens`.
fn refusal(tokens: proc_macro2::TokenStream) -> String {
    let (_, messages) = parse(tokens);
    assert_eq!(messages.len(), 1, "{messages:?}");
    messages.into_iter().next().unwrap()
}

#[test]
fn the_region_comes_first_and_has_no_word() {
    let attr = accepted(quote!(self.posts));
    assert_eq!(attr.region.unwrap().to_token_stream().to_string(), quote!(self.posts).to_string());
    assert!(accepted(quote!(region)).region.is_some());
    assert!(accepted(quote!(key, key = id)).region.is_some(), "a free function's argument may be called like a word");
    assert!(accepted(quote!(clear_scope)).region.is_none());
}

#[test]
fn every_argument_of_a_read_is_read() {
    let attr = accepted(quote!(
        self.posts,
        key = (id, page),
        ignore(trace = "only logged", hint = "only speed"),
        scope = ctx.user,
        same_as = get,
        read_mode = mode,
        ttl_from = |token| token.lifetime(),
        load_timeout("250ms", |_| Err(Late)),
        crate = pc::cache,
    ));
    assert!(attr.key.is_some() && attr.scope.is_some() && attr.same_as.is_some());
    assert!(attr.read_mode.is_some() && attr.ttl_from.is_some() && attr.facade.is_some());
    assert_eq!(attr.ignore.unwrap().value.len(), 2);
    let limit = attr.load_timeout.unwrap().value;
    assert_eq!(limit.millis, 250);
    assert!(limit.otherwise.is_some());
}

#[test]
fn every_argument_of_a_mutation_is_read() {
    let attr = accepted(quote!(
        self.posts,
        put = id,
        evict = old,
        evict(self.summaries, (id, 1)),
        invalidate_tags = ["posts", tag],
        clear_scope,
        fence("required", |_| Err(Refused)),
        settled = never,
    ));
    assert!(attr.put.is_some() && attr.clear_scope.is_some());
    assert_eq!(attr.evict.len(), 2);
    assert!(attr.evict[0].value.region.is_none() && attr.evict[1].value.region.is_some());
    assert!(matches!(attr.invalidate_tags.unwrap().value, Tags::Each(tags) if tags.len() == 2));
    assert!(matches!(attr.fence.unwrap().value, FenceWanted::Required { otherwise: Some(_), .. }));
    assert!(matches!(attr.settled.unwrap().value, Settled::Never { .. }));
}

#[test]
fn the_closure_of_put_new_is_taken_apart() {
    let put_new = accepted(quote!(self.posts, put_new = |Post { id, .. }| id)).put_new.unwrap().value;
    assert_eq!(put_new.out.to_token_stream().to_string(), quote!(Post { id, .. }).to_string());
    assert_eq!(put_new.key.to_token_stream().to_string(), "id");
}

#[test]
fn a_closure_for_put_new_must_be_one_expression_of_one_argument() {
    for wrong in
        [quote!(Post::id), quote!(|| 1), quote!(|a, b| a), quote!(|post| -> i64 { post.id }), quote!(async |p| p)]
    {
        assert!(refusal(quote!(self.posts, put_new = #wrong)).starts_with("`put_new` reads the key"));
    }
    for leaving in [quote!(|post| post.id?), quote!(|post| { return post.id }), quote!(|post| post.id().await)] {
        assert!(refusal(quote!(self.posts, put_new = #leaving)).contains("outcome unknown"));
    }
}

#[test]
fn a_closure_is_no_key_that_is_known_before_the_write() {
    assert!(refusal(quote!(self.posts, put = |post| post.id)).contains("write `put_new = |post| post.id`"));
    assert!(refusal(quote!(self.posts, evict = |post| post.id)).contains("put_new"));
}

#[test]
fn all_mistakes_are_found_in_one_pass() {
    let (attr, messages) =
        parse(quote!(self.posts, key =, tags = ["a"], scope = user, scope = other, ttl = 5, load_timeout = 2));
    assert_eq!(messages.len(), 5, "{messages:?}");
    assert!(attr.region.is_some() && attr.scope.is_some(), "what is right is kept");
}

#[test]
fn an_argument_said_twice_is_refused() {
    assert_eq!(
        refusal(quote!(self.posts, key = a, key = b)),
        "`key` is said twice: only one of the two could be obeyed. Keep the one that is meant"
    );
    assert!(refusal(quote!(self.posts, clear_scope, clear_scope)).contains("twice"));
    assert!(refusal(quote!(self.posts, ignore(a = "x", a = "y"))).contains("twice"));
    assert!(refusal(quote!(self.posts, fence = "required", fence("required"))).contains("twice"));
}

#[test]
fn an_unknown_word_is_refused_with_what_was_probably_meant() {
    assert!(refusal(quote!(self.posts, evictt = id)).ends_with("did you mean `evict`?"));
    assert!(refusal(quote!(self.posts, invalidate_tag = ["a"])).ends_with("did you mean `invalidate_tags`?"));
    assert!(refusal(quote!(self.posts, tags = ["a"])).contains("a mutation says `invalidate_tags = [..]`"));
    assert!(refusal(quote!(self.posts, time = 60)).contains("write `ttl = \"30s\"`"));
    assert!(refusal(quote!(self.posts, banana = 1)).contains("there are `key`, `ignore`"));
}

#[test]
fn a_word_without_its_value_is_refused() {
    for tokens in [quote!(self.posts, key =), quote!(self.posts, key), quote!(self.posts, ignore()), quote!(key =)] {
        assert!(refusal(tokens).contains("says nothing without a value"));
    }
}

#[test]
fn a_word_in_the_wrong_form_is_refused() {
    assert!(refusal(quote!(self.posts, key(id))).contains("Write `key = (id, page)`"));
    assert!(refusal(quote!(self.posts, ignore = "x")).contains("Write `ignore(trace ="));
    assert!(refusal(quote!(self.posts, clear_scope = true)).contains("takes no value"));
    assert!(refusal(quote!(self.posts, evict(id))).contains("`evict(self.summaries, id)`"));
    assert!(refusal(quote!(self.posts, load_timeout("2s", |_| Late, 3))).contains("has no place for this"));
}

#[test]
fn a_second_expression_is_no_second_region() {
    assert!(refusal(quote!(self.posts, self.summaries)).starts_with("only the region is given without a word"));
}

#[test]
fn a_missing_comma_is_named() {
    assert!(refusal(quote!(self.posts, scope = user key = id)).contains("separate the two by a comma"));
}

#[test]
fn ignoring_needs_a_reason() {
    assert!(refusal(quote!(self.posts, ignore(trace))).contains("needs a reason"));
    assert!(refusal(quote!(self.posts, ignore(trace = ""))).contains("needs a reason"));
    assert!(refusal(quote!(self.posts, ignore(trace = "  "))).contains("needs a reason"));
    assert!(refusal(quote!(self.posts, ignore(trace = 5))).contains("needs a reason"));
    assert!(refusal(quote!(self.posts, ignore("trace"))).contains("`ignore` names arguments"));
}

#[test]
fn tags_are_a_list_that_is_not_empty() {
    assert!(refusal(quote!(self.posts, invalidate_tags = [])).contains("nothing would be invalidated"));
    assert!(refusal(quote!(self.posts, invalidate_tags = "posts")).contains("Write `invalidate_tags = [\"posts\"]`"));
    assert!(matches!(
        accepted(quote!(self.posts, invalidate_tags = TAGS)).invalidate_tags.unwrap().value,
        Tags::All(_)
    ));
}

#[test]
fn durations_have_a_unit_and_a_range() {
    for (text, millis) in [("1ms", 1), ("250 ms", 250), ("2s", 2_000), ("5m", 300_000), ("1h", 3_600_000)] {
        assert_eq!(accepted(quote!(r, load_timeout = #text)).load_timeout.unwrap().value.millis, millis);
    }
    assert!(refusal(quote!(r, load_timeout = "2")).contains("has no unit"));
    assert!(refusal(quote!(r, load_timeout = "0s")).contains("no time at all"));
    assert!(refusal(quote!(r, load_timeout = "2h")).contains("longer than any request"));
    assert!(refusal(quote!(r, load_timeout = "18446744073709551616s")).contains("longer than any request"));
    for wrong in ["", "s", "2 weeks", "-1s", "1.5s", "two"] {
        assert!(refusal(quote!(r, load_timeout = #wrong)).contains("is not a duration"), "{wrong}");
    }
    assert!(refusal(quote!(r, load_timeout = 2)).contains("written as text"));
}

#[test]
fn a_ttl_is_a_duration_of_at_most_thirty_days() {
    for (text, millis) in [("1ms", 1), ("90s", 90_000), ("12h", 43_200_000), ("30d", 2_592_000_000)] {
        assert_eq!(accepted(quote!(r, ttl = #text)).ttl.unwrap().value.millis, millis);
        assert_eq!(accepted(quote!(r, negative_ttl = #text)).negative_ttl.unwrap().value.millis, millis);
    }
    for word in [quote!(ttl), quote!(negative_ttl)] {
        assert!(refusal(quote!(r, #word = "0ms")).contains("nothing would ever be served. Write"));
        assert!(refusal(quote!(r, #word = "31d")).contains("from `\"1ms\"` to `\"30d\"`"));
        assert!(refusal(quote!(r, #word = "721h")).contains("longer than anything is kept"));
        assert!(refusal(quote!(r, #word = "-1s")).contains("is not a duration"));
        assert!(refusal(quote!(r, #word = 60)).contains("written as text"));
        assert!(refusal(quote!(r, #word = Duration::from_secs(1))).contains("written as text"));
        assert!(refusal(quote!(r, #word)).contains("says nothing without a value"));
    }
}

#[test]
fn a_fence_is_required_or_best_effort() {
    assert!(matches!(accepted(quote!(r, fence = "best_effort")).fence.unwrap().value, FenceWanted::BestEffort));
    assert!(refusal(quote!(r, fence = "strict")).contains("`fence = \"required\"`"));
    assert!(refusal(quote!(r, fence = true)).contains("`fence = \"required\"`"));
    assert!(refusal(quote!(r, fence("best_effort", |_| Err(E)))).contains("would never be called"));
    assert!(refusal(quote!(r, fence("required", 5))).contains("is not a function"));
}

#[test]
fn settled_is_a_predicate_or_never() {
    assert!(matches!(accepted(quote!(r, settled = db::is_final)).settled.unwrap().value, Settled::By(_)));
    assert!(matches!(accepted(quote!(r, settled = |e| e.is_final())).settled.unwrap().value, Settled::By(_)));
    assert!(refusal(quote!(r, settled = true)).contains("not a predicate"));
}

#[test]
fn same_as_takes_a_name() {
    assert!(refusal(quote!(r, same_as = Posts::get)).contains("separate the two by a comma"));
    assert!(refusal(quote!(r, same_as = "get")).contains("as in `same_as = get`"));
}
