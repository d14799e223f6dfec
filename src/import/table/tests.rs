//! Maps that are wrong, small tables with the traps of the published ones, and the map of this repository.

use std::path::{Path, PathBuf};

use super::TableMap;
use crate::error::Error;
use crate::import::taken::{Taken, shared};
use crate::import::{Importer, Report};

const MAP: &str = r#"[[source]]
id = "census"
citation = "A census"

[[table]]
files = [{ path = "t.csv", lang = "en" }]
source = "census"
id = { prefix = "t", columns = ["id"] }
feature = "P.PPL"
lat = "lat"
lon = "lon"
names = [{ column = "name" }]
"#;

/// What is wrong with the map, when `from` in it is `to`.
#[track_caller]
fn map_error(from: &str, to: &str) -> String {
    assert!(MAP.contains(from), "{from}");
    let error = TableMap::parse(&MAP.replacen(from, to, 1), Path::new("maps/x.toml")).err().expect("an error");
    error.to_string()
}

#[test]
fn what_is_wrong_with_a_map_is_told_with_its_line() {
    let cases = [
        (
            "feature =",
            "featrue =",
            "maps/x.toml:9: unknown field `featrue`, expected one of `files`, `format`, `quoted`, `header`, `source`, `id`, \
             `feature`, `feature_by`, `feature_columns`, `lat`, `lon`, `corners`, `population`, `note`, `none`, `lang_by`, `names`, \
             `translations`, `part_of`, `same_as`, `demonyms`, `drop`; did you mean \"feature\"?",
        ),
        (
            "\"P.PPL\"",
            "\"town\"",
            "maps/x.toml:9: \"town\" is not a GeoNames feature; expected class.code, such as T.ISL or P.PPLC",
        ),
        (
            "lang = \"en\"",
            "lang = \"ger\"",
            "maps/x.toml:6: \"ger\" is not in the language subtag registry; did you mean \"de\"?",
        ),
        (
            ", lang = \"en\"",
            "",
            "maps/x.toml:6: \"t.csv\" has names without a language; add lang to the file or the name",
        ),
        (
            "source = \"census\"",
            "source = \"cenus\"",
            "maps/x.toml:7: \"cenus\" is the id of no [[source]]; did you mean \"census\"?",
        ),
        (
            "{ prefix = \"t\", columns",
            "{ scheme = \"gm\", columns",
            "maps/x.toml:8: \"gm\" is no scheme; expected wd gn wof ne osm tgn pl iso",
        ),
        (
            "{ prefix = \"t\", columns",
            "{ columns",
            "maps/x.toml:6: the id of \"t.csv\" needs columns, and either a scheme or a prefix",
        ),
        (
            "prefix = \"t\"",
            "prefix = \"T\"",
            "maps/x.toml:8: \"T\" is no prefix of ids; expected small letters and digits",
        ),
        (
            "{ column = \"name\" }",
            "{ column = \"name\", kind = \"official\" }",
            "maps/x.toml:12: \"official\" is no kind of name a table can give; expected common alternate short abbreviation \
             colloquial variant",
        ),
        ("lon = \"lon\"\n", "", "maps/x.toml:6: \"t.csv\" has lat or lon alone; give both or neither"),
        ("source = \"census\"\n", "", "maps/x.toml:5: missing field `source`"),
    ];
    for (from, to, expected) in cases {
        assert_eq!(map_error(from, to), expected);
    }
}

