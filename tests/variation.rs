//! What a name is met as, and what it must not be taken for: `tests/cases/variation.csv` in the embedded gazetteer.
//!
//! A row is a `name` that is looked up or a `text` that is read; `found` is the piece of the text, and its only mention. The first
//! candidate is `place`, by `evidence`; without a place nothing may be found. A row with a reason in `known` fails today and must go
//! on failing: what has come right loses its reason.

use allonym::{Candidate, Index, Language, Resolver};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    what: String,
    input: String,
    lang: String,
    found: String,
    place: String,
    evidence: String,
    known: String,
    why: String,
}

/// The first candidate as the columns have it.
fn told(candidate: Option<&Candidate<'_>>) -> String {
    candidate.map_or_else(String::new, |first| format!("{} {}", first.place().id(), first.evidence()))
}

/// What is found, and what should be.
fn outcome(resolver: &Resolver, row: &Row) -> (String, String) {
    let input = row.input.replace("\\n", "\n");
    let place = format!("{} {}", row.place, row.evidence);
    match row.what.as_str() {
        "name" => (told(resolver.resolve(&input).candidates().first()), place.trim().to_owned()),
        "text" => {
            let mentions = resolver.mentions(&input);
            let mentions: Vec<String> = mentions
                .iter()
                .map(|mention| format!("{} = {}", &input[mention.span()], told(mention.candidates().first())))
                .collect();
            let expected = match row.place.as_str() {
                "" => String::new(),
                _ => format!("{} = {place}", row.found.replace("\\n", "\n")),
            };
            (mentions.join("; "), expected)
        }
        other => panic!("{other:?} is neither name nor text: {}", row.input),
    }
}

#[test]
fn names_are_found_as_they_are_met() {
    let plain = Resolver::new(Index::embedded());
    let mut reader = csv::Reader::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/variation.csv")).unwrap();
    let (mut rows, mut problems) = (0, Vec::new());
    for row in reader.deserialize::<Row>() {
        let row = row.unwrap();
        rows += 1;
        assert!(!row.why.is_empty(), "{}: a row says why it is there", row.input);
        assert!(row.place.is_empty() || plain.place(&row.place).is_some(), "{}: no place {}", row.input, row.place);
        let resolver = match row.lang.as_str() {
            "" => plain.clone(),
            lang => plain.clone().lang(Language::parse(lang).unwrap()),
        };
        let (found, expected) = outcome(&resolver, &row);
        match (found == expected, row.known.is_empty()) {
            (true, true) | (false, false) => {}
            (false, true) => problems.push(format!("{}: found [{found}], expected [{expected}]", row.input)),
            (true, false) => problems.push(format!("{}: comes right now; empty the column `known`", row.input)),
        }
    }
    assert!(rows >= 150, "{rows} rows");
    assert!(problems.is_empty(), "{} of {rows} rows:\n{}", problems.len(), problems.join("\n"));
}
