//! The model: boosted regression trees, whose sum is the logarithm of the odds.
//!
//! `trees.csv` has a row for each node in preorder: the measure that it asks for, the threshold up to which the answer is
//! the next row, and what the trees expect of a pair that comes there. A leaf asks for nothing. What a question adds is what
//! the expectation changes by its answer, so that the sum is explained without a remainder, measure by measure.

use std::sync::OnceLock;

use super::{MEASURES, Measure};

const TREES: &str = include_str!("trees.csv");

pub(super) struct Trees {
    nodes: Vec<Node>,
    /// Where each tree starts.
    roots: Vec<usize>,
}

struct Node {
    /// What is asked, and the node of the answer "more"; "at most" is the next node.
    question: Option<(Measure, f32, usize)>,
    value: f32,
}

/// The sum, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Explained {
    /// Before anything is known of a pair.
    pub(super) start: f32,
    /// What each measure adds.
    pub(super) terms: [f32; MEASURES],
}

impl Trees {
    pub(super) fn shipped() -> &'static Trees {
        static SHIPPED: OnceLock<Trees> = OnceLock::new();
        SHIPPED.get_or_init(|| Trees::read(TREES))
    }

    fn read(rows: &str) -> Trees {
        let mut trees = Trees { nodes: Vec::new(), roots: Vec::new() };
        // Nodes whose answer "more" has not come yet.
        let mut open: Vec<usize> = Vec::new();
        let mut ends_a_tree = true;
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(rows.as_bytes()).records().flatten() {
            let at = trees.nodes.len();
            if ends_a_tree {
                trees.roots.push(at);
            } else if trees.nodes[at - 1].question.is_none() {
                // Behind a leaf comes the other answer of the last node that waits for one.
                if let Some((.., more)) = open.pop().and_then(|node| trees.nodes[node].question.as_mut()) {
                    *more = at;
                }
            }
            let number = |column: usize| row.get(column).and_then(|cell| cell.parse().ok()).unwrap_or(0.0);
            let question = row.get(0).and_then(Measure::parse).map(|measure| (measure, number(1), at));
            if question.is_some() {
                open.push(at);
            }
            ends_a_tree = question.is_none() && open.is_empty();
            trees.nodes.push(Node { question, value: number(2) });
        }
        trees
    }

    pub(super) fn explain(&self, measures: &[f32; MEASURES]) -> Explained {
        let mut explained = Explained { start: 0.0, terms: [0.0; MEASURES] };
        for root in &self.roots {
            let mut at = *root;
            explained.start += self.nodes[at].value;
            while let Some((measure, threshold, more)) = self.nodes[at].question {
                // A node whose answer never came leads to itself: the rows are not whole.
                let next = if measures[measure as usize] <= threshold { at + 1 } else { more };
                let Some(node) = self.nodes.get(next).filter(|_| next > at) else { break };
                explained.terms[measure as usize] += node.value - self.nodes[at].value;
                at = next;
            }
        }
        explained
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let trees = Trees::shipped();
        let rows: Vec<_> = csv::Reader::from_reader(TREES.as_bytes()).into_records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), trees.nodes.len());
        for (row, node) in rows.iter().zip(&trees.nodes) {
            assert_eq!(node.question.is_some(), !row[0].is_empty(), "{row:?}");
            assert!(node.question.is_none() || row[1].parse::<f32>().unwrap().is_finite(), "{row:?}");
            assert!(row[2].parse::<f32>().unwrap().is_finite(), "{row:?}");
        }
        for (at, node) in trees.nodes.iter().enumerate() {
            assert!(node.question.is_none_or(|(.., more)| more > at + 1), "node {at} has one answer");
        }
    }

    #[test]
    fn a_sum_is_explained_without_a_remainder() {
        let trees = Trees::read("measure,threshold,value\nosa,0.5,1\n,,-1\nlonger,3,2\n,,1.5\n,,4\n,,0.25\n");
        assert_eq!(trees.roots, [0, 5]);
        let mut measures = [0.0; MEASURES];
        measures[Measure::Osa as usize] = 0.7;
        measures[Measure::Longer as usize] = 3.0;
        let explained = trees.explain(&measures);
        assert_eq!(explained.start, 1.25);
        assert_eq!(explained.terms[Measure::Osa as usize], 1.0);
        assert_eq!(explained.terms[Measure::Longer as usize], -0.5);
        measures[Measure::Osa as usize] = 0.5;
        assert_eq!(trees.explain(&measures).terms[Measure::Osa as usize], -2.0);
    }
}