/// Imports tables, given by path and text, by a map.
fn import(map: &str, tables: &[(&str, &[u8])]) -> Result<(Taken, Report), Error> {
    let dir = tempfile::tempdir().unwrap();
    for (file, bytes) in tables {
        let path = dir.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    run(TableMap::parse(map, Path::new("maps/x.toml"))?, &[dir.path().to_owned()])
}

fn run(map: TableMap, paths: &[PathBuf]) -> Result<(Taken, Report), Error> {
    let mut taken = Taken::default();
    let report = Importer::table(map).run(paths, &mut taken)?;
    taken.check();
    Ok((taken, report))
}

fn dropped(report: &Report) -> Vec<(&str, u64, &str)> {
    report.dropped.iter().map(|dropped| (dropped.reason, dropped.count, dropped.example.as_str())).collect()
}

#[test]
fn a_column_that_the_table_has_not_is_told() {
    let error = import(MAP, &[("t.csv", b"id,nmae,lat,lon\n")]).err().unwrap().to_string();
    let expected = "t.csv:1: the map has a column \"name\" that the table has not; did you mean \"nmae\"?";
    assert!(error.ends_with(expected), "{error}");
}

#[test]
fn a_folder_without_a_table_of_the_map_is_told() {
    let error = import(MAP, &[("other.csv", b"id\n")]).err().unwrap().to_string();
    assert!(
        error.ends_with("no table of the map is for this; name a folder that has one of them, or add a [[table]]"),
        "{error}"
    );
}

#[test]
fn byte_order_mark_bad_bytes_points_and_repeated_rows() {
    let table = b"\xEF\xBB\xBFid,name,lat,lon\nA 1,Aba,1,2\nA 1,Aba,1,2\n2,Na\x92me,,\n3,Null,0,0\n4,Far,91,0\n5,,1,1\n6,NA,1,1\n,X,1,1\n";
    let (taken, report) = import(MAP, &[("t.csv", table)]).unwrap();
    let ids: Vec<_> = taken.places.iter().map(|place| (place.id.as_str(), place.point.is_some())).collect();
    assert_eq!(ids, [("t-a-1", true), ("t-2", false), ("t-3", false), ("t-4", false), ("t-6", true)]);
    assert_eq!(taken.names_of("t-2"), ["Na\u{FFFD}me en common"]);
    assert_eq!(taken.names_of("t-6"), ["NA en common"], "a name, not a missing one");
    let expected = [
        ("a place without a name", 1, "t-5"),
        ("a point that is not on the Earth, or at 0, 0; the place was taken without", 2, "t-3 at 0, 0"),
        ("a repeated row: its id is that of an earlier one", 1, "t-a-1"),
        ("a row without an id", 1, ""),
        ("not UTF-8; the bytes became U+FFFD", 1, "Na\u{FFFD}me"),
    ];
    assert_eq!(dropped(&report), expected);
}

#[test]
fn ids_of_several_columns_and_of_other_letters_are_stable() {
    let map = MAP.replace("[\"id\"]", "[\"id\", \"name\"]");
    let (taken, _) = import(&map, &[("t.csv", "id,name,lat,lon\n1,ab,1,2\n1a,b,1,2\n".as_bytes())]).unwrap();
    assert_eq!(
        taken.places.iter().map(|place| place.id.as_str()).collect::<Vec<_>>(),
        ["t-k93kt4kxsrwf", "t-k3xxvbgxw5rh"]
    );
    let (taken, _) = import(MAP, &[("t.csv", "id,name,lat,lon\n東京,Tokyo,1,2\n".as_bytes())]).unwrap();
    assert_eq!(taken.places[0].id, "t-gqzvjxh6qdaw");
}

/// The map of this repository.
fn national() -> TableMap {
    TableMap::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/national.toml")).unwrap()
}

/// Imports one small table by the map of this repository.
fn import_national(path: &str, text: &str) -> (Taken, Report) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, text).unwrap();
    run(national(), &[file]).unwrap()
}

const POSTAL: &str =
    "place\tstate\tstate_code\tprovince\tprovince_code\tcommunity\tcommunity_code\tlat\tlon\tpostal_codes\n";

