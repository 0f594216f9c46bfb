//! Reads, by every way that there is to read.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use postcache::{Elapsed, ReadMode};

use super::about::About;
use super::answer::Asked;
use super::rows::{Page, Row, rows};
use super::service::{Actor, Cached, user};
use crate::tasks;
use crate::terms::{HUNG_MS, LOAD_LIMIT};
use crate::wire::{Answer, Ask, Line, Load, PAGE, ROWS};

/// Why a load gave nothing.
#[derive(Debug)]
pub(super) enum LoadError {
    /// It was to fail, and it did.
    AsAsked,
    Late,
    Register(io::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsAsked => f.write_str("its load was told to fail"),
            Self::Late => f.write_str("its load took too long"),
            Self::Register(error) => write!(f, "the register: {error}"),
        }
    }
}

/// What the loaders of one read do, and whether any was called.
#[derive(Debug)]
pub(super) struct Loader<'l> {
    line: &'l Line,
    scope: i64,
    fails: bool,
    pace: (u64, u64),
    called: AtomicBool,
}

impl Loader<'_> {
    pub(super) async fn load(&self, numbers: Vec<u32>) -> Result<Vec<Row>, LoadError> {
        self.called.store(true, Relaxed);
        let (before_ms, after_ms) = self.pace;
        let load = Load { scope: self.scope, rows: numbers.clone(), fails: self.fails, before_ms, after_ms };
        match self.line.ask(&Ask::Load(load)).await.map_err(LoadError::Register)? {
            Answer::Rows(Some(versions)) => Ok(rows(self.scope, &numbers, &versions)),
            Answer::Rows(None) => Err(LoadError::AsAsked),
            _ => Err(LoadError::Register(io::ErrorKind::InvalidData.into())),
        }
    }

    pub(super) async fn row(&self, number: u32) -> Result<Option<Row>, LoadError> {
        let rows = self.load(vec![number]).await?;
        Ok(rows.into_iter().next().filter(Row::is_there))
    }

    /// A page tells of deleted rows, too.
    pub(super) async fn page(&self, number: u32) -> Result<Page, LoadError> {
        let rows = self.load(rows_of(number)).await?;
        Ok(Page { scope: self.scope, number, rows })
    }
}

pub(super) fn rows_of(page: u32) -> Vec<u32> {
    (page * PAGE..(page + 1) * PAGE).collect()
}

impl Actor {
    pub(super) async fn read(&mut self) -> io::Result<()> {
        let scope = self.chance.scope();
        let asked = Asked::now(&self.line, scope).await?;
        match self.chance.below(10) {
            0..6 => self.read_row(&asked).await?,
            6..9 => self.read_page(&asked).await?,
            _ => self.read_batch(&asked).await?,
        }
        self.count("reads");
        Ok(())
    }

    async fn read_row(&mut self, asked: &Asked) -> io::Result<()> {
        let number = self.chance.row();
        let (limited, fresh) = (self.chance.one_in(3), self.chance.one_in(50));
        let loader = loader(&mut self.chance, &self.line, asked.scope);
        let about = About::read("row", asked.scope, vec![number]);
        let user = user(asked.scope);
        let read = about.of(async {
            match &self.service.cached {
                Cached::Naive(naive) => naive.row(asked.scope, number, &loader).await,
                Cached::PostCache { rows, .. } if limited => {
                    let late = |_: Elapsed| Err(LoadError::Late);
                    rows.load_within(LOAD_LIMIT, late, &user, &number, || loader.row(number)).await
                }
                Cached::PostCache { rows, .. } => {
                    let mode = if fresh { ReadMode::Refresh } else { ReadMode::Normal };
                    rows.get_or_load_with(mode, &user, &number, || loader.row(number)).await
                }
            }
        });
        let Some(read) = tasks::within_ms(HUNG_MS, read).await else {
            return self.hung(asked.scope, number, "the read of a row").await;
        };
        match read {
            Ok(row) => self.check_row(asked, number, row.as_ref(), how(self, &loader, "a row")).await,
            Err(error) => self.unread(asked, number, &loader, error).await,
        }
    }

