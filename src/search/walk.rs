//! The walk: all names that begin at a segment.

use super::lattice::{Edge, Gates, Lattice};
use super::variants::By;
use super::vocabulary::{Begun, follow};
use crate::normalize::{Gap, Languages};

/// A name found in a text: where, and which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Number of its first segment, and of the segment behind its last.
    pub(crate) segments: (usize, usize),
    /// Bytes of the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Rank of the key: [`Index::entries`](crate::Index) has the rows.
    pub(crate) rank: u64,
    /// Edits in all words.
    pub(crate) distance: u8,
    pub(crate) by: By,
    /// The languages in which the text may stand for the name: all, unless it is inflected.
    pub(crate) languages: Languages,
}

impl Default for Hit {
    fn default() -> Hit {
        Hit { segments: (0, 0), start: 0, end: 0, rank: 0, distance: 0, by: By::Itself, languages: Languages::ALL }
    }
}

/// A text may offer many similar words at every segment of a long name; beyond this many steps from one segment the
/// walk goes on with exact words only.
const MOST_STEPS: usize = 4096;

/// Memory of the walk, used again.
#[derive(Clone, Default)]
pub(crate) struct Scratch {
    pending: Vec<State>,
    edges: Vec<Edge>,
}

/// Reports every name that begins at a segment, in no order of length.
pub(crate) fn walk(
    lattice: &mut Lattice<'_, '_>,
    first: usize,
    gates: &mut impl Gates,
    scratch: &mut Scratch,
    found: &mut Vec<Hit>,
) {
    let Some(segment) = lattice.segment(first).copied() else { return };
    let rule = lattice.vocabulary.rule();
    let first_edits = if rule.max() > 0 { gates.begins(lattice, first) } else { 0 };
    // The cheap way, taken at most segments: nothing may be joined to the word, and it is not worth a search for
    // similar ones. It is a name or not, and begins a longer one or not.
    if first_edits == 0 && !lattice.joins(first + 1) {
        let word = *lattice.word(first);
        if word.alone().is_none() && !word.begins() && !word.varies() {
            return;
        }
        let varies = word.varies() && gates.varies(lattice, first, true);
        let name = Hit { segments: (first, first + 1), start: segment.start, end: segment.end, ..Hit::default() };
        if let Some(rank) = word.alone() {
            found.push(Hit { rank, ..name });
        }
        if varies {
            let variants = lattice.vocabulary.variants(&word, lattice.languages);
            found.extend(variants.filter_map(|variant| {
                let languages = variant.languages.and(lattice.languages);
                Some(Hit { rank: u64::from(variant.alone?), by: variant.by, languages, ..name })
            }));
        }
        if lattice.segment(first + 1).is_none_or(|next| next.gap == Gap::Break) {
            return;
        }
        if !lattice.joins(first + 2) {
            let goes_on = lattice.goes_on.get(first).copied().unwrap_or(false);
            if !goes_on && (rule.max() == 0 || gates.continues(lattice, first + 1) == 0) {
                return;
            }
        }
        let start = State { segment: first + 1, ..State::default() };
        if let Some(at) = lattice.vocabulary.begun(&word) {
            scratch.pending.push(State { at, ..start });
        }
        // A name may go on behind a word that is not written as the first of one: `острова Курильские`.
        if word.varies() {
            let variants = lattice.vocabulary.variants(&word, lattice.languages);
            scratch.pending.extend(variants.filter_map(|variant| {
                let languages = variant.languages.and(lattice.languages);
                Some(State { at: variant.begun?, by: variant.by, languages, ..start })
            }));
        }
    } else {
        let root = lattice.vocabulary.index.phrases().root().addr();
        let at = Begun { address: root, output: 0 };
        scratch.pending.push(State { segment: first, at, ..State::default() });
    }
    let phrases = lattice.vocabulary.index.phrases();
    let mut steps = 0;
    while let Some(state) = scratch.pending.pop() {
        let at = state.segment;
        scratch.edges.clear();
        let left = rule.max().saturating_sub(state.distance);
        let edits = match left {
            _ if steps > MOST_STEPS => 0,
            0 => 0,
            left if at == first => left.min(first_edits),
            left => left.min(gates.continues(lattice, at)),
        };
        let varies = steps <= MOST_STEPS && gates.varies(lattice, at, at == first);
        lattice.edges(at, varies, edits, &mut scratch.edges);
        // The nearest are looked at first, and those that no name follows do not count.
        scratch.edges.sort_by_key(|edge| std::cmp::Reverse((edge.distance, edge.by)));
        for edge in &scratch.edges {
            let distance = state.distance + edge.distance;
            // A name is in one language: endings of two are none.
            let languages = state.languages.and(edge.languages);
            if distance > rule.max() || languages.is_empty() {
                continue;
            }
            let Some(begun) = follow(phrases, state.at, edge.word) else { continue };
            steps += 1;
            let node = phrases.node(begun.address);
            let Some(last) = lattice.segment(edge.next - 1) else { continue };
            let by = state.by.max(edge.by);
            if node.is_final() {
                found.push(Hit {
                    segments: (first, edge.next),
                    start: segment.start,
                    end: last.end,
                    rank: begun.output.saturating_add(node.final_output().value()),
                    distance,
                    by,
                    languages,
                });
            }
            if !node.is_empty() && lattice.segment(edge.next).is_some_and(|segment| segment.gap != Gap::Break) {
                scratch.pending.push(State { segment: edge.next, at: begun, distance, by, languages });
            }
        }
    }
}

/// A path through the lattice and where it has led in the automaton of phrases.
#[derive(Clone, Copy)]
struct State {
    segment: usize,
    at: Begun,
    distance: u8,
    by: By,
    languages: Languages,
}

impl Default for State {
    fn default() -> State {
        State {
            segment: 0,
            at: Begun { address: 0, output: 0 },
            distance: 0,
            by: By::Itself,
            languages: Languages::ALL,
        }
    }
}
