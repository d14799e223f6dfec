//! Folding: case, diacritics, width, ligatures and letters that are written for one another.
//!
//! Unicode does most of it: compatibility decomposition (Unicode Standard Annex 15), lower case, and removal
//! of nonspacing marks where they are diacritics. Letters without a decomposition, such as ø and ß, are
//! rows of `gazetteer/rules/folding.csv`.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

const RULES: &str = include_str!("../../gazetteer/rules/folding.csv");

/// What each letter of the rules file folds to.
fn letters() -> &'static HashMap<char, String> {
    static LETTERS: OnceLock<HashMap<char, String>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        // A test reads every row, so none is passed over.
        let rows = csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten();
        rows.filter_map(|row| Some((row.get(0)?.chars().next()?, row.get(1)?.to_owned()))).collect()
    })
}

/// Appends the folded form of a word to `out`. Folding twice changes nothing more.
pub(crate) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase() as char));
        return;
    }
    let letters = letters();
    let mut base = Script::Latin;
    let mut marks = 0;
    // Lower case first, since some capitals decompose to a letter and a mark that only then can be removed.
    let decomposed = word.chars().map(one_letter).flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase);
    let mut kept = String::with_capacity(word.len());
    for character in decomposed {
        if is_combining_mark(character) {
            // A letter may carry thousands of marks in hostile text; no name has more than a few.
            marks += 1;
            if !marks_are_diacritics(base) && marks <= 8 {
                kept.push(character);
            }
        } else if let Some(folded) = letters.get(&character) {
            kept.push_str(folded);
            base = character.script();
            marks = 0;
        } else if character.is_alphanumeric() || character == '\u{FFFD}' {
            kept.push(character);
            base = character.script();
            marks = 0;
        }
    }
    out.extend(kept.nfc());
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
    use super::super::segment::Segments;
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
        let mut rows = 0;
        for row in reader.records().map(Result::unwrap) {
            let [from, _, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            assert_eq!(folded(&example), expected, "{from}: {why}");
            assert!(example.to_lowercase().contains(&from), "the example {example} does not hold {from}");
            assert!(!why.is_empty(), "{from} has no reason");
            rows += 1;
        }
        assert_eq!(rows, letters().len(), "a letter stands twice");
    }
}
