//! Tables of places: the 19 columns of the dumps, and the 8 of a reduced list of cities.

use std::fmt::Write as _;
use std::path::Path;

use super::super::input::{Lines, open};
use super::super::report::{At, Tally};
use super::super::row::{Saying, fields, point, population, same_as};
use super::{Given, Run, geonameid};
use crate::error::Error;
use crate::model::{Curie, FeatureCode, NameKind, Place};

/// A place to be filled, again and again.
fn blank() -> Result<Place, Error> {
    Ok(Place::new("", FeatureCode::parse("P.PPL")?))
}

impl Run {
    pub(super) fn read_places(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let (mut place, mut room) = (blank()?, String::new());
        while lines.advance(tally)? {
            let at = lines.at();
            match fields::<19>(lines.text()) {
                (fields, 19) => self.place(tally, at, fields, &mut place, &mut room)?,
                _ if lines.text().is_empty() => {}
                _ => tally.fault("wrong number of fields", at, lines.text())?,
            }
        }
        Ok(())
    }

    fn place(
        &mut self,
        tally: &mut Tally<'_>,
        at: At<'_>,
        fields: [&str; 19],
        place: &mut Place,
        room: &mut String,
    ) -> Result<(), Error> {
        let [number, name, ascii, others, lat, lon, class, code, country, cc2, admin1, admin2, _, _, people, ..] =
            fields;
        let Some(id) = geonameid(tally, at, number)? else { return Ok(()) };
        self.names.of("gn", u64::from(id));
        if let Some(given) = self.given.get(&id).copied() {
            return self.names_again(tally, at, given, [name, ascii]);
        }
        self.given.insert(id, Given::new(name, ascii));
        place.id.clear();
        // Writing to a String does not fail.
        let _ = write!(place.id, "gn:{id}");
        feature(tally, at, [class, code], &mut place.feature, room)?;
        place.point = point(tally, at, lat, lon)?;
        place.population = population(tally, at, people)?;
        let codes = [country, admin1, admin2];
        place.part_of = self.units.containing(id, codes, room).map(|unit| format!("gn:{unit}"));
        if place.part_of.is_some() && cc2.split(',').any(|other| !other.is_empty() && other != country) {
            tally.dropped("place with the codes of several countries; no part_of", at, number);
            place.part_of = None;
        }
        if let Some(point) = place.point.filter(|_| class == "P") {
            self.units.note(point, codes, room);
        }
        place.same_as.clear();
        if let Some(code) = self.units.iso_code(id) {
            same_as(tally, at, ("iso", code), &mut place.same_as)?;
        }
        self.link(tally, at, id, &mut place.same_as)?;
        tally.place(place)?;
        self.names.give(tally, at, name, Saying::new(&self.und, NameKind::Common))?;
        if ascii != name && !ascii.is_empty() {
            self.names.give(tally, at, ascii, Saying::new(&self.und, NameKind::Variant))?;
        }
        if self.has_alternate_names && !others.is_empty() {
            tally.dropped("alternatenames of a place; alternateNames has them with their languages", at, number);
            return Ok(());
        }
        for other in others.split(',').filter(|other| !other.is_empty() && *other != name && *other != ascii) {
            self.names.give(tally, at, other, Saying::new(&self.und, NameKind::Variant))?;
        }
        Ok(())
    }

    pub(super) fn read_reduced(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let (mut place, mut room) = (blank()?, String::new());
        while lines.advance(tally)? {
            let at = lines.at();
            let ([number, name, lat, lon, country, admin1, admin2, _], 8) = fields::<8>(lines.text()) else {
                tally.fault("wrong number of fields", at, lines.text())?;
                continue;
            };
            let Some(id) = geonameid(tally, at, number)? else { continue };
            self.names.of("gn", u64::from(id));
            if let Some(given) = self.given.get(&id).copied() {
                self.names_again(tally, at, given, [name, name])?;
                continue;
            }
            self.given.insert(id, Given::new(name, name));
            place.id.clear();
            // Writing to a String does not fail.
            let _ = write!(place.id, "gn:{id}");
            place.point = point(tally, at, lat, lon)?;
            let codes = [country, admin1, admin2];
            place.part_of = self.units.containing(id, codes, &mut room).map(|unit| format!("gn:{unit}"));
            if let Some(point) = place.point {
                self.units.note(point, codes, &mut room);
            }
            place.same_as.clear();
            self.link(tally, at, id, &mut place.same_as)?;
            tally.place(&place)?;
            self.names.give(tally, at, name, Saying::new(&self.und, NameKind::Common))?;
        }
        Ok(())
    }

    /// Gives what a place that was given in another file is called here, where that is new.
    fn names_again(&mut self, tally: &mut Tally<'_>, at: At<'_>, given: Given, names: [&str; 2]) -> Result<(), Error> {
        tally.dropped("place given before; only new names", at, names[0]);
        for name in names {
            if !given.has(name) {
                self.names.give(tally, at, name, Saying::new(&self.und, NameKind::Alternate))?;
            }
        }
        Ok(())
    }

    /// The Wikidata item of a place, where the alternate names have one. A place with several is none of them exactly.
    pub(super) fn link(&self, tally: &mut Tally<'_>, at: At<'_>, id: u32, out: &mut Vec<Curie>) -> Result<(), Error> {
        let start = self.wikidata.partition_point(|(place, _)| *place < id);
        let mut items = self.wikidata[start..].iter().take_while(|(place, _)| *place == id).map(|(_, item)| item);
        match (items.next(), items.next()) {
            (Some(item), None) => same_as(tally, at, ("wd", &format!("Q{item}")), out),
            (Some(_), Some(_)) => {
                tally.dropped("place with several Wikidata items; no same_as", at, &id.to_string());
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }
}

/// The feature of a class and a code; where they are empty, as on records nobody has classed, a locality (`L.LCTY`, "a
/// minor area or place of unspecified or mixed character"), and within classes A and P what is undifferentiated.
fn feature(
    tally: &mut Tally<'_>,
    at: At<'_>,
    [class, code]: [&str; 2],
    out: &mut FeatureCode,
    room: &mut String,
) -> Result<(), Error> {
    room.clear();
    match (class, code) {
        ("P", "") => room.push_str("P.PPL"),
        ("A", "") => room.push_str("A.ADMD"),
        (_, "") | ("", _) => {
            tally.dropped("no feature code; taken as a locality", at, class);
            room.push_str("L.LCTY");
        }
        _ => room.extend([class, ".", code]),
    }
    if out.as_str() != room {
        match FeatureCode::parse(room) {
            Ok(feature) => *out = feature,
            Err(_) => {
                tally.fault("unknown feature; taken as a locality", at, room)?;
                *out = FeatureCode::parse("L.LCTY")?;
            }
        }
    }
    Ok(())
}
