#![deny(unsafe_code)]
mod embedded;
mod error;
mod gazetteer;
mod index;
mod model;
mod normalize;

pub use error::{Error, ErrorKind};
pub use gazetteer::{Gazetteer, Problem, Problems};
pub use index::{ClaimRef, DemonymRef, Index, IndexBuilder, NameRef, PartyRef, PlaceRef, SectionInfo, SourceRef};
pub use model::*;
pub use normalize::Key;
