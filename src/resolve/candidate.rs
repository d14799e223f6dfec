//! A candidate: a place that a name may mean, and the row of the gazetteer that says so.

use crate::index::{ClaimRef, DemonymRef, NameRef, PartyRef, PlaceRef};
use crate::model::{Day, NameKind};
use crate::rank::Score;
use crate::search::Evidence;

/// A place that a query or a mention may mean.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'i> {
    pub(super) place: PlaceRef<'i>,
    pub(super) matched: Matched<'i>,
    pub(super) evidence: Evidence,
    pub(super) distance: u8,
    pub(super) score: Score,
    pub(super) at: Option<Day>,
}

/// The row that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched<'i> {
    /// A name of the place.
    Name(NameRef<'i>),
    /// A word for its people or things.
    Demonym(DemonymRef<'i>),
}

impl<'i> Matched<'i> {
    /// The name or the word.
    #[must_use]
    pub fn text(self) -> &'i str {
        match self {
            Matched::Name(name) => name.text(),
            Matched::Demonym(demonym) => demonym.text(),
        }
    }

    /// Its language tag.
    #[must_use]
    pub fn lang(self) -> &'i str {
        match self {
            Matched::Name(name) => name.lang(),
            Matched::Demonym(demonym) => demonym.lang(),
        }
    }
}

impl<'i> Candidate<'i> {
    /// The place; of several indexes, as the uppermost one has it.
    #[must_use]
    pub fn place(&self) -> PlaceRef<'i> {
        self.place
    }

    /// The row that was found.
    #[must_use]
    pub fn matched(&self) -> Matched<'i> {
        self.matched
    }

    /// The name to output: that of the row found or, where it is a form of another, of that one. `None` for a demonym.
    #[must_use]
    pub fn name(&self) -> Option<NameRef<'i>> {
        match self.matched {
            Matched::Name(name) => Some(name.root()),
            Matched::Demonym(_) => None,
        }
    }

    /// The kind of the name to output.
    #[must_use]
    pub fn kind(&self) -> Option<NameKind> {
        self.name().map(NameRef::kind)
    }

    /// The label of the index that it was found in.
    #[must_use]
    pub fn index_label(&self) -> &'i str {
        match self.matched {
            Matched::Name(name) => name.index().label(),
            Matched::Demonym(demonym) => demonym.index().label(),
        }
    }

    /// How it was found.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Edits in code points after folding.
    #[must_use]
    pub fn distance(&self) -> u8 {
        self.distance
    }

    /// How well it fits, against the other candidates of the same resolution.
    #[must_use]
    pub fn score(&self) -> Score {
        self.score
    }

    /// The parties that use the name, by any live row of the place with this name and language; in row order.
    #[must_use]
    pub fn accepted_by(&self) -> Vec<PartyRef<'i>> {
        self.union(|row| row.accepted_by().collect())
    }

    /// The parties that object to the name, by any live row with this name and language.
    #[must_use]
    pub fn disputed_by(&self) -> Vec<PartyRef<'i>> {
        self.union(|row| row.disputed_by().collect())
    }

    /// The claims that the words of the name state, by any live row with this name and language.
    #[must_use]
    pub fn asserts(&self) -> Vec<ClaimRef<'i>> {
        self.union(|row| row.asserts().collect())
    }

    fn union<T: PartialEq>(&self, of: impl Fn(NameRef<'i>) -> Vec<T>) -> Vec<T> {
        let mut items = Vec::new();
        let Some(name) = self.name() else { return items };
        let same = |row: &NameRef<'i>| row.text() == name.text() && row.lang() == name.lang() && row.is_live(self.at);
        for item in name.place().names().filter(same).flat_map(of) {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        items
    }
}
