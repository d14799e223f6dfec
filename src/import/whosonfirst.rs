//! Who's On First: tables of places and of names, tab-separated with a header, columns told by name.
//!
//! What is taken how:
//!
//! | there | here |
//! |---|---|
//! | `placetype` | the feature, by [`FEATURES`]; `planet` and `timezone` are no places and are dropped |
//! | `lat`, `lon` | the point; 0,0 is "not known" |
//! | `parent_id` | `part_of`, but for a place that has more than one country in its hierarchy: that containment is disputed |
//! | `country` | nothing: one claimant is listed where there are several, so it is no claim |
//! | `gn_id`, `wd_id`, `ne_id`, `iso_id` | `same_as`; `iso_id` where it is a code of ISO 3166 and not one left to users |
//! | `is_current` 0 | the place stays, with a note. `cessation` tells when the record ended, not the place: thousands of living villages ceased on 2018-09-06. So no name ends with it |
//! | deprecated, superseded | dropped, with the names |
//! | `name` of the place | a `common` name in `und`: what the record goes by, in a language it does not say |
//! | `preferred`, `official` | `common`; nobody is said to have adopted it, which `official` needs |
//! | `variant`, `unknown` | `variant`: matched, never output; `unknown` are codes such as SVK |
//! | `colloquial` | `colloquial` |
//! | `historical` | `alternate` with the end `XXXX`: it ended, nobody says when |
//!
//! Names in `ceb` and `war`, many of them written by programs, stay rows like the others: they are names in these
//! languages and are chosen for no other.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::input::{Lines, open};
use super::iso::is_assigned;
use super::noise::Noise;
use super::report::{At, Tally};
use super::row::{Names, Saying, fields, point, population, same_as, short_hash};
use super::tags::Tags;
use crate::error::{Error, ErrorKind};
use crate::model::{Curie, FeatureCode, Language, NameKind, Place, Source};

const SOURCE: &str = "whosonfirst";

/// Place types and the GeoNames features that are next to them, after the definitions of
/// <https://github.com/whosonfirst/whosonfirst-placetypes>. A record of a disputed area is a region of land (`L.RGN`):
/// any code of class A would say what its status is. A country of Who's On First is a sovereign state, and a campus
/// nearly always an airport, but not said to be one, so it is a facility.
#[rustfmt::skip]
const FEATURES: &[(&str, &str)] = &[
    ("continent", "L.CONT"), ("ocean", "H.OCN"), ("marinearea", "H.SEA"), ("empire", "A.PCL"), ("country", "A.PCLI"),
    ("dependency", "A.PCLD"), ("disputed", "L.RGN"), ("macroregion", "A.ADMD"), ("region", "A.ADM1"),
    ("macrocounty", "A.ADMD"), ("county", "A.ADM2"), ("localadmin", "A.ADM3"), ("locality", "P.PPL"),
    ("borough", "P.PPLX"), ("macrohood", "P.PPLX"), ("neighbourhood", "P.PPLX"), ("microhood", "P.PPLX"),
    ("campus", "S.FCL"), ("postalregion", "L.RGN"), ("marketarea", "L.RGN"),
];

pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let inputs = Inputs::find(paths, tally)?;
    tally.expect(inputs.shared.iter().chain(&inputs.places).chain(&inputs.names).map(PathBuf::as_path));
    tally.source(&Source {
        id: SOURCE.to_owned(),
        citation: "Data from Who's On First. Contains GeoNames data (CC BY 4.0, www.geonames.org)".to_owned(),
        url: "https://whosonfirst.org/docs/licenses/".to_owned(),
        date: None,
        licence: "CC0-1.0 for the original work; CC BY 4.0, CC BY and public domain for the parts of others".to_owned(),
        note: "Parts from GeoNames, GeoPlanet, Natural Earth, Quattroshapes, OurAirports, Wikidata".to_owned(),
    })?;
    let und = Language::parse("und")?;
    let mut run = Run {
        features: FEATURES
            .iter()
            .map(|(kind, code)| Ok((*kind, FeatureCode::parse(code)?)))
            .collect::<Result<_, Error>>()?,
        shared: HashSet::new(),
        kept: HashMap::new(),
        noise: Noise::new(),
        names: Names::new(SOURCE, &und),
        tags: Tags::new(und.clone()),
        und,
    };
    for path in &inputs.shared {
        run.read_shared(path, tally)?;
    }
    for path in &inputs.places {
        run.read_places(path, tally)?;
    }
    for path in &inputs.names {
        run.read_names(path, tally)?;
    }
    Ok(())
}

