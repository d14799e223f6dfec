//! The rules that rows must obey together: ids that exist, statements made once, attributions with a source, tags
//! and scripts that agree, places that are one.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use unicode_script::UnicodeScript;

use super::{Gazetteer, Problem, Problems, Row};
use crate::error::{did_you_mean, quote};
use crate::model::{
    Curie, Date, Language, Name, NameKind, Place, Relation, disagreeing_script, expected_scripts, is_slug,
};
use crate::normalize::Key;

/// Two places of one feature and name that are closer than this are probably one.
const TOO_CLOSE_KM: f64 = 1.0;

pub(super) fn check(gazetteer: &Gazetteer) -> Problems {
    let mut check = Check::new(gazetteer);
    check.sources();
    check.parties();
    check.places();
    check.claims();
    check.names();
    check.demonyms();
    check.twins();
    let mut problems = check.problems;
    problems.extend(gazetteer.unread.iter().cloned());
    problems.sort_by(|a, b| {
        let file = |p: &Problem| super::FILES.iter().position(|file| p.path().ends_with(file));
        (file(a), a.line(), a.column(), a.message()).cmp(&(file(b), b.line(), b.column(), b.message()))
    });
    problems.dedup();
    Problems(problems)
}

struct Check<'g> {
    gazetteer: &'g Gazetteer,
    places: HashSet<&'g str>,
    parties: HashSet<&'g str>,
    sources: HashSet<&'g str>,
    claims: HashSet<&'g str>,
    problems: Vec<Problem>,
}

