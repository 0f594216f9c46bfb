//! The scripts against a model of the protocol: after each call, every cell is what the model says, byte for byte.
//!
//! The server's clock is a cell of the test, so that it may be moved, and a birth is predicted like anything else.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod model;
mod steps;

use std::cell::RefCell;
use std::collections::BTreeSet;

use model::{KEYS, Model};
use proptest::collection::vec;
use proptest::test_runner::{Config, TestError, TestRunner};
use steps::{Step, step};
use testserver::{Client, RedisServer, Reply};

const TEXTS: [&str; 4] = [
    include_str!("../../scripts/acquire.lua"),
    include_str!("../../scripts/fill.lua"),
    include_str!("../../scripts/begin.lua"),
    include_str!("../../scripts/finish.lua"),
];

/// Scripts that ask the test for the time.
struct Scripts {
    client: Client,
    shas: [Vec<u8>; 4],
    /// The letters with which they ended, and how many puts were stored.
    ended: BTreeSet<u8>,
    puts: usize,
}

impl Scripts {
    fn load(mut client: Client, texts: [String; 4]) -> Self {
        let shas = texts.map(|text| {
            let text = text.replace("redis.call('TIME')", "{0, redis.call('GET', 'clock')}");
            client.call(["SCRIPT", "LOAD", &text]).unwrap().bytes().unwrap().to_vec()
        });
        Self { client, shas, ended: BTreeSet::new(), puts: 0 }
    }

    fn call(&mut self, script: usize, keys: &[&str], arguments: &[Vec<u8>]) -> Vec<Reply> {
        let mut command = vec![b"EVALSHA".to_vec(), self.shas[script].clone(), keys.len().to_string().into_bytes()];
        command.extend(keys.iter().map(|key| key.as_bytes().to_vec()));
        command.push(b"a nonce!".to_vec());
        command.extend(arguments.iter().cloned());
        let Reply::Array(mut reply) = self.client.call(command).unwrap() else { panic!("an array") };
        assert_eq!(reply.remove(0), Reply::Bulk(b"a nonce!".to_vec()));
        reply
    }

    fn cells(&mut self) -> Vec<Option<Vec<u8>>> {
        let Reply::Array(cells) = self.client.call([&["MGET"][..], &KEYS].concat()).unwrap() else {
            panic!("an array")
        };
        cells.into_iter().map(|cell| cell.bytes().map(<[u8]>::to_vec)).collect()
    }
}

#[test]
fn the_scripts_do_what_the_protocol_says() {
    let server = RedisServer::start();
    let mut scripts = Scripts::load(server.client().unwrap(), TEXTS.map(str::to_owned));
    compare(&mut scripts, 1_000).unwrap();
    assert_eq!(scripts.ended, BTreeSet::from(*b"BDFLRSVW"), "each way to end was met");
    assert!(scripts.puts > 50, "{} puts were stored", scripts.puts);
}

/// A comparison that a broken script passes is none.
#[test]
fn each_broken_script_is_noticed() {
    const BREAKS: &[(usize, &str, &str)] = &[
        (
            0,
            "for i = 1, #KEYS do\n  if v[i] and string.byte(v[i]) == 87",
            "for i = 1, 1 do\n  if v[i] and string.byte(v[i]) == 87",
        ),
        (0, "and string.sub(c, 35, 42) == ARGV[4]", ""),
        (0, "string.sub(c, 19, 34) ~= ARGV[7]", "true"),
        (1, "string.sub(c, 1, #x) ~= x", "false"),
        (1, "string.sub(x, 51) ~= ids or string.sub(ARGV[3], 51) ~= ids", "false"),
        (2, "if list ~= '' then since = zero end", ""),
        (2, "string.sub(c, p, p + 23) .. zero", "string.sub(c, p, p + 31)"),
        (2, "if d > now and", "if"),
        (3, "if list == '' then gone", "if list == '' or ARGV[2] == '' then gone"),
        (3, "elseif d > now then", "elseif false then"),
        (3, "string.sub(c, p, p + 23) .. zero", "string.sub(c, p, p + 31)"),
        (3, "alone == tonumber(ARGV[4])", "true"),
        (3, "ARGV[3] ~= zero and", ""),
        (3, "if v[i] and string.byte(v[i]) == 87 then free = false end", ""),
    ];
    let server = RedisServer::start();
    for (script, line, instead) in BREAKS {
        let mut texts = TEXTS.map(str::to_owned);
        assert!(texts[*script].contains(line), "{line}");
        texts[*script] = texts[*script].replacen(line, instead, 1);
        let mut scripts = Scripts::load(server.client().unwrap(), texts);
        assert!(compare(&mut scripts, 3_000).is_err(), "nobody noticed {instead:?} instead of {line:?}");
    }
}

fn compare(scripts: &mut Scripts, sequences: u32) -> Result<(), TestError<Vec<Step>>> {
    let scripts = RefCell::new(scripts);
    let config = Config { cases: sequences, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
    TestRunner::new(config).run(&vec(step(), 1..30), |steps| {
        run(&mut scripts.borrow_mut(), &steps);
        Ok(())
    })
}

fn run(scripts: &mut Scripts, steps: &[Step]) {
    scripts.client.call(["FLUSHDB"]).unwrap();
    let mut model = Model::default();
    for step in steps {
        scripts.client.call(["SET", "clock", &model.now.to_string()]).unwrap();
        let (call, expected) = model.take(step);
        if let Some(call) = call {
            let reply = scripts.call(call.script, &call.keys, &call.arguments);
            let reply = letter_and_cell(&reply);
            scripts.ended.insert(reply[0][0]);
            scripts.puts += usize::from(reply[0] == b"D" && reply.get(2).is_some_and(|stored| stored != b"0"));
            assert_eq!(reply, expected, "the reply to {step:?}");
        }
        for (key, value) in model.written_from_outside(step) {
            match value {
                Some(bytes) => scripts.client.call([b"SET", key.as_bytes(), &bytes, b"PX", b"60000"]).unwrap(),
                None => scripts.client.call(["DEL", key]).unwrap(),
            };
        }
        assert_eq!(scripts.cells(), model.cells(), "after {step:?}, the last of {steps:?}");
    }
}

/// What a script said, without the time that is left of a cell.
fn letter_and_cell(reply: &[Reply]) -> Vec<Vec<u8>> {
    let said = reply.iter().map(|reply| match reply {
        Reply::Integer(number) => number.to_string().into_bytes(),
        reply => reply.bytes().unwrap_or_default().to_vec(),
    });
    let mut said: Vec<_> = said.collect();
    if [&b"F"[..], b"B"].contains(&said[0].as_slice()) {
        said.truncate(1);
    }
    said
}
