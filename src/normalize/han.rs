//! Variants of Han characters: what was simplified on one side or the other of the sea, and what was always written in
//! several ways.

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
