//! The tables of romanization, read when a system is first asked for.
//!
//! `systems.csv` has a row a system: id, lang, script, table (the file of its letters), based_on, through (the system whose
//! output it takes), options, citation. Options, separated by blanks:
//!
//! * `usual`: the usual one of the language; `default`: the one for names in the script whose language is not known;
//! * `inherent:a`: the vowel of a consonant without a sign; `drop-last`: but not at the end of a word; `drop-last-if-easy`: nor
//!   there, but behind a consonant and a sonorant; `drop-inside`: nor between a vowel and one consonant that has a vowel;
//! * `indic`: the rules see the letters of all scripts of India as those of Devanagari;
//! * `apart`: Hangul is taken apart to conjoining letters, Ethiopic to consonants and vowels, in the text and in the rules;
//! * `syllables`: Thai and Lao are spelled out;
//! * `kana`: katakana is read as hiragana; `joins-hyphens`: a word after a hyphen keeps its small letter;
//! * `han:tones`, `han:digits`, `han:plain`, `han:syllables`: Han characters that no rule reads are read in Mandarin and
//!   written so; `han:words`: each reading that a rule gives is a word;
//! * `double:ّ`: a consonant behind which this mark stands is written twice; the rules see the mark before a sign of the
//!   class `vowel`, whatever the normal form; `first:ּׁׂ`: they see these marks so too, which double nothing;
//! * `same:یي`: the first of each two letters is read as the second.
//!
//! The tables have a row a rule: system, from, left, right, to, example, romanized, why. `classes.csv` has sets of letters:
//! name, members, why; the classes `consonant`, `sign`, `vowel`, `sonorant` and `second`
//! (part of a compound) of a script are `SCRIPT-consonant` and so on.

use std::collections::HashMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::Marks;
use super::Romanization;
use super::abugida::{Inherent, Last, as_devanagari};
use super::han::Han;
use super::rules::{Classes, Context, Rule, Rules};

macro_rules! table {
    ($($name:literal)*) => {
        /// The tables by name.
        const TABLES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../gazetteer/rules/romanization/", $name, ".csv")))),*];
    };
}

table! {
    "arabic"
    "caucasus"
    "cyrillic"
    "cyrillic_other"
    "cyrillic_turkic"
    "cyrillization"
    "ethiopic"
    "greek"
    "han"
    "hangul"
    "hanja"
    "hebrew"
    "indic"
    "kana"
    "mongolian"
    "perso_arabic"
    "sinhala"
    "thaana"
    "thai"
}

const SYSTEMS: &str = include_str!("../../../gazetteer/rules/romanization/systems.csv");
const CLASSES: &str = include_str!("../../../gazetteer/rules/romanization/classes.csv");

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) system: String,
    pub(super) from: String,
    left: String,
    right: String,
    to: String,
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) example: String,
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) romanized: String,
    /// Table and line.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(super) place: String,
}

/// A row of `systems.csv`, and the system once it has been asked for.
struct Entry {
    id: String,
    lang: String,
    script: String,
    table: String,
    based_on: String,
    through: String,
    options: String,
    citation: String,
    system: OnceLock<Romanization>,
}

fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let entry = |row: csv::StringRecord| {
            let [id, lang, script, table, based_on, through, options, citation] =
                std::array::from_fn(|column| row.get(column).unwrap_or_default().to_owned());
            Entry { id, lang, script, table, based_on, through, options, citation, system: OnceLock::new() }
        };
        records(SYSTEMS).map(entry).collect()
    })
}

/// The records of a table. A test reads every row, so none is passed over.
fn records(table: &'static str) -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(table.as_bytes()).into_records().flatten()
}

fn classes() -> &'static Classes {
    static CLASSES_READ: OnceLock<Classes> = OnceLock::new();
    CLASSES_READ.get_or_init(|| {
        let class = |row: csv::StringRecord| {
            let members = row.get(1).unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect();
            (row.get(0).unwrap_or_default().to_owned(), members)
        };
        records(CLASSES).map(class).collect()
    })
}

pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    entries().iter().map(|entry| entry.id.as_str())
}

pub(super) fn system(id: &str) -> Option<&'static Romanization> {
    entry(id).map(|entry| entry.system.get_or_init(|| compile(entry)))
}

/// The system with the option `default` for a script.
pub(super) fn default_of(script: &str) -> Option<&'static Romanization> {
    static DEFAULTS: OnceLock<HashMap<&'static str, &'static Entry>> = OnceLock::new();
    let defaults = DEFAULTS.get_or_init(|| {
        let is_default = |entry: &&Entry| entry.options.split_ascii_whitespace().any(|option| option == "default");
        entries().iter().filter(is_default).map(|entry| (entry.script.as_str(), entry)).collect()
    });
    defaults.get(script).map(|entry| entry.system.get_or_init(|| compile(entry)))
}

fn entry(id: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.id == id)
}

