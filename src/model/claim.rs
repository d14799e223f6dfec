//! Claims: who says what about a place.

use super::{Date, words};

/// A row of `claims.csv`: a dated, sourced statement by parties about a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// A slug.
    pub id: String,
    /// The place the claim is about.
    pub place: String,
    /// What is claimed.
    pub relation: Relation,
    /// A party, a place or a class, by relation.
    pub object: String,
    /// Who says so; `*` for undisputed as far as known.
    pub asserted_by: Vec<String>,
    /// Who rejects it.
    pub rejected_by: Vec<String>,
    /// First day.
    pub start: Option<Date>,
    /// Day after the last.
    pub end: Option<Date>,
    /// The source id, always present.
    pub source: String,
}

words! {
    /// What a claim states.
    Relation {
        /// Sovereignty; the object is a party.
        BelongsTo = "belongs_to",
        /// Control in fact; the object is a party.
        AdministeredBy = "administered_by",
        /// Occupation; the object is a party.
        OccupiedBy = "occupied_by",
        /// Lease; the object is a party.
        LeasedTo = "leased_to",
        /// Containment; the object is a place.
        PartOf = "part_of",
        /// Class; the object is a word such as `country`, `dependency` or `sea`.
        IsA = "is_a",
    }
}

impl Relation {
    /// Does a rejection of, or a difference between, claims of this relation make a territory disputed?
    #[must_use]
    pub fn is_status(self) -> bool {
        matches!(self, Relation::BelongsTo | Relation::PartOf | Relation::IsA)
    }
}
