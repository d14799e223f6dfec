//! What sort of place: the class and code of GeoNames.

use crate::error::{Error, ErrorKind, quote};

/// A GeoNames feature class and code joined by a full stop, such as `T.ISLS` (islands) or `P.PPLC` (capital).
///
/// Source: GeoNames feature codes, <https://www.geonames.org/export/codes.html>.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeatureCode(Box<str>);

impl FeatureCode {
    /// Parses `class.code`: a class letter of `A H L P R S T U V`, a full stop, and 1 to 10 capitals or digits.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when it has another shape.
    pub fn parse(text: &str) -> Result<FeatureCode, Error> {
        let valid = text.split_once('.').is_some_and(|(class, code)| {
            matches!(class, "A" | "H" | "L" | "P" | "R" | "S" | "T" | "U" | "V")
                && (1..=10).contains(&code.len())
                && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        });
        if valid {
            return Ok(FeatureCode(text.into()));
        }
        let message =
            format!("{} is not a GeoNames feature; expected class.code, such as T.ISL or P.PPLC", quote(text));
        Err(Error::new(ErrorKind::Argument, message))
    }

    /// `class.code`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for FeatureCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}
