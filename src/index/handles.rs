//! Handles to the rows of an index: a borrow and a number each.

use super::format::{
    ClaimRecord, DEGREE, DemonymRecord, FactsRecord, FormRecord, IMPORTED, IMPORTED_PLACE, IS_FORM, NO_POINT,
    NameRecord, ONLY, PartyRecord, PlaceRecord, SourceRecord, unpack_population,
};
use super::{Index, some};
use crate::model::{Date, DemonymForm, NameKind, PartyKind, Point, Rank, Relation};

/// Declares a handle: copyable, compared by row, shown by its id or text.
macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident -> $record:ident, shown by $shown:ident;)+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'i> {
            pub(super) index: &'i Index,
            pub(super) number: u32,
        }

        impl<'i> $name<'i> {
            #[inline]
            fn record(self) -> Option<$record> {
                self.index.record(self.number)
            }

            /// The index that the row is in.
            #[must_use]
            pub fn index(self) -> &'i Index {
                self.index
            }

            /// The number of the row in its index, from 0.
            #[must_use]
            pub fn number(self) -> u32 {
                self.number
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                std::ptr::eq(self.index, other.index) && self.number == other.number
            }
        }

        impl Eq for $name<'_> {}

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.$shown())
            }
        }
    )+ };
}

handles! {
    /// A place in an index: [`Place`](crate::Place) and its names and claims.
    PlaceRef -> PlaceRecord, shown by id;
    /// A name in an index: [`Name`](crate::Name).
    NameRef -> NameRecord, shown by text;
    /// A demonym in an index: [`Demonym`](crate::Demonym).
    DemonymRef -> DemonymRecord, shown by text;
    /// A claim in an index: [`Claim`](crate::Claim).
    ClaimRef -> ClaimRecord, shown by id;
    /// A party in an index: [`Party`](crate::Party).
    PartyRef -> PartyRecord, shown by id;
    /// A source in an index: [`Source`](crate::Source).
    SourceRef -> SourceRecord, shown by id;
}

impl<'i> PlaceRef<'i> {
    fn string(self, field: impl Fn(PlaceRecord) -> u32) -> &'i str {
        self.record().map(|record| self.index.string(field(record))).unwrap_or_default()
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'i str {
        self.string(|record| record.id)
    }

    /// What it is and how many live there.
    pub(crate) fn standing(self) -> (&'i str, Option<u64>) {
        let record = self.record();
        let feature = record.map(|record| self.index.string(record.feature)).unwrap_or_default();
        (feature, record.and_then(|record| unpack_population(record.population)))
    }

    /// GeoNames class and code, such as `T.ISLS`.
    #[must_use]
    pub fn feature(self) -> &'i str {
        self.string(|record| record.feature)
    }

    /// The representative point, in degrees WGS 84.
    #[must_use]
    pub fn point(self) -> Option<Point> {
        let record = self.record().filter(|record| record.lat != NO_POINT)?;
        Some(Point { lat: f64::from(record.lat) / DEGREE, lon: f64::from(record.lon) / DEGREE })
    }

    /// Number of inhabitants, if known.
    #[must_use]
    pub fn population(self) -> Option<u64> {
        self.record().and_then(|record| unpack_population(record.population))
    }

    /// The place that contains it without dispute.
    #[must_use]
    pub fn part_of(self) -> Option<PlaceRef<'i>> {
        self.record().and_then(|record| self.index.place_at(some(record.part_of)?))
    }

    /// Its ids in other gazetteers, such as `wd:Q80389`.
    pub fn same_as(self) -> impl Iterator<Item = &'i str> + Clone {
        let list = self.record().map_or(0, |record| record.same_as);
        let (only, list) = if list & ONLY == 0 { (None, list) } else { (Some(list & !ONLY), 0) };
        only.into_iter().chain(self.index.list(list).skip(1)).map(|item| self.index.string(item))
    }

    /// Those of [`same_as`](PlaceRef::same_as) that its own row states, not a record that was merged into it.
    pub(super) fn own_same_as(self) -> impl Iterator<Item = &'i str> {
        let list = self.record().map_or(0, |record| record.same_as);
        let brought = if list & ONLY == 0 { self.index.list(list).next().unwrap_or(0) } else { 0 };
        let all = self.same_as();
        let own = all.clone().count().saturating_sub(brought as usize);
        all.take(own)
    }

    /// What the extent is.
    #[must_use]
    pub fn note(self) -> &'i str {
        self.string(|record| record.note)
    }

    /// Is it an imported record, not a curated one?
    #[must_use]
    pub fn is_imported(self) -> bool {
        self.record().is_some_and(|record| record.names_start & IMPORTED_PLACE != 0)
    }

    /// Its names, in file order: all allonyms, of all parties.
    pub fn names(self) -> impl ExactSizeIterator<Item = NameRef<'i>> + Clone {
        let all = self.index.len::<NameRecord>() as u32;
        let start = self.record().map_or(all, |record| (record.names_start & !IMPORTED_PLACE).min(all));
        let next = self.number.checked_add(1).and_then(|next| self.index.record::<PlaceRecord>(next));
        let end = next.map_or(all, |next| (next.names_start & !IMPORTED_PLACE).min(all));
        (start.min(end)..end).map(move |number| NameRef { index: self.index, number })
    }

    /// The claims about it, in file order.
    pub fn claims(self) -> impl ExactSizeIterator<Item = ClaimRef<'i>> + Clone {
        let range = self.index.run::<ClaimRecord>(self.number, |claim| claim.place);
        range.map(move |number| ClaimRef { index: self.index, number })
    }
}

