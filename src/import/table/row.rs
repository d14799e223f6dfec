//! One row of a table, by its map: the place, its names and its demonyms.
//!
//! Columns are found once a table, and memory is used again for each row: a table may have millions.

use super::Seen;
use super::map::{ByColumn, DemonymSpec, DropSpec, FileSpec, IdSpec, NameSpec, TableSpec, tag};
use crate::error::{Error, ErrorKind, did_you_mean, quote};
use crate::import::columns::Table;
use crate::import::iso::{is_assigned, is_subdivision};
use crate::import::point::{middle, on_earth};
use crate::import::record::Record;
use crate::import::report::Tally;
use crate::model::{Curie, Demonym, DemonymForm, FeatureCode, Language, NameKind};

/// A map, with the numbers of the columns for their names.
pub(super) struct Row<'m> {
    spec: &'m TableSpec,
    id: Id<'m>,
    part_of: Option<Id<'m>>,
    feature: Choice<FeatureCode>,
    feature_columns: Option<[usize; 2]>,
    point: Option<[usize; 2]>,
    corners: Option<[usize; 4]>,
    population: Option<usize>,
    lang: Option<Choice<Language>>,
    names: Vec<NameColumn<'m>>,
    translations: Vec<(usize, Language)>,
    same_as: Vec<(&'m str, usize)>,
    demonyms: Vec<(usize, &'m DemonymSpec, Language, DemonymForm)>,
    drops: Vec<(usize, Vec<usize>, &'m DropSpec)>,
    /// Memory for the id of the row.
    text: String,
}

/// How an id is made.
struct Id<'m> {
    scheme: Option<&'m str>,
    prefix: String,
    columns: Vec<usize>,
}

/// A value, or others by a column.
struct Choice<T> {
    default: T,
    by: Option<(usize, Vec<(String, T)>)>,
}

struct NameColumn<'m> {
    spec: &'m NameSpec,
    columns: Vec<usize>,
    lang: Option<Language>,
    kind: NameKind,
    form_of: Option<usize>,
}

impl<T> Choice<T> {
    fn get<'c>(&'c self, table: &Table) -> &'c T {
        let chosen = self.by.as_ref().and_then(|(column, values)| {
            let field = table.field(*column);
            values.iter().find(|(value, _)| value == field)
        });
        chosen.map_or(&self.default, |(_, chosen)| chosen)
    }
}

