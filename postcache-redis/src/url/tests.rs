use super::{Address, Login, Place, Target};

fn tcp(host: &str, port: u16) -> Address {
    Address::Tcp { host: host.into(), port }
}

fn login(user: &str, password: &str) -> Login {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Login { user: some(user), password: some(password) }
}

#[test]
fn each_kind_of_url_is_understood() {
    let one = |url: &str| {
        let target = Target::parse(url).unwrap();
        let Place::One(address) = target.place else { panic!("one server") };
        (address, target.tls, target.login, target.database)
    };
    assert_eq!(one("redis://h"), (tcp("h", 6379), false, login("", ""), 0));
    assert_eq!(one("redis://h:1/2"), (tcp("h", 1), false, login("", ""), 2));
    assert_eq!(one("rediss://u:p@h/"), (tcp("h", 6379), true, login("u", "p"), 0));
    assert_eq!(one("redis://:p%40%3A@[::1]:7"), (tcp("::1", 7), false, login("", "p@:"), 0));
    assert_eq!(one("redis://p@[::1]"), (tcp("::1", 6379), false, login("", "p"), 0));
    assert_eq!(one("redis://u:p@q@h"), (tcp("h", 6379), false, login("u", "p@q"), 0));
    let socket = Address::Unix("/run/a b.sock".into());
    assert_eq!(one("unix:///run/a%20b.sock?db=3&user=u&pass=p%26"), (socket, false, login("u", "p&"), 3));

    let cluster = Target::parse("redis+cluster://u:p@a:1,b,[::2]:3").unwrap();
    assert_eq!(cluster.place, Place::Cluster(vec![tcp("a", 1), tcp("b", 6379), tcp("::2", 3)]));
    let sentinel = Target::parse("redis+sentinel://:p@a:1,b/main/4").unwrap();
    let sentinels = vec![tcp("a", 1), tcp("b", 26_379)];
    assert_eq!(sentinel.place, Place::Sentinel { sentinels, primary: "main".into(), login: login("", "") });
    assert_eq!((sentinel.login, sentinel.database), (login("", "p"), 4));
    let sentinel = Target::parse("redis+sentinel://:p@a/main?sentinel_user=u&sentinel_pass=q%26").unwrap();
    let place = Place::Sentinel { sentinels: vec![tcp("a", 26_379)], primary: "main".into(), login: login("u", "q&") };
    assert_eq!((sentinel.place, sentinel.login), (place, login("", "p")));
}

#[test]
fn a_url_that_is_none_is_refused_without_being_repeated() {
    let urls = [
        "hunter2",
        "hunter2://h",
        "redis://u:hunter2@",
        "redis://u:hunter2@h:x",
        "redis://u:hunter2@h/x",
        "redis://u:hunter2@h,i",
        "redis://u:%hunter2@h",
        "redis://u:hunter2?@h",
        "redis+cluster://u:hunter2@h/1",
        "redis+sentinel://u:hunter2@h",
        "redis+sentinel://h/main?hunter2=1",
        "redis+sentinel://h/main?sentinel_pass=%hunter2",
        "unix://hunter2",
        "unix:///s?hunter2=1",
        "unix:///s?pass=%hunter2",
    ];
    for url in urls {
        let error = Target::parse(url).unwrap_err();
        assert_eq!(error.kind(), postcache_core::ErrorKind::Config);
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn a_target_shows_no_credentials() {
    let target = Target::parse("redis://someone:hunter2@h").unwrap();
    let shown = format!("{target:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("someone"), "{shown}");
}
