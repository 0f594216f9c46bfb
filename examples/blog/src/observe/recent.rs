//! The last requests of each user, for that user's own eyes.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

use super::Request;

const KEPT: usize = 12;

/// The last requests, by user. There are as many lists as there are users in the database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recent(Arc<Mutex<HashMap<i64, VecDeque<Line>>>>);

/// One request that was served.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) cache: String,
    pub(crate) queries: u32,
    pub(crate) took: Duration,
}

impl Line {
    pub(super) fn new(method: String, path: String, status: StatusCode, request: &Request) -> Self {
        let (cache, queries, took) = (request.cache(), request.queries(), request.took());
        Self { method, path, status: status.as_u16(), cache, queries, took }
    }
}

impl Recent {
    pub(super) fn add(&self, user: i64, line: Line) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = all.entry(user).or_default();
        lines.truncate(KEPT - 1);
        lines.push_front(line);
    }

    /// Those of `user`, the last first.
    pub(crate) fn of(&self, user: i64) -> Vec<Line> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&user).map(|lines| lines.iter().cloned().collect()).unwrap_or_default()
    }
}
