//! The chart: figures of runs at several sizes, one panel a question, both axes logarithmic.
//!
//! What comes in are the lines of JSON that runs have appended; of the same question, contender and size the last
//! counts. Generated names make the lines; figures of real indexes stand beside them as open points.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::svg::{Anchor, GRID, INK, SOFT, Shape, Svg};

/// What a panel shows: its title, the unit, the question in the figures, and the figure.
struct Panel {
    title: &'static str,
    unit: &'static str,
    question: &'static str,
    figure: fn(&Value) -> Option<f64>,
}

fn microseconds(row: &Value) -> Option<f64> {
    row["p50_ns"].as_f64().map(|ns| ns / 1e3)
}

fn bytes_each(row: &Value) -> Option<f64> {
    row["per_name"].as_f64().or(row["per_key"].as_f64())
}

fn seconds(row: &Value) -> Option<f64> {
    row["seconds"].as_f64()
}

fn rate(row: &Value) -> Option<f64> {
    row["mb_per_s"].as_f64()
}

const PANELS: &[Panel] = &[
    Panel { title: "Exact lookup, p50", unit: "µs", question: "exact", figure: microseconds },
    Panel { title: "Fuzzy lookup, one edit, p50", unit: "µs", question: "fuzzy, 1 edit", figure: microseconds },
    Panel { title: "Fuzzy lookup, two edits, p50", unit: "µs", question: "fuzzy, 2 edits", figure: microseconds },
    Panel { title: "Suggesting names, p50", unit: "µs", question: "suggest, 1 to 6 letters", figure: microseconds },
    Panel { title: "Tagging a text", unit: "MB/s", question: "tagging a text", figure: rate },
    Panel { title: "Resolving a text", unit: "MB/s", question: "resolving a text", figure: rate },
    Panel { title: "Size of the index", unit: "bytes a name", question: "index size", figure: bytes_each },
    Panel { title: "Building the index", unit: "seconds", question: "build", figure: seconds },
];

/// Pixels of a panel, and of its plot.
const WIDTH: f64 = 440.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 58.0;
const RIGHT: f64 = 168.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 34.0;
const COLUMNS: usize = 3;
const HEAD: f64 = 64.0;

/// How a contender is drawn. The colours are those of Okabe and Ito (2008), told apart by all.
struct Style {
    colour: &'static str,
    shape: Shape,
    width: f64,
    dashed: bool,
}

fn style(contender: &str) -> Style {
    let (colour, shape) = match contender {
        own if own.starts_with("allonym") => ("#0072B2", Shape::Circle),
        "fst of keys" => ("#E69F00", Shape::Square),
        "hash map of keys" | "aho-corasick, longest" => ("#009E73", Shape::Triangle),
        "levenshtein_automata" | "daachorse, overlapping" | "daachorse, folding too" => ("#D55E00", Shape::Diamond),
        _ => ("#CC79A7", Shape::Square),
    };
    let is_own = contender == "allonym";
    Style {
        colour,
        shape,
        width: if is_own { 2.6 } else { 1.6 },
        dashed: contender.starts_with("allonym,") || contender.ends_with("too"),
    }
}

/// The label of a contender at the end of its line.
fn label(contender: &str, question: &str) -> String {
    match (contender, question) {
        ("fst of keys", "index size") => "fst of keys, a key".to_owned(),
        ("fst of keys", "suggest, 1 to 6 letters") => "fst of keys, unranked".to_owned(),
        _ => contender.to_owned(),
    }
}

/// By contender: figures by size, of generated names and of real ones.
#[derive(Default)]
struct Series {
    generated: BTreeMap<u64, f64>,
    real: BTreeMap<u64, f64>,
}

impl Series {
    fn points(&self) -> impl Iterator<Item = (u64, f64)> {
        self.generated.iter().chain(&self.real).map(|(names, figure)| (*names, *figure))
    }

    /// The rightmost figure.
    fn last(&self) -> Option<(u64, f64)> {
        self.points().max_by_key(|(names, _)| *names)
    }
}

/// Reads figures, writes the chart.
pub fn draw(figures: &Path, out: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(figures).map_err(|error| format!("{}: {error}", figures.display()))?;
    let rows: Vec<Value> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| format!("{}:{}: {error}", figures.display(), at + 1))
        })
        .collect::<Result<_, _>>()?;
    std::fs::write(out, chart(&rows)?).map_err(|error| format!("{}: {error}", out.display()))
}

