//! Retrieval, leave one name out: each name of a place with several is looked for among all other names.
//!
//! The query is dropped from its own place; other places keep it. A place is as good as its best name, and ties are ranked in
//! the middle. Every method sees the same folded names and the same queries.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

use allonym::{Collection, Key, Profile};

/// At most so many names are looked for, evenly from all.
const MOST: usize = 1000;

/// A method to score every name for a query; 0 where it has nothing to say.
type Method<'m> = (&'m str, Box<dyn Fn(&str) -> Vec<f64> + 'm>);

pub fn run(entities: &BTreeMap<&str, Vec<&str>>) {
    let mut names: Vec<(String, usize)> = Vec::new();
    let mut queries = Vec::new();
    for (place, (_, given)) in entities.iter().enumerate() {
        let folded: BTreeSet<String> = given.iter().map(|name| Key::new(name).as_str().to_owned()).collect();
        let folded: Vec<String> = folded.into_iter().filter(|name| !name.is_empty()).collect();
        if folded.len() > 1 {
            queries.extend(names.len()..names.len() + folded.len());
        }
        names.extend(folded.into_iter().map(|name| (name, place)));
    }
    let all = queries.len();
    let queries: Vec<usize> = (0..all.min(MOST)).map(|at| queries[at * all / all.min(MOST)]).collect();
    let texts: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    println!("{} places, {} names, {} of {all} queries", entities.len(), names.len(), queries.len());

    let collection = Collection::new(&texts);
    let profiles: Vec<Profile> = texts.iter().map(|name| Profile::new(name)).collect();
    let tfidf = TfIdf::new(&texts);
    let each = |metric: fn(&str, &str) -> f64| {
        let texts = &texts;
        move |query: &str| texts.iter().map(|name| metric(query, name)).collect::<Vec<f64>>()
    };
    let methods: Vec<Method<'_>> = vec![
        ("OSA", Box::new(each(osa))),
        ("Jaro-Winkler", Box::new(each(strsim::jaro_winkler))),
        ("2/3-gram TF-IDF cosine", Box::new(|query| tfidf.cosines(query))),
        (
            "allonym::similarity",
            Box::new(|query| {
                let query = Profile::new(query);
                profiles.iter().map(|name| f64::from(query.similarity(name).value())).collect()
            }),
        ),
        (
            "allonym::Collection",
            Box::new(|query| {
                let mut scores = vec![0.0; texts.len()];
                for nearby in collection.nearest(query, 200) {
                    scores[nearby.at] = f64::from(nearby.score);
                }
                scores
            }),
        ),
    ];
    println!("{:24} {:>5} {:>5} {:>5}  µs a query", "method", "R@1", "R@10", "MRR");
    for (name, method) in &methods {
        let (mut first, mut ten, mut reciprocal) = (0.0, 0.0, 0.0);
        let start = Instant::now();
        for query in &queries {
            let (text, place) = &names[*query];
            let rank = rank(&method(text), &names, *query, *place);
            first += f64::from(u8::from(rank <= 1.0));
            ten += f64::from(u8::from(rank <= 10.0));
            reciprocal += 1.0 / rank;
        }
        let count = queries.len().max(1) as f64;
        let micros = start.elapsed().as_secs_f64() * 1e6 / count;
        println!("{name:24} {:.3} {:.3} {:.3}  {micros:.0}", first / count, ten / count, reciprocal / count);
    }
}

/// The place of the right place among all, by the best name of each.
fn rank(scores: &[f64], names: &[(String, usize)], query: usize, right: usize) -> f64 {
    let mut best: HashMap<usize, f64> = HashMap::new();
    for (at, ((_, place), score)) in names.iter().zip(scores).enumerate() {
        if at != query {
            let best = best.entry(*place).or_insert(f64::NEG_INFINITY);
            *best = best.max(*score);
        }
    }
    let own = best.get(&right).copied().unwrap_or(f64::NEG_INFINITY);
    let better = best.values().filter(|score| **score > own).count() as f64;
    let equal = best.values().filter(|score| **score == own).count() as f64;
    1.0 + better + (equal - 1.0) / 2.0
}

fn osa(a: &str, b: &str) -> f64 {
    1.0 - strsim::osa_distance(a, b) as f64 / a.chars().count().max(b.chars().count()).max(1) as f64
}

/// Runs of two and three characters, weighted by how few names have them (smoothed, as scikit-learn does), compared by cosine.
struct TfIdf {
    rarity: HashMap<String, f64>,
    unseen: f64,
    vectors: Vec<HashMap<String, f64>>,
}

impl TfIdf {
    fn new(names: &[&str]) -> TfIdf {
        let counts: Vec<HashMap<String, f64>> = names.iter().map(|name| grams(name)).collect();
        let mut seen: HashMap<String, f64> = HashMap::new();
        for gram in counts.iter().flat_map(HashMap::keys) {
            *seen.entry(gram.clone()).or_default() += 1.0;
        }
        let all = names.len() as f64;
        let rarity: HashMap<String, f64> =
            seen.into_iter().map(|(gram, seen)| (gram, ((1.0 + all) / (1.0 + seen)).ln() + 1.0)).collect();
        let mut tfidf = TfIdf { rarity, unseen: (1.0 + all).ln() + 1.0, vectors: Vec::new() };
        tfidf.vectors = counts.into_iter().map(|counts| tfidf.weighted(counts)).collect();
        tfidf
    }

    fn weighted(&self, mut counts: HashMap<String, f64>) -> HashMap<String, f64> {
        for (gram, count) in &mut counts {
            *count *= self.rarity.get(gram).unwrap_or(&self.unseen);
        }
        let length = counts.values().map(|weight| weight * weight).sum::<f64>().sqrt();
        counts.values_mut().for_each(|weight| *weight /= length);
        counts
    }

    fn cosines(&self, query: &str) -> Vec<f64> {
        let query = self.weighted(grams(query));
        let cosine = |name: &HashMap<String, f64>| query.iter().filter_map(|(gram, a)| Some(a * name.get(gram)?)).sum();
        self.vectors.iter().map(cosine).collect()
    }
}

fn grams(name: &str) -> HashMap<String, f64> {
    let letters: Vec<char> = std::iter::once(' ').chain(name.chars()).chain([' ']).collect();
    let mut counts = HashMap::new();
    for run in letters.windows(2).chain(letters.windows(3)) {
        *counts.entry(run.iter().collect()).or_default() += 1.0;
    }
    counts
}
