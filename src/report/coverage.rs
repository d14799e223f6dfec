//! Coverage: what a gazetteer has and what it lacks, counted by region, language, script and party.
//!
//! Regions are boxes of degrees, the rows of `gazetteer/rules/regions.csv`, the first that holds the point: they count
//! rows and say nothing of belonging.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Serialize;
use unicode_script::{Script, UnicodeScript};

use crate::index::{Index, NameRef, PlaceRef};
use crate::model::{NameKind, Perspective, Point, Relation, primary};
use crate::perspective::{Choice, Tier, Wanted};

const REGIONS: &str = include_str!("../../gazetteer/rules/regions.csv");

/// The six official languages of the United Nations (rule 51 of the rules of procedure of the General Assembly).
const UN_LANGUAGES: [&str; 6] = ["ar", "en", "es", "fr", "ru", "zh"];

/// What a gazetteer has, and what it lacks.
///
/// ```
/// use allonym::{Index, report::Coverage};
/// let coverage = Coverage::new(&Index::embedded());
/// let kosovo = coverage.parties.iter().find(|row| row.party == "XK").expect("a party");
/// assert!(kosovo.accepts > 0);
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// How many there are of each kind of row.
    pub totals: Vec<CountRecord>,
    /// Why places have several names, each place under the first reason that holds.
    pub several_names: Vec<CountRecord>,
    /// Places by what they are, and what states lack.
    pub features: Vec<CountRecord>,
    /// Places that have an id elsewhere, by whose id it is.
    pub links: Vec<CountRecord>,
    /// By region, those of most places first.
    pub regions: Vec<CoverageRecord>,
    /// By primary language, those of most names first.
    pub languages: Vec<CoverageRecord>,
    /// By script of the first letter that has one, those of most names first.
    pub scripts: Vec<CoverageRecord>,
    /// By party, those that stand in most rows first.
    pub parties: Vec<PartyCoverageRecord>,
    /// How each side of a disputed territory is answered.
    pub sides: Vec<SideRecord>,
    /// The sides that have no name of a disputed territory in a language of theirs, or in English.
    pub gaps: Vec<GapRecord>,
}

/// A number of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CountRecord {
    /// What was counted.
    pub what: String,
    /// How many.
    pub count: usize,
}

/// What a region, a language or a script has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageRecord {
    /// The region, language tag or script.
    pub of: String,
    /// Places, or places that have such a name.
    pub places: usize,
    /// Those of them that are disputed territories at present.
    pub disputed: usize,
    /// Names.
    pub names: usize,
    /// Those of them that name a party that uses or disputes them.
    pub attributed: usize,
}

/// The rows in which a party stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyCoverageRecord {
    /// Its id.
    pub party: String,
    /// What it is called.
    pub label: String,
    /// Names that it uses.
    pub accepts: usize,
    /// Names that it objects to.
    pub disputes: usize,
    /// Claims that it makes.
    pub asserts: usize,
    /// Claims that it rejects.
    pub rejects: usize,
}

/// How the sides of disputed territories are answered in one language: pairs of place and side.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SideRecord {
    /// "own" for a language of the side, "en" for English.
    pub language: String,
    /// By a name that the side uses.
    pub own: usize,
    /// By a name that nobody disputes.
    pub shared: usize,
    /// By nothing better than contested names.
    pub contested: usize,
    /// By no name.
    pub none: usize,
}

/// A side of a disputed territory that has no name of its own there, and none that is nobody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapRecord {
    /// The place.
    pub place: String,
    /// The side.
    pub party: String,
    /// The language.
    pub lang: String,
    /// Whether there are names, all contested.
    pub contested: bool,
}

impl Coverage {
    /// Counts what an index has at present. O(names), and a choice of name for each side of each dispute.
    #[must_use]
    pub fn new(index: &Index) -> Coverage {
        let mut regions = Table::default();
        let mut languages = Table::default();
        let mut scripts = Table::default();
        for place in index.places() {
            let region = place.point().map_or("no point", region);
            regions.place(region, place);
            for name in place.names() {
                regions.name(region, name);
                languages.name(primary(name.lang()), name);
                scripts.name(script(name.text()), name);
            }
        }
        let (sides, gaps) = sides(index);
        Coverage {
            totals: totals(index, languages.rows.len(), scripts.rows.len()),
            several_names: several_names(index),
            features: features(index),
            links: links(index),
            regions: regions.into_records(|row| row.places),
            languages: languages.into_records(|row| row.names),
            scripts: scripts.into_records(|row| row.names),
            parties: parties(index),
            sides,
            gaps,
        }
    }
}

