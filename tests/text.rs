//! Laws of texts: however a text comes in, its mentions are the same; every name is tagged in itself; what is suggested
//! begins so.

use std::io::Read;

use allonym::{Index, Key, Resolver, Session, Tagger};

const TALKS: &str = include_str!("../examples/talks.txt");

/// A mention by its bytes in the whole text, and what it means.
type Seen = (usize, usize, Vec<String>);

fn whole(session: &mut Session<'_>, text: &str) -> Vec<Seen> {
    let ids = |mention: &allonym::Mention<'_>| mention.candidates().iter().map(|c| c.place().id().to_owned()).collect();
    session.mentions(text).iter().map(|m| (m.span().start, m.span().end, ids(m))).collect()
}

/// The mentions of a text that is read in pieces, and the text that came with them.
fn read(session: &mut Session<'_>, input: impl Read) -> (Vec<Seen>, String) {
    let (mut seen, mut text) = (Vec::new(), String::new());
    session
        .read(input, |passage| {
            for mention in &passage.mentions {
                let ids = mention.candidates().iter().map(|c| c.place().id().to_owned()).collect();
                seen.push((text.len() + mention.span().start, text.len() + mention.span().end, ids));
            }
            text.push_str(passage.text);
            Ok(())
        })
        .unwrap();
    (seen, text)
}

/// Gives at most so many bytes at a time.
struct Pieces<'t>(&'t [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(self.0.len()).min(buffer.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn a_text_has_the_same_mentions_wherever_reading_pauses() {
    let resolver = Resolver::new(Index::embedded());
    let mut session = resolver.session();
    let mut text = String::new();
    for number in 0..200 {
        text.push_str(TALKS);
        text.push_str(&format!(
            " Договор №{number} о Курильских островах. 北方領土問題と竹島。 Kuri-\nl Islands, U.S. and Xi’an.\n"
        ));
    }
    let expected = whole(&mut session, &text);
    assert!(text.len() > 150_000 && expected.len() > 500, "{} mentions in {} bytes", expected.len(), text.len());
    for size in [1, 3, 1000, 65_536, 1 << 20] {
        // Single bytes are slow: a part of the text will do.
        let part =
            if size < 10 { text.split_at((70_000..).find(|at| text.is_char_boundary(*at)).unwrap()).0 } else { &text };
        let (seen, given) = read(&mut session, Pieces(part.as_bytes(), size));
        assert_eq!(given, part, "pieces of {size}");
        assert_eq!(seen, whole(&mut session, part), "pieces of {size}");
    }
}

#[test]
fn bytes_that_are_no_text_do_not_stop_reading() {
    let resolver = Resolver::new(Index::embedded());
    let mut bytes = TALKS.as_bytes().to_vec();
    bytes.extend_from_slice(b" \xFF\xFE Tokyo \xE5\x8C");
    let lossy = String::from_utf8_lossy(&bytes).into_owned();
    for size in [1, 2, 5, 4096] {
        let (seen, text) = read(&mut resolver.session(), Pieces(&bytes, size));
        assert_eq!(text, lossy, "pieces of {size}");
        assert_eq!(seen, whole(&mut resolver.session(), &lossy));
    }
    assert_eq!(read(&mut resolver.session(), &b""[..]), (Vec::new(), String::new()));
}

/// A window has 8192 segments: a name that lies over its end is found once, and whole.
#[test]
fn a_name_over_the_end_of_a_window_is_found_whole() {
    let resolver = Resolver::new(Index::embedded());
    let mut session = resolver.session();
    for before in 8186..8196 {
        let text = format!("{}Kuril Islands {}", "word ".repeat(before), "word ".repeat(300));
        let start = 5 * before;
        let seen = whole(&mut session, &text);
        let spans: Vec<(usize, usize)> = seen.iter().map(|(start, end, _)| (*start, *end)).collect();
        assert_eq!(spans, [(start, start + "Kuril Islands".len())], "behind {before} words");
    }
    // Names without end: windows end somewhere all the same.
    let count = session.mentions(&"Kuril Islands ".repeat(20_000)).len();
    assert_eq!(count, 20_000);
}

#[test]
fn every_name_is_tagged_in_itself() {
    let index = Index::embedded();
    let mut tagger = Tagger::new(&index);
    for name in index.names().filter(|name| !Key::new(name.text()).is_empty()) {
        let mut found = false;
        tagger.tag(name.text(), |tag| found |= tag.names().any(|other| other == name));
        // What a name does not go on across, such as a blank line, no name has.
        assert!(found, "{}", name.text());
    }
}

#[test]
fn what_is_suggested_begins_so_and_is_complete() {
    let resolver = Resolver::new(Index::embedded());
    for name in resolver.index().names().step_by(61) {
        let key = Key::new(name.text());
        let letters: Vec<char> = name.text().chars().collect();
        for len in 3..=letters.len() {
            let prefix: String = letters[..len].iter().collect();
            // A part of a letter, or a mark that stands alone, may be another word.
            if !key.as_str().starts_with(Key::new(&prefix).as_str()) || Key::new(&prefix).is_empty() {
                continue;
            }
            let found = resolver.suggest(&prefix, 2000);
            assert!(found.iter().any(|candidate| candidate.place() == name.place()), "{prefix:?} of {}", name.text());
            let scores: Vec<f32> = found.iter().map(|candidate| candidate.score().sum()).collect();
            assert!(scores.is_sorted_by(|a, b| a >= b), "{prefix:?}");
            for candidate in &found {
                let other = Key::new(candidate.matched().text());
                assert!(other.as_str().starts_with(Key::new(&prefix).as_str()), "{prefix:?} gives {other:?}");
            }
        }
    }
    assert!(resolver.suggest("", 10).is_empty() && resolver.suggest("kuril", 0).is_empty());
    assert_eq!(resolver.suggest("kuril", 3).len(), 3.min(resolver.suggest("kuril", 100).len()));
    // A blank says that the word is complete.
    assert!(resolver.suggest("kuri ", 10).is_empty());
}
