//! GeoNames: its dumps, told by their names and by the number of columns.
//!
//! | file | columns | here |
//! |---|---|---|
//! | allCountries, no-country, XX, cities500 and so on | 19 | places; the name is `common` and `und`, the ASCII name and `alternatenames` are variants |
//! | cities, reduced | 8 | populated places of name, point, country and codes |
//! | admin1CodesASCII, admin2Codes | 4 | administrative units, at the median of the places that carry their code |
//! | countryInfo | 19 | countries, at the median of their places; their names are English |
//! | alternateNamesV2, alternateNames | 10, 8 | names by language |
//! | country_translations.json | – | names of countries, `{geonameid: {language: name}}` |
//! | postal codes, XX | 12 | not read: their places have no geonameid |
//!
//! The richest come first. A place that comes again is the same place: only names that it has not got are given.
//! Where alternateNames is among the files, the column `alternatenames`, a shorter form of it, is passed over.
//! Column definitions: `readme.txt` of <https://download.geonames.org/export/dump/>.

mod names;
mod places;
mod units;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::input::{Lines, open};
use super::report::{At, Tally};
use super::row::{Names, fields, short_hash};
use super::tags::Tags;
use crate::error::{Error, ErrorKind};
use crate::model::{Language, Source};
use units::Units;

const SOURCE: &str = "geonames";

pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let mut inputs = find(paths, tally)?;
    inputs.sort();
    if inputs.is_empty() {
        let message =
            "no file of GeoNames; expected allCountries, cities500, alternateNamesV2 or others, packed or not";
        let error = Error::new(ErrorKind::Argument, message);
        return Err(match paths {
            [path] => error.at(path),
            _ => error,
        });
    }
    tally.expect(inputs.iter().map(|input| input.path.as_path()));
    tally.source(&Source {
        id: SOURCE.to_owned(),
        citation: "Contains data from GeoNames (www.geonames.org), CC BY 4.0".to_owned(),
        url: "https://www.geonames.org/".to_owned(),
        date: None,
        licence: "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)".to_owned(),
        note: String::new(),
    })?;
    let of = |kind| inputs.iter().filter(move |input| input.kind == kind).map(|input| input.path.as_path());
    let und = Language::parse("und")?;
    let mut run = Run {
        units: Units::default(),
        wikidata: Vec::new(),
        has_alternate_names: of(Kind::AlternateNames).next().is_some(),
        given: HashMap::new(),
        names: Names::new(SOURCE, &und),
        tags: Tags::new(und.clone()),
        und,
    };
    // The codes of units and the links of places are needed before the places, which come before units and names.
    for path in of(Kind::Admin) {
        run.units.read_admin(path, tally)?;
    }
    for path in of(Kind::Countries) {
        run.units.read_countries(path, tally)?;
    }
    tally.expect(of(Kind::AlternateNames));
    for path in of(Kind::AlternateNames) {
        run.read_links(path, tally)?;
    }
    run.wikidata.sort_unstable();
    for path in of(Kind::Places) {
        run.read_places(path, tally)?;
    }
    for path in of(Kind::Reduced) {
        run.read_reduced(path, tally)?;
    }
    run.give_units(tally)?;
    for path in of(Kind::AlternateNames) {
        run.read_names(path, tally)?;
    }
    for path in of(Kind::Translations) {
        run.read_translations(path, tally)?;
    }
    Ok(())
}

/// What a file holds, the richest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Places,
    Admin,
    Countries,
    Reduced,
    AlternateNames,
    Translations,
    /// Reported and not read.
    Postal,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Input {
    kind: Kind,
    path: PathBuf,
}

fn find(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<Vec<Input>, Error> {
    let mut inputs: Vec<Input> = Vec::new();
    for path in paths {
        let mut files = vec![path.clone()];
        if path.is_dir() {
            let entries = std::fs::read_dir(path).map_err(|error| Error::io(path, "cannot read the folder", error))?;
            files = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|file| named(file).is_some()).collect();
            files.sort();
        }
        for file in files {
            let kind = match named(&file) {
                Some(Named::Kind(kind)) => Some(kind),
                _ => by_columns(&file, tally)?,
            };
            match kind {
                Some(kind) if !inputs.iter().any(|input| input.path == file) => inputs.push(Input { kind, path: file }),
                Some(_) => {}
                None => {
                    let at = At { path: &file, line: 0 };
                    tally.fault("file that is no table of GeoNames places or names; not read", at, "")?;
                }
            }
        }
    }
    Ok(inputs)
}

