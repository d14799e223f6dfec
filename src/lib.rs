#![deny(unsafe_code)]
mod embedded;
mod error;
mod gazetteer;
mod index;
mod model;
mod normalize;
mod perspective;
mod rank;
pub mod report;
mod resolve;
mod search;

pub use error::{Error, ErrorKind};
pub use gazetteer::{Gazetteer, Problem, Problems};
pub use index::{ClaimRef, DemonymRef, Index, IndexBuilder, NameRef, PartyRef, PlaceRef, SectionInfo, SourceRef};
pub use model::*;
pub use normalize::Key;
pub use perspective::{Choice, ChosenName, Tier, Wanted};
pub use rank::{Feature, Score};
pub use resolve::{Candidate, Matched, Mention, Resolution, Resolver};
pub use search::{EditRule, Evidence};
