//! What an import did: rows given, rows dropped and why, how far it has come.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, ErrorKind, quote};
use crate::gazetteer::Rows;
use crate::model::{Claim, Demonym, Name, Party, Place, Source};

/// How far an import has come.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes read, as they stand in the files (compressed where they are).
    pub read: u64,
    /// Bytes of all files.
    pub total: u64,
    /// Rows given so far.
    pub rows: u64,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// Places given.
    pub places: u64,
    /// Names given.
    pub names: u64,
    /// Claims given.
    pub claims: u64,
    /// What was dropped, or taken otherwise than it stands, by reason in byte order.
    pub dropped: Vec<Dropped>,
}

/// Rows, or parts of rows, dropped for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// Why, such as "deprecated record".
    pub reason: &'static str,
    /// How many.
    pub count: u64,
    /// The first: its file.
    pub path: PathBuf,
    /// Its line, from 1.
    pub line: u64,
    /// Its id or text.
    pub example: String,
}

/// A line of a file, for reports.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'p> {
    pub(super) path: &'p Path,
    /// From 1.
    pub(super) line: u64,
}

/// Rows between two calls of the watcher.
const STRIDE: u64 = 4096;

/// Passes rows on and counts them, and what was dropped.
pub(super) struct Tally<'t> {
    rows: &'t mut dyn Rows,
    strict: bool,
    watch: Option<&'t mut dyn FnMut(&Progress)>,
    read: Arc<AtomicU64>,
    total: u64,
    given: u64,
    report: Report,
    dropped: BTreeMap<&'static str, Dropped>,
}

impl<'t> Tally<'t> {
    pub(super) fn new(rows: &'t mut dyn Rows, strict: bool, watch: Option<&'t mut dyn FnMut(&Progress)>) -> Self {
        let (read, report, dropped) = (Arc::default(), Report::default(), BTreeMap::new());
        Tally { rows, strict, watch, read, total: 0, given: 0, report, dropped }
    }

    /// Says which files will be read, so that progress knows the whole.
    pub(super) fn expect<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>) {
        self.total += paths.into_iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum::<u64>();
    }

    /// Where inputs count the bytes they have read.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    pub(super) fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.rows.source(row)
    }

    pub(super) fn party(&mut self, row: &Party) -> Result<(), Error> {
        self.rows.party(row)
    }

    pub(super) fn place(&mut self, row: &Place) -> Result<(), Error> {
        self.report.places += 1;
        self.given();
        self.rows.place(row)
    }

    pub(super) fn name(&mut self, row: &Name) -> Result<(), Error> {
        self.report.names += 1;
        self.given();
        self.rows.name(row)
    }

    pub(super) fn claim(&mut self, row: &Claim) -> Result<(), Error> {
        self.report.claims += 1;
        self.given();
        self.rows.claim(row)
    }

    pub(super) fn demonym(&mut self, row: &Demonym) -> Result<(), Error> {
        self.given();
        self.rows.demonym(row)
    }

    fn given(&mut self) {
        self.given += 1;
        if self.given.is_multiple_of(STRIDE) {
            self.report_progress();
        }
    }

    fn report_progress(&mut self) {
        if let Some(watch) = &mut self.watch {
            watch(&Progress { read: self.read.load(Ordering::Relaxed), total: self.total, rows: self.given });
        }
    }

    /// Counts something that is dropped by intent: a deprecated record, a pseudo language.
    pub(super) fn dropped(&mut self, reason: &'static str, at: At<'_>, example: &str) {
        let first = || Dropped {
            reason,
            count: 0,
            path: at.path.to_owned(),
            line: at.line,
            example: example.chars().take(60).collect(),
        };
        self.dropped.entry(reason).or_insert_with(first).count += 1;
    }

    /// Counts a line, or a field of it, that is wrong.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the import is strict.
    pub(super) fn fault(&mut self, reason: &'static str, at: At<'_>, example: &str) -> Result<(), Error> {
        if self.strict {
            let message = format!("{reason}: {}; leave out --strict to drop it and go on", quote(example));
            return Err(Error::new(ErrorKind::Invalid, message).at(at.path).line(at.line));
        }
        self.dropped(reason, at, example);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Report {
        self.report_progress();
        self.report.dropped = self.dropped.into_values().collect();
        self.report
    }
}
