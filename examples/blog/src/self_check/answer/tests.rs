use super::super::client::Reply;
use super::super::journal::{Change, GONE, Outcome, Row};
use super::super::truth::Reading;
use super::{Judgement, list, outcome, post};
use crate::posts::Post;

const USER: i64 = 1;

fn row(id: i64, user_id: i64, version: i64) -> Post {
    Post { id, user_id, title: "title".to_owned(), body: format!("version {version}"), version }
}

fn reply<T: serde::Serialize>(status: u16, body: &T) -> Reply {
    Reply { status, body: serde_json::to_string(body).unwrap(), ..Reply::default() }
}

fn missing(id: i64, version: i64) -> Judgement {
    Judgement::Stale(Some(Change { row: Row::Post(id), version }))
}

/// The answer for post 7, which was in `before` and `after` when the request began and ended.
fn judged(answer: &Reply, before: Option<i64>, after: Option<i64>) -> Judgement {
    let at = |version: Option<i64>| version.map(|version| row(7, USER, version));
    post(USER, 7, answer, 0, at(before).as_ref(), at(after).as_ref())
}

#[test]
fn an_answer_between_before_and_after_is_right() {
    for version in 3..=5 {
        assert_eq!(judged(&reply(200, &row(7, USER, version)), Some(3), Some(5)), Judgement::Right);
    }
    assert_eq!(judged(&reply(200, &row(7, USER, 3)), Some(3), None), Judgement::Right);
    assert_eq!(judged(&reply(404, &()), Some(3), None), Judgement::Right);
    assert_eq!(judged(&reply(404, &()), None, None), Judgement::Right);
}

#[test]
fn an_answer_older_than_before_lacks_the_next_version() {
    assert_eq!(judged(&reply(200, &row(7, USER, 2)), Some(4), Some(4)), missing(7, 3));
    assert_eq!(judged(&reply(200, &row(7, USER, 2)), None, None), missing(7, GONE));
}

#[test]
fn an_answer_that_was_never_true_is_wrong() {
    let other_text = Post { body: "never written".to_owned(), ..row(7, USER, 3) };
    for answer in [reply(200, &row(7, USER, 6)), reply(200, &other_text), reply(404, &()), reply(500, &())] {
        assert!(matches!(judged(&answer, Some(3), Some(3)), Judgement::Wrong(_)), "{answer:?}");
    }
}

#[test]
fn an_answer_with_another_users_row_is_foreign() {
    assert!(matches!(judged(&reply(200, &row(7, 2, 3)), Some(3), Some(3)), Judgement::Foreign(_)));
    let nothing = Reading::<Post> { rows: vec![], is_later_page: false, created: 9 };
    assert!(matches!(list(USER, &reply(200, &[row(7, 2, 3)]), &nothing, &nothing), Judgement::Foreign(_)));
}

#[test]
fn a_database_that_lost_what_was_acknowledged_is_wrong() {
    let answer = reply(200, &row(7, USER, 3));
    assert!(matches!(post(USER, 7, &answer, 4, Some(&row(7, USER, 3)), None), Judgement::Wrong(_)));
    assert!(matches!(post(USER, 7, &reply(404, &()), 4, None, None), Judgement::Wrong(_)));
}

/// The answer `rows` while the database has posts 9 and 7 in version 3.
fn listed(rows: &[Post]) -> Judgement {
    let truth = || Reading { rows: vec![row(9, USER, 3), row(7, USER, 3)], is_later_page: false, created: 9 };
    list(USER, &reply(200, &rows), &truth(), &truth())
}

#[test]
fn a_list_is_what_the_database_had_all_the_time() {
    assert_eq!(listed(&[row(9, USER, 3), row(7, USER, 3)]), Judgement::Right);
    assert_eq!(listed(&[row(9, USER, 3), row(7, USER, 2)]), missing(7, 3));
    assert_eq!(listed(&[row(7, USER, 3)]), missing(9, 1));
    assert_eq!(listed(&[row(9, USER, 3), row(8, USER, 1), row(7, USER, 3)]), missing(8, GONE));
}

#[test]
fn a_later_page_that_differs_lacks_a_change_that_it_need_not_show() {
    let truth = || Reading { rows: vec![row(7, USER, 3)], is_later_page: true, created: 20 };
    assert_eq!(list(USER, &reply(200, &[row(5, USER, 1)]), &truth(), &truth()), Judgement::Stale(None));
    assert_eq!(list(USER, &reply(200, &[row(7, USER, 2)]), &truth(), &truth()), missing(7, 3));
}

#[test]
fn a_list_that_changed_meanwhile_is_judged_by_its_versions_alone() {
    let reading = |version, created| Reading { rows: vec![row(7, USER, version)], is_later_page: false, created };
    assert_eq!(list(USER, &reply(200, &[row(7, USER, 3)]), &reading(3, 7), &reading(3, 8)), Judgement::Right);
    assert_eq!(list(USER, &reply(200, &[row(7, USER, 2)]), &reading(3, 7), &reading(3, 8)), missing(7, 3));
}

#[test]
fn the_headers_tell_what_the_cache_did() {
    let told = |cache: &str, queries: &str| Reply {
        status: 200,
        headers: vec![("x-cache".to_owned(), cache.to_owned()), ("x-queries".to_owned(), queries.to_owned())],
        body: String::new(),
    };
    assert_eq!(outcome(&told("user hit, post hit", "0"), "post"), Outcome::Hit);
    assert_eq!(outcome(&told("user hit, post-list hit, post miss stored", "1"), "post"), Outcome::Loaded);
    assert_eq!(outcome(&told("user hit, post miss superseded", "1"), "post"), Outcome::Refused);
    assert_eq!(outcome(&told("user hit, post miss", "1"), "post"), Outcome::Refused);
    assert_eq!(outcome(&told("user hit, post miss", "0"), "post"), Outcome::Loaded);
}
