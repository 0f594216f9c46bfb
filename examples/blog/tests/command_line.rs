//! The program as it is started: what it says and how it ends.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};

fn blog() -> Command {
    Command::new(env!("CARGO_BIN_EXE_blog"))
}

/// One line on stderr, nothing else, and exit code 1.
fn refuses(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let line = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.as_slice(), line.lines().count()), (Some(1), [].as_slice(), 1), "{line}");
    line
}

#[test]
fn a_taken_port_is_one_line_and_touches_no_database() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let line = refuses(blog().args(["--listen", &address, "--data"]).arg(&data));
    assert!(line.starts_with(&format!("blog: cannot listen on {address}: ")), "{line}");
    assert!(!data.exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let line = refuses(blog().args(["--listen", "127.0.0.1:0", "--data"]).arg(file.join("data")));
    assert!(line.starts_with("blog: cannot use the folder ") && line.contains("--data"), "{line}");
}

#[test]
fn a_file_that_is_no_database_of_a_blog_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("blog.db"), "this is not a database, and long enough to be asked").unwrap();
    let line = refuses(blog().args(["--listen", "127.0.0.1:0", "--data"]).arg(folder.path()));
    assert!(line.starts_with("blog: cannot open the database in "), "{line}");
}

#[test]
fn a_bad_config_is_one_line_that_names_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("blog.toml");
    for (text, says) in [
        ("[cache]\nttll = \"1m\"\n", "line 2: unknown field `ttll`"),
        ("colour = 1\n", "line 1: unknown field `colour`"),
        ("listen = \"nowhere\"\n", "line 1: invalid socket address"),
        ("[cache]\nregions.post-list.enabled = \"no\"\n", "line 2: invalid type: string \"no\", expected a boolean"),
        ("[cache]\nttl = \"soon\"\n", "line 2: invalid value"),
        ("[cache]\nttl = \"0s\"\n", "cannot make the cache: `ttl` is 0ns; allowed is 1 ms to 30 days"),
        ("[cache]\nbackend = \"carrier-pigeon:\"\n", "cannot make the cache: `backend` is not a URL that is known"),
        ("= 1", "line 1: "),
    ] {
        fs::write(&file, text).unwrap();
        let line = refuses(blog().args(["--listen", "127.0.0.1:0", "--config"]).arg(&file).current_dir(folder.path()));
        assert!(line.contains(says), "{text}: {line}");
        assert!(!folder.path().join("blog-data").exists(), "{text}: no database was made");
    }
    let line = refuses(blog().arg("--config").arg(folder.path().join("nothing.toml")));
    assert!(line.contains("nothing.toml: ") && line.starts_with("blog: cannot use "), "{line}");
}

#[test]
fn a_key_that_is_too_short_is_one_line_that_does_not_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = blog();
    command.args(["--listen", "127.0.0.1:0", "--cache", "redis://127.0.0.1:1", "--data"]).arg(folder.path());
    let line = refuses(command.env("POSTCACHE_REDIS_ENCRYPTION", "a long enough one,hunter2"));
    assert!(line.contains("`encryption` has a key of 7 bytes") && !line.contains("hunter2"), "{line}");
}

#[test]
fn a_flag_that_is_none_is_one_line() {
    assert_eq!(refuses(blog().arg("--colour")), "blog: --colour is not a flag; see --help\n");
}

#[cfg(unix)]
#[test]
fn it_prints_its_address_serves_and_ends_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = blog();
    command
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line.strip_prefix("The blog is at http://").and_then(|rest| rest.split('/').next()).unwrap();

    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /sign-in HTTP/1.1\r\nhost: blog\r\nconnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK") && page.contains("value=\"ann\""), "{page}");

    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""));
    assert!(folder.path().join("blog.db").exists());
}
