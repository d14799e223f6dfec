//! Administrative units and countries: which code is which place, and where its places lie.

use std::collections::HashMap;
use std::path::Path;

use super::super::input::{Lines, open};
use super::super::iso::is_assigned;
use super::super::report::{At, Tally};
use super::super::row::{Saying, fields, population, same_as};
use super::{Given, Run, geonameid};
use crate::error::Error;
use crate::model::{FeatureCode, Language, NameKind, Place, Point};

/// Countries that are no more and stand in the table all the same: the Netherlands Antilles, and Serbia and Montenegro.
const FORMER: [&str; 2] = ["AN", "CS"];

/// The units of a run.
#[derive(Default)]
pub(super) struct Units {
    list: Vec<Unit>,
    /// By code: "AE", "AE.01", "AE.01.101".
    by_code: HashMap<String, usize>,
    /// By geonameid: the ISO code of a country.
    countries: HashMap<u32, String>,
}

/// A unit, and the file and line it stands on.
struct Unit {
    code: String,
    id: u32,
    name: String,
    ascii: String,
    population: String,
    path: std::sync::Arc<Path>,
    line: u64,
    /// Populated places that carry its code, in ten thousandths of a degree: 8 bytes each.
    places: Vec<(i32, i32)>,
}

impl Units {
    pub(super) fn read_admin(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let shared = path.into();
        while lines.advance(tally)? {
            let at = lines.at();
            if lines.text().is_empty() {
                continue;
            }
            let ([code, name, ascii, id], 4) = fields::<4>(lines.text()) else {
                tally.fault("wrong number of fields", at, lines.text())?;
                continue;
            };
            if !matches!(code.split('.').count(), 2 | 3) {
                tally.fault("code of a unit that is not of two or three parts", at, code)?;
                continue;
            }
            let Some(id) = geonameid(tally, at, id)? else { continue };
            self.add(tally, at, &shared, [code, name, ascii, ""], id);
        }
        Ok(())
    }

    pub(super) fn read_countries(&mut self, path: &Path, tally: &mut Tally<'_>) -> Result<(), Error> {
        let mut lines = Lines::new(open(path, tally)?, path);
        let shared = path.into();
        while lines.advance(tally)? {
            let at = lines.at();
            if lines.text().is_empty() || lines.text().starts_with('#') {
                continue;
            }
            let (row, count) = fields::<19>(lines.text());
            if !(17..=19).contains(&count) {
                tally.fault("wrong number of fields", at, lines.text())?;
                continue;
            }
            let [code, name, people, id] = [0, 4, 7, 16].map(|column| row[column]);
            // Countries that are no more may have no id.
            let Some(id) = geonameid(tally, at, id)? else { continue };
            if is_assigned(code) {
                self.countries.insert(id, code.to_owned());
            } else {
                tally.dropped("code that ISO 3166 leaves to users; no same_as", at, code);
            }
            self.add(tally, at, &shared, [code, name, name, people], id);
        }
        Ok(())
    }

    fn add(
        &mut self,
        tally: &mut Tally<'_>,
        at: At<'_>,
        path: &std::sync::Arc<Path>,
        [code, name, ascii, population]: [&str; 4],
        id: u32,
    ) {
        if self.by_code.contains_key(code) {
            tally.dropped("code of a unit that came before", at, code);
            return;
        }
        self.by_code.insert(code.to_owned(), self.list.len());
        self.list.push(Unit {
            code: code.to_owned(),
            id,
            name: name.to_owned(),
            ascii: ascii.to_owned(),
            population: population.to_owned(),
            path: path.clone(),
            line: at.line,
            places: Vec::new(),
        });
    }

    /// The country that a place is, by its ISO code.
    pub(super) fn iso_code(&self, id: u32) -> Option<&str> {
        self.countries.get(&id).map(String::as_str)
    }

    /// The smallest unit that contains a place, other than the place itself. `codes` from the country down; `code` is
    /// room to put them together.
    pub(super) fn containing(&self, id: u32, codes: [&str; 3], code: &mut String) -> Option<u32> {
        let mut smallest = None;
        self.for_each(codes, code, |at| smallest = Some(self.list[at].id).filter(|unit| *unit != id).or(smallest));
        smallest
    }

    /// Notes that a populated place lies in its units.
    pub(super) fn note(&mut self, point: Point, codes: [&str; 3], code: &mut String) {
        let place = ((point.lat * 1e4).round() as i32, (point.lon * 1e4).round() as i32);
        let mut units = [None; 3];
        let mut count = 0;
        self.for_each(codes, code, |at| {
            units[count] = Some(at);
            count += 1;
        });
        for at in units.into_iter().flatten() {
            self.list[at].places.push(place);
        }
    }

