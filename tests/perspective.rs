//! Choosing a name: the table of cases, on an index in memory and on a mapped one, and laws over the whole gazetteer.

use std::path::Path;

use allonym::{Choice, Gazetteer, Index, IndexBuilder, Perspective, PlaceRef, Tier, Wanted};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture() -> Vec<u8> {
    let gazetteer = Gazetteer::read(root().join("tests/cases/tiers")).unwrap();
    IndexBuilder::new().gazetteer(&gazetteer).unwrap().build().unwrap()
}

/// What is wanted of a row: an empty perspective or date is none.
fn wanted(perspective: &str, lang: &str, at: &str) -> Wanted {
    let mut wanted = Wanted::new(lang).unwrap();
    if !perspective.is_empty() {
        wanted = wanted.perspective(Perspective::parse(perspective).unwrap());
    }
    if at.is_empty() { wanted } else { wanted.at(at).unwrap() }
}

/// The answer, its tier, and the sources that it rests on, as the table writes them.
fn answer(choice: &Choice<'_>) -> [String; 3] {
    let tier = choice.tier().map(|tier| tier.number().to_string()).unwrap_or_default();
    let (text, names) = match choice {
        Choice::Chosen(name) => (name.text().to_owned(), std::slice::from_ref(name)),
        Choice::Contested(names) => {
            let texts: Vec<&str> = names.iter().map(|name| name.text()).collect();
            (format!("Contested: {}", texts.join(" | ")), &names[..])
        }
        Choice::NoName => ("NoName".to_owned(), &[][..]),
    };
    let mut sources: Vec<&str> = names.iter().flat_map(|name| name.sources()).map(|source| source.id()).collect();
    sources.sort_unstable();
    sources.dedup();
    [text, tier, sources.join(" ")]
}

#[test]
fn table() {
    let bytes = fixture();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let memory = Index::from_bytes(bytes).unwrap();
    // SAFETY: nobody else knows the temporary file.
    let mapped = unsafe { Index::map(file.path()) }.unwrap();
    let embedded = Index::embedded();
    let mut reader = csv::Reader::from_path(root().join("tests/cases/perspective.csv")).unwrap();
    let (mut rows, mut wrong) = (0, Vec::new());
    for row in reader.records().map(Result::unwrap) {
        let [id, gazetteer, place, perspective, lang, at, text, tier, sources, why] =
            std::array::from_fn(|column| row[column].to_owned());
        let indexes: &[&Index] = if gazetteer == "tiers" { &[&memory, &mapped] } else { &[&embedded] };
        for index in indexes {
            let place = index.place(&place).unwrap_or_else(|| panic!("{id}: no place {place}"));
            let found = answer(&place.name_for(&wanted(&perspective, &lang, &at)).unwrap());
            let expected =
                [text.clone(), tier.clone(), if sources == "*" { found[2].clone() } else { sources.clone() }];
            if found != expected {
                wrong.push(format!("{id} ({why}): found {found:?}, expected {expected:?}"));
            }
        }
        rows += 1;
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(rows >= 60, "{rows} rows");
}

/// Every place with each of its languages.
fn places(index: &Index) -> impl Iterator<Item = (PlaceRef<'_>, Vec<&str>)> {
    index.places().map(|place| {
        let mut langs: Vec<&str> = place.names().map(|name| name.lang()).collect();
        langs.sort_unstable();
        langs.dedup();
        (place, langs)
    })
}

#[test]
fn nothing_contested_is_returned_as_if_it_were_not() {
    let index = Index::embedded();
    let mut asked = 0;
    for (place, langs) in places(&index) {
        let mut parties: Vec<&str> = place
            .names()
            .flat_map(|name| name.accepted_by().chain(name.disputed_by()).collect::<Vec<_>>())
            .map(|party| party.id())
            .chain([""])
            .collect();
        parties.sort_unstable();
        parties.dedup();
        for lang in langs {
            for party in &parties {
                asked += 1;
                let at = format!("{} for {party:?} in {lang}", place.id());
                match place.name_for(&wanted(party, lang, "")).unwrap() {
                    Choice::Chosen(name) => {
                        let own = name.disputed_by().iter().any(|objector| objector.id() == *party);
                        assert!(!own || name.tier() == Tier::Accepted, "{at}: {} is disputed", name.text());
                        match name.tier() {
                            Tier::Accepted => assert!(!name.sources().is_empty(), "{at}: no source"),
                            tier => assert!(
                                name.disputed_by().is_empty() && tier < Tier::Contested,
                                "{at}: {} is contested, but chosen",
                                name.text()
                            ),
                        }
                    }
                    Choice::Contested(names) => {
                        assert!(names.windows(2).all(|pair| pair[0].text() < pair[1].text()), "{at}: not in order");
                    }
                    Choice::NoName => {}
                }
            }
        }
    }
    assert!(asked > 5000, "{asked} questions");
}

#[test]
fn a_party_gets_its_own_name() {
    let index = Index::embedded();
    for (place, _) in places(&index) {
        for name in place.names() {
            let is_output = name.kind() != allonym::NameKind::Variant
                && name.rank() != allonym::Rank::Deprecated
                && name.form_of().is_none()
                && name.is_live(None);
            for party in name.accepted_by().filter(|_| is_output) {
                let names = place.names_considered(&wanted(party.id(), name.lang(), "")).unwrap();
                assert_eq!(names[0].tier(), Tier::Accepted, "{} for {} in {}", place.id(), party.id(), name.lang());
            }
        }
    }
}

#[test]
fn a_footnote_comes_with_the_name() {
    let index = Index::embedded();
    let place = index.place("kosovo").unwrap();
    let Choice::Chosen(name) = place.name_for(&wanted("EU", "en", "")).unwrap() else { panic!("one name") };
    assert!(name.footnote().contains("UNSCR 1244/1999"), "{}", name.footnote());
}

#[test]
fn status_is_computed() {
    let index = Index::embedded();
    let place = index.place("kurils-four").unwrap();
    assert!(place.is_disputed(None));
    assert_eq!(place.parties(None), ["JP", "RU"]);
    assert!(!index.place("nagoya").unwrap().is_disputed(None));
}

#[test]
fn what_cannot_be_wanted_says_so() {
    assert_eq!(
        Wanted::new("ger").unwrap_err().to_string(),
        "\"ger\" is not in the language subtag registry; did you mean \"de\"?"
    );
    assert_eq!(Wanted::new("en").unwrap().at("XXXX").unwrap_err().to_string(), "XXXX is no day to name a place at");
    let index = Index::embedded();
    let error = index.place("kyiv").unwrap().name_for(&wanted("japan", "en", "")).unwrap_err();
    assert_eq!(error.to_string(), "unknown party \"japan\"; did you mean \"JP\"?");
}
