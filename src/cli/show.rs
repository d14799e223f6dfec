//! `allonym show`: a place, its names by party, its claims, and the name that a perspective uses.

use std::io::Write;
use std::path::PathBuf;

use allonym::report::{ChoiceRecord, ChosenRecord, NameRecord, PlaceRecord};
use allonym::{PlaceRef, Resolver};
use clap::{Args, ValueEnum};

use super::{Failure, Outcome, Output, Search, output};

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The id of a place, its id in another gazetteer (wd:Q80389), or a name.
    #[arg(value_name = "ID|NAME")]
    place: String,
    #[command(flatten)]
    search: Search,
    /// How to print the record.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading.
    Text,
    /// One object for each place.
    Json,
}

/// A place and the name that was asked for.
#[derive(serde::Serialize)]
struct Shown {
    #[serde(flatten)]
    place: PlaceRecord,
    choice: ChoiceRecord,
}

impl Show {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let resolver = self.search.resolver()?;
        let wanted = self.search.wanted_name()?;
        let day = self.search.at.and_then(|date| date.first_day());
        let mut out = output::open(self.output.as_deref())?;
        let places = self.places(&resolver);
        if places.is_empty() {
            output::nothing_found(&mut out, &self.place, &resolver.did_you_mean(&self.place))?;
            out.flush()?;
            return Ok(Outcome::Nothing);
        }
        for (number, place) in places.into_iter().enumerate() {
            let shown = Shown { place: PlaceRecord::new(place, day), choice: ChoiceRecord::new(place, &wanted)? };
            match self.format {
                Format::Json => {
                    serde_json::to_writer_pretty(&mut out, &shown)?;
                    writeln!(out)?;
                }
                Format::Text => {
                    if number > 0 {
                        writeln!(out)?;
                    }
                    self.text(&mut out, &shown)?;
                }
            }
        }
        out.flush()?;
        Ok(Outcome::Found)
    }

    /// The place with the id, else all that the name may mean.
    fn places<'r>(&self, resolver: &'r Resolver) -> Vec<PlaceRef<'r>> {
        match resolver.place(&self.place) {
            Some(place) => vec![place],
            None => {
                let resolution = resolver.resolve(&self.place);
                resolution.candidates().iter().take(self.search.limit()).map(|candidate| candidate.place()).collect()
            }
        }
    }

    fn text(&self, out: &mut Output, shown: &Shown) -> Result<(), Failure> {
        let (heading, dim) = (output::HEADING, output::DIM);
        let place = &shown.place;
        writeln!(out, "{heading}{}{heading:#}  {}", place.id, place.feature)?;
        let mut facts = Vec::new();
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            facts.push(format!("at {lat:.4}, {lon:.4}"));
        }
        facts.extend(place.population.map(|people| format!("{people} people")));
        facts.extend(place.part_of.as_ref().map(|parent| format!("part of {parent}")));
        facts.push(if place.disputed { "territory disputed" } else { "no dispute recorded" }.to_owned());
        writeln!(out, "  {}", facts.join("; "))?;
        if !place.note.is_empty() {
            writeln!(out, "  {}", place.note)?;
        }
        if !place.same_as.is_empty() {
            writeln!(out, "  {dim}same as {}{dim:#}", place.same_as.join(" "))?;
        }
        self.choice(out, &shown.choice)?;
        names(out, &place.names)?;
        if !place.claims.is_empty() {
            writeln!(out, "\n{heading}Claims{heading:#}")?;
            let mut table = output::table(["id", "claim", "asserted by", "rejected by", "from", "until", "source"]);
            for claim in &place.claims {
                table.add_row([
                    claim.id.clone(),
                    format!("{} {}", claim.relation.replace('_', " "), claim.object),
                    claim.asserted_by.join(" "),
                    claim.rejected_by.join(" "),
                    claim.start.clone().unwrap_or_default(),
                    claim.end.clone().unwrap_or_default(),
                    claim.source.clone().unwrap_or_default(),
                ]);
            }
            output::write_table(&mut **out, &table, "  ")?;
        }
        if !place.sources.is_empty() {
            writeln!(out, "\n{heading}Sources{heading:#}")?;
            for source in &place.sources {
                let url = if source.url.is_empty() { String::new() } else { format!("  {dim}{}{dim:#}", source.url) };
                writeln!(out, "  {}  {}{url}", source.id, source.citation)?;
            }
        }
        Ok(())
    }

    /// The name that was asked for, and why it and no other.
    fn choice(&self, out: &mut Output, choice: &ChoiceRecord) -> Result<(), Failure> {
        let heading = output::HEADING;
        let lang = self.search.lang.as_ref().map_or("en", |lang| lang.as_str());
        let whose = match &self.search.perspective {
            Some(perspective) => format!("perspective {}", perspective.parties().join(",")),
            None => "no perspective".to_owned(),
        };
        let when = self.search.at.map(|date| format!(", {date}")).unwrap_or_default();
        writeln!(out, "\n{heading}Name{heading:#} ({whose}, {lang}{when})")?;
        writeln!(out, "  {}", chosen_in_words(&choice.chosen))?;
        if !choice.chosen.footnote.is_empty() {
            writeln!(out, "  * {}", choice.chosen.footnote)?;
        }
        if choice.considered.is_empty() {
            return Ok(());
        }
        let mut table = output::table(["tier", "name", "used by", "objected to by", "why", "sources"]);
        for name in &choice.considered {
            table.add_row([
                name.tier.to_string(),
                name.name.clone(),
                name.accepted_by.join(" "),
                name.disputed_by.join(" "),
                name.reason.to_owned(),
                name.sources.join(" "),
            ]);
        }
        output::write_table(&mut **out, &table, "  ")?;
        Ok(())
    }
}

