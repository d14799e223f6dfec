//! The senses of a name: from the rows of its hits to the places it may mean, each with its best row.
//!
//! Rows of a place stand together, and most of what is asked of a row is asked of its text or of its facts, which many
//! rows share: each is looked at once.

use hashbrown::HashMap;

use super::candidate::{Candidate, Matched};
use super::{Demonyms, Resolver};
use crate::index::{Entry, Index, NameRef, NameRow, PlaceRef};
use crate::model::{Rank, primary};
use crate::normalize::{Gap, Segments, closeness, equivalence_keys};
use crate::rank::{Feature, Score};
use crate::search::{By, Evidence, Hit};

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

/// How the rows that are offered were found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// By the name itself.
    Hit { distance: u8, by: By },
    /// By the start of a name.
    Prefix,
}

impl Way {
    /// By the name as it stands, but for what folding takes away.
    pub(super) const AS_IT_STANDS: Way = Way::Hit { distance: 0, by: By::Itself };
}

impl From<&Hit> for Way {
    fn from(hit: &Hit) -> Way {
        Way::Hit { distance: hit.distance, by: hit.by }
    }
}

/// The senses of one name, as its hits are offered.
pub(super) struct Senses<'r, 'q> {
    resolver: &'r Resolver,
    /// What was found in the text.
    text: &'q str,
    /// The primary language subtag that decides between rows of one place.
    lang: Option<&'q str>,
    senses: Vec<Sense<'r>>,
    /// By the address of the upper index and the number of the place. Filled from the second offer on: rows of one offer
    /// stand place by place.
    numbers: HashMap<(usize, u32), usize>,
    offers: usize,
    /// Memory used again.
    rows: Vec<NameRow>,
}

