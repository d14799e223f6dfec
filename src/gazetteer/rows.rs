//! Rows one at a time: what an importer gives, and an index builder or a folder of CSV files takes.

use crate::error::Error;
use crate::model::{Claim, Demonym, Name, Party, Place, Source};

/// Takes the rows of a gazetteer one at a time, so that a gazetteer of any size can pass through.
///
/// A source comes before the rows that cite it, a party before the rows that name it, and a place before its names.
pub trait Rows {
    /// Takes a row of `sources.csv`.
    ///
    /// # Errors
    ///
    /// As the taker says: it could not be stored.
    fn source(&mut self, row: &Source) -> Result<(), Error>;

    /// Takes a row of `parties.csv`.
    ///
    /// # Errors
    ///
    /// As [`source`](Rows::source).
    fn party(&mut self, row: &Party) -> Result<(), Error>;

    /// Takes a row of `places.csv`.
    ///
    /// # Errors
    ///
    /// As [`source`](Rows::source).
    fn place(&mut self, row: &Place) -> Result<(), Error>;

    /// Takes a row of `names.csv`.
    ///
    /// # Errors
    ///
    /// As [`source`](Rows::source).
    fn name(&mut self, row: &Name) -> Result<(), Error>;

    /// Takes a row of `claims.csv`.
    ///
    /// # Errors
    ///
    /// As [`source`](Rows::source).
    fn claim(&mut self, row: &Claim) -> Result<(), Error>;

    /// Takes a row of `demonyms.csv`.
    ///
    /// # Errors
    ///
    /// As [`source`](Rows::source).
    fn demonym(&mut self, row: &Demonym) -> Result<(), Error>;
}
