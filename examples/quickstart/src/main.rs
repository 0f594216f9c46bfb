//! From a plain struct to a cached, isolated, invalidated repository.

#![expect(clippy::print_stdout, reason = "a program speaks to whoever started it")]

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use postcache::{Cache, MemoryStore, Owned, Region, Scope, cached_scoped};
use serde::{Deserialize, Serialize};

/// Whose data a call is about: the application's own type.
#[derive(Scope)]
struct CurrentUser {
    #[scope]
    id: i64,
}

/// What is cached, and whose it is.
#[derive(Clone, Debug, Deserialize, Owned, PartialEq, Serialize)]
struct Note {
    id: i64,
    #[owner]
    user_id: i64,
    text: String,
}

/// The repository: a "database" that counts its queries, and a region for what is read from it.
#[expect(clippy::struct_field_names, reason = "a region is called what it holds")]
struct Notes {
    rows: Mutex<HashMap<i64, Note>>,
    queries: AtomicUsize,
    notes: Region<i64, Note>,
}

impl Notes {
    fn new(cache: &Cache) -> Result<Self, postcache::Error> {
        Ok(Self { rows: Mutex::default(), queries: AtomicUsize::new(0), notes: cache.region("note").build()? })
    }

    /// `SELECT .. WHERE user_id = ? AND id = ?`
    #[cached_scoped(self.notes)]
    async fn get(&self, scope: &CurrentUser, id: i64) -> Result<Option<Arc<Note>>, Infallible> {
        Ok(self.query(|rows| rows.get(&id).filter(|note| note.user_id == scope.id).cloned().map(Arc::new)))
    }

    /// `INSERT .. ON CONFLICT UPDATE .. RETURNING *`; what it returns is in the cache right after.
    #[cached_scoped(self.notes, put = id)]
    async fn write(&self, scope: &CurrentUser, id: i64, text: &str) -> Result<Note, Infallible> {
        let note = Note { id, user_id: scope.id, text: text.to_owned() };
        self.query(|rows| rows.insert(id, note.clone()));
        Ok(note)
    }

    /// `DELETE .. WHERE user_id = ? AND id = ?`
    #[cached_scoped(self.notes, evict = id)]
    async fn delete(&self, scope: &CurrentUser, id: i64) -> Result<bool, Infallible> {
        Ok(self.query(|rows| rows.extract_if(|_, note| note.id == id && note.user_id == scope.id).count() > 0))
    }

    fn query<T>(&self, statement: impl FnOnce(&mut HashMap<i64, Note>) -> T) -> T {
        self.queries.fetch_add(1, Relaxed);
        statement(&mut self.rows.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads a note, and prints whether that took a query.
    async fn show(&self, name: &str, user: &CurrentUser, id: i64) -> Result<Option<String>, Infallible> {
        let before = self.queries.load(Relaxed);
        let note = self.get(user, id).await?;
        let how = if self.queries.load(Relaxed) == before { "hit" } else { "loaded" };
        println!("{name} reads note {id}: {:<24} ({how})", note.as_ref().map_or("nothing", |note| &note.text));
        Ok(note.map(|note| note.text.clone()))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let notes = Notes::new(&Cache::new(MemoryStore::default()))?;
    let (ann, bob) = (CurrentUser { id: 1 }, CurrentUser { id: 2 });

    notes.write(&ann, 7, "buy bread").await?;
    assert_eq!(notes.show("ann", &ann, 7).await?.as_deref(), Some("buy bread"));
    assert_eq!(notes.show("bob", &bob, 7).await?, None);

    notes.write(&ann, 7, "buy bread and tea").await?;
    assert_eq!(notes.show("ann", &ann, 7).await?.as_deref(), Some("buy bread and tea"));

    assert!(notes.delete(&ann, 7).await?);
    assert_eq!(notes.show("ann", &ann, 7).await?, None);

    let stats = notes.notes.stats();
    println!("region `{}`: {} hits, {} misses, {} refused", stats.region, stats.hits, stats.misses, stats.refused);
    assert_eq!((stats.hits, stats.misses, stats.refused), (2, 2, 0));
    Ok(())
}
