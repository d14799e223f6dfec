//! Pleiades, the gazetteer of ancient places, as two tables: `places.tsv` and `names.tsv`.
//!
//! A place is `pl:` and its id; the parts of its title ("Sparta/Lakedaimon") are alternate names in no language that is
//! said. A name is the attested form, in its language, and its romanization, a variant of that form; where only a
//! romanization is given it is a name of its own. Years before the common era are negative and have no year 0: 30 BCE
//! (-30) is `-0029`, approximate, as the bounds of a period are.
//!
//! A place whose only type says that it never was one ("false toponym") is dropped.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use super::columns::{Shape, Table, files};
use super::point::on_earth;
use super::record::{Period, Record};
use super::report::Tally;
use crate::error::Error;
use crate::model::{Curie, Date, FeatureCode, Language, NameKind, Source, disagreeing_script};

const SOURCE: &str = "pleiades";

/// The feature codes of the types of places; what is not listed is an ancient site.
#[rustfmt::skip]
const FEATURES: &[(&str, &str)] = &[
    ("P.PPLH", "settlement urban station vicus deme-attic fortified-settlement road-station city-block"),
    ("P.PPL", "settlement-modern"),
    ("L.RGN", "people region unlocated unlabeled unknown feature place undefined tribus cultural-landscape frontier-system-limes"),
    ("A.ADM1H", "province province-2 satrapy nome-gr diocese-roman regio-augusti league"), ("A.ADM2H", "district"),
    ("A.PCLH", "state"),
    ("H.STM", "river"), ("H.LK", "lake water-inland"), ("H.SEA", "water-open"), ("H.SPNG", "spring"), ("H.BAY", "bay"),
    ("H.STMM", "mouth"), ("H.ESTY", "estuary"), ("H.LGN", "lagoon"), ("H.CNL", "canal"), ("H.RPDS", "rapid"),
    ("H.WLL", "well"), ("H.RSV", "reservoir"), ("H.MRSH", "marsh-wetland salt-marsh"), ("H.HBR", "port"), ("H.RF", "reef"),
    ("T.ISL", "island"), ("T.ISLS", "archipelago island-group"), ("T.MT", "mountain"), ("T.HLL", "hill tell"),
    ("T.CAPE", "cape"), ("T.PEN", "peninsula"), ("T.PASS", "pass"), ("T.PLN", "plain"), ("T.VAL", "valley"),
    ("T.PLAT", "plateau"), ("T.DSRT", "desert"), ("T.OAS", "oasis"), ("T.VLC", "volcano"), ("T.ISTH", "isthmus"),
    ("V.FRST", "forest grove"), ("L.CST", "coast coastal-change"), ("R.RD", "road"), ("R.TNL", "tunnel"),
    ("S.BDG", "bridge bridge-group"), ("S.FT", "fort fort-2 fort-group hillfort military-installation-or-camp-temporary"),
    ("S.TMPL", "temple temple-2 sanctuary shrine"), ("S.CH", "church church-2 basilica abbey-church"),
    ("S.MNMT", "monument arch"), ("S.TMB", "tomb tumulus"), ("S.CMTY", "cemetery"), ("S.MN", "mine mine-2"),
    ("S.DAM", "dam dike dike-group"), ("S.WALL", "wall wall-2 city-wall"), ("S.THTR", "theatre"), ("S.PAL", "palace palace-complex"),
    ("S.PYR", "pyramid"), ("S.MSQE", "mosque"), ("S.MSTY", "monastery abbey"), ("S.LTHSE", "lighthouse"), ("S.CAVE", "cave"),
];

/// Codes of languages that are no tags, as the table writes them; what else is no tag counts as undetermined.
const LANGUAGES: &[(&str, &str)] = &[
    ("amh", "am"),
    ("heb", "he"),
    ("welsh", "cy"),
    ("catalan", "ca"),
    ("ca-valencia", "ca-valencia"),
    ("etruscan-in-latin-characters", "ett-Latn"),
];

pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let files = files(paths, |name| matches!(name, "places.tsv" | "names.tsv"))?;
    tally.expect(files.iter().map(PathBuf::as_path));
    tally.source(&Source {
        id: SOURCE.to_owned(),
        citation: "Pleiades: A Gazetteer of Past Places".to_owned(),
        url: "https://pleiades.stoa.org".to_owned(),
        date: None,
        licence: "CC BY 3.0".to_owned(),
        note: String::new(),
    })?;
    let mut run =
        Run { record: Record::new(SOURCE), places: HashSet::new(), given: HashSet::new(), tags: HashMap::new() };
    let mut tables = Vec::new();
    for path in &files {
        let table = Table::open(path, &Shape::tsv(), tally)?;
        // A place comes before its names, whatever the order of the files.
        let at = if table.column("title").is_some() { 0 } else { tables.len() };
        tables.insert(at, table);
    }
    for mut table in tables {
        if table.column("title").is_some() { run.places(&mut table, tally)? } else { run.names(&mut table, tally)? }
    }
    Ok(())
}

struct Run {
    record: Record,
    places: HashSet<u64>,
    /// Names given, as hashes.
    given: HashSet<u64>,
    /// By code, the tag of the language and that of its romanization.
    tags: HashMap<String, (Language, Language)>,
}

impl Run {
    fn places(&mut self, table: &mut Table, tally: &mut Tally<'_>) -> Result<(), Error> {
        let [id, title] = [table.required("pleiades_id")?, table.required("title")?];
        let [types, lat, lon] = ["place_types", "lat", "lon"].map(|name| table.column(name));
        let (und, _) = self.tag("");
        while table.advance(tally)? {
            let at = table.at();
            let curie = format!("pl:{}", table.field(id));
            let Ok(number) = table.field(id).parse::<u64>() else {
                tally.fault("a place without an id", at, table.field(title))?;
                continue;
            };
            if Curie::parse(&curie).is_err() || !self.places.insert(number) {
                tally.fault("a place without an id of its own", at, table.field(id))?;
                continue;
            }
            let Some(feature) = feature(table.optional(types)) else {
                self.places.remove(&number);
                tally.dropped("no place: a false toponym", at, table.field(title));
                continue;
            };
            self.record.begin(&curie);
            self.record.place.feature = FeatureCode::parse(feature)?;
            self.record.place.point = match (table.optional(lat).parse(), table.optional(lon).parse()) {
                (Ok(lat), Ok(lon)) => on_earth(lat, lon),
                _ => None,
            };
            for name in table.field(title).split('/').map(bare) {
                if self.record.name(&name, &und, NameKind::Alternate, None) {
                    self.given.insert(hash(number, &name, "und", Period::default()));
                }
            }
            if !self.record.give(tally, at)? {
                self.places.remove(&number);
            }
        }
        Ok(())
    }

    fn names(&mut self, table: &mut Table, tally: &mut Tally<'_>) -> Result<(), Error> {
        let [id, language, attested, romanized] = [
            table.required("pleiades_id")?,
            table.required("language")?,
            table.required("attested")?,
            table.required("romanized")?,
        ];
        let [start, end, accuracy] = ["start", "end", "transcription_accuracy"].map(|name| table.column(name));
        while table.advance(tally)? {
            let at = table.at();
            let known = table.field(id).parse().ok().filter(|number| self.places.contains(number));
            let Some(number) = known else {
                tally.dropped("a name of a place that is not given", at, table.field(id));
                continue;
            };
            let period = Period { start: year(table.optional(start), 0), end: year(table.optional(end), 1) };
            let period = match (period.start.and_then(|d| d.first_day()), period.end.and_then(|d| d.first_day())) {
                (Some(start), Some(end)) if start >= end => {
                    tally.dropped(
                        "years that end before they start; the name was taken without them",
                        at,
                        table.field(id),
                    );
                    Period::default()
                }
                _ => period,
            };
            let code = table.field(language);
            let (lang, latin) = self.tag(code);
            if lang.as_str() == "und" && !matches!(code, "" | "None" | "und") {
                tally.dropped("a language code that is no tag; und stands for it", at, code);
            }
            self.record.begin(&format!("pl:{number}"));
            let attested = bare(table.field(attested));
            // A Greek name in Latin letters is a romanization, whatever its column.
            let lang = if disagreeing_script(&attested, &lang).is_some() { latin.clone() } else { lang };
            let lang = if disagreeing_script(&attested, &lang).is_some() { self.tag("").0 } else { lang };
            self.record.dated_name(&attested, &lang, NameKind::Alternate, None, period);
            for (count, name) in table.field(romanized).split([',', '/', ';']).map(bare).enumerate() {
                let wrong = table.optional(accuracy) == "inaccurate" || count > 0 || !attested.is_empty();
                let kind = if wrong { NameKind::Variant } else { NameKind::Alternate };
                let tag = if disagreeing_script(&name, &latin).is_some() { self.tag("").0 } else { latin.clone() };
                let form_of = Some(attested.as_str()).filter(|of| of.chars().any(char::is_alphanumeric));
                if name != attested {
                    self.record.dated_name(&name, &tag, kind, form_of, period);
                }
            }
            let given = &mut self.given;
            self.record.retain_names(|name| {
                let period = Period { start: name.start, end: name.end };
                given.insert(hash(number, &name.text, name.lang.as_str(), period))
            });
            self.record.give_names(tally)?;
        }
        Ok(())
    }

