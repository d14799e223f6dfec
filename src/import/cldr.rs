//! Names of territories and subdivisions of Unicode CLDR: tables of locale, code, name and, for territories, `alt`.
//!
//! A code is a place without a point: `iso:` and the code of ISO 3166-1 or 3166-2 (`frara` is `iso:FR-ARA`); an area
//! of UN M49, for which there is no scheme, has the slug `m49-150`. Codes that users assign (ZZ, QO, pseudo locales)
//! are no place, nor is UN. Which subdivision belongs to which country is disputed for some, so `part_of` stays empty.
//!
//! A locale is a BCP 47 tag with `_` for `-`. A locale repeats the names it inherits: a name that a lookup by its tag
//! finds at the next parent is dropped. The tables are held in memory, since they are sorted by locale.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::columns::{Shape, Table, files};
use super::iso::is_assigned;
use super::record::Record;
use super::report::{At, Tally};
use crate::error::Error;
use crate::model::{FeatureCode, Language, NameKind, Source};

const SOURCE: &str = "cldr";

/// What CLDR calls the name of a code in a locale, and where that stands.
struct Named {
    locale: usize,
    kind: NameKind,
    text: String,
    file: usize,
    line: u64,
}

#[derive(Default)]
struct Held {
    /// By place id.
    places: BTreeMap<String, Vec<Named>>,
    locales: Vec<Language>,
    /// The number of each locale; `None` where it is no language tag.
    numbers: HashMap<String, Option<usize>>,
}

pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let files = files(paths, |name| matches!(name, "territory_names.tsv" | "subdivision_names.tsv"))?;
    tally.expect(files.iter().map(PathBuf::as_path));
    tally.source(&Source {
        id: SOURCE.to_owned(),
        citation: "Unicode Common Locale Data Repository. Copyright (c) Unicode, Inc.".to_owned(),
        url: "https://cldr.unicode.org/".to_owned(),
        date: None,
        licence: "Unicode-3.0".to_owned(),
        note: String::new(),
    })?;
    let mut held = Held::default();
    for (file, path) in files.iter().enumerate() {
        let mut table = Table::open(path, &Shape::tsv(), tally)?;
        held.read(&mut table, file, tally)?;
    }
    let mut record = Record::new(SOURCE);
    for (id, names) in &held.places {
        record.begin(id);
        record.place.feature = FeatureCode::parse(feature(id))?;
        for (number, name) in names.iter().enumerate() {
            let lang = &held.locales[name.locale];
            let at = At { path: &files[name.file], line: name.line };
            if held.inherits(name, &names[..number], &names[number + 1..]) {
                tally.dropped("a name that the parent locale has", at, &name.text);
            } else if !record.name(&name.text, lang, name.kind, None) {
                tally.dropped("a name that the locale has twice", at, &name.text);
            }
        }
        let at = names.first().map_or(At { path: &files[0], line: 1 }, |n| At { path: &files[n.file], line: n.line });
        record.give(tally, at)?;
    }
    Ok(())
}

impl Held {
    fn read(&mut self, table: &mut Table, file: usize, tally: &mut Tally<'_>) -> Result<(), Error> {
        let subdivisions = table.column("subdivision").is_some();
        let code = table.required(if subdivisions { "subdivision" } else { "territory" })?;
        let (locale, name, alt) = (table.required("locale")?, table.required("name")?, table.column("alt"));
        while table.advance(tally)? {
            let at = table.at();
            let Some(id) = place_id(table.field(code), subdivisions) else {
                tally.dropped("a code that is not of a place", at, table.field(code));
                continue;
            };
            let Some(locale) = self.locale(table.field(locale)) else {
                // CLDR has languages sooner than the registry of tags that this crate knows.
                tally.dropped("a locale that is not a language tag", at, table.field(locale));
                continue;
            };
            let kind = match table.optional(alt) {
                "" => NameKind::Common,
                "short" => NameKind::Short,
                // Among them the sides of a name: alt="variant" of FK, "chagos" and "biot" of IO.
                _ => NameKind::Alternate,
            };
            let named = Named { locale, kind, text: table.field(name).to_owned(), file, line: at.line };
            self.places.entry(id).or_default().push(named);
        }
        Ok(())
    }

