//! A text to its mentions of places.
//!
//! Two passes. The first walks every position of the text in each index, keeps hits that are written as names, and
//! notes who is a person. The second takes the longest of overlapping hits, ranks the places of each with what
//! stands around it, and drops what is not used as the name of a place.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use unicode_script::UnicodeScript;

use super::Resolver;
use super::candidate::{Candidate, Matched};
use super::context::{Case, Context, Surnames, is_person_word, note_surname};
use super::lookup::{Best, Resolution};
use super::select::{Spanned, longest_first};
use crate::index::{Entry, NameRef, PlaceRef};
use crate::model::{primary, usual_scripts};
use crate::normalize::{Gap, Key, Segments, folded};
use crate::rank::Feature;
use crate::search::{Gates, Hit, Lattice, Piece, walk};

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

    /// Everything it may mean, best first; never empty.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate<'i>] {
        self.resolution.candidates()
    }
}

/// A mention scores at least this, or it is not used as the name of a place.
const THRESHOLD: f32 = 0.5;

/// Evidence of a hit without any context is worth about three; this much must be left.
const OFFSET: f32 = -2.6;

impl Resolver {
    /// The mentions of places in a text, in order and disjoint. O(length); memory grows with the mentions and the
    /// distinct words, not with the text.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        let mut surnames = Surnames::new();
        let mut found: Vec<Found<'_>> = Vec::new();
        let style = Style::of(text);
        for (number, index) in self.indexes.iter().enumerate() {
            let mut lattice = Lattice::new(index, text, self.rule);
            // Who is a person is said by the text, whatever the index: once is enough.
            let surnames = if number == 0 { Some(&mut surnames) } else { None };
            scan(&mut lattice, style, surnames, &mut found);
        }
        if self.indexes.len() > 1 {
            found.sort_by_key(|found| found.hit.start);
        }
        let spans = longest_first(found);
        let mut mentions = self.rank(text, spans, &surnames);
        prefer_named_countries(&mut mentions);
        mentions.retain(|mention| {
            let best = mention.resolution.candidates().first();
            best.is_some_and(|candidate| candidate.score().value() >= THRESHOLD)
        });
        mentions
    }

    fn rank<'s>(&'s self, text: &str, spans: Vec<Vec<Found<'s>>>, surnames: &Surnames) -> Vec<Mention<'s>> {
        let mut mentions = Vec::with_capacity(spans.len());
        let spoken = self.spoken(&spans);
        for found in spans {
            let mut best = Best::new(self).preferring(spoken);
            let Hit { start, end, pieces, .. } = found[0].hit;
            let slice = &text[start..end];
            for found in &found {
                for entry in &found.entries {
                    best.offer(slice, &found.hit, *entry);
                }
            }
            let context = found[0].context;
            let is_surname = pieces.1 == pieces.0 + 1 && surnames.contains(&*folded(slice));
            let mut candidates = best.finish();
            for candidate in &mut candidates {
                candidate.score.set(Feature::Context, OFFSET + context.weight());
                if is_surname {
                    candidate.score.set(Feature::Person, if context.is_locative { -2.0 } else { -5.0 });
                }
                if let Matched::Name(name) = candidate.matched {
                    let form = form_weight(slice, name.text(), context);
                    candidate.score.add(Feature::Form, form);
                }
                if spoken.is_some_and(|lang| could_be_word(slice, lang) && !speaks(candidate, lang)) {
                    let letters = slice.chars().count();
                    // A short word of another language is mostly a word of this one: "Chili" is French for Chile.
                    candidate.score.set(Feature::Language, if letters <= 6 { -3.0 } else { -0.5 });
                }
            }
            if !candidates.is_empty() {
                mentions.push(Mention { span: start..end, resolution: Resolution::new(candidates) });
            }
        }
        mentions
    }

    /// The language of the text, as far as its names tell: the one in which most of them are names. `None` where they
    /// are few or do not agree.
    fn spoken<'s>(&'s self, spans: &[Vec<Found<'s>>]) -> Option<&'s str> {
        if let Some(lang) = &self.lang {
            return Some(lang.primary());
        }
        let mut votes: BTreeMap<&'s str, usize> = BTreeMap::new();
        for found in spans {
            let entries = found.iter().flat_map(|found| &found.entries);
            let mut langs: Vec<&'s str> = entries.map(|entry| primary(entry.lang())).collect();
            langs.sort_unstable();
            langs.dedup();
            for lang in langs {
                *votes.entry(lang).or_default() += 1;
            }
        }
        let (lang, count) = votes.into_iter().max_by_key(|(_, count)| *count)?;
        (count >= 3 && count * 3 >= spans.len() * 2).then_some(lang)
    }
}

