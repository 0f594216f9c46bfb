use super::{ANNS_POST, Blog, expect};

#[tokio::test]
async fn whoever_is_not_signed_in_is_sent_to_sign_in() {
    let blog = Blog::start().await;
    let page = expect(&mut blog.stranger(), 303, "GET", "/", "").await;
    assert_eq!(page.header("location"), Some("/sign-in"));
    expect(&mut blog.stranger(), 401, "GET", "/api/posts", "").await;
}

#[tokio::test]
async fn a_name_that_nobody_has_signs_nobody_in() {
    let blog = Blog::start().await;
    expect(&mut blog.client("nobody"), 401, "GET", "/api/posts", "").await;
    expect(&mut blog.client(""), 401, "GET", "/api/posts", "").await;
    let reply = blog.stranger().post_form("/sign-in", "user=nobody").await.unwrap();
    assert_eq!((reply.status, reply.header("set-cookie")), (422, None));
}

#[tokio::test]
async fn a_chosen_user_is_remembered_by_a_cookie_that_scripts_cannot_read() {
    let blog = Blog::start().await;
    let reply = blog.stranger().post_form("/sign-in", "user=bob").await.unwrap();
    assert_eq!((reply.status, reply.header("location")), (303, Some("/")));
    let cookie = reply.header("set-cookie").unwrap();
    assert_eq!(cookie, "blog_user=bob; Path=/; HttpOnly; SameSite=Strict");
    let home = expect(&mut blog.client("bob"), 200, "GET", "/", "").await;
    assert!(home.body.contains("Signed in as <strong>bob</strong>"), "{}", home.body);
}

#[tokio::test]
async fn signing_out_ends_the_cookie() {
    let blog = Blog::start().await;
    let reply = blog.client("bob").post_form("/sign-out", "").await.unwrap();
    assert_eq!(reply.header("set-cookie"), Some("blog_user=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"));
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let blog = Blog::start().await;
    for site in ["cross-site", "same-site"] {
        // What ends the line of the cookie begins another header.
        let mut misled = blog.client(&format!("ann\r\nsec-fetch-site: {site}"));
        let told = misled.post_form("/posts", "title=x&body=x").await.unwrap();
        assert!(told.status == 403 && told.body.contains("a page of another site"), "{}", told.body);
        expect(&mut misled, 403, "DELETE", ANNS_POST, "").await;
        expect(&mut misled, 200, "GET", ANNS_POST, "").await;
    }
    let mut ann = blog.client("ann\r\nsec-fetch-site: same-origin");
    assert_eq!(ann.post_form("/posts", "title=x&body=x").await.unwrap().status, 303);
}
