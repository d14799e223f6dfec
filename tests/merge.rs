//! Which records are one: the rows of `tests/cases/merge.csv`, in one index and through stacked ones.
//!
//! A row is a record: `expected` is the id under which its name is answered, and whether the build reports the record as
//! not merged; `stacked` is the same with the curated records in one index and each source in an index of its own
//! below it, where that is another (`-`: no promise is made).

mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use allonym::{BuildReport, Gazetteer, Index, IndexBuilder, Resolver, Rows};
use rows::{linked, name};

struct Record {
    record: String,
    id: String,
    curated: bool,
    same_as: String,
    point: Option<(f64, f64)>,
    expected: String,
    reported: bool,
    stacked: String,
    why: String,
}

impl Record {
    /// The words of its name: no other record has a name like it.
    fn name(&self) -> String {
        format!("{0} {0}ton", self.record)
    }

    fn source(&self) -> &str {
        self.id.split_once(':').map_or("", |(source, _)| source)
    }
}

/// The cases, in the order of the file.
fn cases() -> Vec<(String, Vec<Record>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/merge.csv");
    let mut cases: Vec<(String, Vec<Record>)> = Vec::new();
    for row in csv::Reader::from_path(path).unwrap().records().map(Result::unwrap) {
        let [case, record, id, curated, same_as, lat, lon, expected, stacked, why] =
            std::array::from_fn(|column| row[column].to_owned());
        let reported = expected.ends_with(" reported");
        let record = Record {
            record,
            id,
            curated: curated == "yes",
            same_as,
            point: lat.parse().ok().zip(lon.parse().ok()),
            expected: expected.trim_end_matches(" reported").to_owned(),
            reported,
            stacked,
            why,
        };
        match cases.last_mut() {
            Some((last, records)) if *last == case => records.push(record),
            _ => cases.push((case, vec![record])),
        }
    }
    assert!(cases.len() > 25, "{} cases", cases.len());
    cases
}

/// The curated records as a gazetteer.
fn gazetteer<'r>(records: impl Iterator<Item = &'r Record>) -> Gazetteer {
    let mut places = "id,feature,lat,lon,population,part_of,same_as,note\n".to_owned();
    let mut names =
        "place,name,lang,kind,form_of,rank,accepted_by,disputed_by,asserts,start,end,footnote,source\n".to_owned();
    for record in records {
        let (lat, lon) = record.point.map(|(lat, lon)| (lat.to_string(), lon.to_string())).unwrap_or_default();
        places += &format!("{},P.PPL,{lat},{lon},,,{},\n", record.id, record.same_as);
        names += &format!("{},{},en,common,,,,,,,,,\n", record.id, record.name());
    }
    Gazetteer::from_files(&[("places.csv", places.as_bytes()), ("names.csv", names.as_bytes())]).unwrap()
}

