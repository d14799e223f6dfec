//! Choosing a name: which of a place's names a perspective uses, in a language, at a date.
//!
//! What comes in is a place and what is [`Wanted`]; what goes out is a [`Choice`] that carries its tier, the rows
//! it rests on and their sources. Where only contested names remain, the answer says so: data never picks a winner.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::index::{ClaimRef, Index, NameRef, PartyRef, PlaceRef, SourceRef};
use crate::model::{Date, Day, Language, NameKind, Perspective, Rank};

/// What name is wanted: a language, and optionally whose and when.
///
/// ```
/// use allonym::{Perspective, Wanted};
/// let wanted = Wanted::new("en")?.perspective(Perspective::parse("ap,UN")?).at("2018")?;
/// # Ok::<(), allonym::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Wanted {
    lang: Language,
    perspective: Option<Perspective>,
    at: Option<Day>,
}

impl Wanted {
    /// A name in this language (a BCP 47 tag), from no perspective, at present.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when the tag is not valid.
    pub fn new(lang: &str) -> Result<Wanted, Error> {
        Ok(Wanted { lang: Language::parse(lang)?, perspective: None, at: None })
    }

    /// The name that these parties use.
    pub fn perspective(mut self, perspective: Perspective) -> Wanted {
        self.perspective = Some(perspective);
        self
    }

    /// The name at a date; a partial date means its first day.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when it is not a date, or an unknown one.
    pub fn at(mut self, date: &str) -> Result<Wanted, Error> {
        let day = date.parse::<Date>()?.first_day();
        self.at = Some(day.ok_or_else(|| Error::new(ErrorKind::Argument, "XXXX is no day to name a place at"))?);
        Ok(self)
    }
}

/// How a name came to be chosen, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// 0: accepted by a party of the perspective.
    Accepted,
    /// 1: unmarked; no party is listed.
    Unmarked,
    /// 2: accepted by others, disputed by none, and no other party accepts another name.
    Undisputed,
    /// 3: the rest, as far as the perspective does not dispute it.
    Contested,
    /// 4: disputed by the perspective. Never chosen, only explained.
    Disputed,
}

impl Tier {
    /// The number of the tier, 0 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Why a name is in the tier.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Tier::Accepted => "accepted by the perspective",
            Tier::Unmarked => "unmarked: no party is listed",
            Tier::Undisputed => "accepted by others and disputed by none; no party uses another name",
            Tier::Contested => "contested: others use another name or object to it",
            Tier::Disputed => "disputed by the perspective",
        }
    }
}

/// The answer to "by what name, for whom".
#[derive(Clone, Debug)]
#[must_use]
pub enum Choice<'i> {
    /// One name.
    Chosen(ChosenName<'i>),
    /// Several names and no way to choose, in code point order; or one, where it is the only one left but contested.
    Contested(Vec<ChosenName<'i>>),
    /// No name in the language that the perspective does not dispute.
    NoName,
}

impl<'i> Choice<'i> {
    /// The name, when exactly one was chosen and it is not contested.
    #[must_use]
    pub fn name(&self) -> Option<&'i str> {
        match self {
            Choice::Chosen(name) => Some(name.text()),
            _ => None,
        }
    }

    /// The tier of the answer; `None` for [`Choice::NoName`].
    #[must_use]
    pub fn tier(&self) -> Option<Tier> {
        match self {
            Choice::Chosen(name) => Some(name.tier),
            Choice::Contested(names) => names.first().map(|name| name.tier),
            Choice::NoName => None,
        }
    }
}

/// A name with the rows it rests on.
#[derive(Clone, Debug)]
pub struct ChosenName<'i> {
    tier: Tier,
    /// Never empty: the row that is shown first.
    rows: Vec<NameRef<'i>>,
    /// Who uses the name and who objects to it, by any of its rows.
    accepted_by: Vec<PartyRef<'i>>,
    disputed_by: Vec<PartyRef<'i>>,
    /// Position of the party it is accepted by, for the order within tier 0.
    position: usize,
}

