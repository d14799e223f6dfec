//! Laws that hold for every name and every text.

use std::collections::BTreeMap;

use allonym::{EditRule, Evidence, Gazetteer, Index, IndexBuilder, Key, Resolver};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Every name of the gazetteer finds its own place, as it stands, in capitals, and without its hyphens.
#[test]
fn every_name_finds_its_place() {
    let index = Index::embedded();
    let resolver = Resolver::new(index.clone()).edit_rule(EditRule::default().at_most(0));
    for name in index.names() {
        let mut forms = vec![name.text().to_owned()];
        let upper = name.text().to_uppercase();
        if Key::new(&upper) == Key::new(name.text()) {
            forms.push(upper);
        }
        if !name.text().starts_with('-') {
            forms.push(name.text().replace('-', " "));
        }
        for form in forms {
            let resolution = resolver.resolve(&form);
            let found = resolution.candidates().iter().any(|candidate| candidate.place().id() == name.place().id());
            assert!(found, "{form} does not find {}", name.place().id());
        }
        let resolution = resolver.resolve(name.text());
        let own = resolution.candidates().iter().find(|candidate| candidate.place().id() == name.place().id()).unwrap();
        assert_eq!(own.evidence(), Evidence::Exact, "{}", name.text());
    }
}

/// The distance of the documentation, written down once more and without any of the search's shortcuts.
fn distance(a: &[char], b: &[char]) -> usize {
    const FAR: usize = 1000;
    let cost = |letter: char, at: usize| if letter.is_numeric() { FAR } else { 1 + usize::from(at == 0) };
    let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut best = if i == 0 && j == 0 { 0 } else { FAR };
            if i > 0 {
                best = best.min(d[i - 1][j] + cost(a[i - 1], i - 1));
            }
            if j > 0 {
                best = best.min(d[i][j - 1] + cost(b[j - 1], j - 1));
            }
            if i > 0 && j > 0 {
                let replace = if a[i - 1] == b[j - 1] { 0 } else { cost(a[i - 1], i - 1).max(cost(b[j - 1], j - 1)) };
                best = best.min(d[i - 1][j - 1] + replace);
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                // A swap touches both letters: the first of either word makes it count two.
                let swap = if a[i - 1].is_numeric() || a[i - 2].is_numeric() { FAR } else { 1 };
                best = best.min(d[i - 2][j - 2] + swap.max(if i == 2 || j == 2 { 2 } else { 1 }));
            }
            d[i][j] = best;
        }
    }
    d[a.len()][b.len()]
}

/// Fuzzy search finds exactly what brute force finds under the stated rule.
#[test]
fn similar_names_are_those_of_brute_force() {
    let index = Index::embedded();
    // The keys that are one word; and, of all names, what each key stands for.
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for name in index.names() {
        let key = Key::new(name.text());
        if key.words().count() == 1 {
            let ids = places.entry(key.as_str().to_owned()).or_default();
            ids.push(name.place().id());
        }
    }
    let keys: Vec<(Vec<char>, &Vec<&str>)> = places.iter().map(|(key, ids)| (key.chars().collect(), ids)).collect();
    // What varies is found before what is similar.
    let resolver = Resolver::new(index.clone()).without_variation();
    let mut asked = 0;
    for (number, (word, _)) in keys.iter().enumerate().filter(|(_, (word, _))| word.len() >= 4).step_by(11) {
        // One or two edits somewhere, the same each time.
        let mut query = word.clone();
        for edit in 0..=number % 2 {
            let at = (number * 7 + edit * 3) % query.len();
            match (number + edit) % 4 {
                0 => query[at] = if query[at] == 'e' { 'a' } else { 'e' },
                1 if query.len() > 4 => drop(query.remove(at)),
                2 => query.insert(at, 'n'),
                _ if at + 1 < query.len() => query.swap(at, at + 1),
                _ => {}
            }
        }
        let text: String = query.iter().collect();
        if Key::new(&text).as_str() != text || places.contains_key(&text) {
            continue;
        }
        let budget = usize::from(EditRule::default().budget(query.len()));
        let mut expected: Vec<&str> = keys
            .iter()
            .filter(|(key, _)| key.len().abs_diff(query.len()) <= budget && distance(&query, key) <= budget)
            .flat_map(|(_, ids)| ids.iter().copied())
            .collect();
        expected.sort_unstable();
        expected.dedup();
        let resolution = resolver.resolve(&text);
        let mut found: Vec<&str> = resolution.candidates().iter().map(|candidate| candidate.place().id()).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{text}, from {}", word.iter().collect::<String>());
        asked += 1;
    }
    assert!(asked > 300, "{asked} words");
}

