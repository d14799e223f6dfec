//! What a session remembers of names: their rows are read once, not at every mention.

use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use super::candidate::{Candidate, Matched};
use super::senses::{Senses, Way};
use super::text::{Style, Written, could_be_word, form_weight, is_abbreviation};
use super::{Resolver, lookup};
use crate::index::{Entry, PlaceRef};
use crate::model::primary;
use crate::rank::Feature;
use crate::search::{By, Hit};

/// A mention has at most so many candidates.
pub(super) const MOST_CANDIDATES: usize = 16;

/// Rows remembered before the memory is wiped.
const MOST_ROWS: usize = 1 << 22;

pub(super) type GlanceNumber = u32;

/// A language of names, numbered by the session.
type Lang = u16;

/// The rows of a key that a writer of some text may have meant.
struct Glance {
    index: usize,
    rank: u64,
    style: Style,
    slice: Box<str>,
    /// Entries of the index, ascending; none when the text does not look like any of them.
    entries: Vec<u32>,
    /// Their primary languages, each once.
    langs: Vec<Lang>,
}

/// What a name may mean, before anything is known of what stands around it.
pub(super) struct Known<'r> {
    glances: Vec<(GlanceNumber, u8, By)>,
    spoken: Option<Lang>,
    /// The best sum.
    pub(super) best: f32,
    /// Best first.
    pub(super) weighed: Vec<Weighed<'r>>,
}

/// A candidate and what the second pass asks of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighed<'r> {
    pub(super) candidate: Candidate<'r>,
    pub(super) is_abbreviation: bool,
    /// The outermost place that contains it without dispute: its index by address, and its number.
    pub(super) country: (usize, u32),
}

pub(super) struct Memory<'r> {
    resolver: &'r Resolver,
    glances: Vec<Glance>,
    glance_numbers: HashTable<GlanceNumber>,
    known: HashTable<Rc<Known<'r>>>,
    langs: Vec<&'r str>,
    lang_numbers: HashMap<&'r str, Lang>,
    votes: Vec<u32>,
    hasher: DefaultHashBuilder,
    rows: usize,
    /// Memory used again.
    hits: Vec<(GlanceNumber, Hit)>,
}

fn hash_of(
    hasher: &DefaultHashBuilder,
    glances: impl Iterator<Item = (GlanceNumber, u8, By)>,
    spoken: Option<Lang>,
) -> u64 {
    let mut hasher = hasher.build_hasher();
    glances.for_each(|glance| glance.hash(&mut hasher));
    spoken.hash(&mut hasher);
    hasher.finish()
}

impl<'r> Memory<'r> {
    pub(super) fn new(resolver: &'r Resolver) -> Self {
        Memory {
            resolver,
            glances: Vec::new(),
            glance_numbers: HashTable::new(),
            known: HashTable::new(),
            langs: Vec::new(),
            lang_numbers: HashMap::new(),
            votes: Vec::new(),
            hasher: DefaultHashBuilder::default(),
            rows: 0,
            hits: Vec::new(),
        }
    }

    /// What the resolver lets through of a text in a style.
    pub(super) fn gates(&self, style: Style) -> Written {
        let Resolver { variation, demonyms, .. } = *self.resolver;
        Written { style, variation, demonyms }
    }

    /// Texts of a million different names must not fill the memory for ever: forgets everything, if it has grown too large.
    pub(super) fn has_forgotten(&mut self) -> bool {
        let is_full = self.rows > MOST_ROWS;
        if is_full {
            *self = Memory::new(self.resolver);
        }
        is_full
    }

    /// The rows of a key of an index that the writer of `slice` may have meant; `None` when there are none.
    pub(super) fn glance(&mut self, index: usize, rank: u64, slice: &str, style: Style) -> Option<GlanceNumber> {
        let hash = self.hasher.hash_one((index, rank, style, slice));
        let is_it = |number: &GlanceNumber| {
            let glance = &self.glances[*number as usize];
            (glance.rank, glance.index, glance.style) == (rank, index, style) && *glance.slice == *slice
        };
        let number = match self.glance_numbers.find(hash, is_it) {
            Some(number) => *number,
            None => {
                let glance = self.look(index, rank, slice, style);
                self.rows += glance.entries.len() + 16;
                let number = self.glances.len() as GlanceNumber;
                self.glances.push(glance);
                let Memory { glances, glance_numbers, hasher, .. } = self;
                glance_numbers.insert_unique(hash, number, |number| {
                    let glance = &glances[*number as usize];
                    hasher.hash_one((glance.index, glance.rank, glance.style, &*glance.slice))
                });
                number
            }
        };
        (!self.glances[number as usize].entries.is_empty()).then_some(number)
    }

    fn look(&mut self, number: usize, rank: u64, slice: &str, style: Style) -> Glance {
        let index = &self.resolver.indexes[number];
        let mut entries = Vec::new();
        let mut langs: Vec<Lang> = Vec::new();
        let mut texts: Vec<(u32, bool)> = Vec::new();
        let mut facts: HashMap<u32, Lang> = HashMap::new();
        let all: Vec<u32> = index.entry_numbers(rank).collect();
        let mut rows = Vec::with_capacity(all.len());
        index.name_rows(&all, &mut rows);
        for row in rows {
            let Some(entry) = index.entry(row.number) else { continue };
            let entry_number = row.number;
            let (agrees, lang) = match entry {
                Entry::Name(name) => {
                    let known = texts.iter().find(|(known, _)| *known == row.text).map(|(_, agrees)| *agrees);
                    let agrees = known.unwrap_or_else(|| {
                        texts.push((row.text, style.agrees(slice, name.text())));
                        texts[texts.len() - 1].1
                    });
                    let lang = *facts.entry(row.facts).or_insert_with(|| self.lang(primary(name.lang())));
                    (agrees, lang)
                }
                Entry::Demonym(demonym) => (style.agrees(slice, demonym.text()), self.lang(primary(demonym.lang()))),
            };
            if agrees {
                entries.push(entry_number);
                if !langs.contains(&lang) {
                    langs.push(lang);
                }
            }
        }
        Glance { index: number, rank, style, slice: slice.into(), entries, langs }
    }

