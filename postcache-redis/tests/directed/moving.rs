//! A slot on its way from one node of a cluster to another.

use testserver::{Client, RedisCluster, Reply};

pub(crate) struct Move {
    slot: String,
    from: Client,
    to: Client,
    ids: [String; 2],
    to_port: String,
}

impl Move {
    /// To the next node.
    pub(crate) fn of_the_only_slot(cluster: &RedisCluster) -> Self {
        let slots = slots(cluster);
        assert_eq!(slots.len(), 1, "slots in use");
        Self::to_the_next(cluster, slots[0])
    }

    pub(crate) fn to_the_next(cluster: &RedisCluster, (slot, from): (i64, usize)) -> Self {
        let primaries = &cluster.nodes()[..3];
        let to = (from + 1) % 3;
        let client = |at: usize| primaries[at].client().unwrap();
        let id = |at: usize| {
            String::from_utf8(client(at).call(["CLUSTER", "MYID"]).unwrap().bytes().unwrap().to_vec()).unwrap()
        };
        Self {
            slot: slot.to_string(),
            from: client(from),
            to: client(to),
            ids: [id(from), id(to)],
            to_port: primaries[to].port().unwrap().to_string(),
        }
    }

    pub(crate) fn begins(&mut self) {
        self.to.call(["CLUSTER", "SETSLOT", &self.slot, "IMPORTING", &self.ids[0]]).unwrap();
        self.from.call(["CLUSTER", "SETSLOT", &self.slot, "MIGRATING", &self.ids[1]]).unwrap();
    }

    pub(crate) fn takes_all_keys(&mut self) {
        loop {
            let keys = self.keys();
            if keys.is_empty() {
                return;
            }
            self.take(&keys);
        }
    }

    pub(crate) fn takes_one_key(&mut self) {
        let keys = self.from.keys("*}m").unwrap();
        assert_eq!(keys.len(), 1);
        self.take(&keys);
    }

    pub(crate) fn takes_one_after_the_other(&mut self) {
        for key in self.keys() {
            self.take(&[key]);
        }
    }

    fn keys(&mut self) -> Vec<String> {
        let Reply::Array(keys) = self.from.call(["CLUSTER", "GETKEYSINSLOT", &self.slot, "1000"]).unwrap() else {
            panic!("keys")
        };
        keys.iter().map(|key| String::from_utf8(key.bytes().unwrap().to_vec()).unwrap()).collect()
    }

    fn take(&mut self, keys: &[String]) {
        let command = ["MIGRATE", "127.0.0.1", &self.to_port, "", "0", "5000", "KEYS"].map(str::to_owned);
        self.from.call([&command[..], keys].concat()).unwrap();
    }

    pub(crate) fn ends(&mut self) {
        for node in [&mut self.to, &mut self.from] {
            node.call(["CLUSTER", "SETSLOT", &self.slot, "NODE", &self.ids[1]]).unwrap();
        }
    }
}

/// Those that hold a key, with the primary that each is on.
pub(crate) fn slots(cluster: &RedisCluster) -> Vec<(i64, usize)> {
    let mut slots = Vec::new();
    for (at, node) in cluster.nodes().iter().take(3).enumerate() {
        let mut client = node.client().unwrap();
        for key in client.keys("*}[egmt]*").unwrap() {
            let Reply::Integer(slot) = client.call(["CLUSTER", "KEYSLOT", &key]).unwrap() else { panic!("a number") };
            slots.push((slot, at));
        }
    }
    slots.sort_unstable();
    slots.dedup();
    slots
}
