//! A place: a footprint and links, and no name.

use super::{Curie, FeatureCode};

/// A row of `places.csv`: what names refer to. It has no name of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// A slug, opaque by contract and never reused; or the CURIE of an imported record.
    pub id: String,
    /// What sort of place.
    pub feature: FeatureCode,
    /// The representative point, or `None` when no point is known.
    pub point: Option<Point>,
    /// Number of inhabitants; a prior for ranking, nothing else.
    pub population: Option<u64>,
    /// The place that contains it, where nobody disputes that; the rest is a [`Claim`](super::Claim).
    pub part_of: Option<String>,
    /// The same place in other gazetteers, exact matches only.
    pub same_as: Vec<Curie>,
    /// What the extent is.
    pub note: String,
}

impl Place {
    /// A row that states nothing but what sort of place it is.
    #[must_use]
    pub fn new(id: impl Into<String>, feature: FeatureCode) -> Place {
        Place {
            id: id.into(),
            feature,
            point: None,
            population: None,
            part_of: None,
            same_as: Vec::new(),
            note: String::new(),
        }
    }
}

/// A point in decimal degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Latitude, -90 to 90, north positive.
    pub lat: f64,
    /// Longitude, -180 to 180, east positive.
    pub lon: f64,
}

impl Point {
    /// Great-circle distance in kilometres on a sphere of radius 6371 km, by the haversine formula.
    #[must_use]
    pub fn distance_km(self, other: Point) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = (lat2 - lat1) / 2.0;
        let half_lon = (other.lon - self.lon).to_radians() / 2.0;
        let a = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
        2.0 * 6371.0 * a.sqrt().min(1.0).asin()
    }
}

/// How prominent a place is before anything is known of who names it: states and territories are named most often,
/// then capitals, then other seats; points of interest least. Ten times the people is a quarter; a thousand is the
/// size of a village that news may name. Between 0 and 4.
pub(crate) fn prominence(feature: &str, population: Option<u64>) -> f32 {
    class_prominence(feature) + people_prominence(population)
}

/// The part of [`prominence`] that what it is has. A city and the province it is the seat of often share a name, and then
/// the city is meant.
pub(crate) fn class_prominence(feature: &str) -> f32 {
    match feature.split_once('.').unwrap_or((feature, "")) {
        ("A", "PCLI" | "PCLD" | "PCLS" | "PCLF" | "PCL" | "TERR") => 1.5,
        ("A", "PCLH") => 0.5,
        ("P", "PPLC") => 1.2,
        ("A", "ADM1") => 0.6,
        ("L", "CONT" | "RGN") | ("H", "OCN" | "SEA" | "GULF") => 0.8,
        ("T", "ISLS" | "ISL" | "PEN" | "MTS") => 0.6,
        ("P", "PPLA") => 0.7,
        ("P", "PPLA2") => 0.4,
        ("A", _) | ("H" | "T" | "L", _) => 0.3,
        _ => 0.0,
    }
}

/// The part of [`prominence`] that its inhabitants have.
pub(crate) fn people_prominence(population: Option<u64>) -> f32 {
    let people = population.unwrap_or(0).max(1000) as f32 / 1000.0;
    0.25 * people.log10().min(8.0)
}
