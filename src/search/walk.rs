//! The walk: all names that begin at a segment.

use super::lattice::{Edge, Gates, Lattice};
use super::vocabulary::{Begun, follow};
use crate::normalize::Gap;

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
    /// Was a word split or joined?
    pub(crate) joined: bool,
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
        if let Some(rank) = word.alone() {
            let segments = (first, first + 1);
            found.push(Hit { segments, start: segment.start, end: segment.end, rank, distance: 0, joined: false });
        }
        if !word.begins() {
            return;
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
        let Some(at) = lattice.vocabulary.begun(&word) else { return };
        scratch.pending.push(State { segment: first + 1, at, distance: 0, joined: false });
    } else {
        let root = lattice.vocabulary.index.phrases().root().addr();
        let at = Begun { address: root, output: 0 };
        scratch.pending.push(State { segment: first, at, distance: 0, joined: false });
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
        lattice.edges(at, edits, &mut scratch.edges);
        // The nearest are looked at first, and those that no name follows do not count.
        scratch.edges.sort_by_key(|edge| std::cmp::Reverse(edge.distance));
        for edge in &scratch.edges {
            let distance = state.distance + edge.distance;
            if distance > rule.max() {
                continue;
            }
            let Some(begun) = follow(phrases, state.at, edge.word) else { continue };
            steps += 1;
            let node = phrases.node(begun.address);
            let Some(last) = lattice.segment(edge.next - 1) else { continue };
            let joined = state.joined || edge.joined;
            if node.is_final() {
                found.push(Hit {
                    segments: (first, edge.next),
                    start: segment.start,
                    end: last.end,
                    rank: begun.output.saturating_add(node.final_output().value()),
                    distance,
                    joined,
                });
            }
            if !node.is_empty() && lattice.segment(edge.next).is_some_and(|segment| segment.gap != Gap::Break) {
                scratch.pending.push(State { segment: edge.next, at: begun, distance, joined });
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
    joined: bool,
}
