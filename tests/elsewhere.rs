//! The curated gazetteer beside other gazetteers: what it says is the same place is where they have it, and the names
//! they give to disputed areas lead to the places that the words mean.
//!
//! The data of the others is no part of this project: without `../shared/data`, the tests say so and pass.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};

use allonym::{Gazetteer, Index, Place, Point, Resolver};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the others' data, where it is at hand.
fn data() -> Option<PathBuf> {
    let dir = root().join("../shared/data");
    if !dir.is_dir() {
        eprintln!("skipped: {} is not there", dir.display());
        return None;
    }
    Some(dir)
}

/// The rows of a table with a header, as column and cell, compressed by Zstandard.
fn each_row(path: &Path, delimiter: u8, mut take: impl FnMut(&dyn Fn(&str) -> String)) {
    let decoder = zstd::Decoder::new(File::open(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).unwrap();
    let quoting = delimiter == b',';
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).quoting(quoting).flexible(true).from_reader(decoder);
    let columns: HashMap<String, usize> =
        reader.headers().unwrap().iter().enumerate().map(|(number, name)| (name.to_lowercase(), number)).collect();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).unwrap() {
        take(&|column| columns.get(column).and_then(|number| row.get(*number)).unwrap_or("").to_owned());
    }
}

/// Where the others have what a curie names: a point, or a box, as south, north, west, east.
#[derive(Clone, Copy, Debug)]
enum Spot {
    Point(Point),
    Box([f64; 4]),
}

impl Spot {
    /// Kilometres from a point, 0 inside a box.
    fn distance_km(self, point: Point) -> f64 {
        match self {
            Spot::Point(other) => point.distance_km(other),
            Spot::Box([south, north, west, east]) => {
                point.distance_km(Point { lat: point.lat.clamp(south, north), lon: point.lon.clamp(west, east) })
            }
        }
    }
}

/// A point of two cells in degrees. Zero, zero stands for none.
fn spot(lat: &str, lon: &str) -> Option<Spot> {
    let (lat, lon) = (lat.parse().ok()?, lon.parse().ok()?);
    (lat != 0.0 || lon != 0.0).then_some(Spot::Point(Point { lat, lon }))
}

/// All that the others say about the curies that are asked for.
fn spots(data: &Path, wanted: &HashMap<&str, &Place>) -> HashMap<String, Vec<Spot>> {
    let mut spots: HashMap<String, Vec<Spot>> = HashMap::new();
    let mut add = |curie: String, spot: Option<Spot>| {
        if let Some(spot) = spot.filter(|_| wanted.contains_key(curie.as_str())) {
            spots.entry(curie).or_default().push(spot);
        }
    };
    each_row(&data.join("whosonfirst/wof_places.tsv.zst"), b'\t', |cell| {
        let point = spot(&cell("lat"), &cell("lon"));
        for (scheme, column) in [("wof", "wof_id"), ("gn", "gn_id"), ("wd", "wd_id")] {
            add(format!("{scheme}:{}", cell(column)), point);
        }
    });
    let natural_earth = data.join("natural_earth");
    for (file, lat, lon) in [
        ("ne_10m_populated_places_v5.1.2", "latitude", "longitude"),
        ("ne_10m_admin_0_countries_v5.1.1", "label_y", "label_x"),
    ] {
        each_row(&natural_earth.join(format!("{file}.csv.zst")), b',', |cell| {
            let point = spot(&cell(lat), &cell(lon));
            for (scheme, column) in [("ne", "ne_id"), ("wd", "wikidataid"), ("gn", "geonamesid"), ("wof", "wof_id")] {
                add(format!("{scheme}:{}", cell(column)), point);
            }
        });
    }
    for file in ["ne_10m_geography_marine_polys_v5.1.0", "ne_10m_lakes_v5.0.0", "ne_10m_admin_0_disputed_areas_v4.0"] {
        each_row(&natural_earth.join(format!("{file}.csv.zst")), b',', |cell| {
            let bounds =
                ["bbox_lat_min", "bbox_lat_max", "bbox_lon_min", "bbox_lon_max"].map(|side| cell(side).parse());
            let [Ok(south), Ok(north), Ok(west), Ok(east)] = bounds else { return };
            let bounds = Some(Spot::Box([south, north, west, east]));
            for (scheme, column) in [("ne", "ne_id"), ("wd", "wikidataid"), ("ne", "brk_a3")] {
                add(format!("{scheme}:{}", cell(column)), bounds);
            }
        });
    }
    // GeoNames tables have no header: geonameid 0, latitude 4, longitude 5.
    let path = data.join("geonames/cities15000_2026-05-17.txt.zst");
    let decoder = zstd::Decoder::new(File::open(path).unwrap()).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b'\t')
        .quoting(false)
        .has_headers(false)
        .flexible(true)
        .from_reader(decoder);
    for row in reader.records().map(Result::unwrap) {
        add(format!("gn:{}", &row[0]), spot(&row[4], &row[5]));
    }
    spots
}