impl<'m> Row<'m> {
    /// Finds the columns of a table.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] when the table lacks one.
    pub(super) fn new(table: &Table, spec: &'m TableSpec, file: &'m FileSpec) -> Result<Row<'m>, Error> {
        let column = |name: &String| find(table, name);
        let id = |id: &'m IdSpec, file_prefix: Option<&str>| {
            let columns = id.columns.iter().map(column).collect::<Result<_, _>>()?;
            let prefix = file_prefix.into_iter().chain(id.prefix.as_deref()).collect::<Vec<_>>().join("-");
            Ok::<_, Error>(Id { scheme: id.scheme.as_deref(), prefix, columns })
        };
        let names = spec.names.iter().map(|name| {
            let columns = std::iter::once(&name.column).chain(&name.or).map(column).collect::<Result<_, _>>()?;
            let kind = name.kind.as_deref().and_then(NameKind::parse).unwrap_or(NameKind::Common);
            let lang = name.lang.as_deref().map(Language::parse).transpose()?;
            let form_of = name.form_of.as_ref().map(column).transpose()?;
            Ok(NameColumn { spec: name, columns, lang, kind, form_of })
        });
        let translations = spec.translations.iter().flat_map(|all| all.languages.iter().map(move |lang| (all, lang)));
        let translations = translations.map(|(all, lang)| {
            let (name, tag) = tag(lang);
            Ok((find(table, &format!("{}{name}", all.prefix))?, Language::parse(tag)?))
        });
        let demonyms = spec.demonyms.iter().map(|demonym| {
            let form = DemonymForm::parse(&demonym.form).unwrap_or(DemonymForm::Noun);
            Ok((column(&demonym.column)?, demonym, Language::parse(&demonym.lang)?, form))
        });
        let drops = spec.drop.iter().filter(|drop| drop.file.as_ref().is_none_or(|only| *only == file.path));
        let drops = drops
            .map(|drop| Ok((column(&drop.column)?, drop.empty.iter().map(column).collect::<Result<_, _>>()?, drop)));
        let lang = match (&file.lang, &spec.lang_by) {
            (None, None) => None,
            (lang, by) => {
                let default = Language::parse(lang.as_deref().unwrap_or("und"))?;
                Some(choice(table, default, by.as_ref(), Language::parse)?)
            }
        };
        Ok(Row {
            spec,
            id: id(&spec.id, file.prefix.as_deref())?,
            part_of: spec.part_of.as_ref().map(|part_of| id(part_of, None)).transpose()?,
            feature: choice(table, FeatureCode::parse(&spec.feature)?, spec.feature_by.as_ref(), FeatureCode::parse)?,
            feature_columns: match &spec.feature_columns {
                Some([class, code]) => Some([column(class)?, column(code)?]),
                None => None,
            },
            point: match (&spec.lat, &spec.lon) {
                (Some(lat), Some(lon)) => Some([column(lat)?, column(lon)?]),
                _ => None,
            },
            corners: match &spec.corners {
                Some([south, north, west, east]) => {
                    Some([column(south)?, column(north)?, column(west)?, column(east)?])
                }
                None => None,
            },
            population: spec.population.as_ref().map(column).transpose()?,
            lang,
            names: names.collect::<Result<_, Error>>()?,
            translations: translations.collect::<Result<_, Error>>()?,
            same_as: spec
                .same_as
                .iter()
                .map(|link| Ok((link.scheme.as_str(), column(&link.column)?)))
                .collect::<Result<_, Error>>()?,
            demonyms: demonyms.collect::<Result<_, Error>>()?,
            drops: drops.collect::<Result<_, Error>>()?,
            text: String::new(),
        })
    }

    /// Gives the place of the row last read, its names and its demonyms.
    pub(super) fn import(
        &mut self,
        table: &Table,
        record: &mut Record,
        seen: &mut Seen,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let at = table.at();
        let dropped = self.drops.iter().find(|(column, empty, drop)| {
            drops(drop, table.field(*column)) && empty.iter().all(|column| table.field(*column).is_empty())
        });
        if let Some((column, _, drop)) = dropped {
            tally.dropped(drop.reason.0, at, table.field(*column));
            return Ok(());
        }
        if !self.id.write(table, &self.spec.none, &mut self.text) {
            return tally.fault("a row without an id", at, table.field(self.id.columns[0]));
        }
        record.begin(&self.text);
        self.names(table, record);
        if record.first_name().is_none() {
            tally.dropped("a place without a name", at, &self.text);
            return Ok(());
        }
        if !seen.ids.insert(fnv(self.text.bytes())) {
            tally.dropped("a repeated row: its id is that of an earlier one", at, &self.text);
            return Ok(());
        }
        self.place(table, record, seen, tally)?;
        record.give(tally, at)?;
        for (column, spec, lang, form) in &self.demonyms {
            self.demonym(table.field(*column), spec, (lang, *form), record, tally, table)?;
        }
        Ok(())
    }

    /// Everything but the names.
    fn place(
        &mut self,
        table: &Table,
        record: &mut Record,
        seen: &mut Seen,
        tally: &mut Tally<'_>,
    ) -> Result<(), Error> {
        let at = table.at();
        let place = &mut record.place;
        let own = self.feature_columns.and_then(|[class, code]| {
            FeatureCode::parse(&format!("{}.{}", table.field(class), table.field(code))).ok()
        });
        match own {
            Some(own) => place.feature = own,
            None => place.feature.clone_from(self.feature.get(table)),
        }
        place.note.push_str(&self.spec.note);
        if let Some([lat, lon]) = self.point {
            let parse = |column: usize| table.field(column).parse().ok();
            place.point = parse(lat).zip(parse(lon)).and_then(|(lat, lon)| on_earth(lat, lon));
            let fields = [table.field(lat), table.field(lon)];
            let said = fields.iter().any(|field| !field.is_empty() && !self.spec.none.iter().any(|none| none == field));
            if place.point.is_none() && said {
                let example = format!("{} at {}, {}", place.id, fields[0], fields[1]);
                tally.fault(
                    "a point that is not on the Earth, or at 0, 0; the place was taken without",
                    at,
                    &example,
                )?;
            }
        }
        if let Some(corners) = self.corners {
            let number = |column: usize| table.field(column).parse().unwrap_or(f64::NAN);
            place.point = place.point.or_else(|| middle(corners.map(number)));
        }
        if let Some(population) = self.population {
            let count = table.field(population).split('.').next().unwrap_or_default().parse().ok();
            place.population = count.filter(|count| *count > 0);
        }
        for (scheme, column) in &self.same_as {
            let field = whole(table.field(*column));
            if field.is_empty() || self.spec.none.iter().any(|none| none == field) {
                continue;
            }
            match link(scheme, field) {
                None => tally.dropped("an id that is not one of its gazetteer", at, field),
                Some(curie) if seen.same_as.insert(fnv(curie.as_str().bytes())) => place.same_as.push(curie),
                Some(curie) => {
                    tally.dropped("an id of another gazetteer that an earlier row has", at, curie.as_str());
                }
            }
        }
        if let Some(part_of) = &self.part_of
            && part_of.write(table, &self.spec.none, &mut self.text)
        {
            if seen.ids.contains(&fnv(self.text.bytes())) {
                place.part_of = Some(self.text.clone());
            } else {
                tally.dropped("part of a place that no earlier row has", at, &self.text);
            }
        }
        Ok(())
    }

    fn names(&self, table: &Table, record: &mut Record) {
        let default = self.lang.as_ref().map(|lang| lang.get(table));
        for name in &self.names {
            let says =
                |field: &str| !field.is_empty() && !self.is_none(field) && !name.spec.except.iter().any(|e| e == field);
            let Some(field) = name.columns.iter().map(|column| table.field(*column)).find(|field| says(field)) else {
                continue;
            };
            let Some(lang) = name.lang.as_ref().or(default) else { continue };
            let form_of = name.form_of.map(|column| table.field(column)).filter(|of| !of.is_empty());
            for text in split(field, &name.spec.split) {
                let text = cut(text, name.spec.cut.as_ref()).trim();
                if says(text) && !name.spec.without.iter().any(|without| text.contains(without.as_str())) {
                    record.name(text, lang, name.kind, form_of);
                }
            }
        }
        for (column, lang) in &self.translations {
            let field = table.field(*column);
            if !self.is_none(field) {
                record.name(field, lang, NameKind::Common, None);
            }
        }
    }

    fn is_none(&self, field: &str) -> bool {
        self.spec.none.iter().any(|none| none == field)
    }

    fn demonym(
        &self,
        field: &str,
        spec: &DemonymSpec,
        (lang, form): (&Language, DemonymForm),
        record: &Record,
        tally: &mut Tally<'_>,
        table: &Table,
    ) -> Result<(), Error> {
        if self.is_none(field) {
            return Ok(());
        }
        let mut give = |text: &str, form| {
            tally.demonym(&Demonym {
                place: record.place.id.clone(),
                text: text.to_owned(),
                lang: lang.clone(),
                form,
                source: Some(self.spec.source.clone()),
            })
        };
        let mut given: Vec<&str> = Vec::new();
        let mut odd = false;
        for word in
            split(field, &spec.split).map(|word| cut(word, spec.cut.as_ref()).trim()).filter(|word| !word.is_empty())
        {
            let single = spec.plural.as_deref().and_then(|plural| word.strip_suffix(plural));
            let text = single.unwrap_or(word).trim();
            // What stands in parentheses is a remark on the word, or another way to form it.
            if text.contains(['(', ')', ';', '&']) || !text.chars().any(char::is_alphabetic) {
                odd = true;
                continue;
            }
            if given.contains(&text) {
                continue;
            }
            given.push(text);
            give(text, form)?;
            if single.is_some() {
                give(&format!("{text}s"), DemonymForm::Plural)?;
            }
        }
        if odd {
            tally.dropped("a demonym with a remark", table.at(), field);
        }
        Ok(())
    }
}

