use postcache_core::store::Tag;

use super::{Names, Slot, base64};

/// What other processes, other versions of this crate and what lies on servers agree on.
#[test]
fn names_do_not_change() {
    let names = Names::new("blog", Some(b"a secret"));
    let scope = names.scope(b"\x01whose");
    let entry =
        scope.with_dependencies("post", b"\x03which", &[Tag::from("posts"), Tag::from("lists"), Tag::from("posts")]);
    let scope_name = "blog:{z8BrEJy5qLZXHd2X-0s9Iw}";
    let cells = ["e4YDIUUP7K0_j2Gwk0TzwXg", "g", "t8yN3G9naw1W4jnkoqCDJ5A", "t_n9Dq81FYpWw58eBSU8_Pg"];
    assert_eq!(names.of(&entry.cells), cells.map(|cell| format!("{scope_name}{cell}")));
    assert_eq!(&base64::encode(&entry.context), b"RXaLAm33HefDsPzixOBgzg");
    assert_eq!(scope.register(), format!("{scope_name}m"));
}

#[test]
fn each_component_of_a_name_matters() {
    let name = |secret: Option<&[u8]>, namespace: &str, scope: &[u8], region: &str, key: &[u8]| {
        let names = Names::new(namespace, secret);
        let entry = names.scope(scope).with_dependencies(region, key, &[]);
        (names.of(&entry.cells).remove(0), entry.context)
    };
    let all = [
        name(Some(b"x"), "n", b"s", "r", b"k"),
        name(Some(b"y"), "n", b"s", "r", b"k"),
        name(None, "n", b"s", "r", b"k"),
        name(Some(b"n"), "n", b"s", "r", b"k"),
        name(Some(b"x"), "o", b"s", "r", b"k"),
        name(Some(b"x"), "n", b"sr", "", b"k"),
        name(Some(b"x"), "n", b"s", "rk", b""),
        name(Some(b"x"), "n", b"s", "", b"rk"),
        name(Some(b"x"), "n", b"", "s", b"rk"),
    ];
    for (at, one) in all.iter().enumerate() {
        for other in &all[at + 1..] {
            assert_ne!(one.0, other.0);
            assert_ne!(one.1, other.1);
        }
    }
}

#[test]
fn cells_of_one_scope_share_a_slot() {
    let names = Names::new("n", None);
    let scope = names.scope(b"whose");
    let tag = |name: &str| name[name.find('{').unwrap() + 1..name.find('}').unwrap()].to_owned();
    let entry = scope.with_dependencies("r", b"k", &[Tag::from("t")]);
    for key in names.of(&entry.cells).iter().chain([&scope.register()]) {
        assert_eq!(tag(key), tag(&scope.stamp()));
        assert_eq!(Slot::of(tag(key).as_bytes()), scope.slot());
    }
}

#[test]
fn base64_is_that_of_urls() {
    assert_eq!(base64::encode(&[0; 16]), *b"AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(base64::encode(&[255; 16]), *b"_____________________w");
    assert_eq!(base64::encode(b"0123456789abcdef"), *b"MDEyMzQ1Njc4OWFiY2RlZg");
}

#[test]
fn slots_are_those_of_the_server() {
    assert_eq!([Slot::of(b"123456789").number(), Slot::of(b"foo").number()], [0x31C3, 12_182]);
}

#[test]
fn what_is_too_long_for_the_stack_is_hashed_alike() {
    let names = Names::new("n", None);
    for length in [0, 100, 150, 200, 5_000] {
        let long = vec![b'x'; length];
        let mut hasher = blake3::Hasher::new_keyed(&names.key);
        hasher.update(b"\x03\x01\x00\x00\x00\x01n\x03").update(&u32::try_from(length).unwrap().to_be_bytes());
        hasher.update(&long).update(b"\x03\x00\x00\x00\x01k");
        let (name, context) = names.hash(super::Domain::Entry, &[(super::Kind::Key, &long), (super::Kind::Key, b"k")]);
        assert_eq!([name, context].concat(), hasher.finalize().as_bytes());
    }
}