    /// The tag of a language, and the tag of what is romanized from it.
    fn tag(&mut self, code: &str) -> (Language, Language) {
        if let Some(known) = self.tags.get(code) {
            return known.clone();
        }
        let named = LANGUAGES.iter().find(|(known, _)| *known == code).map_or(code, |(_, tag)| tag);
        let und = || Language::parse("und").expect("a tag");
        let lang = Language::parse(named).unwrap_or_else(|_| und());
        let is_latin = disagreeing_script("a", &lang).is_none();
        let latin = match lang.as_str() {
            "und" => lang.clone(),
            // A language of Latin letters, or a tag that names its script already.
            tag if tag.contains('-') || (is_latin && crate::model::usual_scripts(lang.primary()).len() == 1) => {
                lang.clone()
            }
            tag => Language::parse(&format!("{tag}-Latn")).unwrap_or_else(|_| und()),
        };
        self.tags.insert(code.to_owned(), (lang.clone(), latin.clone()));
        (lang, latin)
    }
}

/// The feature code of the first type that has one, or `None` for what is no place.
fn feature(types: &str) -> Option<&'static str> {
    let mut types = types.split([',', ';']).map(str::trim).filter(|kind| !kind.is_empty()).peekable();
    if types.peek().is_some_and(|kind| matches!(*kind, "false" | "false toponym")) {
        return None;
    }
    let known = |kind: &str| FEATURES.iter().find(|(_, kinds)| kinds.split(' ').any(|known| known == kind));
    let first = types.peek().copied();
    // "unlocated" says that there is no point, not what the place is.
    let code = types.filter(|kind| *kind != "unlocated").find_map(known).map(|(code, _)| *code);
    Some(code.unwrap_or(if matches!(first, None | Some("unlocated")) { "L.RGN" } else { "S.ANS" }))
}

/// A name without the marks of editors: `*` before a reconstruction, `?` after a doubt, brackets around what is
/// supplied, a qualifier in parentheses. "Untitled" is none.
fn bare(name: &str) -> String {
    let name = name.split_once(" (").map_or(name, |(before, _)| before);
    let name = name.replace(['*', '[', ']'], "");
    let name = name.trim().trim_end_matches('?').trim_end();
    if name.starts_with("Untitled") || name.starts_with("Unnamed") { String::new() } else { name.to_owned() }
}

/// A year as a date, `later` years later; a year that is not over yet is none.
fn year(text: &str, later: i32) -> Option<Date> {
    let year: i32 = text.parse().ok().filter(|year| *year != 0 && (-9998..2000).contains(year))?;
    // 1 BCE is year 0.
    let year = if year < 0 { year + 1 } else { year } + later;
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}~", year.unsigned_abs()).parse().ok()
}

