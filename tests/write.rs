//! `GazetteerWriter`: what it writes reads back to the same rows.

use std::path::Path;

use allonym::{
    Claim, Curie, Date, Demonym, DemonymForm, ErrorKind, FeatureCode, Gazetteer, GazetteerWriter, Language, Name,
    NameKind, Party, PartyKind, Place, Point, Rank, Relation, Rows, Source,
};
use proptest::prelude::*;
use proptest::sample::select;

/// Writes a gazetteer to a new folder and reads it back.
fn copy(gazetteer: &Gazetteer) -> Gazetteer {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = GazetteerWriter::create(dir.path().join("copy")).unwrap();
    give(gazetteer, &mut writer);
    writer.finish().unwrap();
    Gazetteer::read(dir.path().join("copy")).unwrap()
}

fn give(gazetteer: &Gazetteer, rows: &mut dyn Rows) {
    gazetteer.sources().for_each(|row| rows.source(row).unwrap());
    gazetteer.parties().for_each(|row| rows.party(row).unwrap());
    gazetteer.places().for_each(|row| rows.place(row).unwrap());
    gazetteer.names().for_each(|row| rows.name(row).unwrap());
    gazetteer.claims().for_each(|row| rows.claim(row).unwrap());
    gazetteer.demonyms().for_each(|row| rows.demonym(row).unwrap());
}

#[track_caller]
fn assert_same(one: &Gazetteer, other: &Gazetteer) {
    assert!(one.sources().eq(other.sources()));
    assert!(one.parties().eq(other.parties()));
    assert!(one.places().eq(other.places()));
    assert!(one.names().eq(other.names()));
    assert!(one.claims().eq(other.claims()));
    assert!(one.demonyms().eq(other.demonyms()));
}

#[test]
fn the_curated_gazetteer_is_copied() {
    let gazetteer = Gazetteer::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteer")).unwrap();
    assert!(gazetteer.names().len() > 100);
    let copy = copy(&gazetteer);
    assert_same(&gazetteer, &copy);
    assert!(copy.check().is_empty(), "{:?}", copy.check());
}

#[test]
fn no_file_is_overwritten() {
    for file in ["places.csv", "names.csv", "claims.csv", "parties.csv", "sources.csv", "demonyms.csv"] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(file), "mine").unwrap();
        let error = GazetteerWriter::create(dir.path()).err().expect("it refuses");
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert_eq!(
            error.to_string(),
            format!(
                "{}: the file is there already; name a folder without gazetteer files",
                dir.path().join(file).display()
            )
        );
        assert_eq!(std::fs::read_to_string(dir.path().join(file)).unwrap(), "mine");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is created");
    }
}

#[test]
fn half_a_gazetteer_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    let writer = GazetteerWriter::create(dir.path()).unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 7);
    drop(writer);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn an_empty_gazetteer_has_headers() {
    let empty = Gazetteer::default();
    let copy = copy(&empty);
    assert_same(&empty, &copy);
    assert!(copy.check().is_empty());
}

/// Text that a field may hold, with what CSV has to quote.
fn text() -> impl Strategy<Value = String> {
    "[a-zäßЖ島\",;' .]{0,12}".prop_map(|text| format!("a{text}z"))
}

fn ids() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::btree_set("[A-Z]{2}|[a-z]{3,9}", 0..4).prop_map(|ids| ids.into_iter().collect())
}

fn date() -> impl Strategy<Value = Option<Date>> {
    proptest::option::of(select(vec!["2018", "-0044-03-15", "199X", "XXXX", "1204~", "1990-05?"]))
        .prop_map(|date| date.map(|date| date.parse().unwrap()))
}

fn curies() -> impl Strategy<Value = Vec<Curie>> {
    proptest::sample::subsequence(vec!["wd:Q1", "gn:2", "iso:JP-13", "osm:r4", "ne:B00"], 0..5)
        .prop_map(|ids| ids.into_iter().map(|id| Curie::parse(id).unwrap()).collect())
}

fn language() -> impl Strategy<Value = Language> {
    select(vec!["und", "ja-Latn-hepburn", "zh-Hant", "en"]).prop_map(|tag| Language::parse(tag).unwrap())
}

prop_compose! {
    fn place()(
        feature in select(vec!["P.PPLC", "T.ISLS", "A.PCLI"]),
        point in proptest::option::of((-90.0..=90.0, -180.0..=180.0)),
        population in proptest::option::of(any::<u64>()),
        part_of in proptest::option::of("[a-z]{2,5}"),
        same_as in curies(),
        note in text(),
    ) -> Place {
        let point = point.map(|(lat, lon)| Point { lat, lon });
        Place { id: "wof:1".to_owned(), feature: FeatureCode::parse(feature).unwrap(), point, population, part_of, same_as, note }
    }
}

prop_compose! {
    fn name()(
        text in text(),
        lang in language(),
        kind in select(NameKind::ALL),
        form_of in proptest::option::of(text()),
        rank in select(Rank::ALL),
        (accepted_by, disputed_by, asserts) in (ids(), ids(), ids()),
        (start, end) in (date(), date()),
        footnote in text(),
        source in proptest::option::of("[a-z]{2,5}"),
    ) -> Name {
        Name {
            place: "wof:1".to_owned(), text, lang, kind, form_of, rank, accepted_by, disputed_by, asserts, start, end,
            footnote, source,
        }
    }
}

prop_compose! {
    fn claim()(
        relation in select(Relation::ALL),
        object in "[a-z]{2,5}",
        (asserted_by, rejected_by) in (ids(), ids()),
        (start, end) in (date(), date()),
    ) -> Claim {
        let (id, place, source) = ("claim-1".to_owned(), "wof:1".to_owned(), "s".to_owned());
        Claim { id, place, relation, object, asserted_by, rejected_by, start, end, source }
    }
}

prop_compose! {
    fn party()(
        kind in select(PartyKind::ALL),
        label in text(),
        place in proptest::option::of("[a-z]{2,5}"),
        languages in proptest::option::of(language()),
        follows in ids(),
        same_as in curies(),
    ) -> Party {
        let languages = languages.into_iter().collect();
        Party { id: "JP".to_owned(), kind, label, place, languages, follows, same_as }
    }
}

prop_compose! {
    fn source()(citation in text(), url in text(), date in date(), licence in text(), note in text()) -> Source {
        Source { id: "s".to_owned(), citation, url, date, licence, note }
    }
}

prop_compose! {
    fn demonym()(
        text in text(),
        lang in language(),
        form in select(DemonymForm::ALL),
        source in proptest::option::of("[a-z]{2,5}"),
    ) -> Demonym {
        Demonym { place: "wof:1".to_owned(), text, lang, form, source }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_row_comes_back(
        (place, name, claim) in (place(), name(), claim()),
        (party, source, demonym) in (party(), source(), demonym()),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = GazetteerWriter::create(dir.path()).unwrap();
        writer.source(&source).unwrap();
        writer.party(&party).unwrap();
        writer.place(&place).unwrap();
        writer.name(&name).unwrap();
        writer.claim(&claim).unwrap();
        writer.demonym(&demonym).unwrap();
        writer.finish().unwrap();
        let copy = Gazetteer::read(dir.path()).unwrap();
        prop_assert_eq!(copy.sources().next(), Some(&source));
        prop_assert_eq!(copy.parties().next(), Some(&party));
        prop_assert_eq!(copy.places().next(), Some(&place));
        prop_assert_eq!(copy.names().next(), Some(&name));
        prop_assert_eq!(copy.claims().next(), Some(&claim));
        prop_assert_eq!(copy.demonyms().next(), Some(&demonym));
    }
}
