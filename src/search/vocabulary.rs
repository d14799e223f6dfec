//! The distinct words of texts, each described once: running text repeats its words, and so do the next texts.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::edits::{EditRule, similar};
use crate::index::{ALONE, BEGINS, Index, word_id_bytes};
use crate::normalize::{Case, fold_into};

/// A distinct word: a number in the vocabulary.
pub(crate) type WordNumber = u32;

/// What is known of a distinct word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Where it stands in the vocabulary's texts, as it is written and folded.
    raw: (u32, u32),
    folded: (u32, u32),
    /// Its id in the lexicon, if it is there as it stands.
    pub(crate) id: Option<u32>,
    /// Letters of the folded form.
    pub(crate) letters: u32,
    /// How it is written.
    pub(crate) case: Case,
    /// What whoever made the vocabulary has to say of it.
    pub(crate) role: u8,
    /// The key of the name that it is by itself.
    pub(crate) alone: Option<u64>,
    /// Where the automaton of phrases is behind it, if a longer name begins with it.
    pub(super) begins: Option<Begun>,
    /// Where its similar words stand, once someone has asked, and within how many edits.
    similar: Option<(u8, u32, u32)>,
}

/// A place in the automaton of phrases: the address of a node, and the sum of the outputs on the way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    pub(super) address: usize,
    pub(super) output: u64,
}

/// The words of one index that texts have used so far.
#[derive(Clone)]
pub(crate) struct Vocabulary<'i> {
    pub(crate) index: &'i Index,
    rule: EditRule,
    role: fn(&str) -> u8,
    words: Vec<Word>,
    numbers: HashTable<WordNumber>,
    hasher: DefaultHashBuilder,
    texts: String,
    similar: Vec<(u32, u8)>,
}

/// Distinct words remembered before the memory is wiped: texts of random letters must not grow it for ever.
const MOST_WORDS: usize = 1 << 19;

/// Bytes of them, and similar words.
const MOST_BYTES: usize = 1 << 25;

impl<'i> Vocabulary<'i> {
    /// `role`: what to note of a folded word.
    pub(crate) fn new(index: &'i Index, rule: EditRule, role: fn(&str) -> u8) -> Self {
        Vocabulary {
            index,
            rule,
            role,
            words: Vec::new(),
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            texts: String::new(),
            similar: Vec::new(),
        }
    }

    pub(crate) fn rule(&self) -> EditRule {
        self.rule
    }

    /// Forgets everything, if it has grown too large. Numbers given before mean nothing then: the caller asks for
    /// them again.
    pub(crate) fn has_forgotten(&mut self) -> bool {
        let is_full = self.words.len() > MOST_WORDS || self.texts.len() > MOST_BYTES || self.similar.len() > MOST_BYTES;
        if is_full {
            self.words.clear();
            self.numbers.clear();
            self.texts.clear();
            self.similar.clear();
        }
        is_full
    }

    /// The number of a word as it is written.
    pub(crate) fn number(&mut self, raw: &str) -> WordNumber {
        let hash = self.hasher.hash_one(raw.as_bytes());
        let Vocabulary { words, numbers, texts, .. } = self;
        let is_it = |number: &WordNumber| {
            let (start, end) = words[*number as usize].raw;
            texts.as_bytes()[start as usize..end as usize] == *raw.as_bytes()
        };
        match numbers.find(hash, is_it) {
            Some(number) => *number,
            None => self.describe(raw, hash),
        }
    }

    #[cold]
    fn describe(&mut self, raw: &str, hash: u64) -> WordNumber {
        let start = self.texts.len();
        self.texts.push_str(raw);
        let middle = self.texts.len();
        fold_into(raw, &mut self.texts);
        let folded = &self.texts[middle..];
        let id = self.index.word_id(folded);
        let flags = id.map_or(0, |id| self.index.word_flags(id));
        let begun = id.filter(|_| flags & (ALONE | BEGINS) != 0).and_then(|id| begin(self.index, id));
        let phrases = self.index.phrases();
        let alone = begun.and_then(|begun| {
            let node = phrases.node(begun.address);
            node.is_final().then(|| begun.output.saturating_add(node.final_output().value()))
        });
        let word = Word {
            raw: (start as u32, middle as u32),
            folded: (middle as u32, self.texts.len() as u32),
            id,
            letters: folded.chars().count() as u32,
            case: Case::of(raw),
            role: (self.role)(folded),
            alone,
            begins: begun.filter(|_| flags & BEGINS != 0),
            similar: None,
        };
        let number = self.words.len() as WordNumber;
        self.words.push(word);
        let Vocabulary { words, numbers, hasher, texts, .. } = self;
        numbers.insert_unique(hash, number, |number| {
            let (start, end) = words[*number as usize].raw;
            hasher.hash_one(&texts.as_bytes()[start as usize..end as usize])
        });
        number
    }

    /// What is known of a word.
    #[inline]
    pub(crate) fn word(&self, number: WordNumber) -> &Word {
        &self.words[number as usize]
    }

    /// The folded form of a word.
    pub(crate) fn folded(&self, number: WordNumber) -> &str {
        let (start, end) = self.word(number).folded;
        &self.texts[start as usize..end as usize]
    }

    /// The words within so many edits of a word, with their distances; without the word itself.
    pub(super) fn similar(&mut self, number: WordNumber, edits: u8) -> impl Iterator<Item = (u32, u8)> + '_ {
        let word = self.word(number);
        if word.similar.is_none_or(|(known, ..)| known < edits) {
            let (own, budget) = (word.id, self.rule.budget(word.letters as usize).min(edits));
            let found = similar(self.index, self.folded(number), budget);
            let start = self.similar.len() as u32;
            let others = found.into_iter().filter(|similar| Some(similar.word) != own);
            self.similar.extend(others.map(|similar| (similar.word, similar.distance)));
            self.words[number as usize].similar = Some((edits, start, self.similar.len() as u32));
        }
        let (start, end) = self.word(number).similar.map_or((0, 0), |(_, start, end)| (start, end));
        self.similar[start as usize..end as usize].iter().copied().filter(move |(_, distance)| *distance <= edits)
    }
}

/// Where the automaton of phrases is behind a word.
fn begin(index: &Index, word: u32) -> Option<Begun> {
    let phrases = index.phrases();
    follow(phrases, Begun { address: phrases.root().addr(), output: 0 }, word)
}

/// Where the automaton of phrases is after one more word, if some name goes on so.
pub(super) fn follow<D: AsRef<[u8]>>(phrases: &fst::raw::Fst<D>, from: Begun, word: u32) -> Option<Begun> {
    let mut node = phrases.node(from.address);
    let mut output = from.output;
    for byte in word_id_bytes(word) {
        let transition = node.transition(node.find_input(byte)?);
        output = output.saturating_add(transition.out.value());
        node = phrases.node(transition.addr);
    }
    Some(Begun { address: node.addr(), output })
}
