//! The steps from an empty file to today's tables. A released step is never edited: a later one mends it.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

const STEPS: &[(i64, &str, &str)] = &[
    (1, "users, posts, comments", include_str!("../../migrations/1_users_posts_comments.sql")),
    (2, "demo users", include_str!("../../migrations/2_demo_users.sql")),
];

/// Built at run time: `sqlx::migrate!` would build SQLite a second time, for the macro.
pub(super) fn all() -> Migrator {
    let migration = |(version, name, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(migration).collect())
}
