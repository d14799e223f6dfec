//! Measurements: clocks, percentiles, and where the figures go.
//!
//! What comes in are contenders, each a closure over a query; what goes out are [`Row`]s, in a table and as lines of
//! JSON. Contenders take turns, so that what else the machine does meets all of them.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

/// One figure: a question, who answered it, and how well.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub question: &'static str,
    pub contender: &'static str,
    /// Queries that were timed.
    pub queries: usize,
    pub p50_ns: Option<f64>,
    pub p99_ns: Option<f64>,
    /// The whole took so long.
    pub seconds: Option<f64>,
    pub mb_per_s: Option<f64>,
    /// Size of the file or structure.
    pub bytes: Option<u64>,
    /// Memory of the process.
    pub resident: Option<u64>,
    /// Bytes a name row, or nanoseconds a name row.
    pub per_name: Option<f64>,
    /// Bytes a distinct key.
    pub per_key: Option<f64>,
    /// Share of queries whose answer holds the name or place that was meant.
    pub found: Option<f64>,
    pub note: String,
}

impl Row {
    pub fn new(question: &'static str, contender: &'static str) -> Row {
        Row { question, contender, ..Row::default() }
    }

    pub fn note(mut self, note: impl Into<String>) -> Row {
        self.note = note.into();
        self
    }

    /// What this row is compared by, and whether less is better.
    fn figure(&self) -> Option<(f64, bool)> {
        let less = self.p50_ns.or(self.seconds).map(|figure| (figure, true));
        self.mb_per_s.map(|figure| (figure, false)).or(less)
    }

    fn json(&self, run: &Run) -> Value {
        let mut object = Map::new();
        object.insert("date".to_owned(), json!(run.date));
        object.insert("question".to_owned(), json!(self.question));
        object.insert("contender".to_owned(), json!(self.contender));
        object.insert("names".to_owned(), json!(run.names));
        object.insert("keys".to_owned(), json!(run.keys));
        object.insert("data".to_owned(), json!(run.data));
        let round = |figure: f64| (figure * 1000.0).round() / 1000.0;
        for (field, figure) in [
            ("p50_ns", self.p50_ns),
            ("p99_ns", self.p99_ns),
            ("seconds", self.seconds),
            ("mb_per_s", self.mb_per_s),
            ("per_name", self.per_name),
            ("per_key", self.per_key),
            ("found", self.found),
        ] {
            if let Some(figure) = figure {
                object.insert(field.to_owned(), json!(round(figure)));
            }
        }
        for (field, figure) in
            [("bytes", self.bytes), ("resident", self.resident), ("queries", Some(self.queries as u64))]
        {
            if let Some(figure) = figure.filter(|figure| *figure > 0) {
                object.insert(field.to_owned(), json!(figure));
            }
        }
        if !self.note.is_empty() {
            object.insert("note".to_owned(), json!(self.note));
        }
        Value::Object(object)
    }
}

/// What a run is about.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub date: String,
    /// Name rows in the index.
    pub names: usize,
    /// Distinct keys.
    pub keys: usize,
    /// Generated names, or the file they are from.
    pub data: String,
    pub rows: Vec<Row>,
}

impl Run {
    pub fn push(&mut self, row: Row) {
        eprintln!("  {} | {} | {}", row.question, row.contender, figures(&row));
        self.rows.push(row);
    }

    /// The table for people, in Markdown.
    pub fn table(&self) -> String {
        let mut out = format!(
            "\n{}: {} names, {} keys, {}\n\n| question | contender | p50 | p99 | per unit | against allonym |\n\
             |---|---|---|---|---|---|\n",
            self.data, self.names, self.keys, self.date
        );
        let mut last = "";
        // By question, in the order in which they were first asked.
        let asked = |row: &Row| self.rows.iter().position(|other| other.question == row.question);
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| asked(row));
        for row in rows {
            let own =
                self.rows.iter().find(|other| other.question == row.question && other.contender.starts_with("allonym"));
            let against = own.and_then(Row::figure).zip(row.figure()).filter(|_| !row.contender.starts_with("allonym"));
            let against = against.map_or(String::new(), |((own, less), (other, _))| {
                let ratio = if less { other / own } else { own / other };
                if ratio >= 1.0 {
                    format!("{ratio:.2} times slower")
                } else {
                    format!("{:.2} times faster", 1.0 / ratio)
                }
            });
            let question = if row.question == last { "" } else { row.question };
            last = row.question;
            let time = |ns: Option<f64>| ns.map_or(String::new(), duration);
            let _ = writeln!(
                out,
                "| {question} | {} | {} | {} | {} | {against} |",
                row.contender,
                time(row.p50_ns),
                time(row.p99_ns),
                units(row)
            );
        }
        out
    }

    /// Appends the rows to a file, one JSON object a line.
    pub fn append(&self, path: &Path) -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        self.rows.iter().try_for_each(|row| writeln!(file, "{}", row.json(self)))
    }
}

fn figures(row: &Row) -> String {
    let time = |ns: Option<f64>| ns.map_or(String::new(), duration);
    format!("{} | {} | {}", time(row.p50_ns), time(row.p99_ns), units(row))
}

