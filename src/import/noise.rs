//! What stands where a name should, and names no place: the rows of `gazetteer/rules/noise.csv`.
//!
//! Only records of disputed areas are weeded: elsewhere, a place may be called so.

use std::collections::HashMap;

use crate::model::Language;

const RULES: &str = include_str!("../../gazetteer/rules/noise.csv");

/// The noise: by name, the primary languages it is in and the records it stands on; empty for any.
pub(super) struct Noise(HashMap<String, Vec<(String, String)>>);

impl Noise {
    pub(super) fn new() -> Noise {
        let mut noise: HashMap<String, Vec<(String, String)>> = HashMap::new();
        // A test reads every row, so none is passed over.
        for row in csv::Reader::from_reader(RULES.as_bytes()).records().flatten() {
            if let (Some(name), Some(lang), Some(of)) = (row.get(0), row.get(1), row.get(2)) {
                noise.entry(name.to_owned()).or_default().push((lang.to_owned(), of.to_owned()));
            }
        }
        Noise(noise)
    }

    /// Is it noise in a language, or in one that is not said, on the record of this CURIE?
    pub(super) fn is_noise(&self, name: &str, lang: &Language, of: &str) -> bool {
        let lang = lang.primary();
        let fits = |known: &str| known.is_empty() || known == lang || lang == "und";
        self.0
            .get(name.trim())
            .is_some_and(|rows| rows.iter().any(|(known, record)| fits(known) && (record.is_empty() || record == of)))
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
            assert!(noise.is_noise(&row[0], &lang, &row[2]), "{}", &row[0]);
            assert!(!row[3].is_empty(), "{}: why?", &row[0]);
        }
        let is_noise = |name, lang, of| noise.is_noise(name, &Language::parse(lang).unwrap(), of);
        assert!(!is_noise("Kosovo", "en", "wof:1"));
        assert!(!is_noise("kiistelty alue", "et", "wof:1"));
        assert!(!is_noise("Wake Island", "en", "wof:1"));
    }
}
