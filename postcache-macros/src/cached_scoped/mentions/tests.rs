use syn::{Expr, parse_quote};

use super::{mentions, root, whole};

fn names(expression: &Expr) -> Vec<String> {
    mentions(expression).unwrap().into_iter().collect()
}

#[test]
fn names_are_read_through_fields_calls_and_operators() {
    assert_eq!(names(&parse_quote!((id, page.number, &*slug))), ["id", "page", "slug"]);
    assert_eq!(names(&parse_quote!(wrap(id).join(a + b as u64, -c, !d)[e])), ["a", "b", "c", "d", "e", "id", "wrap"]);
    assert_eq!(names(&parse_quote!(Page { number, size: count, ..rest })), ["count", "number", "rest"]);
    assert_eq!(names(&parse_quote!([a, b])), ["a", "b"]);
    assert_eq!(names(&parse_quote!(if fresh { ReadMode::Refresh } else { mode })), ["fresh", "mode"]);
}

#[test]
fn fields_methods_and_paths_are_not_names() {
    assert_eq!(names(&parse_quote!(post.id)), ["post"]);
    assert_eq!(names(&parse_quote!(post.id())), ["post"]);
    assert_eq!(names(&parse_quote!(config::id)), Vec::<String>::new());
    assert_eq!(names(&parse_quote!(Page { id: 5 })), Vec::<String>::new());
}

#[test]
fn a_name_that_is_bound_inside_does_not_count() {
    assert_eq!(names(&parse_quote!(ids.iter().map(|id| id + 1))), ["ids"]);
    assert_eq!(
        names(&parse_quote!(match kind {
            Some(id) => id,
            None => 0,
        })),
        ["kind"]
    );
    assert_eq!(names(&parse_quote!((id, other.map(|id| id)))), ["other"], "counting too few is the safe side");
}

#[test]
fn what_is_formatted_is_read_word_by_word() {
    assert_eq!(names(&parse_quote!(format!("{}:{}", id, page.number))), ["id", "page"]);
    assert_eq!(names(&parse_quote!(format!("{id}:{page:?}:{{no}}:{}", slug))), ["id", "page", "slug"]);
    assert_eq!(names(&parse_quote!(vec![id, page])), ["id", "page"]);
    assert_eq!(names(&parse_quote!(format!("{id}", id = 5))), Vec::<String>::new());
}

#[test]
fn other_macros_may_drop_what_they_are_given() {
    for expression in [parse_quote!(stringify!(id)), parse_quote!((id, concat!("page"))), parse_quote!(a_key!(id))] {
        assert!(mentions(&expression).is_err());
    }
}

#[test]
fn statements_are_too_involved() {
    for expression in [
        parse_quote!({
            let id = 5;
            id
        }),
        parse_quote!(loop {
            break id;
        }),
        parse_quote!(if a {
            b;
            c
        } else {
            d
        }),
    ] {
        assert!(mentions(&expression).is_err());
    }
}

#[test]
fn the_root_of_a_place_is_where_it_starts() {
    let roots = [
        (parse_quote!(self.posts), Some("self")),
        (parse_quote!(&ctx.regions().posts), Some("ctx")),
        (parse_quote!((*region)), Some("region")),
        (parse_quote!(self.shard(id)), Some("self")),
        (parse_quote!(regions[0]), Some("regions")),
        (parse_quote!(posts(id)), None),
        (parse_quote!(crate::POSTS), None),
    ];
    for (place, expected) in roots {
        assert_eq!(root(&place).as_deref(), expected);
    }
}

#[test]
fn only_a_bare_name_is_the_whole_of_an_argument() {
    assert_eq!(whole(&parse_quote!(&*id)).as_deref(), Some("id"));
    assert_eq!(whole(&parse_quote!(user.id)), None);
    assert_eq!(whole(&parse_quote!(-id)), None);
}
