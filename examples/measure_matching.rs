//! How well names are matched, beside common measures of strings.
//!
//! ```text
//! cargo run --release --example measure_matching -- features FILE > features.csv
//! cargo run --release --example measure_matching -- pairs FILE
//! cargo run --release --example measure_matching -- ocr FILE
//! cargo run --release --example measure_matching -- speed FILE
//! ```
//!
//! FILE has tab-separated columns `s1`, `s2`, `label` (TRUE or FALSE) and an id that groups the pairs of one place, `geonameid1`
//! or `qid1`; it may be compressed (`.gz`). `features` prints what `benches/similarity/train.py` learns from. `pairs` prints
//! the accuracy of each measure alone, its threshold chosen on the other folds, and of the trained score: an honest figure
//! only for pairs that the weights have not seen. `ocr` looks for each name among all others.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

use allonym::{Key, Measure, Profile};

#[path = "measure_matching/retrieval.rs"]
mod retrieval;

/// A pair of names, and whether both are of one place.
struct Pair {
    names: [String; 2],
    ids: [String; 2],
    same: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [mode, file] = &args[..] else {
        return Err("usage: measure_matching features|pairs|ocr|speed FILE".into());
    };
    let pairs = read(Path::new(file))?;
    match mode.as_str() {
        "features" => features(&pairs),
        "pairs" => accuracy(&pairs),
        "ocr" => retrieval::run(&entities(&pairs)),
        "speed" => speed(&pairs),
        other => return Err(format!("{other}: no such measurement").into()),
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Pair>, Box<dyn Error>> {
    let file = std::fs::File::open(path)?;
    let input: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(flate2::read::GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(input);
    let head = reader.headers()?.clone();
    let column = |names: &[&str]| head.iter().position(|cell| names.contains(&cell));
    let columns = [&["s1"][..], &["s2"], &["label"], &["geonameid1", "qid1"], &["geonameid2", "qid2"]].map(column);
    let [Some(a), Some(b), Some(label), Some(id), Some(other)] = columns else {
        return Err(format!("{}: a column is missing", path.display()).into());
    };
    let mut pairs = Vec::new();
    for row in reader.records() {
        let row = row?;
        pairs.push(Pair {
            names: [row[a].to_owned(), row[b].to_owned()],
            ids: [row[id].to_owned(), row[other].to_owned()],
            same: &row[label] == "TRUE",
        });
    }
    Ok(pairs)
}

/// The names of each place.
fn entities(pairs: &[Pair]) -> BTreeMap<&str, Vec<&str>> {
    let mut entities: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for pair in pairs {
        for (id, name) in pair.ids.iter().zip(&pair.names) {
            entities.entry(id).or_default().push(name);
        }
    }
    entities
}

fn features(pairs: &[Pair]) {
    let measures: Vec<&str> = Measure::ALL.iter().map(|measure| measure.as_str()).collect();
    println!("same,group,first,second,value,{}", measures.join(","));
    for pair in pairs {
        let [a, b] = [0, 1].map(|at| Profile::new(&pair.names[at]));
        let words = |profile: &Profile| profile.words().collect::<Vec<_>>().join(" ");
        let similarity = a.similarity(&b);
        let values: Vec<String> = similarity.terms().map(|term| format!("{:.5}", term.value)).collect();
        println!(
            "{},{},{},{},{:.4},{}",
            u8::from(pair.same),
            pair.ids[0],
            words(&a),
            words(&b),
            similarity.value(),
            values.join(",")
        );
    }
}

/// Which of five folds a pair is in: all pairs of one first id are in the same. FNV-1a.
fn fold(pair: &Pair) -> usize {
    let hash =
        pair.ids[0].bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash % 5) as usize
}

fn accuracy(pairs: &[Pair]) {
    let keys: Vec<[Key; 2]> = pairs.iter().map(|pair| [0, 1].map(|at| Key::new(&pair.names[at]))).collect();
    let mut measures: Vec<(&str, Vec<f64>)> = Vec::new();
    type Metric = fn(&str, &str) -> f64;
    let metrics: [(&str, Metric); 3] = [
        ("strsim: normalized OSA", |a, b| {
            1.0 - strsim::osa_distance(a, b) as f64 / a.chars().count().max(b.chars().count()).max(1) as f64
        }),
        ("strsim: Jaro-Winkler", strsim::jaro_winkler),
        ("strsim: Sørensen-Dice", strsim::sorensen_dice),
    ];
    for (name, metric) in metrics {
        measures.push((name, keys.iter().map(|[a, b]| metric(a.as_str(), b.as_str())).collect()));
    }
    let similarities: Vec<_> = pairs.iter().map(|pair| allonym::similarity(&pair.names[0], &pair.names[1])).collect();
    for measure in Measure::ALL {
        let value = |similarity: &allonym::Similarity| {
            f64::from(similarity.terms().nth(*measure as usize).map_or(0.0, |term| term.value))
        };
        measures.push((measure.as_str(), similarities.iter().map(value).collect()));
    }
    let folds: Vec<usize> = pairs.iter().map(fold).collect();
    println!("{:26} {:>6}  accuracy per fold, the threshold chosen on the other four", "measure", "mean");
    for (name, values) in &measures {
        let found: Vec<f64> = (0..5)
            .map(|held| {
                let threshold = best_threshold(values, pairs, |at| folds[at] != held);
                right(pairs, |at| values[at] >= threshold, |at| folds[at] == held)
            })
            .collect();
        print_row(name, &found);
    }
    let found: Vec<f64> =
        (0..5).map(|held| right(pairs, |at| similarities[at].is_same(), |at| folds[at] == held)).collect();
    print_row("similarity, as it ships", &found);
}

fn print_row(name: &str, found: &[f64]) {
    let mean = found.iter().sum::<f64>() / found.len() as f64;
    let each: Vec<String> = found.iter().map(|value| format!("{value:.4}")).collect();
    println!("{name:26} {mean:.4}  {}", each.join(" "));
}

/// The share of pairs of a part that an answer is right about.
fn right(pairs: &[Pair], answer: impl Fn(usize) -> bool, part: impl Fn(usize) -> bool) -> f64 {
    let all: Vec<usize> = (0..pairs.len()).filter(|at| part(*at)).collect();
    all.iter().filter(|at| answer(**at) == pairs[**at].same).count() as f64 / all.len().max(1) as f64
}

/// The threshold with the best accuracy on a part.
fn best_threshold(values: &[f64], pairs: &[Pair], part: impl Fn(usize) -> bool) -> f64 {
    let mut order: Vec<usize> = (0..values.len()).filter(|at| part(*at)).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let (mut gain, mut best) = (0_i64, (0, f64::INFINITY));
    for (place, at) in order.iter().enumerate() {
        gain += if pairs[*at].same { 1 } else { -1 };
        let next = order.get(place + 1).map(|next| values[*next]);
        if gain > best.0 && next != Some(values[*at]) {
            best = (gain, values[*at]);
        }
    }
    best.1
}

fn speed(pairs: &[Pair]) {
    let _ = allonym::similarity("", "");
    let start = Instant::now();
    let same = pairs.iter().filter(|pair| allonym::similarity(&pair.names[0], &pair.names[1]).is_same()).count();
    let whole = start.elapsed().as_secs_f64() * 1e6 / pairs.len() as f64;
    let profiles: Vec<_> = pairs.iter().map(|pair| [0, 1].map(|at| Profile::new(&pair.names[at]))).collect();
    let start = Instant::now();
    let again = profiles.iter().filter(|[a, b]| a.similarity(b).is_same()).count();
    let ready = start.elapsed().as_secs_f64() * 1e6 / pairs.len() as f64;
    assert_eq!(same, again, "a profile gives the same answer");
    println!("{} pairs, {same} the same: {whole:.1} µs a pair, {ready:.1} µs with profiles made before", pairs.len());
}
