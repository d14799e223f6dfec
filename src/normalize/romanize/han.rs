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
    /// With the tone of each syllable as a digit: Xi1an1.
    Digits,
    /// Without tones, each syllable behind a hyphen, for systems that work on pinyin: Xi-an.
    Syllables,
    /// No readings but those that rules give, each a word of its own: Sha Tin.
    Words,
}

impl Han {
    /// The style with this name.
    pub(super) fn named(name: &str) -> Option<Han> {
        match name {
            "tones" => Some(Han::Tones),
            "plain" => Some(Han::Plain),
            "digits" => Some(Han::Digits),
            "words" => Some(Han::Words),
            "syllables" => Some(Han::Syllables),
            _ => None,
        }
    }

    /// The usual reading of a character in Mandarin, with its tone.
    pub(super) fn reading(self, letter: char) -> Option<&'static str> {
        letter.to_pinyin().filter(|_| self != Han::Words).map(pinyin::Pinyin::with_tone)
    }

    /// The reading as it is written behind what has been written. Does it `continue` a word?
    pub(super) fn written(self, reading: &str, continues: bool) -> String {
        let mut written: String = match self {
            // The first word gets its capital as any word does.
            Han::Words if !continues => reading.to_owned(),
            Han::Words => {
                let mut letters = reading.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                return std::iter::once(' ').chain(first).chain(letters).collect();
            }
            Han::Tones => reading.to_owned(),
            Han::Plain | Han::Syllables | Han::Digits => {
                reading.nfd().filter(|letter| tone(*letter).is_none()).nfc().collect()
            }
        };
        if self == Han::Digits {
            written.extend(reading.nfd().find_map(tone));
            return written;
        }
        let is_vowel = |letter: char| matches!(letter.nfd().next(), Some('a' | 'e' | 'o'));
        if continues && self == Han::Syllables && written.starts_with(is_in_word) {
            written.insert(0, '-');
        } else if continues && self != Han::Syllables && written.starts_with(is_vowel) {
            written.insert(0, '’');
        }
        written
    }
}

/// The digit of a tone that is written as a combining mark; the dots of ü are none.
fn tone(letter: char) -> Option<char> {
    match letter {
        '\u{304}' => Some('1'),
        '\u{301}' => Some('2'),
        '\u{30C}' => Some('3'),
        '\u{300}' => Some('4'),
        _ => None,
    }
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
        assert_eq!(written(Han::Digits), "xi1an1");
        assert_eq!(written(Han::Words), "xī Ān");
        assert_eq!(Han::Plain.written("lǜ", false), "lü");
    }
}
