//! Names sampled over the scripts of an index: does a lookup hold the place of each, as it stands and after one edit?
//!
//! `cargo run --release --example world_check -- world.allonym [NAMES] [SEED]` prints a table by script, then what was not
//! found, and exits with 1 if anything was not. The same names are sampled each time.
//!
//! An edit is made in the name as it is written: a letter dropped, put in, replaced or exchanged with the next, at a
//! place and with a letter of the same script taken at random. The rule admits it when the name still has as many words,
//! of which one is another, and the words' distance is within the budget of the new word.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::process::ExitCode;

use allonym::{EditRule, Index, Key, NameRef, Resolver};
use unicode_script::{Script, UnicodeScript};

/// Candidates that `allonym lookup` shows.
const LIMIT: usize = 10;

/// What came out for one script.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Names sampled, and those whose place was found.
    pub names: usize,
    pub found: usize,
    /// Those whose place was among the first [`LIMIT`] candidates.
    pub near: usize,
    /// Edits tried, and those that the rule admits.
    pub tried: usize,
    pub admitted: usize,
    /// Of these, those after which the place was found, and found among the first.
    pub found_edited: usize,
    pub near_edited: usize,
}

/// A name that did not lead to its place.
#[derive(Clone, Debug)]
pub struct Miss {
    pub script: &'static str,
    pub name: String,
    pub place: String,
    /// What was asked: the name, or the name with an edit.
    pub asked: String,
}

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    pub scripts: BTreeMap<&'static str, Tally>,
    pub misses: Vec<Miss>,
}

/// Numbers that look random and are the same each time (a linear congruential generator; Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// The script of the first letter that has one.
fn script(text: &str) -> Option<Script> {
    let mut scripts = text.chars().filter(|letter| letter.is_alphabetic()).map(|letter| letter.script());
    scripts.find(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown))
}

/// About so many names, as evenly over the scripts as they allow; never one without a key.
fn sample<'i>(index: &'i Index, names: usize, dice: &mut Dice) -> BTreeMap<&'static str, Vec<NameRef<'i>>> {
    let mut seen: HashMap<Script, usize> = HashMap::new();
    let mut kept: BTreeMap<&'static str, Vec<NameRef<'i>>> = BTreeMap::new();
    for name in index.names() {
        let Some(script) = script(name.text()) else { continue };
        // Each name of a script has the same chance to be kept (Vitter's algorithm R).
        let seen = seen.entry(script).or_default();
        *seen += 1;
        let kept = kept.entry(script.full_name()).or_default();
        if kept.len() < names {
            kept.push(name);
        } else {
            let at = dice.below(*seen);
            if at < kept.len() {
                kept[at] = name;
            }
        }
    }
    // What a script does not use up is left to the larger ones.
    let mut order: Vec<&'static str> = kept.keys().copied().collect();
    order.sort_by_key(|script| kept[script].len());
    let (mut left, count) = (names, order.len());
    for (number, script) in order.into_iter().enumerate() {
        let own = kept.get_mut(script).map(|own| {
            own.retain(|name| !Key::new(name.text()).is_empty());
            own.truncate(left / (count - number));
            own.len()
        });
        left -= own.unwrap_or(0);
    }
    kept.retain(|_, own| !own.is_empty());
    kept
}

/// The name with one edit.
fn edited(name: &str, letters: &[char], dice: &mut Dice) -> String {
    let mut text: Vec<char> = name.chars().collect();
    let at = dice.below(text.len());
    let letter = letters[dice.below(letters.len())];
    match dice.below(4) {
        0 => drop(text.remove(at)),
        1 => text.insert(dice.below(text.len() + 1), letter),
        2 if at + 1 < text.len() => text.swap(at, at + 1),
        _ => text[at] = letter,
    }
    text.into_iter().collect()
}

/// Does the edit rule admit what made one name of another?
fn admits(rule: EditRule, before: &Key, after: &Key) -> bool {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.words().collect(), after.words().collect());
    let mut changed = old.iter().zip(&new).filter(|(old, new)| old != new);
    match (old.len() == new.len(), changed.next(), changed.next()) {
        (true, Some((old, new)), None) => {
            let letters = |word: &str| word.chars().collect::<Vec<char>>();
            distance(&letters(old), &letters(new)) <= usize::from(rule.budget(new.chars().count()))
        }
        _ => false,
    }
}

