//! The gazetteer: the rows of the six CSV files, read and checked.
//!
//! What comes in is a folder (or the bytes of its files); what goes out is [`Gazetteer`], with every row that could
//! be read, and [`Problems`], with everything that is wrong, each with its line and column. Nothing here knows
//! how names are matched, except that two places that share a key and a spot are probably one.

mod check;
mod problem;
mod read;
mod rows;
mod table;
mod write;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::model::{Claim, Demonym, Name, Party, Place, Source};

pub use problem::{Problem, Problems};
pub use rows::Rows;
pub use write::GazetteerWriter;

/// The rows of a gazetteer folder.
///
/// ```no_run
/// use allonym::Gazetteer;
/// let gazetteer = Gazetteer::read("gazetteer")?;
/// for problem in gazetteer.check().iter() {
///     eprintln!("{problem}");
/// }
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    dir: PathBuf,
    places: Vec<Row<Place>>,
    names: Vec<Row<Name>>,
    claims: Vec<Row<Claim>>,
    parties: Vec<Row<Party>>,
    sources: Vec<Row<Source>>,
    demonyms: Vec<Row<Demonym>>,
    /// What was wrong with rows, or fields of rows, as they were read.
    unread: Vec<Problem>,
    /// By file, the ids of rows that could not be read: what refers to them does not dangle as well.
    unread_ids: HashMap<String, HashSet<String>>,
    /// The files of which a row could not even be told apart: what seems to dangle may stand there.
    torn: HashSet<String>,
}

/// A record and the line it stands on, counted from 1.
#[derive(Clone, Debug)]
pub(crate) struct Row<T> {
    pub(crate) line: u64,
    pub(crate) value: T,
}

/// The files of a gazetteer, in the order they are read. The first two must exist.
pub(crate) const FILES: [&str; 6] =
    ["places.csv", "names.csv", "claims.csv", "parties.csv", "sources.csv", "demonyms.csv"];

impl Gazetteer {
    /// Reads the files of a folder: `places.csv` and `names.csv`, and `claims.csv`, `parties.csv`, `sources.csv` and
    /// `demonyms.csv` where they exist. Rows that cannot be read are kept as problems for [`check`](Gazetteer::check).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] when the folder, `places.csv` or `names.csv` cannot be read.
    pub fn read(dir: impl AsRef<Path>) -> Result<Gazetteer, Error> {
        let dir = dir.as_ref();
        let mut files = Vec::new();
        for (number, file) in FILES.into_iter().enumerate() {
            let path = dir.join(file);
            match std::fs::read(&path) {
                Ok(bytes) => files.push((file, bytes)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && number >= 2 => {}
                Err(error) => return Err(Error::io(&path, "cannot read", error)),
            }
        }
        let mut gazetteer = Gazetteer { dir: dir.to_owned(), ..Gazetteer::default() };
        for (file, bytes) in &files {
            gazetteer.read_file(file, bytes);
        }
        Ok(gazetteer)
    }

    /// Reads the contents of gazetteer files given by name, such as `("names.csv", bytes)`.
    ///
    /// ```
    /// use allonym::Gazetteer;
    /// let gazetteer = Gazetteer::from_files(&[
    ///     ("places.csv", b"id,feature,lat,lon,population,part_of,same_as,note\nwien,P.PPLC,48.2,16.4,,,,\n"),
    ///     ("names.csv", "place,name,lang,kind,form_of,rank,accepted_by,disputed_by,asserts,start,end,footnote,source\n\
    ///                    wien,Wien,de,common,,,,,,,,,\n".as_bytes()),
    /// ])?;
    /// assert!(gazetteer.check().is_empty());
    /// # Ok::<(), allonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when a file has a name that is not one of the six.
    pub fn from_files(files: &[(&str, &[u8])]) -> Result<Gazetteer, Error> {
        let mut gazetteer = Gazetteer::default();
        for (file, bytes) in files {
            if !FILES.contains(file) {
                let message = format!("\"{file}\" is not a gazetteer file; expected one of {}", FILES.join(" "));
                return Err(Error::new(ErrorKind::Argument, message));
            }
            gazetteer.read_file(file, bytes);
        }
        Ok(gazetteer)
    }

    /// Everything that is wrong with the rows, in the order of files and lines. O(rows), with a sort.
    pub fn check(&self) -> Problems {
        check::check(self)
    }

    /// The gazetteer without the rows that `problems` names, and then without those that this leaves dangling.
    /// For a build that must go on; [`check`](Gazetteer::check) is what finds them.
    #[must_use]
    pub fn without(mut self, problems: &Problems) -> Gazetteer {
        let mut problems = problems.clone();
        self.unread.clear();
        self.unread_ids.clear();
        self.torn.clear();
        loop {
            let before = self.rows();
            let named: HashSet<(&std::ffi::OsStr, u64)> =
                problems.iter().filter_map(|p| Some((p.path().file_name()?, p.line()))).collect();
            let sound = |file: &str, line: u64| !named.contains(&(std::ffi::OsStr::new(file), line));
            self.places.retain(|row| sound("places.csv", row.line));
            self.names.retain(|row| sound("names.csv", row.line));
            self.claims.retain(|row| sound("claims.csv", row.line));
            self.parties.retain(|row| sound("parties.csv", row.line));
            self.sources.retain(|row| sound("sources.csv", row.line));
            self.demonyms.retain(|row| sound("demonyms.csv", row.line));
            let left = self.check();
            if left.is_empty() || (self.rows() == before && left == problems) {
                break;
            }
            problems = left;
        }
        self
    }

    /// The places, in file order.
    pub fn places(&self) -> impl ExactSizeIterator<Item = &Place> {
        self.places.iter().map(|row| &row.value)
    }

    /// The names, in file order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &Name> {
        self.names.iter().map(|row| &row.value)
    }

    /// The claims, in file order.
    pub fn claims(&self) -> impl ExactSizeIterator<Item = &Claim> {
        self.claims.iter().map(|row| &row.value)
    }

    /// The parties, in file order.
    pub fn parties(&self) -> impl ExactSizeIterator<Item = &Party> {
        self.parties.iter().map(|row| &row.value)
    }

    /// The sources, in file order.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = &Source> {
        self.sources.iter().map(|row| &row.value)
    }

    /// The demonyms, in file order.
    pub fn demonyms(&self) -> impl ExactSizeIterator<Item = &Demonym> {
        self.demonyms.iter().map(|row| &row.value)
    }

    fn rows(&self) -> usize {
        self.places.len()
            + self.names.len()
            + self.claims.len()
            + self.parties.len()
            + self.sources.len()
            + self.demonyms.len()
    }
}
