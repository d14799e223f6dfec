//! A name to the places it may mean.

use std::collections::BTreeMap;

use super::candidate::{Candidate, Matched};
use super::{Demonyms, Resolver};
use crate::index::{Entry, Index, NameRef, word_id_bytes};
use crate::model::{Language, Rank, primary};
use crate::normalize::{Gap, Key, Segments};
use crate::rank::{Feature, Score};
use crate::search::{EditRule, Evidence, Gates, Hit, Lattice, walk};

/// Queries of more words than any name has are not worth a walk of the lattice; exact keys are still looked up.
const MOST_WORDS: usize = 32;

/// The ranked answer for one name.
#[derive(Clone, Debug)]
pub struct Resolution<'i> {
    candidates: Vec<Candidate<'i>>,
}

/// Candidates whose sums are closer than this are not told apart.
const MARGIN: f32 = 0.25;

impl<'i> Resolution<'i> {
    pub(super) fn new(mut candidates: Vec<Candidate<'i>>) -> Self {
        // Best first; equal sums by place id, so that the order is no accident.
        candidates.sort_by(|a, b| b.score.sum().total_cmp(&a.score.sum()).then_with(|| a.place.id().cmp(b.place.id())));
        Resolution { candidates }
    }

    /// Everything the name may mean, best first; one candidate a place.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate<'i>] {
        &self.candidates
    }

    /// The only candidate, if there is just one.
    #[must_use]
    pub fn unambiguous(&self) -> Option<&Candidate<'i>> {
        match &self.candidates[..] {
            [candidate] => Some(candidate),
            _ => None,
        }
    }

    /// The candidate that stands out from the others, if one does.
    #[must_use]
    pub fn best(&self) -> Option<&Candidate<'i>> {
        match &self.candidates[..] {
            [] => None,
            [first, second, ..] if first.score.sum() - second.score.sum() < MARGIN => None,
            [first, ..] => Some(first),
        }
    }
}

impl Resolver {
    /// The places that a name may mean: by the name as it stands, else by similar names.
    ///
    /// O(length) for the exact part; the fuzzy part grows with the lexicon, by far less than its size.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution<'_> {
        let exact = self.resolve_within(name, self.rule.at_most(0));
        if !exact.candidates.is_empty() || self.rule.max() == 0 {
            return exact;
        }
        self.resolve_within(name, self.rule)
    }

    /// Names to offer when [`resolve`](Resolver::resolve) has found nothing: the nearest three under a looser edit
    /// rule, each a text that would be found.
    #[must_use]
    pub fn did_you_mean(&self, name: &str) -> Vec<String> {
        let mut offers: Vec<String> = Vec::new();
        for candidate in self.resolve_within(name, EditRule::SUGGEST).candidates() {
            let text = candidate.matched().text().to_owned();
            if !offers.contains(&text) {
                offers.push(text);
            }
        }
        offers.truncate(3);
        offers
    }

    fn resolve_within(&self, name: &str, rule: EditRule) -> Resolution<'_> {
        let mut best = Best::new(self);
        for index in &self.indexes {
            let mut hits = Vec::new();
            let mut lattice = Lattice::new(index, name, rule);
            let pieces = (0..=MOST_WORDS).take_while(|number| lattice.piece(*number).is_some()).count();
            if pieces <= MOST_WORDS {
                walk(&mut lattice, 0, &mut Open, &mut hits);
                hits.retain(|hit| hit.pieces.1 == pieces);
            }
            // What the walk cannot cross (a blank line) or finds too long, the key can.
            if hits.is_empty()
                && let Some(value) = phrase(index, &Key::new(name))
            {
                hits.push(Hit { pieces: (0, pieces), start: 0, end: name.len(), value, distance: 0, joined: false });
            }
            for hit in &hits {
                index.entries(hit.value).for_each(|entry| best.offer(name.trim(), hit, entry));
            }
        }
        Resolution::new(best.finish())
    }
}

/// The value of the phrase automaton for a key.
fn phrase(index: &Index, key: &Key) -> Option<u64> {
    let mut phrase = Vec::new();
    for word in key.words() {
        let id = index.word_id(word)?;
        phrase.extend_from_slice(&word_id_bytes(id));
    }
    if phrase.is_empty() { None } else { index.phrases().get(&phrase).map(|output| output.value()) }
}

