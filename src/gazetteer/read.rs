//! From the fields of a row to a record, one function a file. Column by column, nothing across rows.

use std::collections::HashSet;
use std::path::Path;

use super::table::{Fields, for_each_row, for_each_row_of};
use super::{Gazetteer, Problem, Row, Rows};
use crate::error::Error;
use crate::model::{
    Claim, Demonym, DemonymForm, Name, NameKind, Party, PartyKind, Place, Point, Rank, Relation, Source,
};

pub(super) const PLACES: &[&str] = &["id", "feature", "lat", "lon", "population", "part_of", "same_as", "note"];
pub(super) const NAMES: &[&str] = &[
    "place",
    "name",
    "lang",
    "kind",
    "form_of",
    "rank",
    "accepted_by",
    "disputed_by",
    "asserts",
    "start",
    "end",
    "footnote",
    "source",
];
pub(super) const CLAIMS: &[&str] =
    &["id", "place", "relation", "object", "asserted_by", "rejected_by", "start", "end", "source"];
pub(super) const PARTIES: &[&str] = &["id", "kind", "label", "place", "languages", "follows", "same_as"];
pub(super) const SOURCES: &[&str] = &["id", "citation", "url", "date", "licence", "note"];
pub(super) const DEMONYMS: &[&str] = &["place", "demonym", "lang", "form", "source"];

impl Gazetteer {
    /// Reads one of the six files; `file` is one of [`FILES`](super::FILES).
    pub(super) fn read_file(&mut self, file: &str, bytes: &[u8]) {
        let path = self.dir.join(file);
        let problems = &mut self.unread;
        let ids = self.unread_ids.entry(file.to_owned()).or_default();
        let whole = match file {
            "places.csv" => for_each_row(&path, bytes, PLACES, problems, |f| keep(&mut self.places, ids, f, place)),
            "names.csv" => for_each_row(&path, bytes, NAMES, problems, |f| keep(&mut self.names, ids, f, name)),
            "claims.csv" => for_each_row(&path, bytes, CLAIMS, problems, |f| keep(&mut self.claims, ids, f, claim)),
            "parties.csv" => for_each_row(&path, bytes, PARTIES, problems, |f| keep(&mut self.parties, ids, f, party)),
            "sources.csv" => for_each_row(&path, bytes, SOURCES, problems, |f| keep(&mut self.sources, ids, f, source)),
            _ => for_each_row(&path, bytes, DEMONYMS, problems, |f| keep(&mut self.demonyms, ids, f, demonym)),
        };
        if !whole {
            self.torn.insert(file.to_owned());
        }
    }
}

impl Gazetteer {
    /// Gives the rows of a folder of any size to `rows`, one at a time, as far as each can be read by itself; what cannot
    /// goes to `problem`, which may stop the reading. Nothing is checked across rows. O(rows) time, and one row of memory.
    ///
    /// ```no_run
    /// use allonym::{Gazetteer, IndexBuilder};
    /// let mut builder = IndexBuilder::bounded(1 << 30, ".");
    /// Gazetteer::stream("imported", &mut builder, |problem| Ok(eprintln!("{problem}")))?;
    /// builder.write("imported.allonym")?;
    /// # Ok::<(), allonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What `rows` and `problem` return, and [`ErrorKind::Io`](crate::ErrorKind::Io) when `places.csv` or `names.csv`
    /// cannot be read.
    pub fn stream(
        dir: impl AsRef<Path>,
        rows: &mut dyn Rows,
        mut problem: impl FnMut(Problem) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let dir = dir.as_ref();
        each(dir, "sources.csv", SOURCES, source, |row| rows.source(&row), &mut problem)?;
        each(dir, "parties.csv", PARTIES, party, |row| rows.party(&row), &mut problem)?;
        each(dir, "places.csv", PLACES, place, |row| rows.place(&row), &mut problem)?;
        each(dir, "claims.csv", CLAIMS, claim, |row| rows.claim(&row), &mut problem)?;
        each(dir, "names.csv", NAMES, name, |row| rows.name(&row), &mut problem)?;
        each(dir, "demonyms.csv", DEMONYMS, demonym, |row| rows.demonym(&row), &mut problem)
    }
}

fn each<T>(
    dir: &Path,
    file: &str,
    columns: &'static [&'static str],
    read: fn(&mut Fields<'_>) -> Option<T>,
    mut take: impl FnMut(T) -> Result<(), Error>,
    problem: &mut impl FnMut(Problem) -> Result<(), Error>,
) -> Result<(), Error> {
    let path = dir.join(file);
    let input = match std::fs::File::open(&path) {
        Ok(input) => std::io::BufReader::with_capacity(1 << 18, input),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !matches!(file, "places.csv" | "names.csv") => {
            return Ok(());
        }
        Err(error) => return Err(Error::io(&path, "cannot read", error)),
    };
    let left = for_each_row_of(&path, input, columns, |fields| {
        let value = read(fields);
        let refused = fields.refused();
        fields.take_problems().into_iter().try_for_each(&mut *problem)?;
        match value {
            Some(value) if !refused => take(value),
            _ => Ok(()),
        }
    })?;
    left.into_iter().try_for_each(problem)
}

