//! Characters that stand damaged in a text: references of HTML and XML that were never undone, and UTF-8 that was read
//! in another encoding. A word is found through the damage, and offsets are those of the damaged text.
//!
//! References must end in a semicolon. Of a wrong encoding only what cannot be a word is mended: the bytes must be
//! UTF-8, and where that could be chance, so must be the whole run of letters.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::char::{compose, is_combining_mark};
use unicode_script::{Script, UnicodeScript};

const RULES: &str = include_str!("../../gazetteer/rules/entities.csv");

/// The most bytes of a text that the reading of one character depends on, on either side.
pub(crate) const REACH: usize = 256;

/// The longest reference.
const LONGEST: usize = 16;

/// May a character begin a damaged one? Cheap, and mostly the end of it.
#[inline]
pub(super) fn is_suspect(character: char) -> bool {
    matches!(character, '&' | '\u{C2}'..='\u{F4}' | '\u{412}'..='\u{44F}')
}

/// The character that a text means at byte `at`, if a damaged one begins there, and where it ends.
pub(super) fn mended(text: &str, at: usize) -> Option<(char, usize)> {
    let rest = &text[at..];
    if rest.starts_with('&') {
        return reference(rest).map(|(character, len)| (character, at + len));
    }
    Encoding::ALL.into_iter().find_map(|encoding| encoding.mended(text, at))
}

/// A text without its damage.
pub(super) fn undone(text: &str) -> String {
    Characters { text, at: 0 }.map(|(_, character, _)| character).collect()
}

/// Is there any damage in a text?
pub(super) fn is_damaged(text: &str) -> bool {
    Characters { text, at: 0 }.any(|(start, character, end)| !text[start..end].starts_with(character))
}

/// The characters of a text from byte `at`, damage undone: where each starts, what it is, where it ends.
#[derive(Clone, Debug)]
pub(super) struct Characters<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl Iterator for Characters<'_> {
    type Item = (usize, char, usize);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let character = self.text[start..].chars().next()?;
        let plain = (character, start + character.len_utf8());
        let (character, end) = if is_suspect(character) { mended(self.text, start).unwrap_or(plain) } else { plain };
        self.at = end;
        Some((start, character, end))
    }
}

/// The character that a reference at the start of a text stands for, and its length.
fn reference(text: &str) -> Option<(char, usize)> {
    let (character, len) = behind_ampersand(text.strip_prefix('&')?)?;
    // What was escaped twice: "&amp;eacute;".
    let again = if character == '&' { behind_ampersand(&text[1 + len..]) } else { None };
    Some(again.map_or((character, 1 + len), |(character, more)| (character, 1 + len + more)))
}

fn behind_ampersand(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &text[..end];
    let character = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => named(name)?,
    };
    Some((character, end + 1))
}

