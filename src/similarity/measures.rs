//! The measures of two profiles.

use super::costs::Costs;
use super::profile::{Profile, Word};
use super::strings::{common, jaccard, jaro_winkler, osa, prefix, ratio, shared, suffix, within};
use super::vocabulary::Vocabulary;
use super::{MEASURES, Measure};

/// Every measure of two names, in the order of [`Measure::ALL`]. Each is the same when the names are swapped, and 0 where a
/// name has nothing to compare.
pub(super) fn compare(a: &Profile, b: &Profile) -> [f32; MEASURES] {
    let mut out = [0.0; MEASURES];
    if a.is_empty() || b.is_empty() {
        return out;
    }
    let mut set = |measure: Measure, value: f32| out[measure as usize] = value;
    let osa_ratio = |a: &[char], b: &[char]| ratio(osa(a, b), a, b);
    let (shorter, longer) = in_order(a.joined.len(), b.joined.len());

    set(Measure::Osa, osa_ratio(&a.text, &b.text));
    set(Measure::Joined, osa_ratio(&a.joined, &b.joined));
    set(Measure::Sorted, osa_ratio(&a.sorted, &b.sorted));
    set(Measure::Core, osa_ratio(&a.core, &b.core));
    set(Measure::CorePrefix, prefix(&a.core, &b.core) as f32);
    set(Measure::Sound, Costs::of_sounds().ratio(&a.joined, &b.joined));
    set(Measure::JaroWinkler, jaro_winkler_both(&a.joined, &b.joined));
    let (sequence, substring) = common(&a.joined, &b.joined);
    set(Measure::Sequence, 2.0 * sequence as f32 / (shorter + longer).max(1) as f32);
    set(Measure::Substring, substring as f32 / shorter.max(1) as f32);
    set(Measure::Within, 1.0 - within(&a.joined, &b.joined) as f32 / shorter.max(1) as f32);
    set(Measure::Bigrams, jaccard(&a.bigrams, &b.bigrams));
    set(Measure::Trigrams, jaccard(&a.trigrams, &b.trigrams));
    set(Measure::Skeleton, osa_ratio(&a.skeleton, &b.skeleton));
    set(Measure::SkeletonStart, jaro_winkler_both(&a.skeleton, &b.skeleton));
    set(Measure::SkeletonPrefix, prefix(&a.skeleton, &b.skeleton) as f32);
    set(Measure::Prefix, prefix(&a.joined, &b.joined) as f32);
    set(Measure::Suffix, suffix(&a.joined, &b.joined) as f32);
    set(Measure::PrefixShare, prefix(&a.joined, &b.joined) as f32 / shorter.max(1) as f32);

    let aligned = align(a, b);
    set(Measure::Aligned, aligned.by_letters);
    set(Measure::AlignedRare, aligned.by_rarity);
    set(Measure::BestWord, aligned.best);
    set(Measure::WorstWord, aligned.worst);
    if let (Some(first), Some(other)) = (a.words.first(), b.words.first()) {
        set(Measure::FirstWord, jaro_winkler_both(&first.letters, &other.letters));
        set(Measure::ShortestFirst, first.letters.len().min(other.letters.len()) as f32);
    }
    if let (Some(last), Some(other)) = (a.words.last(), b.words.last()) {
        set(Measure::LastWord, jaro_winkler_both(&last.letters, &other.letters));
    }

    let split = Split::new(a, b);
    set(Measure::SharedWords, split.both.len() as f32);
    set(Measure::TokenSet, split.token_set());
    let [shared, alone, pairs] = split.meaning();
    set(Measure::SharedMeaning, shared);
    set(Measure::AloneMeaning, alone);
    set(Measure::PairMeaning, pairs);
    set(Measure::Numbers, agreement(&a.numbers, &b.numbers));
    set(Measure::Stem, osa_ratio(&a.stem, &b.stem));
    set(Measure::Generics, agreement(&a.generics, &b.generics));
    set(Measure::SoundKey, osa_ratio(&a.sound, &b.sound));

    let initials = (b.words.len() == 1 && a.words.len() > 1 && a.initials == b.joined)
        || (a.words.len() == 1 && b.words.len() > 1 && b.initials == a.joined);
    set(Measure::Initials, f32::from(u8::from(initials)));
    let (fewer, more) = in_order(a.words.len(), b.words.len());
    set(Measure::Shorter, shorter as f32);
    set(Measure::Longer, longer as f32);
    set(Measure::FewerWords, fewer as f32);
    set(Measure::MoreWords, more as f32);
    out
}

/// What [`agreement`] says of two names that each have what the other has not.
pub(super) const DIFFERENT: f32 = -1.0;

/// How two sorted sets agree: 1 they are the same, 0 both are empty, -0.5 one has the other and more.
fn agreement<T: Ord>(a: &[T], b: &[T]) -> f32 {
    let both = shared(a, b).count();
    match (both, a.len() - both, b.len() - both) {
        (0, 0, 0) => 0.0,
        (_, 0, 0) => 1.0,
        (_, 0, _) | (_, _, 0) => -0.5,
        _ => DIFFERENT,
    }
}

