//! What names state beyond their words, each combination once; and the rows that they refer to.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::format::{
    ClaimRecord, DemonymRecord, FactsRecord, IMPORTED, IS_FORM, NONE, PartyRecord, Record, SectionId, SourceRecord,
};
use super::Origin;
use super::strings::{Lists, Strings};
use crate::error::Error;
use crate::model::{Claim, Date, Demonym, Name, Party, Source, primary};

/// The facts of a row, with strings for the rows that it refers to, until these have numbers.
pub(super) type Facts = FactsRecord;

impl Facts {
    pub(super) fn is_imported(&self) -> bool {
        self.flags & IMPORTED != 0
    }

    pub(super) fn primary<'s>(&self, strings: &'s Strings) -> &'s str {
        primary(strings.get(self.lang))
    }
}

/// All combinations that were seen.
#[derive(Default)]
pub(super) struct AllFacts {
    rows: Vec<Facts>,
    numbers: HashMap<Facts, u32>,
    /// Lists of strings, until the rows that they name have numbers.
    lists: Option<Lists>,
}

impl AllFacts {
    pub(super) fn get(&self, number: u32) -> &Facts {
        &self.rows[number as usize]
    }

    /// The number of the facts of a name.
    pub(super) fn add(&mut self, name: &Name, origin: Origin, strings: &mut Strings) -> Result<u32, Error> {
        let lists = self.lists.get_or_insert_with(Lists::new);
        let mut list = |ids: &[String], strings: &mut Strings| match ids {
            [] => Ok(0),
            ids => {
                let ids = ids.iter().map(|id| strings.add(id)).collect::<Result<Vec<u32>, Error>>()?;
                Ok::<u32, Error>(lists.add(&ids))
            }
        };
        let imported = if origin == Origin::Imported { IMPORTED } else { 0 };
        let facts = Facts {
            lang: strings.add(name.lang.as_str())?,
            kind: name.kind as u8,
            rank: name.rank as u8,
            flags: imported | if name.form_of.is_some() { IS_FORM } else { 0 },
            accepted_by: list(&name.accepted_by, strings)?,
            disputed_by: list(&name.disputed_by, strings)?,
            asserts: list(&name.asserts, strings)?,
            start: date_bytes(name.start),
            end: date_bytes(name.end),
            footnote: strings.add(&name.footnote)?,
            source: name.source.as_deref().map_or(Ok(0), |source| strings.add(source))?,
        };
        let next = self.rows.len() as u32;
        let number = *self.numbers.entry(facts).or_insert(next);
        if number == next {
            self.rows.push(facts);
        }
        Ok(number)
    }

    /// The section, now that the rows that it refers to have numbers.
    pub(super) fn section(&self, numbers: &Numbers<'_>, strings: &Strings, lists: &mut Lists) -> Vec<u8> {
        let mut section = Vec::with_capacity(self.rows.len() * FactsRecord::SIZE);
        let empty = Lists::new();
        let own = self.lists.as_ref().unwrap_or(&empty);
        for facts in &self.rows {
            let mut known = |list: u32, numbers: &HashMap<&str, u32>| {
                let ids = own.get(list).iter().filter_map(|id| numbers.get(strings.get(*id)).copied());
                lists.add(&ids.collect::<Vec<u32>>())
            };
            let record = FactsRecord {
                accepted_by: known(facts.accepted_by, &numbers.parties),
                disputed_by: known(facts.disputed_by, &numbers.parties),
                asserts: known(facts.asserts, &numbers.claims),
                source: numbers.source(Some(strings.get(facts.source))),
                ..*facts
            };
            record.write(&mut section);
        }
        section
    }
}

/// The rows of the small tables. Of rows with one id the first counts.
#[derive(Default)]
pub(super) struct Others {
    pub(super) parties: BTreeMap<String, Party>,
    pub(super) sources: BTreeMap<String, Source>,
    pub(super) claims: Vec<Claim>,
    pub(super) claim_ids: HashSet<String>,
    pub(super) demonyms: Vec<Demonym>,
}