    /// The units that the codes of a place name, from the country down. An empty code ends the chain.
    fn for_each(&self, codes: [&str; 3], code: &mut String, mut unit: impl FnMut(usize)) {
        code.clear();
        for (level, part) in codes.into_iter().enumerate() {
            if part.is_empty() {
                return;
            }
            if level > 0 {
                code.push('.');
            }
            code.push_str(part);
            if let Some(at) = self.by_code.get(code.as_str()) {
                unit(*at);
            }
        }
    }
}

/// The middle of the latitudes and that of the longitudes, which outliers do not move. Longitudes are counted from the
/// first place, so that a unit across the 180th meridian has its middle there.
fn median(places: &mut [(i32, i32)]) -> Option<Point> {
    const AROUND: i32 = 3_600_000;
    let first = places.first()?.1;
    for (_, lon) in places.iter_mut() {
        if *lon - first > AROUND / 2 {
            *lon -= AROUND;
        } else if first - *lon > AROUND / 2 {
            *lon += AROUND;
        }
    }
    let middle = places.len() / 2;
    let lat = places.select_nth_unstable_by_key(middle, |place| place.0).1.0;
    let lon = places.select_nth_unstable_by_key(middle, |place| place.1).1.1;
    let lon = (lon + AROUND / 2).rem_euclid(AROUND) - AROUND / 2;
    Some(Point { lat: f64::from(lat) / 1e4, lon: f64::from(lon) / 1e4 })
}

impl Run {
    /// Gives the units that no other file gave, each at the middle of its places, and the names of all.
    pub(super) fn give_units(&mut self, tally: &mut Tally<'_>) -> Result<(), Error> {
        let english = Language::parse("en")?;
        // The file does not say whether a country is independent: the code that says neither.
        let features = [FeatureCode::parse("A.PCL")?, FeatureCode::parse("A.ADM1")?, FeatureCode::parse("A.ADM2")?];
        let former = FeatureCode::parse("A.PCLH")?;
        let mut list = std::mem::take(&mut self.units.list);
        let by_code: HashMap<&str, u32> = list.iter().map(|unit| (unit.code.as_str(), unit.id)).collect();
        let parents: Vec<Option<u32>> = list
            .iter()
            .map(|unit| {
                let codes = std::iter::successors(unit.code.rsplit_once('.'), |(code, _)| code.rsplit_once('.'));
                codes.filter_map(|(code, _)| by_code.get(code).copied()).find(|parent| *parent != unit.id)
            })
            .collect();
        drop(by_code);
        for (unit, parent) in list.iter_mut().zip(parents) {
            let at = At { path: &unit.path, line: unit.line };
            let level = unit.code.matches('.').count();
            let lang = if level == 0 { &english } else { &self.und };
            self.names.of("gn", u64::from(unit.id));
            if let Some(given) = self.given.get(&unit.id).copied() {
                tally.dropped("place given before; only new names", at, &unit.code);
                for name in [&unit.name, &unit.ascii] {
                    if level == 0 || !given.has(name) {
                        self.names.give(tally, at, name, Saying::new(lang, NameKind::Alternate))?;
                    }
                }
                continue;
            }
            let count = unit.places.len();
            let point = median(&mut unit.places);
            let mut place = Place {
                id: format!("gn:{}", unit.id),
                feature: if FORMER.contains(&unit.code.as_str()) { &former } else { &features[level] }.clone(),
                point,
                population: population(tally, at, &unit.population)?,
                part_of: parent.map(|parent| format!("gn:{parent}")),
                same_as: Vec::new(),
                note: match count {
                    0 => String::new(),
                    1 => "point derived from 1 place".to_owned(),
                    _ => format!("point derived from {count} places"),
                },
            };
            if count == 0 {
                tally.dropped("unit without a place in the files; no point", at, &unit.code);
            }
            if let Some(code) = self.units.iso_code(unit.id).filter(|_| level == 0) {
                same_as(tally, at, ("iso", code), &mut place.same_as)?;
            }
            self.link(tally, at, unit.id, &mut place.same_as)?;
            tally.place(&place)?;
            let given = Given { english: level == 0, ..Given::new(&unit.name, &unit.ascii) };
            self.given.insert(unit.id, given);
            self.names.give(tally, at, &unit.name, Saying::new(lang, NameKind::Common))?;
            if unit.ascii != unit.name {
                self.names.give(tally, at, &unit.ascii, Saying::new(lang, NameKind::Variant))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_of_places() {
        assert_eq!(median(&mut []), None);
        let mut three = [(10_000, 20_000), (12_000, 22_000), (900_000, 1_000_000)];
        let point = median(&mut three).unwrap();
        assert_eq!((point.lat, point.lon), (1.2, 2.2));
        // Fiji lies on both sides of the 180th meridian.
        let mut fiji = [(-170_000, 1_799_000), (-170_000, -1_799_000), (-170_000, 1_798_000)];
        assert_eq!(median(&mut fiji).unwrap().lon, 179.9);
    }
}