    fn locale(&mut self, text: &str) -> Option<usize> {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = Language::parse(&text.replace('_', "-")).ok().map(|lang| {
            self.locales.push(lang);
            self.locales.len() - 1
        });
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// Has the nearest parent of the name's locale that has a name of the same kind the same name?
    fn inherits(&self, name: &Named, before: &[Named], after: &[Named]) -> bool {
        let others = || before.iter().chain(after).filter(|other| other.kind == name.kind);
        let mut parents = self.locales[name.locale].with_parents().skip(1);
        parents
            .find_map(|parent| {
                let mut same = others().filter(|other| self.locales[other.locale].as_str() == parent).peekable();
                same.peek()?;
                Some(same.any(|other| other.text == name.text))
            })
            .unwrap_or(false)
    }
}

/// The place id of a code, or `None` when the code is not of a place.
fn place_id(code: &str, subdivisions: bool) -> Option<String> {
    let upper = code.to_ascii_uppercase();
    match code.len() {
        2 if is_assigned(&upper) && upper != "UN" => Some(format!("iso:{upper}")),
        3 if code.bytes().all(|byte| byte.is_ascii_digit()) => Some(format!("m49-{code}")),
        3..=5 if subdivisions && code.is_ascii() && is_assigned(&upper[..2]) => {
            let valid = upper.bytes().all(|byte| byte.is_ascii_alphanumeric());
            valid.then(|| format!("iso:{}-{}", &upper[..2], &upper[2..]))
        }
        _ => None,
    }
}

/// A code says that something is a political entity, not whether it is independent.
fn feature(id: &str) -> &'static str {
    match id {
        "m49-002" | "m49-003" | "m49-005" | "m49-009" | "m49-019" | "m49-142" | "m49-150" | "iso:AQ" => "L.CONT",
        "iso:EU" | "iso:EZ" => "L.RGN",
        _ if id.starts_with("m49-") => "L.RGN",
        _ if id.contains('-') => "A.ADM1",
        _ => "A.PCL",
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::import::taken::{Taken, shared};
    use crate::import::{Format, Importer, Report};

    fn import(territories: &str, subdivisions: &str) -> (Taken, Report) {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("territory_names.tsv"), territories).unwrap();
        std::fs::write(dir.path().join("subdivision_names.tsv"), subdivisions).unwrap();
        run(dir.path())
    }

    fn run(path: &Path) -> (Taken, Report) {
        let mut taken = Taken::default();
        let report = Importer::new(Format::Cldr).run(&[path.to_owned()], &mut taken).unwrap();
        taken.check();
        (taken, report)
    }

    #[test]
    fn kinds_codes_and_inherited_names() {
        let territories = "locale\tterritory\talt\tname\n\
            en\tFK\t\tFalkland Islands\n\
            en\tFK\tvariant\tFalkland Islands (Islas Malvinas)\n\
            en-AU\tFK\t\tFalkland Islands\n\
            es\tFK\t\tIslas Malvinas\n\
            en\tHK\tshort\tHong Kong\n\
            zh_Hant\tXK\t\t科索沃\n\
            en\tZZ\t\tUnknown Region\n\
            en\tQO\t\tOutlying Oceania\n\
            en\tUN\t\tUnited Nations\n\
            en\t150\t\tEurope\n\
            x!\tFR\t\tFrance\n";
        let subdivisions =
            "locale\tsubdivision\tname\nen\tusca\tCalifornia\nfr\tfrara\tAuvergne-Rhône-Alpes\nen\tCP\tClipperton\n";
        let (taken, report) = import(territories, subdivisions);
        let names = [
            "Falkland Islands en common",
            "Falkland Islands (Islas Malvinas) en alternate",
            "Islas Malvinas es common",
        ];
        assert_eq!(taken.names_of("iso:FK"), names);
        assert_eq!(taken.names_of("iso:HK"), ["Hong Kong en short"]);
        assert_eq!(taken.names_of("iso:XK"), ["科索沃 zh-Hant common"]);
        assert_eq!(taken.names_of("iso:US-CA"), ["California en common"]);
        assert_eq!(taken.names_of("iso:FR-ARA"), ["Auvergne-Rhône-Alpes fr common"]);
        assert_eq!(taken.place_of("m49-150").feature.as_str(), "L.CONT");
        assert!(taken.places.iter().all(|place| place.point.is_none() && place.part_of.is_none()));
        let dropped: Vec<_> = report.dropped.iter().map(|d| (d.reason, d.count, d.example.as_str())).collect();
        let expected = [
            ("a code that is not of a place", 3, "ZZ"),
            ("a locale that is not a language tag", 1, "x!"),
            ("a name that the parent locale has", 1, "Falkland Islands"),
        ];
        assert_eq!(dropped, expected);
    }

    #[test]
    fn a_name_that_the_nearest_parent_has_otherwise_is_kept() {
        let (taken, _) = import(
            "locale\tterritory\talt\tname\nen\tCZ\t\tCzechia\nen-GB\tCZ\t\tCzech Republic\nzh\tTW\t\t台湾\nzh-Hant\tTW\t\t台灣\nzh-Hant-HK\tTW\t\t台灣\n",
            "locale\tsubdivision\tname\n",
        );
        assert_eq!(taken.names_of("iso:CZ"), ["Czechia en common", "Czech Republic en-GB common"]);
        assert_eq!(taken.names_of("iso:TW"), ["台湾 zh common", "台灣 zh-Hant common"]);
    }

    #[test]
    fn the_tables_as_published() {
        let Some(dir) = shared("cldr") else { return };
        let (taken, report) = run(&dir);
        assert!((4_000..6_000).contains(&report.places) && report.names > 50_000, "{report:?}");
        assert!(taken.names_of("iso:FK").contains(&"Islas Malvinas es common".to_owned()));
    }
}
