//! Where output goes and how it looks.

use std::io::{self, Write};
use std::path::Path;

use allonym::report::cells;
use anstyle::{AnsiColor, Style};
use comfy_table::{Table, presets};

use super::Failure;

/// Standard output, with colour where it is wanted, or a file without.
pub(crate) type Output = Box<dyn Write>;

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const HEADING: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
/// A name that nobody objects to.
pub(crate) const CALM: Style = AnsiColor::Green.on_default().bold();
/// A name that somebody objects to.
pub(crate) const DISPUTED: Style = AnsiColor::Magenta.on_default().bold();
/// A mention that may mean several places.
pub(crate) const UNDECIDED: Style = AnsiColor::Yellow.on_default().bold();

/// Opens the output: the file, if one was named and is not `-`, else standard output.
pub(crate) fn open(path: Option<&Path>) -> Result<Output, Failure> {
    match path {
        Some(path) if path != Path::new("-") => {
            let file = std::fs::File::create(path)
                .map_err(|error| Failure::Input(format!("{}: cannot write: {error}", path.display())))?;
            Ok(Box::new(io::BufWriter::new(anstream::StripStream::new(file))))
        }
        _ => Ok(Box::new(io::BufWriter::new(anstream::AutoStream::auto(io::stdout())))),
    }
}

/// Says something on standard error that is no error.
pub(crate) fn warn(message: &str) {
    anstream::eprintln!("{WARNING}warning:{WARNING:#} {message}");
}

/// A table without a frame, its heading underlined. Wide characters count as two columns.
pub(crate) fn table<'h>(heading: impl IntoIterator<Item = &'h str>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    table.set_header(heading.into_iter().map(|cell| format!("{HEADING}{cell}{HEADING:#}")));
    table
}

/// Writes a table, without the blanks at line ends that no reader needs.
pub(crate) fn write_table(out: &mut dyn Write, table: &Table, indent: &str) -> io::Result<()> {
    for line in table.lines() {
        // Every cell has a blank before it, also the first.
        writeln!(out, "{indent}{}", line.strip_prefix(' ').unwrap_or(&line).trim_end())?;
    }
    Ok(())
}

/// Says that nothing was found, and what would be.
pub(crate) fn nothing_found(out: &mut Output, query: &str, offers: &[String]) -> io::Result<()> {
    let hint = if offers.is_empty() { String::new() } else { format!("; did you mean {}?", offers.join(", ")) };
    writeln!(out, "nothing found for \"{}\"{hint}", one_line(query))
}

/// Records as lines of CSV, the header before the first.
#[derive(Default)]
pub(crate) struct Csv {
    has_header: bool,
}

impl Csv {
    /// Writes the header that a record has, unless it is there.
    pub(crate) fn head(&mut self, out: &mut Output, record: &impl serde::Serialize) -> Result<(), Failure> {
        if !self.has_header {
            self.has_header = true;
            csv_line(out, cells(record).iter().map(|(name, _)| name))?;
        }
        Ok(())
    }

    /// Writes a record.
    pub(crate) fn write(&mut self, out: &mut Output, record: &impl serde::Serialize) -> Result<(), Failure> {
        self.head(out, record)?;
        csv_line(out, cells(record).iter().map(|(_, cell)| cell))
    }
}

/// One line of CSV. It goes by way of memory, since a CSV writer flushes what it writes to when it is dropped.
fn csv_line<'c>(out: &mut Output, fields: impl Iterator<Item = &'c String>) -> Result<(), Failure> {
    let mut writer = csv::WriterBuilder::new().buffer_capacity(512).from_writer(Vec::new());
    writer.write_record(fields)?;
    out.write_all(&writer.into_inner().map_err(|error| error.into_error())?)?;
    Ok(())
}

/// Text for one line of a terminal: control characters escaped, a megabyte cut to what can be read.
pub(crate) fn one_line(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut line = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            line.push('…');
            break;
        }
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}