impl<'i> NameRef<'i> {
    fn facts(self) -> Option<FactsRecord> {
        self.index.record(self.record()?.facts)
    }

    /// The name.
    #[must_use]
    pub fn text(self) -> &'i str {
        self.record().map(|record| self.index.text(record.text)).unwrap_or_default()
    }

    /// Its BCP 47 language tag.
    #[must_use]
    pub fn lang(self) -> &'i str {
        self.facts().map(|facts| self.index.string(facts.lang)).unwrap_or_default()
    }

    /// The place it names.
    #[must_use]
    pub fn place(self) -> PlaceRef<'i> {
        PlaceRef { index: self.index, number: self.record().map_or(0, |record| record.place) }
    }

    /// What kind of name it is.
    #[must_use]
    pub fn kind(self) -> NameKind {
        let kind = self.facts().and_then(|facts| NameKind::ALL.get(usize::from(facts.kind)));
        kind.copied().unwrap_or(NameKind::Variant)
    }

    /// Its rank.
    #[must_use]
    pub fn rank(self) -> Rank {
        let rank = self.facts().and_then(|facts| Rank::ALL.get(usize::from(facts.rank)));
        rank.copied().unwrap_or(Rank::Normal)
    }

    /// The name that this one is a form of, at the end of a chain of forms.
    #[must_use]
    pub fn form_of(self) -> Option<NameRef<'i>> {
        self.facts().filter(|facts| facts.flags & IS_FORM != 0)?;
        let row = self.index.run::<FormRecord>(self.number, |form| form.name).next()?;
        self.index.name_at(self.index.record::<FormRecord>(row)?.root)
    }

    /// Is it an imported row: not curated, and nobody's usage?
    #[must_use]
    pub fn is_imported(self) -> bool {
        self.facts().is_some_and(|facts| facts.flags & IMPORTED != 0)
    }

    /// The parties that use it, in the order of the row.
    pub fn accepted_by(self) -> impl ExactSizeIterator<Item = PartyRef<'i>> + Clone {
        self.parties(|facts| facts.accepted_by)
    }

    /// The parties that object to it, in the order of the row.
    pub fn disputed_by(self) -> impl ExactSizeIterator<Item = PartyRef<'i>> + Clone {
        self.parties(|facts| facts.disputed_by)
    }

    fn parties(self, list: impl Fn(FactsRecord) -> u32) -> impl ExactSizeIterator<Item = PartyRef<'i>> + Clone {
        self.index.list(self.facts().map_or(0, list)).map(|number| PartyRef { index: self.index, number })
    }

    /// The claims that the words themselves state.
    pub fn asserts(self) -> impl ExactSizeIterator<Item = ClaimRef<'i>> + Clone {
        let list = self.facts().map_or(0, |facts| facts.asserts);
        self.index.list(list).map(|number| ClaimRef { index: self.index, number })
    }

    /// First day of the statement.
    #[must_use]
    pub fn start(self) -> Option<Date> {
        Date::from_bytes(self.facts()?.start)
    }

    /// Day after the last; a row that has one is historical.
    #[must_use]
    pub fn end(self) -> Option<Date> {
        Date::from_bytes(self.facts()?.end)
    }

    /// Words that a party requires with the name.
    #[must_use]
    pub fn footnote(self) -> &'i str {
        self.facts().map(|statement| self.index.string(statement.footnote)).unwrap_or_default()
    }

    /// Where it is from.
    #[must_use]
    pub fn source(self) -> Option<SourceRef<'i>> {
        self.index.source_at(some(self.facts()?.source)?)
    }
}

impl<'i> DemonymRef<'i> {
    fn string(self, field: impl Fn(DemonymRecord) -> u32) -> &'i str {
        self.record().map(|record| self.index.string(field(record))).unwrap_or_default()
    }

    /// The word.
    #[must_use]
    pub fn text(self) -> &'i str {
        self.string(|record| record.text)
    }

    /// Its BCP 47 language tag.
    #[must_use]
    pub fn lang(self) -> &'i str {
        self.string(|record| record.lang)
    }

    /// The place whose people or things it is a word for.
    #[must_use]
    pub fn place(self) -> PlaceRef<'i> {
        PlaceRef { index: self.index, number: self.record().map_or(0, |record| record.place) }
    }

    /// Adjective, noun or plural.
    #[must_use]
    pub fn form(self) -> DemonymForm {
        let form = self.record().and_then(|record| DemonymForm::ALL.get(record.form as usize));
        form.copied().unwrap_or(DemonymForm::Adjective)
    }

    /// Where it is from.
    #[must_use]
    pub fn source(self) -> Option<SourceRef<'i>> {
        self.index.source_at(some(self.record()?.source)?)
    }
}