/// The tables of a run, by what they hold.
#[derive(Default)]
struct Inputs {
    places: Vec<PathBuf>,
    names: Vec<PathBuf>,
    /// Places with more than one country.
    shared: Vec<PathBuf>,
}

impl Inputs {
    fn find(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<Inputs, Error> {
        let mut inputs = Inputs::default();
        for path in paths {
            if path.is_dir() {
                let entries =
                    std::fs::read_dir(path).map_err(|error| Error::io(path, "cannot read the folder", error))?;
                let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
                files.sort();
                for file in files {
                    // A folder may hold other things.
                    let _ = inputs.take(&file);
                }
            } else if !inputs.take(path) {
                tally.fault("file that is neither places nor names by its name; not read", At { path, line: 0 }, "")?;
            }
        }
        if inputs.places.is_empty() {
            let message = "no table of places, which names need; expected a file wof_places.tsv, packed or not";
            let error = Error::new(ErrorKind::Argument, message);
            return Err(match paths {
                [path] => error.at(path),
                _ => error,
            });
        }
        Ok(inputs)
    }

    /// Takes a file whose name says what it holds.
    fn take(&mut self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let table = ["", ".gz", ".zst", ".zip"].iter().any(|packing| {
            name.strip_suffix(packing).is_some_and(|name| name.ends_with(".tsv")) || name.ends_with(".zip")
        });
        let list = match &name {
            _ if !table => return false,
            name if name.starts_with("wof_places") => &mut self.places,
            name if name.starts_with("wof_names") => &mut self.names,
            name if name.starts_with("multi_country_hierarchy") => &mut self.shared,
            _ => return false,
        };
        list.push(path.to_owned());
        true
    }
}

/// What is remembered of a place that was given, for its names.
#[derive(Clone, Copy)]
struct Kept {
    /// The hash of its own name, so that the table of names does not give it again.
    name: u32,
    disputed: bool,
}

struct Run {
    features: HashMap<&'static str, FeatureCode>,
    shared: HashSet<u64>,
    kept: HashMap<u64, Kept>,
    noise: Noise,
    names: Names,
    tags: Tags,
    und: Language,
}

/// More columns than any of the tables has.
const WIDEST: usize = 48;

/// A column that the table does not have.
const NONE: usize = WIDEST;

/// Where the wanted columns stand in a table, and how many it has.
struct Header<const N: usize> {
    positions: [usize; N],
    width: usize,
}

impl<const N: usize> Header<N> {
    /// Reads the header line. The first `required` columns must be there. `None` when the file has no line.
    fn read(
        lines: &mut Lines<impl BufRead>,
        tally: &mut Tally<'_>,
        columns: [&str; N],
        required: usize,
    ) -> Result<Option<Self>, Error> {
        if !lines.advance(tally)? {
            return Ok(None);
        }
        let (header, width) = fields::<WIDEST>(lines.text());
        let positions = columns.map(|column| header.iter().position(|found| *found == column).unwrap_or(NONE));
        if let Some(missing) = positions[..required].iter().position(|position| *position == NONE) {
            let message =
                format!("no column \"{}\" in the header; expected the tables of Who's On First", columns[missing]);
            return Err(Error::new(ErrorKind::Invalid, message).at(lines.at().path).line(1));
        }
        Ok(Some(Header { positions, width }))
    }

