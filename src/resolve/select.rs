//! Overlapping hits: the longest names first.

use crate::search::By;

/// A stretch of text, in bytes.
pub(super) trait Spanned {
    fn start(&self) -> usize;
    fn end(&self) -> usize;
    /// How far it is from the name, and how it was found: the nearer of two on one span is taken.
    fn cost(&self) -> (u8, By);
}

/// Keeps the longest of the overlapping hits, then the longest of what does not overlap it, and so on; ties by cost, then
/// by position. Hits of one span and equal edits are kept together. The input is in the order of starts; so is the
/// output. O(n log n), and no more memory than the widest cluster of overlaps beyond that.
pub(super) fn longest_first<T: Spanned>(hits: Vec<T>) -> Vec<Vec<T>> {
    let mut kept = Vec::new();
    let mut cluster: Vec<T> = Vec::new();
    let mut end = 0;
    for hit in hits {
        if hit.start() >= end {
            settle(&mut cluster, &mut kept);
        }
        end = end.max(hit.end());
        cluster.push(hit);
    }
    settle(&mut cluster, &mut kept);
    kept
}

fn settle<T: Spanned>(cluster: &mut Vec<T>, kept: &mut Vec<Vec<T>>) {
    cluster.sort_by_key(|hit| (std::cmp::Reverse(hit.end() - hit.start()), hit.start(), hit.cost()));
    let first = kept.len();
    for hit in cluster.drain(..) {
        let overlaps = |other: &[T]| hit.start() < other[0].end() && other[0].start() < hit.end();
        match kept[first..].iter_mut().find(|other| overlaps(other)) {
            None => kept.push(vec![hit]),
            Some(other) => {
                let best = &other[0];
                if (best.start(), best.end(), best.cost()) == (hit.start(), hit.end(), hit.cost()) {
                    other.push(hit);
                }
            }
        }
    }
    kept[first..].sort_by_key(|hits| hits[0].start());
}
