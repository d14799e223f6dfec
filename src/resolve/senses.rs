//! The senses of a name: from the rows of its hits to the places it may mean, each with its best row.
//!
//! Rows of a place stand together, and most of what is asked of a row is asked of its text or of its facts, which many
//! rows share: each is looked at once.

use std::collections::HashMap;

use super::candidate::{Candidate, Matched};
use super::{Demonyms, Resolver};
use crate::index::{Entry, NameRef, PlaceRef};
use crate::model::{Rank, primary};
use crate::normalize::{Gap, Segments};
use crate::rank::{Feature, Score};
use crate::search::{Evidence, Hit};

/// A place that a name may mean.
#[derive(Clone, Debug)]
pub(super) struct Sense<'i> {
    pub(super) candidate: Candidate<'i>,
    order: RowOrder,
    /// The primary languages of the rows that were found, each once.
    pub(super) langs: Vec<&'i str>,
}

/// What decides between rows of one place: evidence, edits, the language asked for or spoken, being live, rank, and the
/// order of the file.
type RowOrder = (Evidence, u8, bool, bool, bool, Rank, u32);

/// What is known of the rows that state the same.
#[derive(Clone, Copy)]
struct Facts<'i> {
    primary: &'i str,
    asked: bool,
    spoken: bool,
    is_historical: bool,
    rank: Rank,
}

/// The senses of one name, as its hits are offered.
pub(super) struct Senses<'r, 'q> {
    resolver: &'r Resolver,
    /// What was found in the text.
    text: &'q str,
    /// The primary language subtag that decides between rows of one place.
    lang: Option<&'q str>,
    senses: Vec<Sense<'r>>,
    /// By the upper index's number and the place's.
    numbers: HashMap<(usize, u32), usize>,
}

impl<'r, 'q> Senses<'r, 'q> {
    /// `spoken`: prefer rows in this language, unless another one was asked for.
    pub(super) fn new(resolver: &'r Resolver, text: &'q str, spoken: Option<&'q str>) -> Self
    where
        'r: 'q,
    {
        let lang = resolver.lang.as_ref().map(|lang| lang.primary()).or(spoken);
        Senses { resolver, text, lang, senses: Vec::new(), numbers: HashMap::new() }
    }

    /// Offers the rows of a hit in an index of the resolver, ascending.
    pub(super) fn offer(&mut self, hit: &Hit, entries: impl Iterator<Item = Entry<'r>>) {
        let mut texts: Vec<(u32, Evidence)> = Vec::new();
        let mut facts: HashMap<u32, Facts<'r>> = HashMap::new();
        // The place of the last row, and its sense.
        let mut last: Option<(PlaceRef<'r>, usize)> = None;
        for entry in entries {
            let (matched, place) = match entry {
                Entry::Name(name) => (Matched::Name(name), name.place()),
                Entry::Demonym(_) if self.resolver.demonyms == Demonyms::Left => continue,
                Entry::Demonym(demonym) => (Matched::Demonym(demonym), demonym.place()),
            };
            let (evidence, facts, number) = match matched {
                Matched::Name(name) => {
                    let text = name.text_number();
                    let known = texts.iter().find(|(known, _)| *known == text).map(|(_, evidence)| *evidence);
                    let evidence = known.unwrap_or_else(|| {
                        let evidence = self.evidence(hit, name);
                        texts.push((text, evidence));
                        evidence
                    });
                    let facts = *facts
                        .entry(name.facts_number())
                        .or_insert_with(|| self.facts(name.lang(), !name.is_live(self.resolver.at), name.rank()));
                    (evidence, facts, name.number())
                }
                Matched::Demonym(demonym) => {
                    (Evidence::Demonym, self.facts(demonym.lang(), false, Rank::Normal), demonym.number())
                }
            };
            let order = (evidence, hit.distance, !facts.asked, !facts.spoken, facts.is_historical, facts.rank, number);
            let at = match last {
                Some((known, at)) if known == place => at,
                _ => self.place(place, matched, order),
            };
            last = Some((place, at));
            let sense = &mut self.senses[at];
            if !sense.langs.contains(&facts.primary) {
                sense.langs.push(facts.primary);
            }
            if order < sense.order {
                sense.order = order;
                sense.candidate.matched = matched;
            }
        }
    }

    /// The sense of a place, new with a row of it if it was not there.
    fn place(&mut self, place: PlaceRef<'r>, matched: Matched<'r>, order: RowOrder) -> usize {
        let curated = self.resolver.curated(place);
        let upper = self.resolver.indexes.iter().position(|index| std::ptr::eq(index, curated.index())).unwrap_or(0);
        let next = self.senses.len();
        let at = *self.numbers.entry((upper, curated.number())).or_insert(next);
        if at == next {
            let candidate = Candidate {
                place: curated,
                matched,
                evidence: order.0,
                distance: order.1,
                score: Score::default(),
                at: self.resolver.at,
            };
            self.senses.push(Sense { candidate, order, langs: Vec::new() });
        }
        at
    }

    fn evidence(&self, hit: &Hit, name: NameRef<'_>) -> Evidence {
        if hit.distance > 0 {
            Evidence::Fuzzy
        } else if hit.joined {
            Evidence::Joined
        } else if is_exact(self.text, name.text()) {
            Evidence::Exact
        } else {
            Evidence::Folded
        }
    }

    fn facts(&self, tag: &'r str, is_historical: bool, rank: Rank) -> Facts<'r> {
        let spoken = self.lang.is_some_and(|lang| primary(tag) == lang);
        // Of the language asked for, the tag itself comes before others of the same language.
        let lang = self.resolver.lang.as_ref();
        let asked = lang.map_or(spoken, |lang| lang.with_parents().any(|parent| parent == tag));
        Facts { primary: primary(tag), asked, spoken, is_historical, rank }
    }

    /// The senses, one a place, each with the score that it has by itself; unsorted.
    pub(super) fn finish(mut self) -> Vec<Sense<'r>> {
        for Sense { candidate, order, .. } in &mut self.senses {
            (candidate.evidence, candidate.distance) = (order.0, order.1);
            candidate.score = Score::new(candidate.place, candidate.evidence, candidate.distance);
            if order.4 {
                candidate.score.set(Feature::Form, -0.5);
            }
        }
        self.senses
    }
}

/// Is the text the name, letter for letter, whatever blanks and invisible characters the text has?
fn is_exact(text: &str, name: &str) -> bool {
    if text == name {
        return true;
    }
    let mut ours = Segments::new(text);
    let mut theirs = Segments::new(name);
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) => {
                let gap = |gap: Gap| match gap {
                    Gap::Break | Gap::Blank => Gap::Blank,
                    gap => gap,
                };
                if a.text(text) != b.text(name) || gap(a.gap) != gap(b.gap) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}
