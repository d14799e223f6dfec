//! The one rule of merging: when is a record of one source a place of another?
//!
//! The builder and stacked indexes ask the same functions.

use crate::model::Point;

/// Shared by a Wikidata id alone, two records this far apart, in kilometres, are two places.
const FARTHEST_KM: f64 = 50.0;

/// What the ids of an imported record say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Twin<P> {
    /// It is this curated place.
    Same(P),
    /// A Wikidata id says that it is this place, but the points lie too far apart.
    TooFar(P),
    /// Nothing.
    Unknown,
}

/// The curated place that an imported record is: one whose own `same_as` names the record, or one of the ids that the
/// record gives as its own. One hop, never further; and never on a Wikidata id alone when the points lie over
/// 50 km apart, since these ids are wrong most often.
///
/// `stated` gives the curated place that states an id as its own, and its point.
pub(super) fn twin<'s, P: Copy>(
    ids: impl Iterator<Item = &'s str> + Clone,
    point: Option<Point>,
    stated: impl Fn(&str) -> Option<(P, Option<Point>)>,
) -> Twin<P> {
    let is_wikidata = |id: &&str| id.starts_with("wd:");
    if let Some((place, _)) = ids.clone().filter(|id| !is_wikidata(id)).find_map(&stated) {
        return Twin::Same(place);
    }
    let mut answer = Twin::Unknown;
    for (place, other) in ids.filter(is_wikidata).filter_map(stated) {
        match (point, other) {
            (Some(a), Some(b)) if a.distance_km(b) > FARTHEST_KM => answer = Twin::TooFar(place),
            _ => return Twin::Same(place),
        }
    }
    answer
}

/// May imported records be merged with each other on this id? Only on a GeoNames id, and then only where it stands on one
/// record of each source.
pub(super) fn merges_imports(id: &str) -> bool {
    id.starts_with("gn:")
}

/// The source that an imported record is from, as its id tells: the scheme, `wof` of `wof:85632353`.
pub(super) fn source_of(id: &str) -> &str {
    id.split_once(':').map_or("", |(scheme, _)| scheme)
}
