//! The CSV tables of this data model: what an import wrote, read back row by row.

use std::path::{Path, PathBuf};

use super::report::{At, Tally};
use crate::error::Error;
use crate::gazetteer::{FILES, Gazetteer, Rows};
use crate::model::{Claim, Demonym, Name, Party, Place, Source};

/// Reads the folders.
pub(super) fn import(paths: &[PathBuf], tally: &mut Tally<'_>) -> Result<(), Error> {
    let files: Vec<PathBuf> = paths.iter().flat_map(|dir| FILES.map(|file| dir.join(file))).collect();
    tally.expect(files.iter().map(|path| &**path));
    for dir in paths {
        folder(dir, tally)?;
    }
    Ok(())
}

fn folder(dir: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
    // Rows and problems come in turn, and both go to the tally.
    let tally = std::cell::RefCell::new(tally);
    Gazetteer::stream(dir, &mut Counted(&tally), |problem| {
        let at = At { path: problem.path(), line: problem.line() };
        tally.borrow_mut().fault("row that is wrong by itself", at, problem.message())
    })
}

struct Counted<'c, 't, 'r>(&'c std::cell::RefCell<&'t mut Tally<'r>>);

impl Rows for Counted<'_, '_, '_> {
    fn source(&mut self, row: &Source) -> Result<(), Error> {
        self.0.borrow_mut().source(row)
    }

    fn party(&mut self, row: &Party) -> Result<(), Error> {
        self.0.borrow_mut().party(row)
    }

    fn place(&mut self, row: &Place) -> Result<(), Error> {
        self.0.borrow_mut().place(row)
    }

    fn name(&mut self, row: &Name) -> Result<(), Error> {
        self.0.borrow_mut().name(row)
    }

    fn claim(&mut self, row: &Claim) -> Result<(), Error> {
        self.0.borrow_mut().claim(row)
    }

    fn demonym(&mut self, row: &Demonym) -> Result<(), Error> {
        self.0.borrow_mut().demonym(row)
    }
}

#[cfg(test)]
mod tests {
    use crate::gazetteer::GazetteerWriter;
    use crate::import::{Format, Importer};

    /// What was written is read back, and written again is the same.
    #[test]
    fn an_import_is_read_back() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("gazetteer");
        let dir = tempfile::tempdir().unwrap();
        let mut writer = GazetteerWriter::create(dir.path().join("first")).unwrap();
        let report = Importer::new(Format::Csv).run(std::slice::from_ref(&root), &mut writer).unwrap();
        writer.finish().unwrap();
        assert!(report.places > 900 && report.names > 14_000 && report.dropped.is_empty(), "{report:?}");
        let mut writer = GazetteerWriter::create(dir.path().join("second")).unwrap();
        Importer::new(Format::Csv).strict().run(&[dir.path().join("first")], &mut writer).unwrap();
        writer.finish().unwrap();
        for file in super::FILES {
            let read = |folder: &str| std::fs::read(dir.path().join(folder).join(file)).unwrap();
            assert!(read("first") == read("second"), "{file}");
        }
    }

    #[test]
    fn a_row_that_is_wrong_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            dir.path().join("places.csv"),
            "id,feature,lat,lon,population,part_of,same_as,note\na,T.ISL,1,2,,,,\nb,T.ISL,95,2,,,,\n",
        )
        .unwrap();
        std::fs::write(dir.path().join("names.csv"), "place,name,lang,kind,form_of,rank,accepted_by,disputed_by,asserts,start,end,footnote,source\na,A,und,common,,,,,,,,,\na,A,xx-nope,common,,,,,,,,,\n").unwrap();
        let mut builder = crate::IndexBuilder::new();
        let report = Importer::new(Format::Csv).run(&[dir.path().to_owned()], &mut builder).unwrap();
        assert_eq!((report.places, report.names, report.dropped.len()), (1, 1, 1));
        assert_eq!((report.dropped[0].count, report.dropped[0].line), (2, 3));
        assert!(Importer::new(Format::Csv).strict().run(&[dir.path().to_owned()], &mut builder).is_err());
    }
}
