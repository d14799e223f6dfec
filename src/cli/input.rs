//! Where input comes from.

use std::io::Read;
use std::path::Path;

use super::{Failure, output};

/// Opens a text file, or standard input for `-`, as UTF-8: UTF-16 is decoded where a byte order mark says so. What is not
/// UTF-8 is left as it is, and said.
pub(crate) fn open_text(path: &Path) -> Result<Box<dyn Read>, Failure> {
    let name = path.display().to_string();
    let failed = |error| Failure::Input(format!("{name}: cannot read: {error}"));
    let mut input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(path).map_err(failed)?)
    };
    let mut mark = Vec::new();
    input.by_ref().take(2).read_to_end(&mut mark).map_err(failed)?;
    let unit = match mark[..] {
        [0xFF, 0xFE] => u16::from_le_bytes,
        [0xFE, 0xFF] => u16::from_be_bytes,
        _ => {
            let input = std::io::Cursor::new(mark).chain(input);
            return Ok(Box::new(Watched { input, name: name.clone(), at: 0, tail: Vec::new(), warned: false }));
        }
    };
    let mut rest = Vec::new();
    input.read_to_end(&mut rest).map_err(failed)?;
    Ok(Box::new(std::io::Cursor::new(utf16(&rest, unit).into_bytes())))
}

/// Passes bytes on, and warns at the first that is not UTF-8.
struct Watched<R> {
    input: R,
    name: String,
    /// Bytes that were passed on before `tail`.
    at: usize,
    /// A character that has only begun.
    tail: Vec<u8>,
    warned: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(buffer)?;
        if self.warned {
            return Ok(count);
        }
        self.tail.extend_from_slice(&buffer[..count]);
        let valid = match std::str::from_utf8(&self.tail) {
            Ok(text) => text.len(),
            Err(error) => {
                let valid = error.valid_up_to();
                if error.error_len().is_some() || count == 0 {
                    self.warned = true;
                    output::warn(&format!(
                        "{}: not UTF-8 at byte {}; damaged characters are read as U+FFFD, and offsets count these",
                        self.name,
                        self.at + valid
                    ));
                }
                valid
            }
        };
        self.at += valid;
        self.tail.drain(..valid);
        Ok(count)
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

/// A line of JSON whose strings are text: half a surrogate pair, as software that counts in UTF-16 leaves it where it cuts, is
/// read as U+FFFD. `None` if there is none.
pub(crate) fn paired(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut is_mended = false;
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at..];
        let (kept, len) = match (surrogate(escape), surrogate(escape.get(6..).unwrap_or_default())) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (true, 12),
            (Some(_), _) => (false, 6),
            // A backslash hides the character behind it.
            (None, _) => (true, 1 + escape[1..].chars().next().map_or(0, char::len_utf8)),
        };
        out.push_str(&rest[..at]);
        out.push_str(if kept { &escape[..len] } else { "\\uFFFD" });
        is_mended |= !kept;
        rest = &escape[len..];
    }
    out.push_str(rest);
    is_mended.then_some(out)
}

/// The half of a pair that a text begins with, `\uD83D`.
fn surrogate(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xD800..=0xDFFF).contains(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_pairs_are_lost_letters() {
        for (line, expected) in [
            (r#"{"text":"Kuril"}"#, None),
            (r#"{"text":"\ud83d\ude00"}"#, None),
            (r#"{"text":"C:\\ud800"}"#, None),
            (r#"{"text":"a\ud83d"}"#, Some(r#"{"text":"a\uFFFD"}"#)),
            (r#"{"text":"\uDE00b"}"#, Some(r#"{"text":"\uFFFDb"}"#)),
            (r#"{"text":"\ud83d\ud83d\ude00"}"#, Some(r#"{"text":"\uFFFD\ud83d\ude00"}"#)),
            (r#"{"text":"\ud8"#, None),
            ("\\", None),
        ] {
            assert_eq!(paired(line).as_deref(), expected, "{line}");
        }
    }
}