fn units(row: &Row) -> String {
    let mut parts = Vec::new();
    if let Some(seconds) = row.seconds {
        parts.push(duration(seconds * 1e9));
    }
    if let Some(rate) = row.mb_per_s {
        parts.push(format!("{rate:.1} MB/s"));
    }
    if let Some(bytes) = row.bytes {
        parts.push(format!("{:.1} MB", bytes as f64 / 1e6));
    }
    if let Some(bytes) = row.resident {
        parts.push(format!("{:.1} MB resident", bytes as f64 / 1e6));
    }
    if let Some(each) = row.per_name {
        parts.push(if row.bytes.is_some() { format!("{each:.1} B a name") } else { format!("{each:.0} ns a name") });
    }
    if let Some(each) = row.per_key {
        parts.push(format!("{each:.1} B a key"));
    }
    if let Some(found) = row.found {
        parts.push(format!("{:.2} % found", found * 100.0));
    }
    if row.queries > 0 {
        parts.push(format!("{} queries", row.queries));
    }
    if !row.note.is_empty() {
        parts.push(row.note.clone());
    }
    parts.join(", ")
}

/// A time with three figures and the unit that fits.
pub fn duration(ns: f64) -> String {
    let (figure, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let places = if figure < 10.0 { 2 } else { usize::from(figure < 100.0) };
    format!("{figure:.places$} {unit}")
}

/// Answers a query with the number of its answers.
type Answer<'c, Q> = Box<dyn FnMut(&Q) -> usize + 'c>;
/// Is what the query means among the answers?
type Check<'c, Q> = Box<dyn FnMut(&Q) -> bool + 'c>;

/// Someone who answers queries.
pub struct Contender<'c, Q> {
    name: &'static str,
    answer: Answer<'c, Q>,
    check: Check<'c, Q>,
    note: String,
}

impl<'c, Q> Contender<'c, Q> {
    pub fn new(
        name: &'static str,
        answer: impl FnMut(&Q) -> usize + 'c,
        check: impl FnMut(&Q) -> bool + 'c,
    ) -> Contender<'c, Q> {
        Contender { name, answer: Box::new(answer), check: Box::new(check), note: String::new() }
    }

    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// Rounds in which contenders take turns.
const ROUNDS: u32 = 3;

/// Shares of queries that must be answered: all by Allonym, nearly all by the others, which know nothing of words.
const LEAST_FOUND: f64 = 0.95;

/// Asks every contender every query, as far as `budget` lets each; the first asking is for the answers, and is not timed.
///
/// # Panics
///
/// When Allonym misses an answer, or another contender many.
pub fn ask<Q>(
    run: &mut Run,
    question: &'static str,
    queries: &[Q],
    budget: Duration,
    mut contenders: Vec<Contender<'_, Q>>,
) {
    assert!(!queries.is_empty(), "{question}: no queries");
    let clock = clock_ns();
    let mut samples: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    let mut shares = Vec::new();
    for contender in &mut contenders {
        let started = Instant::now();
        let (mut asked, mut found) = (0_usize, 0_usize);
        for query in queries {
            asked += 1;
            found += usize::from((contender.check)(query));
            if started.elapsed() > budget && asked >= 20 {
                break;
            }
        }
        let share = found as f64 / asked as f64;
        let least = if contender.name.starts_with("allonym") { 1.0 } else { LEAST_FOUND };
        assert!(share >= least, "{question}: {} answered {found} of {asked}", contender.name);
        shares.push(share);
    }
    for round in 0..ROUNDS {
        for (contender, samples) in contenders.iter_mut().zip(&mut samples) {
            let started = Instant::now();
            // Not in the order of the first asking, nor every round in the same.
            let offset = queries.len() / (2 + round as usize);
            for number in 0..queries.len() {
                let query = &queries[(number + offset) % queries.len()];
                let before = Instant::now();
                black_box((contender.answer)(black_box(query)));
                samples.push((before.elapsed().as_nanos() as f64 - clock).max(1.0));
                if started.elapsed() > budget / ROUNDS && number >= 6 {
                    break;
                }
            }
        }
    }
    for ((contender, mut samples), share) in contenders.into_iter().zip(samples).zip(shares) {
        samples.sort_by(f64::total_cmp);
        run.push(Row {
            queries: samples.len(),
            p50_ns: Some(percentile(&samples, 0.50)),
            p99_ns: Some(percentile(&samples, 0.99)),
            found: Some(share),
            ..Row::new(question, contender.name).note(contender.note)
        });
    }
}

/// Of sorted samples, the one that the share of them does not exceed.
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() as f64 * share) as usize).min(sorted.len() - 1)]
}

/// What it takes to read the clock twice.
fn clock_ns() -> f64 {
    let mut samples: Vec<f64> = (0..1001).map(|_| Instant::now().elapsed().as_nanos() as f64).collect();
    samples.sort_by(f64::total_cmp);
    percentile(&samples, 0.5)
}

/// Runs `work` until `budget` is spent, at least three times, and gives the median time in seconds.
pub fn median_of_runs(budget: Duration, mut work: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut samples = Vec::new();
    while samples.len() < 3 || (started.elapsed() < budget && samples.len() < 101) {
        let before = Instant::now();
        work();
        samples.push(before.elapsed().as_secs_f64());
        if started.elapsed() > budget * 4 {
            break;
        }
    }
    samples.sort_by(f64::total_cmp);
    percentile(&samples, 0.5)
}

/// The day it is, in UTC, by the civil calendar (H. Hinnant, `civil_from_days`).
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = seconds / 86_400 + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// A figure of `/proc/self/status` in bytes; `None` where there is no such file.
pub fn process_bytes(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Seconds that this thread has been on a core, where the system tells: what else the machine does takes turns with it, and
/// is not counted.
pub fn core_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse::<f64>().ok().map(|ns| ns / 1e9)
}
