//! A session: texts to their mentions of places, with what was learned of words and names on the way.
//!
//! A text is taken in windows of some 50 KB, which are also the context of its names. Two passes over each: the first
//! walks every position in each index and keeps the hits that are written as names; the second takes the longest
//! of overlapping hits, ranks the places of each with what stands around it, and drops what is not used as the
//! name of a place.

use std::collections::HashSet;
use std::io::Read;
use std::ops::Range;
use std::rc::Rc;

use super::candidate::Candidate;
use super::context::{self, Context};
use super::lookup::Resolution;
use super::memory::{GlanceNumber, Known, Memory, Weighed};
use super::select::{Spanned, longest_first};
use super::text::{Style, is_worth, may_begin, may_end};
use super::{Resolver, Variation};
use crate::error::Error;
use crate::normalize::{Languages, Segment};
use crate::rank::Feature;
use crate::search::{By, Hit, Lattice, Part, Scratch, Sounding, Vocabulary, Windows, WordNumber, ahead, walk};

/// A span of text that refers to a place.
#[derive(Clone, Debug)]
pub struct Mention<'i> {
    span: Range<usize>,
    resolution: Resolution<'i>,
}

impl<'i> Mention<'i> {
    /// Where it is: a range of bytes of the text, on character boundaries.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The candidate that stands out, if one does.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate<'i>> {
        self.resolution.best()
    }

    /// What it may mean, best first; never empty. Of a name with very many places the first
    /// [`MOST_CANDIDATES`](Session::MOST_CANDIDATES); [`Resolver::resolve`] has all.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate<'i>] {
        self.resolution.candidates()
    }
}

/// A part of a text that was read, and the mentions in it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Passage<'p, 'i> {
    /// The part: passages follow each other without a gap.
    pub text: &'p str,
    /// Mentions in the part; spans count from its start.
    pub mentions: Vec<Mention<'i>>,
}

/// A mention scores at least this much in sum, or it is not used as the name of a place: the even chance.
const THRESHOLD: f32 = 0.0;

/// Evidence of a hit without any context is worth about three; this much must be left.
const OFFSET: f32 = -2.6;

/// The most that the second pass may add to a candidate.
const MOST_ADDED: f32 = COUNTRY;

/// What it is worth that the country is named elsewhere.
const COUNTRY: f32 = 1.0;

/// Bytes read at a time.
const CHUNK: usize = 1 << 17;

/// Works through texts, and remembers words and names between them. One a thread.
///
/// ```
/// use allonym::{Index, Resolver};
/// let resolver = Resolver::new(Index::embedded());
/// let mut session = resolver.session();
/// for text in ["Talks on the Southern Kurils", "A ferry to the Kuril Islands"] {
///     assert_eq!(session.mentions(text).len(), 1);
/// }
/// ```
pub struct Session<'r> {
    tracks: Vec<Track<'r>>,
    memory: Memory<'r>,
    scratch: Scratch,
    hits: Vec<Hit>,
}

/// One index, and the words that a window has in it.
struct Track<'r> {
    vocabulary: Vocabulary<'r>,
    words: Vec<WordNumber>,
    goes_on: Vec<bool>,
    sounding: Sounding,
    /// By style, then by word: the glance at the name that it is by itself, once there was one.
    alone: [Vec<Seen>; 2],
}

/// Has a word been looked at?
#[derive(Clone, Copy, Default)]
enum Seen {
    #[default]
    Never,
    /// As no name.
    Nothing,
    Name(GlanceNumber),
}

/// How a window is written.
#[derive(Clone, Copy)]
struct Manner {
    style: Style,
    /// The languages that it may be in.
    languages: Languages,
}

/// A hit that is written as a name, and the rows behind it.
#[derive(Clone, Copy, Debug)]
struct Found {
    hit: Hit,
    glance: GlanceNumber,
}

impl Spanned for Found {
    fn start(&self) -> usize {
        self.hit.start
    }

    fn end(&self) -> usize {
        self.hit.end
    }

    fn cost(&self) -> (u8, By) {
        (self.hit.distance, self.hit.by)
    }
}