fn hash(place: u64, text: &str, lang: &str, period: Period) -> u64 {
    let mut hasher = DefaultHasher::new();
    (place, text, lang, period.start, period.end).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::import::taken::{Taken, shared};
    use crate::import::{Format, Importer, Report};

    fn run(path: &Path) -> (Taken, Report) {
        let mut taken = Taken::default();
        let report = Importer::new(Format::Pleiades).run(&[path.to_owned()], &mut taken).unwrap();
        taken.check();
        (taken, report)
    }

    fn import(places: &str, names: &str) -> (Taken, Report) {
        let dir = tempfile::tempdir().unwrap();
        let head = "pleiades_id\ttitle\tplace_types\tlat\tlon\n";
        std::fs::write(dir.path().join("places.tsv"), format!("{head}{places}")).unwrap();
        let head = "pleiades_id\tlanguage\tname_type\tattested\tromanized\tstart\tend\ttranscription_accuracy\n";
        std::fs::write(dir.path().join("names.tsv"), format!("{head}{names}")).unwrap();
        run(dir.path())
    }

    #[test]
    fn titles_forms_and_languages() {
        let (taken, report) = import(
            "570685\tSparta/*Lakedaimon\tsettlement\t37.08\t22.42\n\
             2\tNowhere\tfalse toponym\t\t\n4\tUntitled\tsettlement\t\t\n5\t[Augusta] Ambianorum?\tsettlement\t\t\n3\tUrso (region)\tunlocated,people\t\t\n",
            "570685\tgrc\tgeographic\tΛακεδαίμων\tLakedaimon, Lakedaimōn\t-750\t640\taccurate\n\
             570685\tla\tgeographic\tSparta\tSparta\t-30\t300\taccurate\n\
             570685\tgrc\tgeographic\tSpartē\tSpartē\t\t\taccurate\n\
             570685\twelsh\tgeographic\t\tSbarta\t1700\t2100\tinaccurate\n\
             570685\tcana\tgeographic\t\tXyz\t\t\taccurate\n\
             9\tla\tgeographic\tRoma\tRoma\t\t\taccurate\n",
        );
        let names = [
            "Sparta und alternate",
            "Lakedaimon und alternate",
            "Λακεδαίμων grc alternate",
            "Lakedaimon grc-Latn variant",
            "Lakedaimōn grc-Latn variant",
            "Sparta la alternate",
            "Spartē grc-Latn alternate",
            "Sbarta cy variant",
            "Xyz und alternate",
        ];
        assert_eq!(taken.names_of("pl:570685"), names);
        assert_eq!(taken.place_of("pl:3").feature.as_str(), "L.RGN");
        assert_eq!(taken.names_of("pl:5"), ["Augusta Ambianorum und alternate"]);
        assert_eq!(taken.names_of("pl:3"), ["Urso und alternate"]);
        let reasons: Vec<_> = report.dropped.iter().map(|d| (d.reason, d.example.as_str())).collect();
        let expected = [
            ("a language code that is no tag; und stands for it", "cana"),
            ("a name of a place that is not given", "9"),
            ("a place without a name", "pl:4"),
            ("no place: a false toponym", "Nowhere"),
        ];
        assert_eq!(reasons, expected);
    }

    #[test]
    fn there_is_no_year_zero() {
        let date = |text, later| year(text, later).map(|date| date.to_string());
        assert_eq!(date("-30", 0).as_deref(), Some("-0029~"));
        assert_eq!(date("-1", 0).as_deref(), Some("0000~"));
        assert_eq!(date("-1", 1).as_deref(), Some("0001~"), "an end is the year after");
        assert_eq!(date("640", 1).as_deref(), Some("0641~"));
        assert_eq!(date("2100", 1), None, "still in use");
        assert_eq!(date("", 0), None);
    }

    #[test]
    fn the_tables_as_published() {
        let Some(dir) = shared("pleiades") else { return };
        let (taken, report) = run(&dir);
        assert!(report.places > 33_000 && report.names > 70_000, "{report:?}");
        assert!(taken.names_of("pl:570685").iter().any(|name| name.starts_with("Sparta")));
    }
}
