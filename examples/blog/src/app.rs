//! What every request works with.

use std::sync::Arc;

use postcache::{Cache, CacheBuilder};

use crate::comments::{CommentError, CommentTable, Comments};
use crate::config::Config;
use crate::db::{Db, Pace};
use crate::observe::{Metrics, Recent};
use crate::posts::Posts;
use crate::self_check::Sabotage;
use crate::start_error::StartError;
use crate::users::Users;

/// The parts of the blog, shared by all requests.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) db: Db,
    pub(crate) cache: Cache,
    pub(crate) users: Users,
    pub(crate) posts: Posts,
    pub(crate) comments: Arc<Comments>,
    pub(crate) recent: Recent,
    pub(crate) metrics: Metrics,
}

impl App {
    /// Makes the cache, opens the database, and puts the one in front of the other: settings that are refused make no
    /// database.
    pub(crate) async fn open(config: &Config, pace: Pace, sabotage: Option<Sabotage>) -> Result<Self, StartError> {
        let metrics = Metrics::install().map_err(StartError::Metrics)?;
        let builder = match sabotage {
            None => config.cache.builder().await?,
            Some(sabotage) => sabotage.builder(&config.cache).await?,
        };
        let cache = settled(builder).build()?;
        let db = Db::open(&config.data, pace)
            .await
            .map_err(|error| StartError::Database { folder: config.data.clone(), error })?;
        Ok(Self {
            users: Users::new(db.clone(), &cache)?,
            posts: Posts::new(db.clone(), &cache)?,
            comments: CommentTable::cached(db.clone(), &cache)?.into(),
            db,
            cache,
            recent: Recent::default(),
            metrics,
        })
    }
}

/// After these errors the cache goes on at once; after all others what the mutation covers is not cached for a while.
fn settled(builder: CacheBuilder) -> CacheBuilder {
    builder.settled(postcache::sqlx::is_settled).settled(CommentError::is_settled)
}
