//! Attribute tables of Natural Earth, of versions that name their columns in capitals or not.
//!
//! A place is a row with an id: `ne:` and `NE_ID`, or `BRK_A3` in the older tables of disputed areas, which have no
//! other. A table without either (the physical tables of version 4, label points) is skipped and reported, since the
//! number of a row is no id; `maps/natural_earth_4.toml` imports those. The same id in two scales is one place, with
//! the names of both.
//!
//! `-99` stands for "none" in every column, 0, 0 for "no point". A row's `NAME` in a table of disputed areas is the
//! unit that surrounds it, and `BRK_NAME` its own; spellings ("Liancort") stay as they are. Claims: [`claims`].

mod claims;
mod feature;

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::columns::{Shape, Table, files};
use super::iso::{is_assigned, is_subdivision};
use super::point::{middle, on_earth};
use super::record::Record;
use super::report::{At, Tally};
use crate::error::{Error, ErrorKind};
use crate::model::{Curie, FeatureCode, Language, NameKind, PartyKind, Point, Source};
use claims::{Parties, Subject};

const SOURCE: &str = "natural-earth";

pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let files = files(paths, |name| name.starts_with("ne_") && name.ends_with(".csv"))?;
    tally.expect(files.iter().map(PathBuf::as_path));
    tally.source(&Source {
        id: SOURCE.to_owned(),
        citation: "Natural Earth, vector map data".to_owned(),
        url: "https://www.naturalearthdata.com/".to_owned(),
        date: None,
        licence: "public domain".to_owned(),
        note: "Made with Natural Earth".to_owned(),
    })?;
    let mut run = Run {
        parties: Parties::new(),
        record: Record::new(SOURCE),
        languages: HashMap::new(),
        given: HashSet::new(),
        names: HashSet::new(),
        same_as: HashSet::new(),
    };
    for path in &files {
        run.countries(path, tally)?;
    }
    for path in &files {
        run.table(path, tally)?;
    }
    Ok(())
}

struct Run {
    parties: Parties,
    record: Record,
    languages: HashMap<String, Language>,
    /// The places given, and, as hashes of eight bytes, what was given with them: two scales of one table repeat both.
    given: HashSet<String>,
    names: HashSet<u64>,
    same_as: HashSet<u64>,
}

/// The columns of a table by their names in small letters.
struct Columns(HashMap<String, usize>);

impl Columns {
    fn of(table: &Table) -> Columns {
        Columns(table.header().iter().enumerate().map(|(at, name)| (name.to_ascii_lowercase(), at)).collect())
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A field, or the empty text where there is no such column or the field says "none".
    fn get<'t>(&self, table: &'t Table, name: &str) -> &'t str {
        said(table.optional(self.0.get(name).copied()))
    }

    /// The first of the fields that is not empty.
    fn first<'t>(&self, table: &'t Table, names: &[&str]) -> &'t str {
        names.iter().map(|name| self.get(table, name)).find(|field| !field.is_empty()).unwrap_or("")
    }
}

/// A field, or the empty text when it says "none".
fn said(field: &str) -> &str {
    if matches!(field, "-99" | "-99.0" | "-099") { "" } else { field }
}

/// Columns with names: column, language, kind, and whether it is a form of the first name.
const NAMES: &[(&str, &str, NameKind, bool)] = &[
    ("name", "und", NameKind::Common, false),
    ("name_long", "und", NameKind::Common, false),
    ("formal_en", "en", NameKind::Alternate, false),
    ("formal_fr", "fr", NameKind::Alternate, false),
    ("name_ciawf", "en", NameKind::Alternate, false),
    ("geounit", "und", NameKind::Alternate, false),
    ("brk_name", "und", NameKind::Alternate, false),
    ("namepar", "und", NameKind::Alternate, false),
    ("label", "und", NameKind::Variant, true),
    ("name_abb", "und", NameKind::Variant, true),
    ("nameascii", "und", NameKind::Variant, true),
    ("abbrev", "und", NameKind::Abbreviation, true),
    ("postal", "und", NameKind::Abbreviation, true),
];

/// Columns with several names.
const ALTERNATES: &[&str] = &["name_alt", "namealt"];

