//! The distinct words of texts, each described once: running text repeats its words, and so do the next texts.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::edits::{EditRule, similar};
use super::variants::{Variant, variants};
use crate::index::{ALONE, BEGINS, Index, Pairs, word_id_bytes};
use crate::normalize::{Bases, Case, ConfusionKind, Confusions, FunctionWords, Languages, Tally, class_of, fold_into};

/// A distinct word: a number in the vocabulary.
pub(crate) type WordNumber = u32;

/// What is known of a distinct word. Kept small: a text of news has tens of thousands of them at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Where it stands in the vocabulary's texts: as it is written, and behind that folded.
    start: u32,
    raw: u16,
    folded: u16,
    /// Its id in the lexicon, or `NONE`.
    id: u32,
    /// The key of the name that it is by itself, or `NONE`.
    alone: u32,
    /// Where the automaton of phrases is behind it, in the list of these, or `NONE` where no longer name begins with it.
    begins: u32,
    /// Its similar words in the list of these, once someone has asked, or `NONE`.
    similar: u32,
    /// Its variants in the list of these, or `NONE`.
    varied: u32,
    /// The languages in which it is a function word, in the list of these, or `NONE`.
    function: u32,
    /// Letters of the folded form.
    pub(crate) letters: u16,
    /// How it is written.
    pub(crate) case: Case,
    /// Does it stand for other words in names, as `St` does for Saint?
    pub(crate) has_class: bool,
    /// What whoever made the vocabulary has to say of it.
    pub(crate) role: u8,
}

/// Stands for nothing.
const NONE: u32 = u32::MAX;

/// Longer words are no part of a name and not remembered: the empty word stands for all of them.
const LONGEST: usize = 1 << 14;

impl Word {
    /// Its id in the lexicon, if it is there as it stands.
    #[inline]
    pub(crate) fn id(&self) -> Option<u32> {
        (self.id != NONE).then_some(self.id)
    }

    /// The rank of the name that it is by itself.
    #[inline]
    pub(crate) fn alone(&self) -> Option<u64> {
        (self.alone != NONE).then_some(u64::from(self.alone))
    }

    /// May it stand for another word?
    #[inline]
    pub(crate) fn varies(&self) -> bool {
        self.varied != NONE
    }

    /// Does a longer name begin with it?
    #[inline]
    pub(super) fn begins(&self) -> bool {
        self.begins != NONE
    }
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
    /// Which names of several words there may be.
    pairs: Pairs<'i>,
    rule: EditRule,
    role: fn(&str) -> u8,
    words: Vec<Word>,
    numbers: HashTable<WordNumber>,
    hasher: DefaultHashBuilder,
    texts: String,
    begun: Vec<Begun>,
    similar: Vec<Similars>,
    similar_words: Vec<(u32, u8)>,
    varied: Vec<(u32, u32)>,
    variants: Vec<Variant>,
    bases: Bases,
    functions: Vec<Languages>,
    /// Are similar words also those that it may have been before letters were misread?
    reads_damage: bool,
}