/// Jaro's matching depends on which string comes first.
fn jaro_winkler_both(a: &[char], b: &[char]) -> f32 {
    if a <= b { jaro_winkler(a, b) } else { jaro_winkler(b, a) }
}

fn in_order<T: Ord>(a: T, b: T) -> (T, T) {
    if a <= b { (a, b) } else { (b, a) }
}

/// How the words of two names find each other.
struct Aligned {
    by_letters: f32,
    by_rarity: f32,
    best: f32,
    worst: f32,
}

/// Each word beside the most similar one of the other name.
fn align(a: &Profile, b: &Profile) -> Aligned {
    let mut best = vec![0.0_f32; a.words.len() + b.words.len()];
    for (i, word) in a.words.iter().enumerate() {
        for (j, other) in b.words.iter().enumerate() {
            let similar = ratio(osa(&word.letters, &other.letters), &word.letters, &other.letters);
            best[i] = best[i].max(similar);
            let j = a.words.len() + j;
            best[j] = best[j].max(similar);
        }
    }
    let words = || a.words.iter().chain(&b.words).zip(&best);
    // The sums are taken in an order that does not depend on which name comes first.
    let mean = |weight: fn(&Word) -> f32| {
        let mut parts: Vec<[f32; 2]> = words().map(|(word, best)| [weight(word), weight(word) * best]).collect();
        parts.sort_by(|a, b| a[1].total_cmp(&b[1]).then(a[0].total_cmp(&b[0])));
        parts.iter().map(|part| part[1]).sum::<f32>() / parts.iter().map(|part| part[0]).sum::<f32>()
    };
    Aligned {
        by_letters: mean(|word| word.letters.len() as f32),
        by_rarity: mean(|word| word.rarity * word.letters.len() as f32),
        best: best.iter().copied().fold(0.0, f32::max),
        worst: best.iter().copied().fold(1.0, f32::min),
    }
}

/// The words of two names: those of both, and those of one.
struct Split<'p> {
    both: Vec<&'p Word>,
    first: Vec<&'p Word>,
    second: Vec<&'p Word>,
}

impl<'p> Split<'p> {
    fn new(a: &'p Profile, b: &'p Profile) -> Self {
        let mut split = Split { both: Vec::new(), first: Vec::new(), second: Vec::new() };
        let mut others = b.distinct.iter().map(|at| &b.words[*at]).peekable();
        for word in a.distinct.iter().map(|at| &a.words[*at]) {
            while let Some(other) = others.next_if(|other| other.letters < word.letters) {
                split.second.push(other);
            }
            if others.next_if(|other| other.letters == word.letters).is_some() {
                split.both.push(word);
            } else {
                split.first.push(word);
            }
        }
        split.second.extend(others);
        // Sums of floating point numbers depend on their order, which must not depend on that of the names.
        if split.first.first().map(|word| &word.letters) > split.second.first().map(|word| &word.letters) {
            std::mem::swap(&mut split.first, &mut split.second);
        }
        split
    }

    /// The common words against each name, and the names against each other, with the common words first.
    fn token_set(&self) -> f32 {
        let spaced = |words: &[&Word]| -> Vec<char> {
            let mut text: Vec<char> = Vec::new();
            for word in words {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.extend_from_slice(&word.letters);
            }
            text
        };
        let join = |rest: &[&Word]| spaced(&[&self.both[..], rest].concat());
        let (both, first, second) = (spaced(&self.both), join(&self.first), join(&self.second));
        let share = |part: usize, a: &[char], b: &[char]| 2.0 * part as f32 / (a.len() + b.len()).max(1) as f32;
        let mut best = share(common(&first, &second).0, &first, &second);
        if !both.is_empty() {
            best = best.max(share(both.len(), &both, &first)).max(share(both.len(), &both, &second));
        }
        best
    }

    /// What the words mean: of both names, of one, for one another.
    fn meaning(&self) -> [f32; 3] {
        let vocabulary = Vocabulary::shipped();
        let weights = |words: &[&'p Word]| {
            words.iter().filter_map(|word| word.id).map(|id| *vocabulary.weights(id)).collect::<Vec<_>>()
        };
        let shared = weights(&self.both).iter().map(|weights| weights.shared).sum();
        let is_extra = self.first.is_empty() || self.second.is_empty();
        let one = |words: &[&'p Word]| -> f32 {
            weights(words).iter().map(|word| word.alone + if is_extra { word.extra } else { 0.0 }).sum()
        };
        let mut pairs = 0.0;
        for a in self.first.iter().filter_map(|word| word.id) {
            for b in self.second.iter().filter_map(|word| word.id) {
                pairs += vocabulary.pair(a, b);
            }
        }
        [shared, one(&self.first) + one(&self.second), pairs]
    }
}