impl<'r, 'q> Senses<'r, 'q> {
    /// `spoken`: prefer rows in this language, unless another one was asked for.
    pub(super) fn new(resolver: &'r Resolver, text: &'q str, spoken: Option<&'q str>) -> Self
    where
        'r: 'q,
    {
        let lang = resolver.lang.as_ref().map(|lang| lang.primary()).or(spoken);
        Senses { resolver, text, lang, senses: Vec::new(), numbers: HashMap::new(), offers: 0, rows: Vec::new() }
    }

    /// How many places there are so far.
    pub(super) fn len(&self) -> usize {
        self.senses.len()
    }

    /// Offers the entries of a key of an index of the resolver.
    pub(super) fn offer_key(&mut self, way: Way, index: &'r Index, rank: u64) {
        self.offer(way, index, &index.entry_numbers(rank).collect::<Vec<u32>>());
    }

    /// Offers entries of an index of the resolver, ascending.
    pub(super) fn offer(&mut self, way: Way, index: &'r Index, entries: &[u32]) {
        let distance = if let Way::Hit { distance, .. } = way { distance } else { 0 };
        self.offers += 1;
        if self.offers == 2 {
            let known = self.senses.iter().enumerate().map(|(at, sense)| (place_key(sense.candidate.place), at));
            self.numbers.extend(known);
        }
        let mut texts: Vec<(u32, Evidence)> = Vec::new();
        let mut facts: HashMap<u32, Facts<'r>> = HashMap::new();
        let mut last_facts: Option<(u32, Facts<'r>)> = None;
        // The place of the last row, and its sense.
        let mut last: Option<(PlaceRef<'r>, usize)> = None;
        let mut rows = std::mem::take(&mut self.rows);
        index.name_rows(entries, &mut rows);
        for row in rows.drain(..) {
            let Some(entry) = index.entry(row.number) else { continue };
            let (matched, place, evidence, facts) = match entry {
                Entry::Name(name) => {
                    let Some(place) = index.place_at(row.place) else { continue };
                    let known = texts.iter().find(|(known, _)| *known == row.text).map(|(_, evidence)| *evidence);
                    let evidence = known.unwrap_or_else(|| {
                        let evidence = self.evidence(way, name);
                        texts.push((row.text, evidence));
                        evidence
                    });
                    let facts = match last_facts {
                        Some((known, facts)) if known == row.facts => facts,
                        _ => *facts
                            .entry(row.facts)
                            .or_insert_with(|| self.facts(name.lang(), !name.is_live(self.resolver.at), name.rank())),
                    };
                    last_facts = Some((row.facts, facts));
                    (Matched::Name(name), place, evidence, facts)
                }
                Entry::Demonym(_) if self.resolver.demonyms == Demonyms::Left => continue,
                Entry::Demonym(demonym) => {
                    let facts = self.facts(demonym.lang(), false, Rank::Normal);
                    (Matched::Demonym(demonym), demonym.place(), Evidence::Demonym, facts)
                }
            };
            let number = row.number;
            let order = (evidence, distance, !facts.asked, !facts.spoken, facts.is_historical, facts.rank, number);
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
        self.rows = rows;
    }

    /// The sense of a place, new with a row of it if it was not there.
    fn place(&mut self, place: PlaceRef<'r>, matched: Matched<'r>, order: RowOrder) -> usize {
        let curated = self.resolver.curated(place);
        let next = self.senses.len();
        // Two records of one index may be one place of an upper one.
        let is_merged = !std::ptr::eq(curated.index(), place.index());
        let at = if self.offers > 1 {
            *self.numbers.entry(place_key(curated)).or_insert(next)
        } else if is_merged {
            let same = |sense: &Sense<'r>| sense.candidate.place == curated;
            self.senses.iter().position(same).unwrap_or(next)
        } else {
            next
        };
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

    fn evidence(&self, way: Way, name: NameRef<'_>) -> Evidence {
        match way {
            Way::Prefix => Evidence::Prefix,
            Way::Hit { distance: 1.., .. } => Evidence::Fuzzy,
            Way::Hit { by: By::Homograph, .. } => Evidence::Homograph,
            Way::Hit { by: By::Inflected, .. } => Evidence::Inflected,
            Way::Hit { by: By::Sound, .. } if self.is_equivalent(name) => Evidence::Equivalent,
            Way::Hit { by: By::Sound, .. } => Evidence::Romanized,
            Way::Hit { by: By::Joined, .. } => Evidence::Joined,
            _ if is_exact(self.text, name.text()) => Evidence::Exact,
            _ => Evidence::Folded,
        }
    }

    /// Does the text differ from the name in equivalent words only?
    fn is_equivalent(&self, name: NameRef<'_>) -> bool {
        let lang = Some(name.lang());
        let keys = equivalence_keys(name.text(), lang);
        equivalence_keys(self.text, lang).iter().any(|key| keys.contains(key))
    }

    fn facts(&self, tag: &'r str, is_historical: bool, rank: Rank) -> Facts<'r> {
        let spoken = self.lang.is_some_and(|lang| primary(tag) == lang);
        // Of the language asked for, the tag itself comes before others of the same language.
        let lang = self.resolver.lang.as_ref();
        let asked = lang.map_or(spoken, |lang| lang.answers().any(|answer| answer == tag));
        Facts { primary: primary(tag), asked, spoken, is_historical, rank }
    }

    /// The senses, one a place, each with the score that it has by itself; unsorted.
    pub(super) fn finish(mut self) -> Vec<Sense<'r>> {
        // Places are read one after the other, so that the waits for memory overlap.
        let standings: Vec<_> = self.senses.iter().map(|sense| sense.candidate.place.standing()).collect();
        for (Sense { candidate, order, .. }, standing) in self.senses.iter_mut().zip(standings) {
            (candidate.evidence, candidate.distance) = (order.0, order.1);
            candidate.score = Score::new(standing, candidate.evidence, candidate.distance);
            if order.4 {
                candidate.score.set(Feature::Form, -0.5);
            }
            if candidate.evidence == Evidence::Romanized {
                // Of names with one sound the one that is spelled most alike.
                candidate.score.set(Feature::Edits, 3.0 * (closeness(self.text, candidate.matched.text()) - 1.0));
            }
            if candidate.evidence == Evidence::Prefix {
                // Of names that begin so the one that is nearly whole is meant rather than a long one.
                let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count() as f32;
                let share = letters(self.text) / letters(candidate.matched.text()).max(1.0);
                candidate.score.add(Feature::Form, share.min(1.0));
            }
        }
        self.senses
    }
}

/// Stands for a place, whatever the index.
fn place_key(place: PlaceRef<'_>) -> (usize, u32) {
    (std::ptr::from_ref(place.index()) as usize, place.number())
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
