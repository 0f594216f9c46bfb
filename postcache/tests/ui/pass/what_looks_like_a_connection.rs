#![deny(warnings)]

use postcache::{CacheKey, MemoryStore, Region, Scope, cached_scoped};

#[derive(CacheKey)]
struct BankTransaction {
    number: u64,
}

/// Reads only what is committed.
struct ReplicaConnection;

#[derive(Scope)]
struct User {
    #[scope]
    id: i64,
}

struct Bank {
    fees: Region<(BankTransaction, i64), i64>,
}

impl Bank {
    #[cached_scoped(
        self.fees,
        key = (transaction, year),
        ignore(db = "a replica, on which no transaction is ever open")
    )]
    async fn fee(&self, scope: &User, transaction: &BankTransaction, year: i64, db: &ReplicaConnection) -> i64 {
        let ReplicaConnection = db;
        scope.id + year + i64::try_from(transaction.number).unwrap()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let cache = postcache::Cache::new(MemoryStore::default());
    let bank = Bank { fees: cache.region("fee").unchecked("a number").unwrap() };
    assert_eq!(bank.fee(&User { id: 1 }, &BankTransaction { number: 2 }, 3, &ReplicaConnection).await, 6);
}