/// Counts by a key, places once each.
#[derive(Default)]
struct Table<'i> {
    rows: BTreeMap<&'i str, Row>,
}

#[derive(Default)]
struct Row {
    places: BTreeSet<u32>,
    disputed: BTreeSet<u32>,
    names: usize,
    attributed: usize,
}

impl<'i> Table<'i> {
    fn place(&mut self, key: &'i str, place: PlaceRef<'_>) {
        let row = self.rows.entry(key).or_default();
        if row.places.insert(place.number()) && place.is_disputed(None) {
            row.disputed.insert(place.number());
        }
    }

    fn name(&mut self, key: &'i str, name: NameRef<'_>) {
        self.place(key, name.place());
        let row = self.rows.entry(key).or_default();
        row.names += 1;
        row.attributed += usize::from(is_attributed(name));
    }

    fn into_records(self, by: impl Fn(&CoverageRecord) -> usize) -> Vec<CoverageRecord> {
        let mut records: Vec<CoverageRecord> = self
            .rows
            .into_iter()
            .map(|(of, row)| CoverageRecord {
                of: of.to_owned(),
                places: row.places.len(),
                disputed: row.disputed.len(),
                names: row.names,
                attributed: row.attributed,
            })
            .collect();
        records.sort_by_key(|row| std::cmp::Reverse(by(row)));
        records
    }
}

fn is_attributed(name: NameRef<'_>) -> bool {
    name.accepted_by().len() + name.disputed_by().len() > 0
}

fn count(what: &str, count: usize) -> CountRecord {
    CountRecord { what: what.to_owned(), count }
}

fn totals(index: &Index, languages: usize, scripts: usize) -> Vec<CountRecord> {
    let demonym_languages: BTreeSet<&str> = index.demonyms().map(|demonym| primary(demonym.lang())).collect();
    vec![
        count("places", index.places().len()),
        count("names", index.names().len()),
        count("languages of names", languages),
        count("scripts of names", scripts),
        count("names that state who uses or disputes them", index.names().filter(|name| is_attributed(*name)).count()),
        count("names with a date", index.names().filter(|n| n.start().is_some() || n.end().is_some()).count()),
        count("disputed territories", index.places().filter(|place| place.is_disputed(None)).count()),
        count("claims", index.claims().len()),
        count("parties", index.parties().len()),
        count("sources", index.sources().len()),
        count("demonyms", index.demonyms().len()),
        count("languages of demonyms", demonym_languages.len()),
    ]
}

fn several_names(index: &Index) -> Vec<CountRecord> {
    let mut counts = [0; 5];
    for place in index.places() {
        let reasons = [
            place.claims().any(|claim| claim.relation().is_status() && claim.rejected_by().len() > 0)
                || place.is_disputed(None),
            place.names().any(|name| name.disputed_by().len() > 0),
            sides_differ(place),
            is_renamed(place),
            has_alternates(place),
        ];
        if let Some(first) = reasons.iter().position(|holds| *holds) {
            counts[first] += 1;
        }
    }
    let first_four = counts[..4].iter().sum();
    vec![
        count("territory disputed, now or once", counts[0]),
        count("else a name disputed", counts[1]),
        count("else parties use different names", counts[2]),
        count("else renamed", counts[3]),
        count("disputed or named differently by parties or in time", first_four),
        count("else several names at one time", counts[4]),
    ]
}

/// Do parties use different names in one language?
fn sides_differ(place: PlaceRef<'_>) -> bool {
    let used: Vec<NameRef<'_>> = place.names().filter(|name| name.is_live(None) && is_output(*name)).collect();
    used.iter().any(|one| {
        let parties: Vec<&str> = one.accepted_by().map(|party| party.id()).collect();
        used.iter().any(|other| {
            other.text() != one.text()
                && other.lang() == one.lang()
                && other.accepted_by().len() > 0
                && !parties.is_empty()
                && other.accepted_by().all(|party| !parties.contains(&party.id()))
        })
    })
}

/// Is a former name no name in that language any more?
fn is_renamed(place: PlaceRef<'_>) -> bool {
    place.names().filter(|former| former.end().is_some() && is_output(*former)).any(|former| {
        let same = |name: NameRef<'_>| name.text() == former.text() && name.lang() == former.lang();
        !place.names().any(|name| same(name) && name.end().is_none() && name.kind() != NameKind::Variant)
    })
}