impl<'i> ChosenName<'i> {
    /// The name itself.
    #[must_use]
    pub fn text(&self) -> &'i str {
        self.rows[0].text()
    }

    /// Its language tag.
    #[must_use]
    pub fn lang(&self) -> &'i str {
        self.rows[0].lang()
    }

    /// The tier it is in.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The rows that put it there, best first.
    #[must_use]
    pub fn rows(&self) -> &[NameRef<'i>] {
        &self.rows
    }

    /// The words that a party requires with the name, or empty.
    #[must_use]
    pub fn footnote(&self) -> &'i str {
        self.rows.iter().map(|row| row.footnote()).find(|footnote| !footnote.is_empty()).unwrap_or_default()
    }

    /// Who uses it, whether or not they belong to the perspective.
    #[must_use]
    pub fn accepted_by(&self) -> &[PartyRef<'i>] {
        &self.accepted_by
    }

    /// Who objects to it, whether or not they belong to the perspective.
    #[must_use]
    pub fn disputed_by(&self) -> &[PartyRef<'i>] {
        &self.disputed_by
    }

    /// The sources of its rows, each once.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceRef<'i>> {
        let mut sources = Vec::new();
        for source in self.rows.iter().filter_map(|row| row.source()) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }

    /// What decides between names of one tier: the earliest party, then `preferred`, then `official common short`.
    fn precedence(&self) -> (usize, bool, usize) {
        let preferred = self.rows.iter().any(|row| row.rank() == Rank::Preferred);
        let kind = self.rows.iter().map(|row| kind_order(row.kind())).min().unwrap_or(usize::MAX);
        (self.position, !preferred, kind)
    }
}

fn kind_order(kind: NameKind) -> usize {
    match kind {
        NameKind::Official => 0,
        NameKind::Common => 1,
        NameKind::Short => 2,
        _ => 3,
    }
}

impl<'i> PlaceRef<'i> {
    /// The name of the place for a perspective, a language and a date, by the tiers of the data model. O(names of the
    /// place).
    ///
    /// ```
    /// use allonym::{Choice, Index, Perspective, Wanted};
    /// let index = Index::embedded();
    /// let place = index.place("liancourt-rocks").expect("the curated gazetteer has it");
    /// let wanted = Wanted::new("en")?;
    /// let korean = place.name_for(&wanted.clone().perspective(Perspective::parse("KR")?))?;
    /// let japanese = place.name_for(&wanted.perspective(Perspective::parse("JP")?))?;
    /// assert_eq!(korean.name(), Some("Dokdo"));
    /// assert_eq!(japanese.name(), Some("Takeshima"));
    /// # Ok::<(), allonym::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Argument`] when a party of the perspective is unknown to an index that has parties.
    pub fn name_for(self, wanted: &Wanted) -> Result<Choice<'i>, Error> {
        let considered = self.names_considered(wanted)?;
        let Some(best) = considered.first().map(|name| name.tier).filter(|tier| *tier != Tier::Disputed) else {
            return Ok(Choice::NoName);
        };
        let mut names: Vec<ChosenName<'i>> = considered.into_iter().take_while(|name| name.tier == best).collect();
        if best == Tier::Contested {
            return Ok(Choice::Contested(names));
        }
        let first = names.iter().map(ChosenName::precedence).min();
        names.retain(|name| Some(name.precedence()) == first);
        match <[ChosenName<'i>; 1]>::try_from(names) {
            Ok([name]) => Ok(Choice::Chosen(name)),
            Err(names) => Ok(Choice::Contested(names)),
        }
    }

    /// All names that [`name_for`](PlaceRef::name_for) weighs, each with its tier: by tier, then in code point order.
    ///
    /// # Errors
    ///
    /// As [`name_for`](PlaceRef::name_for).
    pub fn names_considered(self, wanted: &Wanted) -> Result<Vec<ChosenName<'i>>, Error> {
        let parties = expand(self.index(), wanted.perspective.as_ref())?;
        let mut disputed = Vec::new();
        for tag in wanted.lang.answers() {
            let rows: Vec<NameRef<'i>> =
                self.names().filter(|name| name.lang() == tag && is_output(*name) && name.is_live(wanted.at)).collect();
            let mut names = weigh(self, &rows, &parties, wanted.at);
            if names.iter().any(|name| name.tier != Tier::Disputed) {
                names.sort_by(|a, b| (a.tier, a.text()).cmp(&(b.tier, b.text())));
                return Ok(names);
            }
            // What the perspective disputes is no answer; a parent of the tag may have one.
            disputed.append(&mut names);
        }
        disputed.sort_by(|a, b| a.text().cmp(b.text()));
        Ok(disputed)
    }

    /// Is the territory disputed: does a live claim about sovereignty, containment or class have a rejection, or do
    /// two such claims of one relation differ? `None` is the present.
    #[must_use]
    pub fn is_disputed(self, at: Option<Day>) -> bool {
        let mut objects = BTreeMap::new();
        self.claims().filter(|claim| claim.relation().is_status() && claim.is_live(at)).any(|claim| {
            let first = *objects.entry(claim.relation()).or_insert(claim.object());
            claim.rejected_by().len() > 0 || first != claim.object()
        })
    }

    /// Everyone to whom a live claim says that the place belongs, or that controls or occupies it, in code point order.
    #[must_use]
    pub fn parties(self, at: Option<Day>) -> Vec<&'i str> {
        use crate::model::Relation::{AdministeredBy, BelongsTo, OccupiedBy};
        let claims = self.claims().filter(|claim| claim.is_live(at));
        let mut parties: Vec<&str> = claims
            .filter(|claim| matches!(claim.relation(), BelongsTo | AdministeredBy | OccupiedBy))
            .map(ClaimRef::object)
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }
}

