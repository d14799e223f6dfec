//! From rows in the order of coming to names in the order of places, each once.

use std::io::{Seek, Write};

use hashbrown::{HashMap, HashSet};

use super::super::format::{Assembly, FormRecord, NONE, NameRecord, Record, SectionId};
use super::facts::AllFacts;
use super::keys::Keys;
use super::places::Settled;
use super::spool::Spool;
use super::strings::Strings;
use super::{BuildReport, Limits};
use crate::error::{Error, ErrorKind};
use crate::index::format::MOST_ROWS;
use crate::model::NameKind;

/// A row: number of the place, number of the name, facts, and number of the name that it is a form of or `NONE`.
pub(super) type NameRow = [u32; 4];

/// The names in their order.
pub(super) struct Names {
    /// Where the rows of each place start; one more than there are places.
    pub(super) starts: Vec<u32>,
    /// Rank of the key and number of the name.
    pub(super) entries: Spool,
    /// The place of each name.
    pub(super) places: Vec<u32>,
}

/// What is known of the rows that names refer to.
pub(super) struct Known<'k> {
    pub(super) settled: &'k Settled,
    pub(super) keys: &'k Keys,
    pub(super) facts: &'k AllFacts,
    pub(super) strings: &'k Strings,
}

/// A band of places, and the rows of each.
struct Band {
    rows: Vec<NameRow>,
}

/// Writes `names` and `forms`: a band of places at a time, as many as memory holds.
pub(super) fn write<W: Write + Seek>(
    rows: &mut Spool,
    known: &Known<'_>,
    assembly: &mut Assembly<W>,
    limits: &Limits,
    report: &mut BuildReport,
) -> Result<Names, Error> {
    let Known { settled, keys, .. } = known;
    let places = settled.len();
    let mut counts = vec![0_u32; places + 1];
    rows.for_each_row(&limits.folder, |[place, ..]: NameRow| {
        counts[settled.number_of[place as usize] as usize + 1] += 1;
        Ok(())
    })?;
    for place in 0..places {
        counts[place + 1] += counts[place];
    }
    let mut names =
        Names { starts: Vec::with_capacity(places + 1), entries: Spool::new(limits.spool), places: Vec::new() };
    let mut forms = Vec::new();
    assembly.section(SectionId::Names, |out| {
        let mut first = 0;
        while first < places {
            let base = counts[first];
            let fits = |end: &u32| (end - base) as usize * size_of::<NameRow>() <= limits.band;
            let behind = first + counts[first + 1..].partition_point(fits).max(1);
            let mut band = Band { rows: vec![[NONE; 4]; (counts[behind] - base) as usize] };
            let mut next: Vec<u32> = counts[first..behind].iter().map(|start| start - base).collect();
            rows.for_each_row(&limits.folder, |row: NameRow| {
                let place = settled.number_of[row[0] as usize] as usize;
                if (first..behind).contains(&place) {
                    let slot = &mut next[place - first];
                    band.rows[*slot as usize] = row;
                    *slot += 1;
                }
                Ok(())
            })?;
            for place in first..behind {
                names.starts.push(names.places.len() as u32);
                let own = &mut band.rows[(counts[place] - base) as usize..(counts[place + 1] - base) as usize];
                let own = distinct(own, known, report);
                let roots = roots(own, known);
                let start = names.places.len() as u32;
                for (at, row) in own.iter().enumerate() {
                    let number = start + at as u32;
                    let record =
                        NameRecord { place: place as u32, text: keys.offset_of[row[1] as usize], facts: row[2] };
                    let mut bytes = Vec::with_capacity(NameRecord::SIZE);
                    record.write(&mut bytes);
                    out.write_all(&bytes)?;
                    let rank = keys.rank_of[row[1] as usize];
                    if rank != NONE {
                        names.entries.push_row([rank, number], &limits.folder)?;
                    }
                    if roots[at] as usize != at {
                        FormRecord { name: number, root: start + roots[at] }.write(&mut forms);
                    }
                }
                names.places.resize(names.places.len() + own.len(), place as u32);
            }
            first = behind;
        }
        Ok::<(), Error>(())
    })?;
    names.starts.push(names.places.len() as u32);
    if names.places.len() as u64 >= MOST_ROWS {
        return Err(Error::new(ErrorKind::Limit, format!("{} names, at most 2^30 fit", names.places.len())));
    }
    assembly.bytes(SectionId::Forms, &forms)?;
    Ok(names)
}

/// The rows of a place without imported ones that repeat another: the same name in the same language and kind; or in no
/// language, where another row has it in one.
fn distinct<'r>(rows: &'r mut [NameRow], known: &Known<'_>, report: &mut BuildReport) -> &'r [NameRow] {
    let Known { keys, facts, strings, .. } = known;
    if rows.len() < 2 {
        return rows;
    }
    let undetermined = strings.find("und");
    let text = |row: &NameRow| keys.offset_of[row[1] as usize];
    let is_variant = |kind: u8| kind == NameKind::Variant as u8;
    // Names in a language: may they be output?
    let mut spoken: HashSet<(u32, bool)> = HashSet::new();
    for row in rows.iter() {
        let facts = facts.get(row[2]);
        if Some(facts.lang) != undetermined {
            spoken.insert((text(row), is_variant(facts.kind)));
        }
    }
    let mut seen: HashSet<(u32, u32, u8)> = HashSet::with_capacity(rows.len());
    let mut kept = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        let own = facts.get(row[2]);
        let repeats = !seen.insert((text(&row), own.lang, own.kind));
        let said_better = Some(own.lang) == undetermined
            && (spoken.contains(&(text(&row), false))
                || (is_variant(own.kind) && spoken.contains(&(text(&row), true))));
        if own.is_imported() && (repeats || said_better) {
            report.repeated += 1;
        } else {
            rows[kept] = row;
            kept += 1;
        }
    }
    &rows[..kept]
}

/// For each row of a place, the row at the end of the chain of forms that starts there: itself, where none does. O(n log n).
fn roots(rows: &[NameRow], known: &Known<'_>) -> Vec<u32> {
    let Known { keys, facts, strings, .. } = known;
    let mut roots: Vec<u32> = (0..rows.len() as u32).collect();
    if rows.iter().all(|[.., wanted]| *wanted == NONE) {
        return roots;
    }
    let text = |row: &NameRow| keys.offset_of[row[1] as usize];
    let mut of_text: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, row) in (0..).zip(rows) {
        of_text.entry(text(row)).or_default().push(number);
    }
    for (at, row) in rows.iter().enumerate().filter(|(_, [.., wanted])| *wanted != NONE) {
        let spoken = facts.get(row[2]).primary(strings);
        let named = of_text.get(&keys.offset_of[row[3] as usize]).into_iter().flatten().copied();
        let mut named = named.filter(|other| *other as usize != at);
        let speaks = |other: &u32| facts.get(rows[*other as usize][2]).primary(strings) == spoken;
        let first = named.clone().next();
        roots[at] = named.find(speaks).or(first).unwrap_or(at as u32);
    }
    // Each round goes twice as far along all chains. A chain has no more links than the place has names; `check`
    // refuses circles, and an import may have some: of these it is left at some row.
    for _ in 0..=rows.len().ilog2() {
        roots = roots.iter().map(|next| roots[*next as usize]).collect();
    }
    roots
}
