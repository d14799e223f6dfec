//! Names among which damaged ones are looked for: read by a machine from old paper, typed in haste.
//!
//! Two names of one place may differ in whole words, and [`similarity`](super::similarity) weighs that. A damaged name differs
//! in letters, in blanks and in words that were read along; what tells it apart is how rare its remains are among the names at
//! hand. So the score here is a sum of shares, each between 0 and 1: the cosine of runs of two and three letters weighted
//! by rarity, the words that find each other, the letters in order where what is often [confused](crate::Confusions) costs
//! little, Jaro-Winkler similarity, and how well the shorter name fits into the longer one.

use std::collections::HashMap;

use super::costs::Costs;
use super::profile::Profile;
use super::strings::{jaro_winkler, within};

/// How many names with the most similar runs of letters are compared letter by letter.
const POOL: usize = 100;

/// Names that were made ready to be searched for damaged ones.
///
/// ```
/// use allonym::Collection;
///
/// let names = Collection::new(["Westminster", "Weymouth", "Birmingham", "Winchester"]);
/// let found = names.nearest("Weftrninfter", 1);
/// assert_eq!(found[0].at, 0);
/// ```
#[derive(Clone, Debug)]
pub struct Collection {
    profiles: Vec<Profile>,
    /// Names that have a run of letters, and its share of the length of each.
    postings: HashMap<Gram, Vec<(u32, f32)>>,
    /// In how many names a word stands.
    words: HashMap<Box<[char]>, u32>,
}

/// Two or three letters.
type Gram = [char; 3];

/// A name of a [`Collection`], and how much it is like the one looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearby {
    /// Its place among the names that the collection was made of.
    pub at: usize,
    /// 1 for the same letters, less for others: it orders the names, and is no probability.
    pub score: f32,
}

impl Collection {
    /// A collection of names.
    #[must_use]
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Collection {
        let profiles: Vec<Profile> = names.into_iter().map(|name| Profile::new(name.as_ref())).collect();
        let mut postings: HashMap<Gram, Vec<(u32, f32)>> = HashMap::new();
        let mut words: HashMap<Box<[char]>, u32> = HashMap::new();
        for (at, profile) in profiles.iter().enumerate() {
            for gram in grams(profile) {
                postings.entry(gram).or_default().push((at as u32, 0.0));
            }
            for word in &profile.distinct {
                *words.entry(profile.words[*word].letters.clone()).or_default() += 1;
            }
        }
        let mut collection = Collection { profiles, postings: HashMap::new(), words };
        let rarities: HashMap<Gram, f32> =
            postings.iter().map(|(gram, names)| (*gram, collection.rarity(names.len()))).collect();
        let mut lengths = vec![0.0_f32; collection.profiles.len()];
        for (gram, names) in &postings {
            for (at, _) in names {
                lengths[*at as usize] += rarities[gram].powi(2);
            }
        }
        for (gram, names) in &mut postings {
            for (at, share) in names {
                *share = rarities[gram] / lengths[*at as usize].sqrt();
            }
        }
        collection.postings = postings;
        collection
    }

