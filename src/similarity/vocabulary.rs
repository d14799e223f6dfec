//! The words that names are made of, and what it means that one name has them.
//!
//! `words.csv` has a row for each word that many names have: how many pairs of the training data have it, and three weights:
//! both names have the word, one has it where the other has another, one has it and the other nothing more. `pairs.csv`
//! weighs a word of one name against a word of the other: *brook* for *creek*, *lake* for *school*. The weights are those
//! of a logistic regression (`benches/similarity/train.py`); a positive one speaks for one place.

use std::collections::HashMap;
use std::sync::OnceLock;

const WORDS: &str = include_str!("words.csv");
const PAIRS: &str = include_str!("pairs.csv");

/// A word that is seen in so many pairs is no help to tell one place from another.
const COMMON: f32 = 40.0;

/// The number of a word.
pub(super) type WordId = u32;

pub(super) struct Vocabulary {
    ids: HashMap<Box<str>, WordId>,
    words: Vec<Weights>,
    /// By the numbers of both words, the smaller first.
    pairs: HashMap<(WordId, WordId), f32>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights {
    seen: f32,
    /// Both names have it.
    pub(super) shared: f32,
    /// One name has it, and the other has something else.
    pub(super) alone: f32,
    /// One name has it, and the other has nothing else.
    pub(super) extra: f32,
}

impl Vocabulary {
    pub(super) fn shipped() -> &'static Vocabulary {
        static SHIPPED: OnceLock<Vocabulary> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let mut vocabulary = Vocabulary { ids: HashMap::new(), words: Vec::new(), pairs: HashMap::new() };
            // A test reads every row, so none is passed over.
            for row in csv::Reader::from_reader(WORDS.as_bytes()).records().flatten() {
                let [seen, shared, alone, extra] = std::array::from_fn(|at| number(&row, at + 1));
                vocabulary.ids.insert(row[0].into(), vocabulary.words.len() as WordId);
                vocabulary.words.push(Weights { seen, shared, alone, extra });
            }
            for row in csv::Reader::from_reader(PAIRS.as_bytes()).records().flatten() {
                if let (Some(a), Some(b)) = (vocabulary.id(&row[0]), vocabulary.id(&row[1])) {
                    vocabulary.pairs.insert((a.min(b), a.max(b)), number(&row, 2));
                }
            }
            vocabulary
        })
    }

    pub(super) fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    pub(super) fn weights(&self, id: WordId) -> &Weights {
        &self.words[id as usize]
    }

    /// The weight of one word against another.
    pub(super) fn pair(&self, a: WordId, b: WordId) -> f32 {
        self.pairs.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0)
    }

    /// How much a word tells: 1 for one that the table does not have, less the more often it is seen.
    pub(super) fn rarity(&self, id: Option<WordId>) -> f32 {
        id.map_or(1.0, |id| 1.0 / (1.0 + (1.0 + self.words[id as usize].seen).ln()))
    }

    pub(super) fn is_common(&self, id: WordId) -> bool {
        self.words[id as usize].seen >= COMMON
    }
}

fn number(row: &csv::StringRecord, column: usize) -> f32 {
    row.get(column).and_then(|cell| cell.parse().ok()).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::folded;

    #[test]
    fn every_row_is_read() {
        let vocabulary = Vocabulary::shipped();
        let words = csv::Reader::from_reader(WORDS.as_bytes()).into_records().map(Result::unwrap);
        let mut count = 0;
        for row in words {
            assert_eq!(row[0], folded(&row[0]), "words are folded");
            assert!(row.iter().skip(1).all(|cell| cell.parse::<f32>().unwrap().is_finite()), "{row:?}");
            count += 1;
        }
        assert_eq!(count, vocabulary.ids.len(), "a word stands twice");
        let pairs: Vec<_> = csv::Reader::from_reader(PAIRS.as_bytes()).into_records().map(Result::unwrap).collect();
        assert!(pairs.iter().all(|row| row[2].parse::<f32>().unwrap().is_finite()));
        assert_eq!(pairs.len(), vocabulary.pairs.len(), "a pair stands twice, or has a word without a row");
    }
}
