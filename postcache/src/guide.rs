//! The guide, a chapter a module. Every snippet is compiled and run by the tests.

#[doc = include_str!("guide/first_cache.md")]
pub mod _01_first_cache {}
#[doc = include_str!("guide/scopes_and_owners.md")]
pub mod _02_scopes_and_owners {}
#[doc = include_str!("guide/keys_and_regions.md")]
pub mod _03_keys_and_regions {}
#[doc = include_str!("guide/writing_without_staleness.md")]
pub mod _04_writing_without_staleness {}
#[doc = include_str!("guide/repositories.md")]
pub mod _05_repositories {}
#[doc = include_str!("guide/when_the_store_is_down.md")]
pub mod _06_when_the_store_is_down {}
#[cfg(feature = "redis")]
#[doc = include_str!("guide/redis_in_production.md")]
pub mod _07_redis_in_production {}
#[cfg(feature = "test-util")]
#[doc = include_str!("guide/testing_your_code.md")]
pub mod _08_testing_your_code {}
#[doc = include_str!("guide/seeing_inside.md")]
pub mod _09_seeing_inside {}
#[doc = include_str!("guide/write_a_backend.md")]
pub mod _10_write_a_backend {}
#[doc = include_str!("guide/how_caches_leak.md")]
pub mod _11_how_caches_leak {}
#[doc = include_str!("guide/moving_from_moka_or_cached.md")]
pub mod _12_moving_from_moka_or_cached {}
#[doc = include_str!("guide/cached_scoped.md")]
#[doc = "```text"]
#[doc = include_str!("guide/cached_scoped/expansion.rs")]
#[doc = "```"]
pub mod reference_cached_scoped {}
