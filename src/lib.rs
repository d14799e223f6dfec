//! Names of places, in every language, script, spelling and side of a dispute.
//!
//! Given a name, Allonym answers with the place; given a text, it finds the names, says which place each means and
//! whose name it is; given a place and a perspective, it gives the name that side uses, with dates and sources. An
//! *allonym* is one of several names of one place (UNGEGN).
//!
//! # Look a name up
//!
//! ```
//! use allonym::{Index, Resolver};
//!
//! let resolver = Resolver::new(Index::embedded());
//! for name in ["Southern Kurils", "Northern Territories", "北方領土", "Южные Курилы", "Soutehrn Kurils"] {
//!     let resolution = resolver.resolve(name);
//!     let candidate = resolution.unambiguous().expect("one place");
//!     assert_eq!(candidate.place().id(), "kurils-four");
//! }
//! ```
//!
//! # Find the names in a text, and whose they are
//!
//! ```
//! use allonym::{Index, Resolver};
//!
//! let resolver = Resolver::new(Index::embedded());
//! let text = "The islands are called the Southern Kurils by Russia and the Northern Territories by Japan.";
//! let found: Vec<(&str, Vec<&str>)> = resolver
//!     .mentions(text)
//!     .iter()
//!     .filter_map(|mention| Some((&text[mention.span()], mention.best()?)))
//!     .filter(|(_, candidate)| candidate.place().id() == "kurils-four")
//!     .map(|(name, candidate)| (name, candidate.accepted_by().iter().map(|party| party.id()).collect()))
//!     .collect();
//! assert_eq!(found, [("Southern Kurils", vec!["RU"]), ("Northern Territories", vec!["JP"])]);
//! ```
//!
//! # Name a place for a perspective
//!
//! ```
//! use allonym::{Choice, Index, Perspective, Wanted};
//!
//! let index = Index::embedded();
//! let place = index.place("kurils-four").expect("the curated gazetteer has it");
//! let wanted = Wanted::new("en")?;
//! let name_for = |party| place.name_for(&wanted.clone().perspective(Perspective::parse(party)?));
//! assert_eq!(name_for("JP")?.name(), Some("Northern Territories"));
//! assert_eq!(name_for("RU")?.name(), Some("Southern Kurils"));
//! // A party that has not spoken gets both, and the reason.
//! assert!(matches!(name_for("UN")?, Choice::Contested(names) if names.len() == 2));
//! # Ok::<(), allonym::Error>(())
//! ```
//!
//! # Overview
//!
//! In the order in which data flows:
//!
//! * [`Gazetteer`] reads the CSV rows ([`Place`], [`Name`], [`Claim`], [`Party`], [`Source`], [`Demonym`]) and checks them
//!   ([`Problems`]);
//! * [`IndexBuilder`] compiles them into one file, [`Index`] opens it, or takes the [embedded](Index::embedded) one, and
//!   gives handles to what is inside ([`PlaceRef`], [`NameRef`] and others);
//! * [`Resolver`] turns a name into a [`Resolution`] and a text into [`Mention`]s, each with ranked [`Candidate`]s;
//! * [`PlaceRef::name_for`] chooses a name for what is [`Wanted`], by a [`Tier`] that is part of the [`Choice`];
//! * [`similarity()`] says how likely two names are of one place, with no gazetteer, and a [`Collection`] finds the name that a
//!   damaged one was;
//! * [`report`] turns answers into records for JSON and CSV.
//!
//! # Vocabulary
//!
//! | term | meaning |
//! |---|---|
//! | place | what a name refers to; it has no name of its own |
//! | name | one attested toponym of one place, and who stands behind it |
//! | allonym | one of several names of one place (UNGEGN) |
//! | homonym | one of several identical names of different places |
//! | party | a state, organization, authority, style guide or community that uses or disputes names |
//! | perspective | an ordered list of parties whose names are wanted |
//! | claim | a dated, sourced statement by parties about a place |
//! | key | the normalized form under which names are stored |
//! | candidate | a place that a query or a mention may mean, with the row that says so |
//! | variant | a form of a name that nobody has to list: inflected, with equivalent words, in another system of romanization |
//! | equivalent word | one of the words that stand for one another in names: island, isla, `Is.` |
//! | sound | the key that is the same in all systems of romanization ([`SoundKey`]) |
//! | evidence | why a candidate is there: exact, folded, inflected, equivalent, romanized, so many edits ([`Evidence`]) |
//!
//! # What this crate does not do
//!
//! It does not geocode addresses, hold boundaries, fetch anything, or decide who is right: where only contested names
//! remain, the answer is a value that says so.
//!
//! # Features
//!
//! `cli` (on by default) is the command-line tool and what only it needs. A library user writes
//! `default-features = false`.
#![deny(missing_docs, unsafe_code)]

mod error;
mod model;
mod normalize;
mod gazetteer;
mod index;
mod embedded;
mod similarity;
mod search;
mod rank;
mod resolve;
mod perspective;
pub mod report;
#[cfg(feature = "import")]
pub mod import;

pub use error::{Error, ErrorKind};
pub use gazetteer::{Gazetteer, GazetteerWriter, Problem, Problems, Rows};
pub use index::{
    BuildReport, ClaimRef, DemonymRef, Index, IndexBuilder, NameRef, PartyRef, PlaceRef, Refused, SectionInfo,
    SourceRef,
};
pub use model::{
    Claim, Curie, Date, Day, Demonym, DemonymForm, FeatureCode, Language, Name, NameKind, Party, PartyKind,
    Perspective, Place, Point, Rank, Relation, Source,
};
pub use normalize::{Confusion, ConfusionKind, Confusions, Key, Romanization, SoundKey};
pub use perspective::{Choice, ChosenName, Tier, Wanted};
pub use rank::{Feature, Score};
pub use resolve::{Candidate, Matched, Mention, Passage, Resolution, Resolver, Session};
pub use search::{EditRule, Evidence, Tag, Tagger};
pub use similarity::{Collection, Measure, Nearby, Profile, Similarity, Term, similarity};

#[cfg(doc)]
#[doc = include_str!("../DESIGN.md")]
pub mod _design {}

/// The commands and programs of the README, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
