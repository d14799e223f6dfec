//! What variation finds and what it costs, on annotated corpora and on official tests of romanization:
//!
//! ```text
//! measure_variation romanizer TESTS.tsv.gz       equal to the official form after folding, by script and by system
//! measure_variation inflected CORPUS.jsonl.gz…   recall on mentions that are not in their base form, against the others
//! measure_variation alarms CORPUS.jsonl.gz…      mentions that variation adds and that overlap no mention of the corpus
//! measure_variation speed TEXT…                  speed of tagging and of resolving, with variation and without
//! ```
//!
//! `--index FILE` puts an index under the embedded one.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::time::{Duration, Instant};

use allonym::{EditRule, Evidence, Index, Key, Mention, Resolver, Romanization, Tagger};
use flate2::read::MultiGzDecoder;
use serde_json::Value;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let mut indexes = vec![Index::embedded()];
    if let Some(at) = args.iter().position(|arg| arg == "--index") {
        indexes.push(Index::open(args.get(at + 1).ok_or("--index needs a file")?)?);
        args.drain(at..at + 2);
    }
    let (mode, files) = args.split_first().ok_or("romanizer, inflected, alarms or speed?")?;
    match mode.as_str() {
        "romanizer" => romanizer(files.first().ok_or("a file of tests")?),
        "inflected" => inflected(&indexes, files),
        "alarms" => alarms(&indexes, files),
        "speed" => speed(&indexes, files),
        other => Err(format!("{other}: expected romanizer, inflected, alarms or speed").into()),
    }
}

fn open(path: &str) -> Outcome<Box<dyn BufRead>> {
    let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
    Ok(match path.ends_with(".gz") {
        true => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        false => Box::new(BufReader::new(file)),
    })
}

fn resolver(indexes: &[Index]) -> Resolver {
    let first = Resolver::new(indexes[0].clone());
    indexes[1..].iter().fold(first, |resolver, index| resolver.over(index.clone()))
}

/// A document of a corpus: its text, and of each mention the bytes and the base form.
struct Document {
    text: String,
    mentions: Vec<(Range<usize>, Option<String>)>,
}

