//! Segmentation: where the words are and what stands between them.
//!
//! A segment is a run of letters and digits, or one character with its marks where a script is written without
//! spaces. The gap before it says how it hangs together with the segment before: a name may go on across a
//! blank, a hyphen, a line break or a damaged character, but not across a blank line. Characters that stand damaged
//! in the text count as what they were (`damage.rs`).

use unicode_normalization::char::is_combining_mark;

use super::class::Class;
use super::damage::Characters;
use super::gap::{Gap, gap};

/// A piece of text that is a word or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// Byte offset of its first character.
    pub(crate) start: usize,
    /// Byte offset behind its last character.
    pub(crate) end: usize,
    /// What stands between it and the segment before.
    pub(crate) gap: Gap,
    /// Is it a character of a script written without spaces?
    pub(crate) unspaced: bool,
}

impl Segment {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// The segments of a text, in order. Lazy: memory does not grow with the text.
#[derive(Clone, Debug)]
pub(crate) struct Segments<'t> {
    text: &'t str,
    at: usize,
    first: bool,
}

impl<'t> Segments<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Segments { text, at: 0, first: true }
    }

    /// The segments behind byte `at`, where another one ended, or from the start of the text if it is the first. The
    /// segment before must be part of the text.
    pub(crate) fn resume(text: &'t str, at: usize, first: bool) -> Self {
        Segments { text, at, first }
    }
}

impl Segments<'_> {
    /// The next segment, if it is a run of ASCII letters and digits behind one blank: most of most texts. It is what the
    /// long way would give.
    fn plain(&mut self) -> Option<Segment> {
        let bytes = self.text.as_bytes();
        if self.first || bytes.get(self.at) != Some(&b' ') {
            return None;
        }
        let start = self.at + 1;
        let len = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let end = start + len;
        // What follows may belong to the word; or make an abbreviation of it, or a word with blanks between its letters.
        let next = bytes.get(end).copied().unwrap_or(b' ');
        if len == 0 || !next.is_ascii() || next == b'&' || (len == 1 && (next == b'.' || may_be_spaced(bytes, start))) {
            return None;
        }
        self.at = end;
        Some(Segment { start, end, gap: Gap::Blank, unspaced: false })
    }
}

impl Iterator for Segments<'_> {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        if let Some(segment) = self.plain() {
            return Some(segment);
        }
        let before = self.at;
        let mut characters = Characters { text: self.text, at: before };
        let (start, kind) =
            characters.find_map(|(at, c, _)| Some((at, Class::of(c))).filter(|(_, class)| class.begins()))?;
        let gap = if self.first { Gap::Break } else { gap(self.text, before, start) };
        self.first = false;
        self.at = match kind {
            Class::Unspaced => cluster(self.text, start),
            _ => dotted(self.text, start)
                .or_else(|| spaced(self.text, start))
                .unwrap_or_else(|| word(self.text, start, kind)),
        };
        Some(Segment { start, end: self.at, gap, unspaced: kind == Class::Unspaced })
    }
}

/// The end of one character with its marks.
fn cluster(text: &str, start: usize) -> usize {
    let mut characters = Characters { text, at: start }.skip(1);
    characters.find(|&(_, c, _)| Class::of(c) != Class::Extender).map_or(text.len(), |(at, ..)| at)
}

/// The end of a run of one kind of letters.
fn word(text: &str, start: usize, kind: Class) -> usize {
    let mut end = start;
    let mut last = '\0';
    for (_, character, behind) in (Characters { text, at: start }) {
        match Class::of(character) {
            Class::Extender if is_combining_mark(character) => end = behind,
            Class::Extender => {}
            // The prolonged sound mark is common to both kana.
            found if found == kind => end = behind,
            _ if character == '\u{B7}' && is_double_l(last, text, behind) => {}
            _ => break,
        }
        last = character;
    }
    end
}

/// Is a middle dot the one that Catalan writes between two l?
fn is_double_l(before: char, text: &str, behind: usize) -> bool {
    matches!(before, 'l' | 'L') && text[behind..].starts_with(['l', 'L'])
}

