//! Mutations, and which of them count.

use std::io;
use std::sync::Arc;

use postcache::{Cache, Mutation, Region};

use super::about::{About, Seen};
use super::change::{Change, Names};
use super::owed::Debt;
use super::rows::{Page, Row};
use super::service::{Actor, Cached, LISTS, user};
use crate::clock::micros;
use crate::tasks;
use crate::terms::{self, FENCE_TTL, HUNG_MS};
use crate::wire::{Answer, Ask, Commit, Outcome, PAGE};

/// What a mutation that returned `Ok` wrote.
struct Returned {
    rows: Vec<(u32, u64)>,
    /// When its commit was acknowledged.
    acknowledged: u64,
    /// No cell can have been lost between its begin and then.
    quiet: bool,
}

impl Actor {
    pub(super) async fn write(&mut self) -> io::Result<()> {
        let change = Change::next(&mut self.chance);
        let pace = self.chance.commit();
        let number = self.chance.number();
        let first = change.rows.first().copied().unwrap_or_default();
        let scope = change.scope;
        let cancelled = change.cancelled;
        let work = Box::pin(self.mutate(change, number, pace));
        let work = tasks::within_ms(HUNG_MS, async {
            match cancelled {
                Some(millis) => tasks::within_ms(millis, work).await,
                None => Some(work.await),
            }
        });
        match work.await {
            None => self.hung(scope, first, "a mutation").await?,
            Some(None) => self.count("mutations cancelled"),
            Some(Some(done)) => done?,
        }
        self.count("mutations");
        Ok(())
    }

    async fn mutate(&self, change: Change, number: u64, pace: (u64, u64)) -> io::Result<()> {
        let commit = Commit {
            mutation: number,
            scope: change.scope,
            rows: change.rows.clone(),
            fenced: None,
            before_ms: pace.0,
            after_ms: pace.1,
            fate: change.fate,
        };
        let (cache, rows, pages) = match &self.service.cached {
            Cached::PostCache { cache, rows, pages } => (cache, rows, pages),
            Cached::Naive(naive) => {
                if let Some(returned) = self.commit(commit, 0).await?
                    && naive.delete(change.scope, &change.rows).await
                {
                    self.acknowledge(change.scope, returned.rows).await?;
                }
                return Ok(());
            }
        };
        let Some(needs) = change.needs(rows, pages) else { return Err(io::ErrorKind::InvalidInput.into()) };
        let about = About::mutation(number, change.scope, change.rows.clone(), needs);
        let returned = about.of(async {
            if change.names.is_by_hand() {
                self.by_hand(&change, commit, cache, rows, &about).await
            } else {
                self.fenced(&change, commit, (cache, rows, pages), &about).await
            }
        });
        match returned.await? {
            Some(returned) => self.judge(&change, returned, &about).await,
            None => Ok(()),
        }
    }

    /// A mutation through the cache.
    async fn fenced(
        &self,
        change: &Change,
        mut commit: Commit,
        (cache, rows, pages): (&Cache, &Region<u32, Row>, &Region<u32, Page>),
        about: &About,
    ) -> io::Result<Option<Returned>> {
        let losses = self.losses(change.scope).await?;
        let user = user(change.scope);
        let builder = cache.mutation(&user);
        let builder = match (change.names, change.row()) {
            (Names::RowAndTag, Some(row)) => builder.evict(rows, &row).invalidate_tags([LISTS]),
            (Names::RowAndPage, Some(row)) => builder.evict(rows, &row).evict(pages, &(row / PAGE)),
            (Names::RowLate, _) => builder.invalidate_tags([LISTS]),
            _ => builder.clear_scope(),
        };
        let mut mutation = builder.begin().await;
        if mutation.is_fenced() {
            self.count("mutations fenced");
            commit.fenced = about.seen().fence_sent.filter(|_| change.names != Names::RowLate);
        } else {
            self.count("mutations not fenced");
        }
        let scope = commit.scope;
        let (outcome, acknowledged) = self.send(commit).await?;
        match outcome {
            Outcome::Committed { rows: versions, losses: later } => {
                put_or_evict(&mut mutation, change, rows, scope, &versions);
                mutation.commit().await;
                Ok(Some(Returned { rows: versions, acknowledged, quiet: is_quiet(losses, later) }))
            }
            Outcome::Refused => {
                self.count("mutations settled");
                mutation.abandon().await;
                Ok(None)
            }
            Outcome::Unknown => {
                self.count("mutations of unknown outcome");
                drop(mutation);
                Ok(None)
            }
        }
    }

