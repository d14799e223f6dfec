//! Records of two names compared.

use serde::Serialize;

use super::rounded;
use crate::similarity::Similarity;

/// Two names, how likely it is that both are of one place, and why.
#[derive(Clone, Debug, Serialize)]
pub struct ComparisonRecord {
    /// The one name.
    pub a: String,
    /// The other name.
    pub b: String,
    /// Is one place likelier than two?
    pub same: bool,
    /// The probability of one place, 0 to 1.
    pub score: f64,
    /// The logarithm of its odds, which the terms and `start` add up to.
    pub sum: f64,
    /// The sum before anything is known of the names.
    pub start: f64,
    /// What each measure adds, the greatest first; those that add nothing are left out.
    pub terms: Vec<TermRecord>,
}

/// What one measure adds to the sum.
#[derive(Clone, Debug, Serialize)]
pub struct TermRecord {
    /// The measure.
    pub measure: &'static str,
    /// Its value for the two names.
    pub value: f64,
    /// What it adds: positive where it speaks for one place.
    pub contribution: f64,
}

impl ComparisonRecord {
    /// The record of two names, with the `most` terms that add or take most.
    #[must_use]
    pub fn new(a: &str, b: &str, similarity: &Similarity, most: usize) -> ComparisonRecord {
        let mut terms: Vec<TermRecord> = similarity
            .terms()
            .map(|term| TermRecord {
                measure: term.measure.as_str(),
                value: rounded(term.value.into(), 3),
                contribution: rounded(term.contribution.into(), 3),
            })
            .filter(|term| term.contribution != 0.0)
            .collect();
        // Stable, so that equal ones stay in the order of the measures.
        terms.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        terms.truncate(most);
        ComparisonRecord {
            a: a.to_owned(),
            b: b.to_owned(),
            same: similarity.is_same(),
            score: rounded(similarity.value().into(), 4),
            sum: rounded(similarity.sum().into(), 3),
            start: rounded(similarity.start().into(), 3),
            terms,
        }
    }
}
