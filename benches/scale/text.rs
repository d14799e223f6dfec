//! The questions about a text: which names are in it, and what they mean.
//!
//! Every rate is in megabytes of the text as it was given. The others search the text as folded before, outside the
//! timing, and count what lies between word boundaries; Allonym folds as it goes. The text that is checked in is short, and
//! repeated: whatever caches, shines. A text of one's own says more.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use allonym::{Index, Key, Resolver, Tagger};
use daachorse::{CharwiseDoubleArrayAhoCorasick, CharwiseDoubleArrayAhoCorasickBuilder};

use super::api;
use super::contenders::{FstOfKeys, Keys, MOST_FOR_AHO_CORASICK, MOST_FOR_DAACHORSE};
use super::lookup::Others;
use super::measure::{Row, Run, core_seconds, median_of_runs};

const FOLDED: &str = "text folded before, not timed";

/// Of the spans that Allonym tags, this share at least are keys as they stand; the others are joined words and such.
const LEAST_KEYS: f64 = 0.9;

struct Rates<'t> {
    text: &'t str,
    budget: Duration,
}

impl Rates<'_> {
    /// The rate at which `count` counts, which must give the same number each time.
    fn push(&self, run: &mut Run, row: Row, texts: usize, mut count: impl FnMut() -> usize) -> usize {
        let expected = count();
        let seconds = median_of_runs(self.budget, || assert_eq!(black_box(count()), expected));
        let rate = (self.text.len() * texts) as f64 / 1e6 / seconds;
        let note = if row.note.is_empty() { String::new() } else { format!(", {}", row.note) };
        run.push(Row { mb_per_s: Some(rate), note: format!("{expected} found{note}"), ..row });
        expected
    }
}

/// Which names stand in a text.
pub fn tag(run: &mut Run, index: &Index, text: &str, others: Option<&Others<'_>>, budget: Duration) {
    let question = "tagging a text";
    let rates = Rates { text, budget };
    let mut tagger = Tagger::new(index);
    let count = |tagger: &mut Tagger<'_>| {
        let mut count = 0;
        api::tag(tagger, text, |span| count += usize::from(!span.is_empty()));
        count
    };
    let row = Row::new(question, "allonym").note("folded as it goes");
    let tags = rates.push(run, row, 1, || count(&mut tagger));
    let row = Row::new(question, "allonym, first text").note("no words remembered");
    let first = rates.push(run, row, 1, || count(&mut Tagger::new(index)));
    assert_eq!(first, tags);
    let Some(Others { keys, fst }) = others else { return };
    let known = known_tags(&mut tagger, text, fst);
    assert!(known as f64 >= tags as f64 * LEAST_KEYS, "{known} of {tags} tags are keys");

    // The folded text, and where words begin and end in it.
    let folded = Key::new(text).as_str().to_owned();
    let bytes = folded.as_bytes();
    let whole = |start: usize, end: usize| {
        (start == 0 || bytes[start - 1] == b' ') && (end == bytes.len() || bytes[end] == b' ')
    };
    let mut longest = None;
    if run.names <= MOST_FOR_DAACHORSE {
        let automaton: CharwiseDoubleArrayAhoCorasick<u32> =
            CharwiseDoubleArrayAhoCorasick::new(keys.iter()).expect("keys are distinct");
        let found = rates.push(run, Row::new(question, "daachorse, overlapping").note(FOLDED), 1, || {
            automaton.find_overlapping_iter(&folded).filter(|found| whole(found.start(), found.end())).count()
        });
        rates.push(
            run,
            Row::new(question, "daachorse, folding too").note("text folded by `Key::new`, timed"),
            1,
            || {
                let folded = Key::new(black_box(text));
                automaton
                    .find_overlapping_iter(folded.as_str())
                    .filter(|found| whole(found.start(), found.end()))
                    .count()
            },
        );
        // It also finds names across full stops and paragraphs, which folding removes.
        assert!(known as f64 >= found as f64 * LEAST_KEYS, "{known} tags that are keys, {found} keys in the text");
        let automaton: CharwiseDoubleArrayAhoCorasick<u32> = CharwiseDoubleArrayAhoCorasickBuilder::new()
            .match_kind(daachorse::MatchKind::LeftmostLongest)
            .build(keys.iter())
            .expect("keys are distinct");
        longest = Some(rates.push(run, Row::new(question, "daachorse, longest").note(FOLDED), 1, || {
            automaton.leftmost_find_iter(&folded).filter(|found| whole(found.start(), found.end())).count()
        }));
    }
    if run.names <= MOST_FOR_AHO_CORASICK {
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(keys.iter());
        let automaton = automaton.expect("it fits");
        let found = rates.push(run, Row::new(question, "aho-corasick, longest").note(FOLDED), 1, || {
            automaton.find_iter(&folded).filter(|found| whole(found.start(), found.end())).count()
        });
        assert!(longest.is_none_or(|longest| longest == found), "two automata of the same keys find the same");
    }
}