impl Run {
    /// Takes the countries of a table that has them, so that notes and points of view in any table name parties.
    fn countries(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut table = Table::open(path, &Shape::csv(), tally)?;
        let columns = Columns::of(&table);
        if !columns.has("iso_a2_eh") || !columns.has("name_long") {
            return Ok(());
        }
        // A country has a code of its own; what is only counted to it (ISO_A2_EH of a lease or an islet) has none.
        while table.advance(&mut *tally)? {
            let get = |name| columns.get(&table, name);
            if !get("featurecla").eq_ignore_ascii_case("admin-0 country") {
                continue;
            }
            let own = get("homepart") == "1" || is_assigned(get("iso_a2"));
            let code = if is_assigned(get("iso_a2")) { get("iso_a2") } else { get("iso_a2_eh") };
            if own && is_assigned(code) {
                let party = self.parties.add(code, PartyKind::State, columns.first(&table, &["name_long", "name"]));
                for column in ["name", "name_long", "admin", "abbrev", "name_ciawf", "name_en", "formal_en"] {
                    self.parties.call(party, get(column));
                }
            }
        }
        Ok(())
    }

    fn table(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut table = Table::open(path, &Shape::csv(), tally)?;
        let columns = Columns::of(&table);
        if !columns.has("featurecla") {
            let message = "no column FEATURECLA; expected an attribute table of Natural Earth";
            return Err(Error::new(ErrorKind::Invalid, message).at(path).line(1));
        }
        let older = !columns.has("ne_id");
        if older && !(columns.has("brk_a3") && columns.has("note_brk")) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            tally.dropped("a table without ids; import it by a map of its columns", table.at(), name);
            return Ok(());
        }
        // `NAME_AR` and the like, in the order of the table; `NAME_ZHT` is traditional Chinese.
        let mut translations = Vec::new();
        for (at, header) in table.header().iter().enumerate() {
            let lower = header.to_ascii_lowercase();
            let Some(code) = lower.strip_prefix("name_").filter(|code| code.len() == 2 || *code == "zht") else {
                continue;
            };
            let tag = match code {
                "zh" => "zh-Hans",
                "zht" => "zh-Hant",
                code => code,
            };
            if let Ok(lang) = Language::parse(tag) {
                translations.push((at, lang));
            }
        }
        while table.advance(tally)? {
            self.row(&table, &columns, older, &translations, tally)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        table: &Table,
        columns: &Columns,
        older: bool,
        translations: &[(usize, Language)],
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let (at, get) = (table.at(), |name| columns.get(table, name));
        let id = if older { get("brk_a3") } else { get("ne_id").trim_end_matches(".0") };
        let id = format!("ne:{id}");
        if Curie::parse(&id).is_err() {
            return tally.fault("a row without an id", at, get("name"));
        }
        let views = views(table);
        let default = columns.first(table, &["fclass_tlc", "featurecla"]);
        let own_name = if older && get("brk_name") != get("name") {
            get("brk_name")
        } else {
            columns.first(table, &["name_long", "brk_name", "name"])
        };
        let subject = Subject { place: &id, name: own_name, note: get("note_brk"), default, views: &views };

        self.record.begin(&id);
        self.names(table, columns, older, translations);
        let mut seen = std::mem::take(&mut self.names);
        self.record.retain_names(|name| seen.insert(hash((&name.place, &name.text, name.lang.as_str()))));
        self.names = seen;
        if self.given.contains(&id) {
            tally.dropped("a place that an earlier row has; names that are new were taken", at, &id);
            return self.record.give_names(tally);
        }
        let class = get("featurecla");
        let code = feature::code(class, get("type"), subject.differs()).unwrap_or_else(|| {
            tally.dropped("a feature class without a feature code; L.RGN stands for it", at, class);
            "L.RGN"
        });
        self.record.place.feature = FeatureCode::parse(code)?;
        (self.record.place.point, self.record.place.note) = point(table, columns);
        let population = columns.first(table, &["pop_est", "pop_max"]).split('.').next().unwrap_or_default();
        self.record.place.population = population.parse().ok().filter(|count| *count > 0);
        self.same_as(table, columns, tally, at);
        if self.record.give(tally, at)? {
            subject.give(&mut self.parties, tally, at)?;
            self.given.insert(id);
        }
        Ok(())
    }