impl Resolver {
    /// A session of this resolver.
    #[must_use]
    pub fn session(&self) -> Session<'_> {
        let track = |index| Track {
            vocabulary: Vocabulary::new(index, self.rule, context::role)
                .reading_damage(self.variation == Variation::Followed),
            words: Vec::new(),
            goes_on: Vec::new(),
            sounding: Sounding::default(),
            alone: Default::default(),
        };
        let tracks = self.indexes.iter().map(track).collect();
        Session { tracks, memory: Memory::new(self), scratch: Scratch::default(), hits: Vec::new() }
    }

    /// The mentions of places in a text, in order and disjoint. For many texts a [`session`](Resolver::session) is
    /// faster. O(length); memory grows with the mentions and the distinct words, not with the text.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        self.session().mentions(text)
    }
}

impl<'r> Session<'r> {
    /// A mention has at most so many candidates.
    pub const MOST_CANDIDATES: usize = super::memory::MOST_CANDIDATES;

    /// The mentions of places in a text, in order and disjoint. O(length).
    pub fn mentions(&mut self, text: &str) -> Vec<Mention<'r>> {
        let mut mentions = Vec::new();
        let mut windows = self.windows();
        while let Some(end) = windows.fill(text, Part::Last).filter(|_| !windows.is_empty()) {
            let (mut found, next) = self.window(text, &windows, end);
            mentions.append(&mut found);
            windows.advance(next);
        }
        mentions
    }

    /// Reads a text in UTF-8 to its end and gives it, part by part, with its mentions. They are the same as those of the
    /// whole text, wherever the input pauses. Memory does not grow with the text, but for a word that has no end.
    /// Bytes that are not UTF-8 are read as U+FFFD.
    ///
    /// ```
    /// use allonym::{Index, Resolver};
    /// let resolver = Resolver::new(Index::embedded());
    /// let mut count = 0;
    /// resolver.session().read("Talks on the Southern Kurils".as_bytes(), |passage| {
    ///     count += passage.mentions.len();
    ///     Ok(())
    /// })?;
    /// assert_eq!(count, 1);
    /// # Ok::<(), allonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when the input cannot be read, and what `take` returns.
    pub fn read(
        &mut self,
        mut input: impl Read,
        mut take: impl FnMut(Passage<'_, 'r>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut windows = self.windows();
        let (mut text, mut bytes) = (String::new(), Vec::new());
        let mut given = 0;
        let mut part = Part::Unfinished;
        loop {
            while let Some(end) = windows.fill(&text, part) {
                if windows.is_empty() {
                    break;
                }
                let (mut mentions, next) = self.window(&text, &windows, end);
                let is_last = part == Part::Last && next >= windows.segments.len();
                let behind = if is_last { text.len() } else { windows.segments[next].start };
                for mention in &mut mentions {
                    mention.span = mention.span.start - given..mention.span.end - given;
                }
                take(Passage { text: &text[given..behind], mentions })?;
                given = behind;
                windows.advance(next);
            }
            if part == Part::Last {
                if given < text.len() {
                    take(Passage { text: &text[given..], mentions: Vec::new() })?;
                }
                return Ok(());
            }
            let needed = windows.needed().min(given);
            text.drain(..needed);
            windows.shift(needed);
            given -= needed;
            // As much again as waits already: a word without end is looked at a few times, not at every piece of it.
            let wanted = bytes.len() + CHUNK.max(text.len());
            let count = input.by_ref().take((wanted - bytes.len()) as u64).read_to_end(&mut bytes)?;
            if count == 0 {
                part = Part::Last;
                text.push_str(&String::from_utf8_lossy(&bytes));
            } else {
                decode(&mut bytes, &mut text);
            }
        }
    }

    fn windows(&self) -> Windows {
        Windows::new(self.tracks.iter().map(|track| ahead(track.vocabulary.index)).max().unwrap_or(0))
    }

    /// The mentions that start in a window, which ends before segment `end`, and where the next window starts: where no
    /// name goes on.
    fn window(&mut self, text: &str, windows: &Windows, end: usize) -> (Vec<Mention<'r>>, usize) {
        let (start, segments) = (windows.start, &windows.segments[..]);
        let has_forgotten = self.memory.has_forgotten();
        let mut languages = None;
        for track in &mut self.tracks {
            if track.vocabulary.has_forgotten() || has_forgotten {
                track.alone = Default::default();
            }
            track.words.clear();
            for segment in segments {
                track.words.push(track.vocabulary.number(segment.text(text)));
            }
            // What language it is, is said by the text, whatever the index.
            let languages = *languages.get_or_insert_with(|| track.vocabulary.languages(&track.words));
            track.vocabulary.goes_on(&track.words, languages, &mut track.goes_on);
        }
        let style = Style::of(&text[segments[start].start..segments[end - 1].end]);
        let manner = Manner { style, languages: languages.unwrap_or(Languages::ALL) };
        let mut found = Vec::new();
        for number in 0..self.tracks.len() {
            self.scan(number, text, windows, end, manner, &mut found);
        }
        if self.tracks.len() > 1 {
            found.sort_by_key(|found| found.hit.start);
        }
        // Without a segment that no name covers the window ends where it is full.
        let next = cut(&found, start, end).unwrap_or(end);
        found.retain(|found| found.hit.segments.0 < next);
        let spans = longest_first(found);
        (self.rank(text, segments, (start..next, manner.languages), &spans), next)
    }

    /// A pass over a window in one index: every hit that is written as a name and not part of a longer word.
    fn scan(
        &mut self,
        track: usize,
        text: &str,
        windows: &Windows,
        end: usize,
        manner: Manner,
        found: &mut Vec<Found>,
    ) {
        let Manner { style, languages } = manner;
        let Session { tracks, memory, scratch, hits } = self;
        let Track { vocabulary, words, goes_on, alone, sounding } = &mut tracks[track];
        let alone = &mut alone[style as usize];
        let mut lattice = Lattice { text, segments: &windows.segments, words, goes_on, languages, vocabulary };
        let mut gates = memory.gates(style);
        for first in windows.start..end {
            walk(&mut lattice, first, &mut gates, scratch, hits);
            sounding.hits(&lattice, first, &mut gates, hits);
            if hits.is_empty() {
                continue;
            }
            if !may_begin(&lattice, first) {
                hits.clear();
                continue;
            }
            for hit in hits.drain(..) {
                if !may_end(&lattice, hit.segments.1) || (hit.distance > 0 && !is_worth(&lattice, &hit)) {
                    continue;
                }
                let slice = &text[hit.start..hit.end];
                let look = |memory: &mut Memory<'r>| memory.glance(track, hit.rank, slice, style);
                let is_word = hit.segments.1 == first + 1 && hit.distance == 0 && hit.by == By::Itself;
                let glance = if is_word { seen(alone, lattice.words[first], memory, look) } else { look(memory) };
                if let Some(glance) = glance {
                    found.push(Found { hit, glance });
                }
            }
        }
    }

    fn rank(
        &mut self,
        text: &str,
        segments: &[Segment],
        (window, languages): (Range<usize>, Languages),
        spans: &[Vec<Found>],
    ) -> Vec<Mention<'r>> {
        let Session { tracks, memory, .. } = self;
        // Who is a person is said by the text, whatever the index: the uppermost one knows the words of context.
        let Track { vocabulary, words, goes_on, .. } = &mut tracks[0];
        let lattice = Lattice { text, segments, words, goes_on, languages, vocabulary };
        let surnames: HashSet<&str> = window
            .filter_map(|number| context::surname(&lattice, number))
            .map(|word| lattice.vocabulary.folded(word))
            .collect();
        let spoken = memory.spoken(spans.iter().map(|found| found.iter().map(|found| found.glance)));
        let mut drafts: Vec<Draft<'r>> = Vec::with_capacity(spans.len());
        for found in spans {
            let hit = &found[0].hit;
            let slice = &text[hit.start..hit.end];
            let context = Context::of(&lattice, hit.segments);
            let single = hit.segments.1 == hit.segments.0 + 1;
            let is_surname = single && !surnames.is_empty() && surnames.contains(lattice.folded(hit.segments.0));
            let person = match (is_surname, context.is_locative) {
                (false, _) => 0.0,
                (true, true) => -2.0,
                (true, false) => -5.0,
            };
            let around = OFFSET + context.weight();
            let known = memory.senses(slice, found.iter().map(|found| (found.glance, found.hit)), spoken);
            if known.best + around + person + MOST_ADDED < THRESHOLD {
                continue;
            }
            let shouted = context.in_capitals && !slice.contains('.');
            drafts.push(Draft { span: hit.start..hit.end, known, around, person, shouted });
        }
        let only = drafts.iter().filter(|draft| draft.known.weighed.len() == 1);
        let named: HashSet<(usize, u32)> = only.map(|draft| draft.known.weighed[0].country).collect();
        drafts.into_iter().filter_map(|draft| draft.mention(&named)).collect()
    }
}

