//! A name made ready to be compared with many others.

use super::strings::MOST;
use super::vocabulary::{Vocabulary, WordId};
use super::{Similarity, latin, measures};
use crate::normalize::{SoundKey, equivalence_keys};

/// The most words of a name that are compared.
const MOST_WORDS: usize = 12;

/// A name made ready to be compared: what [`similarity`](super::similarity) works out of each of its two names, kept for
/// those who compare one name with many.
///
/// ```
/// use allonym::Profile;
///
/// let name = Profile::new("Chemulpo Harbour");
/// let best = ["Chemulpo Harbor", "Chelmsford"].map(|other| name.similarity(&Profile::new(other)).value());
/// assert!(best[0] > best[1]);
/// ```
#[derive(Clone, Debug)]
pub struct Profile {
    /// The folded words with single blanks between them.
    pub(super) text: Vec<char>,
    /// Without the blanks.
    pub(super) joined: Vec<char>,
    /// The words in alphabetical order, with blanks.
    pub(super) sorted: Vec<char>,
    /// The words that are not common in names, without blanks; all, if all are.
    pub(super) core: Vec<char>,
    /// The consonants, those of one sound as one letter, none twice in a row.
    pub(super) skeleton: Vec<char>,
    /// The first letters of the words.
    pub(super) initials: Vec<char>,
    pub(super) words: Vec<Word>,
    /// Indices of `words` in alphabetical order, each word once.
    pub(super) distinct: Vec<usize>,
    pub(super) bigrams: Vec<[char; 2]>,
    pub(super) trigrams: Vec<[char; 3]>,
    /// The runs of digits in order of their letters, without zeros in front.
    pub(super) numbers: Vec<String>,
    /// What is left without words that stand for others, without blanks.
    pub(super) stem: Vec<char>,
    /// The kinds of the words that stand for others, sorted.
    pub(super) generics: Vec<Box<str>>,
    pub(super) sound: Vec<char>,
}

/// A word of a name.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) letters: Box<[char]>,
    /// What names are made of knows it by this number.
    pub(super) id: Option<WordId>,
    /// How much it tells one name from another.
    pub(super) rarity: f32,
}

impl Word {}

impl Profile {
    /// The profile of a name. Of a very long string only the beginning counts: 80 letters, twelve words.
    #[must_use]
    pub fn new(name: &str) -> Profile {
        let vocabulary = Vocabulary::shipped();
        // What is behind the compared letters is not worked on, and a letter may come of several characters.
        let name = match name.char_indices().nth(4 * MOST) {
            Some((end, _)) => &name[..end],
            None => name,
        };
        let key = latin(name);
        let mut left = MOST;
        let mut words = Vec::new();
        for word in key.words().take(MOST_WORDS) {
            let letters: Box<[char]> = word.chars().take(left).collect();
            if letters.is_empty() {
                break;
            }
            left = left.saturating_sub(letters.len() + 1);
            let id = vocabulary.id(word);
            words.push(Word { letters, id, rarity: vocabulary.rarity(id) });
        }
        let mut distinct: Vec<usize> = (0..words.len()).collect();
        distinct.sort_by(|a, b| words[*a].letters.cmp(&words[*b].letters));
        let sorted = spaced(distinct.iter().map(|at| &words[*at]));
        distinct.dedup_by(|a, b| words[*a].letters == words[*b].letters);
        let joined: Vec<char> = words.iter().flat_map(|word| &word.letters).copied().collect();
        let mut core: Vec<char> = words
            .iter()
            .filter(|word| word.id.is_none_or(|id| !vocabulary.is_common(id)))
            .flat_map(|word| &word.letters)
            .copied()
            .collect();
        if core.is_empty() {
            core.clone_from(&joined);
        }
        let text = spaced(words.iter());
        let (stem, generics) = stem(name);
        Profile {
            skeleton: skeleton(&joined),
            initials: words.iter().filter_map(|word| word.letters.first()).copied().collect(),
            bigrams: grams(&text),
            trigrams: grams(&text),
            numbers: numbers(&words),
            sound: SoundKey::new(name).as_str().chars().take(MOST).collect(),
            stem,
            generics,
            text,
            joined,
            sorted,
            core,
            words,
            distinct,
        }
    }

    /// How likely it is that both names are of one place.
    #[must_use]
    pub fn similarity(&self, other: &Profile) -> Similarity {
        Similarity::new(measures::compare(self, other))
    }

    /// The words that are compared: romanized, folded.
    pub fn words(&self) -> impl Iterator<Item = String> {
        self.words.iter().map(|word| word.letters.iter().collect())
    }

    /// Has the name no letter or digit that could be compared?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// What is left of a name without words that stand for others, and the kinds of these.
fn stem(name: &str) -> (Vec<char>, Vec<Box<str>>) {
    let keys = equivalence_keys(name, None);
    let (stem, kinds) =
        keys.first().and_then(|key| key.split_once('=')).unwrap_or_else(|| (keys.first().map_or("", |key| key), ""));
    let stem = latin(stem).words().flat_map(str::chars).take(MOST).collect();
    (stem, kinds.split('=').map(str::trim).filter(|kind| !kind.is_empty()).map(Box::from).collect())
}

/// The runs of digits, sorted, each once.
fn numbers(words: &[Word]) -> Vec<String> {
    let mut numbers = Vec::new();
    for word in words {
        for run in word.letters.split(|letter| !letter.is_numeric()).filter(|run| !run.is_empty()) {
            let first = run.iter().position(|digit| *digit != '0').unwrap_or(run.len() - 1);
            numbers.push(run[first..].iter().collect());
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn spaced<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<char> {
    let mut text = Vec::new();
    for word in words {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend_from_slice(&word.letters);
    }
    text
}

/// Runs of letters, with a blank before the first and behind the last; sorted, each once.
fn grams<const N: usize>(text: &[char]) -> Vec<[char; N]> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut padded = Vec::with_capacity(text.len() + 2);
    padded.push(' ');
    padded.extend_from_slice(text);
    padded.push(' ');
    let mut grams: Vec<[char; N]> = padded.windows(N).filter_map(|gram| gram.try_into().ok()).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// The consonants of a name. Vowels come and go between languages, and Semitic scripts do not write them; `w`, `y` and `h`
/// stand for vowels and for their absence.
fn skeleton(letters: &[char]) -> Vec<char> {
    let mut skeleton = Vec::with_capacity(letters.len());
    for letter in letters {
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h' => continue,
            'c' | 'q' => 'k',
            'z' | 'x' => 's',
            'v' => 'f',
            'd' => 't',
            'p' => 'b',
            other => *other,
        };
        if skeleton.last() != Some(&sound) {
            skeleton.push(sound);
        }
    }
    skeleton
}
