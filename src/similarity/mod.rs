//! How likely it is that two names are of one place, by the names alone.
//!
//! What comes in are two strings in any script; what goes out is a probability and its explanation. Both are romanized and
//! folded, [measured](Measure) against each other in some forty ways, and the measures weighed by trees that were
//! trained on pairs of names (`benches/similarity/train.py`). Nothing is looked up: two names of a place that was renamed
//! have nothing in common, and only a gazetteer knows better.

mod collection;
mod costs;
mod measures;
mod profile;
mod strings;
mod trees;
mod vocabulary;

use crate::model::words;
use crate::normalize::{Key, romanized};

pub use collection::{Collection, Nearby};
pub use profile::Profile;

use trees::{Explained, Trees};

words! {
    /// What two names are measured by, after both were romanized and folded. Shares lie between 0 and 1.
    Measure {
        /// Optimal string alignment, as a share of the longer name.
        Osa = "osa",
        /// The same, without blanks.
        Joined = "joined",
        /// The same, words in alphabetical order.
        Sorted = "sorted",
        /// The same, without the words that are common in names.
        Core = "core",
        /// Edits cost less where the ear takes one for the other, as a share of the longer name.
        Sound = "sound",
        /// Jaro's similarity with Winkler's bonus for a common start.
        JaroWinkler = "jaro_winkler",
        /// The longest common subsequence, as a share of both names.
        Sequence = "sequence",
        /// The longest common substring, as a share of the shorter name.
        Substring = "substring",
        /// How well the shorter name fits into the longer one.
        Within = "within",
        /// Common words first, then the rest of each, against the other and against the common words.
        TokenSet = "token_set",
        /// Common pairs of letters, as a share of all.
        Bigrams = "bigrams",
        /// Common runs of three letters, as a share of all.
        Trigrams = "trigrams",
        /// Optimal string alignment of the consonants.
        Skeleton = "skeleton",
        /// Jaro-Winkler similarity of the consonants.
        SkeletonStart = "skeleton_start",
        /// Consonants at the start that agree.
        SkeletonPrefix = "skeleton_prefix",
        /// Letters at the start that agree.
        Prefix = "prefix",
        /// Letters at the end that agree.
        Suffix = "suffix",
        /// Letters at the start that agree, as a share of the shorter name.
        PrefixShare = "prefix_share",
        /// Letters at the start that agree, without the words that are common in names.
        CorePrefix = "core_prefix",
        /// How similar each word is to the most similar one of the other name, by letters.
        Aligned = "aligned",
        /// The same, weighed by how rare the words are.
        AlignedRare = "aligned_rare",
        /// The most similar pair of words.
        BestWord = "best_word",
        /// The word least similar to any of the other name.
        WorstWord = "worst_word",
        /// How similar the first words are, by Jaro-Winkler.
        FirstWord = "first_word",
        /// How similar the last words are, by Jaro-Winkler.
        LastWord = "last_word",
        /// Words that both names have.
        SharedWords = "shared_words",
        /// What it means that both names have these words.
        SharedMeaning = "shared_meaning",
        /// What it means that one name has these words.
        AloneMeaning = "alone_meaning",
        /// What it means that these words stand for one another.
        PairMeaning = "pair_meaning",
        /// Numbers: 1 the same, 0 none, -0.5 one name has some, -1 different ones. Different ones are of
        /// [two places](Similarity::NUMBERS_DIFFER), whatever else the names have in common.
        Numbers = "numbers",
        /// Optimal string alignment of what is left without words that stand for others: *lake*, *lago*, *town of*.
        Stem = "stem",
        /// Words that stand for others: 1 the same kinds, 0 none, -0.5 one name has some, -1 different ones.
        Generics = "generics",
        /// 1 if both [sound the same](crate::SoundKey), else less.
        SoundKey = "sound_key",
        /// One name is the initials of the other.
        Initials = "initials",
        /// Letters of the shorter name.
        Shorter = "shorter",
        /// Letters of the longer name.
        Longer = "longer",
        /// Words of the name that has fewer.
        FewerWords = "fewer_words",
        /// Words of the name that has more.
        MoreWords = "more_words",
        /// Letters of the shortest first word.
        ShortestFirst = "shortest_first",
    }
}

/// How many measures there are.
const MEASURES: usize = Measure::ALL.len();

/// Two names compared: how likely it is that both are of one place, and why.
///
/// ```
/// let similarity = allonym::similarity("Kiev", "Kyiv");
/// assert!(similarity.is_same());
/// assert!(similarity.value() > allonym::similarity("Kiev", "Kyoto").value());
/// let sum: f32 = similarity.start() + similarity.terms().map(|term| term.contribution).sum::<f32>();
/// assert!((sum - similarity.sum()).abs() < 1e-3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    measures: [f32; MEASURES],
    explained: Explained,
}