    fn names(&mut self, table: &Table, columns: &Columns, older: bool, translations: &[(usize, Language)]) {
        let und = self.language("und");
        for (at, lang) in translations {
            self.record.name(said(table.field(*at)), lang, NameKind::Common, None);
        }
        let get = |name: &str| columns.get(table, name);
        // The unit that surrounds a disputed area has its names in the same row.
        let borrowed = older && get("brk_name") != get("name");
        if borrowed {
            self.record.name(get("brk_name"), &und, NameKind::Common, None);
        }
        // What an abbreviation stands for; where the name is itself cut short ("Falkland Is."), the long one.
        let whole = columns.first(table, &["name_long", "name"]);
        let columns_of_names = if borrowed { &[] } else { NAMES };
        for (column, lang, kind, is_form) in columns_of_names {
            let lang = self.language(lang);
            let form_of = is_form.then_some(whole).filter(|whole| !whole.is_empty());
            let cut = *column == "name" && get("name").contains('.') && get("name") != whole;
            let (kind, form_of) = if cut { (NameKind::Abbreviation, Some(whole)) } else { (*kind, form_of) };
            self.record.name(get(column), &lang, kind, form_of);
        }
        for column in ALTERNATES {
            for name in get(column).split(['|', ';']).flat_map(|names| names.split(", ")) {
                self.record.name(name, &und, NameKind::Alternate, None);
            }
        }
    }

    fn language(&mut self, tag: &str) -> Language {
        let parsed = || Language::parse(tag).expect("the table of columns has valid tags");
        self.languages.entry(tag.to_owned()).or_insert_with(parsed).clone()
    }

    /// The same place elsewhere, each id once in a run.
    fn same_as(&mut self, table: &Table, columns: &Columns, tally: &mut Tally<'_>, at: At<'_>) {
        let get = |name| columns.get(table, name);
        let number = |name| get(name).trim_end_matches(".0");
        let mut ids = vec![format!("wd:{}", get("wikidataid"))];
        ids.extend(["geonamesid", "geonameid", "gn_id"].map(|column| format!("gn:{}", number(column))));
        ids.push(format!("wof:{}", number("wof_id")));
        if is_subdivision(get("iso_3166_2")) {
            ids.push(format!("iso:{}", get("iso_3166_2")));
        }
        // Of a country its own code; a table of cities has the code of their country in the same column.
        let is_country = get("featurecla").to_ascii_lowercase().starts_with("admin-0 country");
        let code = if is_assigned(get("iso_a2")) { get("iso_a2") } else { get("iso_a2_eh") };
        if is_country && is_assigned(code) && (code == get("iso_a2") || get("homepart") == "1") {
            ids.push(format!("iso:{code}"));
        }
        for id in ids {
            let Ok(curie) = Curie::parse(&id) else { continue };
            if self.same_as.insert(hash(curie.as_str())) {
                self.record.place.same_as.push(curie);
            } else {
                tally.dropped("an id of another gazetteer that an earlier row has", at, &id);
            }
        }
    }
}

/// The points of view of a row: party ids, and the classes they see. `FCLASS_ISO` is a list of codes and no view, and
/// `FCLASS_TLC` the default; South Korea is `KO`, which is not its code.
fn views(table: &Table) -> Vec<(String, String)> {
    let mut views = Vec::new();
    for (at, header) in table.header().iter().enumerate() {
        let upper = header.to_ascii_uppercase();
        let Some(code) = upper.strip_prefix("FCLASS_").filter(|code| code.len() == 2) else { continue };
        let class = said(table.field(at));
        if !matches!(class, "" | "null") {
            views.push((if code == "KO" { "KR" } else { code }.to_owned(), class.to_owned()));
        }
    }
    views
}

/// The label point, the position, or the middle of the bounding box, and a note when it is the last.
fn point(table: &Table, columns: &Columns) -> (Option<Point>, String) {
    let number = |name: &str| table.optional(columns.0.get(name).copied()).parse::<f64>().ok();
    for (lat, lon) in [("label_y", "label_x"), ("latitude", "longitude"), ("lat_y", "long_x")] {
        if let (Some(lat), Some(lon)) = (number(lat), number(lon))
            && let Some(point) = on_earth(lat, lon)
        {
            return (Some(point), String::new());
        }
    }
    let corner = ["bbox_lat_min", "bbox_lat_max", "bbox_lon_min", "bbox_lon_max"].map(number);
    let [Some(south), Some(north), Some(west), Some(east)] = corner else { return (None, String::new()) };
    match middle([south, north, west, east]) {
        Some(point) => (Some(point), "point: the middle of the bounding box".to_owned()),
        None => (None, String::new()),
    }
}

/// Eight bytes that stand for a value; two values in a table share them about once in a million runs.
fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The ASCII letters and digits of a text in small letters, in groups joined by hyphens.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
