//! To be written.
use std::path::PathBuf;

use super::report::Tally;
use crate::error::Error;

/// A map of columns.
pub struct TableMap {}

pub(super) fn import(_map: &TableMap, _paths: &[PathBuf], _tally: &mut Tally<'_>) -> Result<(), Error> {
    Ok(())
}
