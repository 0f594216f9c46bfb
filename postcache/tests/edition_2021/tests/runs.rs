//! A miss, a hit, another user, a change, in an older edition.
#![expect(clippy::unwrap_used, reason = "laws fail by panicking")]

use edition_2021::{Objects, Page, Posts, User};
use pc::CacheConfig;

const ANN: User = User { id: 1 };
const BOB: User = User { id: 2 };

async fn posts() -> Posts {
    let cache = CacheConfig::test().connect().await.unwrap();
    Posts::new(&cache).unwrap()
}

#[tokio::test]
async fn a_read_is_cached_for_its_user_alone() {
    let posts = posts().await;
    let first = posts.get(&ANN, 1).await.unwrap();
    assert_eq!(posts.get(&ANN, 1).await.unwrap(), first);
    let first = first.unwrap();
    assert_eq!(posts.object(&ANN, 1).await, *first);
    assert_eq!(posts.traced(&ANN, 1).await, *first);
    assert_eq!(posts.queries(), 1);
    assert_eq!(posts.get(&BOB, 1).await.unwrap().unwrap().user_id, 2);
    assert_eq!(posts.queries(), 2);
}

#[tokio::test]
async fn what_a_mutation_changes_is_read_anew() {
    let posts = posts().await;
    posts.page(&ANN, &Page::First, 1).await;
    posts.page(&ANN, &Page::First, 1).await;
    posts.page(&ANN, &Page::After { gen: 1, title: "a" }, 1).await;
    assert_eq!(posts.queries(), 2);
    let put = posts.update(&ANN, 1).await.unwrap().unwrap();
    assert_eq!(*posts.get(&ANN, 1).await.unwrap().unwrap(), put);
    assert_eq!(posts.queries(), 3);
    posts.page(&ANN, &Page::First, 1).await;
    posts.page(&ANN, &Page::After { gen: 1, title: "a" }, 1).await;
    assert_eq!(posts.queries(), 4);
    let new = posts.create(&ANN).await;
    assert_eq!(*posts.get(&ANN, 9).await.unwrap().unwrap(), new);
    posts.page(&ANN, &Page::After { gen: 1, title: "a" }, 1).await;
    assert_eq!(posts.queries(), 6);
    posts.forget(&ANN).await;
    posts.get(&ANN, 9).await.unwrap();
    assert_eq!(posts.queries(), 8);
}
