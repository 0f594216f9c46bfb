//! Several servers that know each other are values, too.

use testserver::{RedisCluster, SentinelTrio};

#[test]
fn every_node_of_a_cluster_serves_its_part_of_the_slots() {
    let cluster = RedisCluster::start().unwrap();
    let outcomes = ["a", "b", "c", "d"].map(|key| {
        let accepts = |node: &testserver::RedisServer| node.client().unwrap().call(["SET", key, "v"]).is_ok();
        cluster.nodes().iter().filter(|node| accepts(node)).count()
    });
    assert_eq!(outcomes, [1; 4], "one owner for each key");
}

#[test]
fn a_sentinel_trio_chooses_another_primary_when_it_is_asked() {
    let trio = SentinelTrio::start().unwrap();
    let role = |at: usize| trio.servers()[at].client().unwrap().info("replication", "role").unwrap().unwrap();
    assert_eq!([role(0), role(1), role(2)], ["master", "slave", "slave"]);
    trio.fail_over().unwrap();
    assert!([role(1), role(2)].contains(&"master".to_owned()));
}
