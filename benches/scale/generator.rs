//! Names that look like names, in any number: the same ones for the same number, on every machine.
//!
//! First come the names of the embedded gazetteer as they stand, so that a text finds some; then made-up ones. A real
//! name, drawn at random, gives the language, the script and the number of words; each word is drawn letter by letter
//! from an order-3 Markov model of the words of that script. Nothing is kept: rows go straight to whoever takes them.

use std::collections::HashMap;

use allonym::{Curie, Error, FeatureCode, Index, Language, Name, NameKind, Place, Point, Rows};

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.draw()) * end as u128) >> 64) as usize
    }

    /// From 0 to below 1.
    pub fn unit(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Names of each place.
const NAMES_A_PLACE: usize = 4;

/// Stands before the first letter of a word and behind its last.
const EDGE: char = '\0';

/// Stands for a letter that does not count.
const ANY: char = '\u{1}';

/// With fewer letters seen after a context, one letter less of it counts: the rarer scripts would only repeat what they
/// were trained on.
const ENOUGH: usize = 4;

/// Longer words and names are cut: a Markov chain has no sense of length.
const LONGEST_WORD: usize = 24;

/// What the letters before it say about the next letter.
type Context = [char; 3];

/// The last so many letters of a context.
fn shorter(mut context: Context, known: usize) -> Context {
    context[..3 - known].fill(ANY);
    context
}

/// A real name, without its letters.
struct Pattern {
    lang: Language,
    script: u32,
    words: usize,
}

/// The script of a word, and whether it is a name alone: "of" is a word of names, and no name.
type WordKind = (u32, bool);

/// The model: what real names look like.
pub struct Generator {
    real: Vec<(String, Language)>,
    patterns: Vec<Pattern>,
    /// By kind of word, the letters that follow a context, each as often as it does.
    chains: HashMap<WordKind, HashMap<Context, Vec<char>>>,
}

impl Generator {
    pub fn new() -> Generator {
        let index = Index::embedded();
        let mut generator = Generator { real: Vec::new(), patterns: Vec::new(), chains: HashMap::new() };
        for name in index.names() {
            let Ok(lang) = Language::parse(name.lang()) else { continue };
            let script = script(name.text());
            let words = name.text().split_whitespace().count();
            let chain = generator.chains.entry((script, words == 1)).or_default();
            for word in name.text().split_whitespace() {
                let mut context = [EDGE; 3];
                for letter in word.chars().chain([EDGE]) {
                    for known in 1..=3 {
                        chain.entry(shorter(context, known)).or_default().push(letter);
                    }
                    context = [context[1], context[2], letter];
                }
            }
            generator.patterns.push(Pattern { lang: lang.clone(), script, words });
            generator.real.push((name.text().to_owned(), lang));
        }
        generator
    }

    /// Appends a made-up name.
    fn make(&self, random: &mut Random, text: &mut String) -> &Language {
        let pattern = &self.patterns[random.below(self.patterns.len())];
        let chain = &self.chains[&(pattern.script, pattern.words == 1)];
        for word in 0..pattern.words {
            if word > 0 {
                text.push(' ');
            }
            let mut context = [EDGE; 3];
            for _ in 0..LONGEST_WORD {
                let next = (1..=3)
                    .rev()
                    .filter_map(|known| chain.get(&shorter(context, known)))
                    .find(|next| next.len() >= ENOUGH);
                let next = next.unwrap_or_else(|| &chain[&shorter(context, 1)]);
                let letter = next[random.below(next.len())];
                if letter == EDGE {
                    break;
                }
                text.push(letter);
                context = [context[1], context[2], letter];
            }
        }
        &pattern.lang
    }

    /// Gives `count` names and their places.
    ///
    /// # Errors
    ///
    /// Those of the taker.
    pub fn give(&self, count: usize, rows: &mut impl Rows) -> Result<(), Error> {
        let mut random = Random::new(0xA110_0417);
        let places = count.div_ceil(NAMES_A_PLACE);
        let feature = FeatureCode::parse("P.PPL")?;
        let mut place = Place::new("", feature);
        let mut name = Name::new("", "", Language::parse("en")?, NameKind::Alternate);
        for number in 0..places {
            place.id = format!("gn:{}", number + 1);
            Curie::parse(&place.id)?;
            let (lat, lon) = (random.unit() * 135.0 - 60.0, random.unit() * 360.0 - 180.0);
            let digits = |degrees: f64| (degrees * 1e5).round() / 1e5;
            place.point = Some(Point { lat: digits(lat), lon: digits(lon) });
            // Zipf: the place of rank r has the r-th part of the people of the first.
            let rank = 1 + random.below(places);
            place.population = Some(20_000_000 / rank as u64).filter(|people| *people >= 100);
            rows.place(&place)?;
            name.place.clone_from(&place.id);
            for of_place in number * NAMES_A_PLACE..count.min((number + 1) * NAMES_A_PLACE) {
                name.text.clear();
                if let Some((text, lang)) = self.real.get(of_place) {
                    name.text.push_str(text);
                    name.lang.clone_from(lang);
                } else {
                    name.lang.clone_from(self.make(&mut random, &mut name.text));
                }
                rows.name(&name)?;
            }
        }
        Ok(())
    }
}

/// The block of 256 characters of the first letter, which tells scripts apart well enough; the many blocks of Han and
/// Hangul are one each, and Latin is with its letters of other blocks.
fn script(text: &str) -> u32 {
    let letter = text.chars().find(|letter| letter.is_alphabetic()).unwrap_or('a');
    match u32::from(letter) {
        0..0x250 | 0x1E00..0x1F00 => 0,
        0x3400..0xA000 => 0x34,
        0xAC00..0xD7B0 => 0xAC,
        other => other >> 8,
    }
}