/// Keeps the record when each of its fields could be read, else the id, so that nothing else seems to dangle.
fn keep<T>(
    rows: &mut Vec<Row<T>>,
    unread_ids: &mut HashSet<String>,
    fields: &mut Fields<'_>,
    read: fn(&mut Fields<'_>) -> Option<T>,
) {
    let value = read(fields);
    match value {
        Some(value) if !fields.refused() => rows.push(Row { line: fields.line(), value }),
        _ => unread_ids.extend(fields.id().map(str::to_owned)),
    }
}

fn place(f: &mut Fields<'_>) -> Option<Place> {
    let id = f.place_id("id");
    let feature = f.feature("feature");
    let lat = f.degrees("lat", 90.0);
    let lon = f.degrees("lon", 180.0);
    let point = match (lat, lon) {
        (Some(lat), Some(lon)) => Some(Point { lat, lon }),
        (None, None) => None,
        (lat, _) => {
            let empty = if lat.is_none() { "lat" } else { "lon" };
            if f.is_empty(empty) {
                f.problem(empty, "empty, but the other coordinate is there; give both or neither".to_owned());
            }
            None
        }
    };
    Some(Place {
        id,
        point,
        population: f.count("population"),
        part_of: f.reference("part_of"),
        same_as: f.curies("same_as"),
        note: f.prose("note"),
        feature: feature?,
    })
}

fn name(f: &mut Fields<'_>) -> Option<Name> {
    let place = f.required("place", "a place id");
    let text = f.required("name", "a name");
    let lang = f.language("lang");
    let kind = f.word("kind", NameKind::parse, NameKind::ALL.iter().map(|kind| kind.as_str()));
    let form_of = f.reference("form_of");
    let rank = if f.is_empty("rank") {
        Some(Rank::Normal)
    } else {
        f.word("rank", Rank::parse, Rank::ALL.iter().map(|rank| rank.as_str()))
    };
    let accepted_by = f.list("accepted_by");
    let disputed_by = f.list("disputed_by");
    let asserts = f.list("asserts");
    let start = f.date("start");
    let end = f.date("end");
    let footnote = f.prose("footnote");
    let source = f.reference("source");
    Some(Name {
        place,
        text,
        lang: lang?,
        kind: kind?,
        form_of,
        rank: rank?,
        accepted_by,
        disputed_by,
        asserts,
        start,
        end,
        footnote,
        source,
    })
}

fn claim(f: &mut Fields<'_>) -> Option<Claim> {
    let id = f.slug("id");
    let place = f.required("place", "a place id");
    let relation = f.word("relation", Relation::parse, Relation::ALL.iter().map(|relation| relation.as_str()));
    let object = f.required("object", "a party, a place or a class, by relation");
    let asserted_by = f.list("asserted_by");
    let rejected_by = f.list("rejected_by");
    let start = f.date("start");
    let end = f.date("end");
    let source = f.required("source", "a source id: every claim has one");
    Some(Claim { id, place, relation: relation?, object, asserted_by, rejected_by, start, end, source })
}

fn party(f: &mut Fields<'_>) -> Option<Party> {
    let id = f.party_id("id");
    let kind = f.word("kind", PartyKind::parse, PartyKind::ALL.iter().map(|kind| kind.as_str()));
    Some(Party {
        id,
        label: f.required("label", "what to call the party in output"),
        place: f.reference("place"),
        languages: f.languages("languages"),
        follows: f.list("follows"),
        same_as: f.curies("same_as"),
        kind: kind?,
    })
}

fn source(f: &mut Fields<'_>) -> Option<Source> {
    Some(Source {
        id: f.slug("id"),
        citation: f.required("citation", "author, title, document symbol"),
        url: f.prose("url"),
        date: f.date("date"),
        licence: f.prose("licence"),
        note: f.prose("note"),
    })
}

fn demonym(f: &mut Fields<'_>) -> Option<Demonym> {
    let place = f.required("place", "a place id");
    let text = f.required("demonym", "a word for the people or things of the place");
    let lang = f.language("lang");
    let form = f.word("form", DemonymForm::parse, DemonymForm::ALL.iter().map(|form| form.as_str()));
    Some(Demonym { place, text, lang: lang?, form: form?, source: f.reference("source") })
}
