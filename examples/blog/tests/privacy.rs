//! Nobody who looks at the Redis server, or at the blog's log, learns who writes, what is asked for, or what it says.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use sqlx::{Connection, SqliteConnection};
use testserver::{Client, RedisServer, Reply};

/// Of a user, a name by which one is looked up, a post and a page: each is found nowhere else, whatever its spelling.
const USER: i64 = 7_301_846_295_114_873;
const NAME: &str = "zephyrine.quillfeather";
const POST: i64 = 6_205_739_418_206_551;
const PAGE: u32 = 4_123_456_789;
const TITLE: &str = "An Unmistakable Heading";
const BODY: &str = "Nobody else shall read these twelve curious words about my neighbours.";
const CHANGED: &str = "On second thoughts they are delightful company after sunset.";
const COMMENT: &str = "Remember the marmalade incident.";

const TEXTS: [&str; 5] = [NAME, TITLE, BODY, CHANGED, COMMENT];

/// Everything that could be seen.
struct Seen {
    at_the_server: Vec<u8>,
    in_the_log: Vec<u8>,
}

#[tokio::test]
async fn with_a_key_neither_users_nor_keys_nor_values_are_seen() {
    let seen = listen_to_a_blog(Some("a key of more than sixteen bytes,and the one before it")).await;
    for (what, spellings) in planted() {
        for spelling in spellings {
            assert!(!holds(&seen.at_the_server, &spelling), "{what} was seen at the server as {spelling:x?}");
            assert!(!holds(&seen.in_the_log, &spelling), "{what} was seen in the log as {spelling:x?}");
        }
    }
}

/// Else nothing was listened to.
#[tokio::test]
async fn without_a_key_the_server_shows_values_and_still_neither_users_nor_keys() {
    let seen = listen_to_a_blog(None).await;
    for (what, spellings) in planted() {
        let shown = spellings.iter().any(|spelling| holds(&seen.at_the_server, spelling));
        // The owner of a post, its number, and the name of a user are in values too.
        assert_eq!(shown, what != "a page", "{what} at the server");
        assert!(!spellings.iter().any(|spelling| holds(&seen.in_the_log, spelling)), "{what} in the log");
    }
    let names: Vec<u8> =
        seen.at_the_server.split(|byte| *byte == b'\n').filter(|line| is_a_lookup(line)).flatten().copied().collect();
    assert!(names.len() > 1_000, "lookups were seen");
    for (what, spellings) in planted() {
        assert!(!spellings.iter().any(|spelling| holds(&names, spelling)), "{what} is in a lookup");
    }
}

fn is_a_lookup(line: &[u8]) -> bool {
    holds(line, b"\"MGET\"")
}

/// What was planted, in each spelling that it could have.
fn planted() -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let number = |number: i64| {
        let (big, little) = (number.to_be_bytes(), number.to_le_bytes());
        // All bytes that are not 0, which shorter encodings leave out.
        let hex = format!("{number:x}").into_bytes();
        vec![number.to_string().into_bytes(), big[1..].to_vec(), little[..7].to_vec(), hex]
    };
    let page = vec![PAGE.to_string().into_bytes(), PAGE.to_be_bytes().to_vec(), PAGE.to_le_bytes().to_vec()];
    let mut planted = vec![("a user", number(USER)), ("a post", number(POST)), ("a page", page)];
    for text in TEXTS {
        // MessagePack holds a text as it is.
        let mut spellings = vec![text.as_bytes().to_vec(), text.split(' ').next_back().unwrap().as_bytes().to_vec()];
        spellings.extend(base64(text.as_bytes()));
        planted.push((text, spellings));
    }
    planted
}

/// What of it would be in the base64 of something that holds it, for each place where it could begin.
fn base64(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..3).map(|begin| {
        let whole = bytes[begin..].chunks_exact(3);
        let digits = whole.flat_map(|three| {
            let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
            [18, 12, 6, 0].map(|shift| DIGITS[usize::try_from(bits >> shift & 63).unwrap()])
        });
        digits.collect()
    })
}

/// Starts a blog on a Redis server, uses it, and gives what was seen meanwhile.
async fn listen_to_a_blog(keys: Option<&str>) -> Seen {
    let server = RedisServer::start();
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let (mut blog, address) = start(folder.path(), &server.url(), keys, &log);
    plant(&folder.path().join("blog.db")).await;
    server
        .client()
        .unwrap()
        .call(["CONFIG", "SET", "slowlog-log-slower-than", "0", "slowlog-max-len", "100000"])
        .unwrap();
    let mut monitor = server.client().unwrap();
    monitor.call(["MONITOR"]).unwrap();

    use_all_of_it(&address);

    let mut client = server.client().unwrap();
    let mut at_the_server = said(&mut client, &mut monitor);
    for command in [&["SLOWLOG", "GET", "100000"][..], &["CLIENT", "LIST"], &["KEYS", "*"]] {
        flat(&client.call(command).unwrap(), &mut at_the_server);
    }
    for key in client.keys("*").unwrap() {
        at_the_server.extend(client.get(&key).unwrap().unwrap());
    }
    assert!(Command::new("kill").args(["-TERM", &blog.id().to_string()]).status().unwrap().success());
    assert_eq!(blog.wait().unwrap().code(), Some(0));
    let in_the_log = fs::read(log).unwrap();
    for word in ["postcache::read", "postcache::mutation", "outcome=\"hit\"", "TRACE"] {
        assert!(holds(&in_the_log, word.as_bytes()), "{word} is not in the log");
    }
    Seen { at_the_server, in_the_log }
}

