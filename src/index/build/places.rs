//! Places as they come, and which of them are one.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::super::format::{
    DEGREE, IMPORTED_PLACE, NO_POINT, NONE, ONLY, PlaceRecord, pack_population, unpack_population,
};
use super::super::merge::{Twin, merges_imports, source_of, twin};
use super::strings::{Lists, Strings};
use super::{BuildReport, Origin};
use crate::error::Error;
use crate::model::{Place, Point, prominence};

/// A place, numbered in the order in which ids come; or only an id that another place names as its parent.
#[derive(Clone, Copy)]
struct Row {
    id: u32,
    feature: u32,
    lat: i32,
    lon: i32,
    population: u32,
    part_of: u32,
    note: u32,
    /// A stretch of `same_as`.
    same_as: (u32, u16),
    state: State,
    /// How many rows came before this one, which is not the order of ids: some are mentioned first.
    came: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Named, but not given.
    Mentioned,
    Given(Origin),
}

#[derive(Default)]
pub(super) struct Places {
    rows: Vec<Row>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    same_as: Vec<u32>,
    /// Rows that came.
    came: u32,
}

/// Places in their final order.
pub(super) struct Settled {
    /// By number of coming: the final number, or `NONE`.
    pub(super) number_of: Vec<u32>,
    /// By final number: the number of coming.
    order: Vec<u32>,
    /// For each final number that other records were merged into: these, by number of coming.
    merged: HashMap<u32, Vec<u32>>,
}

impl Places {
    /// The number of the place with an id, given or not.
    fn number(&mut self, id: u32) -> u32 {
        let Places { rows, numbers, hasher, .. } = self;
        // Strings are stored once, so the offset stands for the string.
        let hash = hasher.hash_one(id);
        if let Some(number) = numbers.find(hash, |number| rows[*number as usize].id == id) {
            return *number;
        }
        let number = rows.len() as u32;
        rows.push(Row {
            id,
            feature: 0,
            lat: NO_POINT,
            lon: NO_POINT,
            population: pack_population(None),
            part_of: NONE,
            note: 0,
            same_as: (0, 0),
            state: State::Mentioned,
            came: 0,
        });
        numbers.insert_unique(hash, number, |number| hasher.hash_one(rows[*number as usize].id));
        number
    }

    /// The number of a place that was given.
    pub(super) fn given(&self, id: &str, strings: &Strings) -> Option<u32> {
        let id = strings.find(id)?;
        let number = self.numbers.find(self.hasher.hash_one(id), |number| self.rows[*number as usize].id == id)?;
        matches!(self.rows[*number as usize].state, State::Given(_)).then_some(*number)
    }

    /// Takes a place. One that was given before keeps what it has; what it lacks is filled in.
    pub(super) fn add(&mut self, place: &Place, origin: Origin, strings: &mut Strings) -> Result<(), Error> {
        let id = strings.add(&place.id)?;
        let number = self.number(id) as usize;
        let part_of = match &place.part_of {
            Some(parent) => self.number(strings.add(parent)?),
            None => NONE,
        };
        let degrees = |value: f64| (value * DEGREE).round() as i32;
        let links = place.same_as.iter().map(|curie| strings.add(curie.as_str())).collect::<Result<Vec<_>, _>>()?;
        let mut row = Row {
            id,
            feature: strings.add(place.feature.as_str())?,
            lat: place.point.map_or(NO_POINT, |point| degrees(point.lat)),
            lon: place.point.map_or(NO_POINT, |point| degrees(point.lon)),
            population: pack_population(place.population),
            part_of,
            note: strings.add(&place.note)?,
            same_as: (0, 0),
            state: State::Given(origin),
            came: self.came,
        };
        self.came += 1;
        self.set_links(&mut row, links);
        let known = self.rows[number];
        self.rows[number] = match known.state {
            State::Mentioned => row,
            State::Given(_) => self.filled(known, row),
        };
        Ok(())
    }

