//! `allonym build`: curated CSV files and files of other gazetteers to one index file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use allonym::import::{Format, Importer, TableMap};
use allonym::{BuildReport, Gazetteer, IndexBuilder};
use clap::Args;

use super::{Failure, Outcome, import, output};

#[derive(Args, Debug)]
pub(crate) struct Build {
    /// The folder of a curated gazetteer: places.csv, names.csv and the other files, all checked.
    #[arg(required_unless_present = "import")]
    dir: Option<PathBuf>,
    /// Also import these files, or the folder that holds them; may be repeated. Of records that are one the first keeps its
    /// id. SOURCE is whosonfirst, geonames, natural_earth, cldr, pleiades, csv for what `import` wrote, or table:MAP.toml for any
    /// other table.
    #[arg(long, value_name = "SOURCE=PATH")]
    import: Vec<Source>,
    /// The index file to write; an old one stays whole until the new one is.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Take about so much memory, and some 200 bytes a place; the rest goes to temporary files next to the output.
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = size)]
    memory: usize,
    /// Stop at the first line of an import that cannot be read, instead of dropping it.
    #[arg(long)]
    strict: bool,
}

/// What to import, and from where.
#[derive(Clone, Debug)]
struct Source {
    name: String,
    path: PathBuf,
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Source, String> {
        let Some((name, path)) = text.split_once('=') else {
            return Err("expected SOURCE=PATH, such as geonames=allCountries.zip".to_owned());
        };
        let known = Format::ALL.iter().map(|format| format.as_str());
        if !name.starts_with("table:") && Format::parse(name).is_none() {
            let known: Vec<&str> = known.collect();
            let near = known.iter().find(|word| strsim::osa_distance(word, name) <= 2);
            let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
            return Err(format!("unknown source \"{name}\"; expected {} or table:MAP.toml{hint}", known.join(", ")));
        }
        Ok(Source { name: name.to_owned(), path: path.into() })
    }
}

impl Source {
    fn importer(&self) -> Result<Importer<'static>, Failure> {
        match self.name.strip_prefix("table:") {
            Some(map) => Ok(Importer::table(TableMap::read(Path::new(map))?)),
            None => match Format::parse(&self.name) {
                Some(format) => Ok(Importer::new(format)),
                None => Err(Failure::Input(format!("unknown source {}", self.name))),
            },
        }
    }
}

/// A number of bytes, such as `512M` or `2G`.
fn size(text: &str) -> Result<usize, String> {
    let (number, unit) = match text.strip_suffix(['K', 'M', 'G', 'k', 'm', 'g']) {
        Some(number) => (number, text[number.len()..].to_ascii_uppercase()),
        None => (text, String::new()),
    };
    let shift = match unit.as_str() {
        "K" => 10,
        "M" => 20,
        "G" => 30,
        _ => 0,
    };
    let bytes = number.parse::<usize>().ok().and_then(|number| number.checked_mul(1 << shift));
    let bytes = bytes.ok_or_else(|| format!("\"{text}\" is no size; expected one such as 512M or 2G"))?;
    if bytes < 1 << 20 { Err(format!("\"{text}\" is too little; at least 1M is needed")) } else { Ok(bytes) }
}

impl Build {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let folder = match self.output.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = IndexBuilder::bounded(self.memory, folder);
        if let Some(dir) = &self.dir {
            let gazetteer = Gazetteer::read(dir)?;
            let problems = gazetteer.check();
            if !problems.is_empty() {
                for problem in problems.iter() {
                    anstream::eprintln!("{problem}");
                }
                let (dir, count) = (dir.display(), problems.len());
                return Err(Failure::Input(format!("{dir}: {count} problems; nothing was written")));
            }
            builder = builder.gazetteer(&gazetteer)?;
        }
        for source in &self.import {
            let importer = source.importer()?;
            let importer = if self.strict { importer.strict() } else { importer };
            let bar = import::progress(&source.name);
            let result = importer
                .watch(|progress| import::show(&bar, progress))
                .run(std::slice::from_ref(&source.path), &mut builder);
            bar.finish_and_clear();
            import::print(&result?, &format!("{} from {}", source.name, source.path.display()))?;
        }
        let bar = import::spinner("sorting and writing");
        let report = builder.write(&self.output);
        bar.finish_and_clear();
        self.print(&report?)?;
        Ok(Outcome::Found)
    }

    fn print(&self, report: &BuildReport) -> Result<(), Failure> {
        let BuildReport { bytes, places, names, merged, repeated, homeless, refused, .. } = report;
        if !self.import.is_empty() {
            let mut out = anstream::stderr().lock();
            writeln!(out, "{merged} records merged, {repeated} names repeated, {homeless} names of places not given")?;
            for refused in refused {
                writeln!(out, "not merged: {}: {} times, first {}", refused.reason, refused.count, refused.example)?;
            }
        }
        let mut out = output::open(None)?;
        let name = *bytes as f64 / (*names).max(1) as f64;
        writeln!(out, "{}: {places} places, {names} names, {bytes} bytes ({name:.1} a name)", self.output.display())?;
        out.flush()?;
        Ok(())
    }
}