/// The answer to "which name": the name, or that it is contested, or that there is none.
pub(crate) fn chosen_in_words(chosen: &ChosenRecord) -> String {
    match (&chosen.name, chosen.contested.is_empty()) {
        (Some(name), _) => {
            let style = output::CALM;
            let tier = chosen.tier.map(|tier| format!(" (tier {tier})")).unwrap_or_default();
            format!("{style}{name}{style:#}{tier}")
        }
        (None, false) => {
            let style = output::DISPUTED;
            format!("{style}Contested{style:#}: {}", chosen.contested.join(" | "))
        }
        (None, true) => "NoName".to_owned(),
    }
}

/// The names, those of each party together: first the unmarked ones, then by the parties that use them.
fn names(out: &mut Output, names: &[NameRecord]) -> Result<(), Failure> {
    let heading = output::HEADING;
    let is_variant = |name: &&NameRecord| name.kind == "variant" || name.rank == "deprecated";
    let mut shown: Vec<&NameRecord> = names.iter().filter(|name| !is_variant(name)).collect();
    shown.sort_by_key(|name| (name.accepted_by.clone(), name.lang.clone()));
    writeln!(out, "\n{heading}Names{heading:#}")?;
    let mut table =
        output::table(["used by", "name", "lang", "kind", "objected to by", "asserts", "from", "until", "source"]);
    let mut last = None;
    for name in shown {
        let parties = if name.accepted_by.is_empty() { "(unmarked)".to_owned() } else { name.accepted_by.join(" ") };
        let style = if name.disputed_by.is_empty() { output::CALM } else { output::DISPUTED };
        let repeated = last.as_ref() == Some(&parties);
        table.add_row([
            if repeated { String::new() } else { parties.clone() },
            format!("{style}{}{style:#}", name.name),
            name.lang.clone(),
            name.kind.to_owned(),
            name.disputed_by.join(" "),
            name.asserts.join(" "),
            name.start.clone().unwrap_or_default(),
            name.end.clone().unwrap_or_default(),
            name.source.clone().unwrap_or_default(),
        ]);
        last = Some(parties);
    }
    output::write_table(&mut **out, &table, "  ")?;
    let variants: Vec<&str> = names.iter().filter(is_variant).map(|name| name.name.as_str()).collect();
    if !variants.is_empty() {
        let dim = output::DIM;
        writeln!(out, "  {dim}also matched: {}{dim:#}", variants.join(", "))?;
    }
    Ok(())
}