    /// A row with what it lacks taken from another.
    fn filled(&mut self, mut row: Row, other: Row) -> Row {
        if row.lat == NO_POINT {
            (row.lat, row.lon) = (other.lat, other.lon);
        }
        if unpack_population(row.population).is_none() {
            row.population = other.population;
        }
        if row.part_of == NONE {
            row.part_of = other.part_of;
        }
        if row.note == 0 {
            row.note = other.note;
        }
        let (mut all, more) = (self.links(&row).to_vec(), self.links(&other).to_vec());
        all.extend(more);
        self.set_links(&mut row, all);
        row
    }

    fn links(&self, row: &Row) -> &[u32] {
        &self.same_as[row.same_as.0 as usize..][..usize::from(row.same_as.1)]
    }

    fn set_links(&mut self, row: &mut Row, links: Vec<u32>) {
        let mut kept: Vec<u32> = Vec::with_capacity(links.len());
        for link in links {
            if link != row.id && !kept.contains(&link) {
                kept.push(link);
            }
        }
        kept.truncate(usize::from(u16::MAX));
        if kept != self.links(row) {
            row.same_as = (self.same_as.len() as u32, kept.len() as u16);
            self.same_as.extend(kept);
        }
    }

    fn point(&self, number: u32) -> Option<Point> {
        let row = &self.rows[number as usize];
        (row.lat != NO_POINT).then(|| Point { lat: f64::from(row.lat) / DEGREE, lon: f64::from(row.lon) / DEGREE })
    }

    fn is(&self, number: u32, origin: Origin) -> bool {
        self.rows[number as usize].state == State::Given(origin)
    }

    /// Decides which places are one, and numbers those that are left in the byte order of their ids.
    pub(super) fn settle(&mut self, strings: &Strings, report: &mut BuildReport) -> Settled {
        let mut into: Vec<u32> = vec![NONE; self.rows.len()];
        self.merge_into_curated(strings, &mut into, report);
        self.merge_imports(strings, &mut into, report);
        let is_left =
            |number: &u32| self.rows[*number as usize].state != State::Mentioned && into[*number as usize] == NONE;
        let mut order: Vec<u32> = (0..self.rows.len() as u32).filter(is_left).collect();
        let id = |number: u32| strings.get_bytes(self.rows[number as usize].id);
        super::texts::sort_in_parallel(&mut order, |a, b| id(*a).cmp(id(*b)));
        let mut number_of = vec![NONE; self.rows.len()];
        for (number, came) in (0..).zip(&order) {
            number_of[*came as usize] = number;
        }
        let mut merged: HashMap<u32, Vec<u32>> = HashMap::new();
        for came in 0..into.len() {
            if into[came] != NONE {
                number_of[came] = number_of[into[came] as usize];
                merged.entry(number_of[came]).or_default().push(came as u32);
                report.merged += 1;
            }
        }
        for others in merged.values_mut() {
            others.sort_unstable_by_key(|number| self.rows[*number as usize].came);
        }
        Settled { number_of, order, merged }
    }

    fn merge_into_curated(&self, strings: &Strings, into: &mut [u32], report: &mut BuildReport) {
        let mut stated: HashMap<&str, u32> = HashMap::new();
        let numbers = || 0..self.rows.len() as u32;
        for number in numbers().filter(|number| self.is(*number, Origin::Curated)) {
            for link in self.links(&self.rows[number as usize]) {
                stated.entry(strings.get(*link)).or_insert(number);
            }
        }
        if stated.is_empty() {
            return;
        }
        for number in numbers().filter(|number| self.is(*number, Origin::Imported)) {
            let row = &self.rows[number as usize];
            let ids = std::iter::once(&row.id).chain(self.links(row)).map(|id| strings.get(*id));
            let found = |id: &str| stated.get(id).map(|place| (*place, self.point(*place)));
            match twin(ids, self.point(number), found) {
                Twin::Same(place) => into[number as usize] = place,
                Twin::TooFar(place) => {
                    let example = format!("{} and {}", strings.get(row.id), self.id(place, strings));
                    report.refused("a Wikidata id alone, and the points lie over 50 km apart", example);
                }
                Twin::Unknown => {}
            }
        }
    }

