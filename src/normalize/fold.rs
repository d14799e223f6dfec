//! Folding: case, diacritics, width, ligatures and letters that are written for one another.
//!
//! Unicode does most of it: compatibility decomposition (Unicode Standard Annex 15), lower case, and removal
//! of nonspacing marks where they are diacritics. Letters without a decomposition, such as ø and ß, are
//! rows of `gazetteer/rules/folding.csv`.

use std::sync::OnceLock;

use hashbrown::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::class::is_invisible;
use super::damage::{is_damaged, undone};
use super::han::variants;

const RULES: &str = include_str!("../../gazetteer/rules/folding.csv");

/// What the rules file says. Its first column is a letter; a range of letters, `a..z`, that folds to another one; several
/// letters that fold as one; or a whole word, `^a$`.
#[derive(Default)]
struct Rules {
    letters: HashMap<char, Box<str>>,
    sequences: Vec<(Box<str>, Box<str>)>,
    /// The letters that a sequence begins with.
    begins: HashSet<char>,
    words: HashMap<Box<str>, Box<str>>,
}

impl Rules {
    fn read() -> &'static Rules {
        static READ: OnceLock<Rules> = OnceLock::new();
        READ.get_or_init(|| {
            let mut rules = Rules::default();
            // A test reads every row, so none is passed over.
            for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten() {
                if let (Some(from), Some(to)) = (row.get(0), row.get(1)) {
                    rules.add(from, to);
                }
            }
            rules.letters.extend(variants().map(|(from, to)| (from, to.to_string().into())));
            rules
        })
    }

    fn add(&mut self, from: &str, to: &str) {
        if let Some(word) = from.strip_prefix('^').and_then(|word| word.strip_suffix('$')) {
            self.words.insert(word.into(), to.into());
        } else if let (Some((first, last)), Some((other, _))) = (range(from), range(to)) {
            let targets = other..=char::MAX;
            self.letters.extend((first..=last).zip(targets).map(|(from, to)| (from, to.to_string().into())));
        } else {
            let mut letters = from.chars();
            if let (Some(letter), None) = (letters.next(), letters.next()) {
                self.letters.insert(letter, to.into());
            } else {
                self.begins.extend(from.chars().next());
                self.sequences.push((from.into(), to.into()));
            }
        }
    }
}

/// The first and the last letter of `a..z`.
fn range(text: &str) -> Option<(char, char)> {
    let (first, last) = text.split_once("..")?;
    Some((first.chars().next()?, last.chars().next()?))
}

/// Appends the folded form of a word to `out`. Folding twice changes nothing more.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() && !word.as_bytes().contains(&b'&') {
        out.extend(word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char));
    } else if is_damaged(word) {
        fold_letters(&undone(word), out);
    } else {
        fold_letters(word, out);
    }
}

fn fold_letters(word: &str, out: &mut String) {
    let rules = Rules::read();
    // Marks before any letter are those of a Latin one.
    let mut base = 'a';
    let mut marks = 0;
    let mut has_sequence = false;
    // Lower case first, since some capitals decompose to a letter and a mark that only then can be removed.
    let decomposed = word.chars().map(one_letter).flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase);
    let mut kept = String::with_capacity(word.len());
    for character in decomposed {
        let rule = if character.is_ascii() { None } else { rules.letters.get(&character) };
        if let Some(folded) = rule {
            kept.push_str(folded);
            if !folded.is_empty() {
                base = character;
                marks = 0;
            }
        } else if is_combining_mark(character) {
            // A letter may carry thousands of marks in hostile text; no name has more than a few.
            marks += 1;
            if marks <= 8 && !marks_are_diacritics(base.script()) {
                kept.push(character);
            }
        } else if (character.is_alphanumeric() && !is_invisible(character)) || character == '\u{FFFD}' {
            has_sequence |= rules.begins.contains(&character);
            kept.push(character);
            base = character;
            marks = 0;
        }
    }
    let start = out.len();
    out.extend(kept.nfc());
    if has_sequence {
        let sequences = rules.sequences.iter();
        let folded = sequences.fold(out[start..].to_owned(), |word, (from, to)| word.replace(&**from, to));
        out.truncate(start);
        out.push_str(&folded);
    }
    if let Some(folded) = rules.words.get(&out[start..]) {
        out.truncate(start);
        out.push_str(folded);
    }
}

/// The folded form of a word.
pub(crate) fn folded(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

/// The Lao digraphs for themselves: they decompose to two letters, and in a script without spaces that would make two
/// segments where the text has one. The first letter only gives the tone.
fn one_letter(character: char) -> char {
    match character {
        'ໜ' => 'ນ',
        'ໝ' => 'ມ',
        other => other,
    }
}

/// In these scripts a nonspacing mark is a diacritic or an optional vowel sign; in others (kana, Indic scripts,
/// Thai) it is part of the letter.
fn marks_are_diacritics(script: Script) -> bool {
    use Script::{Arabic, Armenian, Cyrillic, Georgian, Greek, Hebrew, Latin, Syriac};
    matches!(script, Latin | Greek | Cyrillic | Hebrew | Arabic | Armenian | Georgian | Syriac)
}

#[cfg(test)]
mod tests {
    use super::super::{Key, Segments};
    use super::*;

    #[test]
    fn a_letter_of_a_script_without_spaces_stays_one_segment() {
        for letter in ('\u{E00}'..='\u{FFF}').chain('\u{1000}'..='\u{109F}').chain('\u{1780}'..='\u{17FF}') {
            let text = letter.to_string();
            let folded = folded(&text);
            assert!(Segments::new(&folded).count() <= Segments::new(&text).count(), "{letter} folds to {folded}");
        }
    }

    #[test]
    fn every_rule_holds_on_its_example() {
        let mut reader = csv::Reader::from_reader(RULES.as_bytes());
        let mut known = HashSet::new();
        let mut wrong = Vec::new();
        for row in reader.records().map(Result::unwrap) {
            let [from, _, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            let key = Key::new(&example);
            if key.as_str() != expected || Key::new(key.as_str()) != key {
                wrong.push(format!("{from}: {example} folds to {}, not {expected}: {why}", key.as_str()));
            }
            let decomposed: String = example.to_lowercase().nfkd().collect();
            let holds = |letters: &str| example.to_lowercase().contains(letters) || decomposed.contains(letters);
            let is_held = match range(&from) {
                Some((first, last)) => (first..=last).any(|letter| holds(&letter.to_string())),
                None => holds(from.trim_matches(['^', '$'])),
            };
            assert!(is_held, "the example {example} does not hold {from}");
            assert!(!why.is_empty(), "{from} has no reason");
            assert!(known.insert(from.clone()), "{from} stands twice");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
