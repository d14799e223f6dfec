//! Segmentation: where the words are and what stands between them.
//!
//! A segment is a run of letters and digits, or one character with its marks where a script is written without
//! spaces. The gap before it says how it hangs together with the segment before: a name may go on across a
//! blank, a hyphen, a line break or a damaged character, but not across a blank line.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

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

/// What stands between two segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: the script changes, or has no spaces.
    None,
    /// An apostrophe or a modifier letter used as one.
    Apostrophe,
    /// A hyphen at the end of a line, or a soft one.
    LineHyphen,
    /// U+FFFD and nothing else: a letter or a blank was lost.
    Damaged,
    /// One hyphen, dash or middle dot without blanks.
    Hyphen,
    /// Blanks with at most one line break.
    Blank,
    /// A full stop, with or without blanks behind it, as after an abbreviation.
    Stop,
    /// Other punctuation: a comma, a bracket, a dash between blanks.
    Hard,
    /// A blank line, or the start of the text.
    Break,
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

    /// The segments behind byte `at`, where another one ended, or from the start of the text if it is the first.
    pub(crate) fn resume(text: &'t str, at: usize, first: bool) -> Self {
        Segments { text, at, first }
    }
}

/// How a character takes part in segmentation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter or digit of a script with spaces.
    Letter,
    /// Katakana: written without spaces, but a run of it is mostly one word.
    Katakana,
    /// A letter of a script without spaces.
    Unspaced,
    /// A mark or an invisible character inside a word.
    Extender,
    Other,
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
        // What follows may belong to the word, or make an abbreviation of it.
        let next = bytes.get(end).copied().unwrap_or(b' ');
        if len == 0 || !next.is_ascii() || (len == 1 && next == b'.') {
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
        let rest = &self.text[before..];
        let offset = rest.find(|c| matches!(class(c), Class::Letter | Class::Katakana | Class::Unspaced))?;
        let start = before + offset;
        let gap = if self.first { Gap::Break } else { gap(&self.text[before..start]) };
        self.first = false;
        let run = &self.text[start..];
        let kind = class(run.chars().next()?);
        let length = match kind {
            Class::Unspaced => cluster(run),
            _ => dotted(run).unwrap_or_else(|| word(run, kind)),
        };
        self.at = start + length;
        Some(Segment { start, end: self.at, gap, unspaced: kind == Class::Unspaced })
    }
}

/// The length of one character with its marks.
fn cluster(run: &str) -> usize {
    let mut characters = run.char_indices().skip(1);
    characters.find(|&(_, c)| class(c) != Class::Extender).map_or(run.len(), |(at, _)| at)
}

/// The length of a run of one kind of letters.
fn word(run: &str, kind: Class) -> usize {
    let mut end = 0;
    for (at, character) in run.char_indices() {
        match class(character) {
            Class::Extender => {}
            // The prolonged sound mark is common to both kana.
            found if found == kind => end = at + character.len_utf8(),
            _ => break,
        }
        if class(character) == Class::Extender && is_combining_mark(character) {
            end = at + character.len_utf8();
        }
    }
    end
}

/// The length of an abbreviation of single letters with full stops, `U.S.` or `U.S`, if the run starts with one.
fn dotted(run: &str) -> Option<usize> {
    let mut characters = run.char_indices().peekable();
    let mut letters = 0;
    let mut end = 0;
    while let Some(&(at, letter)) = characters.peek() {
        if !letter.is_alphabetic() || class(letter) != Class::Letter {
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
                if letters > 0 && next.is_none_or(|&(_, c)| !matches!(class(c), Class::Letter | Class::Extender)) {
                    letters += 1;
                    end = behind;
                }
                break;
            }
        }
    }
    (letters >= 2).then_some(end)
}

fn class(character: char) -> Class {
    if character.is_ascii() {
        return if character.is_ascii_alphanumeric() { Class::Letter } else { Class::Other };
    }
    if is_combining_mark(character) || is_invisible(character) {
        return Class::Extender;
    }
    if is_apostrophe(character) || !character.is_alphanumeric() {
        return Class::Other;
    }
    match character.script() {
        Script::Katakana => Class::Katakana,
        // U+30FC, the prolonged sound mark, has the script Common.
        Script::Common if character == 'ー' => Class::Katakana,
        script if is_unspaced(script) => Class::Unspaced,
        _ => Class::Letter,
    }
}

/// Is the script written without spaces between words?
fn is_unspaced(script: Script) -> bool {
    use Script::{Bopomofo, Han, Hiragana, Khmer, Lao, Myanmar, Thai, Tibetan};
    matches!(script, Han | Hiragana | Bopomofo | Thai | Lao | Khmer | Myanmar | Tibetan)
}

/// Soft hyphen, zero-width characters, bidirectional controls, tatweel, variation selectors: shown as nothing.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{61C}' | '\u{640}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