impl<'g> Check<'g> {
    fn new(gazetteer: &'g Gazetteer) -> Self {
        Check {
            gazetteer,
            places: gazetteer.places().map(|place| place.id.as_str()).collect(),
            parties: gazetteer.parties().map(|party| party.id.as_str()).collect(),
            sources: gazetteer.sources().map(|source| source.id.as_str()).collect(),
            claims: gazetteer.claims().map(|claim| claim.id.as_str()).collect(),
            problems: Vec::new(),
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.gazetteer.dir.join(file)
    }

    fn report(&mut self, file: &str, line: u64, column: &'static str, message: String) {
        let path = self.path(file);
        self.problems.push(Problem::new(&path, line, column, message));
    }

    /// Reports each id of `ids` that is not among `known`.
    fn known<'i>(&mut self, at: (&str, u64, &'static str), what: Known, ids: impl IntoIterator<Item = &'i str>) {
        for id in ids {
            let set = match what {
                Known::Place => &self.places,
                Known::Party => &self.parties,
                Known::Source => &self.sources,
                Known::Claim => &self.claims,
            };
            let (noun, file) = match what {
                Known::Place => ("place", "places.csv"),
                Known::Party => ("party", "parties.csv"),
                Known::Source => ("source", "sources.csv"),
                Known::Claim => ("claim", "claims.csv"),
            };
            let unread = self.gazetteer.unread_ids.get(file).is_some_and(|ids| ids.contains(id));
            if set.contains(id) || unread || self.gazetteer.torn.contains(file) {
                continue;
            }
            let mut sorted: Vec<&str> = set.iter().copied().collect();
            sorted.sort_unstable();
            let message = match did_you_mean(id, sorted) {
                Some(near) => format!("{} is no {noun} in {file}; did you mean \"{near}\"?", quote(id)),
                None => format!("{} is no {noun} in {file}; add it there or correct the id", quote(id)),
            };
            self.report(at.0, at.1, at.2, message);
        }
    }

    fn unique<T>(&mut self, file: &str, column: &'static str, rows: &'g [Row<T>], id: impl Fn(&'g T) -> &'g str) {
        let mut lines: HashMap<&str, u64> = HashMap::new();
        for row in rows {
            let id = id(&row.value);
            match lines.get(id) {
                Some(first) => {
                    let message = format!("{} is already the id in line {first}; ids are used once", quote(id));
                    self.report(file, row.line, column, message);
                }
                None => {
                    lines.insert(id, row.line);
                }
            }
        }
    }

    fn same_as<T>(&mut self, file: &str, rows: &'g [Row<T>], same_as: impl Fn(&'g T) -> &'g [Curie]) {
        let mut lines: HashMap<&str, u64> = HashMap::new();
        for row in rows {
            for curie in same_as(&row.value) {
                let first = *lines.entry(curie.as_str()).or_insert(row.line);
                if first != row.line {
                    let message = format!("\"{curie}\" is already used in line {first}; merge the rows or correct one");
                    self.report(file, row.line, "same_as", message);
                }
            }
        }
    }

    fn dates(&mut self, file: &str, line: u64, start: Option<Date>, end: Option<Date>) {
        let (Some(from), Some(to)) = (start.and_then(|d| d.first_day()), end.and_then(|d| d.first_day())) else {
            return;
        };
        if from >= to {
            let (start, end) = (start.expect("there is a first day"), end.expect("there is a first day"));
            let message = format!("\"{start}\" is not before the end, \"{end}\" (exclusive); correct one of them");
            self.report(file, line, "start", message);
        }
    }

    fn sources(&mut self) {
        self.unique("sources.csv", "id", &self.gazetteer.sources, |source| &source.id);
    }

    fn parties(&mut self) {
        const FILE: &str = "parties.csv";
        let rows = &self.gazetteer.parties;
        self.unique(FILE, "id", rows, |party| &party.id);
        self.same_as(FILE, rows, |party| &party.same_as);
        let follows: HashMap<&str, &[String]> =
            rows.iter().map(|row| (row.value.id.as_str(), &row.value.follows[..])).collect();
        for row in rows {
            let party = &row.value;
            self.known((FILE, row.line, "place"), Known::Place, party.place.as_deref());
            self.known((FILE, row.line, "follows"), Known::Party, party.follows.iter().map(String::as_str));
            if let Some(circle) = circle(&party.id, |id| strs(follows.get(id).copied())) {
                self.report(FILE, row.line, "follows", format!("a circle: {circle}; drop one of the links"));
            }
        }
    }

    fn places(&mut self) {
        const FILE: &str = "places.csv";
        let rows = &self.gazetteer.places;
        self.unique(FILE, "id", rows, |place| &place.id);
        self.same_as(FILE, rows, |place| &place.same_as);
        let named: HashSet<&str> = self.gazetteer.names().map(|name| name.place.as_str()).collect();
        let parents: HashMap<&str, &[String]> =
            rows.iter().map(|row| (row.value.id.as_str(), row.value.part_of.as_slice())).collect();
        for row in rows {
            let place = &row.value;
            self.known((FILE, row.line, "part_of"), Known::Place, place.part_of.as_deref());
            if let Some(circle) = circle(&place.id, |id| strs(parents.get(id).copied())) {
                self.report(FILE, row.line, "part_of", format!("a circle: {circle}; drop one of the links"));
            }
            if !named.contains(place.id.as_str()) && !self.gazetteer.has_unread("names.csv") {
                let message = format!("{} has no row in names.csv; add one or drop the place", quote(&place.id));
                self.report(FILE, row.line, "id", message);
            }
        }
    }

    fn claims(&mut self) {
        const FILE: &str = "claims.csv";
        let rows = &self.gazetteer.claims;
        self.unique(FILE, "id", rows, |claim| &claim.id);
        let mut statements: HashMap<_, u64> = HashMap::new();
        for row in rows {
            let (line, claim) = (row.line, &row.value);
            self.known((FILE, line, "place"), Known::Place, [claim.place.as_str()]);
            self.known((FILE, line, "source"), Known::Source, [claim.source.as_str()]);
            for (column, parties) in [("asserted_by", &claim.asserted_by), ("rejected_by", &claim.rejected_by)] {
                let named = parties.iter().map(String::as_str).filter(|id| *id != "*");
                self.known((FILE, line, column), Known::Party, named);
                if parties.len() > 1 && parties.iter().any(|id| id == "*") {
                    self.report(FILE, line, column, "\"*\" stands for everyone; name parties or use it alone".into());
                }
            }
            if claim.asserted_by.is_empty() {
                self.report(FILE, line, "asserted_by", "empty; expected the parties that make the claim".to_owned());
            }
            let object = claim.object.as_str();
            match claim.relation {
                Relation::PartOf => self.known((FILE, line, "object"), Known::Place, [object]),
                Relation::IsA if is_slug(object) => {}
                Relation::IsA => {
                    let message = format!("{} is not a class; expected a word such as country or sea", quote(object));
                    self.report(FILE, line, "object", message);
                }
                _ => self.known((FILE, line, "object"), Known::Party, [object]),
            }
            self.dates(FILE, line, claim.start, claim.end);
            let statement = (
                (&claim.place, claim.relation, object, claim.start, claim.end),
                (sorted(&claim.asserted_by), sorted(&claim.rejected_by), &claim.source),
            );
            if let Some(first) = statements.insert(statement, line) {
                let message = format!("{} repeats the statement of line {first}; drop one", quote(&claim.id));
                self.report(FILE, line, "id", message);
            }
        }
    }

    fn names(&mut self) {
        const FILE: &str = "names.csv";
        let mut siblings: HashMap<&str, Vec<&Row<Name>>> = HashMap::new();
        for row in &self.gazetteer.names {
            siblings.entry(&row.value.place).or_default().push(row);
        }
        let mut statements: HashMap<_, u64> = HashMap::new();
        for row in &self.gazetteer.names {
            let (line, name) = (row.line, &row.value);
            self.known((FILE, line, "place"), Known::Place, [name.place.as_str()]);
            self.known((FILE, line, "accepted_by"), Known::Party, name.accepted_by.iter().map(String::as_str));
            self.known((FILE, line, "disputed_by"), Known::Party, name.disputed_by.iter().map(String::as_str));
            self.known((FILE, line, "asserts"), Known::Claim, name.asserts.iter().map(String::as_str));
            self.known((FILE, line, "source"), Known::Source, name.source.as_deref());
            self.attribution(line, name);
            self.form(line, name, siblings.get(name.place.as_str()).map_or(&[], Vec::as_slice));
            self.script(FILE, (line, "name"), &name.text, &name.lang);
            self.dates(FILE, line, name.start, name.end);
            let statement = (
                (&name.place, &name.text, &name.lang, name.kind, name.start, name.end),
                (sorted(&name.accepted_by), sorted(&name.disputed_by), sorted(&name.asserts), &name.source),
            );
            if let Some(first) = statements.insert(statement, line) {
                let message = format!("{} repeats the statement of line {first}; drop one", quote(&name.text));
                self.report(FILE, line, "name", message);
            }
        }
    }

    /// Who says so?
    fn attribution(&mut self, line: u64, name: &Name) {
        const FILE: &str = "names.csv";
        let attributed = [
            ("accepted_by", name.accepted_by.is_empty()),
            ("disputed_by", name.disputed_by.is_empty()),
            ("asserts", name.asserts.is_empty()),
        ];
        if let (None, Some((column, _))) = (&name.source, attributed.iter().find(|(_, empty)| !empty)) {
            let message = format!("empty, but {column} is set; expected the source that says so");
            self.report(FILE, line, "source", message);
        }
        if name.kind == NameKind::Official && name.accepted_by.is_empty() {
            let message = "empty, but the kind is official; expected the parties that adopted the name".to_owned();
            self.report(FILE, line, "accepted_by", message);
        }
        if let Some(both) = name.accepted_by.iter().find(|party| name.disputed_by.contains(party)) {
            let message = format!("\"{both}\" also stands in accepted_by; one row is one statement");
            self.report(FILE, line, "disputed_by", message);
        }
    }

    /// A form is a form of another name of the same place, and chains of forms end.
    fn form(&mut self, line: u64, name: &Name, siblings: &[&Row<Name>]) {
        const FILE: &str = "names.csv";
        let Some(wanted) = &name.form_of else { return };
        let texts = siblings.iter().map(|row| row.value.text.as_str()).filter(|text| *text != name.text);
        if wanted == &name.text {
            self.report(FILE, line, "form_of", format!("{} is a form of itself; leave it empty", quote(wanted)));
        } else if !texts.clone().any(|text| text == wanted) {
            if !self.gazetteer.has_unread(FILE) {
                let message = match did_you_mean(wanted, texts) {
                    Some(near) => {
                        format!("{} is no name of \"{}\"; did you mean \"{near}\"?", quote(wanted), name.place)
                    }
                    None => format!("{} is no name of \"{}\"; add it or correct it", quote(wanted), name.place),
                };
                self.report(FILE, line, "form_of", message);
            }
        } else {
            // The row that a form names: of the same language, else the first; as the builder takes it.
            let next = |form: &Name| {
                let wanted = form.form_of.as_ref()?;
                let named = || siblings.iter().map(|row| &row.value).filter(|row| row.text == *wanted);
                named().find(|row| row.lang.primary() == form.lang.primary()).or_else(|| named().next())
            };
            let mut at = name;
            let mut way = vec![name.text.as_str()];
            for _ in siblings {
                match next(at).inspect(|row| way.push(&row.text)) {
                    Some(row) if std::ptr::eq(row, name) => {
                        let message = format!("a circle: {}; drop one of the links", way.join(", "));
                        self.report(FILE, line, "form_of", message);
                        break;
                    }
                    Some(row) => at = row,
                    None => break,
                }
            }
        }
    }

    /// Do the letters agree with the language tag?
    fn script(&mut self, file: &str, at: (u64, &'static str), text: &str, lang: &Language) {
        // Most names need no key to tell.
        if !text.bytes().any(|byte| byte.is_ascii_alphanumeric()) && Key::new(text).is_empty() {
            self.report(file, at.0, at.1, format!("{} has no letter or digit; expected a name", quote(text)));
            return;
        }
        let Some(script) = disagreeing_script(text, lang) else { return };
        let letters: String = text.chars().filter(|c| c.script() == script).take(5).collect();
        let expected: Vec<&str> = expected_scripts(lang).iter().map(|script| script.full_name()).collect();
        let wanted = if expected.is_empty() {
            format!("one script for \"{lang}\"")
        } else {
            format!("{} for \"{lang}\"", expected.join(" or "))
        };
        let message = format!(
            "{} has {} letters ({letters}); expected {wanted}; correct the name or the lang",
            quote(text),
            script.full_name()
        );
        self.report(file, at.0, at.1, message);
    }

    fn demonyms(&mut self) {
        const FILE: &str = "demonyms.csv";
        let mut seen: HashMap<_, u64> = HashMap::new();
        for row in &self.gazetteer.demonyms {
            let (line, demonym) = (row.line, &row.value);
            self.known((FILE, line, "place"), Known::Place, [demonym.place.as_str()]);
            self.known((FILE, line, "source"), Known::Source, demonym.source.as_deref());
            self.script(FILE, (line, "demonym"), &demonym.text, &demonym.lang);
            let statement = (&demonym.place, &demonym.text, &demonym.lang, demonym.form);
            if let Some(first) = seen.insert(statement, line) {
                let message = format!("{} repeats line {first}; drop one", quote(&demonym.text));
                self.report(FILE, line, "demonym", message);
            }
        }
    }

    /// Places that are probably one: the same feature, a name in common, and less than a kilometre apart.
    fn twins(&mut self) {
        const FILE: &str = "places.csv";
        let near = near_others(&self.gazetteer.places);
        let mut groups: HashMap<(Key, &str), Vec<&Row<Place>>> = HashMap::new();
        for name in self.gazetteer.names() {
            if let Some(row) = near.get(name.place.as_str()) {
                let key = Key::new(&name.text);
                // A name without letters is reported as such; it is not a name in common.
                if !key.is_empty() {
                    groups.entry((key, row.value.feature.as_str())).or_default().push(row);
                }
            }
        }
        let mut reported = HashSet::new();
        for group in groups.values_mut() {
            group.sort_by(|a, b| latitude(a).total_cmp(&latitude(b)).then(a.line.cmp(&b.line)));
            for (at, one) in group.iter().enumerate() {
                for other in group[at + 1..].iter().take_while(|other| latitude(other) - latitude(one) < TWIN_LATITUDE)
                {
                    let (first, second) = if one.line <= other.line { (one, other) } else { (other, one) };
                    if first.value.id != second.value.id
                        && is_near(one, other)
                        && reported.insert((first.line, second.line))
                    {
                        let message = format!(
                            "\"{}\" is closer than {TOO_CLOSE_KM} km to \"{}\" in line {}, with the same feature and a \
                             name in common; merge them or correct one",
                            second.value.id, first.value.id, first.line
                        );
                        let path = self.path(FILE);
                        self.problems.push(Problem::new(&path, second.line, "id", message));
                    }
                }
            }
        }
    }
}

