//! Importers, by tables: `cases/import_whosonfirst.csv` and `cases/import_geonames.csv` hold small files of every trap
//! that is known, with the rows that must come of them and what must be reported.
//!
//! In an input, `@name ` starts a file, `⏎` ends a line and `|` is a tab. Rows are written as [`Shown`] shows them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use allonym::import::{Format, Importer, Report};
use allonym::{Claim, Demonym, Error, ErrorKind, Gazetteer, GazetteerWriter, Name, Party, Place, Rank, Rows, Source};

/// Rows in few words.
#[derive(Default)]
struct Shown {
    rows: Vec<String>,
    sources: Vec<String>,
    claims: usize,
    parties: usize,
}

fn part(label: &str, text: impl std::fmt::Display) -> String {
    let text = text.to_string();
    if text.is_empty() { text } else { format!(" {label}{text}") }
}

fn option<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

impl Rows for Shown {
    fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.sources.push(row.id.clone());
        Ok(())
    }

    fn party(&mut self, _: &Party) -> Result<(), Error> {
        self.parties += 1;
        Ok(())
    }

    fn place(&mut self, row: &Place) -> Result<(), Error> {
        let same_as: Vec<&str> = row.same_as.iter().map(|id| id.as_str()).collect();
        self.rows.push(format!(
            "{} {}{}{}{}{}{}",
            row.id,
            row.feature,
            part("@", option(row.point.map(|point| format!("{},{}", point.lat, point.lon)))),
            part("people ", option(row.population)),
            part("in ", option(row.part_of.as_ref())),
            part("= ", same_as.join(" ")),
            part("note ", &row.note),
        ));
        Ok(())
    }

    fn name(&mut self, row: &Name) -> Result<(), Error> {
        assert!(self.sources.contains(row.source.as_ref().expect("a source")), "{row:?}");
        assert!(row.accepted_by.is_empty() && row.disputed_by.is_empty() && row.asserts.is_empty(), "{row:?}");
        let rank = if row.rank == Rank::Normal { "" } else { row.rank.as_str() };
        let dates = match (row.start, row.end) {
            (None, None) => String::new(),
            (start, end) => format!("{}..{}", option(start), option(end)),
        };
        let kind = row.kind;
        self.rows.push(format!(
            "{} {} {kind} \"{}\"{}{}",
            row.place,
            row.lang,
            row.text,
            part("", rank),
            part("", dates)
        ));
        Ok(())
    }

    fn claim(&mut self, _: &Claim) -> Result<(), Error> {
        self.claims += 1;
        Ok(())
    }

    fn demonym(&mut self, _: &Demonym) -> Result<(), Error> {
        Ok(())
    }
}

/// Writes the files of a case.
fn write(dir: &Path, input: &str) {
    for file in input.split('@').filter(|file| !file.is_empty()) {
        let (name, text) = file.split_once(' ').expect("a file name, a blank and text");
        let text = text.trim_end().replace('|', "\t").replace('⏎', "\n");
        std::fs::write(dir.join(name), text).unwrap();
    }
}

fn dropped(report: &Report) -> String {
    let counts = report.dropped.iter().map(|dropped| format!("{} {}", dropped.count, dropped.reason));
    counts.collect::<Vec<_>>().join(" ⏎ ")
}

#[track_caller]
fn every_case(format: Format, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(table);
    let mut reader = csv::Reader::from_path(path).unwrap();
    let mut wrong = Vec::new();
    for row in reader.records().map(Result::unwrap) {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), &row[1]);
        let mut shown = Shown::default();
        let report = Importer::new(format).run(&[dir.path().to_owned()], &mut shown).unwrap();
        assert_eq!((shown.claims, shown.parties), (0, 0), "{}", &row[0]);
        let found = (shown.rows.join(" ⏎ "), dropped(&report));
        if (found.0.as_str(), found.1.as_str()) != (&row[2], &row[3]) {
            wrong.push(format!("{}\n  rows    {}\n  dropped {}", &row[0], found.0, found.1));
        }
        for dropped in &report.dropped {
            assert!(dropped.path.starts_with(dir.path()), "{}: {dropped:?}", &row[0]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whos_on_first() {
    every_case(Format::WhosOnFirst, "import_whosonfirst.csv");
}

#[test]
fn geonames() {
    every_case(Format::GeoNames, "import_geonames.csv");
}

/// A table of `count` places of Who's On First.
fn places(count: usize) -> String {
    let mut text = String::from("wof_id\tname\tplacetype\tlat\tlon\n");
    for id in 1..=count {
        // Numbers that repeat little, so that a packed file is long enough to cut.
        text.push_str(&format!("{id}\tName {}\tlocality\t1.5\t2.5\n", id * 7_919 % 99_991));
    }
    text
}

fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 3).unwrap()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zip(text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"not this").unwrap();
    archive.start_file("wof_places.tsv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(text.as_bytes()).unwrap();
    archive.finish().unwrap().into_inner()
}

fn import_bytes(name: &str, bytes: &[u8], strict: bool) -> (Shown, Result<Report, Error>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(name), bytes).unwrap();
    let mut shown = Shown::default();
    let importer = Importer::new(Format::WhosOnFirst);
    let mut importer = if strict { importer.strict() } else { importer };
    let result = importer.run(&[dir.path().join(name)], &mut shown);
    (shown, result)
}

