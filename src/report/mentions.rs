//! Records of lookups and of mentions.

use serde::Serialize;

use super::rounded;
use crate::error::Error;
use crate::perspective::{Choice, Wanted};
use crate::resolve::{Candidate, Mention, Resolution};

/// A place that a query or a mention may mean. All fields are null or empty where nothing could be decided.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CandidateRecord {
    /// Id of the place.
    pub id: Option<String>,
    /// The row of `names.csv` or `demonyms.csv` that was found.
    pub matched: Option<String>,
    /// The name to output: that row, or the one it is a form of.
    pub name: Option<String>,
    /// BCP 47 tag of the name, or of the demonym.
    pub lang: Option<String>,
    /// Kind of the name.
    pub kind: Option<&'static str>,
    /// Parties that use the name.
    pub accepted_by: Vec<String>,
    /// Parties that object to it.
    pub disputed_by: Vec<String>,
    /// Claims that its words state.
    pub asserts: Vec<String>,
    /// GeoNames class and code.
    pub feature: Option<String>,
    /// Degrees WGS 84.
    pub lat: Option<f64>,
    /// Degrees WGS 84.
    pub lon: Option<f64>,
    /// Why it was found.
    pub evidence: Option<&'static str>,
    /// Edits in code points.
    pub distance: Option<u8>,
    /// 0 to 1, comparable only within one resolution.
    pub score: Option<f64>,
    /// The index that it was found in.
    pub index: Option<String>,
    /// Ids in other gazetteers.
    pub same_as: Vec<String>,
    /// The name that the perspective uses, when one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ChosenRecord>,
}

/// The name that a perspective uses for a place.
#[derive(Clone, Debug, Serialize)]
pub struct ChosenRecord {
    /// The name, or null where none could be chosen.
    pub name: Option<String>,
    /// 0 to 4; null where there is no name.
    pub tier: Option<u8>,
    /// The contested names, in code point order.
    pub contested: Vec<String>,
    /// The sources of the rows that the answer rests on.
    pub sources: Vec<String>,
    /// Words that a party requires with the name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub footnote: String,
}

impl ChosenRecord {
    pub(super) fn new(choice: &Choice<'_>) -> ChosenRecord {
        let tier = choice.tier().map(|tier| tier.number());
        match choice {
            Choice::Chosen(name) => ChosenRecord {
                name: Some(name.text().to_owned()),
                tier,
                contested: Vec::new(),
                sources: name.sources().iter().map(|source| source.id().to_owned()).collect(),
                footnote: name.footnote().to_owned(),
            },
            Choice::Contested(names) => {
                let mut sources = Vec::new();
                for source in names.iter().flat_map(|name| name.sources()).map(|source| source.id().to_owned()) {
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
                ChosenRecord {
                    name: None,
                    tier,
                    contested: names.iter().map(|name| name.text().to_owned()).collect(),
                    sources,
                    footnote: String::new(),
                }
            }
            Choice::NoName => {
                ChosenRecord { name: None, tier, contested: Vec::new(), sources: Vec::new(), footnote: String::new() }
            }
        }
    }
}

impl CandidateRecord {
    /// The record of a candidate, with the name that `wanted` asks for, if anything is wanted.
    ///
    /// # Errors
    ///
    /// As [`PlaceRef::name_for`](crate::PlaceRef::name_for).
    pub fn new(candidate: &Candidate<'_>, wanted: Option<&Wanted>) -> Result<CandidateRecord, Error> {
        let place = candidate.place();
        let name = candidate.name();
        let chosen = match wanted {
            Some(wanted) => Some(ChosenRecord::new(&place.name_for(wanted)?)),
            None => None,
        };
        let point = place.point();
        Ok(CandidateRecord {
            id: Some(place.id().to_owned()),
            matched: Some(candidate.matched().text().to_owned()),
            name: name.map(|name| name.text().to_owned()),
            lang: Some(name.map_or_else(|| candidate.matched().lang(), |name| name.lang()).to_owned()),
            kind: name.map(|name| name.kind().as_str()),
            accepted_by: candidate.accepted_by().iter().map(|party| party.id().to_owned()).collect(),
            disputed_by: candidate.disputed_by().iter().map(|party| party.id().to_owned()).collect(),
            asserts: candidate.asserts().iter().map(|claim| claim.id().to_owned()).collect(),
            feature: Some(place.feature().to_owned()),
            lat: point.map(|point| point.lat),
            lon: point.map(|point| point.lon),
            evidence: Some(candidate.evidence().as_str()),
            distance: Some(candidate.distance()),
            score: Some(rounded(f64::from(candidate.score().value()), 3)),
            index: Some(candidate.index_label().to_owned()),
            same_as: place.same_as().map(str::to_owned).collect(),
            chosen,
        })
    }
}

/// A span of text that refers to a place: what stands out, and the other candidates.
#[derive(Clone, Debug, Serialize)]
pub struct MentionRecord {
    /// Offset of the first character, in the unit asked for.
    pub start: usize,
    /// Offset behind the last character.
    pub end: usize,
    /// The text between.
    pub text: String,
    /// The place that stands out.
    #[serde(flatten)]
    pub best: CandidateRecord,
    /// The others, best first; all of them, where none stands out.
    pub candidates: Vec<CandidateRecord>,
}

/// A document and its mentions.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentRecord {
    /// The path as given, `-` for standard input, or the id of a JSON line.
    pub doc: String,
    /// In the order of the text.
    pub mentions: Vec<MentionRecord>,
}