fn has_alternates(place: PlaceRef<'_>) -> bool {
    place.names().any(|name| name.kind() == NameKind::Alternate)
}

/// A name that can be an answer, and is not a spelling or an abbreviation of another.
fn is_output(name: NameRef<'_>) -> bool {
    !matches!(name.kind(), NameKind::Variant | NameKind::Abbreviation | NameKind::Short) && name.form_of().is_none()
}

fn features(index: &Index) -> Vec<CountRecord> {
    let with = |holds: &dyn Fn(&str) -> bool| index.places().filter(|place| holds(place.feature())).count();
    let iso: Vec<PlaceRef<'_>> = index.places().filter(|place| place.same_as().any(is_alpha_2)).collect();
    let in_all = |place: &PlaceRef<'_>, kinds: &[NameKind]| {
        UN_LANGUAGES.iter().all(|lang| {
            place
                .names()
                .any(|name| name.is_live(None) && primary(name.lang()) == *lang && kinds.contains(&name.kind()))
        })
    };
    let short = [NameKind::Common, NameKind::Short];
    vec![
        count("entries of ISO 3166-1", iso.len()),
        count("with a usual name in the six languages of the UN", iso.iter().filter(|p| in_all(p, &short)).count()),
        count(
            "with an official name in the six",
            iso.iter().filter(|place| in_all(place, &[NameKind::Official])).count(),
        ),
        count("first-level units", with(&|feature| feature == "A.ADM1")),
        count("capitals", with(&|feature| feature == "P.PPLC")),
        count("other populated places", with(&|feature| feature.starts_with("P.") && feature != "P.PPLC")),
        count("seas, lakes, rivers, reefs", with(&|feature| feature.starts_with("H."))),
        count("islands, mountains, deserts", with(&|feature| feature.starts_with("T."))),
        count("continents, regions, lines", with(&|feature| feature.starts_with("L."))),
    ]
}

fn is_alpha_2(curie: &str) -> bool {
    curie.strip_prefix("iso:").is_some_and(|code| code.len() == 2)
}

fn links(index: &Index) -> Vec<CountRecord> {
    let mut links: BTreeMap<&str, usize> = BTreeMap::new();
    for place in index.places() {
        let whose: BTreeSet<&str> = place.same_as().filter_map(|id| Some(id.split_once(':')?.0)).collect();
        for catalogue in whose {
            *links.entry(catalogue).or_default() += 1;
        }
    }
    links.into_iter().map(|(catalogue, places)| count(catalogue, places)).collect()
}

fn parties(index: &Index) -> Vec<PartyCoverageRecord> {
    let row = |id: &str, label: &str| PartyCoverageRecord {
        party: id.to_owned(),
        label: label.to_owned(),
        accepts: 0,
        disputes: 0,
        asserts: 0,
        rejects: 0,
    };
    let mut rows: BTreeMap<&str, PartyCoverageRecord> =
        index.parties().map(|party| (party.id(), row(party.id(), party.label()))).collect();
    let mut add = |id: &str, to: fn(&mut PartyCoverageRecord) -> &mut usize| {
        if let Some(row) = rows.get_mut(id) {
            *to(row) += 1;
        }
    };
    for name in index.names() {
        name.accepted_by().for_each(|party| add(party.id(), |row| &mut row.accepts));
        name.disputed_by().for_each(|party| add(party.id(), |row| &mut row.disputes));
    }
    for claim in index.claims() {
        claim.asserted_by().for_each(|party| add(party, |row| &mut row.asserts));
        claim.rejected_by().for_each(|party| add(party, |row| &mut row.rejects));
    }
    let mut rows: Vec<PartyCoverageRecord> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.accepts + row.disputes + row.asserts + row.rejects));
    rows
}