impl Id<'_> {
    /// Writes the id of the row; `false` when it has none.
    ///
    /// A slug is the prefix and the value of the column, where that is one column of ASCII letters, digits and signs
    /// between them. Otherwise it is the prefix and twelve letters and digits that stand for the values, which change
    /// when one of them does: 60 bits of FNV-1a, a hash that no version of anything changes.
    fn write(&self, table: &Table, none: &[String], id: &mut String) -> bool {
        id.clear();
        let value = whole(table.field(self.columns[0]));
        if let Some(scheme) = self.scheme {
            let Some(curie) = link(scheme, value).filter(|_| !none.iter().any(|none| none == value)) else {
                return false;
            };
            id.push_str(curie.as_str());
            return true;
        }
        if self.columns.iter().all(|column| table.field(*column).is_empty()) {
            return false;
        }
        id.push_str(&self.prefix);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b' ' | b'/' | b':');
        if self.columns.len() == 1 && value.bytes().all(plain) && value.bytes().any(|byte| byte.is_ascii_alphanumeric())
        {
            for word in value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
                id.push('-');
                id.extend(word.bytes().map(|byte| byte.to_ascii_lowercase() as char));
            }
            return true;
        }
        // A byte that no text has keeps "ab", "c" and "a", "bc" apart.
        let fields = self.columns.iter().map(|column| table.field(*column));
        let mut hash = fnv(fields.flat_map(|field| field.bytes().chain([0xFF])));
        id.push('-');
        for _ in 0..12 {
            id.push(b"0123456789abcdefghjkmnpqrstvwxyz"[(hash & 31) as usize] as char);
            hash >>= 5;
        }
        true
    }
}

