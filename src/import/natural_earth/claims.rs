//! Who claims, administers and recognizes what: the notes (`NOTE_BRK`) and points of view (`FCLASS_XX`) of a row.
//!
//! Nobody is guessed. A claimant is a name that the table of countries read in the same run has, exactly but for
//! full stops and "the"; others are reported. What Natural Earth says of itself is asserted by the party
//! `natural-earth`; a claim is asserted by who makes it.

use std::collections::{BTreeMap, HashMap};

use super::feature;
use crate::error::Error;
use crate::import::report::{At, Tally};
use crate::model::{Claim, Party, PartyKind, Relation};

/// Natural Earth itself, as a party.
const SELF: &str = "natural-earth";

/// The parties that a table of countries knows.
pub(super) struct Parties {
    rows: Vec<Party>,
    given: Vec<bool>,
    by_id: HashMap<String, usize>,
    /// `None` for a name that two parties share.
    by_name: HashMap<String, Option<usize>>,
}

impl Parties {
    pub(super) fn new() -> Parties {
        let mut parties =
            Parties { rows: Vec::new(), given: Vec::new(), by_id: HashMap::new(), by_name: HashMap::new() };
        parties.add(SELF, PartyKind::Dataset, "Natural Earth");
        parties
    }

    /// The party with this id, which is new or known.
    pub(super) fn add(&mut self, id: &str, kind: PartyKind, label: &str) -> usize {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let number = self.rows.len();
        self.rows.push(Party {
            id: id.to_owned(),
            kind,
            label: label.to_owned(),
            place: None,
            languages: Vec::new(),
            follows: Vec::new(),
            same_as: Vec::new(),
        });
        self.given.push(false);
        self.by_id.insert(id.to_owned(), number);
        number
    }

    /// Adds a name of a party.
    pub(super) fn call(&mut self, party: usize, name: &str) {
        let key = key(name);
        if !key.is_empty() {
            let known = self.by_name.entry(key).or_insert(Some(party));
            if *known != Some(party) {
                *known = None;
            }
        }
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(&key(name)).copied().flatten()
    }

    /// Gives the row of a party once, and its id.
    fn give(&mut self, party: usize, tally: &mut Tally<'_>) -> Result<String, Error> {
        if !std::mem::replace(&mut self.given[party], true) {
            tally.party(&self.rows[party])?;
        }
        Ok(self.rows[party].id.clone())
    }
}

/// A name without full stops, case and article: notes have "U.S.A" and "the Seychelles".
fn key(name: &str) -> String {
    let key = name.replace('.', "").to_lowercase();
    let key = key.trim();
    key.strip_prefix("the ").unwrap_or(key).to_owned()
}

/// The row that claims are about.
pub(super) struct Subject<'r> {
    /// The id of the place.
    pub(super) place: &'r str,
    /// What the place is called, for one that administers itself.
    pub(super) name: &'r str,
    pub(super) note: &'r str,
    /// The class where a party says nothing.
    pub(super) default: &'r str,
    /// By party code of Natural Earth, the class where it differs.
    pub(super) views: &'r [(String, String)],
}

