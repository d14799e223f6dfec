//! Plain data: what the gazetteer states about places and their names, one type per file of `gazetteer/`.
//!
//! Nothing here knows about files, keys or indexes. A place has no name of its own: every name is a
//! [`Name`] row that somebody may contest, and every side taken is a party that takes it.

mod claim;
mod curie;
mod date;
mod feature;
mod language;
mod name;
mod party;
mod perspective;
mod place;
mod script;
mod source;

pub use claim::{Claim, Relation};
pub use curie::Curie;
pub use date::{Date, Day};
pub use feature::FeatureCode;
pub use language::Language;
pub(crate) use language::primary;
pub use name::{Demonym, DemonymForm, Name, NameKind, Rank};
pub(crate) use party::is_party_id;
pub use party::{Party, PartyKind};
pub use perspective::Perspective;
pub use place::{Place, Point};
pub(crate) use place::{class_prominence, people_prominence, prominence};
pub use source::Source;

pub(crate) use script::{disagreeing_script, expected_scripts, usual_scripts};

/// Is `id` a slug: lower-case ASCII letters and digits in groups joined by single hyphens?
pub(crate) fn is_slug(id: &str) -> bool {
    !id.is_empty()
        && id
            .split('-')
            .all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Declares a fieldless enum whose variants are words of a CSV column: the list, the word of each, parsing.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the data model.
            #[allow(dead_code, reason = "not every list is gone through")]
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word that stands for the value in the CSV files and in every output.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The value that `word` stands for.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;
