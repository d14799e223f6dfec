//! Affix rules beside the Snowball stemmers, on annotated corpora: `cargo run --release --example measure_inflection -- DIR`
//!
//! DIR holds `*.jsonl.gz`, one document a line with `lang`, `text` and `mentions` (`start`, `end` in code points, `text`,
//! and the base form as `lemma` or, of the same word count and the same first letters, `label`). Files without base forms are
//! passed over. Words are counted once each. The columns:
//!
//! * pairs: distinct words of mentions that differ from the word of the base form, folded;
//! * found: of these, for how many the base form is among the bases, or has the same stem; `single` of one-word names;
//! * bases: how many bases a word of a mention has;
//! * adjectives: pairs of which the surface is a form of a demonym of the gazetteer, counted apart from the pairs;
//! * false: of at most 5,000 words written small outside mentions and in no name, for how many a base, or a stem, is one of
//!   a word of a name in the language;
//! * merged: words of names in the language that have another such word as a base, or share a stem with one;
//! * told: documents whose function words tell the language.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use flate2::read::GzDecoder;
use snowball_stemmers_rs::{Algorithm, Stemmer};

#[path = "../src/error.rs"]
#[allow(dead_code)]
mod error;
#[path = "../src/model/mod.rs"]
#[allow(dead_code, unused_imports)]
mod model;
#[path = "../src/normalize/mod.rs"]
#[allow(dead_code, unused_imports)]
mod normalize;

use normalize::{Affixes, Bases, Case, FunctionWords, Languages, Segments, Tally, folded};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The most ordinary words that are tried.
const MOST_ORDINARY: usize = 5000;

fn main() -> Result<()> {
    let dir = std::env::args().nth(1).ok_or("usage: measure_inflection DIR")?;
    let mut files: Vec<_> = std::fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|path| path.to_string_lossy().ends_with(".jsonl.gz"));
    files.sort();
    println!(
        "{:16} {:4} {:>5} | {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} | {:>7} {:>7} {:>6} {:>6} | {:>5} {:>6}",
        "", "", "", "rules", "", "", "", "", "", "stemmer", "", "", "", "adjec", ""
    );
    println!(
        "{:16} {:4} {:>5} | {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} | {:>7} {:>7} {:>6} {:>6} | {:>5} {:>6}",
        "corpus",
        "lang",
        "pairs",
        "found",
        "single",
        "bases",
        "false",
        "merged",
        "ns",
        "found",
        "single",
        "false",
        "merged",
        "tives",
        "told"
    );
    for file in files {
        if let Some(corpus) = Corpus::read(&file)? {
            corpus.measure(&file)?;
        }
    }
    Ok(())
}

/// What is taken from one file.
#[derive(Default)]
struct Corpus {
    lang: String,
    /// Surface and base form, in small letters, and whether the name has one word only.
    pairs: BTreeMap<(String, String), bool>,
    ordinary: BTreeSet<String>,
    documents: u32,
    told: u32,
}

impl Corpus {
    /// Reads a file; nothing if it has no base forms.
    fn read(path: &Path) -> Result<Option<Corpus>> {
        let mut corpus = Corpus::default();
        for line in BufReader::new(GzDecoder::new(File::open(path)?)).lines() {
            let document: serde_json::Value = serde_json::from_str(&line?)?;
            corpus.lang = document["lang"].as_str().ok_or("no lang")?.to_owned();
            corpus.document(&document)?;
        }
        Ok((!corpus.pairs.is_empty()).then_some(corpus))
    }

    fn document(&mut self, document: &serde_json::Value) -> Result<()> {
        let text = document["text"].as_str().ok_or("no text")?;
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut covered = vec![false; text.len()];
        for mention in document["mentions"].as_array().ok_or("no mentions")? {
            let bound =
                |key: &str| mention[key].as_u64().and_then(|at| offsets.get(usize::try_from(at).ok()?).copied());
            let (start, end) = (bound("start").ok_or("no start")?, bound("end").ok_or("no end")?);
            covered[start..end].fill(true);
            let surface = small_words(&text[start..end]);
            let lemma = mention["lemma"].as_str();
            let Some(base) = lemma.or(mention["label"].as_str()).map(small_words) else { continue };
            if surface.len() != base.len() {
                continue;
            }
            let single = surface.len() == 1;
            for (surface, base) in surface.into_iter().zip(base) {
                let same_start = surface.chars().take(3).eq(base.chars().take(3));
                if folded(&surface) != folded(&base) && (lemma.is_some() || same_start) {
                    *self.pairs.entry((surface, base)).or_default() |= single;
                }
            }
        }
        let mut tally = Tally::default();
        for segment in Segments::new(text) {
            let word = segment.text(text);
            tally.add(FunctionWords::get().languages(&folded(word)));
            if !covered[segment.start] && Case::of(word) == Case::Lower && word.chars().all(char::is_alphabetic) {
                self.ordinary.insert(word.to_owned());
            }
        }
        self.documents += 1;
        self.told += u32::from(!tally.plausible().and(Languages::of(&self.lang)).is_empty());
        Ok(())
    }

