//! Homographs: letters of another script that look like those of the word they stand in, as in `Pаris` with a Cyrillic
//! а. They come from keyboards, from readers of print, and from who wants a name not to be found.

use std::sync::OnceLock;

use hashbrown::HashMap;
use unicode_script::{Script, UnicodeScript};

const RULES: &str = include_str!("../../gazetteer/rules/homographs.csv");

/// Of each letter, which letters of another script look like it.
fn alike() -> &'static HashMap<char, Vec<char>> {
    static ALIKE: OnceLock<HashMap<char, Vec<char>>> = OnceLock::new();
    ALIKE.get_or_init(|| {
        let mut alike: HashMap<char, Vec<char>> = HashMap::new();
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten() {
            let letter = |column: usize| row.get(column).and_then(|field| field.chars().next());
            if let (Some(letter), Some(latin)) = (letter(0), letter(2)) {
                alike.entry(letter).or_default().push(latin);
                alike.entry(latin).or_default().push(letter);
            }
        }
        alike
    })
}

/// The scripts that are mistaken for one another; of two with as many letters in a word, the first is meant.
const SCRIPTS: [Script; 3] = [Script::Latin, Script::Cyrillic, Script::Greek];

/// If a word mixes Latin letters with Cyrillic or Greek ones that look alike, the word in its main script: the one of most
/// of its letters that all others can stand for. Linear in the word.
///
/// A word in one script is none, even if all its letters could be those of another: `оса` is a wasp.
pub(crate) fn homograph(word: &str) -> Option<String> {
    // Every letter of a mixed word but the Latin ones is beyond ASCII, and most words are not.
    if word.is_ascii() {
        return None;
    }
    let mut counts = [0_usize; SCRIPTS.len()];
    for character in word.chars() {
        if let Some(at) = SCRIPTS.iter().position(|script| character.script() == *script) {
            counts[at] += 1;
        }
    }
    if counts.iter().filter(|count| **count > 0).count() < 2 {
        return None;
    }
    let mut order: Vec<usize> = (0..SCRIPTS.len()).filter(|at| counts[*at] > 0).collect();
    order.sort_by_key(|at| std::cmp::Reverse(counts[*at]));
    order.into_iter().find_map(|at| in_script(word, SCRIPTS[at]))
}

/// A word with all its letters in one script, if each looks like one of it.
fn in_script(word: &str, script: Script) -> Option<String> {
    let alike = alike();
    let letter = |character: char| {
        let own = character.script();
        if own == script || !SCRIPTS.contains(&own) {
            return Some(character);
        }
        alike.get(&character)?.iter().copied().find(|other| other.script() == script)
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds_on_its_example() {
        for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().map(Result::unwrap) {
            let [letter, script, like, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            let of = |text: &str| text.chars().next().unwrap().script();
            assert_eq!(format!("{:?}", of(&letter)), script, "{letter}");
            assert_eq!(of(&like), Script::Latin, "{letter}");
            assert_eq!(homograph(&example).as_deref(), Some(&*expected), "{letter}: {why}");
            assert!(example.contains(&letter) && !why.is_empty(), "{letter}");
        }
    }

    #[test]
    fn the_main_script_is_that_of_most_letters() {
        // The Latin letters of the third and fourth are o, and of the fifth C, a and o.
        for (word, expected) in [
            ("Paris", None),
            ("Париж", None),
            ("Αθήνα", None),
            ("Пoльша", Some("Польша")),
            ("Мoсква", Some("Москва")),
            ("Caратoв", Some("Саратов")),
            ("Αθήvα", Some("Αθήνα")),
            ("Wрoцлав", None),
            ("東京Tokyo", None),
            ("", None),
        ] {
            assert_eq!(homograph(word).as_deref(), expected, "{word}");
        }
    }
}
