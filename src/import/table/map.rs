//! The file that says what the columns of tables mean: its keys, and what is wrong with it.
//!
//! Unknown keys, and words that are no feature, language or kind of this data model, are errors with the line they
//! stand on. Whether a table has the columns is known only when the table is opened.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, ErrorKind, did_you_mean, quote};
use crate::model::{Curie, DemonymForm, FeatureCode, Language, NameKind, is_slug};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Map {
    #[serde(default)]
    pub(super) source: Vec<SourceSpec>,
    pub(super) table: Vec<TableSpec>,
}

/// A source that tables cite.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSpec {
    pub(super) id: String,
    pub(super) citation: String,
    #[serde(default)]
    pub(super) licence: String,
    #[serde(default)]
    pub(super) url: String,
    #[serde(default)]
    pub(super) note: String,
}

/// What one table, or several of one make, means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableSpec {
    pub(super) files: Vec<FileSpec>,
    /// `csv`, `tsv`, or the one character between fields.
    pub(super) format: Option<String>,
    /// Fields may stand in double quotes: yes in `csv`, no in any other format unless said.
    pub(super) quoted: Option<bool>,
    /// The names of the columns, where the file does not begin with them.
    pub(super) header: Option<Vec<String>>,
    pub(super) source: String,
    pub(super) id: IdSpec,
    pub(super) feature: String,
    pub(super) feature_by: Option<ByColumn>,
    /// The columns of the class and the code of GeoNames, `feature` being for rows that have none.
    pub(super) feature_columns: Option<[String; 2]>,
    pub(super) lat: Option<String>,
    pub(super) lon: Option<String>,
    /// South, north, west, east: the middle of this box is the point of rows that have no other.
    pub(super) corners: Option<[String; 4]>,
    pub(super) population: Option<String>,
    #[serde(default)]
    pub(super) note: String,
    /// Fields that say that there is nothing to say, such as `-99`.
    #[serde(default)]
    pub(super) none: Vec<String>,
    /// The language of names that do not say theirs.
    pub(super) lang_by: Option<ByColumn>,
    pub(super) names: Vec<NameSpec>,
    pub(super) translations: Option<Translations>,
    pub(super) part_of: Option<IdSpec>,
    #[serde(default)]
    pub(super) same_as: Vec<LinkSpec>,
    #[serde(default)]
    pub(super) demonyms: Vec<DemonymSpec>,
    #[serde(default)]
    pub(super) drop: Vec<DropSpec>,
}

/// A file that the table describes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileSpec {
    /// Below the folder that is imported, without `.zst`, `.gz` or `.zip`.
    pub(super) path: String,
    /// The language of its names that do not say theirs.
    pub(super) lang: Option<String>,
    /// What its ids begin with, before the prefix of the table.
    pub(super) prefix: Option<String>,
}

/// An id made of columns: in the scheme of another gazetteer, or a slug with a prefix.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdSpec {
    pub(super) scheme: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) columns: Vec<String>,
}

/// The id of the same place elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkSpec {
    pub(super) scheme: String,
    pub(super) column: String,
}

/// A value chosen by that of a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByColumn {
    pub(super) column: String,
    pub(super) values: std::collections::BTreeMap<String, String>,
}

/// A column of names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameSpec {
    pub(super) column: String,
    /// Columns to take, in this order, where the column has no name.
    #[serde(default)]
    pub(super) or: Vec<String>,
    pub(super) lang: Option<String>,
    pub(super) kind: Option<String>,
    /// Texts between several names.
    #[serde(default)]
    pub(super) split: Vec<String>,
    /// A text that, with everything after it, is no part of the name.
    pub(super) cut: Option<String>,
    /// Words that stand where a name would, and are none.
    #[serde(default)]
    pub(super) except: Vec<String>,
    /// A name that holds one of these texts is left out.
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// The column of the name that this one is a form of.
    pub(super) form_of: Option<String>,
}