    fn measure(&self, path: &Path) -> Result<()> {
        let languages = Languages::of(&self.lang);
        let names = gazetteer_words("names.csv", "name", &self.lang)?;
        let demonyms = gazetteer_words("demonyms.csv", "demonym", &self.lang)?;
        let demonyms: HashSet<String> = demonyms.iter().map(|word| folded(word)).collect();
        let folded_names: HashSet<String> = names.iter().map(|word| folded(word)).collect();
        let stemmer = Stemmer::create(algorithm(&self.lang).ok_or("no stemmer for the language")?);
        let stem = |word: &str| folded(&stemmer.stem(word));
        let mut stems: HashMap<String, HashSet<String>> = HashMap::new();
        for name in &names {
            stems.entry(stem(name)).or_default().insert(folded(name));
        }
        let mut bases = Bases::default();
        let mut of = |word: &str| -> HashSet<String> {
            Affixes::get().bases(&folded(word), languages, &mut bases);
            bases.iter().map(|base| base.text.to_owned()).collect()
        };

        let (mut rules, mut stemmed, mut number, mut adjectives) = (Share::default(), Share::default(), 0, 0);
        let (mut single_rules, mut single_stemmed) = (Share::default(), Share::default());
        for ((surface, base), single) in &self.pairs {
            let found = of(surface);
            let is_found = found.contains(&folded(base));
            if !is_found && (demonyms.contains(&folded(surface)) || found.iter().any(|base| demonyms.contains(base))) {
                adjectives += 1;
                continue;
            }
            number += found.len();
            let same_stem = stem(surface) == stem(base);
            rules.count(is_found);
            stemmed.count(same_stem);
            if *single {
                single_rules.count(is_found);
                single_stemmed.count(same_stem);
            }
        }

        let ordinary: Vec<&String> =
            self.ordinary.iter().filter(|word| !folded_names.contains(&folded(word))).collect();
        let step = ordinary.len().div_ceil(MOST_ORDINARY).max(1);
        let ordinary: Vec<&String> = ordinary.into_iter().step_by(step).collect();
        let (mut false_rules, mut false_stems) = (Share::default(), Share::default());
        for word in &ordinary {
            false_rules.count(of(word).iter().any(|base| folded_names.contains(base)));
            false_stems.count(stems.contains_key(&stem(word)));
        }
        let (mut merged_rules, mut merged_stems) = (Share::default(), Share::default());
        for name in &folded_names {
            merged_rules.count(of(name).iter().any(|base| folded_names.contains(base)));
        }
        for name in &names {
            merged_stems.count(stems.get(&stem(name)).is_some_and(|others| others.len() > 1));
        }
        let ready: Vec<String> = ordinary.iter().map(|word| folded(word)).collect();
        let start = Instant::now();
        for word in &ready {
            Affixes::get().bases(word, Languages::ALL, &mut bases);
        }
        let nanoseconds = start.elapsed().as_nanos() / ready.len().max(1) as u128;
        let mut told = Share::default();
        (told.of, told.yes) = (self.documents, self.told);

        let name = path.file_name().map(|name| name.to_string_lossy().replace(".jsonl.gz", "")).unwrap_or_default();
        let each = f64::from(u32::try_from(number)?) / f64::from(rules.of.max(1));
        println!(
            "{name:16} {:4} {:>5} | {rules:>7} {single_rules:>7} {each:>6.1} {false_rules:>6} {merged_rules:>6} \
             {nanoseconds:>6} | {stemmed:>7} {single_stemmed:>7} {false_stems:>6} {merged_stems:>6} | {adjectives:>5} \
             {told:>6}",
            self.lang, rules.of
        );
        Ok(())
    }
}

/// How many of how many; shown in per cent.
#[derive(Default)]
struct Share {
    yes: u32,
    of: u32,
}

impl Share {
    fn count(&mut self, yes: bool) {
        self.yes += u32::from(yes);
        self.of += 1;
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{:.1}", 100.0 * f64::from(self.yes) / f64::from(self.of.max(1))))
    }
}

/// The words of a text in small letters, with their diacritics.
fn small_words(text: &str) -> Vec<String> {
    Segments::new(text).map(|segment| segment.text(text).to_lowercase()).collect()
}

/// The words of a column of the gazetteer, in the rows of one language.
fn gazetteer_words(file: &str, column: &str, lang: &str) -> Result<BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteer").join(file);
    let mut words = BTreeSet::new();
    for row in csv::Reader::from_path(path)?.into_deserialize() {
        let row: HashMap<String, String> = row?;
        if row["lang"] == lang {
            words.extend(small_words(&row[column]));
        }
    }
    Ok(words)
}

fn algorithm(lang: &str) -> Option<Algorithm> {
    Some(match lang {
        "cs" => Algorithm::Czech,
        "de" => Algorithm::German,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "pl" => Algorithm::Polish,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "uk" => Algorithm::Ukrainian,
        _ => return None,
    })
}