impl DocumentRecord {
    /// The record of a document. `limit` is the most candidates a mention may have.
    ///
    /// # Errors
    ///
    /// As [`CandidateRecord::new`].
    pub fn new(
        doc: &str,
        text: &str,
        mentions: &[Mention<'_>],
        options: &Options<'_>,
    ) -> Result<DocumentRecord, Error> {
        let mentions = MentionRecords::new(options.clone()).next(text, mentions)?;
        Ok(DocumentRecord { doc: doc.to_owned(), mentions })
    }
}

/// Records of the mentions of a text that comes in parts: offsets go on from part to part.
///
/// ```
/// use allonym::report::{MentionRecords, Options};
/// use allonym::{Index, Resolver};
/// let resolver = Resolver::new(Index::embedded());
/// let mut records = MentionRecords::new(Options::default());
/// let mut starts = Vec::new();
/// resolver.session().read("Talks on the Southern Kurils".as_bytes(), |passage| {
///     let found = records.next(passage.text, &passage.mentions)?;
///     starts.extend(found.iter().map(|record| record.start));
///     Ok(())
/// })?;
/// assert_eq!(starts, [13]);
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MentionRecords<'w> {
    options: Options<'w>,
    /// Units of the parts before.
    before: usize,
}

impl<'w> MentionRecords<'w> {
    /// Records for the parts of one text.
    #[must_use]
    pub fn new(options: Options<'w>) -> MentionRecords<'w> {
        MentionRecords { options, before: 0 }
    }

    /// The records of the next part. `limit` is the most candidates a mention may have.
    ///
    /// # Errors
    ///
    /// As [`CandidateRecord::new`].
    pub fn next(&mut self, text: &str, mentions: &[Mention<'_>]) -> Result<Vec<MentionRecord>, Error> {
        let options = &self.options;
        let mut counter = Counter { text, unit: options.offsets, bytes: 0, units: self.before };
        let mut records = Vec::with_capacity(mentions.len());
        for mention in mentions {
            let span = mention.span();
            let start = counter.at(span.start);
            let end = counter.at(span.end);
            let (best, others) = match mention.best() {
                Some(best) => (CandidateRecord::new(best, options.wanted)?, &mention.candidates()[1..]),
                None => (CandidateRecord::default(), mention.candidates()),
            };
            let others = others.iter().take(options.limit);
            let candidates =
                others.map(|other| CandidateRecord::new(other, options.wanted)).collect::<Result<_, _>>()?;
            records.push(MentionRecord { start, end, text: text[span].to_owned(), best, candidates });
        }
        self.before = counter.at(text.len());
        Ok(records)
    }
}

/// What records are to hold.
#[derive(Clone, Debug)]
pub struct Options<'w> {
    /// The unit of offsets.
    pub offsets: Offsets,
    /// The most candidates of a mention or a query.
    pub limit: usize,
    /// Whose name is wanted for each place.
    pub wanted: Option<&'w Wanted>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { offsets: Offsets::default(), limit: usize::MAX, wanted: None }
    }
}

/// The unit in which offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Unicode code points, as in Python.
    #[default]
    Char,
    /// Bytes of UTF-8, as in Rust and Go.
    Byte,
    /// UTF-16 code units, as in JavaScript, Java and C#.
    Utf16,
}

/// Turns ascending byte offsets into another unit, in one pass over the text.
struct Counter<'t> {
    text: &'t str,
    unit: Offsets,
    bytes: usize,
    units: usize,
}

impl Counter<'_> {
    fn at(&mut self, byte: usize) -> usize {
        let stretch = &self.text[self.bytes..byte];
        self.units += match self.unit {
            Offsets::Char => stretch.chars().count(),
            Offsets::Byte => stretch.len(),
            Offsets::Utf16 => stretch.encode_utf16().count(),
        };
        self.bytes = byte;
        self.units
    }
}

/// A query and its candidates.
#[derive(Clone, Debug, Serialize)]
pub struct LookupRecord {
    /// The name as it was asked for.
    pub query: String,
    /// Best first.
    pub candidates: Vec<CandidateRecord>,
    /// Names that would be found, when nothing was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub did_you_mean: Vec<String>,
}

impl LookupRecord {
    /// The record of a lookup.
    ///
    /// # Errors
    ///
    /// As [`CandidateRecord::new`].
    pub fn new(
        query: &str,
        resolution: &Resolution<'_>,
        did_you_mean: Vec<String>,
        options: &Options<'_>,
    ) -> Result<LookupRecord, Error> {
        let candidates = resolution.candidates().iter().take(options.limit);
        let candidates = candidates.map(|c| CandidateRecord::new(c, options.wanted)).collect::<Result<_, _>>()?;
        Ok(LookupRecord { query: query.to_owned(), candidates, did_you_mean })
    }
}
