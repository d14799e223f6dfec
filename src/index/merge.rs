//! The one rule of merging: when is a record of one source a place of another?

use super::{Index, PlaceRef};

/// Shared by a Wikidata id alone, two records this far apart are two places.
const FARTHEST_KM: f64 = 50.0;

impl Index {
    /// The place of this index that a record of another index is, if any: one whose own `same_as` names the record, or
    /// one of the ids that the record gives as its own. One hop, never further; and never on a Wikidata id alone
    /// when the points lie over 50 km apart, since these ids are wrong most often.
    pub(crate) fn twin(&self, record: PlaceRef<'_>) -> Option<PlaceRef<'_>> {
        let stated = |curie: &str| self.place_same_as(curie).filter(|place| place.id() != curie);
        let sound = |place: &PlaceRef<'_>| match (place.point(), record.point()) {
            (Some(a), Some(b)) => a.distance_km(b) <= FARTHEST_KM,
            _ => true,
        };
        let ids = || std::iter::once(record.id()).chain(record.same_as());
        let (by_wikidata, by_others): (Vec<&str>, Vec<&str>) = ids().partition(|id| id.starts_with("wd:"));
        by_others
            .into_iter()
            .find_map(stated)
            .or_else(|| by_wikidata.into_iter().find_map(|id| stated(id).filter(sound)))
    }
}