    /// Merges imported places that share a GeoNames id which stands on one place of each source.
    fn merge_imports(&self, strings: &Strings, into: &mut [u32], report: &mut BuildReport) {
        let mut shared: Vec<(u32, u32)> = Vec::new();
        for number in 0..self.rows.len() as u32 {
            if self.is(number, Origin::Imported) {
                let row = &self.rows[number as usize];
                let ids = std::iter::once(&row.id).chain(self.links(row));
                shared.extend(ids.filter(|id| merges_imports(strings.get(**id))).map(|id| (*id, number)));
            }
        }
        let came = |number: u32| self.rows[number as usize].came;
        super::texts::sort_in_parallel(&mut shared, |a, b| (a.0, came(a.1)).cmp(&(b.0, came(b.1))));
        let mut groups: Vec<&[(u32, u32)]> =
            shared.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1).collect();
        // In the order of coming of places, not of whatever mentioned an id first.
        groups.sort_by_key(|group| (came(group[0].1), came(group[1].1)));
        // Places that others were merged into: to merge these further would make one of places that share nothing.
        let mut taken = HashSet::new();
        for group in groups {
            let source = |number: u32| source_of(self.id(number, strings));
            let mut counts: HashMap<&str, usize> = HashMap::new();
            group.iter().for_each(|(_, number)| *counts.entry(source(*number)).or_default() += 1);
            let (alone, several): (Vec<u32>, Vec<u32>) =
                group.iter().map(|(_, number)| *number).partition(|number| counts[source(*number)] == 1);
            if several.iter().any(|number| into[*number as usize] == NONE) {
                let ids: Vec<&str> = several.iter().take(3).map(|number| self.id(*number, strings)).collect();
                let example = format!("{} on {}", strings.get(group[0].0), ids.join(" "));
                report.refused("a GeoNames id that stands on several places of one source", example);
            }
            // The first to come keeps its id; one that was merged already, with a curated place or on another id,
            // stays where it is.
            let left: Vec<u32> = alone.into_iter().filter(|number| into[*number as usize] == NONE).collect();
            if let [first, others @ ..] = &left[..] {
                let others: Vec<u32> = others.iter().copied().filter(|number| !taken.contains(number)).collect();
                for number in others {
                    into[number as usize] = *first;
                    taken.insert(*first);
                }
            }
        }
    }

    fn id<'s>(&self, number: u32, strings: &'s Strings) -> &'s str {
        strings.get(self.rows[number as usize].id)
    }
}

impl Settled {
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// Gives each place its record, but for `names_start`, and its links; in final order.
    pub(super) fn records(
        &self,
        places: &mut Places,
        lists: &mut Lists,
        mut give: impl FnMut(PlaceRecord, &[u32]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut list = Vec::new();
        for (number, came) in (0..).zip(&self.order) {
            let mut row = places.rows[*came as usize];
            let own = row.same_as.1;
            for other in self.merged.get(&number).into_iter().flatten() {
                let other = places.rows[*other as usize];
                let mut links = places.links(&row).to_vec();
                links.push(other.id);
                places.set_links(&mut row, links);
                row = places.filled(row, other);
            }
            let parent = match row.part_of {
                NONE => NONE,
                came => self.number_of[came as usize],
            };
            let links = places.links(&row);
            let record = PlaceRecord {
                id: row.id,
                feature: row.feature,
                lat: row.lat,
                lon: row.lon,
                population: row.population,
                part_of: if parent == number { NONE } else { parent },
                same_as: match (links, u32::from(row.same_as.1 - own)) {
                    ([], _) => 0,
                    ([only], 0) if only & ONLY == 0 => only | ONLY,
                    (links, brought) => {
                        list.clear();
                        list.push(brought);
                        list.extend(links);
                        lists.add(&list)
                    }
                },
                note: row.note,
                names_start: if row.state == State::Given(Origin::Imported) { IMPORTED_PLACE } else { 0 },
            };
            give(record, links)?;
        }
        Ok(())
    }

    /// How prominent each place is, in final order, as one byte.
    pub(super) fn weights(&self, places: &Places, strings: &Strings) -> Vec<u8> {
        let weight = |came: &u32| {
            let row = &places.rows[*came as usize];
            // The sum is below four.
            (prominence(strings.get(row.feature), unpack_population(row.population)) * 64.0) as u8
        };
        self.order.iter().map(weight).collect()
    }
}
