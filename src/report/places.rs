//! Records of places: names, claims, sources, and the name that was chosen.

use serde::Serialize;

use super::mentions::ChosenRecord;
use crate::error::Error;
use crate::index::{ClaimRef, NameRef, PlaceRef, SourceRef};
use crate::model::Day;
use crate::perspective::{ChosenName, Wanted};

/// A place with everything that the gazetteer states about it.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceRecord {
    /// Its id.
    pub id: String,
    /// GeoNames class and code.
    pub feature: String,
    /// Degrees WGS 84.
    pub lat: Option<f64>,
    /// Degrees WGS 84.
    pub lon: Option<f64>,
    /// Number of inhabitants.
    pub population: Option<u64>,
    /// The place that contains it without dispute.
    pub part_of: Option<String>,
    /// Ids in other gazetteers.
    pub same_as: Vec<String>,
    /// What the extent is.
    pub note: String,
    /// Is the territory disputed, by its live claims?
    pub disputed: bool,
    /// Everyone to whom a live claim says that it belongs, or that controls or occupies it.
    pub parties: Vec<String>,
    /// Its names, in file order.
    pub names: Vec<NameRecord>,
    /// The claims about it, in file order.
    pub claims: Vec<ClaimRecord>,
    /// The documents that the names and claims cite.
    pub sources: Vec<SourceRecord>,
}

/// A row of `names.csv`.
#[derive(Clone, Debug, Serialize)]
pub struct NameRecord {
    /// The name.
    pub name: String,
    /// BCP 47 tag.
    pub lang: String,
    /// Its kind.
    pub kind: &'static str,
    /// What it is a form of.
    pub form_of: Option<String>,
    /// Its rank.
    pub rank: &'static str,
    /// Parties that use it.
    pub accepted_by: Vec<String>,
    /// Parties that object to it.
    pub disputed_by: Vec<String>,
    /// Claims that its words state.
    pub asserts: Vec<String>,
    /// First day.
    pub start: Option<String>,
    /// Day after the last.
    pub end: Option<String>,
    /// Words that a party requires with it.
    pub footnote: String,
    /// Source id.
    pub source: Option<String>,
}

/// A row of `claims.csv`.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRecord {
    /// Its id.
    pub id: String,
    /// What is claimed.
    pub relation: &'static str,
    /// Of whom, or of what.
    pub object: String,
    /// Who says so.
    pub asserted_by: Vec<String>,
    /// Who rejects it.
    pub rejected_by: Vec<String>,
    /// First day.
    pub start: Option<String>,
    /// Day after the last.
    pub end: Option<String>,
    /// Source id.
    pub source: Option<String>,
}

/// A row of `sources.csv`.
#[derive(Clone, Debug, Serialize)]
pub struct SourceRecord {
    /// Its id.
    pub id: String,
    /// Author, title, document symbol.
    pub citation: String,
    /// Where it can be read, or empty.
    pub url: String,
    /// When it was issued.
    pub date: Option<String>,
}

/// The choice of a name for a place: the answer and everything that was weighed.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceRecord {
    /// The answer.
    pub chosen: ChosenRecord,
    /// What was weighed, best first.
    pub considered: Vec<ConsideredRecord>,
}

/// A name that was weighed.
#[derive(Clone, Debug, Serialize)]
pub struct ConsideredRecord {
    /// The name.
    pub name: String,
    /// BCP 47 tag.
    pub lang: String,
    /// 0 to 4.
    pub tier: u8,
    /// Why it is in the tier.
    pub reason: &'static str,
    /// The parties that use it.
    pub accepted_by: Vec<String>,
    /// The parties that object to it.
    pub disputed_by: Vec<String>,
    /// The sources of the rows that count.
    pub sources: Vec<String>,
}

