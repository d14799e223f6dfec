//! How well the keys of names do: `cargo run --release --example measure_keys VARIANTS NAMES [--every N]`.
//!
//! VARIANTS has one source under two systems of romanization: the columns lang, source, scheme, romanized, scheme,
//! romanized. Of it, the share of pairs whose keys are equal, as the mean over the sources, so that one source under many
//! systems counts once. Systems that write sounds, not letters, are left out. NAMES has the columns place, language, kind
//! and name. Of it, the pairs of different places that share a key, as often as under plain folding; `--every N` takes
//! each N-th place. Tab separated, plain or `.gz`; `-` is the standard input.

#[path = "../src/error.rs"]
#[allow(dead_code)]
mod error;
#[path = "../src/model/mod.rs"]
#[allow(dead_code, unused_imports)]
mod model;
#[path = "../src/normalize/mod.rs"]
#[allow(dead_code, unused_imports)]
mod normalize;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::time::Instant;

use normalize::{Key, SoundKey};
use unicode_script::{Script, UnicodeScript};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The pairs of one source: all of them, and those with equal keys, folded and by sound.
#[derive(Default)]
struct Source {
    pairs: f64,
    folded: f64,
    sound: f64,
}

/// The places under each key, by the hash of the key.
#[derive(Default)]
struct Filed {
    places: HashMap<u64, HashSet<u32>>,
}

impl Filed {
    fn add(&mut self, key: impl Hash, place: u32) {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        self.places.entry(hasher.finish()).or_default().insert(place);
    }

    /// The pairs of places that share a key.
    fn pairs(&self) -> f64 {
        self.places.values().map(|places| places.len() as f64).map(|places| places * (places - 1.0) / 2.0).sum()
    }
}

fn read(path: &str) -> Result<csv::Reader<Box<dyn Read>>> {
    let input: Box<dyn Read> = if path == "-" {
        Box::new(std::io::stdin())
    } else if path.ends_with(".gz") {
        Box::new(flate2::read::MultiGzDecoder::new(File::open(path)?))
    } else if path.ends_with(".zst") {
        Box::new(zstd::stream::read::Decoder::new(File::open(path)?)?)
    } else {
        Box::new(File::open(path)?)
    };
    Ok(csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).flexible(true).from_reader(input))
}

fn column(row: &csv::StringRecord, at: usize) -> Result<&str> {
    row.get(at).ok_or_else(|| format!("a row has no column {}: {row:?}", at + 1).into())
}

/// Prints the share of equal pairs by language. With a language to show, its unequal pairs as well.
fn variants(path: &str, shown: Option<&str>) -> Result<()> {
    let mut sources: BTreeMap<(String, String), Source> = BTreeMap::new();
    for row in read(path)?.records() {
        let row = row?;
        let (lang, one, other) = (column(&row, 0)?, column(&row, 3)?, column(&row, 5)?);
        if [2, 4].iter().any(|at| row.get(*at).is_some_and(|scheme| scheme.contains("phonetic"))) {
            continue;
        }
        let source = sources.entry((lang.to_owned(), column(&row, 1)?.to_owned())).or_default();
        let (first, second) = (SoundKey::new(one), SoundKey::new(other));
        source.pairs += 1.0;
        source.folded += f64::from(u8::from(Key::new(one) == Key::new(other)));
        source.sound += f64::from(u8::from(first == second));
        if shown == Some(lang) && first != second {
            println!("  {one} | {other}: {} | {}", first.as_str(), second.as_str());
        }
    }
    let mut langs: BTreeMap<&str, Source> = BTreeMap::new();
    for ((lang, _), source) in &sources {
        let groups = [lang.as_str(), if lang == "ell" { "" } else { "(but ell)" }];
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let sum = langs.entry(group).or_default();
            sum.pairs += 1.0;
            sum.folded += source.folded / source.pairs;
            sum.sound += source.sound / source.pairs;
        }
    }
    println!("{:12}{:>9}{:>9}{:>9}", "language", "sources", "folded", "sound");
    for (lang, sum) in &langs {
        let [folded, sound] = [sum.folded, sum.sound].map(|share| share / sum.pairs);
        println!("{lang:12}{:>9}{folded:>9.3}{sound:>9.3}", sum.pairs);
    }
    Ok(())
}

/// Prints the pairs of different places with equal keys.
fn collisions(path: &str, every: u32) -> Result<()> {
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut names: Vec<(u32, bool, String)> = Vec::new();
    let mut seen: HashSet<(u32, String)> = HashSet::new();
    for row in read(path)?.records() {
        let row = row?;
        let next = u32::try_from(places.len())?;
        let place = *places.entry(column(&row, 0)?.to_owned()).or_insert(next);
        let name = column(&row, 3)?;
        if place.is_multiple_of(every) && seen.insert((place, name.to_owned())) {
            let is_other = |letter: char| {
                letter.is_alphabetic() && !matches!(letter.script(), Script::Latin | Script::Common | Script::Inherited)
            };
            names.push((place, !name.contains(is_other), name.to_owned()));
        }
    }
    drop(seen);
    for (title, is_latin) in [("Latin", true), ("other", false)] {
        let start = Instant::now();
        let mut letters = 0;
        let mut count: u32 = 0;
        for (_, _, name) in names.iter().filter(|(_, latin, _)| *latin == is_latin) {
            letters += SoundKey::new(name).as_str().len();
            count += 1;
        }
        let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(count.max(1));
        println!("{title}: {count} names, {micros:.2} µs and {} bytes a key", letters / (count.max(1) as usize));
    }
    println!("{:12}{:>12}{:>12}{:>9}", "script", "folded", "sound", "ratio");
    for (title, with_others) in [("Latin", false), ("all", true)] {
        let (mut folded, mut sounds) = (Filed::default(), Filed::default());
        for (place, is_latin, name) in &names {
            if *is_latin || with_others {
                let (key, sound) = (Key::new(name), SoundKey::new(name));
                if !key.is_empty() {
                    folded.add(key, *place);
                }
                if !sound.is_empty() {
                    sounds.add(sound, *place);
                }
            }
        }
        let (folded, sounds) = (folded.pairs(), sounds.pairs());
        println!("{title:12}{folded:>12}{sounds:>12}{:>9.3}", sounds / folded);
    }
    Ok(())
}

fn main() -> Result<()> {
    const USAGE: &str = "usage: measure_keys VARIANTS NAMES [--every N] [--show LANG]";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [variants_path, names, options @ ..] = arguments.as_slice() else { return Err(USAGE.into()) };
    let (mut every, mut shown) = (1, None);
    for option in options.chunks(2) {
        match option {
            [name, value] if name == "--every" => every = value.parse::<u32>()?.max(1),
            [name, value] if name == "--show" => shown = Some(value.as_str()),
            _ => return Err(USAGE.into()),
        }
    }
    variants(variants_path, shown)?;
    collisions(names, every)
}
