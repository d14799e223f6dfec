//! Sources: on whose authority.

use super::Date;

/// A row of `sources.csv`: a document that can be cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A slug.
    pub id: String,
    /// Author, title, document symbol.
    pub citation: String,
    /// Where it can be read, if that is stable.
    pub url: String,
    /// When it was issued.
    pub date: Option<Date>,
    /// Under what licence, if known.
    pub licence: String,
    /// Anything else.
    pub note: String,
}
