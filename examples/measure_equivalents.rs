//! How many pairs of names that differ after folding become equal under their equivalence key, true pairs and false
//! ones, by class of word: `cargo run --example measure_equivalents FILE...`.
//!
//! A file of pairs has the columns `s1`, `s2` and `label` (`TRUE` or `FALSE`); any other has `place`, `lang` and `name`,
//! and a pair of its names is true where a place has both. Tab separated, `.gz` or plain.

#[path = "../src/error.rs"]
#[allow(dead_code)]
mod error;
#[path = "../src/model/mod.rs"]
#[allow(dead_code, unused_imports)]
mod model;
#[path = "../src/normalize/mod.rs"]
#[allow(dead_code, unused_imports)]
mod normalize;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::Read;
use std::time::Instant;

use normalize::{Key, equivalence_keys};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Pairs that became equal.
#[derive(Default)]
struct Counts {
    truly: u64,
    falsely: u64,
}

#[derive(Default)]
struct Measured {
    /// By the signs that stand in the key of a pair and were written in different ways.
    classes: BTreeMap<String, Counts>,
    all: Counts,
    /// Pairs unequal after folding, true and false.
    unequal: Counts,
    /// A few false pairs of each class.
    examples: BTreeMap<String, Vec<String>>,
}

impl Measured {
    fn add(&mut self, is_true: bool, one: &str, other: &str, key: &str) {
        let signs: BTreeSet<&str> = key.split(' ').filter_map(|word| word.strip_prefix('=')).collect();
        let signs: Vec<&str> = if signs.is_empty() { vec!["(dropped or turned)"] } else { signs.into_iter().collect() };
        let count = |counts: &mut Counts| *(if is_true { &mut counts.truly } else { &mut counts.falsely }) += 1;
        count(&mut self.all);
        for sign in signs {
            count(self.classes.entry(sign.to_owned()).or_default());
            let examples = self.examples.entry(sign.to_owned()).or_default();
            if !is_true && examples.len() < 4 {
                examples.push(format!("{one} = {other}"));
            }
        }
    }

    fn print(&self) {
        println!("became equal: {} true, {} false", self.all.truly, self.all.falsely);
        if self.unequal.truly > 0 {
            println!("of unequal pairs: {} true, {} false", self.unequal.truly, self.unequal.falsely);
        }
        // Where the numbers of true and false pairs are known, their rates are compared; elsewhere, counts.
        let (trues, falses) = if self.unequal.falsely > 0 {
            (self.unequal.truly as f64, self.unequal.falsely as f64)
        } else {
            (1.0, 1.0)
        };
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.truly + counts.falsely));
        println!("{:24}{:>9}{:>9}{:>9}  false pairs", "class", "true", "false", "lift");
        for (class, counts) in classes {
            let lift = ((counts.truly as f64 + 0.5) / trues) / ((counts.falsely as f64 + 0.5) / falses);
            let examples = self.examples.get(class).map(|examples| examples.join("; ")).unwrap_or_default();
            println!("{class:24}{:>9}{:>9}{lift:>9.2}  {examples}", counts.truly, counts.falsely);
        }
    }
}

fn read(path: &str) -> Result<csv::Reader<Box<dyn Read>>> {
    let file = File::open(path)?;
    let input: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_reader(input))
}

fn pairs(reader: &mut csv::Reader<Box<dyn Read>>) -> Result<Measured> {
    let mut measured = Measured::default();
    for row in reader.records() {
        let row = row?;
        let (one, other, is_true) = (&row[0], &row[1], row[2].eq_ignore_ascii_case("true"));
        if Key::new(one) == Key::new(other) {
            continue;
        }
        *(if is_true { &mut measured.unequal.truly } else { &mut measured.unequal.falsely }) += 1;
        let keys = equivalence_keys(other, None);
        if let Some(key) = equivalence_keys(one, None).into_iter().find(|key| keys.contains(key)) {
            measured.add(is_true, one, other, &key);
        }
    }
    Ok(measured)
}

/// All pairs of names under one key, up to a number of them a key.
fn places(reader: &mut csv::Reader<Box<dyn Read>>) -> Result<Measured> {
    const MOST: usize = 16;
    let mut measured = Measured::default();
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    let mut ids: HashMap<(String, String), usize> = HashMap::new();
    let mut places: Vec<Vec<u32>> = Vec::new();
    let mut place_ids: HashMap<String, u32> = HashMap::new();
    for row in reader.records() {
        let row = row?;
        let next = u32::try_from(place_ids.len())?;
        let place = *place_ids.entry(row[0].to_owned()).or_insert(next);
        let lang = row[1].split(['-', '_']).next().unwrap_or_default();
        let lang = model::Language::shorter(lang).unwrap_or(lang).to_owned();
        let name = row[2].to_owned();
        let id = *ids.entry((lang.clone(), name.clone())).or_insert_with(|| {
            names.push((name, (!lang.is_empty() && lang != "und").then_some(lang)));
            places.push(Vec::new());
            names.len() - 1
        });
        if places[id].last() != Some(&place) {
            places[id].push(place);
        }
    }
    let start = Instant::now();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    for (id, (name, lang)) in names.iter().enumerate() {
        by_key.entry(equivalence_keys(name, lang.as_deref()).swap_remove(0)).or_default().push(id);
    }
    let micros = start.elapsed().as_micros() as f64 / names.len().max(1) as f64;
    println!("{} names, {} places, {micros:.2} µs a key", names.len(), place_ids.len());
    for (key, under) in &by_key {
        // One name for each folded form, with all places of that form.
        let mut forms: BTreeMap<Key, (usize, BTreeSet<u32>)> = BTreeMap::new();
        for &id in under {
            let form = forms.entry(Key::new(&names[id].0)).or_insert_with(|| (id, BTreeSet::new()));
            form.1.extend(&places[id]);
        }
        let forms: Vec<_> = forms.into_values().take(MOST).collect();
        for (at, (one, own)) in forms.iter().enumerate() {
            for (other, others) in &forms[at + 1..] {
                measured.add(!own.is_disjoint(others), &names[*one].0, &names[*other].0, key);
            }
        }
    }
    Ok(measured)
}

fn main() -> Result<()> {
    for path in std::env::args().skip(1) {
        println!("\n{path}");
        let mut reader = read(&path)?;
        let is_pairs = reader.headers()?.get(0) == Some("s1");
        let measured = if is_pairs { pairs(&mut reader)? } else { places(&mut reader)? };
        measured.print();
    }
    Ok(())
}
