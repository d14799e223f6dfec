//! Similar words over real names of many scripts: the search finds what a plain scan finds, and nothing else.

mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::Path;

use allonym::{EditRule, Index, IndexBuilder, Key, Resolver, Rows};
use rows::{Dice, name, place};

/// The distance that the edit rule speaks of, written down from its description: the least sum of insertions, deletions,
/// replacements and exchanges of neighbours, no letter touched twice; an edit of the first letter of either word counts
/// two; a digit is never edited.
fn distance(a: &[char], b: &[char]) -> usize {
    const NEVER: usize = 1000;
    fn price(letters: &[char], at: usize) -> usize {
        if letters[at].is_numeric() {
            NEVER
        } else if at == 0 {
            2
        } else {
            1
        }
    }
    let width = b.len() + 1;
    let mut table = vec![0; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut ways = Vec::with_capacity(4);
            if i > 0 {
                ways.push(table[(i - 1) * width + j] + price(a, i - 1));
            }
            if j > 0 {
                ways.push(table[i * width + j - 1] + price(b, j - 1));
            }
            if i > 0 && j > 0 {
                let replace = if a[i - 1] == b[j - 1] { 0 } else { price(a, i - 1).max(price(b, j - 1)) };
                ways.push(table[(i - 1) * width + j - 1] + replace);
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let both = [price(a, i - 1), price(a, i - 2), price(b, j - 1), price(b, j - 2)];
                ways.push(table[(i - 2) * width + j - 2] + both.into_iter().max().unwrap_or(0));
            }
            table[i * width + j] = ways.into_iter().min().unwrap_or(0);
        }
    }
    table[a.len() * width + b.len()]
}

#[test]
fn the_distance_is_that_of_the_rule() {
    for (a, b, expected) in [
        ("kyoto", "kyoto", 0),
        ("kyoto", "kyto", 1),
        ("kyoto", "kyotto", 1),
        ("kyoto", "koyto", 1),
        ("kyoto", "tyoto", 2),
        ("kyoto", "yoto", 2),
        ("kyoto", "ykoto", 2),
        ("kyoto", "otoyk", 5),
        ("ca", "abc", 4),
    ] {
        let letters = |word: &str| word.chars().collect::<Vec<char>>();
        assert_eq!(distance(&letters(a), &letters(b)), expected, "{a} {b}");
    }
    assert!(distance(&['a', '1'], &['a', '2']) > 9);
}

/// The words of names that are keys by themselves: of the embedded gazetteer, and of Who's On First where it lies about.
fn words() -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    let mut take = |name: &str| {
        let key = Key::new(name);
        words.extend(key.words().filter(|word| Key::new(word).as_str() == *word).map(str::to_owned));
    };
    Index::embedded().names().for_each(|name| take(name.text()));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/whosonfirst/wof_names.tsv.zst");
    match std::fs::File::open(&path) {
        Ok(file) => {
            let mut decoder = zstd::Decoder::new(file).unwrap();
            decoder.window_log_max(31).unwrap();
            let mut reader = std::io::BufReader::with_capacity(1 << 16, decoder);
            let mut line = String::new();
            // Names of one place stand together, one a language: a stride that is no round number meets them all.
            for number in 0..3_000_000 {
                line.clear();
                if reader.read_line(&mut line).unwrap() == 0 {
                    break;
                }
                if number % 17 == 0
                    && let Some(name) = line.trim_end().split('\t').nth(3)
                {
                    take(name);
                }
            }
        }
        Err(_) => eprintln!("only the embedded names are searched: {} is not here", path.display()),
    }
    words.into_iter().collect()
}

fn edit(word: &[char], dice: &mut Dice, letters: &[char]) -> Vec<char> {
    let mut edited = word.to_vec();
    let at = dice.below(edited.len());
    let letter = letters[dice.below(letters.len())];
    match dice.below(4) {
        0 => edited[at] = letter,
        1 if edited.len() > 2 => drop(edited.remove(at)),
        2 => edited.insert(dice.below(edited.len() + 1), letter),
        _ if at + 1 < edited.len() => edited.swap(at, at + 1),
        _ => edited[at] = letter,
    }
    edited
}

/// Words by length, each with its number.
type ByLength = BTreeMap<usize, Vec<(Vec<char>, usize)>>;

