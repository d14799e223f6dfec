//! The builder: the same rows give the same bytes, in memory or in bands and runs on disk; and what was put in is what a
//! plain model of the documented rules has.

mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

use allonym::{Index, IndexBuilder, Name, NameKind, Place, Rows};
use rows::{Dice, linked, name, place};

/// A row, in the order of coming.
#[derive(Clone, Debug)]
enum Row {
    Place(Place),
    Name(Name),
}

/// Memory that forces several runs and bands on the rows below, and the bytes of a band that follow from it.
const MEMORY: usize = 1 << 19;
const BAND: usize = MEMORY / 4;

const PLACES: usize = 11_000;
const NAMES_OF_ONE: usize = 10_000;
const PLACES_OF_ONE: usize = 10_000;

/// Words of one script each: a name is one, two or three of them.
const LETTERS: &[&str] = &[
    "abcdefghiklmnoprstuvyz",
    "абвгдежзиклмнопрстуф",
    "αβγδεζηθικλμνοπρστυφ",
    "בגדהוזחטילמנסעפצקרשת",
    "ابتثجحدرزسشصطعفقكلمن",
    "北方領土東京都海島山川口田中村",
    "カキクケコサシスセソタチツテ",
    "กขคงจชซดตถทนบปผพมยรล",
    "가나다라마바사아자차카타파하",
    "აბგდევზთიკლმნოპჟრსტუ",
    "կհձղճմյնշոչպջռսվտրցւ",
    "कखगघचछजझटठडढतथदधन",
];

fn word(dice: &mut Dice) -> String {
    let letters: Vec<char> = LETTERS[dice.below(LETTERS.len())].chars().collect();
    (0..1 + dice.below(12)).map(|_| letters[dice.below(letters.len())]).collect()
}

fn text(dice: &mut Dice) -> String {
    let words: Vec<String> = (0..1 + dice.below(3)).map(|_| word(dice)).collect();
    words.join([" ", "-", "'"][dice.below(3)])
}

fn id(number: usize) -> String {
    // Not in the order of coming: the builder has to sort.
    format!("wof:{}", (number * 7919) % 100_003)
}

/// The rows and what they build in memory; made once for all tests.
fn sample() -> &'static (Vec<Row>, Vec<u8>) {
    static SAMPLE: OnceLock<(Vec<Row>, Vec<u8>)> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let rows = rows();
        let bytes = built(IndexBuilder::new(), &rows);
        (rows, bytes)
    })
}

fn rows() -> Vec<Row> {
    const LANGS: &[&str] = &["en", "und", "ru", "ja-Latn", "ar", "und"];
    let mut dice = Dice(20);
    let mut rows = Vec::new();
    let mut known: Vec<String> = vec!["…".into(), "—".into(), "A".into(), "x".repeat(48), "y".repeat(49)];
    // Each place waits for nothing but its own row; names of places that come later are homeless.
    rows.push(Row::Name(name(&id(5), "Too Early", "en")));
    for number in 0..PLACES {
        let mut row = place(&id(number));
        if number % 3 == 0 {
            row = linked(&id(number), &format!("wd:Q{number}"), Some((number as f64 / 200.0, -20.0)));
            row.population = Some(number as u64);
        }
        row.part_of = match number % 5 {
            0 => Some(id(number)),
            1 => Some("wof:999999999".to_owned()),
            2 => Some(id(number + 5)),
            3 => Some(id(number.saturating_sub(7))),
            _ => None,
        };
        // Two that contain each other.
        if number == 13 || number == 14 {
            row.part_of = Some(id(27 - number));
        }
        row.note = if number % 100 == 0 { format!("the {number}th") } else { String::new() };
        rows.push(Row::Place(row));
        // Every 50th place has no names.
        for _ in 0..number % 50 % 4 {
            let text = match dice.below(4) {
                0 => known[dice.below(known.len())].clone(),
                _ => text(&mut dice),
            };
            let mut row = name(&id(number), &text, LANGS[dice.below(LANGS.len())]);
            row.kind = NameKind::ALL[dice.below(NameKind::ALL.len())];
            row.form_of = (dice.below(9) == 0).then(|| known[dice.below(known.len())].clone());
            known.push(text);
            rows.push(Row::Name(row));
        }
        if number < PLACES_OF_ONE {
            rows.push(Row::Name(name(&id(number), "Springfield", "en")));
        }
    }
    // Given again: gaps are filled, nothing else changes.
    let mut again = linked(&id(4), "wd:Q77 gn:4 wd:Q77", Some((1.0, 2.0)));
    again.part_of = Some(id(1));
    again.note = "again".to_owned();
    rows.push(Row::Place(again));
    rows.push(Row::Place(linked(&id(3), "wd:Q78 wd:Q3", Some((3.0, 4.0)))));
    for number in 0..NAMES_OF_ONE {
        rows.push(Row::Name(name(&id(1), &text(&mut dice), LANGS[number % LANGS.len()])));
    }
    rows.push(Row::Name(name(&id(2), &"Long ".repeat(200_000), "en")));
    rows.push(Row::Name(name(&id(2), &"long".repeat(250_000), "en")));
    rows.push(Row::Name(name("wof:no-such", "Nowhere", "en")));
    // A chain of forms, and a circle; a form of itself; a form of nothing.
    let forms = [("A", "B"), ("B", "C"), ("C", "D"), ("D", ""), ("E", "F"), ("F", "E"), ("G", "G"), ("H", "Nothing")];
    for (form, of) in forms {
        let mut row = name(&id(0), &format!("Form {form}"), "en");
        row.form_of = (!of.is_empty()).then(|| format!("Form {of}"));
        rows.push(Row::Name(row));
    }
    rows
}