impl Subject<'_> {
    /// Does a party see something else than the default?
    pub(super) fn differs(&self) -> bool {
        self.views.iter().any(|(_, class)| class != self.default)
    }

    /// Gives the claims, after the parties they name.
    pub(super) fn give(&self, parties: &mut Parties, tally: &mut Tally<'_>, at: At<'_>) -> Result<(), Error> {
        for statement in self.note.split(';').map(str::trim).filter(|statement| !statement.is_empty()) {
            self.statement(statement, parties, tally, at)?;
        }
        if self.differs() {
            self.classes(parties, tally, at)?;
        }
        Ok(())
    }

    fn statement(&self, text: &str, parties: &mut Parties, tally: &mut Tally<'_>, at: At<'_>) -> Result<(), Error> {
        const UNKNOWN: &str = "a party of a claim that the table of countries does not name";
        let lower = text.to_ascii_lowercase();
        let after = |start: &str| lower.starts_with(start).then(|| text[start.len()..].trim());
        if let Some(name) = after("admin. by ").or_else(|| after("admin by ")) {
            match parties.named(name) {
                Some(party) => self.by_natural_earth(Relation::AdministeredBy, party, parties, tally)?,
                None => tally.dropped(UNKNOWN, at, text),
            }
        } else if lower.trim_end_matches('.') == "self admin" {
            // A country's code where it has one, else a slug: what administers itself is an authority.
            let party = parties
                .named(self.name)
                .unwrap_or_else(|| parties.add(&super::slug(self.name), PartyKind::Authority, self.name));
            self.by_natural_earth(Relation::AdministeredBy, party, parties, tally)?;
        } else if let Some(names) = after("claimed by ") {
            for name in claimants(names, parties) {
                let Some(party) = parties.named(name) else {
                    tally.dropped(UNKNOWN, at, &format!("{name} in {text}"));
                    continue;
                };
                let claimant = parties.give(party, tally)?;
                self.claim(Relation::BelongsTo, &claimant, vec![claimant.clone()], Vec::new(), tally)?;
            }
        } else if let Some((name, _)) = after("leased to ").and_then(|rest| rest.split_once(" by ")) {
            match parties.named(name) {
                Some(party) => self.by_natural_earth(Relation::LeasedTo, party, parties, tally)?,
                None => tally.dropped(UNKNOWN, at, text),
            }
        } else {
            tally.dropped("a note that states no claim in a known form", at, text);
        }
        Ok(())
    }

    fn by_natural_earth(
        &self,
        relation: Relation,
        party: usize,
        parties: &mut Parties,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let own = parties.by_id[SELF];
        let (object, own) = (parties.give(party, tally)?, parties.give(own, tally)?);
        self.claim(relation, &object, vec![own], Vec::new(), tally)
    }

    /// One claim a class: asserted by Natural Earth where it is the default and by the parties that are said to see it
    /// so; rejected, where it is the default, by those that recognize nothing here.
    fn classes(&self, parties: &mut Parties, tally: &mut Tally<'_>, at: At<'_>) -> Result<(), Error> {
        let default = feature::class(self.default);
        let mut classes: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
        if let Some(default) = &default {
            let own = parties.give(parties.by_id[SELF], tally)?;
            classes.entry(default.clone()).or_default().0.push(own);
        }
        for (code, class) in self.views {
            let Some(party) = parties.by_id.get(code).copied() else {
                tally.dropped("a point of view of a party that the table of countries does not have", at, code);
                continue;
            };
            match (feature::class(class), &default) {
                (Some(class), _) => classes.entry(class).or_default().0.push(parties.give(party, tally)?),
                (None, Some(default)) => {
                    let party = parties.give(party, tally)?;
                    classes.entry(default.clone()).or_default().1.push(party);
                }
                // Nobody recognizes it, and nobody is said to do otherwise: no claim.
                (None, None) => {}
            }
        }
        for (class, (asserted, rejected)) in classes {
            self.claim(Relation::IsA, &class, asserted, rejected, tally)?;
        }
        Ok(())
    }

    fn claim(
        &self,
        relation: Relation,
        object: &str,
        mut asserted_by: Vec<String>,
        mut rejected_by: Vec<String>,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        asserted_by.sort();
        rejected_by.sort();
        let id = super::slug(&format!("{} {} {object}", self.place, relation.as_str()));
        tally.claim(&Claim {
            id,
            place: self.place.to_owned(),
            relation,
            object: object.to_owned(),
            asserted_by,
            rejected_by,
            start: None,
            end: None,
            source: super::SOURCE.to_owned(),
        })
    }
}

/// The names in "China, Taiwan, and the Philippines"; a country that has an "and" in its name is one name.
fn claimants<'t>(names: &'t str, parties: &Parties) -> Vec<&'t str> {
    if parties.named(names).is_some() {
        return vec![names];
    }
    let parts = names.split(", ").flat_map(|part| {
        let part = part.strip_prefix("and ").unwrap_or(part);
        if parties.named(part).is_some() { vec![part] } else { part.split(" and ").collect() }
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}
