//! Rows for tests, made in a line each; and numbers that look random.

use allonym::{Curie, FeatureCode, Language, Name, NameKind, Place, Point};

/// A place with an id and nothing else.
pub fn place(id: &str) -> Place {
    Place::new(id, FeatureCode::parse("P.PPL").unwrap())
}

/// The place with these ids in other gazetteers, separated by blanks.
#[allow(dead_code, reason = "not every test needs it")]
pub fn linked(id: &str, same_as: &str, point: Option<(f64, f64)>) -> Place {
    let same_as = same_as.split_whitespace().map(|id| Curie::parse(id).unwrap()).collect();
    Place { same_as, point: point.map(|(lat, lon)| Point { lat, lon }), ..place(id) }
}

/// A common name.
pub fn name(place: &str, text: &str, lang: &str) -> Name {
    Name::new(place, text, Language::parse(lang).unwrap(), NameKind::Common)
}

/// Numbers that look random and are the same each time (a linear congruential generator; Knuth's constants).
#[allow(dead_code, reason = "not every test needs it")]
pub struct Dice(pub u64);

#[allow(dead_code, reason = "not every test needs it")]
impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
