use super::{ANNS_POST, ANNS_POST_WITH_COMMENTS, Blog, expect, read};

const CHANGE: &str = r#"{ "title": "taken over" }"#;

#[tokio::test]
async fn another_users_post_is_not_found_whether_cached_or_not() {
    let blog = Blog::start().await;
    let (mut ann, mut bob) = (blog.client("ann"), blog.client("bob"));
    for path in [ANNS_POST, "/posts/1", "/posts/1/edit"] {
        expect(&mut bob, 404, "GET", path, "").await;
        expect(&mut ann, 200, "GET", path, "").await;
        expect(&mut bob, 404, "GET", path, "").await;
    }
    let (_, cache) = read(&mut ann, ANNS_POST).await;
    assert_eq!(cache, "post hit");
}

#[tokio::test]
async fn another_users_post_can_be_neither_changed_nor_deleted_nor_commented() {
    let blog = Blog::start().await;
    let (mut ann, mut bob) = (blog.client("ann"), blog.client("bob"));
    let (before, _) = read(&mut ann, ANNS_POST).await;
    expect(&mut bob, 404, "PUT", ANNS_POST, CHANGE).await;
    expect(&mut bob, 404, "DELETE", ANNS_POST, "").await;
    expect(&mut bob, 404, "DELETE", &format!("{ANNS_POST}?comments=true"), "").await;
    expect(&mut bob, 404, "POST", &format!("{ANNS_POST}/comments"), r#"{ "body": "hello" }"#).await;
    assert_eq!(bob.post_form("/posts/1/delete", "").await.unwrap().status, 404);
    assert_eq!(read(&mut ann, ANNS_POST).await, (before, "post hit".to_owned()));
}

#[tokio::test]
async fn another_users_comments_are_neither_listed_nor_changed_nor_deleted() {
    let blog = Blog::start().await;
    let (mut ann, mut bob) = (blog.client("ann"), blog.client("bob"));
    let path = format!("{ANNS_POST_WITH_COMMENTS}/comments");
    let (before, _) = read(&mut ann, &path).await;
    let comment = format!("/api/comments/{}", before[0]["id"]);
    assert_eq!(read(&mut bob, &path).await.0, serde_json::json!([]));
    expect(&mut bob, 404, "PUT", &comment, r#"{ "body": "taken over" }"#).await;
    expect(&mut bob, 404, "DELETE", &comment, "").await;
    assert_eq!(read(&mut ann, &path).await, (before, "comment-list hit".to_owned()));
}

#[tokio::test]
async fn lists_and_recent_requests_show_own_things_only() {
    let blog = Blog::start().await;
    let (mut ann, mut bob) = (blog.client("ann"), blog.client("bob"));
    let anns = expect(&mut ann, 200, "GET", "/", "").await.body;
    expect(&mut ann, 200, "GET", "/posts/1", "").await;
    let bobs = expect(&mut bob, 200, "GET", "/", "").await.body;
    assert!(anns.contains("Why I keep a journal") && !anns.contains("A walk along the canal"), "{anns}");
    assert!(bobs.contains("A walk along the canal") && !bobs.contains("Why I keep a journal"), "{bobs}");
    assert!(!bobs.contains("GET /posts/1"), "{bobs}");
}