fn documents(path: &str) -> Outcome<Vec<Document>> {
    let mut documents = Vec::new();
    for line in open(path)?.lines() {
        let value: Value = serde_json::from_str(&line?)?;
        let text = value["text"].as_str().ok_or("a document without text")?.to_owned();
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let mention = |mention: &Value| {
            let at = |field: &str| Some(*bytes.get(usize::try_from(mention[field].as_u64()?).ok()?)?);
            let base = ["lemma", "label"].iter().find_map(|field| mention[*field].as_str());
            Some((at("start")?..at("end")?, base.map(str::to_owned)))
        };
        let mentions = value["mentions"].as_array().into_iter().flatten().filter_map(mention).collect();
        documents.push(Document { text, mentions });
    }
    Ok(documents)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Mentions of a kind: how many, how many found with overlap, and with the very span.
#[derive(Clone, Copy, Default)]
struct Recall {
    all: u32,
    lenient: u32,
    strict: u32,
}

impl Recall {
    fn add(&mut self, span: &Range<usize>, found: &[Range<usize>]) {
        self.all += 1;
        self.lenient += u32::from(found.iter().any(|other| overlap(other, span)));
        self.strict += u32::from(found.contains(span));
    }

    fn shares(&self) -> [f64; 2] {
        [self.lenient, self.strict].map(|found| f64::from(found) / f64::from(self.all.max(1)))
    }
}

fn inflected(indexes: &[Index], files: &[String]) -> Outcome<()> {
    let whole = resolver(indexes).with_demonyms();
    let plain = resolver(indexes).with_demonyms().without_variation().edit_rule(EditRule::default().at_most(0));
    println!("recall of mentions: in their base form, in another one, and the ratio; overlap / same span");
    for path in files {
        let documents = documents(path)?;
        for (label, resolver) in [("all", &whole), ("as it stands", &plain)] {
            let mut session = resolver.session();
            let (mut base, mut other) = (Recall::default(), Recall::default());
            for document in &documents {
                let found: Vec<Range<usize>> = session.mentions(&document.text).iter().map(Mention::span).collect();
                for (span, form) in &document.mentions {
                    let Some(form) = form else { continue };
                    let is_base = document.text[span.clone()].to_lowercase() == form.to_lowercase();
                    if is_base { &mut base } else { &mut other }.add(span, &found);
                }
            }
            let ([lenient, strict], [other_lenient, other_strict]) = (base.shares(), other.shares());
            println!(
                "{}  {label:<13} base {:>5}: {lenient:.3} / {strict:.3}  other {:>5}: {other_lenient:.3} / {other_strict:.3}  ratio {:.3} / {:.3}",
                name(path),
                base.all,
                other.all,
                other_lenient / lenient,
                other_strict / strict
            );
        }
    }
    Ok(())
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or(path)
}

fn alarms(indexes: &[Index], files: &[String]) -> Outcome<()> {
    let whole = resolver(indexes);
    let plain = resolver(indexes).without_variation().edit_rule(EditRule::default().at_most(0));
    let (mut base, mut base_false, mut gold) = (0_u32, 0_u32, 0_u32);
    let mut added: BTreeMap<Evidence, [u32; 2]> = BTreeMap::new();
    let mut samples: BTreeMap<Evidence, Vec<String>> = BTreeMap::new();
    for path in files {
        let (mut whole, mut plain) = (whole.session(), plain.session());
        for document in documents(path)? {
            let before: Vec<Range<usize>> = plain.mentions(&document.text).iter().map(Mention::span).collect();
            base += before.len() as u32;
            let is_none = |found: &&Range<usize>| !document.mentions.iter().any(|(span, _)| overlap(span, found));
            base_false += before.iter().filter(is_none).count() as u32;
            gold += document.mentions.len() as u32;
            for mention in whole.mentions(&document.text) {
                if before.iter().any(|other| overlap(other, &mention.span())) {
                    continue;
                }
                let candidate = &mention.candidates()[0];
                let is_right = document.mentions.iter().any(|(span, _)| overlap(span, &mention.span()));
                added.entry(candidate.evidence()).or_default()[usize::from(!is_right)] += 1;
                if !is_right {
                    let sample = format!("{} = {}", &document.text[mention.span()], candidate.matched().text());
                    samples.entry(candidate.evidence()).or_default().push(sample);
                }
            }
        }
    }
    println!("{gold} mentions in the corpora, {base} found as they stand, of which {base_false} overlap none");
    for (evidence, [right, wrong]) in &added {
        println!(
            "{:<10} adds {right:>5} that overlap one of the corpora, {wrong:>4} that overlap none",
            evidence.as_str()
        );
        let samples = samples.get(evidence).map_or(&[][..], Vec::as_slice);
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        samples.iter().for_each(|sample| *counts.entry(sample).or_default() += 1);
        let mut counts: Vec<(&str, u32)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (sample, count) in counts.into_iter().take(16) {
            println!("             {count:>3} {}", sample.replace('\n', "⏎"));
        }
    }
    let share = |count: u32| 100.0 * f64::from(count) / f64::from(base);
    let [inflected, others] = ["inflected", ""].map(|kind| {
        let is_kind = |evidence: &Evidence| (evidence.as_str() == "inflected") == (kind == "inflected");
        added.iter().filter(|(evidence, _)| is_kind(evidence)).map(|(_, counts)| counts[1]).sum::<u32>()
    });
    println!(
        "overlapping none, in per cent of those found without variation: {:.2} by inflection, {:.2} by all else",
        share(inflected),
        share(others)
    );
    Ok(())
}

fn speed(indexes: &[Index], files: &[String]) -> Outcome<()> {
    let whole = resolver(indexes);
    let plain = resolver(indexes).without_variation().edit_rule(EditRule::default().at_most(0));
    let index = indexes.last().ok_or("no index")?;
    for path in files {
        let mut text = String::new();
        if path.contains(".jsonl") {
            documents(path)?.iter().for_each(|document| text.extend([document.text.as_str(), "\n\n"]));
        } else {
            open(path)?.read_to_string(&mut text)?;
        }
        let (mut tags, mut without) = (Tagger::new(index), Tagger::new(index).without_variation());
        let (mut resolving, mut standing) = (whole.session(), plain.session());
        let mut count = 0_usize;
        let mut times = [const { Vec::new() }; 4];
        // The first round makes the words known; the four take turns, so that a busy machine is busy for all.
        for round in 0..9 {
            let mut time = |at: usize, work: &mut dyn FnMut() -> usize| {
                let start = Instant::now();
                count += work();
                if round > 0 {
                    times[at].push(start.elapsed());
                }
            };
            let tagged = |tagger: &mut Tagger<'_>| {
                let mut count = 0;
                tagger.tag(&text, |_| count += 1);
                count
            };
            time(0, &mut || tagged(&mut tags));
            time(1, &mut || tagged(&mut without));
            time(2, &mut || resolving.mentions(&text).len());
            time(3, &mut || standing.mentions(&text).len());
        }
        let speeds = times.map(|mut times: Vec<Duration>| {
            times.sort_unstable();
            text.len() as f64 / 1e6 / times[times.len() / 2].as_secs_f64()
        });
        let [tag, tag_plain, resolve, resolve_plain] = speeds;
        println!(
            "{} ({:.1} MB): tagging {tag:.1} MB/s, without variation {tag_plain:.1} ({:.2}); resolving {resolve:.1}, without variation and edits {resolve_plain:.1} ({:.2}); {count} found",
            name(path),
            text.len() as f64 / 1e6,
            tag / tag_plain,
            resolve / resolve_plain
        );
    }
    Ok(())
}

