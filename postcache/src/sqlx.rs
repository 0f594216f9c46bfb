//! For applications on sqlx: which of its errors prove that nothing was written.

use sqlx_core::error::{Error, ErrorKind};

/// Whether `error` proves that nothing was or will be written: for
/// [`CacheBuilder::settled`](crate::CacheBuilder::settled).
///
/// Settled are violated constraints, a row that was not found, and everything that happens before a statement is sent (no
/// connection in the pool, an argument that does not encode, wrong options). Not settled are broken connections, protocol
/// errors and whatever else may have followed a commit.
///
/// It holds for functions of one statement or one transaction. A function in which an earlier statement commits by itself
/// names its own predicate, `settled = never` for one.
///
/// ```
/// # use postcache::{Cache, CacheBuilder, MemoryStore};
/// # fn example() -> CacheBuilder {
/// Cache::builder(MemoryStore::default()).settled(postcache::sqlx::is_settled)
/// # }
/// ```
#[must_use]
pub fn is_settled(error: &Error) -> bool {
    match error {
        Error::RowNotFound
        | Error::Configuration(_)
        | Error::InvalidArgument(_)
        | Error::Encode(_)
        | Error::PoolTimedOut
        | Error::PoolClosed => true,
        Error::Database(error) => matches!(
            error.kind(),
            ErrorKind::UniqueViolation
                | ErrorKind::ForeignKeyViolation
                | ErrorKind::NotNullViolation
                | ErrorKind::CheckViolation
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_reached_the_database_is_settled() {
        assert!(is_settled(&Error::RowNotFound));
        assert!(is_settled(&Error::PoolTimedOut));
        assert!(is_settled(&Error::Encode("not a number".into())));
    }

    #[test]
    fn what_may_have_followed_a_commit_is_not_settled() {
        assert!(!is_settled(&Error::Io(std::io::ErrorKind::ConnectionReset.into())));
        assert!(!is_settled(&Error::Protocol("a reply that nobody asked for".into())));
        assert!(!is_settled(&Error::WorkerCrashed));
        assert!(!is_settled(&Error::Decode("a column of another type, after the insert".into())));
    }
}
