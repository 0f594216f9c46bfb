use redis::Value;

use super::judge;

const SERVER: &str = "redis_version:7.0.15\r\nredis_mode:standalone\r\nrun_id:1234\r\n";
const REPLICATION: &str = "role:master\r\nmaster_replid:5678\r\n";
const MEMORY: &str = "maxmemory_policy:allkeys-lru\r\n";

/// Why a server that says so is not used, if it is not.
fn refusal(server: &str, replication: &str, memory: &str, cluster: bool) -> Option<String> {
    let infos = [server, replication, memory].map(|text| Value::BulkString(text.as_bytes().to_vec()));
    let refused = judge(&infos, cluster).err()?;
    assert!(refused.for_good, "waiting does not mend it");
    Some(refused.error.to_string())
}

#[test]
fn a_server_as_it_should_be_is_used() {
    assert_eq!(refusal(SERVER, REPLICATION, MEMORY, false), None);
    let of_a_cluster = SERVER.replace("standalone", "cluster");
    assert_eq!(refusal(&of_a_cluster, REPLICATION, MEMORY, true), None);
}

#[test]
fn what_waiting_cannot_mend_is_named() {
    let valkey = SERVER.replace("redis_mode:standalone", "server_mode:cluster");
    let cases = [
        (refusal(&SERVER.replace("standalone", "cluster"), REPLICATION, MEMORY, false), "redis+cluster://"),
        (refusal(&valkey, REPLICATION, MEMORY, false), "redis+cluster://"),
        (refusal(SERVER, &REPLICATION.replace("master\r", "slave\r"), MEMORY, false), "replica"),
        (refusal(SERVER, REPLICATION, &MEMORY.replace("allkeys-lru", "volatile-ttl"), false), "volatile-ttl"),
        (refusal(&SERVER.replace("run_id", "walk_id"), REPLICATION, MEMORY, false), "which one it is"),
    ];
    for (refusal, word) in cases {
        assert!(refusal.as_ref().is_some_and(|text| text.contains(word)), "{word}: {refusal:?}");
    }
}

#[test]
fn a_server_that_is_too_old_is_told_which_one_is_needed() {
    let with = |version: &str| refusal(&SERVER.replace("7.0.15", version), REPLICATION, MEMORY, false);
    for version in ["2.8.24", "5.0.14", "6.0.20"] {
        let refusal = with(version).unwrap_or_default();
        assert!(refusal.contains(version) && refusal.contains("6.2"), "{refusal}");
    }
    // What no one has heard of yet is tried.
    for version in ["6.2.0", "7.4.1", "10.0.0", "255.255.255", "unstable"] {
        assert_eq!(with(version), None, "{version}");
    }
}