#[test]
fn post_offices_that_are_no_places() {
    let rows = "Майкоп\tАдыгея Республика\t01\t\t\t\t\t44.8802\t40.2166\t1\nМайкоп 1\tАдыгея Республика\t01\t\t\t\t\t44.8802\t40.2166\t1\n";
    let (taken, report) = import_national("ru/geonames_postal_places_2026.tsv", &format!("{POSTAL}{rows}"));
    assert_eq!(taken.names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["Майкоп"]);
    assert!(taken.places[0].id.starts_with("ru-postal-") && taken.places[0].part_of.is_none());
    assert_eq!(dropped(&report), [("a numbered post office of a town", 1, "Майкоп 1")]);

    let rows = "APO AE\t\t\t\t\t\t\t49.4\t8.6\t5\nAkutan\tAlaska\tAK\t\t\t\t\t54.1\t-165.7\t1\n";
    let (taken, report) = import_national("us/geonames_postal_places_2026.tsv", &format!("{POSTAL}{rows}"));
    assert_eq!(taken.places.len(), 1);
    assert_eq!(dropped(&report), [("a military post office, which moves", 1, "APO AE")]);

    // An arrondissement has a number and is a place.
    let rows = "Paris 01\tÎle-de-France\t11\tParis\t75\tParis\t751\t48.8592\t2.3417\t35\n";
    let (taken, _) = import_national("fr/geonames_postal_places_2026.tsv", &format!("{POSTAL}{rows}"));
    assert_eq!(taken.names[0].text, "Paris 01");
    assert_eq!(taken.places[0].note, "postal place");

    let rows = "Port Blair\tAndaman\t01\tSouth\t640\tNA\t\t11.6\t92.7\t1\n";
    let (taken, report) = import_national("in/geonames_postal_places_2023.tsv", &format!("{POSTAL}{rows}"));
    assert_eq!((taken.places.len(), report.dropped.len()), (1, 0), "NA is a community");
}

#[test]
fn the_districts_of_a_city_stand_for_the_city() {
    let text = "province\tcity\tarea\tlat\tlon\n北京市\t市辖区\t\t39.91\t116.41\n北京市\t市辖区\t东城区\t39.93\t116.42\n\
        河北省\t石家庄市\t\t38.05\t114.46\n河南省\t省直辖县级行政区划\t\t34.77\t113.75\n\
        新疆维吾尔自治区\t自治区直辖县级行政区划\t石河子市\t\t\n";
    let (taken, report) = import_national("cn/city_geo.tsv", text);
    let names: Vec<_> = taken.names.iter().map(|name| name.text.as_str()).collect();
    assert_eq!(names, ["北京市", "东城区", "石家庄市", "石河子市"]);
    assert_eq!(taken.places[0].feature.as_str(), "A.ADM2");
    assert_eq!(taken.places[3].point, None);
    assert_eq!(dropped(&report), [("a heading over units of a province", 1, "省直辖县级行政区划")]);
}

#[test]
fn units_of_a_state_are_part_of_it_when_it_came_before() {
    let estados = "\u{FEFF}codigo_uf,uf,nome,latitude,longitude,regiao\n52,GO,Goiás,-15.98,-49.86,Centro-Oeste\n";
    let municipios = "codigo_ibge,nome,latitude,longitude,capital,codigo_uf,siafi_id,ddd,fuso_horario\n\
        5200050,Abadia de Goiás,-16.7573,-49.4412,0,52,1050,62,America/Sao_Paulo\n3100104,Abadia dos Dourados,-18.4,-47.3,0,31,4001,34,America/Sao_Paulo\n";
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("br")).unwrap();
    std::fs::write(dir.path().join("br/estados.csv"), estados).unwrap();
    std::fs::write(dir.path().join("br/municipios.csv"), municipios).unwrap();
    let (taken, report) = run(national(), &[dir.path().to_owned()]).unwrap();
    assert_eq!(taken.place_of("ibge-5200050").part_of.as_deref(), Some("br-uf-52"));
    assert_eq!(taken.place_of("ibge-3100104").part_of, None);
    assert_eq!(taken.names_of("br-uf-52"), ["Goiás pt common", "GO pt abbreviation"]);
    assert!(dropped(&report).contains(&("part of a place that no earlier row has", 1, "br-uf-31")));
}

