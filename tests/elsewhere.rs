//! The curated gazetteer beside other gazetteers: what it says is the same place is where they have it, and the names
//! they give to disputed areas lead to the places that the words mean.
//!
//! The data of the others is no part of this project: without `../shared/data`, the tests say so and pass.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};

use allonym::{Gazetteer, Place, Point};

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
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).quoting(quoting).flexible(true).from_reader(decoder);
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
            let bounds = ["bbox_lat_min", "bbox_lat_max", "bbox_lon_min", "bbox_lon_max"].map(|side| cell(side).parse());
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
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).has_headers(false).flexible(true).from_reader(decoder);
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
