//! Function words: prepositions, pronouns, conjunctions and auxiliaries, which tell the language of a text.
//!
//! `gazetteer/rules/function_words.csv` has the frequent ones of each language that is written with spaces. Counting
//! them tells the language by which inflected words are read; and none of them is an inflected name.

use std::sync::OnceLock;

use hashbrown::HashMap;

use super::fold::folded;
use super::languages::Languages;

const RULES: &str = include_str!("../../gazetteer/rules/function_words.csv");

/// The function words of all languages.
#[derive(Debug, Default)]
pub(crate) struct FunctionWords(HashMap<Box<str>, Languages>);

impl FunctionWords {
    /// The words of `gazetteer/rules/function_words.csv`.
    pub(crate) fn get() -> &'static FunctionWords {
        static WORDS: OnceLock<FunctionWords> = OnceLock::new();
        WORDS.get_or_init(|| {
            let mut words = HashMap::default();
            // A test reads every row, so none is passed over.
            for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().flatten() {
                let languages = row.get(0).and_then(Languages::parse).unwrap_or_default();
                let known: &mut Languages = words.entry(folded(row.get(1).unwrap_or_default()).into()).or_default();
                *known = known.or(languages);
            }
            FunctionWords(words)
        })
    }

    /// The languages in which a folded word is a function word.
    pub(crate) fn languages(&self, folded: &str) -> Languages {
        self.0.get(folded).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::languages::Tally;
    use super::super::segment::Segments;
    use super::*;

    /// Language, word and example of each row.
    fn rows() -> Vec<[String; 3]> {
        let mut reader = csv::Reader::from_reader(RULES.as_bytes());
        reader.records().map(|row| std::array::from_fn(|column| row.as_ref().unwrap()[column].to_owned())).collect()
    }

    fn words(text: &str) -> impl Iterator<Item = String> {
        Segments::new(text).map(|segment| folded(segment.text(text)))
    }

    #[test]
    fn every_example_holds_its_word() {
        let mut seen = std::collections::HashSet::new();
        for [lang, word, example] in rows() {
            let parsed = Languages::parse(&lang).unwrap_or_else(|| panic!("{lang} has no bit"));
            let word = folded(&word);
            assert!(words(&example).any(|other| other == word), "{lang}: no {word} in {example:?}");
            assert_eq!(FunctionWords::get().languages(&word).and(parsed), parsed, "{lang}: {word}");
            assert!(seen.insert((lang.clone(), word.clone())), "{lang}: {word} stands twice");
        }
    }

    #[test]
    fn the_examples_of_a_language_tell_it() {
        let mut examples: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for [lang, _, example] in rows() {
            let known = examples.entry(lang).or_default();
            if !known.contains(&example) {
                known.push(example);
            }
        }
        for (lang, examples) in examples {
            let mut tally = Tally::default();
            for word in examples.iter().flat_map(|example| words(example)) {
                tally.add(FunctionWords::get().languages(&word));
            }
            assert_eq!(tally.most(), Languages::parse(&lang).unwrap(), "{lang}: {tally:?}");
        }
    }
}