#[test]
fn every_packing_gives_the_same() {
    let text = places(50);
    let packed: [(&str, Vec<u8>); 5] = [
        ("wof_places.tsv", text.clone().into_bytes()),
        ("wof_places.tsv.zst", zstd(&text)),
        ("wof_places.tsv.gz", gzip(&text)),
        ("wof_places.tsv.zip", zip(&text)),
        ("wof_places-2025.zip", zip(&format!("\u{FEFF}{}", text.replace('\n', "\r\n")))),
    ];
    for (name, bytes) in packed {
        let (shown, report) = import_bytes(name, &bytes, true);
        let report = report.unwrap();
        assert_eq!((report.places, report.names, dropped(&report)), (50, 50, String::new()), "{name}");
        assert_eq!(shown.rows[0], "wof:1 P.PPL @1.5,2.5", "{name}");
    }
}

#[test]
fn a_damaged_archive_is_reported_and_what_came_before_counts() {
    let text = places(60_000);
    for (name, bytes) in [("wof_places.tsv.zst", zstd(&text)), ("wof_places.tsv.gz", gzip(&text))] {
        let cut = &bytes[..bytes.len() * 3 / 4];
        let (_, report) = import_bytes(name, cut, false);
        let report = report.unwrap();
        assert!(report.places > 1_000 && report.places < 60_000, "{name}: {report:?}");
        assert!(dropped(&report).contains("1 the file cannot be read further"), "{name}: {report:?}");

        let (_, stopped) = import_bytes(name, cut, true);
        let error = stopped.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.to_string().contains("cannot be read further"), "{error}");
        assert!(error.line_number().is_some_and(|line| line > 1_000), "{error}");
    }
}

#[test]
fn strict_stops_at_the_first_bad_line() {
    let text = places(3).replace("2\tName", "two\tName");
    let (shown, report) = import_bytes("wof_places.tsv", text.as_bytes(), true);
    let error = report.unwrap_err();
    assert_eq!(error.line_number(), Some(3));
    assert!(error.to_string().contains("\"two\""), "{error}");
    assert_eq!(shown.rows.len(), 2, "what came before was given");
    let (shown, report) = import_bytes("wof_places.tsv", text.as_bytes(), false);
    assert_eq!(dropped(&report.unwrap()), "1 place whose id is no number");
    assert_eq!(shown.rows.len(), 4);
}

#[test]
fn bytes_that_are_no_text_are_reported() {
    let (_, report) =
        import_bytes("wof_places.tsv", b"wof_id\tname\tplacetype\tlat\tlon\n1\tA\xFF\tlocality\t1\t2\n", false);
    assert_eq!(
        dropped(&report.unwrap()),
        "1 name with U+FFFD, a damaged character ⏎ 1 not UTF-8; the bytes became U+FFFD"
    );
}

#[test]
fn what_is_no_input_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    for format in [Format::WhosOnFirst, Format::GeoNames] {
        let mut rows = Shown::default();
        let missing = Importer::new(format).run(&[dir.path().join("wof_places.tsv")], &mut rows).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::Io, "{missing}");
        let empty = Importer::new(format).run(&[dir.path().to_owned()], &mut rows).unwrap_err();
        assert_eq!(empty.kind(), ErrorKind::Argument, "{empty}");
        assert!(empty.to_string().contains("expected"), "{empty}");
    }
    let (_, headless) = import_bytes("wof_places.tsv", b"id\tname\n", false);
    let error = headless.unwrap_err().to_string();
    assert!(
        error.ends_with("wof_places.tsv:1: no column \"wof_id\" in the header; expected the tables of Who's On First")
    );
}