/// Where a mention has several candidates, those in a country that the text names elsewhere come first.
fn prefer_named_countries(mentions: &mut [Mention<'_>]) {
    if mentions.iter().all(|mention| mention.candidates().len() < 2) {
        return;
    }
    let sure = mentions.iter().filter(|mention| mention.candidates().len() == 1);
    let named: HashSet<(usize, u32)> = sure.map(|mention| country(mention.candidates()[0].place())).collect();
    for mention in mentions.iter_mut().filter(|mention| mention.candidates().len() > 1) {
        let mut candidates = mention.resolution.candidates().to_vec();
        for candidate in &mut candidates {
            if named.contains(&country(candidate.place)) {
                candidate.score.set(Feature::Country, 1.0);
            }
        }
        mention.resolution = Resolution::new(candidates);
    }
}

/// Is the text in a script of the language, so that it may be a word of it?
fn could_be_word(slice: &str, lang: &str) -> bool {
    let scripts = usual_scripts(lang);
    let script = slice.chars().find(|c| c.is_alphabetic()).map(|c| c.script());
    scripts.is_empty() || script.is_some_and(|script| scripts.contains(&script))
}

/// Is the place called so, or nearly so, in the language of the text? A form of a name speaks the language of neither.
fn speaks(candidate: &Candidate<'_>, lang: &str) -> bool {
    let Matched::Name(name) = candidate.matched else { return true };
    let key = Key::new(name.text());
    let is_here = |other: NameRef<'_>| matches!(primary(other.lang()), other if other == lang || other == "und");
    is_here(name) || name.place().names().any(|other| is_here(other) && Key::new(other.text()) == key)
}

/// The outermost place that contains this one without dispute: its index by address, and its number.
fn country(place: PlaceRef<'_>) -> (usize, u32) {
    let mut outermost = place;
    // `check` refuses circles; a mapped index is not checked, so stop in any case.
    for _ in 0..16 {
        match outermost.part_of() {
            Some(parent) => outermost = parent,
            None => break,
        }
    }
    (std::ptr::from_ref(outermost.index()) as usize, outermost.number())
}

/// How a text is written as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Names have capitals.
    Cased,
    /// There is no capital letter in it: case tells nothing.
    Caseless,
}

impl Style {
    fn of(text: &str) -> Style {
        if text.chars().any(char::is_uppercase) { Style::Cased } else { Style::Caseless }
    }
}

/// A hit, the rows that the writer may have meant, and what stands around it.
#[derive(Clone, Debug)]
struct Found<'i> {
    hit: Hit,
    /// Never empty.
    entries: Vec<Entry<'i>>,
    context: Context,
}

impl Style {
    /// Could the writer have meant this name: does the case of the text agree with that of the name?
    fn agrees(self, slice: &str, name: &str) -> bool {
        if !crosses_only_what_the_name_has(slice, name) {
            return false;
        }
        if self == Style::Caseless {
            return !is_abbreviation(name) || slice == name;
        }
        match (Case::of(slice), Case::of(name)) {
            // An abbreviation has its capitals and its marks: "US" is not "us" or "Us", "CR" is not "ČR".
            (case, Case::Upper) if is_abbreviation(name) => case == Case::Upper && same_letters(slice, name),
            (Case::Lower, case) => !case.is_capital() && has_its_capitals(slice, name),
            _ => has_its_capitals(slice, name),
        }
    }
}

/// Has each word of the text the capital that the word of the name has? Short words are articles and prepositions:
/// "the Hague". Where words were split or joined there is nothing to compare.
fn has_its_capitals(slice: &str, name: &str) -> bool {
    let (mut ours, mut theirs) = (Segments::new(slice), Segments::new(name));
    let mut agree = true;
    loop {
        match (ours.next(), theirs.next()) {
            (Some(ours), Some(theirs)) => {
                let (ours, theirs) = (ours.text(slice), theirs.text(name));
                agree &= theirs.chars().count() <= 3 || Case::of(ours) != Case::Lower || !Case::of(theirs).is_capital();
            }
            (None, None) => return agree,
            _ => return true,
        }
    }
}

/// Are the letters the same, whatever stands between them?
fn same_letters(slice: &str, name: &str) -> bool {
    slice.chars().filter(|c| c.is_alphanumeric()).eq(name.chars().filter(|c| c.is_alphanumeric()))
}

/// Is a name a short word of capitals?
fn is_abbreviation(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() <= 5 && Case::of(name) == Case::Upper
}

/// A comma, a bracket or the end of a sentence inside the text must stand in the name, too.
fn crosses_only_what_the_name_has(slice: &str, name: &str) -> bool {
    let hard = |text: &str| {
        let mut short = true;
        let mut hard = 0;
        for (number, segment) in Segments::new(text).enumerate() {
            let crosses = match segment.gap {
                Gap::Hard => true,
                Gap::Stop => !short,
                _ => false,
            };
            hard += usize::from(number > 0 && crosses);
            short = segment.text(text).chars().count() <= 4;
        }
        hard
    };
    let ours = hard(slice);
    ours == 0 || hard(name) >= ours
}

