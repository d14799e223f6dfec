//! Parties: who uses names, objects to them and makes claims.

use super::{Curie, Language, words};

/// A row of `parties.csv`. That a party is of kind `state` says nothing about recognition: that is a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// An ISO 3166-1 alpha-2 code, `EU`, `UN` or `XK`, or a lower-case slug.
    pub id: String,
    /// What kind of party.
    pub kind: PartyKind,
    /// What to call it in output.
    pub label: String,
    /// The place it governs or claims to, if it has one.
    pub place: Option<String>,
    /// Its working languages.
    pub languages: Vec<Language>,
    /// The parties whose usage it follows where it says nothing itself.
    pub follows: Vec<String>,
    /// The same party elsewhere.
    pub same_as: Vec<Curie>,
}

words! {
    /// What kind of party.
    PartyKind {
        /// A state. Says nothing about recognition.
        State = "state",
        /// An intergovernmental organization.
        Igo = "igo",
        /// A names authority.
        NamesAuthority = "names_authority",
        /// A standard or the body that keeps it.
        Standard = "standard",
        /// A style guide.
        StyleGuide = "style_guide",
        /// A publisher.
        Publisher = "publisher",
        /// A data set.
        Dataset = "dataset",
        /// A community of people.
        Community = "community",
        /// An authority in fact, such as that of a breakaway territory.
        Authority = "authority",
    }
}

/// Is `id` a party id in shape: two capitals, or a slug?
pub(crate) fn is_party_id(id: &str) -> bool {
    (id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase())) || super::is_slug(id)
}
