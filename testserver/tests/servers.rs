//! Servers are values.

use testserver::{RedisServer, Reply};

#[test]
fn a_server_answers_while_it_lives_and_leaves_nothing() {
    let server = RedisServer::start();
    let folder = server.folder().to_owned();
    assert_eq!(server.client().unwrap().call(["PING"]).unwrap(), Reply::Status("PONG".into()));
    drop(server);
    assert!(!folder.exists());
}

#[test]
fn a_server_ends_with_the_panic_of_its_test() {
    let (tell, told) = std::sync::mpsc::channel();
    let test = std::thread::spawn(move || {
        let server = RedisServer::start();
        tell.send((server.folder().to_owned(), server.client().unwrap())).unwrap();
        panic!("on purpose");
    });
    assert!(test.join().is_err());
    let (folder, mut client) = told.recv().unwrap();
    assert!(client.call(["PING"]).is_err(), "it still lives");
    assert!(!folder.exists());
}

#[test]
fn a_restarted_server_has_what_it_wrote_to_disk_and_nothing_else() {
    for (options, expected) in
        [(RedisServer::options().append_only(), Some(b"v".to_vec())), (RedisServer::options(), None)]
    {
        let mut server = options.start().unwrap();
        server.client().unwrap().call(["SET", "k", "v"]).unwrap();
        server.restart().unwrap();
        assert_eq!(server.client().unwrap().get("k").unwrap(), expected);
    }
}

#[test]
fn a_paused_server_answers_when_it_goes_on() {
    let server = RedisServer::start();
    let mut client = server.client().unwrap();
    server.pause().unwrap();
    client.send(["PING"]).unwrap();
    server.resume().unwrap();
    assert_eq!(client.receive().unwrap(), Reply::Status("PONG".into()));
}