fn compile(entry: &'static Entry) -> Romanization {
    // `based_on` is followed to its end; a circle, which a test refuses, ends after as many steps as there are systems.
    let lineage = std::iter::successors(Some(entry), |entry| self::entry(&entry.based_on)).take(entries().len());
    let option = |name: &str| entry.options.split_ascii_whitespace().find_map(|option| option.strip_prefix(name));
    let is_indic = option("indic").is_some();
    let scripts = [entry.script.as_str(), if is_indic { "Deva" } else { "" }];
    let words = |class: &str| -> Vec<Vec<char>> {
        let members = scripts.iter().filter_map(|script| classes().get(&format!("{script}-{class}"))).flatten();
        members.map(|word| word.chars().map(|c| if is_indic { as_devanagari(c) } else { c }).collect()).collect()
    };
    let letters = |class: &str| words(class).concat();
    let inherent = option("inherent:").map(|vowel| Inherent {
        vowel: vowel.to_owned(),
        consonants: letters("consonant"),
        signs: letters("sign"),
        vowels: letters("vowel"),
        sonorants: letters("sonorant"),
        seconds: words("second"),
        last: match option("drop-last") {
            None => Last::Kept,
            Some("-if-easy") => Last::DroppedIfEasy,
            Some(_) => Last::Dropped,
        },
        is_dropped_inside: option("drop-inside").is_some(),
    });
    let rules = lineage.flat_map(|entry| rows_of(entry).iter().filter_map(|row| rule(entry, row).ok()));
    let rules = rules.map(|rule| if is_indic { rule.map_letters(as_devanagari) } else { rule });
    let doubler = option("double:").and_then(|mark| mark.chars().next());
    let first: Vec<char> = option("first:").unwrap_or_default().chars().chain(doubler).collect();
    Romanization {
        id: entry.id.clone(),
        lang: entry.lang.clone(),
        script: entry.script.clone(),
        citation: entry.citation.clone(),
        through: system(&entry.through),
        rules: Rules::new(rules),
        inherent,
        is_indic,
        same: option("same:").map(pairs).unwrap_or_default(),
        marks: (!first.is_empty()).then(|| Marks { first, vowels: letters("vowel"), doubler }),
        takes_apart: option("apart").is_some(),
        has_syllables: option("syllables").is_some(),
        reads_kana: option("kana").is_some(),
        joins_hyphens: option("joins-hyphens").is_some(),
        han: option("han:").and_then(Han::named),
    }
}

/// The letters of an option `same:` two by two.
fn pairs(letters: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

/// A row as a rule, written as the system sees the text.
fn rule(entry: &Entry, row: &Row) -> Result<Rule, String> {
    let is_apart = entry.options.split_ascii_whitespace().any(|option| option == "apart");
    let written = |text: &str| if is_apart { text.nfd().collect::<String>() } else { text.to_owned() };
    Ok(Rule {
        from: written(&row.from).chars().collect(),
        to: row.to.clone(),
        left: Context::parse(&written(&row.left), classes())?,
        right: Context::parse(&written(&row.right), classes())?,
    })
}

/// The rows of a system. Each table is read once.
fn rows_of(entry: &Entry) -> &'static [Row] {
    type BySystem = HashMap<String, Vec<Row>>;
    static READ: OnceLock<HashMap<&'static str, OnceLock<BySystem>>> = OnceLock::new();
    let read = READ.get_or_init(|| TABLES.iter().map(|(name, _)| (*name, OnceLock::new())).collect());
    let Some((slot, (name, table))) =
        read.get(entry.table.as_str()).zip(TABLES.iter().find(|(name, _)| *name == entry.table))
    else {
        return &[];
    };
    let by_system = slot.get_or_init(|| {
        let mut by_system = BySystem::new();
        for row in table_rows(name, table) {
            by_system.entry(row.system.clone()).or_default().push(row);
        }
        by_system
    });
    by_system.get(&entry.id).map_or(&[], Vec::as_slice)
}

fn table_rows(name: &'static str, table: &'static str) -> impl Iterator<Item = Row> {
    records(table).map(move |row| {
        let line = row.position().map_or(0, csv::Position::line);
        let [system, from, left, right, to, example, romanized] =
            std::array::from_fn(|column| row.get(column).unwrap_or_default().to_owned());
        Row { system, from, left, right, to, example, romanized, place: format!("{name}.csv:{line}") }
    })
}

/// All rows, for the test that holds them.
#[cfg(test)]
pub(super) fn rows() -> Vec<Row> {
    let rows: Vec<Row> = TABLES.iter().flat_map(|(name, table)| table_rows(name, table)).collect();
    for row in &rows {
        let entry = entry(&row.system).unwrap_or_else(|| panic!("{}: unknown system {}", row.place, row.system));
        assert!(row.place.starts_with(&entry.table), "{}: {} is in table {}", row.place, row.system, entry.table);
        rule(entry, row).unwrap_or_else(|error| panic!("{}: {error}", row.place));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_can_be_read_and_lead_nowhere_in_a_circle() {
        for table in TABLES.iter().map(|(_, table)| *table).chain([SYSTEMS, CLASSES]) {
            csv::Reader::from_reader(table.as_bytes()).into_records().for_each(|row| assert!(row.is_ok(), "{row:?}"));
        }
        for entry in entries() {
            for link in [&entry.based_on, &entry.through] {
                assert!(
                    link.is_empty()
                        || entries().iter().take_while(|other| other.id != entry.id).any(|other| other.id == *link),
                    "{}: {link} must stand above it",
                    entry.id
                );
            }
        }
        assert_eq!(entries().len(), ids().collect::<std::collections::BTreeSet<_>>().len(), "an id stands twice");
    }
}
