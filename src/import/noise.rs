//! What stands where a name should, and names no place: the rows of `gazetteer/rules/noise.csv`.
//!
//! Only records of disputed areas are weeded: elsewhere, a place may be called so.

use std::collections::HashMap;

use crate::model::Language;

const RULES: &str = include_str!("../../gazetteer/rules/noise.csv");

/// The noise, each with the primary language it is in; empty for any.
pub(super) struct Noise(HashMap<String, Vec<String>>);

impl Noise {
    pub(super) fn new() -> Noise {
        let mut noise: HashMap<String, Vec<String>> = HashMap::new();
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(RULES.as_bytes()).records().flatten() {
            if let (Some(name), Some(lang)) = (row.get(0), row.get(1)) {
                noise.entry(name.to_owned()).or_default().push(lang.to_owned());
            }
        }
        Noise(noise)
    }

    /// Is it noise in a language, or in one that is not said?
    pub(super) fn is_noise(&self, name: &str, lang: &Language) -> bool {
        let lang = lang.primary();
        self.0
            .get(name.trim())
            .is_some_and(|langs| langs.iter().any(|known| known.is_empty() || known == lang || lang == "und"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Noise, RULES};

    #[test]
    fn every_rule_is_read() {
        let noise = Noise::new();
        for row in csv::Reader::from_reader(RULES.as_bytes()).records().map(Result::unwrap) {
            let lang = Language::parse(if row[1].is_empty() { "mi" } else { &row[1] }).unwrap();
            assert!(noise.is_noise(&row[0], &lang), "{}", &row[0]);
            assert!(!row[2].is_empty(), "{}: why?", &row[0]);
        }
        assert!(!noise.is_noise("Kosovo", &Language::parse("en").unwrap()));
        assert!(!noise.is_noise("kiistelty alue", &Language::parse("et").unwrap()));
    }
}
