//! Scripts whose consonants have a vowel when none is written.
//!
//! The scripts of India are laid out alike in Unicode, letter for letter, so that one table serves all: the rules see
//! each letter where it stands in the block of Devanagari. Which of the unwritten vowels are spoken depends on the language.
//! Hindi drops the last one of a word, and one between a vowel and a consonant with a vowel: कानपुर is Kanpur, not Kanapura.

use super::rules::is_in_word;

/// Stands on a consonant that has no vowel, in the block of Devanagari.
const VIRAMA: char = '\u{94D}';
/// Makes another consonant of the one it stands under.
const NUKTA: char = '\u{93C}';

/// The vowel of a consonant that has no sign for one.
#[derive(Clone, Debug)]
pub(super) struct Inherent {
    pub(super) vowel: String,
    pub(super) consonants: Vec<char>,
    /// Signs behind a consonant that stand for another vowel or for none.
    pub(super) signs: Vec<char>,
    /// Letters for vowels of their own.
    pub(super) vowels: Vec<char>,
    pub(super) sonorants: Vec<char>,
    /// Second parts of compound names, such as नगर, which are spoken as words of their own.
    pub(super) seconds: Vec<Vec<char>>,
    pub(super) last: Last,
    /// Is it dropped between a vowel and one consonant that has a vowel?
    pub(super) is_dropped_inside: bool,
}

/// Is the vowel dropped at the end of a word?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    Kept,
    /// But not behind another consonant and a sonorant, which is hard to speak without: Maharashtra, but Jharkhand.
    DroppedIfEasy,
    Dropped,
}

impl Inherent {
    /// For each letter, is it a consonant whose vowel is spoken though not written? O(length).
    pub(super) fn spoken(&self, letters: &[char]) -> Vec<bool> {
        let is_mark = |at: usize| letters.get(at).is_some_and(|letter| self.signs.contains(letter));
        let is_consonant = |at: usize| letters.get(at).is_some_and(|letter| self.consonants.contains(letter));
        let mut spoken: Vec<bool> = (0..letters.len()).map(|at| is_consonant(at) && !is_mark(at + 1)).collect();
        // Does a word, or the second part of a compound, begin here?
        let begins = |at: usize| {
            at == 0
                || !is_in_word(letters[at - 1])
                || self.seconds.iter().any(|second| letters[at..].starts_with(second))
        };
        // Where the consonant begins to which a nukta belongs.
        let begin = |at: usize| if letters[at] == NUKTA { at.saturating_sub(1) } else { at };
        let is_vowel = |at: usize, spoken: &[bool]| {
            spoken[at]
                || self.vowels.contains(&letters[at])
                || (self.signs.contains(&letters[at]) && !matches!(letters[at], VIRAMA | NUKTA))
        };
        // Is there a vowel before the consonant, with nothing between?
        let follows_vowel = |at: usize, spoken: &[bool]| !begins(begin(at)) && is_vowel(begin(at) - 1, spoken);
        for at in (0..letters.len()).rev() {
            if !spoken[at] {
                continue;
            }
            let is_last = letters.get(at + 1).is_none_or(|letter| !is_in_word(*letter) || begins(at + 1));
            let is_dropped = if is_last {
                let is_first = begins(begin(at));
                let is_hard = || !is_first && letters[at - 1] == VIRAMA && self.sonorants.contains(&letters[at]);
                match self.last {
                    Last::Kept => false,
                    Last::DroppedIfEasy => !is_first && !is_hard(),
                    Last::Dropped => !is_first,
                }
            } else {
                let next = if letters.get(at + 2) == Some(&NUKTA) { at + 2 } else { at + 1 };
                let has_sign = is_mark(next + 1) && is_vowel(next + 1, &spoken);
                self.is_dropped_inside && is_consonant(next) && (spoken[next] || has_sign) && follows_vowel(at, &spoken)
            };
            spoken[at] = !is_dropped;
        }
        spoken
    }
}

/// The letter of Devanagari that stands where this one stands in its own block; other letters as they are. The last sixteen
/// places of a block hold letters that only its own script has.
pub(super) fn as_devanagari(letter: char) -> char {
    match u32::from(letter) {
        code @ 0x980..=0xD7F if code & 0x7F < 0x70 => char::from_u32(0x900 | (code & 0x7F)).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_of_india_are_laid_out_alike() {
        for letters in ["কখগ", "ਕਖਗ", "કખગ", "କଖଗ", "కఖగ", "ಕಖಗ", "കഖഗ"] {
            assert_eq!(letters.chars().map(as_devanagari).collect::<String>(), "कखग");
        }
        assert_eq!("தமிழ்".chars().map(as_devanagari).collect::<String>(), "तमिऴ्");
        assert_eq!(as_devanagari('ৰ'), 'ৰ');
    }
}
