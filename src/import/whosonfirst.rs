//! To be written.
use std::path::PathBuf;

use super::report::Tally;
use crate::error::Error;

pub(super) fn import(_paths: &[PathBuf], _tally: &mut Tally<'_>) -> Result<(), Error> {
    Ok(())
}