/// The character of a number: numbers of control characters mean those of Windows-1252, as in HTML.
fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) if !digits.starts_with('+') => u32::from_str_radix(digits, 16).ok()?,
        None if !number.starts_with('+') => number.parse().ok()?,
        _ => return None,
    };
    match code {
        0x80..=0x9F => WESTERN[code as usize - 0x80].or(Some(char::REPLACEMENT_CHARACTER)),
        0 => Some(char::REPLACEMENT_CHARACTER),
        code => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

/// The character of a name: a row of the rules, a letter with the mark of a row, or a Greek letter as a capital.
fn named(name: &str) -> Option<char> {
    let known = |name: &str| names().get(name).copied();
    let first = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = &name[1..];
    let whole = || known(name).filter(|character| !is_combining_mark(*character));
    let marked = || known(rest).filter(|mark| is_combining_mark(*mark)).and_then(|mark| compose(first, mark));
    let capital = || {
        let small = known(&format!("{}{rest}", first.to_ascii_lowercase()))?;
        small.to_uppercase().next().filter(|capital| capital.script() == Script::Greek)
    };
    whole().or_else(marked).or_else(capital)
}

/// The names of the rules file.
fn names() -> &'static HashMap<&'static str, char> {
    static NAMES: OnceLock<HashMap<&'static str, char>> = OnceLock::new();
    NAMES.get_or_init(|| {
        // No field but the last has a comma, and a test reads every row.
        let rows = RULES.lines().skip(1).map(|line| line.split(','));
        rows.filter_map(|mut row| Some((row.next()?, char::from_u32(u32::from_str_radix(row.next()?, 16).ok()?)?)))
            .collect()
    })
}

/// What Windows-1252 has at the bytes from 80 to 9F.
const WESTERN: [Option<char>; 32] = {
    let mut table = [None; 32];
    let rows = [
        (0, '€'),
        (2, '‚'),
        (3, 'ƒ'),
        (4, '„'),
        (5, '…'),
        (6, '†'),
        (7, '‡'),
        (8, 'ˆ'),
        (9, '‰'),
        (10, 'Š'),
        (11, '‹'),
        (12, 'Œ'),
        (14, 'Ž'),
        (17, '‘'),
        (18, '’'),
        (19, '“'),
        (20, '”'),
        (21, '•'),
        (22, '–'),
        (23, '—'),
        (24, '˜'),
        (25, '™'),
        (26, 'š'),
        (27, '›'),
        (28, 'œ'),
        (30, 'ž'),
        (31, 'Ÿ'),
    ];
    let mut row = 0;
    while row < rows.len() {
        table[rows[row].0] = Some(rows[row].1);
        row += 1;
    }
    table
};

/// What Windows-1251 has at the bytes from 80 to BF.
const CYRILLIC: [char; 64] = [
    'Ђ', 'Ѓ', '‚', 'ѓ', '„', '…', '†', '‡', '€', '‰', 'Љ', '‹', 'Њ', 'Ќ', 'Ћ', 'Џ', 'ђ', '‘', '’', '“', '”', '•', '–',
    '—', '\u{98}', '™', 'љ', '›', 'њ', 'ќ', 'ћ', 'џ', '\u{A0}', 'Ў', 'ў', 'Ј', '¤', 'Ґ', '¦', '§', 'Ё', '©', 'Є', '«',
    '¬', '\u{AD}', '®', 'Ї', '°', '±', 'І', 'і', 'ґ', 'µ', '¶', '·', 'ё', '№', 'є', '»', 'ј', 'Ѕ', 'ѕ', 'ї',
];

/// What UTF-8 was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// Latin-1 or Windows-1252.
    Western,
    /// Windows-1251.
    Cyrillic,
}

impl Encoding {
    const ALL: [Encoding; 2] = [Encoding::Western, Encoding::Cyrillic];

    /// The byte of a character, if it is no ASCII.
    fn byte(self, character: char) -> Option<u8> {
        match (self, character) {
            (_, '\0'..='\u{7F}') => None,
            (Encoding::Western, '\u{80}'..='\u{FF}') => Some(character as u8),
            (Encoding::Western, _) => {
                WESTERN.iter().position(|known| *known == Some(character)).map(|at| 0x80 + at as u8)
            }
            (Encoding::Cyrillic, 'А'..='я') => Some((character as u32 - 'А' as u32) as u8 + 0xC0),
            (Encoding::Cyrillic, _) => CYRILLIC.iter().position(|known| *known == character).map(|at| 0x80 + at as u8),
        }
    }

    /// The character at the start of a stretch of misread ones, and its length.
    fn decode(self, mut characters: impl Iterator<Item = (char, usize)>) -> Option<(char, usize)> {
        let (first, mut len) = characters.next()?;
        let lead = self.byte(first)?;
        let more = match lead {
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => return None,
        };
        let mut bytes = [lead, 0, 0, 0];
        for byte in &mut bytes[1..=more] {
            let (character, width) = characters.next()?;
            *byte = self.byte(character)?;
            len += width;
        }
        let decoded = std::str::from_utf8(&bytes[..=more]).ok()?.chars().next()?;
        Some((decoded, len))
    }

    fn mended(self, text: &str, at: usize) -> Option<(char, usize)> {
        let rest = &text[at..];
        let (once, len) = self.decode(plain(rest))?;
        // What was misread twice.
        let twice = Misread { encoding: self, rest: plain(rest) };
        let (character, len) = self.decode(twice).filter(|twice| twice.0.is_alphabetic()).unwrap_or((once, len));
        let end = at + len;
        self.is_sure(text, at, end, character).then_some((character, end))
    }

