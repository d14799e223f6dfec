//! What stands between two segments.

use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::class::{Class, breaks_words, divides_words, is_apostrophe, is_hyphen, is_invisible};
use super::damage::{is_damaged, undone};

/// What stands between two segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing: the script changes, or has no spaces.
    None,
    /// An apostrophe or a modifier letter used as one.
    Apostrophe,
    /// A hyphen at the end of a line, or a soft one.
    LineHyphen,
    /// U+FFFD or question marks inside a word, and nothing else: a letter or a blank was lost.
    Damaged,
    /// One hyphen, dash or middle dot without blanks.
    Hyphen,
    /// Blanks with at most one line break, or what divides words in place of a blank.
    Blank,
    /// A full stop, with or without blanks behind it, as after an abbreviation.
    Stop,
    /// Other punctuation: a comma, a bracket, a dash between blanks.
    Hard,
    /// A blank line, or the start of the text.
    Break,
}

impl Gap {
    /// In a name, do the pieces on both sides of this gap make one word?
    pub(crate) fn joins_words(self) -> bool {
        matches!(self, Gap::Apostrophe | Gap::LineHyphen)
    }
}

/// What the stretch of a text from `from`, where a segment ends, to `to`, where another one starts, is.
#[inline]
pub(super) fn gap(text: &str, from: usize, to: usize) -> Gap {
    let between = &text[from..to];
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
        b"\"" if is_gershayim(text, from, to) => return Gap::Apostrophe,
        b"?" | b"??" | b"???" if is_lost_letter(text, from, to) => return Gap::Damaged,
        _ => {}
    }
    if is_damaged(between) { long_gap(&undone(between)) } else { long_gap(between) }
}

fn long_gap(between: &str) -> Gap {
    let mut characters = between.chars();
    let first = characters.find(|c| !is_invisible(*c) && !is_combining_mark(*c));
    let rest = characters.as_str();
    let lines = between.matches('\n').count();
    // Invisible characters only, or nothing.
    let Some(first) = first else { return Gap::None };
    if lines > 1 || between.contains(['\u{2029}', '\u{C}']) {
        return Gap::Break;
    }
    let rest_is_blank = rest.chars().all(|c| divides_words(c) || is_invisible(c));
    let rest_is_empty = rest.chars().all(is_invisible);
    if between.starts_with('\u{AD}') && lines == 1 {
        Gap::LineHyphen
    } else if divides_words(first) && rest_is_blank {
        Gap::Blank
    } else if is_apostrophe(first) && rest_is_empty {
        Gap::Apostrophe
    } else if between.chars().all(|c| c == '\u{FFFD}') {
        Gap::Damaged
    } else if (breaks_words(first) && lines == 1 && rest_is_blank) || (first == '\u{AC}' && rest_is_empty) {
        Gap::LineHyphen
    } else if is_hyphen(first) && rest_is_empty {
        Gap::Hyphen
    } else if first == '.' && rest_is_blank {
        Gap::Stop
    } else {
        Gap::Hard
    }
}

/// Is a straight quote the sign of an abbreviation in Hebrew?
fn is_gershayim(text: &str, from: usize, to: usize) -> bool {
    let is_hebrew = |c: Option<char>| c.is_some_and(|c| c.script() == Script::Hebrew);
    is_hebrew(text[..from].chars().next_back()) && is_hebrew(text[to..].chars().next())
}

/// Do question marks stand for letters that an encoding did not have? Only inside a word that begins with a capital, as
/// a name does, and before a small letter or among capitals: prose and addresses of the web have none such.
fn is_lost_letter(text: &str, from: usize, to: usize) -> bool {
    let is_inside = |c: &char| matches!(Class::of(*c), Class::Letter | Class::Extender);
    let begin = text[..from].chars().rev().take_while(is_inside).last();
    let (last, next) = (text[..from].chars().next_back(), text[to..].chars().next());
    begin.is_some_and(char::is_uppercase)
        && next.is_some_and(|next| next.is_lowercase() || (next.is_uppercase() && last.is_some_and(char::is_uppercase)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_gaps_are_no_exception() {
        let signs = [" ", "\n", "\r", ",", ";", ":", "(", ")", "\"", "?", "!", "/", ".", "-", "'"];
        for first in signs {
            for second in signs.into_iter().chain([""]) {
                for third in signs.into_iter().chain([""]) {
                    let between = format!("{first}{second}{third}");
                    assert_eq!(gap(&between, 0, between.len()), long_gap(&between), "{between:?}");
                }
            }
        }
    }
}
