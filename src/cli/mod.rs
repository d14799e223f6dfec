//! `allonym`: one file for each verb, and here what they share.
//!
//! Data goes to standard output, everything else to standard error. Exit status: 0 found or clean, 1 nothing found
//! or problems, 2 error.

mod build;
mod check;
mod compare;
mod import;
mod input;
mod inspect;
mod lookup;
mod output;
mod resolve;
mod show;
mod suggest;

use std::path::PathBuf;
use std::process::ExitCode;

use allonym::{Date, EditRule, Error, Index, Language, Perspective, Resolver, Wanted};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use output::Output;

/// Names of places in every language, script and side of a dispute.
#[derive(Debug, Parser)]
#[command(name = "allonym", version, about, after_help = EXIT_STATUS)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// When to use colour.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, global = true)]
    color: ColorWhen,
}

const EXIT_STATUS: &str =
    "Exit status: 0 found, resolved, one place or clean; 1 nothing found, two places or problems; 2 error.";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Find the places that a name may mean.
    Lookup(lookup::Lookup),
    /// Find the places that a text mentions, and whose names it uses.
    Resolve(resolve::Resolve),
    /// Show a place: its names by party, its claims, and the name that a perspective uses.
    Show(show::Show),
    /// Complete the start of a name.
    Suggest(suggest::Suggest),
    /// Compare two names: how likely it is that both are of one place, by their letters alone.
    Compare(compare::Compare),
    /// Check the CSV files of a gazetteer and print every problem.
    Check(check::Check),
    /// Build an index file from the CSV files of a gazetteer.
    Build(build::Build),
    /// Convert files of another gazetteer to CSV files.
    Import(import::Import),
    /// Show the sections of an index file.
    Inspect(inspect::Inspect),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Which indexes to search, and how.
#[derive(Args, Debug)]
pub(crate) struct Search {
    /// Search this index, too, under the embedded gazetteer; may be repeated.
    #[arg(long, value_name = "FILE")]
    index: Vec<PathBuf>,
    /// Leave out the embedded gazetteer.
    #[arg(long, requires = "index")]
    no_embedded: bool,
    /// The language asked for, as a BCP 47 tag.
    #[arg(long, value_name = "TAG", value_parser = language)]
    lang: Option<Language>,
    /// Names and parties as of this date ([-]YYYY[-MM[-DD]]); without it, the present.
    #[arg(long, value_name = "DATE", value_parser = date, allow_hyphen_values = true)]
    at: Option<Date>,
    /// Also give the name that these parties use, the first one first.
    #[arg(long, value_name = "PARTIES", value_parser = perspective)]
    perspective: Option<Perspective>,
    /// At most so many candidates for each name.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// At most so many edits in a name: 0 turns fuzzy search off.
    #[arg(long, value_name = "0|1|2", default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=2))]
    max_edits: u8,
    /// Find demonyms, too ("Russian", "Kosovar"): they are not names of places.
    #[arg(long)]
    demonyms: bool,
}

impl Search {
    /// The resolver that the flags describe; the parties of the perspective are known to it.
    pub(crate) fn resolver(&self) -> Result<Resolver, Error> {
        let mut indexes = Vec::new();
        if !self.no_embedded {
            indexes.push(Index::embedded());
        }
        for path in &self.index {
            indexes.push(open(path)?);
        }
        let mut indexes = indexes.into_iter();
        // Clap asks for an index where the embedded one is left out.
        let mut resolver = Resolver::new(indexes.next().unwrap_or_else(Index::embedded));
        for index in indexes {
            resolver = resolver.over(index);
        }
        resolver = resolver.edit_rule(EditRule::default().at_most(self.max_edits));
        if let Some(lang) = &self.lang {
            resolver = resolver.lang(lang.clone());
        }
        if let Some(date) = self.at {
            resolver = resolver.at(date)?;
        }
        if self.demonyms {
            resolver = resolver.with_demonyms();
        }
        if let Some(perspective) = &self.perspective {
            resolver.check_perspective(perspective)?;
        }
        Ok(resolver)
    }

    /// What name is wanted for each place, if a perspective was given; in the language asked for, else English.
    pub(crate) fn wanted(&self) -> Result<Option<Wanted>, Error> {
        let Some(perspective) = &self.perspective else { return Ok(None) };
        Ok(Some(self.wanted_name()?.perspective(perspective.clone())))
    }

    /// What name is wanted of a place that is shown; in the language asked for, else English.
    pub(crate) fn wanted_name(&self) -> Result<Wanted, Error> {
        let wanted = Wanted::new(self.lang.as_ref().map_or("en", Language::as_str))?;
        let wanted = match &self.perspective {
            Some(perspective) => wanted.perspective(perspective.clone()),
            None => wanted,
        };
        match self.at {
            Some(date) => wanted.at(&date.to_string()),
            None => Ok(wanted),
        }
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit.unwrap_or(usize::MAX)
    }
}

/// Maps an index file.
#[allow(unsafe_code)]
fn open(path: &std::path::Path) -> Result<Index, Error> {
    // SAFETY: the command line makes the promise that `map` asks for on behalf of whoever typed the path: the index
    // is written once, by a rename, and nobody changes it in place while it is searched.
    unsafe { Index::map(path) }
}

fn language(tag: &str) -> Result<Language, Error> {
    Language::parse(tag)
}

fn date(text: &str) -> Result<Date, Error> {
    text.parse()
}

fn perspective(text: &str) -> Result<Perspective, Error> {
    Perspective::parse(text)
}

/// What a verb found.
pub(crate) enum Outcome {
    /// Exit status 0.
    Found,
    /// Exit status 1.
    Nothing,
}

pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let color = match cli.color {
        ColorWhen::Auto => anstream::ColorChoice::Auto,
        ColorWhen::Always => anstream::ColorChoice::Always,
        ColorWhen::Never => anstream::ColorChoice::Never,
    };
    color.write_global();
    let outcome = match &cli.verb {
        Verb::Lookup(verb) => verb.run(),
        Verb::Resolve(verb) => verb.run(),
        Verb::Show(verb) => verb.run(),
        Verb::Suggest(verb) => verb.run(),
        Verb::Compare(verb) => verb.run(),
        Verb::Check(verb) => verb.run(),
        Verb::Build(verb) => verb.run(),
        Verb::Import(verb) => verb.run(),
        Verb::Inspect(verb) => verb.run(),
    };
    match outcome {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // A reader that has seen enough, such as `head`, is no error.
        Err(Failure::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let style = output::ERROR;
            anstream::eprintln!("{style}error:{style:#} {failure}");
            ExitCode::from(2)
        }
    }
}

/// Why a verb could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library says why.
    Library(Error),
    /// Output could not be written.
    Io(std::io::Error),
    /// An input is wrong in a way that the library has no word for.
    Input(String),
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Library(error) => error.fmt(f),
            Failure::Io(error) => write!(f, "cannot write the output: {error}"),
            Failure::Input(message) => f.write_str(message),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Library(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Io(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Failure::Io(error.into())
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Failure::Io(error),
            other => Failure::Input(format!("{other:?}")),
        }
    }
}