/// Optimal string alignment where the first letter counts two and digits are never edited.
fn distance(a: &[char], b: &[char]) -> usize {
    const NEVER: usize = 1000;
    let cost = |word: &[char], at: usize| if word[at].is_numeric() { NEVER } else { 1 + usize::from(at == 0) };
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut best = if i + j == 0 { 0 } else { NEVER };
            if i > 0 {
                best = best.min(rows[i - 1][j] + cost(a, i - 1));
            }
            if j > 0 {
                best = best.min(rows[i][j - 1] + cost(b, j - 1));
            }
            if i > 0 && j > 0 {
                let replace = if a[i - 1] == b[j - 1] { 0 } else { cost(a, i - 1).max(cost(b, j - 1)) };
                best = best.min(rows[i - 1][j - 1] + replace);
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let swap = [cost(a, i - 1), cost(a, i - 2), cost(b, j - 1), cost(b, j - 2)].into_iter().max();
                best = best.min(rows[i - 2][j - 2] + swap.unwrap_or(NEVER));
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

/// Looks about so many names up, each as it stands and with one edit.
pub fn check(index: &Index, names: usize, seed: u64) -> Outcome {
    let mut dice = Dice(seed);
    let rule = EditRule::default();
    // All tiers: an edit that makes a name another one does not hide it.
    let resolver = Resolver::new(index.clone()).all_tiers();
    let mut outcome = Outcome::default();
    for (script, names) in sample(index, names, &mut dice) {
        let letters: BTreeSet<char> = names.iter().flat_map(|name| name.text().chars()).collect();
        let letters: Vec<char> = letters.into_iter().filter(|letter| letter.is_alphabetic()).collect();
        let tally = outcome.scripts.entry(script).or_default();
        for name in names {
            let place = name.place().id();
            let text = name.text();
            let rank = |asked: &str| {
                let resolution = resolver.resolve(asked);
                let candidates = resolution.candidates();
                candidates.iter().position(|candidate| candidate.place().id() == place)
            };
            let miss =
                |asked: &str| Miss { script, name: text.to_owned(), place: place.to_owned(), asked: asked.to_owned() };
            tally.names += 1;
            match rank(text) {
                Some(rank) => {
                    tally.found += 1;
                    tally.near += usize::from(rank < LIMIT);
                }
                None => outcome.misses.push(miss(text)),
            }
            let asked = edited(text, &letters, &mut dice);
            tally.tried += 1;
            if !admits(rule, &Key::new(text), &Key::new(&asked)) {
                continue;
            }
            tally.admitted += 1;
            match rank(&asked) {
                Some(rank) => {
                    tally.found_edited += 1;
                    tally.near_edited += usize::from(rank < LIMIT);
                }
                None => outcome.misses.push(miss(&asked)),
            }
        }
    }
    outcome
}

fn print(outcome: &Outcome) {
    let share = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{:<24} {:>6} {:>6} {:>6} | {:>6} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "script", "names", "found", "in 10", "edits", "admit", "%", "found", "%", "in 10"
    );
    let mut all = Tally::default();
    let line = |script: &str, t: &Tally| {
        println!(
            "{script:<24} {:>6} {:>6} {:>6.1} | {:>6} {:>6} {:>6.1} {:>6} {:>6.1} {:>6.1}",
            t.names,
            t.found,
            share(t.near, t.names),
            t.tried,
            t.admitted,
            share(t.admitted, t.tried),
            t.found_edited,
            share(t.found_edited, t.admitted),
            share(t.near_edited, t.admitted),
        );
    };
    for (script, t) in &outcome.scripts {
        line(script, t);
        all.names += t.names;
        all.found += t.found;
        all.near += t.near;
        all.tried += t.tried;
        all.admitted += t.admitted;
        all.found_edited += t.found_edited;
        all.near_edited += t.near_edited;
    }
    line("all", &all);
    for Miss { script, name, place, asked } in &outcome.misses {
        println!("not found: {asked:?} for {name:?} of {place} ({script})");
    }
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(path) = args.next() else {
        eprintln!("usage: world_check INDEX [NAMES] [SEED]");
        return ExitCode::from(2);
    };
    let mut number = |default| args.next().map_or(Ok(default), |text| text.parse::<u64>());
    let (Ok(names), Ok(seed)) = (number(10_000), number(1)) else {
        eprintln!("expected numbers behind the index: how many names, and a seed");
        return ExitCode::from(2);
    };
    let index = match Index::open(&path) {
        Ok(index) => index,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let outcome = check(&index, names as usize, seed);
    print(&outcome);
    if outcome.misses.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
