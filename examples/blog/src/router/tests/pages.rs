use super::{Blog, expect};

#[tokio::test]
async fn what_people_write_is_text_on_every_page() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let evil = "title=%3Cscript%3Ealert(1)%3C%2Fscript%3E&body=%22%27%3E%3C%2Ftextarea%3E%26amp%3B";
    let reply = ann.post_form("/posts", evil).await.unwrap();
    let post = reply.header("location").unwrap().to_owned();
    ann.post_form(&format!("{post}/comments"), "body=%3Cimg+src%3Dx%3E").await.unwrap();
    for path in ["/", &post, &format!("{post}/edit")] {
        let body = expect(&mut ann, 200, "GET", path, "").await.body;
        assert!(body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{path}: {body}");
        assert!(body.contains("&quot;&#39;&gt;&lt;/textarea&gt;&amp;amp;"), "{path}: {body}");
        assert!(!body.contains("<script") && !body.contains("<img"), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_post_is_written_edited_commented_and_deleted_by_forms() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let created = ann.post_form("/posts", "title=Tea&body=%0D%0Aafter+a+blank+line").await.unwrap();
    assert_eq!(created.status, 303);
    let post = created.header("location").unwrap().to_owned();
    let form = expect(&mut ann, 200, "GET", &format!("{post}/edit"), "").await.body;
    assert!(form.contains("maxlength=\"20000\">\nafter a blank line</textarea>"), "{form}");

    let edited = ann.post_form(&post, "title=Green+tea&body=better").await.unwrap();
    assert_eq!((edited.status, edited.header("location")), (303, Some(post.as_str())));
    let commented = ann.post_form(&format!("{post}/comments"), "body=indeed").await.unwrap();
    assert_eq!(commented.status, 303);
    let page = expect(&mut ann, 200, "GET", &post, "").await.body;
    for part in ["<h1>Green tea</h1>", "Version 2", "better", "indeed", "Delete with its comments"] {
        assert!(page.contains(part), "{part}: {page}");
    }

    assert_eq!(ann.post_form(&format!("{post}/delete"), "").await.unwrap().header("location"), Some("/"));
    expect(&mut ann, 404, "GET", &post, "").await;
}

#[tokio::test]
async fn an_import_fills_pages_to_turn() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    assert_eq!(ann.post_form("/import", "").await.unwrap().status, 303);
    let first = expect(&mut ann, 200, "GET", "/", "").await.body;
    assert!(first.contains("Sample post 25 of 25") && first.contains("href=\"/?page=1\""), "{first}");
    let last = expect(&mut ann, 200, "GET", "/?page=2", "").await.body;
    assert!(last.contains("Why I keep a journal") && last.contains("href=\"/?page=1\""), "{last}");
    assert!(!last.contains("href=\"/?page=3\""), "{last}");
}

#[tokio::test]
async fn what_cannot_be_stored_is_refused_with_a_reason() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    let blank = ann.post_form("/posts", "title=+&body=x").await.unwrap();
    assert_eq!(blank.status, 422);
    assert!(blank.body.contains("a title has 1 to 200 characters"), "{}", blank.body);
    let json = expect(&mut ann, 422, "POST", "/api/posts/1/comments", r#"{ "body": "" }"#).await;
    assert_eq!(json.body, r#"{"error":"a comment has 1 to 2000 characters"}"#);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_page_for_people_and_an_error_for_programs() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    for path in ["/posts/abc", "/posts/99999999999999999999", "/?page=-1"] {
        let page = expect(&mut ann, 400, "GET", path, "").await.body;
        assert!(page.contains("<h1>That did not work</h1>") && !page.contains("i64"), "{path}: {page}");
    }
    let nothing = ann.post_form("/posts", "body=x").await.unwrap();
    assert_eq!((nothing.status, nothing.body.contains("<h1>That did not work</h1>")), (422, true));
    for (method, path, json) in [("GET", "/api/posts/abc", ""), ("POST", "/api/posts", "{")] {
        let told = expect(&mut ann, 400, method, path, json).await.body;
        assert_eq!(told, r#"{"error":"this address, or what was sent to it, cannot be read"}"#);
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_not_found() {
    let blog = Blog::start().await;
    let mut ann = blog.client("ann");
    for path in ["/nowhere", "/posts/999", "/api/nowhere", "/api/posts/999"] {
        expect(&mut ann, 404, "GET", path, "").await;
    }
}
