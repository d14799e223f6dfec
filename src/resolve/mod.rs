//! The resolver: a name to the places it may mean, a text to its mentions of places.
//!
//! What comes in is a stack of indexes and a string; what goes out are [`Resolution`] and [`Mention`]. Ambiguity is a
//! value: an answer holds all its candidates, and says whether one of them stands out.

mod candidate;
mod context;
mod lookup;
mod memory;
mod select;
mod senses;
mod session;
mod suggest;
mod text;

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, quote};
use crate::index::{Index, PartyRef, PlaceRef};
use crate::model::{Curie, Date, Day, Language, Perspective};
use crate::search::EditRule;

pub use candidate::{Candidate, Matched};
pub use lookup::Resolution;
pub use session::{Mention, Passage, Session};

/// Finds places by name and names in text.
///
/// ```
/// use allonym::{Index, Resolver};
/// let resolver = Resolver::new(Index::embedded());
/// let resolution = resolver.resolve("Northern Territories");
/// let place = resolution.unambiguous().expect("one place").place();
/// assert_eq!(place.id(), "kurils-four");
/// let text = "Talks on the Southern Kurils";
/// let mentions = resolver.mentions(text);
/// assert_eq!(&text[mentions[0].span()], "Southern Kurils");
/// assert_eq!(mentions[0].best().unwrap().place(), place);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Resolver {
    /// The upper index first: it decides under which id a place is answered.
    indexes: Vec<Index>,
    rule: EditRule,
    lang: Option<Language>,
    at: Option<Day>,
    demonyms: Demonyms,
    all_tiers: bool,
    variation: Variation,
    /// Hashes of what curated places of upper indexes state as their ids, where something lies under them.
    stated: Arc<HashSet<u64>>,
}

/// Are demonyms found as mentions?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Demonyms {
    Left,
    Found,
}

/// Are names found by what they may be a form of?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variation {
    Followed,
    Left,
}

impl Resolver {
    /// A resolver over one index.
    pub fn new(index: Index) -> Resolver {
        Resolver {
            indexes: vec![index],
            rule: EditRule::default(),
            lang: None,
            at: None,
            demonyms: Demonyms::Left,
            all_tiers: false,
            variation: Variation::Followed,
            stated: Arc::default(),
        }
    }

    /// Puts another index under those that are there. A place of it that the upper ones have is answered under their
    /// id.
    pub fn over(mut self, index: Index) -> Resolver {
        if let Some(upper) = self.indexes.last() {
            let stated = Arc::make_mut(&mut self.stated);
            stated.extend(upper.stated_ids().map(hash));
        }
        self.indexes.push(index);
        self
    }

    /// Also gives similar names where the name was found as it stands.
    pub fn all_tiers(mut self) -> Resolver {
        self.all_tiers = true;
        self
    }

    /// How many edits a word may have; [`EditRule::at_most`] with 0 turns fuzzy search off.
    pub fn edit_rule(mut self, rule: EditRule) -> Resolver {
        self.rule = rule;
        self
    }

    /// Finds names as they stand only, but for folding and edits: not in their inflected forms, with equivalent words or in
    /// another system of romanization.
    pub fn without_variation(mut self) -> Resolver {
        self.variation = Variation::Left;
        self
    }

    /// The language that names are asked in: it decides between rows of one place.
    pub fn lang(mut self, lang: Language) -> Resolver {
        self.lang = Some(lang);
        self
    }

    /// The date at which names and parties are wanted; a partial date means its first day. Without one, the present.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] for an unknown date, `XXXX`.
    pub fn at(mut self, date: Date) -> Result<Resolver, Error> {
        let day = date.first_day();
        self.at = Some(day.ok_or_else(|| Error::new(ErrorKind::Argument, "XXXX is no day to resolve names at"))?);
        Ok(self)
    }

    /// Finds demonyms, too: "Russian", "Kosovar". They are not names of places.
    pub fn with_demonyms(mut self) -> Resolver {
        self.demonyms = Demonyms::Found;
        self
    }

    /// The uppermost index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.indexes[0]
    }

    /// The indexes, uppermost first.
    #[must_use]
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }

    /// The place with this id, or with this id in another gazetteer, in the uppermost index that has it.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<PlaceRef<'_>> {
        let is_curie = Curie::parse(id).is_ok();
        let mut indexes = self.indexes.iter();
        let place = indexes.find_map(|index| if is_curie { index.place_same_as(id) } else { index.place(id) })?;
        Some(self.curated(place))
    }

    /// The party with this id, in the uppermost index that has parties.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when there is none, with the nearest id, if one is near.
    pub fn party(&self, id: &str) -> Result<PartyRef<'_>, Error> {
        match self.indexes.iter().find(|index| index.parties().len() > 0) {
            Some(index) => index.party(id),
            None => Err(Error::new(ErrorKind::Argument, format!("unknown party {}: no index has parties", quote(id)))),
        }
    }

    /// Checks that each party of a perspective exists.
    ///
    /// # Errors
    ///
    /// As [`party`](Resolver::party).
    pub fn check_perspective(&self, perspective: &Perspective) -> Result<(), Error> {
        perspective.parties().iter().try_for_each(|id| self.party(id).map(|_| ()))
    }

    /// The same place in the uppermost index that has it.
    fn curated<'i>(&'i self, place: PlaceRef<'i>) -> PlaceRef<'i> {
        if std::ptr::eq(&self.indexes[0], place.index()) {
            return place;
        }
        // Of millions of places the upper indexes have a few thousand: most are told by their ids alone.
        let mut ids = std::iter::once(place.id()).chain(place.same_as());
        if !ids.any(|id| self.stated.contains(&hash(id))) {
            return place;
        }
        let upper = self.indexes.iter().take_while(|index| !std::ptr::eq(*index, place.index()));
        upper.into_iter().find_map(|index| index.twin(place)).unwrap_or(place)
    }
}

fn hash(id: &str) -> u64 {
    // No secret and no order hangs on it; a clash costs a search.
    std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default().hash_one(id)
}