    async fn read_page(&mut self, asked: &Asked) -> io::Result<()> {
        let number = self.chance.page();
        let numbers = rows_of(number);
        let loader = loader(&mut self.chance, &self.line, asked.scope);
        let about = About::read("page", asked.scope, numbers.clone());
        let user = user(asked.scope);
        let read = about.of(async {
            match &self.service.cached {
                Cached::Naive(naive) => naive.page(asked.scope, number, &loader).await,
                Cached::PostCache { pages, .. } => pages.get_or_load(&user, &number, || loader.page(number)).await,
            }
        });
        let first = number * PAGE;
        let Some(read) = tasks::within_ms(HUNG_MS, read).await else {
            return self.hung(asked.scope, first, "the read of a page").await;
        };
        let page = match read {
            Ok(page) => page,
            Err(error) => return self.unread(asked, first, &loader, error).await,
        };
        let how = how(self, &loader, "a page");
        if (page.scope, page.number, page.rows.len()) != (asked.scope, number, numbers.len()) {
            let text = format!("{how} gave page {} of user {}", page.number, page.scope);
            return self.foreign(asked, first, text).await;
        }
        for (number, row) in numbers.into_iter().zip(&page.rows) {
            self.check(asked, number, row, how).await?;
        }
        Ok(())
    }

    async fn read_batch(&mut self, asked: &Asked) -> io::Result<()> {
        let Cached::PostCache { rows, .. } = &self.service.cached else { return Ok(()) };
        let numbers: Vec<u32> = (0..ROWS).filter(|_| self.chance.one_in(2)).collect();
        let Some(first) = numbers.first().copied() else { return Ok(()) };
        let loader = loader(&mut self.chance, &self.line, asked.scope);
        let about = About::read("batch", asked.scope, numbers.clone());
        let user = user(asked.scope);
        let read = about.of(rows.get_many_or_load(&user, &numbers, |missing: Vec<&u32>| {
            let missing: Vec<u32> = missing.into_iter().copied().collect();
            let loader = &loader;
            async move {
                let rows = loader.load(missing).await?;
                Ok(rows.into_iter().filter(Row::is_there).map(|row| (row.number, row)).collect::<Vec<_>>())
            }
        }));
        let Some(read) = tasks::within_ms(HUNG_MS, read).await else {
            return self.hung(asked.scope, first, "the read of a batch").await;
        };
        let found = match read {
            Ok(found) => found,
            Err(error) => return self.unread(asked, first, &loader, error).await,
        };
        let how = how(self, &loader, "a batch");
        for (number, row) in numbers.into_iter().zip(found) {
            self.check_row(asked, number, row.as_deref(), how).await?;
        }
        Ok(())
    }

    /// A read fails with its own load, and with nothing else.
    async fn unread(&self, asked: &Asked, number: u32, loader: &Loader<'_>, error: LoadError) -> io::Result<()> {
        match error {
            LoadError::Register(error) => Err(error),
            LoadError::AsAsked if loader.called.load(Relaxed) && loader.fails => {
                self.count("loads failed");
                Ok(())
            }
            LoadError::Late if loader.called.load(Relaxed) => {
                self.count("loads too late");
                Ok(())
            }
            error => self.failed(asked, number, &error.to_string()).await,
        }
    }
}

fn loader<'l>(chance: &mut super::chance::Chance, line: &'l Line, scope: i64) -> Loader<'l> {
    Loader { line, scope, fails: chance.one_in(60), pace: chance.load(), called: AtomicBool::new(false) }
}

fn how(actor: &Actor, loader: &Loader<'_>, what: &str) -> &'static str {
    let was_loaded = loader.called.load(Relaxed);
    if !was_loaded {
        actor.count("hits");
    }
    match (what, was_loaded) {
        ("a row", false) => "a hit of a row",
        ("a row", true) => "a load of a row",
        ("a page", false) => "a hit of a page",
        ("a page", true) => "a load of a page",
        (_, false) => "hits of a batch",
        (_, true) => "a batch with loads",
    }
}
