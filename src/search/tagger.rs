//! Tagging: every name of an index, at every position of a text.

use std::ops::Range;

use super::edits::EditRule;
use super::lattice::{Gates, Lattice};
use super::vocabulary::{Vocabulary, WordNumber};
use super::walk::{Hit, Scratch, walk};
use super::windows::{Part, Windows};
use crate::index::{Entry, Index, NameRef};

/// Finds every occurrence of every name of an index in texts: exact, folded and inflected, overlapping, neither ranked nor judged.
/// For those that are used as names of places there is [`Resolver`](crate::Resolver).
///
/// Words are remembered from text to text, so use one tagger for many; one a thread.
///
/// ```
/// use allonym::{Index, Tagger};
/// let index = Index::embedded();
/// let text = "from the Kuril Islands to Japan";
/// let mut found = Vec::new();
/// Tagger::new(&index).tag(text, |tag| found.push(&text[tag.span()]));
/// assert!(found.contains(&"Kuril Islands") && found.contains(&"Japan"));
/// ```
pub struct Tagger<'i> {
    vocabulary: Vocabulary<'i>,
    words: Vec<WordNumber>,
    goes_on: Vec<bool>,
    hits: Vec<Hit>,
    scratch: Scratch,
    varies: bool,
}

/// An occurrence of a name.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'i> {
    index: &'i Index,
    hit: Hit,
}

impl<'i> Tag<'i> {
    /// Bytes of the text, on character boundaries.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.hit.start..self.hit.end
    }

    /// The names with this key.
    pub fn names(&self) -> impl Iterator<Item = NameRef<'i>> {
        self.index.entries(self.hit.rank).filter_map(|entry| match entry {
            Entry::Name(name) => Some(name),
            Entry::Demonym(_) => None,
        })
    }
}

impl<'i> Tagger<'i> {
    /// A tagger over an index.
    #[must_use]
    pub fn new(index: &'i Index) -> Tagger<'i> {
        let vocabulary = Vocabulary::new(index, EditRule::default().at_most(0), |_| 0);
        Tagger {
            vocabulary,
            words: Vec::new(),
            goes_on: Vec::new(),
            hits: Vec::new(),
            scratch: Scratch::default(),
            varies: true,
        }
    }

    /// Finds names as they stand only, but for folding, and not in their inflected forms.
    #[must_use]
    pub fn without_variation(mut self) -> Tagger<'i> {
        self.varies = false;
        self
    }

    /// Calls `found` with each occurrence, in the order of starts. O(length); memory does not grow with the text.
    pub fn tag(&mut self, text: &str, mut found: impl FnMut(Tag<'i>)) {
        let index = self.vocabulary.index;
        let mut windows = Windows::new(ahead(index));
        while let Some(end) = windows.fill(text, Part::Last).filter(|_| !windows.is_empty()) {
            // Numbers of words are asked for window by window, so nothing is lost when the vocabulary forgets.
            let _ = self.vocabulary.has_forgotten();
            self.words.clear();
            for segment in &windows.segments {
                self.words.push(self.vocabulary.number(segment.text(text)));
            }
            let languages = self.vocabulary.languages(&self.words);
            self.vocabulary.goes_on(&self.words, languages, &mut self.goes_on);
            let mut lattice = Lattice {
                text,
                segments: &windows.segments,
                words: &self.words,
                goes_on: &self.goes_on,
                languages,
                vocabulary: &mut self.vocabulary,
            };
            for number in windows.start..end {
                walk(&mut lattice, number, &mut Shut { varies: self.varies }, &mut self.scratch, &mut self.hits);
                self.hits.drain(..).for_each(|hit| found(Tag { index, hit }));
            }
            windows.advance(end);
        }
    }
}

/// How many segments a name of the index may cover.
pub(crate) fn ahead(index: &Index) -> usize {
    // A word may be split in up to four.
    4 * index.longest_key() + 4
}

/// No edits anywhere.
struct Shut {
    varies: bool,
}

impl Gates for Shut {
    fn begins(&mut self, _: &Lattice<'_, '_>, _: usize) -> u8 {
        0
    }

    fn continues(&mut self, _: &Lattice<'_, '_>, _: usize) -> u8 {
        0
    }

    fn varies(&mut self, _: &Lattice<'_, '_>, _: usize, _: bool) -> bool {
        self.varies
    }
}