    /// Is it no chance that the text from `at` to `end` can be read as a character?
    fn is_sure(self, text: &str, at: usize, end: usize, character: char) -> bool {
        match character {
            '\u{2010}'..='\u{2026}' => return true,
            '\u{A0}' | '\u{AD}' => return self == Encoding::Western,
            _ if !character.is_alphabetic() && !is_combining_mark(character) => return false,
            _ => {}
        }
        let next = text[end..].chars().next();
        let before = text[..at].chars().next_back();
        let is_ascii_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let script = character.script();
        if script == Script::Latin && (self == Encoding::Western || is_ascii_letter(before) || is_ascii_letter(next)) {
            // An accented capital in front of a closing quote: “CAFÉ”.
            let is_quoted = text[at..end].chars().skip(1).all(is_typographic);
            return !is_quoted || next.is_some_and(char::is_alphanumeric);
        }
        !is_rare(script) && !is_ascii_letter(next) && self.run_is_sure(text, at)
    }

    /// Is the whole run of misread characters around byte `at` UTF-8, whose characters begin where this one does?
    fn run_is_sure(self, text: &str, at: usize) -> bool {
        let is_misread = |c: char| self.byte(c).is_some();
        let before = &text[boundary(text, at.saturating_sub(REACH))..at];
        let start = at - before.len() + before.trim_end_matches(is_misread).len();
        let after = &text[at..boundary(text, at + REACH)];
        let end = at + after.len() - after.trim_start_matches(is_misread).len();
        // Quotes around the run are none of it.
        let run = text[start..end].trim_start_matches(is_typographic);
        if text[..start].ends_with(|c: char| c.is_ascii_alphabetic()) {
            return false;
        }
        let (mut position, mut characters, mut begins, mut unlike) = (end - run.len(), 0, false, false);
        while let Some((_, len)) = self.decode(plain(&text[position..end])) {
            begins |= position == at;
            // A word of Cyrillic letters is small behind its first one and has no signs.
            let signs = text[position..position + len].chars().skip(1);
            unlike |= signs.clone().any(|c| !c.is_alphabetic())
                || (characters > 0 && text[position..].starts_with(char::is_uppercase));
            position += len;
            characters += 1;
        }
        let quoted = text[position..end].chars().all(is_typographic);
        let enough = match self {
            // Words of one letter are hardly names, and "é…»" is French.
            Encoding::Western => characters > 1 || !text[at..end].chars().skip(1).all(is_typographic),
            Encoding::Cyrillic => characters > 1 && unlike,
        };
        begins && quoted && enough
    }
}

/// The last boundary of characters up to byte `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The characters of a text and their lengths.
fn plain(text: &str) -> impl Iterator<Item = (char, usize)> {
    text.chars().map(|character| (character, character.len_utf8()))
}

/// The characters that misread ones stand for.
struct Misread<I> {
    encoding: Encoding,
    rest: I,
}

impl<I: Iterator<Item = (char, usize)>> Iterator for Misread<I> {
    type Item = (char, usize);

    fn next(&mut self) -> Option<Self::Item> {
        self.encoding.decode(&mut self.rest)
    }
}

/// Quotes, dashes and the like: they stand behind letters in ordinary text.
fn is_typographic(character: char) -> bool {
    matches!(
        character,
        '‘' | '’' | '‚' | '“' | '”' | '„' | '–' | '—' | '…' | '•' | '‹' | '›' | '«' | '»' | '\u{A0}' | '·'
    )
}

/// Scripts that a misreading hits by chance more often than by a name.
fn is_rare(script: Script) -> bool {
    use Script::{Mandaic, Nko, Samaritan, Syriac, Thaana};
    matches!(script, Syriac | Thaana | Nko | Samaritan | Mandaic)
}

#[cfg(test)]
mod tests {
    use super::super::Key;
    use super::*;

    #[test]
    fn every_reference_holds_on_its_example() {
        let mut reader = csv::Reader::from_reader(RULES.as_bytes());
        let mut rows = 0;
        for row in reader.records().map(Result::unwrap) {
            let [name, code, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            assert_eq!(Key::new(&example).as_str(), expected, "{name}: {why}");
            let small = example.to_lowercase();
            assert!(small.contains(&format!("{};", name.to_lowercase())), "the example {example} does not hold {name}");
            assert!(u32::from_str_radix(&code, 16).is_ok() && !why.is_empty(), "{name}");
            rows += 1;
        }
        assert_eq!(rows, names().len(), "a name stands twice");
    }
}