fn build<'r>(records: impl Iterator<Item = &'r Record> + Clone) -> (Index, BuildReport) {
    let gazetteer = gazetteer(records.clone().filter(|record| record.curated));
    let mut builder = IndexBuilder::new().gazetteer(&gazetteer).unwrap();
    for record in records.filter(|record| !record.curated) {
        builder.place(&linked(&record.id, &record.same_as, record.point)).unwrap();
        builder.name(&name(&record.id, &record.name(), "en")).unwrap();
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("merged.allonym");
    let report = builder.write(&path).unwrap();
    (Index::open(&path).unwrap(), report)
}

/// The ids that a name is answered under.
fn answer(resolver: &Resolver, record: &Record) -> Vec<String> {
    let resolution = resolver.resolve(&record.name());
    resolution.candidates().iter().map(|candidate| candidate.place().id().to_owned()).collect()
}

#[test]
fn one_index() {
    let mut wrong = Vec::new();
    for (case, records) in cases() {
        let (index, report) = build(records.iter());
        let resolver = Resolver::new(index);
        let examples: Vec<&str> = report.refused.iter().flat_map(|refused| refused.example.split(' ')).collect();
        let mut merged = 0;
        for record in &records {
            let why = format!("{case}, {} ({})", record.id, record.why);
            let found = answer(&resolver, record);
            if found != [&*record.expected] {
                wrong.push(format!("{why}: found {found:?}, expected {}", record.expected));
            }
            if examples.contains(&&*record.id) != record.reported && !record.curated {
                wrong.push(format!("{why}: reported are {:?}", report.refused));
            }
            // The place that answers has the ids of all that it stands for.
            let Some(place) = resolver.index().place(&record.expected) else { continue };
            for id in record.same_as.split(' ').filter(|id| !id.is_empty()).chain([&*record.id]) {
                if id != place.id() && !place.same_as().any(|own| own == id) {
                    wrong.push(format!("{why}: {} lacks {id}", place.id()));
                }
            }
            merged += u64::from(record.expected != record.id);
        }
        if (report.merged, report.places) != (merged, records.len() as u64 - merged) {
            wrong.push(format!("{case}: {} merged, expected {merged}", report.merged));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn stacked_indexes() {
    let mut wrong = Vec::new();
    for (case, records) in cases() {
        let mut sources: Vec<&str> = vec![""];
        for record in &records {
            if !sources.contains(&record.source()) {
                sources.push(record.source());
            }
        }
        let dir = tempfile::tempdir().unwrap();
        let open = |source: &str| {
            let (index, _) = build(records.iter().filter(|record| record.source() == source));
            let path = dir.path().join(if source.is_empty() { "curated" } else { source });
            std::fs::write(&path, index.as_bytes()).unwrap();
            Index::open(path).unwrap()
        };
        let resolver = sources[1..].iter().fold(Resolver::new(open("")), |stack, source| stack.over(open(source)));
        for record in records.iter().filter(|record| record.stacked != "-") {
            let expected = if record.stacked.is_empty() { &record.expected } else { &record.stacked };
            let found = answer(&resolver, record);
            if found != [&**expected] {
                wrong.push(format!("{case}, {} ({}): found {found:?}, expected {expected}", record.id, record.why));
            }
            // It was found in the index of its source, whatever id it is answered under.
            let label = if record.source().is_empty() { "curated" } else { record.source() };
            let resolution = resolver.resolve(&record.name());
            let candidate = resolution.candidates()[0];
            assert!(candidate.index_label().ends_with(label), "{case}: {}", candidate.index_label());
            assert!(expected.contains(':') || candidate.place().index().label().ends_with("curated"), "{case}");
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A merged place has what the first of its records lacks, and the names of all.
#[test]
fn gaps_are_filled() {
    let curated = "id,feature,lat,lon,population,part_of,same_as,note\n\
                   land,A.PCLI,1,2,,,,\n\
                   town,P.PPL,,,,,gn:7 wd:Q1,\n\
                   full,P.PPLC,3,4,500,land,gn:9,kept\n";
    let names = "place,name,lang,kind,form_of,rank,accepted_by,disputed_by,asserts,start,end,footnote,source\n\
                 land,Land,en,common,,,,,,,,,\n\
                 town,Town,en,common,,,,,,,,,\n\
                 full,Full,en,common,,,,,,,,,\n";
    let files = [("places.csv", curated.as_bytes()), ("names.csv", names.as_bytes())];
    let gazetteer = Gazetteer::from_files(&files).unwrap();
    let mut builder = IndexBuilder::new().gazetteer(&gazetteer).unwrap();
    for (id, same_as, point, population, note) in [
        ("wof:1", "gn:7 wd:Q2", None, Some(70), "of wof"),
        ("gn:7", "", Some((5.0, 6.0)), Some(80), "of gn"),
        ("wof:2", "gn:9", Some((7.0, 8.0)), Some(90), "of wof"),
        // Imports alone.
        ("wof:3", "gn:11", None, None, ""),
        ("gn:11", "wd:Q3", Some((9.0, 9.5)), Some(100), "of gn"),
    ] {
        let mut row = linked(id, same_as, point);
        (row.population, row.note) = (population, note.to_owned());
        row.part_of = Some("land".to_owned());
        builder.place(&row).unwrap();
        builder.name(&name(id, &format!("Name {}", id.replace(':', "")), "en")).unwrap();
        builder.name(&name(id, "Shared", "en")).unwrap();
    }
    let index = Index::from_bytes(builder.build().unwrap()).unwrap();
    let state = |id: &str| {
        let place = index.place(id).unwrap();
        let point = place.point().map(|point| (point.lat, point.lon));
        let links: Vec<&str> = place.same_as().collect();
        let names: Vec<&str> = place.names().map(|name| name.text()).collect();
        let parent = place.part_of().map(|parent| parent.id());
        (point, place.population(), parent, place.note(), links.join(" "), names.join(", "))
    };
    let at = |lat, lon| Some((lat, lon));
    let town =
        (at(5.0, 6.0), Some(70), Some("land"), "of wof", "gn:7 wd:Q1 wof:1 wd:Q2", "Town, Name wof1, Shared, Name gn7");
    let found = state("town");
    assert_eq!((found.0, found.1, found.2, found.3, &*found.4, &*found.5), town);
    let full = (at(3.0, 4.0), Some(500), Some("land"), "kept", "gn:9 wof:2", "Full, Name wof2, Shared");
    let found = state("full");
    assert_eq!((found.0, found.1, found.2, found.3, &*found.4, &*found.5), full);
    let alone = (at(9.0, 9.5), Some(100), Some("land"), "of gn", "gn:11 wd:Q3", "Name wof3, Shared, Name gn11");
    let found = state("wof:3");
    assert_eq!((found.0, found.1, found.2, found.3, &*found.4, &*found.5), alone);
    // Whoever asks by an id of a merged record gets the place.
    for (curie, id) in [("wof:1", "town"), ("gn:7", "town"), ("wd:Q2", "town"), ("wof:2", "full"), ("gn:11", "wof:3")] {
        assert_eq!(index.place_same_as(curie).map(|place| place.id()), Some(id), "{curie}");
    }
}

/// The ids that a merged record brought are not the curated row's own: they merge nothing in the indexes below either.
#[test]
fn one_hop_through_a_stack() {
    let record = |id: &str, curated, same_as: &str| Record {
        record: id.replace(':', ""),
        id: id.to_owned(),
        curated,
        same_as: same_as.to_owned(),
        point: None,
        expected: String::new(),
        reported: false,
        stacked: String::new(),
        why: String::new(),
    };
    let upper = [record("town", true, "gn:7"), record("wof:1", false, "gn:7 wd:Q5")];
    let lower = [record("ne:3", false, "wd:Q5"), record("osm:r4", false, "wof:1"), record("gn:7", false, "")];
    let resolver = Resolver::new(build(upper.iter()).0).over(build(lower.iter()).0);
    for (record, expected) in upper.iter().chain(&lower).zip(["town", "town", "ne:3", "osm:r4", "town"]) {
        assert_eq!(answer(&resolver, record), [expected], "{}", record.id);
    }
}

/// Which imports are one does not depend on who mentions their ids first.
#[test]
fn a_mention_does_not_change_what_merges() {
    let merged = |mention: Option<&str>| {
        let mut builder = IndexBuilder::new();
        let mut first = linked("osm:n1", "", None);
        first.part_of = mention.map(str::to_owned);
        builder.place(&first).unwrap();
        for (id, same_as) in [("ne:1", "gn:9"), ("wof:1", "gn:8 gn:9"), ("gn:8", "")] {
            builder.place(&linked(id, same_as, None)).unwrap();
        }
        let index = Index::from_bytes(builder.build().unwrap()).unwrap();
        let parts: BTreeMap<String, Vec<String>> =
            index.places().map(|place| (place.id().to_owned(), place.same_as().map(str::to_owned).collect())).collect();
        parts
    };
    let plain = merged(None);
    assert_eq!(plain.keys().collect::<Vec<_>>(), ["gn:8", "ne:1", "osm:n1"]);
    assert_eq!(merged(Some("gn:8")), plain);
}