impl<'i> NameRef<'i> {
    /// Does the statement hold on that day; or, for `None`, has it no end?
    #[must_use]
    pub fn is_live(self, at: Option<Day>) -> bool {
        is_live(self.start(), self.end(), at)
    }

    /// The row that says what to output and for whom: the one that this is a form of, or itself.
    #[must_use]
    pub fn root(self) -> NameRef<'i> {
        self.form_of().unwrap_or(self)
    }

    /// The parties that use the name: its own, else those of the row that it is a form of.
    fn acceptors(self) -> Vec<PartyRef<'i>> {
        let own: Vec<_> = self.accepted_by().collect();
        if own.is_empty() { self.root().accepted_by().collect() } else { own }
    }

    fn objectors(self) -> Vec<PartyRef<'i>> {
        let own: Vec<_> = self.disputed_by().collect();
        if own.is_empty() { self.root().disputed_by().collect() } else { own }
    }

    fn is_unmarked(self) -> bool {
        self.acceptors().is_empty() && self.objectors().is_empty()
    }
}

impl ClaimRef<'_> {
    /// Does the claim hold on that day; or, for `None`, has it no end?
    #[must_use]
    pub fn is_live(self, at: Option<Day>) -> bool {
        is_live(self.start(), self.end(), at)
    }
}

/// An unknown start is before every day; an unknown end, too, since a row that has an end is historical.
fn is_live(start: Option<Date>, end: Option<Date>, at: Option<Day>) -> bool {
    match at {
        None => end.is_none(),
        Some(day) => {
            let begun = start.and_then(|date| date.first_day()).is_none_or(|first| first <= day);
            begun && end.is_none_or(|end| end.first_day().is_some_and(|end| day < end))
        }
    }
}

/// May the row be output? A variant or a deprecated row never is; a form of a name in the same language has that
/// name for its output.
fn is_output(name: NameRef<'_>) -> bool {
    name.kind() != NameKind::Variant
        && name.rank() != Rank::Deprecated
        && name.form_of().is_none_or(|root| root.lang() != name.lang())
}