/// The similar words of a word: within how many edits, and where they stand.
#[derive(Clone, Copy)]
struct Similars {
    edits: u8,
    start: u32,
    end: u32,
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
            pairs: index.pairs(),
            rule,
            role,
            words: Vec::new(),
            numbers: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            texts: String::new(),
            begun: Vec::new(),
            similar: Vec::new(),
            similar_words: Vec::new(),
            varied: Vec::new(),
            variants: Vec::new(),
            bases: Bases::default(),
            functions: Vec::new(),
            reads_damage: false,
        }
    }

    /// Lets similar words be also those that a word may have been before letters of it were misread.
    pub(crate) fn reading_damage(mut self, reads_damage: bool) -> Self {
        self.reads_damage = reads_damage;
        self
    }

    pub(crate) fn rule(&self) -> EditRule {
        self.rule
    }

    /// Forgets everything, if it has grown too large. Numbers given before mean nothing then: the caller asks for
    /// them again.
    pub(crate) fn has_forgotten(&mut self) -> bool {
        let is_full =
            self.words.len() > MOST_WORDS || self.texts.len() > MOST_BYTES || self.similar_words.len() > MOST_BYTES;
        if is_full {
            self.words.clear();
            self.numbers.clear();
            self.texts.clear();
            self.begun.clear();
            self.similar.clear();
            self.similar_words.clear();
            self.varied.clear();
            self.variants.clear();
            self.functions.clear();
        }
        is_full
    }

    /// The number of a word as it is written.
    #[inline]
    pub(crate) fn number(&mut self, raw: &str) -> WordNumber {
        let raw = if raw.len() > LONGEST { "" } else { raw };
        let hash = self.hasher.hash_one(raw.as_bytes());
        let Vocabulary { words, numbers, texts, .. } = self;
        match numbers.find(hash, |number| is_same(words[*number as usize].raw(texts), raw.as_bytes())) {
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
        // Folding may make more of a letter, never of a name.
        if self.texts.len() - middle > usize::from(u16::MAX) {
            self.texts.truncate(middle);
        }
        let folded = &self.texts[middle..];
        let id = self.index.word_id(folded);
        let flags = id.map_or(0, |id| self.index.word_flags(id));
        let begun = id.filter(|_| flags & (ALONE | BEGINS) != 0).and_then(|id| begin(self.index, id));
        let phrases = self.index.phrases();
        let alone = begun.and_then(|begun| {
            let node = phrases.node(begun.address);
            node.is_final().then(|| begun.output.saturating_add(node.final_output().value()))
        });
        let begins = begun.filter(|_| flags & BEGINS != 0).map_or(NONE, |begun| {
            self.begun.push(begun);
            self.begun.len() as u32 - 1
        });
        let functions = FunctionWords::get().languages(folded);
        let first = self.variants.len() as u32;
        variants(self.index, (raw, folded), functions, &mut self.bases, &mut self.variants);
        let end = self.variants.len() as u32;
        let varied = if end == first {
            NONE
        } else {
            self.varied.push((first, end));
            self.varied.len() as u32 - 1
        };
        let word = Word {
            start: start as u32,
            raw: raw.len() as u16,
            folded: folded.len() as u16,
            id: id.unwrap_or(NONE),
            alone: alone.and_then(|rank| u32::try_from(rank).ok()).unwrap_or(NONE),
            begins,
            similar: NONE,
            varied,
            function: if functions.is_empty() {
                NONE
            } else {
                self.functions.push(functions);
                self.functions.len() as u32 - 1
            },
            letters: folded.chars().count() as u16,
            case: Case::of(raw),
            has_class: class_of(folded).is_some(),
            role: (self.role)(folded),
        };
        let number = self.words.len() as WordNumber;
        self.words.push(word);
        let Vocabulary { words, numbers, hasher, texts, .. } = self;
        numbers.insert_unique(hash, number, |number| hasher.hash_one(words[*number as usize].raw(texts)));
        number
    }

    /// The languages that a stretch of text may be in, as its function words tell.
    pub(crate) fn languages(&mut self, words: &[WordNumber]) -> Languages {
        let mut tally = Tally::default();
        for number in words {
            if let Some(languages) = self.functions.get(self.word(*number).function as usize) {
                tally.add(*languages);
            }
        }
        tally.plausible()
    }

    /// For each of the words of a text: may a name begin with it and the next one? Asked of all at once, so that the waits
    /// for memory overlap.
    pub(crate) fn goes_on(&self, words: &[WordNumber], languages: Languages, goes_on: &mut Vec<bool>) {
        goes_on.clear();
        goes_on.extend(words.windows(2).map(|pair| {
            let (first, second) = (self.word(pair[0]), self.word(pair[1]));
            // The filter is asked in any case: a branch would wait for the words.
            let exact = self.pairs.may_begin(first.id, second.id) & first.begins() & (second.id != NONE);
            exact || ((first.varies() | second.varies()) && self.varied_goes_on(first, second, languages))
        }));
        goes_on.push(false);
    }

    /// May a name begin with variants of two words?
    fn varied_goes_on(&self, first: &Word, second: &Word, languages: Languages) -> bool {
        let own = first.begins().then_some(first.id);
        let firsts = self.variants(first, languages).filter(|variant| variant.begun.is_some());
        own.into_iter().chain(firsts.map(|variant| variant.word)).any(|first| {
            let mut seconds =
                second.id().into_iter().chain(self.variants(second, languages).map(|variant| variant.word));
            seconds.any(|second| self.pairs.may_begin(first, second))
        })
    }

    /// The variants of a word that some of the languages have.
    pub(super) fn variants(&self, word: &Word, languages: Languages) -> impl Iterator<Item = &Variant> + '_ {
        let function = self.functions.get(word.function as usize).copied().unwrap_or_default();
        // A word that says how others hang together is no form of a name.
        let varied = if function.and(languages).is_empty() { self.varied.get(word.varied as usize) } else { None };
        let (start, end) = varied.copied().unwrap_or_default();
        let variants = &self.variants[start as usize..end as usize];
        variants.iter().filter(move |variant| !variant.languages.and(languages).is_empty())
    }

    /// What is known of a word.
    #[inline]
    pub(crate) fn word(&self, number: WordNumber) -> &Word {
        &self.words[number as usize]
    }

    /// The folded form of a word.
    pub(crate) fn folded(&self, number: WordNumber) -> &str {
        let word = self.word(number);
        let start = word.start as usize + usize::from(word.raw);
        &self.texts[start..start + usize::from(word.folded)]
    }

    /// Where the automaton of phrases is behind a word, if a longer name begins with it.
    #[inline]
    pub(super) fn begun(&self, word: &Word) -> Option<Begun> {
        self.begun.get(word.begins as usize).copied()
    }

    /// Adds to the similar words from `start` on those that a word may have been before letters were misread on a page: two letters
    /// for one, or a digit for a letter, which no edit allows for. Each counts as an edit.
    fn misread(&mut self, number: WordNumber, start: usize) {
        let word = *self.word(number);
        let folded = self.folded(number).to_owned();
        for (meant, _) in Confusions::shipped().substitutions(&folded, &[ConfusionKind::Ocr]) {
            let Some(id) = self.index.word_id(&meant).filter(|id| Some(*id) != word.id()) else { continue };
            if self.similar_words[start..].iter().all(|(known, _)| *known != id) {
                self.similar_words.push((id, 1));
            }
        }
    }

    /// The words within so many edits of a word, with their distances; without the word itself.
    pub(super) fn similar(&mut self, number: WordNumber, edits: u8) -> impl Iterator<Item = (u32, u8)> + '_ {
        let word = *self.word(number);
        let known = self.similar.get(word.similar as usize).copied().filter(|known| known.edits >= edits);
        let Similars { start, end, .. } = known.unwrap_or_else(|| {
            let budget = self.rule.budget(usize::from(word.letters)).min(edits);
            let found = similar(self.index, self.folded(number), budget);
            let start = self.similar_words.len() as u32;
            let others = found.into_iter().filter(|similar| Some(similar.word) != word.id());
            self.similar_words.extend(others.map(|similar| (similar.word, similar.distance)));
            if self.reads_damage && budget > 0 {
                self.misread(number, start as usize);
            }
            let found = Similars { edits, start, end: self.similar_words.len() as u32 };
            self.words[number as usize].similar = self.similar.len() as u32;
            self.similar.push(found);
            found
        });
        let similar = self.similar_words[start as usize..end as usize].iter().copied();
        similar.filter(move |(_, distance)| *distance <= edits)
    }
}

/// Equality of short strings, without a call.
#[inline]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b)
}

impl Word {
    /// The word as it is written.
    #[inline]
    fn raw<'t>(&self, texts: &'t str) -> &'t [u8] {
        let start = self.start as usize;
        &texts.as_bytes()[start..start + usize::from(self.raw)]
    }
}

/// Where the automaton of phrases is behind a word.
pub(super) fn begin(index: &Index, word: u32) -> Option<Begun> {
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
