//! The sound of a name: one key for what the systems of romanization write differently.
//!
//! A name is romanized, then letters are merged where published systems differ: `sh` and `š`, `kh` and `h`, `iy` and `y`
//! (`gazetteer/rules/sounds.csv`, each row with two spellings that it makes equal). Blanks do not count. The longer a name
//! is, the less of it is needed to tell it from others: from a certain number of consonants on vowels, which differ most
//! between systems, do not count either.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

use super::equivalent::equivalence_keys;
use super::fold::fold_into;
use super::romanize::{Romanization, Rule, Rules};
use super::segment::Segments;

const RULES: &str = include_str!("../../gazetteer/rules/sounds.csv");

/// Consonants from which on vowels do not count.
const LONG: usize = 7;

/// Longer strings are no names: what follows does not count.
const MOST_LETTERS: usize = 256;

/// What a name sounds like, whatever system it is romanized by.
///
/// ```
/// use allonym::SoundKey;
/// assert_eq!(SoundKey::new("Хабаровск"), SoundKey::new("Habarovsk"));
/// assert_eq!(SoundKey::new("Voronezh"), SoundKey::new("Voronež"));
/// assert_ne!(SoundKey::new("Voronezh"), SoundKey::new("Varese"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SoundKey(Box<str>);

/// The steps in which rules apply.
struct Steps {
    /// Before folding: letters with marks, which folding would lose.
    marks: Rules,
    letters: Rules,
    /// In long names only.
    long: Rules,
}

fn steps() -> &'static Steps {
    static STEPS: OnceLock<Steps> = OnceLock::new();
    STEPS.get_or_init(|| {
        let step = |name: &str| {
            // A test reads every row, so none is passed over.
            let rows = csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten();
            let rows = rows.filter(|row| row.get(0) == Some(name));
            let rule = |row: csv::StringRecord| {
                let column = |column: usize| row.get(column).unwrap_or_default().to_owned();
                Rule::parse(&column(1), &column(2), &column(3), &column(4)).ok()
            };
            Rules::new(rows.filter_map(rule))
        };
        Steps { marks: step("marks"), letters: step("letters"), long: step("long") }
    })
}

impl SoundKey {
    /// The sound of a name. O(length).
    #[must_use]
    pub fn new(name: &str) -> SoundKey {
        let latin = romanized(name);
        let steps = steps();
        let mut letters: Vec<char> = latin.chars().flat_map(char::to_lowercase).nfc().take(MOST_LETTERS).collect();
        apply(&steps.marks, &mut letters);
        let text: String = letters.iter().collect();
        let mut folded = String::with_capacity(text.len());
        for segment in Segments::new(&text) {
            fold_into(segment.text(&text), &mut folded);
        }
        letters.clear();
        letters.extend(folded.chars());
        apply(&steps.letters, &mut letters);
        letters.dedup();
        let is_vowel = |letter: &char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
        if letters.iter().filter(|letter| !is_vowel(letter)).count() >= LONG {
            // A name of long words keeps its first vowel, if it begins with one.
            let mut at = 0;
            letters.retain(|letter| {
                at += 1;
                !is_vowel(letter) || at == 1
            });
            apply(&steps.long, &mut letters);
            letters.dedup();
        }
        SoundKey(letters.into_iter().collect())
    }

    /// The sounds under which a name is filed and looked for: its own, and those of its [equivalence keys](equivalence_keys),
    /// so that islands meet whatever they are called.
    pub(crate) fn all_of(name: &str) -> Vec<SoundKey> {
        let mut sounds = vec![SoundKey::new(name)];
        for key in equivalence_keys(name, None) {
            let sound = SoundKey::new(&key);
            if !sounds.contains(&sound) {
                sounds.push(sound);
            }
        }
        sounds.retain(|sound| !sound.is_empty());
        sounds
    }

    /// The key as a string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is nothing left of the name?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A name in Latin letters, each script by its usual system.
pub(crate) fn romanized(name: &str) -> String {
    let mut scripts: Vec<Script> = Vec::new();
    for letter in name.chars().filter(|letter| !letter.is_ascii() && letter.is_alphabetic()) {
        let script = letter.script();
        if !matches!(script, Script::Latin | Script::Common | Script::Inherited) && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    // Kanji have no reading by rule, and the Mandarin one is wrong in a Japanese name.
    if scripts.iter().any(|script| matches!(script, Script::Hiragana | Script::Katakana)) {
        scripts.retain(|script| *script != Script::Han);
    }
    let mut latin = name.to_owned();
    for script in scripts.into_iter().take(4) {
        let script = match script {
            Script::Hiragana | Script::Katakana => "Hrkt",
            script => script.short_name(),
        };
        if let Some(system) = Romanization::for_script(script) {
            latin = system.romanize(&latin);
        }
    }
    latin
}

fn apply(rules: &Rules, letters: &mut Vec<char>) {
    let mut out = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        match rules.at(letters, at) {
            Some(rule) => {
                out.extend(rule.to.chars());
                at += rule.from.len();
            }
            None => {
                out.push(letters[at]);
                at += 1;
            }
        }
    }
    *letters = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_makes_its_examples_equal() {
        let mut rows = 0;
        for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().map(Result::unwrap) {
            let [step, from, to, left, right, example, equal, why] =
                std::array::from_fn(|column| row[column].to_owned());
            assert!(["marks", "letters", "long"].contains(&&*step), "{step}");
            Rule::parse(&from, &to, &left, &right).unwrap();
            assert_eq!(SoundKey::new(&example), SoundKey::new(&equal), "{example} and {equal}: {why}");
            assert!(!why.is_empty(), "{from}");
            rows += 1;
        }
        assert!(rows > 10);
    }
}