/// The numbers of rows by id.
pub(super) struct Numbers<'o> {
    parties: HashMap<&'o str, u32>,
    sources: HashMap<&'o str, u32>,
    claims: HashMap<&'o str, u32>,
}

impl Numbers<'_> {
    fn source(&self, id: Option<&str>) -> u32 {
        id.and_then(|id| self.sources.get(id).copied()).unwrap_or(NONE)
    }
}

impl Others {
    /// Puts the claims in the order of places, then of coming.
    pub(super) fn sort(&mut self, place: impl Fn(&str) -> u32) {
        self.claims.sort_by_cached_key(|claim| place(&claim.place));
    }

    pub(super) fn numbers(&self) -> Numbers<'_> {
        fn numbered<'o>(ids: impl Iterator<Item = &'o String>) -> HashMap<&'o str, u32> {
            ids.map(String::as_str).zip(0..).collect()
        }
        Numbers {
            parties: numbered(self.parties.keys()),
            sources: numbered(self.sources.keys()),
            claims: numbered(self.claims.iter().map(|claim| &claim.id)),
        }
    }

    /// The sections of the small tables; demonyms, claims, parties, sources.
    pub(super) fn sections(
        &self,
        numbers: &Numbers<'_>,
        place: impl Fn(&str) -> u32,
        strings: &mut Strings,
        lists: &mut Lists,
    ) -> Result<[(SectionId, Vec<u8>); 4], Error> {
        let mut demonyms = Vec::new();
        for demonym in &self.demonyms {
            let record = DemonymRecord {
                place: place(&demonym.place),
                text: strings.add(&demonym.text)?,
                lang: strings.add(demonym.lang.as_str())?,
                source: numbers.source(demonym.source.as_deref()),
                form: demonym.form as u32,
            };
            record.write(&mut demonyms);
        }
        let mut claims = Vec::new();
        for claim in &self.claims {
            let record = ClaimRecord {
                id: strings.add(&claim.id)?,
                place: place(&claim.place),
                relation: claim.relation as u32,
                object: strings.add(&claim.object)?,
                asserted_by: string_list(claim.asserted_by.iter(), strings, lists)?,
                rejected_by: string_list(claim.rejected_by.iter(), strings, lists)?,
                start: date_bytes(claim.start),
                end: date_bytes(claim.end),
                source: numbers.source(Some(&claim.source)),
            };
            record.write(&mut claims);
        }
        let mut parties = Vec::new();
        for party in self.parties.values() {
            let follows = party.follows.iter().filter_map(|id| numbers.parties.get(id.as_str()).copied());
            let record = PartyRecord {
                id: strings.add(&party.id)?,
                kind: party.kind as u32,
                label: strings.add(&party.label)?,
                place: party.place.as_deref().map_or(NONE, &place),
                languages: string_list(party.languages.iter().map(|tag| tag.as_str()), strings, lists)?,
                follows: lists.add(&follows.collect::<Vec<u32>>()),
                same_as: string_list(party.same_as.iter().map(|id| id.as_str()), strings, lists)?,
            };
            record.write(&mut parties);
        }
        let mut sources = Vec::new();
        for source in self.sources.values() {
            let record = SourceRecord {
                id: strings.add(&source.id)?,
                citation: strings.add(&source.citation)?,
                url: strings.add(&source.url)?,
                date: date_bytes(source.date),
                licence: strings.add(&source.licence)?,
                note: strings.add(&source.note)?,
            };
            record.write(&mut sources);
        }
        Ok([
            (SectionId::Demonyms, demonyms),
            (SectionId::Claims, claims),
            (SectionId::Parties, parties),
            (SectionId::Sources, sources),
        ])
    }
}

fn string_list(
    items: impl Iterator<Item = impl AsRef<str>>,
    strings: &mut Strings,
    lists: &mut Lists,
) -> Result<u32, Error> {
    let items = items.map(|item| strings.add(item.as_ref())).collect::<Result<Vec<u32>, Error>>()?;
    Ok(lists.add(&items))
}

fn date_bytes(date: Option<Date>) -> [u8; 8] {
    date.map(Date::to_bytes).unwrap_or_default()
}