    /// The wanted fields of a line, or `None` when it has too many or too few.
    fn fields<'l>(&self, line: &'l str) -> Option<[&'l str; N]> {
        let (fields, count) = fields::<WIDEST>(line);
        (count == self.width).then(|| self.positions.map(|position| fields.get(position).copied().unwrap_or_default()))
    }
}

impl Run {
    fn read_shared(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let Some(header) = Header::read(&mut lines, tally, ["wof_id"], 1)? else { return Ok(()) };
        while lines.advance(tally)? {
            match header.fields(lines.text()).and_then(|[id]| id.parse().ok()) {
                Some(id) => {
                    self.shared.insert(id);
                }
                None => tally.fault("unreadable row", lines.at(), lines.text())?,
            }
        }
        Ok(())
    }

    fn read_places(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        const COLUMNS: [&str; 15] = [
            "wof_id",
            "name",
            "placetype",
            "lat",
            "lon",
            "parent_id",
            "population",
            "is_current",
            "cessation",
            "deprecated",
            "superseded_by",
            "gn_id",
            "wd_id",
            "ne_id",
            "iso_id",
        ];
        let mut lines = Lines::new(open(path, tally)?, path);
        let Some(header) = Header::read(&mut lines, tally, COLUMNS, 5)? else { return Ok(()) };
        let mut place = Place::new("", FeatureCode::parse("P.PPL")?);
        while lines.advance(tally)? {
            match header.fields(lines.text()) {
                Some(fields) => self.place(tally, lines.at(), fields, &mut place)?,
                None => tally.fault("wrong number of fields", lines.at(), lines.text())?,
            }
        }
        Ok(())
    }

    fn place(&mut self, tally: &mut Tally<'_>, at: At<'_>, fields: [&str; 15], place: &mut Place) -> Result<(), Error> {
        let [number, name, kind, lat, lon, parent, people, current, cessation, deprecated, superseded, gn, wd, ne, iso] =
            fields;
        // 0 is the record of the planet, -1 and so on stand for "none".
        let Some(id) = number.parse::<u64>().ok().filter(|id| *id > 0 && number.len() <= 19) else {
            return tally.fault("place whose id is no number", at, number);
        };
        if !superseded.is_empty() {
            tally.dropped("superseded record", at, number);
            return Ok(());
        }
        if !deprecated.is_empty() {
            tally.dropped("deprecated record", at, number);
            return Ok(());
        }
        let Some(feature) = self.features.get(kind) else {
            return match kind {
                "planet" | "timezone" => {
                    tally.dropped("planet or time zone, which is no place", at, number);
                    Ok(())
                }
                _ => tally.fault("unknown placetype", at, kind),
            };
        };
        let disputed = kind == "disputed";
        let kept = Kept { name: short_hash(name), disputed };
        if self.kept.insert(id, kept).is_some() {
            tally.dropped("place given before", at, number);
            return Ok(());
        }
        place.id.clear();
        // Writing to a String does not fail.
        let _ = write!(place.id, "wof:{id}");
        if place.feature != *feature {
            place.feature.clone_from(feature);
        }
        place.point = point(tally, at, lat, lon)?;
        place.population = population(tally, at, people)?;
        let parent = match parent.parse::<i64>() {
            Ok(parent) => (parent > 0 && parent.cast_unsigned() != id).then_some(parent),
            Err(_) if parent.is_empty() => None,
            Err(_) => {
                tally.fault("parent that is no number; no part_of", at, parent)?;
                None
            }
        };
        place.part_of = match parent {
            Some(parent) if self.shared.contains(&id) => {
                tally.dropped("containment that countries compete for; no part_of", at, &parent.to_string());
                None
            }
            parent => parent.map(|parent| format!("wof:{parent}")),
        };
        self.links(tally, at, [gn, wd, ne, iso], kind, &mut place.same_as)?;
        place.note.clear();
        if current == "0" {
            tally.dropped("no longer current; kept, with a note", at, number);
            place.note.push_str("not current, says the record");
            if !cessation.is_empty() {
                let _ = write!(place.note, "; ceased {}", cessation.replace(char::is_control, " ").trim());
            }
        }
        tally.place(place)?;
        self.names.of("wof", id);
        if disputed && self.noise.is_noise(name, &self.und, &place.id) {
            tally.dropped("noise instead of a name on a disputed place", at, name);
            return Ok(());
        }
        self.names.give(tally, at, name, Saying::new(&self.und, NameKind::Common))
    }