#[test]
fn demonyms_of_the_factbook() {
    let head = "gec_code\tiso2\tfolder\tlong_form\tshort_form\tlocal_long\tlocal_short\tformer\tabbreviation\tlat\tlon\tcapital\tcapital_lat\tcapital_lon\tdemonym_noun\tdemonym_adjective\n";
    let row = "ag\tDZ\tafrica\tPeople's Republic\tAlgeria\tR&eacute;p\tAl Jaza'ir\tnone\tPDRA (or A)\t28.0\t3.0\t\t\t\tAlgerian(s), Frenchman(men)\tAlgerian\n\
        oo\t\toceans\t\tSouthern Ocean\t\t\t\t\t-60\t90\t\t\t\tnone\t\nkv\tXX\teurope\tnone\tKosovo\t\t\t\t\t42.5\t21\t\t\t\tChinese (singular and plural)\tKosovan\n";
    let (taken, report) = import_national("world/factbook_countries_oceans_2026.tsv", &format!("{head}{row}"));
    let demonyms: Vec<_> = taken.demonyms.iter().map(|d| format!("{} {} {}", d.place, d.text, d.form)).collect();
    let expected = [
        "factbook-ag Algerian noun",
        "factbook-ag Algerians plural",
        "factbook-ag Algerian adjective",
        "factbook-kv Chinese noun",
        "factbook-kv Kosovan adjective",
    ];
    assert_eq!(demonyms, expected);
    let names =
        ["Algeria en common", "People's Republic en alternate", "Al Jaza'ir und alternate", "PDRA en abbreviation"];
    assert_eq!(taken.names_of("factbook-ag"), names);
    assert_eq!(taken.place_of("factbook-oo").feature.as_str(), "H.OCN");
    let expected = [
        ("a demonym with a remark", 1, "Algerian(s), Frenchman(men)"),
        ("an id that is not one of its gazetteer", 1, "XX"),
    ];
    assert_eq!(dropped(&report), expected);
}

#[test]
fn a_column_called_name_alt_is_not_in_southern_altai() {
    let languages = "ar bn de en es fa fr el he hi hu id it ja ko nl pl pt ru sv tr uk ur vi zh zht";
    let columns: Vec<String> = languages.split(' ').map(|lang| format!("name_{lang}")).collect();
    let head = format!(
        "name,name_alt,name_local,abbrev,postal,iso_3166_2,latitude,longitude,gn_id,wikidataid,ne_id,{}",
        columns.join(",")
    );
    let row = format!("Ala.,AL|Bama,,Ala.,AL,US-AL,32.8,-86.8,4829764,Q173,1159315337{}台", ",".repeat(26));
    let (taken, _) = import_national("world/ne_50m_admin_1_states_provinces.csv", &format!("{head}\n{row}\n"));
    let names = ["Ala. und common", "AL und alternate", "Bama und alternate", "台 zh-Hant common"];
    assert_eq!(taken.names_of("ne:1159315337"), names);
    let ids: Vec<_> = taken.places[0].same_as.iter().map(ToString::to_string).collect();
    assert_eq!(ids, ["wd:Q173", "gn:4829764", "iso:US-AL"]);
}

#[test]
fn the_tables_as_published() {
    let Some(dir) = shared("national") else { return };
    // The large postal tables take seconds; one of each make is enough here.
    let files = [
        "au/suburbs_2016.csv.zst",
        "br/estados.csv.zst",
        "br/municipios.csv.zst",
        "cn/city_geo.tsv.zst",
        "mx/inegi_localidades_2020.tsv.zst",
        "us/census_gazetteer_counties_2017.txt.zst",
        "us/census_states.txt.zst",
        "world/factbook_countries_oceans_2026.tsv.zst",
        "world/geonames_continents.tsv.zst",
        "world/geonames_countries_2013.txt.zst",
        "world/macro_regions_m49_derived.tsv.zst",
        "world/ne_50m_admin_0_map_units.csv.zst",
        "world/ne_50m_admin_1_states_provinces.csv.zst",
    ];
    let (taken, report) = run(national(), &files.map(|file| dir.join(file))).unwrap();
    assert_eq!(taken.place_of("us-county-01001").part_of.as_deref(), Some("us-state-al"));
    assert!(report.places > 39_000 && report.names > 56_000, "{report:?}");
}

#[test]
fn tables_of_natural_earth_without_ids() {
    let Some(dir) = shared("natural_earth") else { return };
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/natural_earth_4.toml");
    let (taken, report) = run(TableMap::read(&map).unwrap(), &[dir]).unwrap();
    assert!((12_000..15_000).contains(&report.places), "{report:?}");
    let sahara = taken.names.iter().find(|name| name.text == "SAHARA").expect("the desert");
    let place = taken.place_of(&sahara.place);
    assert_eq!(place.feature.as_str(), "T.DSRT");
    assert!(place.point.is_some_and(|point| (15.0..30.0).contains(&point.lat)), "{place:?}");
    assert!(taken.names.iter().all(|name| !name.text.contains("Null Island")), "no place is at 0, 0");
}
