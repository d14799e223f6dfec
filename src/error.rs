//! The one error type of the crate.
//!
//! An [`Error`] says where (a path and a line, when there is one), what was found, what was expected and
//! what to do. Errors of dependencies appear only as [`source`](std::error::Error::source), so that a
//! dependency can change without changing ours.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong, in the coarsest terms a caller can act on.
///
/// ```
/// use allonym::{ErrorKind, Index};
/// let error = Index::from_bytes(b"PK\x03\x04".to_vec()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotAnIndex);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or stream could not be read or written.
    Io,
    /// The bytes are not an Allonym index.
    NotAnIndex,
    /// The index has a format or key version that this build does not read.
    Version,
    /// The index is truncated or damaged: a length, a reference or a checksum is wrong.
    Corrupt,
    /// Gazetteer rows break the data model; see [`Gazetteer::check`](crate::Gazetteer::check).
    Invalid,
    /// An argument (a language tag, a date, a party, an id) is malformed or unknown.
    Argument,
    /// The input exceeds a fixed limit of the format, such as 2²⁴ distinct words.
    Limit,
}

/// An error: where (a path and a line, when there is one), what was found, what was expected and what to do.
///
/// Errors of dependencies appear only as [`source`](std::error::Error::source).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    path: Option<PathBuf>,
    line: Option<u64>,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner { kind, path: None, line: None, message: message.into(), source: None }))
    }

    pub(crate) fn io(path: &Path, doing: &str, source: std::io::Error) -> Self {
        let message = format!("{doing}: {source}");
        Error::new(ErrorKind::Io, message).at(path).caused_by(source)
    }

    /// Says where, unless that was said already.
    pub(crate) fn or_at(self, path: &Path) -> Self {
        if self.0.path.is_some() { self } else { self.at(path) }
    }

    pub(crate) fn at(mut self, path: &Path) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    pub(crate) fn line(mut self, line: u64) -> Self {
        self.0.line = Some(line);
        self
    }

    pub(crate) fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// The kind of error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file the error is about, if it is about one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The line in [`path`](Error::path) the error is about, counted from 1.
    #[must_use]
    pub fn line_number(&self) -> Option<u64> {
        self.0.line
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Error::new(ErrorKind::Io, format!("cannot read or write: {source}")).caused_by(source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.0.line {
                write!(f, "{line}:")?;
            }
            write!(f, " ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("path", &self.0.path)
            .field("line", &self.0.line)
            .field("message", &self.0.message)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

/// The nearest of `known` to what was typed, when one is near enough to be meant: within one edit from three letters,
/// two from eight, and so on; ties in the order of `known`. The distance is optimal string alignment
/// ([`strsim::osa_distance`]) on the lower-cased forms.
pub(crate) fn did_you_mean<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    // A typed value may be megabytes long; nobody meant a known id by that.
    if typed.is_empty() || typed.len() > 64 {
        return None;
    }
    let lower = typed.to_lowercase();
    let letters = lower.chars().count();
    let allowed = usize::from(letters >= 3) + letters / 8;
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// A value as it appears in a message: quoted, with control characters escaped, and cut after 60
/// characters, since a field may be a whole damaged file.
pub(crate) fn quote(value: &str) -> String {
    const LONGEST: usize = 60;
    let mut quoted = String::with_capacity(value.len().min(LONGEST) + 2);
    quoted.push('"');
    for (count, character) in value.chars().enumerate() {
        if count == LONGEST {
            quoted.push('…');
            break;
        }
        match character {
            '"' => quoted.push_str("\\\""),
            c if c.is_control() => quoted.extend(c.escape_default()),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
