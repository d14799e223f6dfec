//! What is wrong with a gazetteer, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// One problem: a file, a line, mostly a column, what was found, what was expected and what to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    path: PathBuf,
    line: u64,
    column: Option<&'static str>,
    message: String,
}

impl Problem {
    pub(crate) fn new(path: &Path, line: u64, column: impl Into<Option<&'static str>>, message: String) -> Problem {
        Problem { path: path.to_owned(), line, column: column.into(), message }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The column, where the problem is in one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column
    }

    /// What was found, what was expected, what to do.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.path.display(), self.line)?;
        if let Some(column) = self.column {
            write!(f, "column \"{column}\": ")?;
        }
        f.write_str(&self.message)
    }
}

/// All problems of a gazetteer, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Problems(pub(crate) Vec<Problem>);

impl Problems {
    /// Is the gazetteer clean?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many problems there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The problems in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Problem> {
        self.0.iter()
    }
}
