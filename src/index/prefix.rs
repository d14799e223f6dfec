//! Keys that begin with what was typed: a stretch of ranks, and the most prominent of them.
//!
//! The values of both automata are ranks, so the first key at or behind some bytes is found by one walk: the least rank below
//! a transition is the sum of the outputs on the way to it. Of a stretch of ranks the most prominent come first by
//! a look at the greatest weight of each block of 64, and then only into the blocks that matter.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use fst::raw::Fst;

use super::{Index, word_id_bytes};

/// Weights looked at together.
const BLOCK: usize = 64;

impl Index {
    /// The ranks of the keys that begin with these words and then with letters of a further one.
    pub(crate) fn keys_with_prefix<'k>(&self, words: impl Iterator<Item = &'k str>, begun: &str) -> Range<usize> {
        let mut phrase = Vec::new();
        for word in words {
            let Some(id) = self.word_id(word) else { return 0..0 };
            phrase.extend_from_slice(&word_id_bytes(id));
        }
        let ids = ranks_with_prefix(&self.lexicon, begun.as_bytes());
        if ids.is_empty() {
            return 0..0;
        }
        let bound = |id: usize| {
            let mut bytes = phrase.clone();
            bytes.extend_from_slice(&word_id_bytes(id as u32));
            bytes
        };
        let start = if begun.is_empty() {
            lower_bound(&self.phrases, &phrase)
        } else {
            lower_bound(&self.phrases, &bound(ids.start))
        };
        let end = match (begun.is_empty(), ids.end < self.lexicon.len()) {
            (false, true) => lower_bound(&self.phrases, &bound(ids.end)),
            _ => behind(&self.phrases, &phrase),
        };
        start..end.max(start)
    }

    /// The most prominent keys of some ranks, at most so many; equally prominent ones in the order of ranks.
    pub(crate) fn most_prominent(&self, ranks: Range<usize>, count: usize) -> Vec<usize> {
        let weights = self.weights();
        let ranks = ranks.start.min(weights.len())..ranks.end.min(weights.len());
        let blocks = weights[ranks.clone()].chunks(BLOCK);
        let greatest = |block: &[u8]| block.iter().copied().max().unwrap_or(0);
        let mut heads: Vec<(Reverse<u8>, usize)> =
            blocks.enumerate().map(|(number, block)| (Reverse(greatest(block)), number)).collect();
        // Of many blocks only those with the greatest weights can matter: each has at least one key.
        if heads.len() > count && count > 0 {
            heads.select_nth_unstable(count - 1);
            heads.truncate(count);
        }
        let mut best: BinaryHeap<(Reverse<u8>, usize)> = BinaryHeap::new();
        for (_, number) in heads {
            let start = ranks.start + number * BLOCK;
            let end = (start + BLOCK).min(ranks.end);
            for (rank, weight) in (start..end).zip(&weights[start..end]) {
                best.push((Reverse(*weight), rank));
                if best.len() > count {
                    best.pop();
                }
            }
        }
        best.into_sorted_vec().into_iter().map(|(_, rank)| rank).collect()
    }
}

/// The ranks of the keys that begin with some bytes.
fn ranks_with_prefix<D: AsRef<[u8]>>(automaton: &Fst<D>, prefix: &[u8]) -> Range<usize> {
    let start = lower_bound(automaton, prefix);
    start..behind(automaton, prefix).max(start)
}

/// How many keys come before the first that is greater than all that begin with `prefix`.
fn behind<D: AsRef<[u8]>>(automaton: &Fst<D>, prefix: &[u8]) -> usize {
    let mut next = prefix.to_vec();
    while let Some(last) = next.pop() {
        if last < u8::MAX {
            next.push(last + 1);
            return lower_bound(automaton, &next);
        }
    }
    automaton.len()
}

/// How many keys are less than some bytes, given that the values are the ranks of the keys.
fn lower_bound<D: AsRef<[u8]>>(automaton: &Fst<D>, bytes: &[u8]) -> usize {
    let mut node = automaton.root();
    let mut rank = 0_u64;
    // The first key behind all that begin with the bytes so far.
    let mut behind = automaton.len() as u64;
    for byte in bytes {
        let mut transitions = node.transitions().skip_while(|transition| transition.inp < *byte);
        let Some(first) = transitions.next() else { return behind as usize };
        if first.inp > *byte {
            return rank.saturating_add(first.out.value()) as usize;
        }
        if let Some(next) = transitions.next() {
            behind = rank.saturating_add(next.out.value());
        }
        rank = rank.saturating_add(first.out.value());
        node = automaton.node(first.addr);
    }
    rank as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_a_sorted_list() {
        let mut keys: Vec<String> =
            (0..2000_u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761) >> 12)).collect();
        keys.sort_unstable();
        keys.dedup();
        let automaton = fst::Map::from_iter(keys.iter().zip(0_u64..)).unwrap().into_fst();
        for probe in ["", "0", "00", "7", "7f", "abc", "abcd", "ffffff", "g", "\u{7f}"]
            .into_iter()
            .chain(keys.iter().map(|key| &**key))
        {
            let less = keys.iter().filter(|key| key.as_str() < probe).count();
            assert_eq!(lower_bound(&automaton, probe.as_bytes()), less, "{probe}");
            let with = keys.iter().filter(|key| key.starts_with(probe)).count();
            assert_eq!(ranks_with_prefix(&automaton, probe.as_bytes()), less..less + with, "{probe}");
        }
    }
}