/// The end of an abbreviation of single letters with full stops, `U.S.` or `U.S`, if one starts here.
fn dotted(text: &str, start: usize) -> Option<usize> {
    let run = &text[start..];
    let mut characters = run.char_indices().peekable();
    let mut letters = 0;
    let mut end = 0;
    while let Some(&(at, letter)) = characters.peek() {
        if !letter.is_alphabetic() || Class::of(letter) != Class::Letter {
            break;
        }
        characters.next();
        let mut behind = at + letter.len_utf8();
        while let Some((mark, _)) = characters.next_if(|&(_, c)| is_combining_mark(c)) {
            behind = mark + run[mark..].chars().next().map_or(0, char::len_utf8);
        }
        match characters.peek() {
            Some(&(_, '.')) => {
                characters.next();
                letters += 1;
                end = behind + 1;
            }
            // The last letter may lack its stop, but must not begin a longer word.
            next => {
                if letters > 0 && next.is_none_or(|&(_, c)| !matches!(Class::of(c), Class::Letter | Class::Extender)) {
                    letters += 1;
                    end = behind;
                }
                break;
            }
        }
    }
    (letters >= 2).then_some(start + end)
}

/// Letters that a word with blanks between them has at least: fewer are initials, or the letter that names a thing.
const SPACED: usize = 4;

/// Might a word with blanks between its letters start here, as far as bytes tell?
fn may_be_spaced(bytes: &[u8], start: usize) -> bool {
    let single = |at: usize| bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(|byte| *byte != b' ');
    single(start + 1) && (single(start + 3) || bytes.get(start + 2).is_some_and(|byte| !byte.is_ascii()))
}

/// The end of a word with blanks between its letters, `K u r i l s` or `K U R I L S`, if one starts here.
fn spaced(text: &str, start: usize) -> Option<usize> {
    let mut characters = text[start..].char_indices().peekable();
    let (mut letters, mut end, mut capitals) = (0, start, false);
    while let Some((at, letter)) = characters.next() {
        let is_letter = Class::of(letter) == Class::Letter && letter.is_alphabetic();
        // The first is a capital, the others are alike.
        let fits = match letters {
            0 => letter.is_uppercase(),
            1 => {
                capitals = letter.is_uppercase();
                capitals || letter.is_lowercase()
            }
            _ if capitals => letter.is_uppercase(),
            _ => letter.is_lowercase(),
        };
        if !is_letter || !fits {
            break;
        }
        let mut behind = start + at + letter.len_utf8();
        while let Some((_, mark)) = characters.next_if(|&(_, c)| is_combining_mark(c)) {
            behind += mark.len_utf8();
        }
        let next = characters.next();
        if next.is_some_and(|(_, c)| Class::of(c) != Class::Other || c == '&') {
            break;
        }
        letters += 1;
        end = behind;
        if next.is_none_or(|(_, c)| c != ' ') {
            break;
        }
    }
    (letters >= SPACED).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The segments joined by a sign for each gap.
    #[track_caller]
    fn marked(text: &str) -> String {
        let mut out = String::new();
        for segment in Segments::new(text) {
            out.push_str(match segment.gap {
                Gap::Break => "⏎",
                Gap::None => "",
                Gap::Apostrophe => "'",
                Gap::LineHyphen => "¬",
                Gap::Damaged => "�",
                Gap::Hyphen => "-",
                Gap::Blank => "_",
                Gap::Stop => ".",
                Gap::Hard => "|",
            });
            out.push('[');
            out.push_str(segment.text(text));
            out.push(']');
        }
        out
    }

    /// The short way and the long way agree: a text behind a blank has the segments of the text.
    #[test]
    fn the_short_way_is_the_long_way() {
        for text in ["Kuril Islands", "the U.S. and A. B", "x é e\u{301}t", "a\u{AD}b c", "東京 Tokyo 2020", "J. Smith"]
        {
            let long: Vec<_> = Segments::new(text).map(|segment| segment.text(text)).collect();
            let longer = format!("- {text}");
            let mut short = Segments { text: &longer, at: 1, first: false };
            let short: Vec<_> = std::iter::from_fn(|| short.next()).map(|segment| segment.text(&longer)).collect();
            assert_eq!(short, long, "{text}");
        }
    }

    /// `\\n` and `\\u{41}` in a table of cases.
    fn unescaped(text: &str) -> String {
        let mut out = text.replace("\\n", "\n").replace("\\r", "\r");
        while let Some(start) = out.find("\\u{") {
            let end = start + out[start..].find('}').unwrap();
            let code = u32::from_str_radix(&out[start + 3..end], 16).unwrap();
            out.replace_range(start..=end, &char::from_u32(code).unwrap().to_string());
        }
        out
    }

    #[test]
    fn every_case_holds() {
        let mut reader = csv::Reader::from_reader(include_str!("../../tests/cases/segments.csv").as_bytes());
        for row in reader.records().map(Result::unwrap) {
            let [text, expected, why] = std::array::from_fn(|column| unescaped(&row[column]));
            assert_eq!(marked(&text), expected, "{text:?}: {why}");
        }
    }
}
