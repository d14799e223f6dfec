//! Queries: names drawn from an index by a fixed seed, as they stand and damaged.

use std::collections::{HashMap, HashSet};

use allonym::{EditRule, Index, Key, NameRef, Tagger};

use super::generator::Random;

/// A query and what it means.
#[derive(Clone, Debug)]
pub struct Query {
    /// What is asked.
    pub text: String,
    /// The key of the name that is meant.
    pub key: String,
    /// Number of a place that has the name.
    pub place: u32,
}

/// Longer words are not searched for similar ones.
const LONGEST: usize = 40;

/// So many names of an index, of distinct keys, scattered. Every distinct name is as likely as any other, however many
/// rows have it: of a name with r rows the row that is drawn is taken once in r times.
pub fn sample(index: &Index, count: usize) -> Vec<Query> {
    let all: Vec<NameRef<'_>> = index.names().collect();
    let mut random = Random::new(7);
    let mut tagger = Tagger::new(index);
    let mut keys = HashSet::new();
    let mut queries: Vec<Query> = Vec::new();
    for _ in 0..40 * count {
        let Some(query) = exact(all[random.below(all.len())]) else { continue };
        // The key of a name is tagged in itself; its rows are those of the tag that covers it.
        let mut rows = 0;
        tagger.tag(&query.key, |tag| {
            if tag.span() == (0..query.key.len()) {
                rows = rows.max(tag.names().count());
            }
        });
        if rows > 0 && random.below(rows) == 0 && keys.insert(query.key.clone()) {
            queries.push(query);
        }
        if queries.len() == count {
            break;
        }
    }
    queries
}

fn exact(name: NameRef<'_>) -> Option<Query> {
    let key = Key::new(name.text());
    let query = Query { text: name.text().to_owned(), key: key.as_str().to_owned(), place: name.place().number() };
    (!key.is_empty()).then_some(query)
}

/// The same queries with the key as the text.
pub fn of_keys(queries: &[Query]) -> Vec<Query> {
    queries.iter().map(|query| Query { text: query.key.clone(), ..query.clone() }).collect()
}

/// The first one to six letters of names.
pub fn prefixes(queries: &[Query]) -> Vec<Query> {
    let mut random = Random::new(11);
    let prefix = |query: &Query| {
        let letters = 1 + random.below(6);
        let text: String = query.text.chars().take(letters).collect();
        let key = Key::new(&text).as_str().to_owned();
        (!key.is_empty()).then(|| Query { text, key, ..query.clone() })
    };
    queries.iter().filter_map(prefix).collect()
}

/// Names whose every word may have an edit, with so many random edits in one word: a letter put in, left out, replaced
/// or exchanged with the next; never the first letter, never a digit. Two edits stand apart, so that none undoes or
/// repeats the other. What is asked is the damaged key.
pub fn damaged(queries: &[Query], edits: u8, count: usize) -> Vec<Query> {
    let letters = Letters::of(queries);
    let mut random = Random::new(13 + u64::from(edits));
    queries.iter().filter_map(|query| damage(query, edits, &letters, &mut random)).take(count).collect()
}

fn damage(query: &Query, edits: u8, letters: &Letters, random: &mut Random) -> Option<Query> {
    let rule = EditRule::default();
    let words: Vec<Vec<char>> = query.key.split(' ').map(|word| word.chars().collect()).collect();
    let budget = |word: &[char]| rule.budget(word.len()).min(u8::from(word.len() <= LONGEST) * 2);
    if words.iter().any(|word| budget(word) == 0 || word.iter().any(|letter| letter.is_numeric())) {
        return None;
    }
    let able: Vec<usize> = (0..words.len()).filter(|number| budget(&words[*number]) >= edits).collect();
    if able.is_empty() {
        return None;
    }
    // An edit may fold away, or leave a word too short to search: then another one is drawn.
    (0..20).find_map(|_| {
        let number = able[random.below(able.len())];
        let mut word = words[number].clone();
        let half = word.len() / 2;
        match edits {
            // From behind, so that the place of the other edit does not move.
            2 => {
                edit(&mut word, half + 1..words[number].len(), letters, random);
                edit(&mut word, 1..half - 1, letters, random);
            }
            _ => edit(&mut word, 1..words[number].len(), letters, random),
        }
        if budget(&word) < edits || word == words[number] {
            return None;
        }
        let mut damaged = words.clone();
        damaged[number] = word;
        let damaged: Vec<String> = damaged.into_iter().map(String::from_iter).collect();
        let text = damaged.join(" ");
        (Key::new(&text).as_str() == text).then(|| Query { text, ..query.clone() })
    })
}

/// One edit at a letter of the range.
fn edit(word: &mut Vec<char>, range: std::ops::Range<usize>, letters: &Letters, random: &mut Random) {
    let at = range.start + random.below(range.len());
    match random.below(4) {
        0 => word.insert(at, letters.like(word[at], random)),
        1 => drop(word.remove(at)),
        2 => word[at] = letters.like(word[at], random),
        _ if at + 1 < word.len() => word.swap(at, at + 1),
        _ => word.swap(at - 1, at),
    }
}

/// The letters of names, by block of 256 characters.
struct Letters(HashMap<u32, Vec<char>>);

impl Letters {
    fn of(queries: &[Query]) -> Letters {
        let mut blocks: HashMap<u32, Vec<char>> = HashMap::new();
        for letter in queries.iter().take(1000).flat_map(|query| query.key.chars()).filter(|c| c.is_alphabetic()) {
            blocks.entry(u32::from(letter) >> 8).or_default().push(letter);
        }
        Letters(blocks)
    }

    /// A letter of the same script, as often as names have it.
    fn like(&self, letter: char, random: &mut Random) -> char {
        let block = self.0.get(&(u32::from(letter) >> 8)).filter(|block| !block.is_empty());
        block.map_or(letter, |block| block[random.below(block.len())])
    }
}