    /// How many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.profiles.len()
    }

    /// Is there no name?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.profiles.is_empty()
    }

    /// The logarithm of how few of the names have what `count` have.
    fn rarity(&self, count: usize) -> f32 {
        ((1.0 + self.profiles.len() as f32) / (1.0 + count as f32)).ln() + 1.0
    }

    /// The names most like `name`, at most `most` of them, the best first.
    #[must_use]
    pub fn nearest(&self, name: &str, most: usize) -> Vec<Nearby> {
        let wanted = Profile::new(name);
        let mut nearby: Vec<Nearby> = self.by_grams(&wanted, most.max(POOL));
        for found in &mut nearby {
            found.score = self.parts(&wanted, found).iter().zip(WEIGHTS).map(|(part, weight)| part * weight).sum();
        }
        sort(&mut nearby);
        nearby.truncate(most);
        nearby
    }

    /// The names with the greatest cosine of runs of letters.
    fn by_grams(&self, wanted: &Profile, most: usize) -> Vec<Nearby> {
        let mut cosines = vec![0.0_f32; self.profiles.len()];
        let mut length = 0.0;
        for gram in grams(wanted) {
            let names = self.postings.get(&gram).map_or(&[][..], |names| names);
            let rarity = self.rarity(names.len());
            length += rarity.powi(2);
            for (at, share) in names {
                cosines[*at as usize] += share * rarity;
            }
        }
        let found = cosines.iter().enumerate().filter(|(_, cosine)| **cosine > 0.0);
        let mut nearby: Vec<Nearby> = found.map(|(at, cosine)| Nearby { at, score: cosine / length.sqrt() }).collect();
        if nearby.len() > most {
            nearby.select_nth_unstable_by(most, order);
            nearby.truncate(most);
        }
        nearby
    }

    /// The parts of the score of a name whose score is the cosine so far.
    fn parts(&self, wanted: &Profile, found: &Nearby) -> [f32; PARTS] {
        let name = &self.profiles[found.at];
        let (words, covered) = self.words_alike(wanted, name);
        let shorter = wanted.joined.len().min(name.joined.len()).max(1) as f32;
        [
            found.score,
            words,
            covered,
            Costs::of_damage().ratio(&wanted.joined, &name.joined),
            jaro_winkler(&wanted.joined, &name.joined),
            1.0 - within(&wanted.joined, &name.joined) as f32 / shorter,
        ]
    }

    /// How well the words of both names find each other, and how well those of one of them do, weighed by how rare they are.
    fn words_alike(&self, a: &Profile, b: &Profile) -> (f32, f32) {
        let mut best = vec![0.0_f32; a.words.len() + b.words.len()];
        for (i, word) in a.words.iter().enumerate() {
            for (j, other) in b.words.iter().enumerate() {
                let alike = Costs::of_damage().ratio(&word.letters, &other.letters).powi(2);
                best[i] = best[i].max(alike);
                best[a.words.len() + j] = best[a.words.len() + j].max(alike);
            }
        }
        let weighed = |name: &Profile, best: &[f32]| {
            name.words.iter().zip(best).fold((0.0_f32, 0.0_f32), |(sum, all), (word, best)| {
                let count = self.words.get(&word.letters).copied().unwrap_or(0);
                let weight = self.rarity(count as usize) * (word.letters.len() as f32).sqrt();
                (sum + weight * best, all + weight)
            })
        };
        let (of_a, of_b) = best.split_at(a.words.len());
        let ((one, all_one), (other, all_other)) = (weighed(a, of_a), weighed(b, of_b));
        let share = |sum: f32, all: f32| if all > 0.0 { sum / all } else { 0.0 };
        (share(one + other, all_one + all_other), share(one, all_one).max(share(other, all_other)))
    }
}

/// How many parts the score has.
const PARTS: usize = 6;

/// What each part of the score weighs; together 1. Chosen by hand, to a twentieth, on names of historical newspapers; the optimum
/// is flat.
const WEIGHTS: [f32; PARTS] = [0.4, 0.15, 0.05, 0.2, 0.05, 0.15];

fn grams(profile: &Profile) -> impl Iterator<Item = Gram> + '_ {
    let pairs = profile.bigrams.iter().map(|[a, b]| ['\0', *a, *b]);
    pairs.chain(profile.trigrams.iter().copied())
}

fn order(a: &Nearby, b: &Nearby) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then(a.at.cmp(&b.at))
}

fn sort(nearby: &mut [Nearby]) {
    nearby.sort_unstable_by(order);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_names_find_the_whole_ones() {
        let names = ["Westminster", "Winchester", "Birmingham", "Birkenhead", "Kanton Bern", "Bergen"];
        let collection = Collection::new(names);
        for (damaged, whole) in [
            ("Weftrninfter", "Westminster"),
            ("Birrninghain", "Birmingham"),
            ("Kantone Bern", "Kanton Bern"),
            ("Bir- kenhead", "Birkenhead"),
        ] {
            assert_eq!(names[collection.nearest(damaged, 3)[0].at], whole, "{damaged}");
        }
        for (at, name) in names.iter().enumerate() {
            let found = collection.nearest(name, 2);
            assert_eq!(found[0].at, at, "a name is nearest to itself");
            assert!((found[0].score - 1.0).abs() < 1e-5, "{name}: {}", found[0].score);
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        assert!(Collection::new([""; 0]).nearest("Oslo", 5).is_empty());
        assert!(Collection::new(["", "Bergen"]).nearest("", 5).is_empty());
    }
}