/// More degrees of latitude than [`TOO_CLOSE_KM`] has.
const TWIN_LATITUDE: f64 = 0.01;

fn latitude(row: &Row<Place>) -> f64 {
    row.value.point.map_or(0.0, |point| point.lat)
}

fn is_near(one: &Row<Place>, other: &Row<Place>) -> bool {
    one.value.point.zip(other.value.point).is_some_and(|(a, b)| a.distance_km(b) < TOO_CLOSE_KM)
}

/// The places that have another of the same feature near, by id: few, so that only their names need keys.
fn near_others(places: &[Row<Place>]) -> HashMap<&str, &Row<Place>> {
    // Sorted by latitude, what is near is near in the list.
    let mut rows: Vec<&Row<Place>> = places.iter().filter(|row| row.value.point.is_some()).collect();
    rows.sort_by(|a, b| latitude(a).total_cmp(&latitude(b)));
    let is_twin = |one: &Row<Place>, other: &Row<Place>| {
        one.value.feature == other.value.feature && one.value.id != other.value.id && is_near(one, other)
    };
    let mut near = HashMap::new();
    for (at, one) in rows.iter().enumerate() {
        let in_reach = |other: &&&Row<Place>| (latitude(other) - latitude(one)).abs() < TWIN_LATITUDE;
        let mut others = rows[at + 1..].iter().take_while(in_reach).chain(rows[..at].iter().rev().take_while(in_reach));
        if others.any(|other| is_twin(one, other)) {
            near.insert(one.value.id.as_str(), *one);
        }
    }
    near
}

