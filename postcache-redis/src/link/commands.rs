//! The least that an ACL user needs.

/// Every command that a store sends or that its scripts call, with the version of Redis that brought it.
///
/// A user that may run these, on the keys of the store's namespace, may do all that PostCache does, and nothing more:
///
/// ```text
/// ACL SETUSER postcache on >password ~<namespace>:* -@all +echo +eval +evalsha +get +getrange +info +mget +pexpire
///     +pttl +set +time +del +unlink
/// ```
///
/// With a database other than 0 also `+select`; in a cluster also `+cluster|slots` and `+asking`; Sentinels are asked
/// for `SENTINEL GET-MASTER-ADDR-BY-NAME`.
pub const COMMANDS: &[(&str, &str)] = &[
    ("DEL", "1.0"),
    ("ECHO", "1.0"),
    ("EVAL", "2.6"),
    ("EVALSHA", "2.6"),
    ("GET", "1.0"),
    ("GETRANGE", "2.4"),
    ("INFO", "1.0"),
    ("MGET", "1.0"),
    ("PEXPIRE", "2.6"),
    ("PTTL", "2.6"),
    ("SET", "1.0"),
    ("TIME", "2.6"),
    ("UNLINK", "4.0"),
];