#[test]
fn progress_comes_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("wof_places.tsv");
    std::fs::write(&path, places(20_000)).unwrap();
    let mut seen = Vec::new();
    Importer::new(Format::WhosOnFirst)
        .watch(|progress| seen.push((progress.read, progress.total, progress.rows)))
        .run(std::slice::from_ref(&path), &mut Shown::default())
        .unwrap();
    let length = path.metadata().unwrap().len();
    assert!(seen.is_sorted() && seen.len() > 5, "{seen:?}");
    assert_eq!(seen.last(), Some(&(length, length, 40_000)));
}

/// The data of publishers, where it lies beside the project.
fn published(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if !path.exists() {
        eprintln!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

/// The first lines of a packed file, in a folder of their own.
fn head(dir: &Path, path: &Path, lines: usize) {
    use std::io::BufRead as _;
    let reader = std::io::BufReader::new(zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap());
    let mut out = std::fs::File::create(dir.join(path.file_stem().unwrap())).unwrap();
    for line in reader.split(b'\n').take(lines) {
        let mut line = line.unwrap();
        line.push(b'\n');
        out.write_all(&line).unwrap();
    }
}

/// Imports a folder and reads the written files back: no problem but those that the source itself has.
fn import_and_check(format: Format, dir: &Path, accepted: &[&str]) -> (Report, Gazetteer) {
    let out = tempfile::tempdir().unwrap();
    let mut writer = GazetteerWriter::create(out.path()).unwrap();
    let report = Importer::new(format).run(&[dir.to_owned()], &mut writer).unwrap();
    writer.finish().unwrap();
    let gazetteer = Gazetteer::read(out.path()).unwrap();
    assert_eq!((gazetteer.places().len() as u64, gazetteer.names().len() as u64), (report.places, report.names));
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for problem in gazetteer.check().iter() {
        let text = problem.to_string();
        if !accepted.iter().any(|accepted| text.contains(accepted)) {
            *others.entry(text).or_default() += 1;
        }
    }
    assert!(
        others.is_empty(),
        "{} problems, such as\n{}",
        others.len(),
        others.keys().take(10).cloned().collect::<Vec<_>>().join("\n")
    );
    (report, gazetteer)
}

/// Problems that imported data has of itself: parents outside the sample, ids that several records claim, records of
/// one place, and names in a script that their language is not written in.
const THEIRS: &[&str] = &["part_of", "same_as", "km ", " letters ("];

#[test]
fn the_published_whos_on_first() {
    let Some(data) = published("whosonfirst") else { return };
    let dir = tempfile::tempdir().unwrap();
    head(dir.path(), &data.join("wof_places.tsv.zst"), 3_000);
    head(dir.path(), &data.join("wof_names.tsv.zst"), 10_000);
    head(dir.path(), &data.join("multi_country_hierarchy.tsv.zst"), usize::MAX);
    let (report, gazetteer) = import_and_check(Format::WhosOnFirst, dir.path(), THEIRS);
    assert!(report.places > 2_500 && report.names > 10_000, "{report:?}");
    assert!(gazetteer.names().any(|name| name.text == "Andorra la Vella" && name.lang.as_str() == "ca"));
}

#[test]
fn the_published_geonames() {
    let Some(data) = published("geonames") else { return };
    let dir = tempfile::tempdir().unwrap();
    for (file, lines) in [
        ("cities15000_2026-05-17.txt.zst", 500),
        ("cities1000_2016-12-16_reduced.txt.zst", 2_000),
        ("admin1CodesASCII_2026-05.txt.zst", 1_000),
        ("admin2Codes_2026-05.txt.zst", 1_000),
        ("countryInfo_2026-05.txt.zst", 400),
        ("country_translations_2025-12.json.zst", usize::MAX),
    ] {
        head(dir.path(), &data.join(file), lines);
    }
    let (report, gazetteer) = import_and_check(Format::GeoNames, dir.path(), THEIRS);
    assert!(report.places > 4_000 && report.names > 30_000, "{report:?}");
    let andorra = gazetteer.places().find(|place| place.id == "gn:3041565").unwrap();
    assert_eq!(andorra.same_as[0].as_str(), "iso:AD");
    let point = andorra.point.unwrap();
    assert!((point.lat - 42.5).abs() < 0.2 && (point.lon - 1.5).abs() < 0.2, "{andorra:?}");
}
