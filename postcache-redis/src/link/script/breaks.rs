//! Scripts with one line broken.

use std::sync::OnceLock;

use super::Script;
use postcache_core::mutants;

/// Which line of which script each mutant breaks, and into what.
const BREAKS: &[(&str, Script, &str, &str)] = &[
    (
        "M3",
        Script::Acquire,
        "for i = 1, #KEYS do\n  if v[i] and string.byte(v[i]) == 87",
        "for i = 1, 1 do\n  if v[i] and string.byte(v[i]) == 87",
    ),
    ("M16b", Script::Acquire, "struct.pack('>I8', t[1] * 1000000 + t[2])", "string.rep('\\0', 8)"),
    (
        "M4",
        Script::Fill,
        "if not c or string.sub(c, 1, #x) ~= x or (string.byte(x) == 76 and #c ~= #x) then",
        "if not c then",
    ),
    ("M6", Script::Finish, "if list == '' then gone", "if list == '' or ARGV[2] == '' then gone"),
    ("M6b", Script::Finish, "elseif d > now then", "elseif false then"),
    ("M7", Script::Finish, "  local list, max = '', 0", "  local list, max, before = '', 0, held"),
    (
        "M7",
        Script::Finish,
        "if list == '' then gone",
        "if list == '' and held == before and ARGV[2] ~= '' then elseif list == '' then gone",
    ),
    (
        "M12b",
        Script::Finish,
        "local put = #ARGV > 7 and ARGV[3] ~= zero and alone == tonumber(ARGV[4])",
        "local put = #ARGV > 7",
    ),
    ("M17", Script::Begin, "if list ~= '' then since = zero end", ""),
    ("M18", Script::Begin, "string.sub(c, p, p + 23) .. zero", "string.sub(c, p, p + 31)"),
    ("M18b", Script::Finish, "string.sub(c, p, p + 23) .. zero", "string.sub(c, p, p + 31)"),
    ("M19", Script::Begin, "struct.pack('>I8', us)\n  if", "struct.pack('>I8', 1)\n  if"),
    ("M19b", Script::Finish, "if d > now and string.sub(c, p + 24, p + 31) == ARGV[3] then", "if d > now then"),
    ("M24", Script::Finish, "if v[i] and string.byte(v[i]) == 87 then free = false end", ""),
];

pub(super) fn broken(script: Script, text: &'static str) -> &'static str {
    static TEXTS: [OnceLock<String>; 4] = [const { OnceLock::new() }; 4];
    let breaks = |text: &'static str| {
        let breaks = BREAKS.iter().filter(|(name, of, ..)| *of == script && mutants::on(name));
        breaks.fold(text.to_owned(), |text, (name, _, line, instead)| {
            assert!(text.contains(line), "{name} breaks a line that is not there");
            text.replacen(line, instead, 1)
        })
    };
    match TEXTS.get(script as usize) {
        Some(cell) => cell.get_or_init(|| breaks(text)),
        None => text,
    }
}