/// The parties of a perspective, each followed, depth first, by those it follows; the first time counts.
fn expand<'i>(index: &'i Index, perspective: Option<&Perspective>) -> Result<Vec<PartyRef<'i>>, Error> {
    fn visit<'i>(party: PartyRef<'i>, parties: &mut Vec<PartyRef<'i>>) {
        if !parties.contains(&party) {
            parties.push(party);
            for followed in party.follows() {
                visit(followed, parties);
            }
        }
    }
    let mut parties = Vec::new();
    // An imported index names no parties: no row of it is anybody's.
    if index.parties().len() > 0 {
        for id in perspective.map_or(&[][..], Perspective::parties) {
            visit(index.party(id)?, &mut parties);
        }
    }
    Ok(parties)
}

/// The names that the rows give, each with its tier.
fn weigh<'i>(
    place: PlaceRef<'i>,
    rows: &[NameRef<'i>],
    perspective: &[PartyRef<'i>],
    at: Option<Day>,
) -> Vec<ChosenName<'i>> {
    let mut groups: BTreeMap<&str, Vec<NameRef<'i>>> = BTreeMap::new();
    for row in rows {
        groups.entry(row.text()).or_default().push(*row);
    }
    let position = |party: &PartyRef<'i>| perspective.iter().position(|known| known == party);
    let marked = is_marked(place);
    let counts = |row: &NameRef<'i>| row.is_unmarked() && !(marked && row.is_imported());
    let names = groups.iter().map(|(text, rows)| {
        let accepted: Vec<PartyRef<'i>> = rows.iter().flat_map(|row| row.acceptors()).collect();
        // An objection counts on whatever row of the name it stands: "do not use" is often a deprecated one.
        let mut disputed_by: Vec<PartyRef<'i>> = rows.iter().flat_map(|row| row.objectors()).collect();
        let same = |row: &NameRef<'i>| row.text() == *text && row.lang() == rows[0].lang() && row.is_live(at);
        disputed_by.extend(place.names().filter(same).flat_map(|row| row.disputed_by()));
        disputed_by.sort_by_key(|party| party.number());
        disputed_by.dedup();
        let acceptance = accepted.iter().filter_map(position).min();
        let objection = disputed_by.iter().filter_map(position).min();
        let others_differ = || {
            let mut others = groups.iter().filter(|(other, _)| *other != text).flat_map(|(_, rows)| rows);
            others.any(|row| row.acceptors().iter().any(|party| !accepted.contains(party)))
        };
        let tier = match (acceptance, objection) {
            (Some(accepts), objects) if objects.is_none_or(|objects| accepts <= objects) => Tier::Accepted,
            (_, Some(_)) => Tier::Disputed,
            _ if !disputed_by.is_empty() => Tier::Contested,
            _ if rows.iter().any(&counts) => Tier::Unmarked,
            _ if !accepted.is_empty() && !others_differ() => Tier::Undisputed,
            _ => Tier::Contested,
        };
        let supports = |row: &NameRef<'i>| match tier {
            Tier::Accepted => row.acceptors().iter().any(|party| position(party) == acceptance),
            Tier::Unmarked => counts(row),
            Tier::Disputed => row.objectors().iter().any(|party| position(party) == objection),
            Tier::Undisputed | Tier::Contested => true,
        };
        let mut rows: Vec<NameRef<'i>> = rows.iter().copied().filter(supports).collect();
        if tier == Tier::Disputed {
            let more = place.names().filter(same).filter(supports).filter(|row| !rows.contains(row));
            rows.extend(more.collect::<Vec<_>>());
        }
        rows.sort_by_key(|row| (row.rank(), kind_order(row.kind()), row.number()));
        let mut accepted_by: Vec<PartyRef<'i>> = Vec::new();
        for party in accepted {
            if !accepted_by.contains(&party) {
                accepted_by.push(party);
            }
        }
        ChosenName { tier, rows, accepted_by, disputed_by, position: acceptance.unwrap_or(0) }
    });
    names.collect()
}

/// Rows of an imported record carry no party, so they look unmarked. They are chosen only for a place that has no
/// marked row and no claim; otherwise one source's "Dokdo" would become everyone's name.
fn is_marked(place: PlaceRef<'_>) -> bool {
    place.claims().len() > 0 || place.names().any(|name| !name.is_unmarked())
}
