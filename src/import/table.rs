//! To be written.
use std::path::PathBuf;

use super::report::Tally;
use crate::error::Error;

/// A map of columns.
pub struct TableMap {}

impl TableMap {
    /// To be written.
    ///
    /// # Errors
    ///
    /// Always, until it is.
    pub fn read(path: &std::path::Path) -> Result<TableMap, Error> {
        Err(Error::new(crate::error::ErrorKind::Argument, "to be written").at(path))
    }
}

pub(super) fn import(_map: &TableMap, _paths: &[PathBuf], _tally: &mut Tally<'_>) -> Result<(), Error> {
    Ok(())
}