/// Asks for the name of each disputed territory as each of its sides, in each of that side's languages and in English.
fn sides(index: &Index) -> (Vec<SideRecord>, Vec<GapRecord>) {
    let mut own = SideRecord { language: "own".to_owned(), ..SideRecord::default() };
    let mut english = SideRecord { language: "en".to_owned(), ..SideRecord::default() };
    let mut gaps = Vec::new();
    for place in index.places().filter(|place| place.is_disputed(None)) {
        for party in sides_of(place).into_iter().filter_map(|id| index.party(id).ok()) {
            let mut best: Option<(Answer, &str)> = None;
            for lang in party.languages() {
                let answer = ask(place, party.id(), lang);
                if best.is_none_or(|(known, _)| answer < known) {
                    best = Some((answer, lang));
                }
            }
            // A party without languages, such as an organization, is asked for English only.
            let asked = best.map(|(answer, lang)| (answer, lang, &mut own));
            for (answer, lang, record) in asked.into_iter().chain([(ask(place, party.id(), "en"), "en", &mut english)])
            {
                *match answer {
                    Answer::Own => &mut record.own,
                    Answer::Shared => &mut record.shared,
                    Answer::Contested => &mut record.contested,
                    Answer::None => &mut record.none,
                } += 1;
                if matches!(answer, Answer::Contested | Answer::None) {
                    let [place, party, lang] = [place.id(), party.id(), lang].map(str::to_owned);
                    gaps.push(GapRecord { place, party, lang, contested: answer == Answer::Contested });
                }
            }
        }
    }
    gaps.dedup();
    (vec![own, english], gaps)
}

/// Everyone who is said to own or to control the place, and everyone who says that it is a country of its own.
fn sides_of(place: PlaceRef<'_>) -> BTreeSet<&str> {
    let mut sides: BTreeSet<&str> = place.parties(None).into_iter().collect();
    for claim in place.claims().filter(|claim| claim.relation() == Relation::IsA && claim.is_live(None)) {
        sides.extend(claim.asserted_by().filter(|party| *party == place.id()));
    }
    sides
}

/// How a side is answered, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Answer {
    Own,
    Shared,
    Contested,
    None,
}

fn ask(place: PlaceRef<'_>, party: &str, lang: &str) -> Answer {
    let wanted = Wanted::new(lang).ok().zip(Perspective::parse(party).ok());
    let Some((wanted, perspective)) = wanted else { return Answer::None };
    match place.name_for(&wanted.perspective(perspective)) {
        Ok(Choice::Chosen(name)) if name.tier() == Tier::Accepted => Answer::Own,
        Ok(Choice::Chosen(_)) => Answer::Shared,
        Ok(Choice::Contested(names)) if names.iter().all(|name| name.tier() == Tier::Accepted) => Answer::Own,
        Ok(Choice::Contested(_)) => Answer::Contested,
        Ok(Choice::NoName) | Err(_) => Answer::None,
    }
}

/// The script of the first letter that has one of its own.
fn script(name: &str) -> &'static str {
    let own = |script: &Script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown);
    name.chars().map(|letter| letter.script()).find(own).map_or("none", |script| script.full_name())
}

/// A box of degrees, bounds included.
struct Region {
    name: &'static str,
    south: f64,
    north: f64,
    west: f64,
    east: f64,
}

static BOXES: LazyLock<Vec<Region>> = LazyLock::new(|| {
    // A test reads every row, so none is passed over.
    let rows = REGIONS.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let name = cells.next()?;
        let mut degrees = || cells.next()?.parse().ok();
        Some(Region { name, south: degrees()?, north: degrees()?, west: degrees()?, east: degrees()? })
    });
    rows.collect()
});

fn region(point: Point) -> &'static str {
    let holds = |region: &&Region| {
        (region.south..=region.north).contains(&point.lat) && (region.west..=region.east).contains(&point.lon)
    };
    BOXES.iter().find(holds).map_or("elsewhere at sea", |region| region.name)
}

#[cfg(test)]
mod tests {
    use super::{BOXES, Point, REGIONS, region, script};

    #[test]
    fn every_region_is_read() {
        assert_eq!(BOXES.len(), REGIONS.lines().count() - 1);
        for region in BOXES.iter() {
            assert!(region.south < region.north && region.west < region.east, "{}", region.name);
        }
    }

    #[test]
    fn points_are_where_maps_have_them() {
        for (lat, lon, expected) in [
            (35.17, 33.36, "Western Asia"),
            (36.14, -5.35, "Southern and Western Europe"),
            (-51.7, -57.85, "South America"),
            (10.0, 114.0, "South China Sea"),
            (44.0, 146.0, "Eastern Asia"),
            (24.15, -13.2, "Northern Africa"),
            (0.0, -25.0, "Sub-Saharan Africa"),
            (45.0, -40.0, "elsewhere at sea"),
        ] {
            assert_eq!(region(Point { lat, lon }), expected, "{lat} {lon}");
        }
    }

    #[test]
    fn the_script_is_that_of_the_first_letter() {
        assert_eq!(script("2-я Речка"), "Cyrillic");
        assert_eq!(script("竹島"), "Han");
        assert_eq!(script("123"), "none");
    }
}