    fn lang(&mut self, primary: &'r str) -> Lang {
        let Memory { langs, lang_numbers, .. } = self;
        *lang_numbers.entry(primary).or_insert_with(|| {
            langs.push(primary);
            (langs.len() - 1) as Lang
        })
    }

    /// The language of a text, as far as its names tell: the one in which most of them are names. `None` where they are
    /// few or do not agree. The rows of the uppermost index tell.
    pub(super) fn spoken<G>(&mut self, spans: impl Iterator<Item = G>) -> Option<&'r str>
    where
        G: Iterator<Item = GlanceNumber>,
    {
        if let Some(lang) = &self.resolver.lang {
            return Some(lang.primary());
        }
        self.votes.clear();
        self.votes.resize(self.langs.len(), 0);
        let mut voters = 0;
        let mut seen: Vec<Lang> = Vec::new();
        for glances in spans {
            seen.clear();
            for glance in glances.map(|number| &self.glances[number as usize]).filter(|glance| glance.index == 0) {
                seen.extend(glance.langs.iter());
            }
            voters += u32::from(!seen.is_empty());
            seen.sort_unstable();
            seen.dedup();
            seen.iter().for_each(|lang| self.votes[usize::from(*lang)] += 1);
        }
        // Of languages with as many votes the last in the order of tags.
        let votes = self.votes.iter().zip(&self.langs);
        let (count, lang) = votes.max_by_key(|(count, lang)| (**count, **lang))?;
        (*count >= 3 && count * 3 >= voters * 2).then_some(*lang)
    }

    /// What a name may mean, given the hits on its span and the language that the text is in.
    pub(super) fn senses(
        &mut self,
        slice: &str,
        hits: impl Iterator<Item = (GlanceNumber, Hit)>,
        spoken: Option<&'r str>,
    ) -> Rc<Known<'r>> {
        let spoken_number = spoken.map(|lang| self.lang(lang));
        let mut hits: Vec<(GlanceNumber, Hit)> = {
            let mut memory = std::mem::take(&mut self.hits);
            memory.clear();
            memory.extend(hits);
            memory
        };
        let key = |(glance, hit): &(GlanceNumber, Hit)| (*glance, hit.distance, hit.by);
        let hash = hash_of(&self.hasher, hits.iter().map(key), spoken_number);
        let is_it = |known: &Rc<Known<'r>>| {
            known.spoken == spoken_number && known.glances.iter().copied().eq(hits.iter().map(key))
        };
        if let Some(known) = self.known.find(hash, is_it) {
            let known = known.clone();
            self.hits = hits;
            return known;
        }
        let glances = hits.iter().map(key).collect();
        let weighed = self.weigh(slice, &hits, spoken);
        self.rows += 8 * weighed.len();
        let best = weighed.first().map_or(f32::MIN, |weighed| weighed.candidate.score.sum());
        let known = Rc::new(Known { glances, spoken: spoken_number, best, weighed });
        let Memory { known: table, hasher, .. } = self;
        table.insert_unique(hash, known.clone(), |known| hash_of(hasher, known.glances.iter().copied(), known.spoken));
        hits.clear();
        self.hits = hits;
        known
    }

    fn weigh(&self, slice: &str, hits: &[(GlanceNumber, Hit)], spoken: Option<&'r str>) -> Vec<Weighed<'r>> {
        let mut senses = Senses::new(self.resolver, slice, spoken);
        for (glance, hit) in hits {
            let glance = &self.glances[*glance as usize];
            let index = &self.resolver.indexes[glance.index];
            senses.offer(Way::from(hit), index, &glance.entries);
        }
        let may_be_word = spoken.is_some_and(|lang| could_be_word(slice, lang));
        let mut candidates: Vec<Candidate<'r>> = Vec::new();
        for sense in senses.finish() {
            let mut candidate = sense.candidate;
            if let Matched::Name(name) = candidate.matched {
                candidate.score.add(Feature::Form, form_weight(slice, name.text()));
                // Is the place called so, or nearly so, in the language of the text?
                let speaks = sense.langs.iter().any(|lang| Some(*lang) == spoken || *lang == "und");
                if may_be_word && !speaks {
                    let letters = slice.chars().count();
                    // A short word of another language is mostly a word of this one: "Chili" is French for Chile.
                    candidate.score.set(Feature::Language, if letters <= 6 { -3.0 } else { -0.5 });
                }
            }
            candidates.push(candidate);
        }
        lookup::sort(&mut candidates);
        candidates.truncate(MOST_CANDIDATES);
        let weighed = candidates.into_iter().map(|candidate| Weighed {
            candidate,
            is_abbreviation: matches!(candidate.matched, Matched::Name(name) if is_abbreviation(name.text())),
            country: country(candidate.place),
        });
        weighed.collect()
    }
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
