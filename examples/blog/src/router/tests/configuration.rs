use super::{ANNS_POST, Blog, read};
use crate::db::Pace;

#[tokio::test]
async fn the_cache_of_lists_can_be_switched_off() {
    let blog = Blog::with("[cache]\nregions.post-list.enabled = false", Pace::Full).await;
    let mut ann = blog.client("ann");
    for _ in 0..2 {
        let (_, told) = read(&mut ann, "/api/posts").await;
        assert!(!told.contains("post-list hit") && !told.contains("stored"), "{told}");
    }
    read(&mut ann, ANNS_POST).await;
    assert_eq!(read(&mut ann, ANNS_POST).await.1, "post hit");
}