fn chart(rows: &[Value]) -> Result<String, String> {
    let panels: Vec<(&Panel, BTreeMap<&str, Series>)> =
        PANELS.iter().map(|panel| (panel, series(rows, panel))).filter(|(_, series)| !series.is_empty()).collect();
    let sizes = panels.iter().flat_map(|(_, series)| series.values()).flat_map(Series::points);
    let sizes: Vec<f64> = sizes.map(|(names, _)| names as f64).collect();
    let (least, most) = span(sizes.into_iter()).ok_or("no figures to draw")?;
    // Some room on both sides, and never a single point.
    let names = Axis { least: least / 1.25, most: (most * 1.25).max(least * 4.0) };

    let lines = panels.len().div_ceil(COLUMNS);
    let (width, height) = (COLUMNS as f64 * WIDTH, HEAD + lines as f64 * HEIGHT + 8.0);
    let mut svg = Svg::new(width, height);
    let dates: Vec<&str> = rows.iter().filter_map(|row| row["date"].as_str()).collect();
    let last = dates.iter().max().copied().unwrap_or_default();
    svg.text((18.0, 28.0), 17.0, INK, Anchor::Start, "Allonym beside what one would pick instead, by number of names");
    let real = if panels.iter().any(|(_, series)| series.values().any(|one| !one.real.is_empty())) {
        "; open points: names of real gazetteers"
    } else {
        ""
    };
    let caption = format!(
        "Generated names of many scripts; latest figures, of {last}{real}. Both axes are \
         logarithmic. Latency: less is better; MB/s: more is better."
    );
    svg.text((18.0, 48.0), 12.0, SOFT, Anchor::Start, &caption);
    for (number, (panel, series)) in panels.iter().enumerate() {
        let corner = ((number % COLUMNS) as f64 * WIDTH, HEAD + (number / COLUMNS) as f64 * HEIGHT);
        draw_panel(&mut svg, corner, panel, series, &names);
    }
    Ok(svg.finish("Allonym: speed and size by number of names"))
}

/// The figures of a panel.
fn series<'r>(rows: &'r [Value], panel: &Panel) -> BTreeMap<&'r str, Series> {
    let mut all: BTreeMap<&str, Series> = BTreeMap::new();
    for row in rows.iter().filter(|row| row["question"] == panel.question) {
        let (Some(contender), Some(names)) = (row["contender"].as_str(), row["names"].as_u64()) else { continue };
        let Some(figure) = (panel.figure)(row).filter(|figure| *figure > 0.0 && names > 0) else { continue };
        let series = all.entry(contender).or_default();
        let points = if row["data"] == "generated" { &mut series.generated } else { &mut series.real };
        points.insert(names, figure);
    }
    all
}

/// The least and the most of some figures.
fn span(figures: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    figures.fold(None, |span, figure| match span {
        None => Some((figure, figure)),
        Some((least, most)) => Some((least.min(figure), most.max(figure))),
    })
}

/// A logarithmic axis.
struct Axis {
    least: f64,
    most: f64,
}

impl Axis {
    /// From the last of 1, 2, 5 before the figures to the first behind them.
    fn around(least: f64, most: f64) -> Axis {
        let steps = |of: f64| {
            let decade = 10_f64.powf(of.log10().floor());
            [0.5, 1.0, 2.0, 5.0, 10.0].map(|step| step * decade)
        };
        let below = steps(least).into_iter().rev().find(|step| *step <= least * 0.95).unwrap_or(least);
        let above = steps(most).into_iter().find(|step| *step >= most * 1.05).unwrap_or(most * 2.0);
        Axis { least: below, most: above.max(below * 4.0) }
    }

    /// Where a figure lies, from 0 to 1.
    fn place(&self, figure: f64) -> f64 {
        (figure / self.least).ln() / (self.most / self.least).ln()
    }

    /// Figures to mark, each with its label: powers of ten, and where these are few also their doubles and halves.
    fn marks(&self) -> Vec<f64> {
        let decades = (self.most / self.least).log10();
        let steps: &[f64] = if decades > 2.6 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let first = self.least.log10().floor() as i32;
        let all = (first..first + 14).flat_map(|power| steps.iter().map(move |step| step * 10_f64.powi(power)));
        all.filter(|mark| *mark >= self.least * 0.999 && *mark <= self.most * 1.001).collect()
    }
}