fn start(folder: &Path, url: &str, keys: Option<&str>, log: &Path) -> (Child, String) {
    let config = folder.join("blog.toml");
    fs::write(&config, "[cache]\nnegative_ttl = \"1m\"\nredis.secret = \"sixteen random bytes\"\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_blog"));
    command.args(["--listen", "127.0.0.1:0", "--cache", url, "--data"]).arg(folder).arg("--config").arg(config);
    command.env("RUST_LOG", "trace").env_remove("POSTCACHE_REDIS_ENCRYPTION");
    command.envs(keys.map(|keys| ("POSTCACHE_REDIS_ENCRYPTION", keys)));
    let mut blog = command.stdout(Stdio::piped()).stderr(File::create(log).unwrap()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(blog.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.strip_prefix("The blog is at http://").and_then(|rest| rest.split('/').next());
    (blog, address.unwrap().to_owned())
}

/// A user, and the number that the next post gets.
async fn plant(file: &Path) {
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query("INSERT INTO users (id, name) VALUES (?, ?)")
        .bind(USER)
        .bind(NAME)
        .execute(&mut database)
        .await
        .unwrap();
    let next = sqlx::query("UPDATE sqlite_sequence SET seq = ? WHERE name = 'posts'").bind(POST - 1);
    assert_eq!(next.execute(&mut database).await.unwrap().rows_affected(), 1);
    database.close().await.unwrap();
}

fn use_all_of_it(address: &str) {
    let text = |body: &str| format!(r#"{{"title":"{TITLE}","body":"{body}"}}"#);
    let (post, comment) = (format!("/api/posts/{POST}"), format!(r#"{{"body":"{COMMENT}"}}"#));
    let comments = format!("{post}/comments");
    let answers = [
        ("POST", "/api/posts", text(BODY), "201"),
        ("GET", &post, String::new(), "200"),
        ("GET", &post, String::new(), "200"),
        ("GET", "/api/posts", String::new(), "200"),
        ("GET", "/api/posts", String::new(), "200"),
        ("GET", &format!("/api/posts?page={PAGE}"), String::new(), "200"),
        ("PUT", &post, text(CHANGED), "200"),
        ("GET", &post, String::new(), "200"),
        ("POST", &comments, comment, "201"),
        ("GET", &comments, String::new(), "200"),
        ("GET", &comments, String::new(), "200"),
        ("GET", &format!("/posts/{POST}"), String::new(), "200"),
        ("DELETE", &format!("{post}?comments=true"), String::new(), "204"),
        ("GET", &post, String::new(), "404"),
        ("POST", "/api/import", format!("[{}]", text(BODY)), "200"),
        ("GET", "/api/posts", String::new(), "200"),
        ("GET", &format!("/api/posts/{}", POST + 1), String::new(), "200"),
        ("GET", "/", String::new(), "200"),
    ];
    for (method, path, body, expected) in answers {
        let answer = request(address, method, path, &body);
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{method} {path}: {answer}");
    }
}

fn request(address: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: blog\r\nconnection: close\r\ncookie: blog_user={NAME}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// All that `monitor` has heard until now: as it is printed, and the bytes that it stands for.
fn said(client: &mut Client, monitor: &mut Client) -> Vec<u8> {
    client.call(["ECHO", "the end"]).unwrap();
    let mut said = Vec::new();
    loop {
        let Reply::Status(line) = monitor.receive().unwrap() else { panic!("a line") };
        if line.contains("the end") {
            assert!(holds(&said, b"MGET") && holds(&said, b"EVALSHA"), "something was said");
            return said;
        }
        said.extend(line.as_bytes());
        said.extend(unescaped(line.as_bytes()));
        said.push(b'\n');
    }
}

fn unescaped(line: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), line);
    while let Some((first, after)) = rest.split_first() {
        let (byte, after) = match (first, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                (u8::from_str_radix(&format!("{}{}", char::from(*high), char::from(*low)), 16).unwrap(), after)
            }
            (b'\\', [b'n', after @ ..]) => (b'\n', after),
            (b'\\', [b'r', after @ ..]) => (b'\r', after),
            (b'\\', [b't', after @ ..]) => (b'\t', after),
            (b'\\', [b'a', after @ ..]) => (7, after),
            (b'\\', [b'b', after @ ..]) => (8, after),
            (b'\\', [itself, after @ ..]) => (*itself, after),
            (byte, after) => (*byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    bytes
}

fn flat(reply: &Reply, into: &mut Vec<u8>) {
    match reply {
        Reply::Array(replies) => replies.iter().for_each(|reply| flat(reply, into)),
        reply => into.extend(reply.bytes().unwrap_or_default()),
    }
    into.push(b' ');
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}