/// Apostrophes and the modifier letters that are used as apostrophes, soft signs, ayn and hamza.
fn is_apostrophe(character: char) -> bool {
    matches!(
        character,
        '\'' | '`'
            | '\u{B4}'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{2032}'
            | '\u{2BC}'
            | '\u{2BB}'
            | '\u{2B9}'
            | '\u{2BE}'
            | '\u{2BF}'
            | '\u{2CA}'
            | '\u{2CB}'
            | '\u{FF07}'
            | '\u{55A}'
            | '\u{5F3}'
            | '\u{2BA}'
    )
}

fn is_hyphen(character: char) -> bool {
    matches!(
        character,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{5BE}' | '\u{30FB}' | '\u{B7}' | '\u{FF0D}' | '\u{30A0}'
    )
}

/// What a stretch without letters is between two segments.
fn gap(between: &str) -> Gap {
    // The most frequent ones, by the rules below.
    match between.as_bytes() {
        b" " | b"\n" | b"\r\n" => return Gap::Blank,
        b", " | b"; " | b": " | b" (" | b") " | b"\" " | b" \"" | b"? " | b"! " | b"/" | b":" | b"," => {
            return Gap::Hard;
        }
        b". " | b"." | b".\n" => return Gap::Stop,
        b"-" => return Gap::Hyphen,
        b"'" => return Gap::Apostrophe,
        b"\n\n" | b".\n\n" => return Gap::Break,
        _ => {}
    }
    long_gap(between)
}

fn long_gap(between: &str) -> Gap {
    let mut characters = between.chars();
    let first = characters.find(|c| !is_invisible(*c) && !is_combining_mark(*c));
    let rest = characters.as_str();
    // Invisible characters only, or nothing.
    let Some(first) = first else { return Gap::None };
    let lines = between.matches('\n').count();
    if lines > 1 || between.contains(['\u{2029}', '\u{C}']) {
        return Gap::Break;
    }
    let rest_is_blank = rest.chars().all(|c| c.is_whitespace() || is_invisible(c));
    let rest_is_empty = rest.chars().all(is_invisible);
    if between.starts_with('\u{AD}') && lines == 1 {
        Gap::LineHyphen
    } else if first.is_whitespace() && rest_is_blank {
        Gap::Blank
    } else if is_apostrophe(first) && rest_is_empty {
        Gap::Apostrophe
    } else if between.chars().all(|c| c == '\u{FFFD}') {
        Gap::Damaged
    } else if matches!(first, '-' | '\u{AC}' | '\u{2010}' | '=') && lines == 1 && rest_is_blank {
        Gap::LineHyphen
    } else if is_hyphen(first) && rest_is_empty {
        Gap::Hyphen
    } else if first == '.' && rest_is_blank {
        Gap::Stop
    } else {
        Gap::Hard
    }
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

    #[test]
    fn frequent_gaps_are_no_exception() {
        let signs = [" ", "\n", "\r", ",", ";", ":", "(", ")", "\"", "?", "!", "/", ".", "-", "'"];
        for first in signs {
            for second in signs.into_iter().chain([""]) {
                for third in signs.into_iter().chain([""]) {
                    let between = format!("{first}{second}{third}");
                    assert_eq!(gap(&between), long_gap(&between), "{between:?}");
                }
            }
        }
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

    #[test]
    fn gaps() {
        for (text, expected) in [
            ("Kuril Islands", "⏎[Kuril]_[Islands]"),
            ("Kuril\r\nIslands", "⏎[Kuril]_[Islands]"),
            ("Kuril\n\nIslands", "⏎[Kuril]⏎[Islands]"),
            ("Xi’an", "⏎[Xi]'[an]"),
            ("Yuzhno-Kurilsk", "⏎[Yuzhno]-[Kurilsk]"),
            ("Kuri-\nls", "⏎[Kuri]¬[ls]"),
            ("S\u{FFFD}o Paulo", "⏎[S]�[o]_[Paulo]"),
            ("the Kuril Islands \u{FFFD} referred", "⏎[the]_[Kuril]_[Islands]|[referred]"),
            ("St. Petersburg", "⏎[St].[Petersburg]"),
            ("the U.S. and", "⏎[the]_[U.S.]_[and]"),
            ("U.S", "⏎[U.S]"),
            ("J.Smith", "⏎[J].[Smith]"),
            ("Paris, France", "⏎[Paris]|[France]"),
            ("北方領土", "⏎[北][方][領][土]"),
            ("クリル列島", "⏎[クリル][列][島]"),
            ("ローマ", "⏎[ローマ]"),
            ("독도를", "⏎[독도를]"),
            ("กรุงเทพ", "⏎[ก][รุ][ง][เ][ท][พ]"),
            ("東京Tokyo2020", "⏎[東][京][Tokyo2020]"),
            ("e\u{301}te\u{301}", "⏎[e\u{301}te\u{301}]"),
            ("Kuri\u{AD}\nls", "⏎[Kuri]¬[ls]"),
            ("Kuri\u{AD}ls", "⏎[Kuri\u{AD}ls]"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(marked(text), expected, "{text:?}");
        }
    }
}
