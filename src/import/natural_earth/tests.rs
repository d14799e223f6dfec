//! Small tables with the traps of the published ones, and the published ones where they are.

use std::path::Path;

use super::feature;
use crate::import::taken::{Taken, shared};
use crate::import::{Format, Importer, Report};

const COUNTRIES: &str = "featurecla,TYPE,NAME,NAME_LONG,ADMIN,BRK_NAME,ABBREV,POSTAL,FORMAL_EN,NOTE_BRK,NAME_ALT,POP_EST,ISO_A2,ISO_A2_EH,HOMEPART,LABEL_X,LABEL_Y,NE_ID,WIKIDATAID,NAME_EN,NAME_RU,NAME_ZH,NAME_ZHT,FCLASS_ISO,FCLASS_TLC,FCLASS_KO,FCLASS_ES,FCLASS_RU
Admin-0 country,Sovereign country,South Korea,Republic of Korea,South Korea,South Korea,S.K.,KR,Republic of Korea,,,51709098.0,KR,KR,1,128.1,36.4,1,Q884,South Korea,,,,Admin-0 country,Admin-0 country,,,
Admin-0 country,Sovereign country,Spain,Spain,Spain,Spain,Sp.,E,Kingdom of Spain,,,47076781.0,ES,ES,1,-3.4,40.0,2,Q29,Spain,Испания,西班牙,西班牙,Admin-0 country,Admin-0 country,,,
Admin-0 country,Sovereign country,Russia,Russian Federation,Russia,Russia,Rus.,RUS,Russian Federation,,,144373535.0,RU,RU,1,44.7,58.2,3,Q159,Russia,,,,Admin-0 country,Admin-0 country,,,
Admin-0 country,Disputed,Kosovo,Kosovo,Kosovo,Kosovo,Kos.,KO,Republic of Kosovo,,,-99,-99,XK,1,20.9,42.6,4,Q1246,Kosovo,Республика Косово,科索沃,科索沃,Unrecognized,Admin-0 country,Admin-0 country,Unrecognized,Admin-1 region
Admin-0 country,Sovereign country,Somaliland,Somaliland,Somaliland,Somaliland,Solnd.,SL,Republic of Somaliland,Self admin.; Claimed by Somalia,,5096159.0,-99,-99,1,0,0,5,Q34754,Somaliland,,,,Unrecognized,Admin-0 country,Unrecognized,,
Admin-0 country,Sovereign country,Somalia,Somalia,Somalia,Somalia,Som.,SO,Federal Republic of Somalia,,,10192317.3,SO,SO,1,45.2,3.6,6,Q1045,Somalia,,,,Admin-0 country,Admin-0 country,,,
Admin-0 country,Lease,Baikonur,Baikonur Cosmodrome,Baykonur Cosmodrome,Baykonur,Bayk.,BK,,Leased to Russia by Kazakhstan,Baykonur Cosmodrome,0.0,-99,KZ,-99,63.1,45.8,7,Q148,Baikonur,,,,Unrecognized,Admin-0 lease,,,
Admin-0 country,Indeterminate,Bank,Bank,Bank,Bank,-99,-99,-99,Between Egypt and Sudan,-99,-99,-99,-99,1,-99,-99,8,-99,Bank,-99,,,Unrecognized,Unrecognized,Unrecognized,Unrecognized,Unrecognized
Admin-0 country,Sovereign country,Japan,Japan,Japan,Japan,Japan,J,Japan,,,126264931.0,JP,JP,1,138.4,36.1,9,Q17,Japan,,,,Admin-0 country,Admin-0 country,,,
";

const DISPUTED: &str = "featurecla,TYPE,NAME,NAME_LONG,BRK_A3,BRK_NAME,ABBREV,NOTE_BRK,NAME_ALT,POP_EST,ISO_A2,bbox_lon_min,bbox_lat_min,bbox_lon_max,bbox_lat_max
Admin-0 claim area,Geo subunit,Dokdo,Dokdo,B39,Dokdo,Dokdo,Admin. by South Korea; Claimed by Japan,\"Takeshima, Liancort Rocks\",-99,-99,131.8,37.2,131.9,37.3
Admin-0 claim area,Disputed,Russia,Russia,B29,Kuril Is.,Rus.,Admin. by Russia; Claimed by Japan,,10000,-99,146,43,148,45
Admin-0 claim area,Disputed,Spain,Spain,B99,Rock,Sp.,\"Admin by Spain; Claimed by Columbia, Japan, and the Russian Federation; under survey\",,0,ES,-170,-10,170,10
Admin-0 overlay,Overlay,Zone,Zone,-99,Zone,,,,0,-99,0,0,0,0
";