/// The number of a column.
fn find(table: &Table, name: &str) -> Result<usize, Error> {
    table.column(name).ok_or_else(|| {
        let near = did_you_mean(name, table.header().iter().map(String::as_str));
        let hint = near.map_or_else(
            || format!("expected one of {}", table.header().join(" ")),
            |near| format!("did you mean \"{near}\"?"),
        );
        let message = format!("the map has a column {} that the table has not; {hint}", quote(name));
        Error::new(ErrorKind::Invalid, message).at(table.at().path).line(1)
    })
}

fn choice<T>(
    table: &Table,
    default: T,
    by: Option<&ByColumn>,
    parse: impl Fn(&str) -> Result<T, Error>,
) -> Result<Choice<T>, Error> {
    let by = by.map(|by| {
        let values = by.values.iter().map(|(value, word)| Ok((value.clone(), parse(word)?)));
        Ok::<_, Error>((find(table, &by.column)?, values.collect::<Result<_, Error>>()?))
    });
    Ok(Choice { default, by: by.transpose()? })
}

/// The id in another gazetteer; codes of ISO that users may assign as they like are none.
fn link(scheme: &str, value: &str) -> Option<Curie> {
    if scheme == "iso" && !is_assigned(value) && !is_subdivision(value) {
        return None;
    }
    Curie::parse(&format!("{scheme}:{value}")).ok()
}

/// A number that went through a table of decimals: `1159321441.0`.
fn whole(field: &str) -> &str {
    field.strip_suffix(".0").filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(field)
}

fn drops(drop: &DropSpec, field: &str) -> bool {
    let last_is_number = || {
        let last = field.rsplit_once(' ').map_or("", |(_, last)| last);
        !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
    };
    drop.equals.iter().any(|value| value == field)
        || drop.starts_with.iter().any(|start| field.starts_with(start.as_str()))
        || (drop.ends_with_number && last_is_number())
}

/// The parts of a text between any of the separators; all of it where there are none.
fn split<'t>(text: &'t str, separators: &'t [String]) -> impl Iterator<Item = &'t str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let next = separators.iter().filter_map(|s| Some((text.find(s.as_str())?, s.len()))).min();
        match next.filter(|(_, len)| *len > 0) {
            Some((at, len)) => {
                rest = Some(&text[at + len..]);
                Some(&text[..at])
            }
            None => rest.take(),
        }
    })
}

/// What comes before a text, or all where it does not occur.
fn cut<'t>(text: &'t str, cut: Option<&String>) -> &'t str {
    cut.and_then(|cut| Some(text.split_once(cut.as_str())?.0)).unwrap_or(text)
}

/// FNV-1a of 64 bits, by Fowler, Noll and Vo.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
}