    /// A write around the cache, and invalidations after it.
    async fn by_hand(
        &self,
        change: &Change,
        commit: Commit,
        cache: &Cache,
        rows: &Region<u32, Row>,
        about: &About,
    ) -> io::Result<Option<Returned>> {
        let Some(returned) = self.commit(commit, 1).await? else { return Ok(None) };
        let user = user(change.scope);
        let done = match change.row() {
            None => cache.clear_scope(&user).await,
            Some(row) => {
                let entry = rows.invalidate(&user, &row).await;
                entry.and(cache.invalidate_tags(&user, [LISTS]).await)
            }
        };
        if done.is_ok() {
            about.ended();
        }
        self.count("writes with invalidations by hand");
        Ok(Some(returned))
    }

    /// A mutation has returned `Ok`: is it a floor for reads that begin from now on?
    async fn judge(&self, change: &Change, returned: Returned, about: &About) -> io::Result<()> {
        let Returned { rows, acknowledged, quiet } = returned;
        let Seen { fence_sent, ended } = about.seen();
        let stood = fence_sent.is_some_and(|sent| acknowledged < sent + terms::micros(FENCE_TTL));
        let fence_covers_all = change.names != Names::RowLate && !change.names.is_by_hand();
        if ended {
            self.count("mutations covered by their end");
        } else if stood && quiet && fence_covers_all {
            self.count("mutations covered by their fence alone");
        } else {
            let why = if stood && fence_covers_all {
                // Two faults on one mutation: its end was lost, and its fence may have been.
                "mutations uncovered: their end and perhaps their fence lost"
            } else {
                "mutations uncovered: neither fence nor end confirmed"
            };
            self.count(why);
            self.service.office.event(change.scope, &change.rows, "returned UNCOVERED");
            if let Some((_, needs)) = &about.mutation {
                let needs = needs.clone();
                self.service.owed.add(Debt { scope: change.scope, needs, rows, committed: acknowledged });
            }
            return Ok(());
        }
        self.acknowledge(change.scope, rows).await
    }

    async fn acknowledge(&self, scope: i64, rows: Vec<(u32, u64)>) -> io::Result<()> {
        self.line.ask(&Ask::Acknowledge { scope, rows }).await.map(drop)
    }

    async fn losses(&self, scope: i64) -> io::Result<u64> {
        match self.line.ask(&Ask::Floors { scope }).await? {
            Answer::Floors(floors) => Ok(floors.losses),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// A commit that was acknowledged; `losses` as they were before.
    async fn commit(&self, commit: Commit, losses: u64) -> io::Result<Option<Returned>> {
        Ok(match self.send(commit).await? {
            (Outcome::Committed { rows, losses: later }, acknowledged) => {
                Some(Returned { rows, acknowledged, quiet: is_quiet(losses, later) })
            }
            _ => None,
        })
    }

    async fn send(&self, commit: Commit) -> io::Result<(Outcome, u64)> {
        match self.line.ask(&Ask::Commit(commit)).await? {
            Answer::Outcome(outcome) => Ok((outcome, micros())),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Odd numbers stand for a loss under way.
const fn is_quiet(losses: u64, later: u64) -> bool {
    losses == later && losses.is_multiple_of(2)
}

fn put_or_evict(
    mutation: &mut Mutation,
    change: &Change,
    rows: &Region<u32, Row>,
    scope: i64,
    versions: &[(u32, u64)],
) {
    let Some(((row, version), _)) = versions.first().zip(change.row()) else { return };
    let value = Row::new(scope, *row, *version);
    if change.puts && value.is_there() {
        mutation.put(rows, row, Arc::new(value));
    } else if change.names == Names::RowLate {
        mutation.evict(rows, row);
    }
}
