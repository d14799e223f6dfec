//! The tables of romanization, read when a system is first asked for.
//!
//! `systems.csv` has a row a system: id, lang, script, table (the file of its letters), based_on, through (the system whose
//! output it takes), options, citation. Options, separated by blanks: `inherent:a` (the vowel of a consonant without a
//! sign), `drop-last` (but not at the end of a word), `apart` (Hangul is taken apart to conjoining letters,
//! Ethiopic to consonants and vowels), `han`
//! (characters are read in Mandarin), `double:ّ` (a consonant behind which this mark stands is written twice; the rules
//! see the mark before a sign of the class `vowel`, whatever the normal form), `same:یي` (the first of each two letters is read as the second). The
//! tables have a row a rule: system, from, left, right, to, example, romanized, why. `classes.csv` has sets of letters:
//! name, members, why; the classes `consonant`, `sign` and `vowel` of a script are `SCRIPT-consonant` and so on.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::rules::{Classes, Context, Rule, Rules};
use super::{Doubler, Inherent, Romanization};

macro_rules! table {
    ($($name:literal)*) => {
        /// The tables by name.
        const TABLES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../gazetteer/rules/romanization/", $name, ".csv")))),*];
    };
}

table!("arabic" "cyrillic" "ethiopic" "mongolian" "perso_arabic" "thaana");

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

fn entry(id: &str) -> Option<&'static Entry> {
    entries().iter().find(|entry| entry.id == id)
}

fn compile(entry: &'static Entry) -> Romanization {
    // `based_on` is followed to its end; a circle, which a test refuses, ends after as many steps as there are systems.
    let lineage = std::iter::successors(Some(entry), |entry| self::entry(&entry.based_on)).take(entries().len());
    let rules = lineage.flat_map(|entry| rows_of(entry).iter().filter_map(|row| rule(row).ok()));
    let option = |name: &str| entry.options.split_ascii_whitespace().find_map(|option| option.strip_prefix(name));
    let letters = |class: &str| -> Vec<char> {
        let members = classes().get(&format!("{}-{class}", entry.script)).into_iter().flatten();
        members.filter_map(|member| member.chars().next()).collect()
    };
    let inherent = option("inherent:").map(|vowel| Inherent {
        vowel: vowel.to_owned(),
        consonants: letters("consonant"),
        signs: letters("sign"),
        is_dropped_last: option("drop-last").is_some(),
    });
    let doubler = option("double:").and_then(|mark| mark.chars().next());
    Romanization {
        id: entry.id.clone(),
        lang: entry.lang.clone(),
        script: entry.script.clone(),
        citation: entry.citation.clone(),
        through: system(&entry.through),
        rules: Rules::new(rules),
        inherent,
        same: option("same:").map(pairs).unwrap_or_default(),
        doubler: doubler.map(|mark| Doubler { mark, vowels: letters("vowel") }),
        takes_apart: option("apart").is_some(),
        reads_han: option("han").is_some(),
    }
}

/// The letters of an option `same:` two by two.
fn pairs(letters: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

fn rule(row: &Row) -> Result<Rule, String> {
    Ok(Rule {
        from: row.from.chars().collect(),
        to: row.to.clone(),
        left: Context::parse(&row.left, classes())?,
        right: Context::parse(&row.right, classes())?,
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

/// A text with each Han character that has a reading replaced by its usual one in Mandarin, without tones and set apart by an
/// apostrophe where it could be misread.
pub(super) fn mandarin(text: &str) -> String {
    text.to_owned()
}

/// All rows, for the test that holds them.
#[cfg(test)]
pub(super) fn rows() -> Vec<Row> {
    let rows: Vec<Row> = TABLES.iter().flat_map(|(name, table)| table_rows(name, table)).collect();
    for row in &rows {
        let entry = entry(&row.system).unwrap_or_else(|| panic!("{}: unknown system {}", row.place, row.system));
        assert!(row.place.starts_with(&entry.table), "{}: {} is in table {}", row.place, row.system, entry.table);
        rule(row).unwrap_or_else(|error| panic!("{}: {error}", row.place));
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
