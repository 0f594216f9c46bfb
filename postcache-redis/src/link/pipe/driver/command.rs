//! Lookups as the bytes of a command.

use crate::names::Cell;

pub(super) const ASKING: &[u8] = b"*1\r\n$6\r\nASKING\r\n";

/// `MGET` of cells, whose names are written in their places.
pub(super) fn lookup(namespace: &str, cells: &[Cell], bytes: &mut Vec<u8>) {
    header(b'*', 1 + cells.len(), bytes);
    bytes.extend_from_slice(b"$4\r\nMGET\r\n");
    for cell in cells {
        header(b'$', cell.name_length(namespace), bytes);
        cell.write(namespace, bytes);
        bytes.extend_from_slice(b"\r\n");
    }
}

fn header(kind: u8, number: usize, bytes: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut rest, mut first) = (number, digits.len());
    for (place, digit) in digits.iter_mut().enumerate().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        (rest, first) = (rest / 10, place);
        if rest == 0 {
            break;
        }
    }
    bytes.push(kind);
    bytes.extend_from_slice(digits.get(first..).unwrap_or_default());
    bytes.extend_from_slice(b"\r\n");
}