/// What one measure adds to the sum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// The measure.
    pub measure: Measure,
    /// Its value for the two names.
    pub value: f32,
    /// What it adds to the logarithm of the odds: positive where it speaks for one place.
    pub contribution: f32,
}

impl Similarity {
    /// From this [value](Self::value) on two names are [the same](Self::is_same): it is likelier than not. Who would rather
    /// miss a pair than join two places takes a higher one.
    pub const THRESHOLD: f32 = 0.5;

    /// The greatest [sum](Self::sum) of two names whose numbers differ. *Route 66* and *Route 67* differ in one letter, but a
    /// number is no spelling of another.
    pub const NUMBERS_DIFFER: f32 = -3.0;

    fn new(measures: [f32; MEASURES]) -> Similarity {
        let mut similarity = Similarity { measures, explained: Trees::shipped().explain(&measures) };
        if measures[Measure::Numbers as usize] == measures::DIFFERENT {
            let excess = (similarity.sum() - Self::NUMBERS_DIFFER).max(0.0);
            similarity.explained.terms[Measure::Numbers as usize] -= excess;
        }
        similarity
    }

    /// The probability that both names are of one place, between 0 and 1, where half of all pairs are: among pairs found
    /// by other means, most of which are not, it is lower, but the order stays.
    #[must_use]
    pub fn value(&self) -> f32 {
        1.0 / (1.0 + (-self.sum()).exp())
    }

    /// The logarithm of the odds: the [start](Self::start) and the [terms](Self::terms) together.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.explained.start + self.explained.terms.iter().sum::<f32>()
    }

    /// Is one place likelier than two?
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.value() >= Self::THRESHOLD
    }

    /// The sum before anything is known of the names.
    #[must_use]
    pub fn start(&self) -> f32 {
        self.explained.start
    }

    /// What each measure adds to the sum, in the order of [`Measure::ALL`].
    pub fn terms(&self) -> impl Iterator<Item = Term> + '_ {
        Measure::ALL.iter().map(|measure| {
            let at = *measure as usize;
            Term { measure: *measure, value: self.measures[at], contribution: self.explained.terms[at] }
        })
    }
}

/// How likely it is that two names are of one place. `similarity(a, b) == similarity(b, a)`.
///
/// Whoever compares one name with many makes [`Profile`]s.
#[must_use]
pub fn similarity(a: &str, b: &str) -> Similarity {
    Profile::new(a).similarity(&Profile::new(b))
}

/// A name in Latin letters, folded, words with single blanks between them. Han characters have their Mandarin reading,
/// whatever the language: in a Japanese or Korean name it tells nothing.
fn latin(name: &str) -> Key {
    let key = Key::new(&romanized(name));
    // A wrong encoding hides a script until the name is folded.
    if key.as_str().is_ascii() { key } else { Key::new(&romanized(key.as_str())) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_place_is_told_from_two() {
        let cases = include_str!("../../tests/cases/similarity.csv");
        let mut wrong = Vec::new();
        for row in csv::Reader::from_reader(cases.as_bytes()).records().map(Result::unwrap) {
            let [a, b, same, why] = std::array::from_fn(|column| row[column].to_owned());
            let similarity = similarity(&a, &b);
            if similarity.is_same() != (same == "yes") {
                wrong.push(format!("{a} and {b} ({why}): {}", similarity.value()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn hostile_names_are_compared_in_bounded_time() {
        let long = "a".repeat(1_000_000);
        let marks = format!("a{}", "\u{301}".repeat(1_000_000));
        let words = "ab ".repeat(300_000);
        for a in [&long, &marks, &words, "", "\u{FFFD}", "\u{202E}"] {
            for b in [&long, &words, "", "北方領土"] {
                assert!((0.0..=1.0).contains(&similarity(a, b).value()));
            }
        }
    }

    proptest! {
        #[test]
        fn a_comparison_is_symmetric_and_explained(a in "\\PC{0,40}", b in "[A-Za-z' -]{0,40}") {
            let similarity = similarity(&a, &b);
            prop_assert_eq!(similarity, super::similarity(&b, &a));
            prop_assert!((0.0..=1.0).contains(&similarity.value()));
            for term in similarity.terms() {
                prop_assert!(term.value.is_finite() && term.contribution.is_finite(), "{:?}", term);
            }
            let sum = similarity.start() + similarity.terms().map(|term| term.contribution).sum::<f32>();
            prop_assert!((sum - similarity.sum()).abs() < 1e-3);
        }

        #[test]
        // Letters that stand alone are one word where they are written as such, and that is told by their capitals.
        fn case_and_marks_do_not_count(name in "([a-zéüş]{2,6} ){1,4}") {
            let plain = similarity(&name, "Sarajevo");
            prop_assert_eq!(plain, similarity(&name.to_uppercase(), "SARAJEVO"));
        }
    }
}