/// What may lie between two points of one place, in kilometres: by its id, else by the start of its feature code, the
/// longest that fits.
struct Tolerance(Vec<(String, f64)>);

impl Tolerance {
    fn read() -> Tolerance {
        let mut reader = csv::Reader::from_path(root().join("tests/cases/same_as_km.csv")).unwrap();
        let rows = reader.records().map(Result::unwrap);
        Tolerance(rows.map(|row| (row[0].to_owned(), row[1].parse().unwrap())).collect())
    }

    fn km(&self, place: &Place) -> f64 {
        let own = self.0.iter().find(|(of, _)| *of == place.id);
        let fits = self.0.iter().filter(|(of, _)| place.feature.as_str().starts_with(of.as_str()));
        own.or_else(|| fits.max_by_key(|(of, _)| of.len())).map_or(30.0, |(_, km)| *km)
    }
}

#[test]
fn what_is_the_same_place_is_in_the_same_place() {
    let Some(data) = data() else { return };
    let gazetteer = Gazetteer::read(root().join("gazetteer")).unwrap();
    let wanted: HashMap<&str, &Place> =
        gazetteer.places().flat_map(|place| place.same_as.iter().map(move |curie| (curie.as_str(), place))).collect();
    let spots = spots(&data, &wanted);
    let tolerance = Tolerance::read();
    let mut far = Vec::new();
    for (curie, spots) in &spots {
        let place = wanted[curie.as_str()];
        let Some(point) = place.point else { continue };
        let nearest = spots.iter().map(|spot| spot.distance_km(point)).fold(f64::INFINITY, f64::min);
        if nearest > tolerance.km(place) {
            far.push(format!("{}: {} is {nearest:.0} km from {curie}", place.id, place.feature.as_str()));
        }
    }
    let schemes = |curies: &mut dyn Iterator<Item = &str>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        curies.for_each(|curie| *counts.entry(curie.split(':').next().unwrap_or("").to_owned()).or_default() += 1);
        counts
    };
    eprintln!(
        "compared {:?} of {:?}",
        schemes(&mut spots.keys().map(String::as_str)),
        schemes(&mut wanted.keys().copied())
    );
    far.sort();
    assert!(far.is_empty(), "{} too far:\n{}", far.len(), far.join("\n"));
    assert!(spots.len() * 10 > wanted.len() * 6, "only {} of {} compared", spots.len(), wanted.len());
}

/// A name that another gazetteer has for a disputed area.
struct Given {
    record: String,
    /// The column, or the language and kind, that it stands in.
    column: String,
    name: String,
}

impl Given {
    fn lang(&self) -> &str {
        self.column.split('_').next().unwrap_or_default()
    }
}

/// The names that lead to another place, and rightly so or for a reason that stands in `cases/disputed_names.csv`.
fn expected_elsewhere() -> BTreeMap<(String, String), String> {
    let rows = csv::Reader::from_path(root().join("tests/cases/disputed_names.csv")).unwrap();
    let rows = rows.into_records().map(Result::unwrap).inspect(|row| assert!(!row[3].is_empty(), "why?"));
    rows.map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].to_owned())).collect()
}