/// A name that was typed is meant as one: every word deserves a search.
struct Open;

impl Gates for Open {
    fn begins(&mut self, _: &mut Lattice<'_, '_>, _: usize) -> u8 {
        u8::MAX
    }

    fn continues(&mut self, _: &mut Lattice<'_, '_>, _: usize) -> u8 {
        u8::MAX
    }
}

/// The best row for each place.
pub(super) struct Best<'r> {
    resolver: &'r Resolver,
    /// The primary language subtag that decides between rows of one place.
    lang: Option<&'r str>,
    /// By the upper index's number and the place's.
    by_place: BTreeMap<(usize, u32), (RowOrder, Candidate<'r>)>,
}

/// What decides between rows of one place: evidence, edits, the language asked for or spoken, being live, rank, and the
/// order of the file.
type RowOrder = (Evidence, u8, bool, bool, bool, Rank, u32);

impl<'r> Best<'r> {
    pub(super) fn new(resolver: &'r Resolver) -> Self {
        let lang = resolver.lang.as_ref().map(Language::primary);
        Best { resolver, lang, by_place: BTreeMap::new() }
    }

    /// Prefers rows in this language, unless another one was asked for.
    pub(super) fn preferring(mut self, lang: Option<&'r str>) -> Self {
        self.lang = self.lang.or(lang);
        self
    }

    /// Offers a row of a hit; `text` is what was found.
    pub(super) fn offer(&mut self, text: &str, hit: &Hit, entry: Entry<'r>) {
        let (matched, place, rank, number) = match entry {
            Entry::Name(name) => (Matched::Name(name), name.place(), name.rank(), name.number()),
            Entry::Demonym(demonym) => {
                if self.resolver.demonyms == Demonyms::Left {
                    return;
                }
                (Matched::Demonym(demonym), demonym.place(), Rank::Normal, demonym.number())
            }
        };
        let evidence = match matched {
            Matched::Demonym(_) => Evidence::Demonym,
            Matched::Name(_) if hit.distance > 0 => Evidence::Fuzzy,
            Matched::Name(_) if hit.joined => Evidence::Joined,
            Matched::Name(name) if is_exact(text, name) => Evidence::Exact,
            Matched::Name(_) => Evidence::Folded,
        };
        let spoken = self.lang.is_some_and(|lang| primary(matched.lang()) == lang);
        // Of the language asked for, the tag itself comes before others of the same language.
        let lang = self.resolver.lang.as_ref();
        let asked = lang.map_or(spoken, |lang| lang.with_parents().any(|tag| tag == matched.lang()));
        let is_historical = matches!(matched, Matched::Name(name) if !name.is_live(self.resolver.at));
        let order = (evidence, hit.distance, !asked, !spoken, is_historical, rank, number);
        let curated = self.resolver.curated(place);
        let upper = self.resolver.indexes.iter().position(|index| std::ptr::eq(index, curated.index())).unwrap_or(0);
        let key = (upper, curated.number());
        if self.by_place.get(&key).is_some_and(|(known, _)| *known <= order) {
            return;
        }
        let mut score = Score::new(curated, evidence, hit.distance);
        if is_historical {
            score.set(Feature::Form, -0.5);
        }
        let candidate =
            Candidate { place: curated, matched, evidence, distance: hit.distance, score, at: self.resolver.at };
        self.by_place.insert(key, (order, candidate));
    }

    /// One candidate a place, unsorted.
    pub(super) fn finish(self) -> Vec<Candidate<'r>> {
        self.by_place.into_values().map(|(_, candidate)| candidate).collect()
    }
}

/// Is the text the name, letter for letter, whatever blanks and invisible characters the text has?
fn is_exact(text: &str, name: NameRef<'_>) -> bool {
    let mut ours = Segments::new(text);
    let mut theirs = Segments::new(name.text());
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) => {
                let gap = |gap: Gap| match gap {
                    Gap::Break | Gap::Blank => Gap::Blank,
                    gap => gap,
                };
                if a.text(text) != b.text(name.text()) || gap(a.gap) != gap(b.gap) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}
