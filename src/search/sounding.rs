//! Names that a stretch of text sounds like: in another system of romanization, in another script, with equivalent words, with
//! blanks lost or added.
//!
//! These are keys of whole names, so they are asked for where the walk has nothing to go by: at a word that no name has, and at words that stand for
//! others. What
//! a stretch sounds like is remembered, since text repeats its words.

use hashbrown::HashMap;

use super::lattice::{Gates, Lattice};
use super::variants::By;
use super::walk::Hit;
use crate::normalize::Gap;

/// Words of the longest stretch.
const MOST_WORDS: usize = 3;

/// Letters of the shortest stretch: short sounds are shared by too many names.
const LEAST_LETTERS: usize = 5;

/// Names of one sound that are less close are other names.
const LEAST_CLOSENESS: f32 = 0.75;

/// Stretches remembered before the memory is wiped.
const MOST_KNOWN: usize = 1 << 16;

/// What stretches of texts sound like.
#[derive(Clone, Default)]
pub(crate) struct Sounding {
    known: HashMap<Box<str>, Box<[u64]>>,
}

impl Sounding {
    /// Reports the names that the text from a segment on sounds like, where the gates let it.
    pub(crate) fn hits(
        &mut self,
        lattice: &Lattice<'_, '_>,
        first: usize,
        gates: &mut impl Gates,
        found: &mut Vec<Hit>,
    ) {
        if !gates.sounds(lattice, first) {
            return;
        }
        let Some(start) = lattice.segment(first).map(|segment| segment.start) else { return };
        let is_known = lattice.word(first).id().is_some();
        let (mut letters, mut has_class) = (0, false);
        for last in first..first + MOST_WORDS {
            let Some(segment) = lattice.segment(last) else { return };
            let goes_on =
                matches!(segment.gap, Gap::Blank | Gap::Hyphen | Gap::Apostrophe | Gap::LineHyphen | Gap::None);
            if last > first && !(goes_on && gates.sounds_on(lattice, last)) {
                return;
            }
            letters += usize::from(lattice.word(last).letters);
            has_class |= lattice.word(last).has_class;
            // What is known by itself is found by itself, unless a word of it may be written in another way.
            if letters < LEAST_LETTERS || (is_known && (last == first || !has_class)) {
                continue;
            }
            let hit = Hit { segments: (first, last + 1), start, end: segment.end, by: By::Sound, ..Hit::default() };
            let ranks = self.ranks(lattice, &lattice.text[start..segment.end]);
            found.extend(ranks.iter().map(|rank| Hit { rank: *rank, ..hit }));
        }
    }

    fn ranks(&mut self, lattice: &Lattice<'_, '_>, text: &str) -> &[u64] {
        if self.known.len() > MOST_KNOWN {
            self.known.clear();
        }
        if !self.known.contains_key(text) {
            let mut ranks = Vec::new();
            lattice.vocabulary.index.ranks_sounding_like(text, LEAST_CLOSENESS, &mut ranks);
            self.known.insert(text.into(), ranks.into());
        }
        self.known.get(text).map_or(&[], |ranks| &ranks[..])
    }
}
