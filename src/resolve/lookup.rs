//! A name to the places it may mean.

use super::senses::{Senses, Way};
use super::{Candidate, Resolver, Variation};
use crate::normalize::{AffixKind, Affixes, Gap, Key, Languages, Segment, Segments};
use crate::search::{By, EditRule, Gates, Hit, Lattice, Scratch, Vocabulary, walk};

/// Queries of more words than any name has are not worth a walk of the lattice; exact keys are still looked up.
const MOST_WORDS: usize = 32;

/// The ranked answer for one name.
#[derive(Clone, Debug)]
pub struct Resolution<'i> {
    candidates: Vec<Candidate<'i>>,
}

/// A name that was typed is meant as one: names of its sound that are as close as this are offered, the closest first.
const LEAST_CLOSENESS: f32 = 0.7;

/// Candidates whose sums are closer than this are not told apart.
const MARGIN: f32 = 0.25;

impl<'i> Resolution<'i> {
    pub(super) fn new(mut candidates: Vec<Candidate<'i>>) -> Self {
        sort(&mut candidates);
        Resolution { candidates }
    }

    /// Takes candidates that are in their order.
    pub(super) fn of_sorted(candidates: Vec<Candidate<'i>>) -> Self {
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

/// Best first; equal sums by place id, so that the order is no accident.
pub(super) fn sort(candidates: &mut [Candidate<'_>]) {
    candidates.sort_unstable_by(|a, b| {
        let same = std::ptr::eq(a.place.index(), b.place.index());
        let by_id = || match same {
            // The order of ids, without a look at them.
            true => a.place.number().cmp(&b.place.number()),
            false => a.place.id().cmp(b.place.id()),
        };
        b.score.sum().total_cmp(&a.score.sum()).then_with(by_id)
    });
}

impl Resolver {
    /// The places that a name may mean: by the name as it stands, else by names that it is a form of, that have equivalent words or
    /// its sound in another system or script, else by similar names.
    ///
    /// O(length) for the exact part and for the fuzzy part alike, whatever the size of the index, but for the rows found.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolution<'_> {
        let tiers: &[(Tier, u8)] = if self.all_tiers {
            &[(Tier::Similar, u8::MAX)]
        } else {
            &[(Tier::Stands, 0), (Tier::Varied, 0), (Tier::Similar, u8::MAX)]
        };
        let mut resolution = Resolution::new(Vec::new());
        for (tier, edits) in tiers {
            let is_off = match tier {
                Tier::Stands => false,
                Tier::Varied => self.variation == Variation::Left,
                Tier::Similar => self.rule.max() == 0 && !self.all_tiers,
            };
            if is_off {
                continue;
            }
            resolution = self.resolve_within(name, self.rule.at_most(*edits), *tier);
            if !resolution.candidates.is_empty() {
                break;
            }
        }
        resolution
    }

    /// Names to offer when [`resolve`](Resolver::resolve) has found nothing: the nearest three under a looser edit
    /// rule, each a text that would be found.
    #[must_use]
    pub fn did_you_mean(&self, name: &str) -> Vec<String> {
        let mut offers: Vec<String> = Vec::new();
        for candidate in self.resolve_within(name, EditRule::SUGGEST, Tier::Similar).candidates() {
            let text = candidate.matched().text().to_owned();
            if !offers.contains(&text) {
                offers.push(text);
            }
        }
        offers.truncate(3);
        offers
    }

    fn resolve_within(&self, name: &str, rule: EditRule, tier: Tier) -> Resolution<'_> {
        let mut senses = Senses::new(self, name.trim(), None);
        if tier == Tier::Stands && !may_join(name) {
            // Where nothing can be joined, the key says all that a walk without edits would.
            let key = Key::new(name);
            for index in &self.indexes {
                if let Some(rank) = index.rank(name, &key) {
                    senses.offer_key(Way::AS_IT_STANDS, index, rank);
                }
            }
            return Resolution::new(senses.finish().into_iter().map(|sense| sense.candidate).collect());
        }
        let segments: Vec<Segment> = Segments::new(name).take(MOST_WORDS + 1).collect();
        // What the walk cannot cross (a blank line) or finds too long, the key can.
        let walks = segments.len() <= MOST_WORDS;
        let varies = tier != Tier::Stands && self.variation == Variation::Followed;
        let (mut hits, mut ranks) = (Vec::new(), Vec::new());
        for index in &self.indexes {
            if walks {
                let mut vocabulary =
                    Vocabulary::new(index, rule, |_| 0).reading_damage(self.variation == Variation::Followed);
                let words: Vec<u32> = segments.iter().map(|segment| vocabulary.number(segment.text(name))).collect();
                let mut goes_on = Vec::new();
                vocabulary.goes_on(&words, Languages::ALL, &mut goes_on);
                let mut lattice = Lattice {
                    text: name,
                    segments: &segments,
                    words: &words,
                    goes_on: &goes_on,
                    languages: Languages::ALL,
                    vocabulary: &mut vocabulary,
                };
                walk(&mut lattice, 0, &mut Open { varies }, &mut Scratch::default(), &mut hits);
                for hit in &mut hits {
                    if varies && hit.segments.1 + 1 == segments.len() {
                        end_with_affix(&lattice, hit);
                    }
                }
                hits.retain(|hit| hit.segments.1 == segments.len());
            }
            if hits.is_empty()
                && let Some(rank) = index.rank(name, &Key::new(name))
            {
                let segments = (0, segments.len());
                hits.push(Hit { segments, end: name.len(), rank, ..Hit::default() });
            }
            if varies {
                index.ranks_sounding_like(name, LEAST_CLOSENESS, &mut ranks);
                let segments = (0, segments.len());
                let sounding = ranks.drain(..).filter(|rank| hits.iter().all(|hit| hit.rank != *rank));
                let sounding: Vec<u64> = sounding.collect();
                hits.extend(sounding.into_iter().map(|rank| Hit {
                    segments,
                    end: name.len(),
                    rank,
                    by: By::Sound,
                    ..Hit::default()
                }));
            }
            for hit in hits.drain(..) {
                senses.offer_key(Way::from(&hit), index, hit.rank);
            }
        }
        Resolution::new(senses.finish().into_iter().map(|sense| sense.candidate).collect())
    }
}

/// Goes on to the end of the query if an ending is all that is left there, behind its sign: `Kıbrıs'ta`.
fn end_with_affix(lattice: &Lattice<'_, '_>, hit: &mut Hit) {
    let Some(last) = lattice.segment(hit.segments.1) else { return };
    let apart = Affixes::get().apart(AffixKind::Suffix, last.gap, lattice.folded(hit.segments.1));
    let languages = hit.languages.and(apart);
    if !languages.is_empty() {
        let segments = (hit.segments.0, hit.segments.1 + 1);
        *hit = Hit { segments, end: last.end, by: hit.by.max(By::Inflected), languages, ..*hit };
    }
}

/// May words of a name be joined?
fn may_join(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
    !name.bytes().all(is_plain)
        && Segments::new(name)
            .skip(1)
            .any(|segment| matches!(segment.gap, Gap::Apostrophe | Gap::Hyphen | Gap::LineHyphen | Gap::Damaged))
}

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tier {
    /// To names as they stand, but for folding and for words that are joined.
    Stands,
    /// To names that the text may be a form of.
    Varied,
    /// To names with other letters.
    Similar,
}

/// A name that was typed is meant as one: every word deserves a search.
struct Open {
    varies: bool,
}

impl Gates for Open {
    fn begins(&mut self, _: &Lattice<'_, '_>, _: usize) -> u8 {
        u8::MAX
    }

    fn continues(&mut self, _: &Lattice<'_, '_>, _: usize) -> u8 {
        u8::MAX
    }

    fn varies(&mut self, _: &Lattice<'_, '_>, _: usize, _: bool) -> bool {
        self.varies
    }
}