/// `0.5`, `20`, `100k`, `3M`.
fn short(figure: f64) -> String {
    match figure {
        figure if figure >= 1e6 => format!("{}M", (figure / 1e5).round() / 10.0),
        figure if figure >= 1e4 => format!("{}k", (figure / 1e2).round() / 10.0),
        figure if figure >= 1.0 => format!("{}", figure.round()),
        figure => format!("{figure:.3}").trim_end_matches('0').to_owned(),
    }
}

fn draw_panel(svg: &mut Svg, (left, top): (f64, f64), panel: &Panel, series: &BTreeMap<&str, Series>, names: &Axis) {
    let Some((least, most)) = span(series.values().flat_map(Series::points).map(|(_, figure)| figure)) else { return };
    let figures = Axis::around(least, most);
    let (x0, x1) = (left + LEFT, left + WIDTH - RIGHT);
    let (y0, y1) = (top + HEIGHT - BOTTOM, top + TOP);
    let at = |count: f64, figure: f64| (x0 + names.place(count) * (x1 - x0), y0 - figures.place(figure) * (y0 - y1));

    svg.text((left + 18.0, top + 24.0), 14.0, INK, Anchor::Start, panel.title);
    svg.text((left + 18.0, top + 42.0), 11.0, SOFT, Anchor::Start, panel.unit);
    for mark in figures.marks() {
        let (_, y) = at(names.least, mark);
        svg.line((x0, y), (x1, y), GRID, 1.0);
        svg.text((x0 - 6.0, y + 4.0), 11.0, SOFT, Anchor::End, &short(mark));
    }
    let mut marks = names.marks();
    // Over a wide range powers of ten are enough.
    if names.most / names.least > 40.0 {
        marks.retain(|mark| (mark.log10() - mark.log10().round()).abs() < 1e-6);
    }
    for mark in marks {
        let (x, _) = at(mark, figures.least);
        svg.line((x, y0), (x, y1), GRID, 1.0);
        svg.text((x, y0 + 16.0), 11.0, SOFT, Anchor::Middle, &short(mark));
    }
    svg.line((x0, y0), (x1, y0), SOFT, 1.0);
    svg.text((x1 + 10.0, y0 + 16.0), 11.0, SOFT, Anchor::Start, "names");

    for (contender, series) in series {
        let Style { colour, width, dashed, .. } = style(contender);
        let line: Vec<(f64, f64)> = series.generated.iter().map(|(count, figure)| at(*count as f64, *figure)).collect();
        if line.len() > 1 {
            svg.path(&line, colour, width, dashed);
        }
    }
    let mut labels = Vec::new();
    for (contender, series) in series {
        let Style { colour, shape, .. } = style(contender);
        for (points, filled) in [(&series.generated, true), (&series.real, false)] {
            for (count, figure) in points {
                svg.point(at(*count as f64, *figure), shape, colour, filled);
            }
        }
        if let Some((count, figure)) = series.last() {
            labels.push((at(count as f64, figure), *contender));
        }
    }
    draw_labels(svg, labels, x1, (y1, y0), panel.question);
}

/// Pixels between the lines of two labels.
const LABEL: f64 = 15.0;

/// Labels at the right, each as near to the end of its line as the others let it.
fn draw_labels(svg: &mut Svg, mut labels: Vec<((f64, f64), &str)>, x: f64, (top, bottom): (f64, f64), question: &str) {
    labels.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let mut heights: Vec<f64> = labels.iter().map(|label| label.0.1).collect();
    for at in 1..heights.len() {
        heights[at] = heights[at].max(heights[at - 1] + LABEL);
    }
    // What was pushed below the plot goes up again, and takes those above along.
    let mut lowest = bottom - 2.0;
    for height in heights.iter_mut().rev() {
        *height = height.min(lowest).max(top - LABEL);
        lowest = *height - LABEL;
    }
    for ((point, contender), height) in labels.into_iter().zip(heights) {
        let Style { colour, shape, .. } = style(contender);
        let from = (point.0 + 6.0, point.1);
        // A line that ends early is led on in dots, so that nobody takes that for figures.
        if x - point.0 > 40.0 {
            svg.path(&[from, (x + 8.0, height)], SOFT, 0.5, true);
        } else {
            svg.line(from, (x + 8.0, height), colour, 0.7);
        }
        svg.point((x + 14.0, height), shape, colour, true);
        svg.text((x + 23.0, height + 4.0), 11.0, INK, Anchor::Start, &label(contender, question));
    }
}