/// What an id refers to.
#[derive(Clone, Copy)]
enum Known {
    Place,
    Party,
    Source,
    Claim,
}

impl Gazetteer {
    /// Was something in this file unreadable? Then what is missing from it is not reported a second time.
    fn has_unread(&self, file: &str) -> bool {
        self.unread.iter().any(|problem| problem.path().ends_with(file))
    }
}

fn strs(ids: Option<&[String]>) -> Vec<&str> {
    ids.unwrap_or_default().iter().map(String::as_str).collect()
}

/// The ids of a list, which is a set: two rows that differ in the order alone say the same.
fn sorted(ids: &[String]) -> Vec<&str> {
    let mut ids = strs(Some(ids));
    ids.sort_unstable();
    ids
}

/// The way from `start` back to itself over `next`, if there is one: `a, b, a`.
fn circle<'g>(start: &'g str, next: impl Fn(&'g str) -> Vec<&'g str>) -> Option<String> {
    let mut stack = vec![(start, next(start).into_iter())];
    let mut seen = HashSet::new();
    while let Some((_, links)) = stack.last_mut() {
        match links.next() {
            Some(link) if link == start => {
                let way: Vec<&str> = stack.iter().map(|(id, _)| *id).collect();
                return Some(format!("{}, {start}", way.join(", ")));
            }
            Some(link) => {
                if seen.insert(link) {
                    stack.push((link, next(link).into_iter()));
                }
            }
            None => {
                stack.pop();
            }
        }
    }
    None
}