/// The names of the disputed areas of Natural Earth and of Who's On First.
fn disputed_names(data: &Path) -> Vec<Given> {
    let mut given = Vec::new();
    each_row(&data.join("natural_earth/ne_10m_admin_0_disputed_areas_v4.0.csv.zst"), b',', |cell| {
        for column in ["name", "name_long", "name_alt", "brk_name"] {
            for name in cell(column).split(", ").filter(|name| !name.is_empty()) {
                let record = format!("ne:{}", cell("brk_a3"));
                given.push(Given { record, column: column.to_owned(), name: name.to_owned() });
            }
        }
    });
    let path = data.join("whosonfirst/disputed_dev_split.jsonl.zst");
    let text = zstd::decode_all(File::open(path).unwrap()).unwrap();
    for line in String::from_utf8(text).unwrap().lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        let record = format!("wof:{}", json["wof:id"]);
        let mut give = |column: &str, name: &str| {
            given.push(Given { record: record.clone(), column: column.to_owned(), name: name.to_owned() });
        };
        give("wof:name", json["wof:name"].as_str().unwrap());
        for (key, names) in json.as_object().unwrap() {
            let Some(column) = key.strip_prefix("name:") else { continue };
            names.as_array().unwrap().iter().for_each(|name| give(column, name.as_str().unwrap()));
        }
    }
    given
}

/// Every name leads to the place that the words mean: that of the record, or one of those in `also`, where a record
/// bears the names of others. What is on the noise list is dropped. Names without an answer are listed with the reason
/// (`-- --nocapture`); an answer that is another place is an error.
#[test]
fn names_of_disputed_areas_lead_to_what_the_words_mean() {
    let Some(data) = data() else { return };
    let index = Index::embedded();
    let resolver = Resolver::new(Index::embedded());
    let mut meant: HashMap<String, Vec<String>> = HashMap::new();
    for row in csv::Reader::from_path(root().join("tests/cases/disputed_areas.csv")).unwrap().records() {
        let row = row.unwrap();
        let places: Vec<String> =
            std::iter::once(&row[1]).chain(row[2].split_whitespace()).map(str::to_owned).collect();
        assert!(places.iter().all(|id| index.place(id).is_some()), "{places:?}");
        assert!(meant.insert(row[0].to_owned(), places).is_none(), "{} stands twice", &row[0]);
    }
    let noise: BTreeSet<(String, String)> = csv::Reader::from_path(root().join("gazetteer/rules/noise.csv"))
        .unwrap()
        .records()
        .map(|row| row.map(|row| (row[0].to_owned(), row[2].to_owned())).unwrap())
        .collect();
    let is_noise = |given: &Given| {
        [String::new(), given.record.clone()].into_iter().any(|of| noise.contains(&(given.name.clone(), of)))
    };
    let (mut names, mut dropped, mut found) = (0, 0, 0);
    let (mut unanswered, mut wrong) = (Vec::new(), Vec::new());
    let mut answered: BTreeSet<(String, String)> = BTreeSet::new();
    let mut expected = expected_elsewhere();
    for given in disputed_names(&data) {
        if is_noise(&given) {
            dropped += 1;
            continue;
        }
        names += 1;
        let places = meant.get(&given.record).unwrap_or_else(|| panic!("{} has no row", given.record));
        let resolution = resolver.resolve(&given.name);
        let Some(first) = resolution.candidates().first() else {
            unanswered.push(given);
            continue;
        };
        if places.iter().any(|id| id == first.place().id()) {
            found += 1;
            answered.insert((given.record.clone(), given.lang().to_owned()));
        } else if expected.remove(&(given.record.clone(), given.name.clone())).as_deref() != Some(first.place().id()) {
            wrong.push(format!("{} {} \"{}\": {}", given.record, given.column, given.name, first.place().id()));
        }
    }
    eprintln!("{names} names, {dropped} more on the noise list: {found} lead to the place");
    let mut reasons: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for given in &unanswered {
        let known = answered.contains(&(given.record.clone(), given.lang().to_owned()));
        let reason = if known { "another form than the rows have" } else { "no row in the language" };
        reasons.entry((reason, given.lang())).or_default().push(&given.name);
    }
    for ((reason, lang), names) in reasons {
        eprintln!("{reason}, {lang}, {}: {}", names.len(), names.join(" | "));
    }
    assert!(expected.is_empty(), "these lead elsewhere no more; drop the rows: {expected:?}");
    assert!(wrong.is_empty(), "{} lead elsewhere:\n{}", wrong.len(), wrong.join("\n"));
    assert!(found * 100 >= names * 75, "{found} of {names}");
}