/// What the form of a short name adds to the score: it may be an ordinary word.
fn form_weight(slice: &str, name: &str, context: Context) -> f32 {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_latin = name.chars().next().is_some_and(|c| c.len_utf8() <= 2);
    // Two words that agree are worth more than one.
    let words = Segments::new(name).take(3).filter(|segment| !segment.unspaced).count();
    let mut weight = if words > 1 { 1.2 } else { 0.0 };
    if is_latin && letters <= 4 && slice != name && Case::of(slice) != Case::Upper {
        // "Male" for "Malé": without its mark a short name is too like a word.
        weight -= 3.0;
    }
    if is_abbreviation(name) && context.in_capitals && !slice.contains('.') {
        // "TELL US MORE".
        weight -= 4.0;
    }
    weight
}

/// A pass over a text in one index: every hit that is written as a name and not part of a longer word; and, if they are
/// wanted, the surnames.
fn scan<'i>(
    lattice: &mut Lattice<'i, '_>,
    style: Style,
    mut surnames: Option<&mut Surnames>,
    found: &mut Vec<Found<'i>>,
) {
    let index = lattice.index();
    let mut hits = Vec::new();
    let mut number = 0;
    while let Some(piece) = lattice.piece(number) {
        if let Some(surnames) = &mut surnames {
            note_surname(lattice, number, surnames);
        }
        if may_begin(lattice, number, piece.segment.gap) {
            hits.clear();
            walk(lattice, number, &mut Written { style }, &mut hits);
            for hit in &hits {
                if !may_end(lattice, hit.pieces.1) || (hit.distance > 0 && !is_worth(lattice, hit)) {
                    continue;
                }
                let slice = &lattice.text[hit.start..hit.end];
                let entries: Vec<Entry<'i>> =
                    index.entries(hit.value).filter(|entry| style.agrees(slice, entry.text())).collect();
                if !entries.is_empty() {
                    let context = Context::of(lattice, hit.pieces);
                    found.push(Found { hit: *hit, entries, context });
                }
            }
        }
        number += 1;
        lattice.advance(number);
    }
}

/// A name does not begin behind the apostrophe of a longer word, unless what stands before it is an article or a
/// preposition that lost its vowel: "l'Ukraine" but not "O'Neill".
fn may_begin(lattice: &mut Lattice<'_, '_>, number: usize, gap: Gap) -> bool {
    if gap != Gap::Apostrophe {
        return true;
    }
    let before = number.checked_sub(1).and_then(|n| lattice.piece(n));
    before.is_some_and(|piece| {
        let word = &*lattice.word(&piece).folded;
        matches!(word, "l" | "d" | "qu" | "dell" | "all" | "nell" | "sull" | "dall" | "un" | "s" | "n" | "jusqu")
    })
}

/// A name does not end before the rest of a damaged word; before an apostrophe it does: "Crimea's", "Kıbrıs'ta".
fn may_end(lattice: &mut Lattice<'_, '_>, behind: usize) -> bool {
    lattice.piece(behind).is_none_or(|piece| !matches!(piece.segment.gap, Gap::Damaged | Gap::LineHyphen))
}

/// Is a similar name worth reporting? A single word must be long, and one edit is enough.
fn is_worth(lattice: &mut Lattice<'_, '_>, hit: &Hit) -> bool {
    let pieces = hit.pieces.1 - hit.pieces.0;
    let letters = lattice.text[hit.start..hit.end].chars().filter(|c| c.is_alphanumeric()).count();
    if pieces == 1 { letters >= 7 && hit.distance == 1 } else { letters >= 8 }
}

/// The gates of running text: which of its words deserve a search for similar ones.
struct Written {
    style: Style,
}

impl Gates for Written {
    /// One edit, since a single word with two is too often another word; a long name may have its second in a later one.
    fn begins(&mut self, lattice: &mut Lattice<'_, '_>, number: usize) -> u8 {
        let Some(piece) = lattice.piece(number) else { return 0 };
        let word = lattice.word(&piece);
        if piece.segment.unspaced || word.id.is_some() || word.letters < 5 || is_person_word(&word.folded) {
            return 0;
        }
        // The first word of a sentence has its capital anyway.
        let inside = !matches!(piece.segment.gap, Gap::Break | Gap::Stop | Gap::Hard);
        u8::from(inside && self.is_capital(lattice, &piece))
    }

    fn continues(&mut self, lattice: &mut Lattice<'_, '_>, number: usize) -> u8 {
        let Some(piece) = lattice.piece(number) else { return 0 };
        let word = lattice.word(&piece);
        let is_worth = !piece.segment.unspaced && word.id.is_none() && word.letters >= 4;
        if is_worth && self.is_capital(lattice, &piece) { 2 } else { 0 }
    }
}

impl Written {
    /// Is the piece written as a name is in a text of this style?
    fn is_capital(&self, lattice: &Lattice<'_, '_>, piece: &Piece) -> bool {
        let case = Case::of(piece.segment.text(lattice.text));
        self.style == Style::Caseless || case.is_capital() || case == Case::None
    }
}

impl Spanned for Found<'_> {
    fn start(&self) -> usize {
        self.hit.start
    }

    fn end(&self) -> usize {
        self.hit.end
    }

    fn edits(&self) -> u8 {
        self.hit.distance
    }
}