#[track_caller]
fn import(tables: &[(&str, &str)]) -> (Taken, Report) {
    let dir = tempfile::tempdir().unwrap();
    for (file, text) in tables {
        std::fs::write(dir.path().join(file), text).unwrap();
    }
    run(dir.path())
}

#[track_caller]
fn run(path: &Path) -> (Taken, Report) {
    let mut taken = Taken::default();
    let report = Importer::new(Format::NaturalEarth).run(&[path.to_owned()], &mut taken).unwrap();
    taken.check();
    (taken, report)
}

fn dropped(report: &Report) -> Vec<(&str, u64, &str)> {
    report.dropped.iter().map(|dropped| (dropped.reason, dropped.count, dropped.example.as_str())).collect()
}

#[test]
fn points_of_view_are_claims() {
    let (taken, _) = import(&[("ne_10m_admin_0_countries.csv", COUNTRIES)]);
    let kosovo = ["ne-4-is-a-country is_a country +KR +natural-earth -ES", "ne-4-is-a-region is_a region +RU"];
    assert_eq!(taken.claims_of("ne:4"), kosovo, "South Korea is KO in the name of a column");
    assert!(taken.claims_of("ne:2").is_empty(), "nobody differs");
    assert!(taken.claims_of("ne:8").is_empty(), "where nobody recognizes anything, nothing is claimed");
    assert_eq!(taken.place_of("ne:4").feature.as_str(), "A.PCL", "a political entity, and no more");
    assert_eq!(taken.place_of("ne:2").feature.as_str(), "A.PCLI");
}

#[test]
fn notes_are_claims() {
    let (taken, report) = import(&[("ne_a_countries.csv", COUNTRIES), ("ne_b_disputed.csv", DISPUTED)]);
    let somaliland = [
        "ne-5-administered-by-somaliland administered_by somaliland +natural-earth",
        "ne-5-belongs-to-so belongs_to SO +SO",
        "ne-5-is-a-country is_a country +natural-earth -KR",
    ];
    assert_eq!(taken.claims_of("ne:5"), somaliland);
    assert_eq!(taken.claims_of("ne:7"), ["ne-7-leased-to-ru leased_to RU +natural-earth"]);
    let dokdo =
        ["ne-b39-administered-by-kr administered_by KR +natural-earth", "ne-b39-belongs-to-jp belongs_to JP +JP"];
    assert_eq!(taken.claims_of("ne:B39"), dokdo);
    let rock = [
        "administered-by-es administered_by ES +natural-earth",
        "belongs-to-jp belongs_to JP +JP",
        "belongs-to-ru belongs_to RU +RU",
    ];
    assert_eq!(taken.claims_of("ne:B99"), rock.map(|claim| format!("ne-b99-{claim}")));
    let expected = [
        ("a note that states no claim in a known form", 2, "Between Egypt and Sudan"),
        (
            "a party of a claim that the table of countries does not name",
            1,
            "Columbia in Claimed by Columbia, Japan, and the Russian Fede",
        ),
        ("a row without an id", 1, "Zone"),
    ];
    assert_eq!(dropped(&report), expected);
    let parties: Vec<_> = taken.parties.iter().map(|party| (party.id.as_str(), party.kind.as_str())).collect();
    assert!(
        parties.contains(&("somaliland", "authority")) && parties.contains(&("natural-earth", "dataset")),
        "{parties:?}"
    );
}

