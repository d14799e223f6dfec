//! The lattice of a text: its segments, and the edges of each.
//!
//! An edge says which lexicon word the text from this segment up to another may stand for, and at what cost. Edges come
//! from the word itself, from the word joined with the next ones across an apostrophe, a hyphen or damage, and,
//! where a gate lets them, from similar words. What a word offers is worked out once for each distinct word.

use super::edits::{DAMAGED, similar};
use super::variants::By;
use super::vocabulary::{Vocabulary, Word, WordNumber};
use crate::normalize::{Gap, Languages, Segment};

/// A way from one segment to another by a word of the lexicon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// The segment behind the last one that the word covers.
    pub(crate) next: usize,
    pub(crate) word: u32,
    /// Edits.
    pub(crate) distance: u8,
    pub(crate) by: By,
    /// The languages in which the text may stand for the word.
    pub(crate) languages: Languages,
}

impl Edge {
    /// An edge to the word itself, in any language.
    fn new(next: usize, word: u32, distance: u8) -> Edge {
        Edge { next, word, distance, by: By::Itself, languages: Languages::ALL }
    }
}

/// Which segments deserve similar words, and within how many edits.
pub(crate) trait Gates {
    /// How many edits may the first word of a name have at this segment? 0: it must be there as it stands.
    fn begins(&mut self, lattice: &Lattice<'_, '_>, segment: usize) -> u8;
    /// How many may a later word have?
    fn continues(&mut self, lattice: &Lattice<'_, '_>, segment: usize) -> u8;
    /// May the word of this segment, the first or a later one of a name, stand for another that it is a form of?
    fn varies(&mut self, lattice: &Lattice<'_, '_>, segment: usize, is_first: bool) -> bool;
    /// May the text from this segment on be a name in another system of romanization?
    fn sounds(&mut self, _lattice: &Lattice<'_, '_>, _segment: usize) -> bool {
        false
    }
    /// May such a name go on with this segment?
    fn sounds_on(&mut self, _lattice: &Lattice<'_, '_>, _segment: usize) -> bool {
        false
    }
}

/// The most segments that one word may cover.
const WIDEST_JOIN: usize = 4;

/// A stretch of text in segments, and the words of one index for it.
pub(crate) struct Lattice<'l, 'i> {
    pub(crate) text: &'l str,
    pub(crate) segments: &'l [Segment],
    /// The word of each segment.
    pub(crate) words: &'l [WordNumber],
    /// Of each segment: may a name begin with its word and the next one?
    pub(crate) goes_on: &'l [bool],
    /// The languages that the text may be in.
    pub(crate) languages: Languages,
    pub(crate) vocabulary: &'l mut Vocabulary<'i>,
}

impl Lattice<'_, '_> {
    #[inline]
    pub(crate) fn segment(&self, number: usize) -> Option<&Segment> {
        self.segments.get(number)
    }

    /// What is known of the word of a segment, which must be there.
    #[inline]
    pub(crate) fn word(&self, number: usize) -> &Word {
        self.vocabulary.word(self.words[number])
    }

    /// The folded form of the word of a segment, which must be there.
    pub(crate) fn folded(&self, number: usize) -> &str {
        self.vocabulary.folded(self.words[number])
    }

    /// Is the word of a segment, in a language that the text may be in, a form of a word that is a name by itself?
    pub(crate) fn is_form_of_name(&self, number: usize) -> bool {
        self.vocabulary.variants(self.word(number), self.languages).any(|variant| variant.alone.is_some())
    }

    /// Might the word of the segment before this one be joined with it?
    #[inline]
    pub(super) fn joins(&self, number: usize) -> bool {
        self.segment(number).is_some_and(|segment| {
            matches!(segment.gap, Gap::Apostrophe | Gap::Hyphen | Gap::LineHyphen | Gap::Damaged)
        })
    }

    /// Appends the edges of a segment to `edges`: exact ones, then those to words that it may be a form of, where it may,
    /// then joined ones, then those within so many edits.
    pub(super) fn edges(&mut self, number: usize, varies: bool, edits: u8, edges: &mut Vec<Edge>) {
        let Some(own) = self.words.get(number).copied() else { return };
        if let Some(word) = self.vocabulary.word(own).id() {
            edges.push(Edge::new(number + 1, word, 0));
        }
        if varies {
            let variants = self.vocabulary.variants(self.vocabulary.word(own), self.languages);
            edges.extend(variants.map(|variant| Edge {
                by: variant.by,
                languages: variant.languages.and(self.languages),
                ..Edge::new(number + 1, variant.word, 0)
            }));
        }
        if self.joins(number + 1) {
            self.joined(number, edits, edges);
        }
        if edits > 0 {
            let next = number + 1;
            let similar = self.vocabulary.similar(own, edits);
            edges.extend(similar.map(|(word, distance)| Edge::new(next, word, distance)));
        }
    }

    /// The id of a folded word, remembered like the others.
    fn id_of(&mut self, folded: &str) -> Option<u32> {
        let number = self.vocabulary.number(folded);
        self.vocabulary.word(number).id()
    }

    /// Words that cover several segments: `Xi'an`, `Kuri-` at a line end, `S\u{FFFD}o`, `Yuzhno-Sakhalinsk` written as
    /// one word in the gazetteer.
    fn joined(&mut self, number: usize, edits: u8, edges: &mut Vec<Edge>) {
        let mut joined = self.folded(number).to_owned();
        let mut plain = true;
        let mut damaged = false;
        for next in number + 1..number + WIDEST_JOIN {
            let Some(other) = self.segment(next) else { return };
            match other.gap {
                Gap::Apostrophe | Gap::LineHyphen => {}
                Gap::Hyphen => plain = false,
                Gap::Damaged => damaged = true,
                _ => return,
            }
            if other.gap == Gap::Damaged {
                joined.push(DAMAGED);
            }
            joined.push_str(self.folded(next));
            let (index, rule) = (self.vocabulary.index, self.vocabulary.rule());
            // A word that is one across an apostrophe is edited as one; across a hyphen it is found as it stands.
            if damaged || (plain && edits > 0) {
                let letters = joined.chars().filter(|letter| *letter != DAMAGED).count();
                if letters >= 2 {
                    let budget = if damaged { rule.budget(letters) } else { rule.budget(letters).min(edits) };
                    let similar = similar(index, &joined, budget);
                    edges.extend(similar.iter().map(|similar| Edge::new(next + 1, similar.word, similar.distance)));
                }
            } else if let Some(word) = self.id_of(&joined) {
                let by = if plain { By::Itself } else { By::Joined };
                edges.push(Edge { by, ..Edge::new(next + 1, word, 0) });
            }
        }
    }
}