/// What the name of a file says.
enum Named {
    Kind(Kind),
    /// Places, or postal codes: its columns tell.
    Places,
}

fn named(path: &Path) -> Option<Named> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let name = [".gz", ".zst", ".zip"].iter().find_map(|packing| name.strip_suffix(packing)).unwrap_or(&name);
    let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".json")).unwrap_or(name);
    let is_text = stem.len() < name.len() || !stem.contains('.');
    let is_country = stem.len() == 2 && stem.bytes().all(|byte| byte.is_ascii_lowercase());
    let starts = |prefix: &str| stem.starts_with(prefix);
    if !is_text {
        None
    } else if starts("allcountries") || starts("no-country") || starts("cities") || is_country {
        Some(Named::Places)
    } else if starts("admin1codes") || starts("admin2codes") {
        Some(Named::Kind(Kind::Admin))
    } else if starts("countryinfo") {
        Some(Named::Kind(Kind::Countries))
    } else if starts("country_translations") {
        Some(Named::Kind(Kind::Translations))
    } else if starts("alternatenames") && !starts("alternatenamesm") && !starts("alternatenamesd") {
        Some(Named::Kind(Kind::AlternateNames))
    } else {
        None
    }
}

/// What the columns of the first line say.
fn by_columns(path: &Path, tally: &mut Tally<'_>) -> Result<Option<Kind>, Error> {
    let mut lines = Lines::new(open(path, tally)?, path);
    while lines.advance(tally)? {
        if lines.text().starts_with('#') || lines.text().is_empty() {
            continue;
        }
        let (fields, count) = fields::<20>(lines.text());
        let is_number = |text: &str| text.parse::<f64>().is_ok();
        return Ok(match count {
            19 if is_number(fields[0]) => Some(Kind::Places),
            19 if is_number(fields[16]) => Some(Kind::Countries),
            10 if is_number(fields[0]) && is_number(fields[1]) => Some(Kind::AlternateNames),
            8 if is_number(fields[0]) && is_number(fields[1]) => Some(Kind::AlternateNames),
            8 if is_number(fields[0]) && is_number(fields[2]) && is_number(fields[3]) => Some(Kind::Reduced),
            4 if is_number(fields[3]) && fields[0].contains('.') => Some(Kind::Admin),
            12 if is_number(fields[9]) && is_number(fields[10]) => {
                tally.dropped("table of postal codes: its places have no geonameid; not read", lines.at(), "");
                Some(Kind::Postal)
            }
            _ => None,
        });
    }
    Ok(None)
}

/// What is remembered of a place that was given: hashes of its name and its ASCII name.
#[derive(Clone, Copy)]
struct Given {
    name: u32,
    ascii: u32,
    /// They are in English, as those of countries are; else nobody says in which language.
    english: bool,
}

impl Given {
    fn new(name: &str, ascii: &str) -> Given {
        Given { name: short_hash(name), ascii: short_hash(ascii), english: false }
    }

    /// Were the names given in this language?
    fn speaks(self, lang: &Language) -> bool {
        lang.as_str() == if self.english { "en" } else { "und" }
    }

    fn has(self, name: &str) -> bool {
        let hash = short_hash(name);
        hash == self.name || hash == self.ascii
    }
}

struct Run {
    units: Units,
    /// Places and the numbers of their Wikidata items, sorted.
    wikidata: Vec<(u32, u64)>,
    has_alternate_names: bool,
    given: HashMap<u32, Given>,
    names: Names,
    tags: Tags,
    und: Language,
}

/// A geonameid. They count up from 1 and have reached 13 million.
fn geonameid(tally: &mut Tally<'_>, at: At<'_>, text: &str) -> Result<Option<u32>, Error> {
    let id = text.parse().ok().filter(|id| *id > 0);
    if id.is_none() {
        tally.fault("geonameid that is no number", at, text)?;
    }
    Ok(id)
}
