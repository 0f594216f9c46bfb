use super::{ANNS_POST, ANNS_POST_WITH_COMMENTS, Blog, cache, expect, read, titles};

const LIST: &str = "/api/posts";

#[tokio::test]
async fn a_second_read_is_a_hit_without_a_query() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    for (path, region) in [(ANNS_POST, "post"), (LIST, "post-list"), ("/api/posts/2/comments", "comment-list")] {
        let first = expect(&mut ann, 200, "GET", path, "").await;
        let second = expect(&mut ann, 200, "GET", path, "").await;
        assert_eq!((cache(&first), cache(&second)), (format!("{region} miss stored"), format!("{region} hit")));
        assert_eq!(second.header("x-queries"), Some("0"));
        assert_eq!(first.body, second.body);
    }
}

#[tokio::test]
async fn every_mutation_of_a_post_makes_the_list_stale() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let (list, _) = read(&mut ann, LIST).await;
    assert_eq!(titles(&list), ["Bread, third attempt", "Why I keep a journal"]);

    let new = expect(&mut ann, 201, "POST", LIST, r#"{ "title": "Third" }"#).await;
    let id = serde_json::from_str::<serde_json::Value>(&new.body).unwrap()["id"].as_i64().unwrap();
    let (list, told) = read(&mut ann, LIST).await;
    assert_eq!(
        (titles(&list), told.as_str()),
        (vec!["Third", "Bread, third attempt", "Why I keep a journal"], "post-list miss stored")
    );

    expect(&mut ann, 200, "PUT", ANNS_POST, r#"{ "title": "First" }"#).await;
    let (list, told) = read(&mut ann, LIST).await;
    assert_eq!(
        (titles(&list), told.as_str()),
        (vec!["Third", "Bread, third attempt", "First"], "post-list miss stored")
    );

    expect(&mut ann, 204, "DELETE", &format!("/api/posts/{id}"), "").await;
    let (list, told) = read(&mut ann, LIST).await;
    assert_eq!((titles(&list), told.as_str()), (vec!["Bread, third attempt", "First"], "post-list miss stored"));

    expect(&mut ann, 200, "POST", "/api/import", r#"[{ "title": "a" }, { "title": "b" }]"#).await;
    let (list, told) = read(&mut ann, LIST).await;
    assert_eq!(
        (titles(&list), told.as_str()),
        (vec!["b", "a", "Bread, third attempt", "First"], "post-list miss stored")
    );
}

#[tokio::test]
async fn a_mutation_of_one_user_leaves_the_lists_of_others() {
    let blog = Blog::start().await;
    let (mut ann, mut bob) = (blog.client("ann"), blog.client("bob"));
    read(&mut bob, LIST).await;
    expect(&mut ann, 200, "POST", "/api/import", r#"[{ "title": "a" }]"#).await;
    assert_eq!(read(&mut bob, LIST).await.1, "post-list hit");
}

#[tokio::test]
async fn what_a_mutation_wrote_is_in_the_cache_when_it_returns() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let changed = expect(&mut ann, 200, "PUT", ANNS_POST, r#"{ "title": "First" }"#).await;
    assert_eq!(cache(&changed), "post put stored");
    let read = expect(&mut ann, 200, "GET", ANNS_POST, "").await;
    assert_eq!((cache(&read).as_str(), read.header("x-queries"), &read.body), ("post hit", Some("0"), &changed.body));

    let created = expect(&mut ann, 201, "POST", LIST, r#"{ "title": "Third" }"#).await;
    let id = serde_json::from_str::<serde_json::Value>(&created.body).unwrap()["id"].clone();
    let read = expect(&mut ann, 200, "GET", &format!("/api/posts/{id}"), "").await;
    assert_eq!((cache(&read).as_str(), &read.body), ("post hit", &created.body));
}

#[tokio::test]
async fn a_deleted_post_is_not_found() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    read(&mut ann, ANNS_POST).await;
    expect(&mut ann, 204, "DELETE", ANNS_POST, "").await;
    expect(&mut ann, 404, "GET", ANNS_POST, "").await;
    expect(&mut ann, 404, "DELETE", ANNS_POST, "").await;
}

#[tokio::test]
async fn a_refused_deletion_proves_that_nothing_changed_and_holds_nothing() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let (before, _) = read(&mut ann, ANNS_POST_WITH_COMMENTS).await;
    expect(&mut ann, 409, "DELETE", ANNS_POST_WITH_COMMENTS, "").await;
    // Held, it would be loaded and not stored.
    assert_eq!(read(&mut ann, ANNS_POST_WITH_COMMENTS).await, (before, "post miss stored".to_owned()));
}

#[tokio::test]
async fn a_post_goes_with_its_comments_in_one_transaction() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let comments = format!("{ANNS_POST_WITH_COMMENTS}/comments");
    for path in [ANNS_POST_WITH_COMMENTS, &comments, LIST] {
        read(&mut ann, path).await;
    }
    expect(&mut ann, 204, "DELETE", &format!("{ANNS_POST_WITH_COMMENTS}?comments=true"), "").await;
    expect(&mut ann, 404, "GET", ANNS_POST_WITH_COMMENTS, "").await;
    assert_eq!(read(&mut ann, &comments).await.0, serde_json::json!([]));
    assert_eq!(titles(&read(&mut ann, LIST).await.0), ["Why I keep a journal"]);
}

#[tokio::test]
async fn every_mutation_of_a_comment_makes_its_list_stale() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let bodies = |list: &serde_json::Value| {
        list.as_array().unwrap().iter().map(|comment| comment["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let path = format!("{ANNS_POST}/comments");
    assert!(bodies(&read(&mut ann, &path).await.0).is_empty());

    let created = expect(&mut ann, 201, "POST", &path, r#"{ "body": "one" }"#).await;
    let id = serde_json::from_str::<serde_json::Value>(&created.body).unwrap()["id"].clone();
    assert_eq!(bodies(&read(&mut ann, &path).await.0), ["one"]);

    expect(&mut ann, 200, "PUT", &format!("/api/comments/{id}"), r#"{ "body": "two" }"#).await;
    assert_eq!(bodies(&read(&mut ann, &path).await.0), ["two"]);

    expect(&mut ann, 204, "DELETE", &format!("/api/comments/{id}"), "").await;
    assert!(bodies(&read(&mut ann, &path).await.0).is_empty());
}
