//! What a server must know: nothing that Redis 6.2 did not.

use std::collections::BTreeSet;

use postcache_core::store::{Finish, Put};
use postcache_core::{CacheStore, Millis};
use postcache_redis::COMMANDS;

use crate::world::{NAMESPACE, Process, World, only, payload, tag};

/// What is said beside [`COMMANDS`], where a URL asks for it.
const BESIDE: &[(&str, &str)] =
    &[("ASKING", "3.0"), ("AUTH", "1.0"), ("CLUSTER", "3.0"), ("SELECT", "1.0"), ("SENTINEL", "2.8")];

/// The functions of Lua that the scripts call, with the version of Redis that brought them to scripts.
const LUA: &[(&str, &str)] = &[
    ("math.floor", "2.6"),
    ("redis.call", "2.6"),
    ("redis.pcall", "2.6"),
    ("string.byte", "2.6"),
    ("string.char", "2.6"),
    ("string.rep", "2.6"),
    ("string.sub", "2.6"),
    ("struct.pack", "2.6"),
    ("struct.unpack", "2.6"),
    ("tonumber", "2.6"),
    ("unpack", "2.6"),
];

const SCRIPTS: [&str; 4] = [
    include_str!("../../scripts/acquire.lua"),
    include_str!("../../scripts/fill.lua"),
    include_str!("../../scripts/begin.lua"),
    include_str!("../../scripts/finish.lua"),
];

fn without_comments(script: &str) -> String {
    script.lines().flat_map(|line| [line.split("--").next().unwrap(), "\n"]).collect()
}

#[test]
fn nothing_is_younger_than_redis_6_2() {
    let number = |version: &str| -> (u32, u32) {
        let (major, minor) = version.split_once('.').unwrap();
        (major.parse().unwrap(), minor.parse().unwrap())
    };
    for (what, version) in COMMANDS.iter().chain(BESIDE).chain(LUA) {
        assert!(number(version) <= (6, 2), "{what} came with {version}");
    }
}

#[test]
fn the_scripts_call_what_is_listed_and_no_more() {
    let (mut commands, mut functions) = (BTreeSet::new(), BTreeSet::new());
    for script in SCRIPTS.map(without_comments) {
        for (at, _) in script.match_indices("call('") {
            commands.insert(script[at + 6..].split('\'').next().unwrap().to_owned());
        }
        for (at, _) in script.match_indices('(') {
            let before = script[..at].trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '.');
            functions.insert(script[before.len()..at].to_owned());
        }
    }
    functions.retain(|name| !["", "and", "if", "or"].contains(&name.as_str()));
    assert!(commands.len() > 8, "{commands:?}");
    for command in &commands {
        assert!(COMMANDS.iter().any(|(known, _)| known == command), "{command} is not in COMMANDS");
    }
    let listed: BTreeSet<_> = LUA.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(functions, listed);
}

/// Whoever copies the rule of the documentation gives what is needed, and no more.
#[test]
fn the_documented_user_may_run_what_is_listed() {
    let source = include_str!("../../src/link/commands.rs");
    let rule = source.split("ACL SETUSER").nth(1).unwrap().split("```").next().unwrap();
    let allowed: BTreeSet<_> = rule.split_whitespace().filter_map(|word| word.strip_prefix('+')).collect();
    let listed: Vec<_> = COMMANDS.iter().map(|(command, _)| command.to_lowercase()).collect();
    assert_eq!(allowed, listed.iter().map(String::as_str).collect());
    assert!(rule.contains("~<namespace>:*") && rule.contains("-@all"), "{rule}");
}

/// Every word in capitals that the code sends.
#[test]
fn the_code_sends_what_is_listed() {
    const WORDS: &[&str] = &["GET-MASTER-ADDR-BY-NAME", "PX", "SLOTS", "W"];
    let sources = [
        include_str!("../../src/link/handshake.rs"),
        include_str!("../../src/link/live.rs"),
        include_str!("../../src/link/request.rs"),
        include_str!("../../src/link/dial/sentinel.rs"),
        include_str!("../../src/servers/cluster/map.rs"),
    ];
    let mut sent = BTreeSet::new();
    for source in sources {
        for start in ["cmd(\"", "arg(\"", "command(\""] {
            for (at, _) in source.match_indices(start) {
                let word = source[at + start.len()..].split('"').next().unwrap();
                if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-') {
                    sent.insert(word);
                }
            }
        }
    }
    assert!(sent.len() > 8, "{sent:?}");
    for (command, _) in COMMANDS {
        let by_a_script = SCRIPTS.iter().any(|script| script.contains(&format!("call('{command}'")));
        assert!(by_a_script || sent.contains(command), "{command} is in COMMANDS and nobody needs it");
    }
    for word in sent.iter().filter(|word| !WORDS.contains(word)) {
        let known = COMMANDS.iter().chain(BESIDE).any(|(known, _)| known == word);
        assert!(known, "{word} is listed nowhere");
    }
}

#[tokio::test]
async fn a_server_that_was_used_has_met_what_is_listed_and_no_more() {
    let world = World::new().await;
    let process = Process::at(&world.server.url(), NAMESPACE).await;
    let entry = world.red("k");
    process.load(&entry, 1).await;
    process.get(&entry).await;
    process.0.get_many(&[entry.as_entry(), world.plain("l").as_entry()]).wait().await.unwrap();
    let beside = process.begin(only(&world.plain("l"))).await;
    process.0.renew(&beside).await.unwrap();
    process.finish(&beside).await;
    let fence = process.begin(only(&entry)).await;
    let puts = vec![Put::new(entry.clone(), payload(2))];
    process.0.finish(&fence, Finish::new(tag(&entry, "blue"), puts)).await.unwrap();
    process.invalidate(only(&entry)).await;
    process.0.clear_scope(&entry.key.to_scope_key()).await.unwrap();
    process.0.release(process.granted(&entry).await);
    process.0.lapse(&process.begin(only(&entry)).await, Millis::new(1_000));
    process.0.shutdown(Millis::new(5_000)).await;
    let stats = world.client().call(["INFO", "commandstats"]).unwrap();
    let stats = String::from_utf8(stats.bytes().unwrap().to_vec()).unwrap();
    let met: BTreeSet<_> = stats
        .lines()
        .filter_map(|line| line.strip_prefix("cmdstat_")?.split([':', '|']).next())
        .map(str::to_uppercase)
        .collect();
    // The driver's own first words, this test's, and what a Valkey asks itself when it starts.
    let others = ["CLIENT", "CONFIG", "HELLO", "PING", "SELECT"];
    for command in met.iter().filter(|command| !others.contains(&command.as_str())) {
        assert!(COMMANDS.iter().any(|(known, _)| known == command), "{command} is not in COMMANDS");
    }
}