    /// The same place elsewhere.
    fn links(
        &self,
        tally: &mut Tally<'_>,
        at: At<'_>,
        [gn, wd, ne, iso]: [&str; 4],
        kind: &str,
        out: &mut Vec<Curie>,
    ) -> Result<(), Error> {
        out.clear();
        for (scheme, id) in [("gn", gn), ("wd", wd), ("ne", ne)] {
            if !id.is_empty() {
                same_as(tally, at, (scheme, id), out)?;
            }
        }
        if iso.is_empty() {
            return Ok(());
        }
        let (country, part) = iso.split_once('-').unwrap_or((iso, ""));
        let is_part = (1..=3).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        // A code of two letters is a country's; on any other record it says where, not what.
        let exact = if iso.contains('-') { is_part } else { matches!(kind, "country" | "dependency") };
        if exact && is_assigned(country) {
            same_as(tally, at, ("iso", iso), out)
        } else {
            tally.dropped("code that ISO 3166 does not give to the place; no same_as", at, iso);
            Ok(())
        }
    }

    fn read_names(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let Some(header) = Header::read(&mut lines, tally, ["wof_id", "lang", "kind", "name"], 4)? else {
            return Ok(());
        };
        // Names of a place stand together; 0 is no place.
        let (mut current, mut kept) = (0, None);
        while lines.advance(tally)? {
            let at = lines.at();
            let Some([number, lang, kind, name]) = header.fields(lines.text()) else {
                tally.fault("wrong number of fields", at, lines.text())?;
                continue;
            };
            let Ok(id) = number.parse::<u64>() else {
                tally.fault("name whose place is no number", at, number)?;
                continue;
            };
            if id != current {
                (current, kept) = (id, self.kept.get(&id).copied());
                self.names.of("wof", id);
            }
            match kept {
                Some(kept) => self.name(tally, at, id, [lang, kind, name], kept)?,
                None => tally.dropped("name of a place that was dropped or is not there", at, number),
            }
        }
        Ok(())
    }

    fn name(
        &mut self,
        tally: &mut Tally<'_>,
        at: At<'_>,
        id: u64,
        [lang, kind, name]: [&str; 3],
        kept: Kept,
    ) -> Result<(), Error> {
        let lang = self.tags.get(tally, at, lang);
        if kept.disputed && self.noise.is_noise(name, lang, &format!("wof:{id}")) {
            tally.dropped("noise instead of a name on a disputed place", at, name);
            return Ok(());
        }
        if lang == &self.und && short_hash(name) == kept.name {
            tally.dropped("name that is the record's own", at, name);
            return Ok(());
        }
        let mut saying = Saying::new(lang, NameKind::Variant);
        match kind {
            "preferred" | "official" => saying.kind = NameKind::Common,
            "variant" | "unknown" => {}
            "colloquial" => saying.kind = NameKind::Colloquial,
            "preferred_abbreviation" => saying.kind = NameKind::Abbreviation,
            "historical" => {
                saying.kind = NameKind::Alternate;
                saying.end = "XXXX".parse().ok();
            }
            _ => tally.dropped("unknown kind of name; taken as a variant", at, kind),
        }
        self.names.give(tally, at, name, saying)
    }
}