impl PlaceRecord {
    /// The record of a place, its status as of `at`; `None` is the present.
    #[must_use]
    pub fn new(place: PlaceRef<'_>, at: Option<Day>) -> PlaceRecord {
        let point = place.point();
        let mut sources: Vec<SourceRef<'_>> = Vec::new();
        let cited = place.names().filter_map(|name| name.source());
        for source in cited.chain(place.claims().filter_map(|claim| claim.source())) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        PlaceRecord {
            id: place.id().to_owned(),
            feature: place.feature().to_owned(),
            lat: point.map(|point| point.lat),
            lon: point.map(|point| point.lon),
            population: place.population(),
            part_of: place.part_of().map(|parent| parent.id().to_owned()),
            same_as: owned(place.same_as()),
            note: place.note().to_owned(),
            disputed: place.is_disputed(at),
            parties: owned(place.parties(at).into_iter()),
            names: place.names().map(NameRecord::new).collect(),
            claims: place.claims().map(ClaimRecord::new).collect(),
            sources: sources.into_iter().map(SourceRecord::new).collect(),
        }
    }
}

impl NameRecord {
    /// The record of a name.
    #[must_use]
    pub fn new(name: NameRef<'_>) -> NameRecord {
        NameRecord {
            name: name.text().to_owned(),
            lang: name.lang().to_owned(),
            kind: name.kind().as_str(),
            form_of: name.form_of().map(|root| root.text().to_owned()),
            rank: name.rank().as_str(),
            accepted_by: owned(name.accepted_by().map(|party| party.id())),
            disputed_by: owned(name.disputed_by().map(|party| party.id())),
            asserts: owned(name.asserts().map(|claim| claim.id())),
            start: name.start().map(|date| date.to_string()),
            end: name.end().map(|date| date.to_string()),
            footnote: name.footnote().to_owned(),
            source: name.source().map(|source| source.id().to_owned()),
        }
    }
}

impl ClaimRecord {
    /// The record of a claim.
    #[must_use]
    pub fn new(claim: ClaimRef<'_>) -> ClaimRecord {
        ClaimRecord {
            id: claim.id().to_owned(),
            relation: claim.relation().as_str(),
            object: claim.object().to_owned(),
            asserted_by: owned(claim.asserted_by()),
            rejected_by: owned(claim.rejected_by()),
            start: claim.start().map(|date| date.to_string()),
            end: claim.end().map(|date| date.to_string()),
            source: claim.source().map(|source| source.id().to_owned()),
        }
    }
}

impl SourceRecord {
    /// The record of a source.
    #[must_use]
    pub fn new(source: SourceRef<'_>) -> SourceRecord {
        SourceRecord {
            id: source.id().to_owned(),
            citation: source.citation().to_owned(),
            url: source.url().to_owned(),
            date: source.date().map(|date| date.to_string()),
        }
    }
}

impl ChoiceRecord {
    /// The record of the choice of a name.
    ///
    /// # Errors
    ///
    /// As [`PlaceRef::name_for`].
    pub fn new(place: PlaceRef<'_>, wanted: &Wanted) -> Result<ChoiceRecord, Error> {
        let considered = place.names_considered(wanted)?;
        Ok(ChoiceRecord {
            chosen: ChosenRecord::new(&place.name_for(wanted)?),
            considered: considered.iter().map(ConsideredRecord::new).collect(),
        })
    }
}

impl ConsideredRecord {
    fn new(name: &ChosenName<'_>) -> ConsideredRecord {
        ConsideredRecord {
            name: name.text().to_owned(),
            lang: name.lang().to_owned(),
            tier: name.tier().number(),
            reason: name.tier().reason(),
            accepted_by: owned(name.accepted_by().iter().map(|party| party.id())),
            disputed_by: owned(name.disputed_by().iter().map(|party| party.id())),
            sources: owned(name.sources().iter().map(|source| source.id())),
        }
    }
}

fn owned<'i>(items: impl Iterator<Item = &'i str>) -> Vec<String> {
    items.map(str::to_owned).collect()
}
