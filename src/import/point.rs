//! Points that tables give: which are on the Earth, and the middle of a box.

use crate::model::Point;

/// The point, or `None` when it is not on the Earth, or at 0, 0, which stands for "unknown" in every table. A latitude
/// of -99 is off the Earth, which is how "none" of Natural Earth shows; a longitude of -99 may be Mexico.
pub(super) fn on_earth(lat: f64, lon: f64) -> Option<Point> {
    let valid = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon) && (lat != 0.0 || lon != 0.0);
    valid.then_some(Point { lat, lon })
}

/// The middle of a box. One that is more than half around the Earth crosses the antimeridian or surrounds a pole; its
/// middle may be on the other side, so it has none.
pub(super) fn middle([south, north, west, east]: [f64; 4]) -> Option<Point> {
    let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
    if east - west > 180.0 {
        return None;
    }
    on_earth(round((south + north) / 2.0), round((west + east) / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nowhere_is_no_point() {
        assert_eq!(on_earth(0.0, 0.0), None);
        assert_eq!(on_earth(-99.0, -99.0), None);
        assert_eq!(on_earth(f64::NAN, 1.0), None);
        assert!(on_earth(19.4, -99.0).is_some(), "Mexico");
        assert_eq!(middle([10.0, 20.0, -10.0, 10.0]), on_earth(15.0, 0.0));
        assert_eq!(middle([-20.0, -15.0, -180.0, 180.0]), None, "Fiji");
    }
}
