//! The questions about one name: exact, with one edit, with two, and the beginning of one.

use std::path::Path;
use std::time::Duration;

use allonym::{EditRule, Index, Key, Resolution, Resolver};
use levenshtein_automata::LevenshteinAutomatonBuilder;

use super::api;
use super::contenders::{Deletions, FstOfKeys, Keys, MOST_FOR_HASH_MAP, MOST_FOR_SYMSPELL, hash_of_keys};
use super::measure::{Contender, Row, Run, ask};
use super::queries::{self, Query};

/// What the others answer from; `None` when they are left out.
pub struct Others<'k> {
    pub keys: &'k Keys,
    pub fst: FstOfKeys,
}

impl<'k> Others<'k> {
    pub fn new(keys: &'k Keys, folder: &Path, run: &mut Run) -> Others<'k> {
        let before = std::time::Instant::now();
        let fst = FstOfKeys::new(keys, &folder.join("keys.fst"));
        let seconds = before.elapsed().as_secs_f64();
        let note = format!("keys alone, {seconds:.1} s from sorted keys; at most {} names a key", keys.most_names);
        run.push(Row {
            bytes: Some(fst.bytes() as u64),
            per_key: Some(fst.bytes() as f64 / keys.len() as f64),
            ..Row::new("index size", "fst of keys").note(note)
        });
        Others { keys, fst }
    }
}

/// Is the place of the query among the candidates?
fn holds(resolution: &Resolution<'_>, query: &Query) -> bool {
    resolution.candidates().iter().any(|candidate| candidate.place().number() == query.place)
}

/// Names as they stand.
pub fn exact(run: &mut Run, index: &Index, queries: &[Query], others: Option<&Others<'_>>, budget: Duration) {
    let resolver = Resolver::new(index.clone()).edit_rule(EditRule::default().at_most(0));
    let hash = others.filter(|_| run.names <= MOST_FOR_HASH_MAP).map(|_| hash_of_keys(index));
    let own = |note| {
        let answer = |query: &Query| resolver.resolve(&query.text).candidates().len();
        Contender::new("allonym", answer, |query| holds(&resolver.resolve(&query.text), query)).note(note)
    };

    let mut contenders = vec![own("places, evidence, score")];
    if let Some(Others { fst, keys }) = others {
        contenders.push(Contender::new(
            "fst of keys",
            |query: &Query| fst.get(Key::new(&query.text).as_str()).map_or(0, |number| number as usize),
            |query| {
                fst.get(Key::new(&query.text).as_str()).is_some_and(|number| keys.get(number as usize) == query.key)
            },
        ));
    }
    if let Some(hash) = &hash {
        contenders.push(Contender::new(
            "hash map of keys",
            |query: &Query| hash.get(Key::new(&query.text).as_str()).map_or(0, Vec::len),
            |query| hash.get(Key::new(&query.text).as_str()).is_some_and(|names| !names.is_empty()),
        ));
    }
    ask(run, "exact", queries, budget, contenders);

    let keys_as_text = queries::of_keys(queries);
    let mut contenders = vec![own("makes the key again")];
    if let Some(Others { fst, keys }) = others {
        contenders.push(Contender::new(
            "fst of keys",
            |query: &Query| fst.get(&query.key).map_or(0, |number| number as usize),
            |query| fst.get(&query.key).is_some_and(|number| keys.get(number as usize) == query.key),
        ));
    }
    if let Some(hash) = &hash {
        contenders.push(Contender::new(
            "hash map of keys",
            |query: &Query| hash.get(query.key.as_str()).map_or(0, Vec::len),
            |query| hash.get(query.key.as_str()).is_some_and(|names| !names.is_empty()),
        ));
    }
    ask(run, "exact, key ready", &keys_as_text, budget, contenders);
}

/// Names with so many edits in one word.
pub fn fuzzy(
    run: &mut Run,
    index: &Index,
    edits: u8,
    queries: &[Query],
    others: Option<&Others<'_>>,
    budget: Duration,
) {
    let question = if edits == 1 { "fuzzy, 1 edit" } else { "fuzzy, 2 edits" };
    let resolver = Resolver::new(index.clone()).edit_rule(EditRule::default().at_most(edits));
    let builder = LevenshteinAutomatonBuilder::new(edits, true);
    let fits = run.names <= MOST_FOR_SYMSPELL[usize::from(edits) - 1];
    let deletions = others.filter(|_| fits).map(|others| Deletions::new(others.keys, edits));

    let mut contenders = vec![Contender::new(
        "allonym",
        |query: &Query| resolver.resolve(&query.text).candidates().len(),
        |query| {
            let resolution = resolver.resolve(&query.text);
            // An edit may make another name; then that one is found as it stands, and nothing else is looked for.
            let found = holds(&resolution, query)
                || (!resolution.candidates().is_empty()
                    && resolution.candidates().iter().all(|candidate| candidate.distance() == 0));
            if !found {
                eprintln!("  missed: {} as {}", query.key, query.text);
            }
            found
        },
    )];
    if let Some(Others { fst, .. }) = others {
        contenders.push(
            Contender::new(
                "levenshtein_automata",
                |query: &Query| fst.near(&builder, &query.text, |_| ()),
                |query| {
                    let mut found = false;
                    fst.near(&builder, &query.text, |key| found |= key == query.key.as_bytes());
                    found
                },
            )
            .note("over the fst of whole keys"),
        );
    }
    if let Some(deletions) = &deletions {
        contenders.push(
            Contender::new(
                "symspell",
                |query: &Query| deletions.near(&query.text),
                |query| deletions.finds(&query.text, &query.key),
            )
            .note("whole keys, all within the distance"),
        );
    }
    ask(run, question, queries, budget, contenders);
}

/// Places to suggest.
const SUGGESTIONS: usize = 10;

/// The beginnings of names.
pub fn suggest(run: &mut Run, index: &Index, queries: &[Query], others: Option<&Others<'_>>, budget: Duration) {
    let resolver = Resolver::new(index.clone());
    let mut contenders = Vec::new();
    if api::suggest(&resolver, "A", SUGGESTIONS).is_some() {
        let count = |query: &Query| api::suggest(&resolver, &query.text, SUGGESTIONS).unwrap_or_default();
        contenders.push(Contender::new("allonym", count, move |query| (1..=SUGGESTIONS).contains(&count(query))));
    }
    if let Some(Others { fst, .. }) = others {
        contenders.push(
            Contender::new(
                "fst of keys",
                |query: &Query| fst.begin_with(&query.key, SUGGESTIONS, |_| ()),
                |query| {
                    let mut all = true;
                    let begins = |key: &[u8]| all &= key.starts_with(query.key.as_bytes());
                    fst.begin_with(&query.key, SUGGESTIONS, begins) > 0 && all
                },
            )
            .note("the first ten keys in the order of the alphabet, key made before"),
        );
    }
    if !contenders.is_empty() {
        ask(run, "suggest, 1 to 6 letters", queries, budget, contenders);
    }
}
