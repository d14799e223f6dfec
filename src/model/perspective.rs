//! A perspective: whose names are wanted.

use crate::error::{Error, ErrorKind, quote};

use super::is_party_id;

/// An ordered list of parties whose names are wanted, the first one first. No perspective is called neutral.
///
/// ```
/// use allonym::Perspective;
/// let perspective = Perspective::parse("ap,UN")?;
/// assert_eq!(perspective.parties(), ["ap", "UN"]);
/// # Ok::<(), allonym::Error>(())
/// ```
///
/// Whether the parties exist is known only to an index:
/// [`PlaceRef::name_for`](crate::PlaceRef::name_for) says so when one does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Perspective {
    parties: Vec<String>,
}

impl Perspective {
    /// Parses party ids separated by commas or blanks; a repeated party counts once, at its first place.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when there is no id or one is neither two capitals nor a lower-case slug.
    pub fn parse(text: &str) -> Result<Perspective, Error> {
        let mut parties: Vec<String> = Vec::new();
        for id in text.split([',', ' ']).filter(|id| !id.is_empty()) {
            if !is_party_id(id) {
                let message = format!(
                    "{} is not a party id; expected two capitals (JP) or a lower-case slug (us-bgn)",
                    quote(id)
                );
                return Err(Error::new(ErrorKind::Argument, message));
            }
            if !parties.iter().any(|known| known == id) {
                parties.push(id.to_owned());
            }
        }
        if parties.is_empty() {
            let message = "a perspective needs at least one party, such as JP or ap,UN";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(Perspective { parties })
    }

    /// The party ids, in order.
    #[must_use]
    pub fn parties(&self) -> &[String] {
        &self.parties
    }
}
