//! What the tasks of one user know in common.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Imports of each user: more would bury the posts that are read.
const IMPORTS: usize = 4;

/// One user, and the posts and comments that its tasks work on. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: i64,
    name: String,
    imports_left: AtomicUsize,
    papers: Mutex<Papers>,
}

#[derive(Debug, Default)]
struct Papers {
    posts: Vec<i64>,
    deleted: Vec<i64>,
    comments: Vec<i64>,
}

impl Desk {
    pub(super) fn new(id: i64, name: String, posts: Vec<i64>) -> Self {
        let papers = Mutex::new(Papers { posts, ..Papers::default() });
        Self(Arc::new(Inner { id, name, imports_left: AtomicUsize::new(IMPORTS), papers }))
    }

    pub(super) fn id(&self) -> i64 {
        self.0.id
    }

    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    /// How many posts are there to work on.
    pub(super) fn posts(&self) -> usize {
        self.papers().posts.len()
    }

    /// One of the posts, the first ones more often: they are worth caching.
    pub(super) fn any_post(&self) -> Option<i64> {
        let papers = self.papers();
        let at = fastrand::usize(..=fastrand::usize(..papers.posts.len().max(1)));
        papers.posts.get(at).copied()
    }

    pub(super) fn any_deleted_post(&self) -> Option<i64> {
        fastrand::choice(&self.papers().deleted).copied()
    }

    pub(super) fn created(&self, post: i64) {
        self.papers().posts.push(post);
    }

    /// Nobody else will be given this post: its taker is about to delete it.
    pub(super) fn take_post(&self) -> Option<i64> {
        self.papers().posts.pop()
    }

    pub(super) fn deleted(&self, post: i64) {
        self.papers().deleted.push(post);
    }

    /// Whether there is an import left, which is the caller's then.
    pub(super) fn take_import(&self) -> bool {
        self.0.imports_left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok()
    }

    pub(super) fn commented(&self, comment: i64) {
        self.papers().comments.push(comment);
    }

    pub(super) fn any_comment(&self) -> Option<i64> {
        fastrand::choice(&self.papers().comments).copied()
    }

    pub(super) fn take_comment(&self) -> Option<i64> {
        let mut papers = self.papers();
        let at = (papers.comments.len() > 4).then(|| fastrand::usize(..papers.comments.len()))?;
        Some(papers.comments.swap_remove(at))
    }

    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.0.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
