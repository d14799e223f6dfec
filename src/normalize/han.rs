//! Variants of Han characters: what was simplified in Chinese or in Japanese, and what was always written in several ways.
//!
//! A simplified character may stand for several, so these become one: a key is for search only.

const RULES: &str = include_str!("../../gazetteer/rules/han_variants.csv");

/// Each variant, and the character that it folds to.
pub(super) fn variants() -> impl Iterator<Item = (char, char)> {
    // A field of this file never holds a comma, and a test reads every row.
    let groups = RULES.lines().skip(1).filter_map(|line| line.split(',').next()).flat_map(str::split_whitespace);
    groups.flat_map(|group| {
        let mut characters = group.chars();
        let canonical = characters.next();
        characters.filter_map(move |variant| Some((variant, canonical?)))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::Key;
    use super::*;

    #[test]
    fn every_variant_folds_to_one_character() {
        let mut known = HashMap::new();
        for (variant, canonical) in variants() {
            assert_eq!(known.insert(variant, canonical), None, "{variant} stands twice");
            assert_eq!(Key::new(&variant.to_string()).as_str(), canonical.to_string(), "{variant}");
        }
        for canonical in known.values() {
            assert!(!known.contains_key(canonical), "{canonical} is a variant itself");
        }
        assert!(known.len() > 2000, "{}", known.len());
    }

    #[test]
    fn every_row_holds_on_its_example() {
        for row in csv::Reader::from_reader(RULES.as_bytes()).into_records().map(Result::unwrap) {
            let [groups, example, expected, why] = std::array::from_fn(|column| row[column].to_owned());
            assert_eq!(Key::new(&example).as_str(), expected, "{why}");
            assert!(groups.chars().any(|c| example.contains(c)) && !why.is_empty(), "the example {example} holds none");
        }
    }
}
