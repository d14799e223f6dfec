//! The lattice of a text: its pieces in a sliding window, and the edges of each.
//!
//! A piece is a segment; an edge says which lexicon word the text from this piece up to another may stand for, and
//! at what cost. Edges come from the word itself, from the word joined with the next pieces across an
//! apostrophe, a hyphen or damage, and, where a gate lets them, from similar words. What a word offers is worked
//! out once for each distinct word: running text repeats its words.

use std::collections::{HashMap, VecDeque};

use super::edits::{DAMAGED, EditRule, similar};
use crate::index::Index;
use crate::normalize::{Gap, Segment, Segments, fold_into};

/// A segment of the text and its word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) segment: Segment,
    /// What [`Lattice::word`] knows about it.
    word: WordId,
}

/// A distinct word of the text: an index into the lattice's list of them.
type WordId = usize;

/// What is known of a distinct word.
#[derive(Debug)]
pub(crate) struct Word {
    /// Its folded form.
    pub(crate) folded: Box<str>,
    /// Its id in the lexicon, if it is there as it stands.
    pub(crate) id: Option<u32>,
    /// Its flags in the index.
    pub(crate) flags: u8,
    /// Letters of the folded form.
    pub(crate) letters: usize,
    /// The words it is similar to, once someone has asked, and within how many edits.
    similar: Option<(u8, Vec<(u32, u8)>)>,
}

/// A way from one piece to another by a word of the lexicon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    /// The piece behind the last one that the word covers.
    pub(crate) next: usize,
    pub(crate) word: u32,
    /// Edits.
    pub(crate) distance: u8,
    /// Does the word cover several pieces that a name would not join?
    pub(crate) joined: bool,
}

/// Which positions deserve similar words, and within how many edits.
pub(crate) trait Gates {
    /// How many edits may the first word of a name have at this piece? 0: it must be there as it stands.
    fn begins(&mut self, lattice: &mut Lattice<'_, '_>, piece: usize) -> u8;
    /// How many may a later word have?
    fn continues(&mut self, lattice: &mut Lattice<'_, '_>, piece: usize) -> u8;
}

/// The most pieces that one word may cover.
const WIDEST_JOIN: usize = 4;

/// Pieces kept behind the current one, for the context of a hit.
const BEHIND: usize = 4;

pub(crate) struct Lattice<'i, 't> {
    index: &'i Index,
    pub(crate) text: &'t str,
    rule: EditRule,
    segments: Segments<'t>,
    pieces: VecDeque<Piece>,
    /// Number of the first piece in `pieces`.
    base: usize,
    words: Vec<Word>,
    word_ids: HashMap<Box<str>, WordId>,
    buffer: String,
}

/// Distinct words remembered before the memory is wiped: a text of random letters must not grow it for ever.
const MOST_WORDS: usize = 1 << 18;

impl<'i, 't> Lattice<'i, 't> {
    pub(crate) fn new(index: &'i Index, text: &'t str, rule: EditRule) -> Self {
        Lattice {
            index,
            text,
            rule,
            segments: Segments::new(text),
            pieces: VecDeque::new(),
            base: 0,
            words: Vec::new(),
            word_ids: HashMap::new(),
            buffer: String::new(),
        }
    }