fn built(mut builder: IndexBuilder, rows: &[Row]) -> Vec<u8> {
    put(&mut builder, rows);
    builder.build().unwrap()
}

fn put(builder: &mut IndexBuilder, rows: &[Row]) {
    for row in rows {
        match row {
            Row::Place(row) => builder.place(row).unwrap(),
            Row::Name(row) => builder.name(row).unwrap(),
        }
    }
}

/// Open files of this process that were made in a folder.
fn temporary_files(folder: &Path) -> Option<usize> {
    let folder = folder.canonicalize().ok()?;
    let open = std::fs::read_dir("/proc/self/fd").ok()?;
    let links = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    Some(links.filter(|link| link.starts_with(&folder)).count())
}

#[test]
fn memory_does_not_change_a_byte() {
    let (rows, expected) = sample();
    let folder = tempfile::tempdir().unwrap();
    assert!(*expected == built(IndexBuilder::new(), rows), "the same rows, other bytes");
    let mut builder = IndexBuilder::bounded(MEMORY, folder.path());
    put(&mut builder, rows);
    if let Some(files) = temporary_files(folder.path()) {
        assert!(files > 5, "{files} files: no runs of names went to disk");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "temporary files have names");
    assert!(builder.build().unwrap() == *expected, "bounded memory, other bytes");
    // No memory at all is the least that there is, not a fault.
    let few = &rows[..3000];
    let none = built(IndexBuilder::bounded(0, folder.path()), few);
    assert!(none == built(IndexBuilder::new(), few), "no memory, other bytes");

    // Were there several bands of places, of keys and of buckets?
    let index = Index::from_bytes(expected.clone()).unwrap();
    let bytes = |name: &str| index.sections().find(|section| section.name == name).unwrap().bytes;
    assert!(index.names().len() * 16 > 4 * BAND, "places");
    assert!(index.names().len() * 4 > BAND, "keys");
    assert!(bytes("deletes") > 4 * BAND, "buckets");
}

/// What an index holds, by the documented rules.
#[derive(Default)]
struct Model {
    places: BTreeMap<String, Place>,
    names: BTreeMap<String, Vec<Name>>,
    homeless: usize,
    repeated: usize,
}

impl Model {
    fn of(rows: &[Row]) -> Model {
        let mut model = Model::default();
        for row in rows {
            match row {
                Row::Name(row) if model.places.contains_key(&row.place) => {
                    model.names.entry(row.place.clone()).or_default().push(row.clone());
                }
                Row::Name(_) => model.homeless += 1,
                Row::Place(row) => {
                    let known = model.places.entry(row.id.clone()).or_insert_with(|| row.clone());
                    known.point = known.point.or(row.point);
                    known.population = known.population.or(row.population);
                    known.part_of = known.part_of.clone().or(row.part_of.clone());
                    if known.note.is_empty() {
                        known.note.clone_from(&row.note);
                    }
                    for id in &row.same_as {
                        if !known.same_as.contains(id) {
                            known.same_as.push(id.clone());
                        }
                    }
                }
            }
        }
        let given: BTreeSet<String> = model.places.keys().cloned().collect();
        for (id, place) in &mut model.places {
            place.part_of.take_if(|parent| parent == id || !given.contains(parent));
        }
        for names in model.names.values_mut() {
            let all = names.clone();
            let mut seen = BTreeSet::new();
            names.retain(|row| {
                let new = seen.insert((row.text.clone(), row.lang.as_str().to_owned(), row.kind));
                // A name in no language says less than the same in one; but a variant does not stand for a name.
                let said_better = row.lang.as_str() == "und"
                    && all.iter().any(|other| {
                        other.text == row.text
                            && other.lang.as_str() != "und"
                            && (other.kind != NameKind::Variant || row.kind == NameKind::Variant)
                    });
                new && !said_better
            });
            model.repeated += all.len() - names.len();
        }
        model
    }
}

