//! Ranking: from what is known of a candidate to a score between 0 and 1, with every term open to inspection.
//!
//! The score is the logistic function of a sum of terms. The weights are set by hand, from what each kind of
//! evidence is worth against an ordinary capitalized word; scores compare only within one resolution.

use crate::model::{class_prominence, people_prominence};
use crate::search::Evidence;

/// What a score is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// How the text agrees with the name.
    Evidence,
    /// Edits between the two.
    Edits,
    /// What sort of place it is: states and capitals are named most.
    Place,
    /// How many people live there.
    Population,
    /// The words next to it: "in", "near"; a title, a given name, an unknown capitalized word.
    Context,
    /// The same word is a person's name elsewhere in the text.
    Person,
    /// The country of the place is named elsewhere in the text.
    Country,
    /// The name is of another language than the text.
    Language,
    /// Several words are hardly there by accident; a short name may be an ordinary word or lack its capitals.
    Form,
}

impl Feature {
    /// All features, in the order of [`Score::terms`].
    pub const ALL: &'static [Feature] = &[
        Feature::Evidence,
        Feature::Edits,
        Feature::Place,
        Feature::Population,
        Feature::Context,
        Feature::Person,
        Feature::Country,
        Feature::Language,
        Feature::Form,
    ];

    /// The word that stands for the feature in output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Feature::Evidence => "evidence",
            Feature::Edits => "edits",
            Feature::Place => "place",
            Feature::Population => "population",
            Feature::Context => "context",
            Feature::Person => "person",
            Feature::Country => "country",
            Feature::Language => "language",
            Feature::Form => "form",
        }
    }
}

const FEATURES: usize = Feature::ALL.len();

/// A number between 0 and 1, comparable only within one resolution, and the terms it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    terms: [f32; FEATURES],
}

impl Score {
    /// The score of a candidate by itself: what it is, how many live there, and how it was found.
    pub(crate) fn new(standing: (&str, Option<u64>), evidence: Evidence, distance: u8) -> Score {
        let mut score = Score { terms: [0.0; FEATURES] };
        score.set(
            Feature::Evidence,
            match evidence {
                Evidence::Exact => 3.0,
                Evidence::Folded => 2.4,
                Evidence::Inflected => 2.3,
                Evidence::Equivalent => 2.2,
                Evidence::Homograph => 2.1,
                Evidence::Romanized => 1.8,
                Evidence::Joined => 2.2,
                Evidence::Prefix => 2.0,
                Evidence::Fuzzy => 1.6,
                Evidence::Demonym => 2.0,
            },
        );
        score.set(Feature::Edits, -0.6 * f32::from(distance));
        score.set(Feature::Place, class_prominence(standing.0));
        score.set(Feature::Population, people_prominence(standing.1));
        score
    }

    pub(crate) fn set(&mut self, feature: Feature, value: f32) {
        self.terms[feature as usize] = value;
    }

    pub(crate) fn add(&mut self, feature: Feature, value: f32) {
        self.terms[feature as usize] += value;
    }

    /// The terms and their values: positive ones speak for the candidate.
    pub fn terms(&self) -> impl Iterator<Item = (Feature, f32)> + '_ {
        Feature::ALL.iter().copied().zip(self.terms.iter().copied())
    }

    /// The sum of the terms.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.terms.iter().sum()
    }

    /// The score, between 0 and 1.
    #[must_use]
    pub fn value(&self) -> f32 {
        1.0 / (1.0 + (-self.sum()).exp())
    }
}
