//! Where input comes from.

use std::io::Read;
use std::path::Path;

use super::{Failure, output};

/// Reads a text file, or standard input for `-`. What is not UTF-8 is read with U+FFFD in its place, and said.
pub(crate) fn read_text(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|contents| bytes = contents)
    };
    read.map_err(|error| Failure::Input(format!("{name}: cannot read: {error}")))?;
    Ok(decode(bytes, &name.to_string()))
}

/// Decodes UTF-8, or UTF-16 where a byte order mark says so. A byte order mark is no part of the text.
fn decode(bytes: Vec<u8>, name: &str) -> String {
    if let [0xFF, 0xFE, rest @ ..] = &bytes[..] {
        return utf16(rest, u16::from_le_bytes);
    }
    if let [0xFE, 0xFF, rest @ ..] = &bytes[..] {
        return utf16(rest, u16::from_be_bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let damaged = String::from_utf8_lossy(error.as_bytes()).into_owned();
            output::warn(&format!(
                "{name}: not UTF-8 at byte {at}; damaged characters are read as U+FFFD, and offsets count these"
            ));
            damaged
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [a, b] => unit([*a, *b]),
        _ => 0xFFFD,
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Calls `line` with each line of a file, or of standard input for `-`, and its number from 1; without its end, which
/// the last one need not have. Memory holds one line at a time.
pub(crate) fn for_each_line(
    path: &Path,
    mut line: impl FnMut(u64, &str) -> Result<(), Failure>,
) -> Result<(), Failure> {
    use std::io::{BufRead, BufReader};
    let name = path.display();
    let failed = |error| Failure::Input(format!("{name}: cannot read: {error}"));
    let mut input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::new(std::fs::File::open(path).map_err(failed)?))
    };
    let mut bytes = Vec::new();
    let mut number = 0;
    while {
        bytes.clear();
        input.read_until(b'\n', &mut bytes).map_err(failed)? > 0
    } {
        number += 1;
        let text = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        match std::str::from_utf8(text) {
            Ok(text) => line(number, text)?,
            Err(_) => {
                output::warn(&format!("{name}:{number}: not UTF-8; damaged characters are read as U+FFFD"));
                line(number, &String::from_utf8_lossy(text))?;
            }
        }
    }
    Ok(())
}