impl<'i> ClaimRef<'i> {
    fn string(self, field: impl Fn(ClaimRecord) -> u32) -> &'i str {
        self.record().map(|record| self.index.string(field(record))).unwrap_or_default()
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'i str {
        self.string(|record| record.id)
    }

    /// The place it is about.
    #[must_use]
    pub fn place(self) -> PlaceRef<'i> {
        PlaceRef { index: self.index, number: self.record().map_or(0, |record| record.place) }
    }

    /// What is claimed.
    #[must_use]
    pub fn relation(self) -> Relation {
        let relation = self.record().and_then(|record| Relation::ALL.get(record.relation as usize));
        relation.copied().unwrap_or(Relation::IsA)
    }

    /// The id of a party or place, or a class word, by relation.
    #[must_use]
    pub fn object(self) -> &'i str {
        self.string(|record| record.object)
    }

    /// The ids of the parties that say so; `*` for undisputed as far as known.
    pub fn asserted_by(self) -> impl ExactSizeIterator<Item = &'i str> + Clone {
        let list = self.record().map_or(0, |record| record.asserted_by);
        self.index.list(list).map(|item| self.index.string(item))
    }

    /// The ids of the parties that reject it.
    pub fn rejected_by(self) -> impl ExactSizeIterator<Item = &'i str> + Clone {
        let list = self.record().map_or(0, |record| record.rejected_by);
        self.index.list(list).map(|item| self.index.string(item))
    }

    /// First day.
    #[must_use]
    pub fn start(self) -> Option<Date> {
        Date::from_bytes(self.record()?.start)
    }

    /// Day after the last.
    #[must_use]
    pub fn end(self) -> Option<Date> {
        Date::from_bytes(self.record()?.end)
    }

    /// Where it is from.
    #[must_use]
    pub fn source(self) -> Option<SourceRef<'i>> {
        self.index.source_at(self.record()?.source)
    }
}

impl<'i> PartyRef<'i> {
    fn string(self, field: impl Fn(PartyRecord) -> u32) -> &'i str {
        self.record().map(|record| self.index.string(field(record))).unwrap_or_default()
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'i str {
        self.string(|record| record.id)
    }

    /// What kind of party.
    #[must_use]
    pub fn kind(self) -> PartyKind {
        let kind = self.record().and_then(|record| PartyKind::ALL.get(record.kind as usize));
        kind.copied().unwrap_or(PartyKind::Community)
    }

    /// What to call it in output.
    #[must_use]
    pub fn label(self) -> &'i str {
        self.string(|record| record.label)
    }

    /// The place it governs or claims to, if any.
    #[must_use]
    pub fn place(self) -> Option<PlaceRef<'i>> {
        self.index.place_at(some(self.record()?.place)?)
    }

    /// Its working languages, as BCP 47 tags.
    pub fn languages(self) -> impl ExactSizeIterator<Item = &'i str> + Clone {
        let list = self.record().map_or(0, |record| record.languages);
        self.index.list(list).map(|item| self.index.string(item))
    }

    /// The parties whose usage it follows where it says nothing itself.
    pub fn follows(self) -> impl ExactSizeIterator<Item = PartyRef<'i>> + Clone {
        let list = self.record().map_or(0, |record| record.follows);
        self.index.list(list).map(|number| PartyRef { index: self.index, number })
    }

    /// Its ids elsewhere.
    pub fn same_as(self) -> impl Iterator<Item = &'i str> + Clone {
        let list = self.record().map_or(0, |record| record.same_as);
        self.index.list(list).map(|item| self.index.string(item))
    }
}

impl<'i> SourceRef<'i> {
    fn string(self, field: impl Fn(SourceRecord) -> u32) -> &'i str {
        self.record().map(|record| self.index.string(field(record))).unwrap_or_default()
    }

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'i str {
        self.string(|record| record.id)
    }

    /// Author, title, document symbol.
    #[must_use]
    pub fn citation(self) -> &'i str {
        self.string(|record| record.citation)
    }

    /// Where it can be read, or empty.
    #[must_use]
    pub fn url(self) -> &'i str {
        self.string(|record| record.url)
    }

    /// When it was issued.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::from_bytes(self.record()?.date)
    }

    /// Under what licence, or empty.
    #[must_use]
    pub fn licence(self) -> &'i str {
        self.string(|record| record.licence)
    }

    /// Anything else, or empty.
    #[must_use]
    pub fn note(self) -> &'i str {
        self.string(|record| record.note)
    }
}