    pub(crate) fn index(&self) -> &'i Index {
        self.index
    }

    pub(crate) fn rule(&self) -> EditRule {
        self.rule
    }

    /// The piece with this number, counted from 0 at the start of the text; `None` behind the end, or when it has been
    /// [left behind](Lattice::advance).
    pub(crate) fn piece(&mut self, number: usize) -> Option<Piece> {
        while number >= self.base + self.pieces.len() {
            let segment = self.segments.next()?;
            let word = self.intern(segment);
            self.pieces.push_back(Piece { segment, word });
        }
        self.pieces.get(number.checked_sub(self.base)?).copied()
    }

    /// What is known of the word of a piece.
    pub(crate) fn word(&self, piece: &Piece) -> &Word {
        &self.words[piece.word]
    }

    /// Forgets the pieces far before `number`.
    pub(crate) fn advance(&mut self, number: usize) {
        while self.base + BEHIND < number && !self.pieces.is_empty() {
            self.pieces.pop_front();
            self.base += 1;
        }
        if self.words.len() > MOST_WORDS {
            self.words.clear();
            self.word_ids.clear();
            for piece in std::mem::take(&mut self.pieces) {
                let word = self.intern(piece.segment);
                self.pieces.push_back(Piece { word, ..piece });
            }
        }
    }

    fn intern(&mut self, segment: Segment) -> WordId {
        let raw = segment.text(self.text);
        if let Some(id) = self.word_ids.get(raw) {
            return *id;
        }
        self.buffer.clear();
        fold_into(raw, &mut self.buffer);
        let id = self.words.len();
        self.words.push(self.describe());
        self.word_ids.insert(raw.into(), id);
        id
    }

    /// What is known of the word in the buffer.
    fn describe(&self) -> Word {
        let id = self.lookup(&self.buffer);
        Word {
            folded: self.buffer.as_str().into(),
            id,
            flags: id.map_or(0, |id| self.index.word_flags(id)),
            letters: self.buffer.chars().count(),
            similar: None,
        }
    }

    fn lookup(&self, word: &str) -> Option<u32> {
        self.index.word_id(word)
    }

    /// The words within so many edits of that of a piece, with their distances; without the word itself.
    fn similar(&mut self, piece: Piece, edits: u8) -> impl Iterator<Item = (u32, u8)> + '_ {
        let word = &self.words[piece.word];
        if word.similar.as_ref().is_none_or(|(known, _)| *known < edits) {
            let budget = self.rule.budget(word.letters).min(edits);
            let found = similar(self.index, &word.folded, budget);
            let found = found.into_iter().filter(|similar| Some(similar.word) != word.id);
            let found = found.map(|similar| (similar.word, similar.distance)).collect();
            self.words[piece.word].similar = Some((edits, found));
        }
        let found = self.words[piece.word].similar.as_ref();
        found.into_iter().flat_map(|(_, found)| found).copied().filter(move |(_, distance)| *distance <= edits)
    }

    /// Appends the edges of a piece to `edges`: exact ones, then joined ones, then those within so many edits.
    pub(crate) fn edges(&mut self, number: usize, edits: u8, edges: &mut Vec<Edge>) {
        let Some(piece) = self.piece(number) else { return };
        if let Some(word) = self.words[piece.word].id {
            edges.push(Edge { next: number + 1, word, distance: 0, joined: false });
        }
        self.joined(number, piece, edges);
        if edits > 0 {
            let next = number + 1;
            let similar = self.similar(piece, edits);
            edges.extend(similar.map(|(word, distance)| Edge { next, word, distance, joined: false }));
        }
    }

    /// Words that cover several pieces: `Xi'an`, `Kuri-` at a line end, `S\u{FFFD}o`, `Yuzhno-Sakhalinsk` written as
    /// one word in the gazetteer.
    fn joined(&mut self, number: usize, piece: Piece, edges: &mut Vec<Edge>) {
        let mut joined = String::new();
        let mut plain = true;
        let mut damaged = false;
        for next in number + 1..number + WIDEST_JOIN {
            let Some(other) = self.piece(next) else { return };
            match other.segment.gap {
                Gap::Apostrophe | Gap::LineHyphen => {}
                Gap::Hyphen => plain = false,
                Gap::Damaged => damaged = true,
                _ => return,
            }
            if joined.is_empty() {
                joined.push_str(&self.words[piece.word].folded);
            }
            if other.segment.gap == Gap::Damaged {
                joined.push(DAMAGED);
            }
            joined.push_str(&self.words[other.word].folded);
            if damaged {
                let letters = joined.chars().filter(|letter| *letter != DAMAGED).count();
                if letters >= 2 {
                    let similar = similar(self.index, &joined, self.rule.budget(letters));
                    edges.extend(similar.iter().map(|similar| Edge {
                        next: next + 1,
                        word: similar.word,
                        distance: similar.distance,
                        joined: false,
                    }));
                }
            } else if let Some(word) = self.lookup(&joined) {
                edges.push(Edge { next: next + 1, word, distance: 0, joined: !plain });
            }
        }
    }
}
