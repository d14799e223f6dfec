//! Names: one row, one statement.

use super::{Date, Language, words};

/// A row of `names.csv`: this string names this place, in this language, of this kind, for these parties, in
/// this period, says this source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The place it names.
    pub place: String,
    /// The name, in Unicode normalization form C.
    pub text: String,
    /// Its language; script and romanization stand in the tag.
    pub lang: Language,
    /// What kind of name it is.
    pub kind: NameKind,
    /// The name, of the same place, that this one is a form of; its parties and output name are that row's.
    pub form_of: Option<String>,
    /// Its rank within place, language and party.
    pub rank: Rank,
    /// The parties that use or adopt it. Empty means that nobody said so, never "no".
    pub accepted_by: Vec<String>,
    /// The parties that object to it.
    pub disputed_by: Vec<String>,
    /// The claims that the words themselves state.
    pub asserts: Vec<String>,
    /// First day of the statement.
    pub start: Option<Date>,
    /// Day after the last; a row that has one is historical.
    pub end: Option<Date>,
    /// Words that a party requires with the name.
    pub footnote: String,
    /// The source id; required wherever a party or a claim is named.
    pub source: Option<String>,
}

impl Name {
    /// A row that states nothing but the name.
    #[must_use]
    pub fn new(place: impl Into<String>, text: impl Into<String>, lang: Language, kind: NameKind) -> Name {
        Name {
            place: place.into(),
            text: text.into(),
            lang,
            kind,
            form_of: None,
            rank: Rank::Normal,
            accepted_by: Vec::new(),
            disputed_by: Vec::new(),
            asserts: Vec::new(),
            start: None,
            end: None,
            footnote: String::new(),
            source: None,
        }
    }
}

words! {
    /// What kind of name a row is.
    NameKind {
        /// Adopted by the parties in `accepted_by`.
        Official = "official",
        /// In common use.
        Common = "common",
        /// Another name in real use.
        Alternate = "alternate",
        /// A short form.
        Short = "short",
        /// An abbreviation, such as `DPRK`.
        Abbreviation = "abbreviation",
        /// Used in informal speech.
        Colloquial = "colloquial",
        /// A spelling, romanization or misspelling: matched, never output.
        Variant = "variant",
    }
}

words! {
    /// The rank of a row within place, language and party.
    Rank {
        /// Wins a tie.
        Preferred = "preferred",
        /// The default.
        Normal = "normal",
        /// Matched, never output.
        Deprecated = "deprecated",
    }
}

/// A row of `demonyms.csv`: a word for the people or things of a place, such as "Kosovar". It is not a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonym {
    /// The place.
    pub place: String,
    /// The word.
    pub text: String,
    /// Its language.
    pub lang: Language,
    /// Its form.
    pub form: DemonymForm,
    /// The source id, if any.
    pub source: Option<String>,
}

words! {
    /// The form of a demonym.
    DemonymForm {
        /// "Japanese" (cuisine).
        Adjective = "adjective",
        /// "a Kosovar".
        Noun = "noun",
        /// "the Kosovars".
        Plural = "plural",
    }
}