/// Columns `<prefix><language>`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translations {
    pub(super) prefix: String,
    /// Language tags; `zht:zh-Hant` where the column is not called by the tag. A pattern would take `name_alt` for
    /// Southern Altai, which is why each is named.
    pub(super) languages: Vec<String>,
}

/// A column of words for the people of a place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemonymSpec {
    pub(super) column: String,
    pub(super) lang: String,
    pub(super) form: String,
    #[serde(default)]
    pub(super) split: Vec<String>,
    /// A text that, with everything after it, is no part of the word.
    pub(super) cut: Option<String>,
    /// An ending that stands for the plural, such as `(s)`: the word without it is what `form` says, and with an `s` the
    /// plural.
    pub(super) plural: Option<String>,
}

/// Rows to leave out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DropSpec {
    pub(super) column: String,
    #[serde(default)]
    pub(super) equals: Vec<String>,
    #[serde(default)]
    pub(super) starts_with: Vec<String>,
    /// The last word is a number.
    #[serde(default)]
    pub(super) ends_with_number: bool,
    /// Only where these columns are empty.
    #[serde(default)]
    pub(super) empty: Vec<String>,
    /// Only in this file, by its path.
    pub(super) file: Option<String>,
    pub(super) reason: Reason,
}

/// Why rows are left out, kept for good: a report names its reasons by static text, and a map has a handful.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reason(pub(super) &'static str);

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: serde::Deserializer<'de>>(text: D) -> Result<Reason, D::Error> {
        Ok(Reason(String::deserialize(text)?.leak()))
    }
}

impl Map {
    /// Reads a map; `path` is for messages.
    pub(super) fn parse(text: &str, path: &Path) -> Result<Map, Error> {
        let map: Map = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            Error::new(ErrorKind::Invalid, explain(error.message())).at(path).line(line)
        })?;
        map.check(text, path)?;
        Ok(map)
    }

    /// Checks the words that belong to the data model.
    fn check(&self, text: &str, path: &Path) -> Result<(), Error> {
        // A wrong word is found again by its text: where it stands first.
        let at = |word: &str| text.find(&format!("\"{word}\"")).map_or(1, |at| line_of(text, at));
        let fail = |word: &str, message: String| Err(Error::new(ErrorKind::Invalid, message).at(path).line(at(word)));
        let told = |word: &str, error: Error| fail(word, error.to_string());
        for source in &self.source {
            if !is_slug(&source.id) {
                return fail(&source.id, format!("{} is no id of a source; expected a slug", quote(&source.id)));
            }
        }
        for table in &self.table {
            if !self.source.iter().any(|source| source.id == table.source) {
                let near = did_you_mean(&table.source, self.source.iter().map(|source| source.id.as_str()));
                let hint = near.map_or("add a [[source]]".to_owned(), |near| format!("did you mean \"{near}\"?"));
                return fail(&table.source, format!("{} is the id of no [[source]]; {hint}", quote(&table.source)));
            }
            let features =
                std::iter::once(&table.feature).chain(table.feature_by.iter().flat_map(|by| by.values.values()));
            for feature in features {
                if let Err(error) = FeatureCode::parse(feature) {
                    return told(feature, error);
                }
            }
            for lang in table.languages() {
                if let Err(error) = Language::parse(lang) {
                    return told(lang, error);
                }
            }
            for kind in table.names.iter().filter_map(|name| name.kind.as_deref()) {
                if NameKind::parse(kind).is_none_or(|kind| kind == NameKind::Official) {
                    let words = NameKind::ALL[1..].iter().map(|kind| kind.as_str());
                    let near = did_you_mean(kind, words.clone()).map(|near| format!("; did you mean \"{near}\"?"));
                    let known = words.collect::<Vec<_>>().join(" ");
                    let near = near.unwrap_or_default();
                    let message =
                        format!("{} is no kind of name a table can give; expected {known}{near}", quote(kind));
                    return fail(kind, message);
                }
            }
            for form in table.demonyms.iter().map(|demonym| &demonym.form) {
                if DemonymForm::parse(form).is_none() {
                    return fail(form, format!("{} is no form; expected adjective, noun or plural", quote(form)));
                }
            }
            if let Err((word, message)) = table.check_ids() {
                return fail(word, message);
            }
            if let Some(format) = table.format.as_deref()
                && !matches!(format, "csv" | "tsv")
                && !(format.len() == 1 && format.is_ascii())
            {
                return fail(format, format!("{} is no format; expected csv, tsv or one character", quote(format)));
            }
            if table.names.iter().any(|name| name.lang.is_none())
                && table.lang_by.is_none()
                && let Some(file) = table.files.iter().find(|file| file.lang.is_none())
            {
                let message =
                    format!("{} has names without a language; add lang to the file or the name", quote(&file.path));
                return fail(&file.path, message);
            }
            if table.lat.is_some() != table.lon.is_some() {
                let path = table.files.first().map_or("", |file| &file.path);
                return fail(path, format!("{} has lat or lon alone; give both or neither", quote(path)));
            }
        }
        Ok(())
    }
}