#[test]
fn stacked_indexes_answer_under_the_upper_id() {
    let files = |id: &str, same_as: &str, name: &str, lat: &str| {
        let places = format!("id,feature,lat,lon,population,part_of,same_as,note\n{id},P.PPL,{lat},20,,,{same_as},\n");
        let names = format!(
            "place,name,lang,kind,form_of,rank,accepted_by,disputed_by,asserts,start,end,footnote,source\n\
             {id},{name},en,common,,,,,,,,,\n"
        );
        let gazetteer =
            Gazetteer::from_files(&[("places.csv", places.as_bytes()), ("names.csv", names.as_bytes())]).unwrap();
        Index::from_bytes(IndexBuilder::new().gazetteer(&gazetteer).unwrap().build().unwrap()).unwrap()
    };
    let answer = |upper: Index, lower: Index, name: &str| {
        let resolver = Resolver::new(upper).over(lower);
        let resolution = resolver.resolve(name);
        resolution.candidates().iter().map(|candidate| candidate.place().id().to_owned()).collect::<Vec<_>>()
    };
    let curated = |same_as| files("curated", same_as, "Upperton", "10");
    assert_eq!(answer(curated("gn:7"), files("gn:7", "", "Lowerton", "10"), "Lowerton"), ["curated"]);
    assert_eq!(answer(curated("wd:Q7"), files("wof:8", "wd:Q7", "Lowerton", "10.1"), "Lowerton"), ["curated"]);
    // A Wikidata id alone does not merge what lies far apart; another id does.
    assert_eq!(answer(curated("wd:Q7"), files("wof:8", "wd:Q7", "Lowerton", "12"), "Lowerton"), ["wof:8"]);
    assert_eq!(answer(curated("wof:8"), files("wof:8", "wd:Q7", "Lowerton", "12"), "Lowerton"), ["curated"]);
    assert_eq!(answer(curated(""), files("gn:7", "", "Lowerton", "10"), "Lowerton"), ["gn:7"]);
    // One name, one place: one candidate.
    assert_eq!(answer(curated("gn:7"), files("gn:7", "", "Upperton", "10"), "Upperton"), ["curated"]);
}

fn mentions_hold(resolver: &Resolver, text: &str) -> Result<(), TestCaseError> {
    let mut end = 0;
    for mention in resolver.mentions(text) {
        let span = mention.span();
        prop_assert!(end <= span.start && span.start < span.end, "{text:?}: {span:?} after {end}");
        prop_assert!(text.get(span.clone()).is_some(), "{text:?}: {span:?} is not on character boundaries");
        prop_assert!(!mention.candidates().is_empty());
        end = span.end;
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_key_is_its_own_key(text in any::<String>()) {
        let key = Key::new(&text);
        prop_assert_eq!(Key::new(key.as_str()), key);
    }

    #[test]
    fn composition_does_not_count(text in any::<String>()) {
        // A letter that may begin a misread character (`Ä¡` for `ġ`) does so only where it is composed.
        prop_assume!(!text.nfc().any(|letter| matches!(letter, '\u{C2}'..='\u{F4}' | '\u{412}'..='\u{44F}')));
        let nfc: String = text.nfc().collect();
        let nfd: String = text.nfd().collect();
        prop_assert_eq!(Key::new(&nfc), Key::new(&nfd));
    }

    #[test]
    fn mentions_are_in_order_and_disjoint(text in any::<String>()) {
        mentions_hold(&Resolver::new(Index::embedded()).with_demonyms(), &text)?;
    }

    #[test]
    fn names_between_noise_are_in_order_and_disjoint(
        picks in prop::collection::vec((0_usize..100_000, 0_usize..12), 1..12),
    ) {
        const NOISE: &[&str] = &[" ", ", ", "-", "'", "\n", "\n\n", "\u{FFFD}", ". ", " (", "", "\u{AD}", "\u{301}"];
        let index = Index::embedded();
        let count = index.names().len();
        let mut text = String::new();
        for (name, noise) in picks {
            text.push_str(index.names().nth(name % count).unwrap().text());
            text.push_str(NOISE[noise]);
        }
        mentions_hold(&Resolver::new(index), &text)?;
    }

    #[test]
    fn a_name_by_itself_is_resolved_without_panic(text in any::<String>()) {
        let resolver = Resolver::new(Index::embedded());
        let _ = resolver.resolve(&text).best();
        let _ = resolver.did_you_mean(&text);
    }
}