/// How many tags are keys as they stand.
fn known_tags(tagger: &mut Tagger<'_>, text: &str, fst: &FstOfKeys) -> usize {
    let mut known = 0;
    api::tag(tagger, text, |span| known += usize::from(fst.get(Key::new(&text[span]).as_str()).is_some()));
    known
}

/// What the names of a text mean: fuzzy search and ranking on.
pub fn resolve(run: &mut Run, index: &Index, text: &str, budget: Duration) {
    let question = "resolving a text";
    let rates = Rates { text, budget };
    let resolver = Resolver::new(index.clone());
    let mut session = resolver.session();
    let mentions = api::mentions(&mut session, text);
    let rate = |seconds: f64| text.len() as f64 / 1e6 / seconds;
    let on_core =
        |seconds: Option<f64>| seconds.map_or(String::new(), |s| format!(", {:.1} MB a core-second", rate(s)));
    let before = core_seconds();
    api::mentions(&mut session, text);
    let alone = core_seconds().zip(before).map(|(after, before)| after - before);
    let row = Row::new(question, "allonym").note(format!("one thread{}", on_core(alone)));
    let again = rates.push(run, row, 1, || api::mentions(&mut session, text));
    assert_eq!(again, mentions);
    let (seconds, core) = two_threads(&resolver, text, mentions);
    run.push(Row {
        mb_per_s: Some(2.0 * rate(seconds)),
        ..Row::new(question, "allonym, two threads").note(format!("a session and the text each{}", on_core(core)))
    });
    let row = Row::new(question, "allonym, first text").note("nothing remembered");
    let first = rates.push(run, row, 1, || api::mentions(&mut resolver.session(), text));
    assert_eq!(first, mentions);
}

/// How long two threads take for the text each, as the median of five times, each the slower thread's. A session stays with
/// its thread, and has read the text before. And how long a thread is on a core for it: cores that other programs want make
/// the first figure longer, a lock or a shared cache line would make the second longer.
fn two_threads(resolver: &Resolver, text: &str, mentions: usize) -> (f64, Option<f64>) {
    const TIMES: usize = 5;
    let start = Barrier::new(2);
    let times = || {
        let mut session = resolver.session();
        assert_eq!(api::mentions(&mut session, text), mentions);
        let on_core = core_seconds();
        let times = [(); TIMES].map(|()| {
            start.wait();
            let before = Instant::now();
            assert_eq!(api::mentions(&mut session, black_box(text)), mentions);
            before.elapsed().as_secs_f64()
        });
        (times, core_seconds().zip(on_core).map(|(after, before)| (after - before) / TIMES as f64))
    };
    let [(one, core), (other, _)] = std::thread::scope(|scope| {
        [(); 2].map(|()| scope.spawn(times)).map(|thread| thread.join().expect("a thread answers as the first did"))
    });
    let mut slower: Vec<f64> = one.into_iter().zip(other).map(|(one, other)| one.max(other)).collect();
    slower.sort_by(f64::total_cmp);
    (slower[TIMES / 2], core)
}

/// The checked-in text as often as it takes to have so many bytes, or a file.
pub fn read(path: Option<&std::path::Path>, bytes: usize) -> String {
    const TALKS: &str = include_str!("../../examples/talks.txt");
    match path {
        None => TALKS.repeat(bytes.div_ceil(TALKS.len())),
        Some(path) => {
            let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            String::from_utf8(bytes).unwrap_or_else(|_| panic!("{} is not UTF-8", path.display()))
        }
    }
}

/// Keys are what the automata are made of: they are distinct, sorted and not empty.
pub fn check_keys(keys: &Keys) {
    assert!(keys.iter().zip(keys.iter().skip(1)).all(|(a, b)| !a.is_empty() && a < b));
}
