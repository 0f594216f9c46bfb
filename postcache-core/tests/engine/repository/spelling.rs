//! A source that finds a row by more than one spelling of its key.

use std::sync::{Arc, Mutex};

use postcache_core::{CachedRepository, Foreign, Owned, Repository, Rows, Scope, ScopeId};
use serde::{Deserialize, Serialize};

use crate::world::{ANN, World, user};

#[derive(Clone)]
struct Members(Arc<Mutex<Vec<Member>>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Member {
    owner: i64,
    name: String,
    version: u64,
}

impl Owned for Member {
    const CHECKED: bool = true;
    fn check_owner(&self, scope: ScopeId<'_>) -> Result<(), Foreign> {
        if ScopeId::int(self.owner) == scope { Ok(()) } else { Err(Foreign::new("Member.owner")) }
    }
}

impl Rows for Members {
    type Key = String;
    type Value = Member;
    type New = String;
    type Change = ();
    type Filter = ();
    type Error = Foreign;
    fn key_of(value: &Member) -> String {
        value.name.clone()
    }
}

/// `name TEXT COLLATE NOCASE`
impl<S: Scope + Sync + ?Sized> Repository<S> for Members {
    async fn get(&self, _: &S, key: &String) -> Result<Option<Member>, Foreign> {
        Ok(self.0.lock().unwrap().iter().find(|name| name.name.eq_ignore_ascii_case(key)).cloned())
    }
    async fn list(&self, _: &S, (): &()) -> Result<Vec<Member>, Foreign> {
        Ok(self.0.lock().unwrap().clone())
    }
    async fn create(&self, _: &S, name: String) -> Result<Member, Foreign> {
        let name = Member { owner: ANN, name, version: 1 };
        self.0.lock().unwrap().push(name.clone());
        Ok(name)
    }
    async fn update(&self, _: &S, key: &String, (): ()) -> Result<Option<Member>, Foreign> {
        let mut names = self.0.lock().unwrap();
        let Some(name) = names.iter_mut().find(|name| name.name.eq_ignore_ascii_case(key)) else { return Ok(None) };
        name.version += 1;
        Ok(Some(name.clone()))
    }
    async fn delete(&self, _: &S, key: &String) -> Result<bool, Foreign> {
        self.0.lock().unwrap().retain(|name| !name.name.eq_ignore_ascii_case(key));
        Ok(true)
    }
    async fn import(&self, _: &S, _: Vec<String>) -> Result<u64, Foreign> {
        Ok(0)
    }
}

#[tokio::test]
async fn a_row_that_a_source_finds_by_another_spelling_of_its_key_is_not_older_than_its_update() {
    for world in World::each() {
        let names = CachedRepository::new(Members(Arc::default()), &world.cache, "name").unwrap();
        let ann = user(ANN);
        names.create(&ann, "ada".to_owned()).await.unwrap();
        assert_eq!(names.get(&ann, &"Ada".to_owned()).await.unwrap().unwrap().version, 1);
        world.quiet().await;
        names.update(&ann, &"ada".to_owned(), ()).await.unwrap();
        assert_eq!(names.get(&ann, &"Ada".to_owned()).await.unwrap().unwrap().version, 2);
    }
}