impl TableSpec {
    /// Every language tag that the table names.
    fn languages(&self) -> impl Iterator<Item = &str> {
        let names = self.names.iter().filter_map(|name| name.lang.as_deref());
        let files = self.files.iter().filter_map(|file| file.lang.as_deref());
        let by = self.lang_by.iter().flat_map(|by| by.values.values().map(String::as_str));
        let columns = self.translations.iter().flat_map(|all| all.languages.iter().map(|lang| tag(lang).1));
        let demonyms = self.demonyms.iter().map(|demonym| demonym.lang.as_str());
        names.chain(files).chain(by).chain(columns).chain(demonyms)
    }

    fn check_ids(&self) -> Result<(), (&str, String)> {
        let schemes = std::iter::once(&self.id).chain(&self.part_of).filter_map(|id| id.scheme.as_deref());
        for scheme in schemes.chain(self.same_as.iter().map(|link| link.scheme.as_str())) {
            // An id that every scheme but Wikidata and OpenStreetMap takes.
            if Curie::parse(&format!("{scheme}:1")).is_err() && !matches!(scheme, "wd" | "osm") {
                return Err((scheme, format!("{} is no scheme; expected wd gn wof ne osm tgn pl iso", quote(scheme))));
            }
        }
        for id in std::iter::once(&self.id).chain(&self.part_of) {
            let path = self.files.first().map_or("", |file| file.path.as_str());
            if id.columns.is_empty() || id.scheme.is_some() == id.prefix.is_some() {
                let message = format!("the id of {} needs columns, and either a scheme or a prefix", quote(path));
                return Err((path, message));
            }
            if id.scheme.is_some() && id.columns.len() > 1 {
                return Err((path, format!("the id of {} is in a scheme; expected one column", quote(path))));
            }
        }
        let prefixes = [&self.id.prefix, self.part_of.as_ref().map_or(&None, |id| &id.prefix)];
        let files = self.files.iter().map(|file| &file.prefix);
        for prefix in prefixes.into_iter().chain(files).flatten() {
            if !is_slug(prefix) {
                let message = format!("{} is no prefix of ids; expected small letters and digits", quote(prefix));
                return Err((prefix, message));
            }
        }
        Ok(())
    }
}

/// The column and the tag of `zht:zh-Hant`, or of `fr`.
pub(super) fn tag(language: &str) -> (&str, &str) {
    language.split_once(':').unwrap_or((language, language))
}

fn line_of(text: &str, at: usize) -> u64 {
    text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

/// The message of the parser, with the key that was meant.
fn explain(message: &str) -> String {
    let mut words = message.split('`').skip(1).step_by(2);
    let unknown = message.starts_with("unknown field").then(|| words.next()).flatten();
    match unknown.and_then(|typed| did_you_mean(typed, words)) {
        Some(near) => format!("{message}; did you mean \"{near}\"?"),
        None => message.to_owned(),
    }
}
