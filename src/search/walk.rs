//! The walk: all names that begin at a piece.

use super::lattice::{Edge, Gates, Lattice};
use crate::index::{ALONE, BEGINS, word_id_bytes};
use crate::normalize::Gap;

/// A name found in a text: where, and which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Number of its first piece, and of the piece behind its last.
    pub(crate) pieces: (usize, usize),
    /// Bytes of the text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Value of the phrase automaton: [`Index::entries`](crate::Index) has the rows.
    pub(crate) value: u64,
    /// Edits in all words.
    pub(crate) distance: u8,
    /// Was a word split or joined?
    pub(crate) joined: bool,
}

/// A text may offer many similar words at every piece of a long name; beyond this many steps from one piece the
/// walk goes on with exact words only.
const MOST_STEPS: usize = 4096;

/// Reports every name that begins at a piece: first the shortest path found, in no order of length.
pub(crate) fn walk(lattice: &mut Lattice<'_, '_>, first: usize, gates: &mut impl Gates, found: &mut Vec<Hit>) {
    let Some(piece) = lattice.piece(first) else { return };
    let word = lattice.word(&piece);
    // The cheap way out, taken at most pieces: no name begins with this word, nothing may be joined to it, and it is
    // not worth a search for similar ones.
    let begins = word.flags & (BEGINS | ALONE) != 0;
    let joins = lattice
        .piece(first + 1)
        .is_some_and(|next| matches!(next.segment.gap, Gap::Apostrophe | Gap::Hyphen | Gap::LineHyphen | Gap::Damaged));
    let first_edits = if lattice.rule().max() > 0 { gates.begins(lattice, first) } else { 0 };
    if !begins && !joins && first_edits == 0 {
        return;
    }
    let phrases = lattice.index().phrases();
    let mut edges = Vec::new();
    let start = piece.segment.start;
    let mut pending =
        vec![State { piece: first, address: phrases.root().addr(), output: 0, distance: 0, joined: false }];
    let mut steps = 0;
    while let Some(state) = pending.pop() {
        let at = state.piece;
        edges.clear();
        let left = lattice.rule().max().saturating_sub(state.distance);
        let edits = match left {
            _ if steps > MOST_STEPS => 0,
            0 => 0,
            left if at == first => left.min(first_edits),
            left => left.min(gates.continues(lattice, at)),
        };
        lattice.edges(at, edits, &mut edges);
        for edge in &edges {
            steps += 1;
            let distance = state.distance + edge.distance;
            if distance > lattice.rule().max() {
                continue;
            }
            let Some(next) = state.follow(phrases, edge, distance) else { continue };
            let node = phrases.node(next.address);
            let Some(last) = lattice.piece(edge.next - 1) else { continue };
            if node.is_final() {
                found.push(Hit {
                    pieces: (first, edge.next),
                    start,
                    end: last.segment.end,
                    value: next.output.saturating_add(node.final_output().value()),
                    distance,
                    joined: next.joined,
                });
            }
            if !node.is_empty() && lattice.piece(edge.next).is_some_and(|piece| piece.segment.gap != Gap::Break) {
                pending.push(next);
            }
        }
    }
}

/// A path through the lattice and where it has led in the phrase automaton.
#[derive(Clone, Copy)]
struct State {
    piece: usize,
    address: usize,
    output: u64,
    distance: u8,
    joined: bool,
}

impl State {
    /// The state after one more word, if some name goes on so.
    fn follow<D: AsRef<[u8]>>(&self, phrases: &fst::raw::Fst<D>, edge: &Edge, distance: u8) -> Option<State> {
        let mut node = phrases.node(self.address);
        let mut output = self.output;
        for byte in word_id_bytes(edge.word) {
            let transition = node.transition(node.find_input(byte)?);
            output = output.saturating_add(transition.out.value());
            node = phrases.node(transition.addr);
        }
        Some(State { piece: edge.next, address: node.addr(), output, distance, joined: self.joined || edge.joined })
    }
}