/// What a word is by itself, looked up the first time.
fn seen<'r>(
    alone: &mut Vec<Seen>,
    word: WordNumber,
    memory: &mut Memory<'r>,
    look: impl FnOnce(&mut Memory<'r>) -> Option<GlanceNumber>,
) -> Option<GlanceNumber> {
    let word = word as usize;
    if alone.len() <= word {
        alone.resize(word + 1, Seen::Never);
    }
    if let Seen::Never = alone[word] {
        alone[word] = look(memory).map_or(Seen::Nothing, Seen::Name);
    }
    match alone[word] {
        Seen::Name(glance) => Some(glance),
        _ => None,
    }
}

/// A mention before the countries that the text names are known.
struct Draft<'r> {
    span: Range<usize>,
    known: Rc<Known<'r>>,
    /// What stands around it.
    around: f32,
    /// Is it a person's name elsewhere?
    person: f32,
    /// Do capitals around it make an abbreviation an ordinary word?
    shouted: bool,
}

impl<'r> Draft<'r> {
    /// The mention, unless it is not used as the name of a place. Where it has several candidates, those in a country that
    /// the text names elsewhere come first.
    fn mention(self, named: &HashSet<(usize, u32)>) -> Option<Mention<'r>> {
        let weighed = &self.known.weighed;
        let mut candidates = Vec::with_capacity(weighed.len());
        // What is the same for all candidates leaves their order as it was.
        let mut is_sorted = true;
        for Weighed { candidate, is_abbreviation, country } in weighed {
            let mut candidate = *candidate;
            candidate.score.set(Feature::Context, self.around);
            candidate.score.set(Feature::Person, self.person);
            if *is_abbreviation && self.shouted {
                // "TELL US MORE".
                candidate.score.add(Feature::Form, -4.0);
                is_sorted = false;
            }
            if weighed.len() > 1 && named.contains(country) {
                candidate.score.set(Feature::Country, COUNTRY);
                is_sorted = false;
            }
            candidates.push(candidate);
        }
        if !is_sorted {
            super::lookup::sort(&mut candidates);
        }
        let is_name = candidates.first().is_some_and(|first| first.score.sum() >= THRESHOLD);
        is_name.then(|| Mention { span: self.span, resolution: Resolution::of_sorted(candidates) })
    }
}

/// The last segment of `start + 1..=end` that no hit covers, so that no name goes on there. Hits are in the order of starts.
fn cut(found: &[Found], start: usize, end: usize) -> Option<usize> {
    let mut cut = None;
    let mut hits = found.iter().peekable();
    // The segment behind the last one that a hit so far covers.
    let mut reach = start;
    for segment in start + 1..=end {
        while let Some(hit) = hits.next_if(|found| found.hit.segments.0 < segment) {
            reach = reach.max(hit.hit.segments.1);
        }
        if reach <= segment {
            cut = Some(segment);
        }
    }
    cut
}

/// Moves what is complete of `bytes` to `text`; a character that has only begun stays.
fn decode(bytes: &mut Vec<u8>, text: &mut String) {
    let complete = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => {
            // Damaged further on; the end may still be the start of a character.
            let tail = bytes.len().saturating_sub(3);
            let begun = (tail..bytes.len()).find(|at| {
                std::str::from_utf8(&bytes[*at..])
                    .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
            });
            begun.unwrap_or(bytes.len())
        }
    };
    text.push_str(&String::from_utf8_lossy(&bytes[..complete]));
    bytes.drain(..complete);
}