/// The tests name languages by codes of three letters, and some that are none.
fn language(code: &str) -> &str {
    const CODES: &str = "amh am ara ar arm hy asm as aze az bak ba bel be ben bn bul bg che ce deu de div dv ell el fao fo fas fa \
        per fa guj gu hin hi isl is jpn ja kan kn kat ka kaz kk kir ky kor ko kur ku mal ml mlm ml mar mr mkd mk mon mn nep ne \
        ori or pan pa pnj pa pli pi pus ps ron ro rus ru san sa sin si sme se srp sr tam ta tml ta tat tt tel te tgk tg tha th \
        tir ti tuk tk uig ug ukr uk urd ur uzb uz zho zh heb he khm km lao lo mya my bur my hye hy";
    let mut codes = CODES.split_ascii_whitespace();
    while let (Some(three), Some(two)) = (codes.next(), codes.next()) {
        if three == code {
            return two;
        }
    }
    code
}

fn romanizer(path: &str) -> Outcome<()> {
    let mut scripts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut systems: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut missing = BTreeMap::<String, u32>::new();
    for line in open(path)?.lines().skip(1) {
        let line = line?;
        let columns: Vec<&str> = line.split('\t').collect();
        let [lang, from, to, authority, year, source, official] = columns[..] else {
            return Err(format!("expected seven columns, found {}: {line}", columns.len()).into());
        };
        let authority = if authority == "var" { String::new() } else { format!("{authority}-") };
        let target = if to == "Cyrl" { "-Cyrl" } else { "" };
        let id = format!("{}{target}-{authority}{year}", language(lang));
        let script = match (from, lang) {
            // The tests give Kannada the code of Katakana.
            ("Kana", "kan") => "Knda",
            (from, _) => from,
        };
        let mut group = if to == "Latn" { script.to_owned() } else { format!("{script} to {to}") };
        if year.contains("phonetic") {
            group += ", phonetic";
        }
        let system = Romanization::get(&id).ok();
        let is_equal = system.is_some_and(|system| Key::new(&system.romanize(source)) == Key::new(official));
        for counts in [scripts.entry(group).or_default(), systems.entry(format!("{script} {id}")).or_default()] {
            counts[0] += u32::from(is_equal);
            counts[1] += 1;
        }
        if system.is_none() {
            *missing.entry(id).or_default() += 1;
        }
    }
    println!("equal to the official form after folding, by system:");
    for (system, [equal, all]) in &systems {
        println!("  {system:<34} {equal:>4} of {all}");
    }
    println!("by script:");
    for (script, [equal, all]) in &scripts {
        println!("  {script:<34} {equal:>4} of {all:>4}  {:.3}", f64::from(*equal) / f64::from(*all));
    }
    let total = scripts
        .iter()
        .filter(|(script, _)| !script.contains("phonetic"))
        .fold([0, 0], |sum, (_, [equal, all])| [sum[0] + equal, sum[1] + all]);
    println!("all but phonetic ones: {} of {}, {:.3}", total[0], total[1], f64::from(total[0]) / f64::from(total[1]));
    println!("no such system: {missing:?}");
    Ok(())
}