#[test]
fn what_was_put_in_comes_out() {
    let (rows, expected) = sample();
    let model = Model::of(rows);
    let folder = tempfile::tempdir().unwrap();
    let mut builder = IndexBuilder::new();
    put(&mut builder, rows);
    let path = folder.path().join("rows.allonym");
    let report = builder.write(&path).unwrap();
    let index = Index::open(&path).unwrap();
    assert!(index.as_bytes() == expected);
    assert_eq!((report.places, report.names), (index.places().len() as u64, index.names().len() as u64));
    assert_eq!((report.homeless, report.repeated), (model.homeless as u64, model.repeated as u64));
    assert!(model.homeless >= 2 && model.repeated > 50, "{} {}", model.homeless, model.repeated);
    assert!(index.places().map(|place| place.id()).eq(model.places.keys().map(String::as_str)));
    for (found, place) in index.places().zip(model.places.values()) {
        let id = &place.id;
        assert_eq!((found.feature(), found.note()), (place.feature.as_str(), &*place.note), "{id}");
        assert_eq!(found.population(), place.population, "{id}");
        assert_eq!(found.part_of().map(|parent| parent.id()), place.part_of.as_deref(), "{id}");
        assert!(found.same_as().eq(place.same_as.iter().map(|id| id.as_str())), "{id}");
        assert!(found.is_imported(), "{id}");
        match (found.point(), place.point) {
            (Some(a), Some(b)) => assert!((a.lat - b.lat).abs() < 1e-7 && (a.lon - b.lon).abs() < 1e-7, "{id}"),
            (a, b) => assert!(a.is_none() && b.is_none(), "{id}"),
        }
        let empty = Vec::new();
        let rows = model.names.get(id).unwrap_or(&empty);
        assert_eq!(found.names().len(), rows.len(), "{id}");
        for (found, row) in found.names().zip(rows) {
            assert!(found.text() == row.text, "{id}: {:.40} is not {:.40}", found.text(), row.text);
            assert_eq!((found.lang(), found.kind()), (row.lang.as_str(), row.kind));
            assert_eq!((found.place().id(), found.is_imported()), (&**id, true));
            match found.form_of() {
                Some(root) => assert!(root.place() == found.place() && root != found && row.form_of.is_some()),
                None => assert!(
                    row.form_of.is_none()
                        || !rows
                            .iter()
                            .any(|other| { Some(&other.text) == row.form_of.as_ref() && other.text != row.text })
                        || row.text.starts_with("Form "),
                    "{id} {:.40}",
                    row.text
                ),
            }
        }
    }
    let roots: BTreeMap<&str, Option<&str>> = index
        .place(&id(0))
        .unwrap()
        .names()
        .map(|name| (name.text(), name.form_of().map(|root| root.text())))
        .collect();
    for form in ["Form A", "Form B", "Form C"] {
        assert_eq!(roots[form], Some("Form D"), "{form}");
    }
    for form in ["Form D", "Form G", "Form H"] {
        assert_eq!(roots[form], None, "{form}");
    }
    assert_eq!(index.place(&id(1)).unwrap().names().len(), model.names[&id(1)].len());
}

/// Every word, phrase and posting leads back: each name that has a key is found under it, on each place that has it.
#[test]
fn every_name_leads_to_its_places() {
    let index = Index::from_bytes(sample().1.clone()).unwrap();
    let resolver = allonym::Resolver::new(index.clone());
    let everywhere = resolver.resolve("springfield");
    assert_eq!(everywhere.candidates().len(), PLACES_OF_ONE);
    let mut places: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for name in index.names().filter(|name| name.text().len() < 1000) {
        places.entry(allonym::Key::new(name.text()).as_str().to_owned()).or_default().insert(name.place().id());
    }
    for (key, ids) in places.iter().filter(|(key, _)| *key != "springfield").step_by(11) {
        let resolution = resolver.resolve(key);
        let found: BTreeSet<&str> = resolution.candidates().iter().map(|candidate| candidate.place().id()).collect();
        let expected = if key.is_empty() { BTreeSet::new() } else { ids.clone() };
        assert_eq!(found, expected, "{key:?}");
    }
    for long in ["long ".repeat(200_000), "LONG".repeat(250_000)] {
        let resolution = resolver.resolve(&long);
        let found: Vec<&str> = resolution.candidates().iter().map(|candidate| candidate.place().id()).collect();
        assert_eq!(found, [id(2)], "{long:.20}");
    }
}

/// A chain of forms as long as a place has names, and a circle of as many.
#[test]
fn long_chains_of_forms_end() {
    const LINKS: usize = 5000;
    let index = |last: Option<usize>| {
        let mut builder = IndexBuilder::new();
        builder.place(&place("wof:1")).unwrap();
        for number in 0..LINKS {
            let next = if number + 1 < LINKS { Some(number + 1) } else { last };
            let mut row = name("wof:1", &format!("Form {number}"), "en");
            row.form_of = next.map(|next| format!("Form {next}"));
            builder.name(&row).unwrap();
        }
        Index::from_bytes(builder.build().unwrap()).unwrap()
    };
    let chain = index(None);
    let last = format!("Form {}", LINKS - 1);
    for name in chain.names().take(LINKS - 1) {
        assert_eq!(name.root().text(), last, "{}", name.text());
    }
    let circle = index(Some(0));
    assert!(circle.names().all(|name| name.root().place() == name.place()));
}