fn scan(query: &[char], budget: usize, words: &ByLength) -> BTreeSet<(String, usize)> {
    let lengths = query.len().saturating_sub(budget)..=query.len() + budget;
    let mut letters = query.to_vec();
    letters.sort_unstable();
    letters.dedup();
    let mut found = BTreeSet::new();
    for (word, number) in words.range(lengths).flat_map(|(_, words)| words) {
        // Each edit brings in at most one letter that the query has not.
        let foreign = word.iter().filter(|letter| letters.binary_search(letter).is_err()).count();
        if foreign > budget {
            continue;
        }
        let distance = distance(query, word);
        if distance <= budget {
            found.insert((format!("wof:{number}"), distance));
        }
    }
    found
}

#[test]
fn similar_words_are_those_of_a_scan() {
    let words = words();
    let mut builder = IndexBuilder::new();
    let mut by_length = ByLength::new();
    for (number, word) in words.iter().enumerate() {
        let id = format!("wof:{number}");
        builder.place(&place(&id)).unwrap();
        builder.name(&name(&id, word, "und")).unwrap();
        let letters: Vec<char> = word.chars().collect();
        by_length.entry(letters.len()).or_default().push((letters, number));
    }
    let index = Index::from_bytes(builder.build().unwrap()).unwrap();
    assert_eq!(index.names().len(), words.len());
    // What varies is found before what is similar.
    let resolver = Resolver::new(index).without_variation();

    // Queries: one or two edits anywhere, with letters of the word's own script and digits.
    let mut dice = Dice(3);
    let mut queries: Vec<String> = Vec::new();
    let mut scripts = BTreeSet::new();
    let known = |text: &str| words.binary_search_by(|word| word.as_str().cmp(text)).is_ok();
    for _ in 0..40_000 {
        if queries.len() == 300 {
            break;
        }
        let number = dice.below(words.len());
        let word: Vec<char> = words[number].chars().collect();
        // Neighbours in byte order mostly share a script; ASCII words are left out now and then, to give others room.
        let neighbour = &words[(number + 1 + dice.below(50)) % words.len()];
        let letters: Vec<char> = neighbour.chars().chain(word.iter().copied()).chain(['7']).collect();
        if word.len() < 4 || (word[0].is_ascii() && dice.below(4) > 0) {
            continue;
        }
        let mut query = word.clone();
        for _ in 0..1 + dice.below(2) {
            query = edit(&query, &mut dice, &letters);
        }
        let text: String = query.iter().collect();
        let key = Key::new(&text);
        // One word that is its own key and nobody's: else the answer is another one than that of the rule.
        if key.as_str() == text && key.words().count() == 1 && !known(&text) {
            scripts.insert(word[0] as u32 >> 7);
            queries.push(text);
        }
    }
    assert!(queries.len() >= 100, "{} queries of {} words", queries.len(), words.len());

    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<&[String]> = queries.chunks(queries.len().div_ceil(threads)).collect();
    let scan_part = |part: &[String]| {
        let mut found = 0;
        for text in part {
            let query: Vec<char> = text.chars().collect();
            let budget = usize::from(EditRule::default().budget(query.len()));
            let expected = scan(&query, budget, &by_length);
            let resolution = resolver.resolve(text);
            let answer: BTreeSet<(String, usize)> = resolution
                .candidates()
                .iter()
                .map(|candidate| (candidate.place().id().to_owned(), usize::from(candidate.distance())))
                .collect();
            let show = |set: &BTreeSet<(String, usize)>| -> Vec<String> {
                let word = |id: &str| &words[id[4..].parse::<usize>().unwrap()];
                set.iter().map(|(id, distance)| format!("{} {distance}", word(id))).collect()
            };
            assert!(answer == expected, "{text}: found {:?}, scanned {:?}", show(&answer), show(&expected));
            found += expected.len();
        }
        found
    };
    let found: usize = std::thread::scope(|scope| {
        let scan_part = &scan_part;
        let handles: Vec<_> = parts.iter().map(|part| scope.spawn(move || scan_part(part))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap()).sum()
    });
    assert!(found > 100, "only {found} similar words");
    if words.len() > 50_000 {
        assert!(words.len() > 100_000 && scripts.len() >= 10, "{} words, {} blocks", words.len(), scripts.len());
    }
}
