//! How Han characters are read in Mandarin: the usual reading of each, and how readings make a word.
//!
//! Only a system for Chinese asks for this. The same characters in Japanese have no reading by rule.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::rules::is_in_word;

/// How the readings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Han {
    /// With tones, and an apostrophe where a syllable could be misread: Xī’ān.
    Tones,
    /// Without tones: Xi’an.
    Plain,
    /// Without tones, each syllable behind a hyphen, for systems that work on pinyin: Xi-an.
    Syllables,
}

impl Han {
    /// The style with this name.
    pub(super) fn named(name: &str) -> Option<Han> {
        match name {
            "tones" => Some(Han::Tones),
            "plain" => Some(Han::Plain),
            "syllables" => Some(Han::Syllables),
            _ => None,
        }
    }

    /// The usual reading of a character, with its tone.
    pub(super) fn reading(letter: char) -> Option<&'static str> {
        letter.to_pinyin().map(pinyin::Pinyin::with_tone)
    }

    /// The reading as it is written behind what has been written. Does it `continue` a word?
    pub(super) fn written(self, reading: &str, continues: bool) -> String {
        let mut written: String = match self {
            Han::Tones => reading.to_owned(),
            Han::Plain | Han::Syllables => reading.nfd().filter(|letter| !is_tone(*letter)).nfc().collect(),
        };
        let is_vowel = |letter: char| matches!(letter.nfd().next(), Some('a' | 'e' | 'o'));
        if continues && self == Han::Syllables && written.starts_with(is_in_word) {
            written.insert(0, '-');
        } else if continues && self != Han::Syllables && written.starts_with(is_vowel) {
            written.insert(0, '’');
        }
        written
    }
}

/// The four tones as combining marks; the dots of ü are none.
fn is_tone(letter: char) -> bool {
    matches!(letter, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_kept_apart() {
        let written = |han: Han| {
            let mut out = han.written("xī", false);
            out.push_str(&han.written("ān", true));
            out
        };
        assert_eq!(written(Han::Tones), "xī’ān");
        assert_eq!(written(Han::Plain), "xi’an");
        assert_eq!(written(Han::Syllables), "xi-an");
        assert_eq!(Han::Plain.written("lǜ", false), "lü");
    }
}
