//! The benchmark binary: `cargo bench`. A name is question/contender, and every contender's answer is asserted.
//!
//! The names are those of the embedded gazetteer, the text is `examples/talks.txt`; both are checked in. Contenders are
//! what a user would pick instead: a hash map or a raw automaton for exact names, a scan for similar ones, an
//! Aho-Corasick automaton for text. They answer less (no evidence, no parties, no ranking), so they are a bound, not a
//! rival.

use std::collections::HashMap;
use std::hint::black_box;

use aho_corasick::{AhoCorasick, MatchKind};
use allonym::{EditRule, Gazetteer, Index, IndexBuilder, Key, Resolver};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TEXT: &str = include_str!("../examples/talks.txt");

/// Copies of the text, so that one iteration is long enough to measure.
const COPIES: usize = 64;

/// Every hundredth or so name, in a scattered order that is the same each time.
fn sample(names: &[String]) -> Vec<&String> {
    let step = (names.len() / 101) | 1;
    (0..101).map(|number| &names[number * step * 7 % names.len()]).collect()
}

fn names(index: &Index) -> Vec<String> {
    index.names().map(|name| name.text().to_owned()).collect()
}

fn build(c: &mut Criterion) {
    let gazetteer = Gazetteer::read(concat!(env!("CARGO_MANIFEST_DIR"), "/gazetteer")).expect("it is checked in");
    let rows = gazetteer.names().len();
    let mut group = c.benchmark_group("build");
    group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
    group.bench_function("gazetteer/check-and-build", |b| {
        b.iter(|| {
            let builder = IndexBuilder::new().gazetteer(&gazetteer).expect("the gazetteer is clean");
            let bytes = builder.build().expect("it fits");
            assert!(bytes.len() > rows);
            bytes
        });
    });
    group.finish();
}

fn open(c: &mut Criterion) {
    let gazetteer = Gazetteer::read(concat!(env!("CARGO_MANIFEST_DIR"), "/gazetteer")).expect("it is checked in");
    let bytes =
        IndexBuilder::new().gazetteer(&gazetteer).and_then(|builder| builder.build()).expect("the gazetteer is clean");
    let mut group = c.benchmark_group("open");
    group.bench_function("embedded", |b| b.iter(|| assert!(Index::embedded().names().len() > 2500)));
    group.bench_function("verify", |b| {
        b.iter(|| assert!(Index::from_bytes(bytes.clone()).expect("whole").names().len() > 2500));
    });
    group.finish();
}

fn exact(c: &mut Criterion) {
    let index = Index::embedded();
    let names = names(&index);
    let queries = sample(&names);
    let resolver = Resolver::new(index.clone());

    let mut map: HashMap<Key, Vec<u32>> = HashMap::new();
    for name in index.names() {
        map.entry(Key::new(name.text())).or_default().push(name.number());
    }
    let mut keys: Vec<&str> = map.keys().map(Key::as_str).collect();
    keys.sort_unstable();
    let automaton = fst::Map::from_iter(keys.into_iter().zip(0_u64..)).expect("sorted");

    let mut group = c.benchmark_group("lookup-exact");
    group.throughput(Throughput::Elements(queries.len() as u64));
    group.bench_function("allonym", |b| {
        b.iter(|| queries.iter().for_each(|name| assert!(!resolver.resolve(name).candidates().is_empty())));
    });
    group.bench_function("hash-map-of-keys", |b| {
        b.iter(|| queries.iter().for_each(|name| assert!(!map[&Key::new(name)].is_empty())));
    });
    group.bench_function("fst-of-keys", |b| {
        b.iter(|| queries.iter().for_each(|name| assert!(automaton.get(Key::new(name).as_str()).is_some())));
    });
    group.finish();
}

fn fuzzy(c: &mut Criterion) {
    let index = Index::embedded();
    let resolver = Resolver::new(index.clone());
    // Real names of one long Latin word, with two neighbouring letters exchanged.
    let words: Vec<String> = names(&index)
        .into_iter()
        .filter(|name| name.is_ascii() && name.len() > 8 && name.bytes().all(|b| b.is_ascii_alphabetic()))
        .collect();
    let damaged: Vec<(String, String)> = sample(&words)
        .into_iter()
        .map(|word| {
            let mut letters: Vec<char> = word.chars().collect();
            letters.swap(4, 5);
            (letters.into_iter().collect(), Key::new(word).as_str().to_owned())
        })
        .collect();
    let keys: Vec<String> = words.iter().map(|word| Key::new(word).as_str().to_owned()).collect();

    let mut group = c.benchmark_group("lookup-fuzzy");
    group.throughput(Throughput::Elements(damaged.len() as u64)).sample_size(20);
    for edits in [1, 2] {
        let resolver = resolver.clone().edit_rule(EditRule::default().at_most(edits));
        group.bench_function(format!("allonym-{edits}"), |b| {
            b.iter(|| {
                for (name, key) in &damaged {
                    let resolution = resolver.resolve(name);
                    // Another name of the place may be as near; the place is the answer.
                    let found = resolution
                        .candidates()
                        .iter()
                        .any(|c| c.place().names().any(|name| Key::new(name.text()).as_str() == key));
                    // An exchange may make another name; then that one is found as it stands.
                    assert!(found || resolution.candidates().iter().all(|c| c.distance() == 0), "{name}");
                }
            });
        });
    }
    group.bench_function("scan-with-strsim", |b| {
        b.iter(|| {
            for (name, _) in &damaged {
                let key = Key::new(name);
                let near = keys.iter().filter(|other| strsim::osa_distance(other, key.as_str()) <= 1).count();
                assert!(black_box(near) > 0);
            }
        });
    });
    group.finish();
}

fn text(c: &mut Criterion) {
    let text = TEXT.repeat(COPIES);
    let index = Index::embedded();
    let resolver = Resolver::new(index.clone());
    let exact = resolver.clone().edit_rule(EditRule::default().at_most(0));
    let mentions = resolver.mentions(&text).len();
    assert_eq!(mentions % COPIES, 0, "each copy has the same mentions");
    let automaton =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names(&index)).expect("it fits");
    let hits = automaton.find_iter(&text).count();

    let mut group = c.benchmark_group("text");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("allonym", |b| b.iter(|| assert_eq!(resolver.mentions(&text).len(), mentions)));
    group.bench_function("allonym-exact", |b| b.iter(|| assert!(exact.mentions(&text).len() <= mentions)));
    group.bench_function("aho-corasick-of-names", |b| b.iter(|| assert_eq!(automaton.find_iter(&text).count(), hits)));
    group.finish();
}

criterion_group!(benches, build, open, exact, fuzzy, text);
criterion_main!(benches);
