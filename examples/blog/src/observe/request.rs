//! The request that is being served, as its task sees it.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use postcache::{Clock, Stopwatch};

use super::{Line, Recent};

tokio::task_local! {
    static CURRENT: Arc<Request>;
}

/// What one request has done so far.
#[derive(Debug)]
pub(crate) struct Request {
    started: Stopwatch,
    queries: AtomicU32,
    /// 0 before anybody is known; ids begin at 1.
    user: AtomicI64,
    cache: Mutex<Vec<(String, Told)>>,
}

/// What the cache told about one of its regions.
#[derive(Debug)]
pub(super) enum Told {
    /// What a read found.
    Read(String),
    /// What became of a loaded value.
    Fill(String),
    /// What became of a written value.
    Put(String),
}

impl Request {
    fn start() -> Self {
        Self {
            started: Clock::system().stopwatch(),
            queries: AtomicU32::new(0),
            user: AtomicI64::new(0),
            cache: Mutex::default(),
        }
    }

    pub(crate) fn took(&self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn queries(&self) -> u32 {
        self.queries.load(Relaxed)
    }

    /// Such as `post hit`, or `post-list miss stored`: by region, in the order in which it happened.
    pub(crate) fn cache(&self) -> String {
        let told = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        let mut last = None;
        for (region, told) in &*told {
            let (Told::Read(outcome) | Told::Fill(outcome) | Told::Put(outcome)) = told;
            // A fill goes on where its read began.
            let goes_on = matches!(told, Told::Fill(_)) && last == Some(region);
            let _infallible = match (goes_on, told, out.is_empty()) {
                (true, ..) => write!(out, " {outcome}"),
                (false, Told::Put(_), true) => write!(out, "{region} put {outcome}"),
                (false, Told::Put(_), false) => write!(out, ", {region} put {outcome}"),
                (false, _, true) => write!(out, "{region} {outcome}"),
                (false, _, false) => write!(out, ", {region} {outcome}"),
            };
            last = Some(region);
        }
        out
    }
}

/// Middleware: serves the request as the current one, says in headers what it did, and remembers it for its user.
pub(crate) async fn watch(State(recent): State<Recent>, request: axum::extract::Request, next: Next) -> Response {
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let current = Arc::new(Request::start());
    let mut response = CURRENT.scope(Arc::clone(&current), next.run(request)).await;
    write_headers(response.headers_mut(), &current);
    let user = current.user.load(Relaxed);
    if user != 0 {
        recent.add(user, Line::new(method, path, response.status(), &current));
    }
    response
}

fn write_headers(headers: &mut HeaderMap, request: &Request) {
    headers.insert("x-queries", HeaderValue::from(request.queries()));
    if let Ok(cache) = HeaderValue::from_str(&request.cache()) {
        headers.insert("x-cache", cache);
    }
    let millis = request.took().as_secs_f64() * 1000.0;
    if let Ok(timing) = HeaderValue::from_str(&format!("total;dur={millis:.3}")) {
        headers.insert("server-timing", timing);
    }
}

/// The request that this task serves.
pub(crate) fn current() -> Option<Arc<Request>> {
    CURRENT.try_with(Arc::clone).ok()
}

/// One more query for the current request.
pub(crate) fn count_query() {
    let _outside_a_request = CURRENT.try_with(|request| request.queries.fetch_add(1, Relaxed));
}

/// The current request is of this user.
pub(crate) fn signed_in(user: i64) {
    let _outside_a_request = CURRENT.try_with(|request| request.user.store(user, Relaxed));
}

pub(super) fn tell(region: String, told: Told) {
    let _outside_a_request = CURRENT.try_with(|request| {
        request.cache.lock().unwrap_or_else(PoisonError::into_inner).push((region, told));
    });
}