#[test]
fn names_of_a_disputed_area_are_its_own() {
    let (taken, _) = import(&[("ne_a_countries.csv", COUNTRIES), ("ne_b_disputed.csv", DISPUTED)]);
    let dokdo = ["Dokdo und common", "Takeshima und alternate", "Liancort Rocks und alternate"];
    assert_eq!(taken.names_of("ne:B39"), dokdo, "a spelling is taken as it stands");
    assert_eq!(taken.names_of("ne:B29"), ["Kuril Is. und common"], "Russia surrounds it");
    let point = taken.place_of("ne:B29").point.unwrap();
    assert_eq!((point.lat, point.lon), (44.0, 147.0));
    assert_eq!(taken.place_of("ne:B29").note, "point: the middle of the bounding box");
    assert_eq!(taken.place_of("ne:B99").point, None, "a box that wide may cross the antimeridian");
    assert!(taken.place_of("ne:B99").same_as.is_empty(), "the code of the country that surrounds it");
}

#[test]
fn names_of_a_country() {
    let (taken, _) = import(&[("ne_a.csv", COUNTRIES)]);
    let spain = [
        "Spain en common",
        "Испания ru common",
        "西班牙 zh-Hans common",
        "西班牙 zh-Hant common",
        "Kingdom of Spain en alternate",
        "Sp. und abbreviation",
        "E und abbreviation",
    ];
    assert_eq!(taken.names_of("ne:2"), spain);
}

#[test]
fn minus_99_and_0_0_are_nothing() {
    let (taken, _) = import(&[("ne_a.csv", COUNTRIES)]);
    let bank = taken.place_of("ne:8");
    assert_eq!((bank.point, bank.population, bank.same_as.len()), (None, None, 0));
    assert_eq!(taken.names_of("ne:8"), ["Bank en common"]);
    assert_eq!(taken.place_of("ne:5").point, None);
    let ids = |id: &str| taken.place_of(id).same_as.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(ids("ne:4"), ["wd:Q1246", "iso:XK"]);
    assert_eq!(ids("ne:7"), ["wd:Q148"], "a lease in Kazakhstan is not Kazakhstan");
}

#[test]
fn two_scales_are_one_place() {
    let coarse = COUNTRIES.replace("Republic of Kosovo", "Kosova");
    let (taken, report) = import(&[("ne_10m_x.csv", COUNTRIES), ("ne_50m_x.csv", &coarse)]);
    assert_eq!(report.places, 9);
    assert!(taken.names_of("ne:4").contains(&"Kosova en alternate".to_owned()));
    assert_eq!(
        dropped(&report).iter().find(|(reason, ..)| reason.starts_with("a place that an earlier row has")).unwrap().1,
        9
    );
}

#[test]
fn tables_without_ids_are_skipped() {
    let (_, report) = import(&[
        ("ne_x.csv", COUNTRIES),
        ("ne_rivers.csv", "dissolve,scalerank,featurecla,name\n0River,1.0,River,Irrawaddy\n"),
    ]);
    let expected = ("a table without ids; import it by a map of its columns", 1, "ne_rivers.csv");
    assert!(dropped(&report).contains(&expected), "{report:?}");
}

#[test]
fn every_code_is_a_feature_code() {
    for class in
        ["Island", "Admin-0 capital", "Populated Place", "Alkaline Lake", "ocean", "Admin-0 country", "Range/mtn"]
    {
        let code = feature::code(class, "", false).unwrap_or_else(|| panic!("{class}"));
        assert!(crate::model::FeatureCode::parse(code).is_ok(), "{code}");
    }
    assert_eq!(feature::code("Dragons-be-here", "", false), None);
    assert_eq!(feature::code("Admin-0 capital", "", true), Some("P.PPL"), "where parties differ, a populated place");
}

#[test]
fn the_tables_as_published() {
    let Some(dir) = shared("natural_earth") else { return };
    let (taken, report) = run(&dir);
    assert!(report.places > 8_500 && report.names > 100_000 && report.claims > 200, "{report:?}");
    assert!(
        taken.claims_of("ne:B00").contains(&"ne-b00-administered-by-in administered_by IN +natural-earth".to_owned())
    );
    assert!(taken.claims_of("ne:B00").contains(&"ne-b00-belongs-to-cn belongs_to CN +CN".to_owned()));
    assert!(taken.names_of("ne:B39").contains(&"Liancort Rocks und alternate".to_owned()));
}
