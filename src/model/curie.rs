//! Ids of places in other gazetteers.

use crate::error::{Error, ErrorKind, did_you_mean, quote};

/// A compact id in another gazetteer, such as `wd:Q7835` or `gn:2127426`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Curie(Box<str>);

/// Is a local id of the right shape?
type Shape = fn(&str) -> bool;

/// The gazetteers that ids may point to, the shape of their local ids, and an example.
const SCHEMES: &[(&str, Shape, &str)] = &[
    ("wd", |id| id.strip_prefix('Q').is_some_and(is_number), "wd:Q7835 (Wikidata)"),
    ("gn", is_number, "gn:2127426 (GeoNames)"),
    ("wof", is_number, "wof:85632353 (Who's On First)"),
    ("ne", |id| is_number(id) || id.bytes().all(|b| b.is_ascii_alphanumeric()), "ne:1159320987 (Natural Earth)"),
    ("osm", |id| id.strip_prefix(['n', 'w', 'r']).is_some_and(is_number), "osm:r123 (OpenStreetMap)"),
    ("tgn", is_number, "tgn:7000097 (Getty Thesaurus)"),
    ("pl", is_number, "pl:579885 (Pleiades)"),
    ("iso", |id| id.split('-').all(|part| !part.is_empty() && part.bytes().all(is_code)), "iso:JP-13 (ISO 3166)"),
];

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.len() <= 19 && id.bytes().all(|b| b.is_ascii_digit())
}

fn is_code(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

impl Curie {
    /// Parses `scheme:id`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the scheme is not one of `wd gn wof ne osm tgn pl iso` or the id has not
    /// the shape of that gazetteer's ids.
    pub fn parse(text: &str) -> Result<Curie, Error> {
        let fail = |expected: String| {
            Error::new(ErrorKind::Argument, format!("{} is not an id in another gazetteer; {expected}", quote(text)))
        };
        let Some((scheme, id)) = text.split_once(':') else {
            return Err(fail("expected scheme:id, such as wd:Q7835".to_owned()));
        };
        match SCHEMES.iter().find(|(known, _, _)| *known == scheme) {
            None => {
                let known = SCHEMES.iter().map(|(known, _, _)| *known);
                let hint = did_you_mean(scheme, known).map(|s| format!("; did you mean \"{s}\"?")).unwrap_or_default();
                Err(fail(format!("expected one of wd gn wof ne osm tgn pl iso before the colon{hint}")))
            }
            Some((_, valid, example)) if id.is_empty() || !valid(id) => {
                Err(fail(format!("expected one such as {example}")))
            }
            Some(_) => Ok(Curie(text.into())),
        }
    }

    /// The id with its scheme.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Curie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}
