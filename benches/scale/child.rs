//! What is measured in a process of its own, so that nothing else counts: the build of an index, and opening one.
//!
//! The parent starts itself again with a hidden argument and reads one line of JSON.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use allonym::{Claim, Demonym, Error, Index, IndexBuilder, Name, Party, Place, Rows, Source};
use serde_json::{Value, json};

use super::generator::Generator;
use super::measure::{Row, Run, process_bytes};

/// The hidden arguments.
pub const BUILD: &str = "--child-build";
pub const OPEN: &str = "--child-open";

/// Takes rows and does nothing with them: what generating alone costs.
struct Nobody;

impl Rows for Nobody {
    fn source(&mut self, _: &Source) -> Result<(), Error> {
        Ok(())
    }
    fn party(&mut self, _: &Party) -> Result<(), Error> {
        Ok(())
    }
    fn place(&mut self, _: &Place) -> Result<(), Error> {
        Ok(())
    }
    fn name(&mut self, _: &Name) -> Result<(), Error> {
        Ok(())
    }
    fn claim(&mut self, _: &Claim) -> Result<(), Error> {
        Ok(())
    }
    fn demonym(&mut self, _: &Demonym) -> Result<(), Error> {
        Ok(())
    }
}

/// In the child: builds an index of `names` generated names with about `memory` bytes.
pub fn build(names: usize, memory: usize, path: &Path) -> Result<Value, Error> {
    let generator = Generator::new();
    let before = Instant::now();
    generator.give(names, &mut Nobody)?;
    let generating = before.elapsed().as_secs_f64();
    let before = Instant::now();
    let mut builder = IndexBuilder::bounded(memory, path.parent().unwrap_or(Path::new(".")));
    generator.give(names, &mut builder)?;
    let report = builder.write(path)?;
    let seconds = before.elapsed().as_secs_f64();
    Ok(json!({
        "seconds": seconds - generating,
        "generating": generating,
        "names": report.names,
        "places": report.places,
        "bytes": report.bytes,
        "peak": process_bytes("VmHWM"),
    }))
}

/// In the child: maps an index and does nothing else.
pub fn open(path: &Path) -> Result<Value, Error> {
    let before = Instant::now();
    // SAFETY: the file is the bench's own, or one that its user does not change meanwhile.
    let index = unsafe { Index::map(path) }?;
    let first = before.elapsed().as_nanos() as u64;
    let resident = process_bytes("VmRSS");
    Ok(json!({ "ns": first, "resident": resident, "names": index.names().len() }))
}

/// In the parent: what the child says.
fn ask(arguments: &[&str]) -> Value {
    let program = std::env::current_exe().expect("the bench has a path");
    let output = Command::new(program).args(arguments).output().expect("the bench can be started again");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the child prints JSON")
}

/// Builds an index in a child.
pub fn measure_build(run: &mut Run, names: usize, memory: usize, path: &Path) {
    let said = ask(&[BUILD, &names.to_string(), &memory.to_string(), &path.to_string_lossy()]);
    let seconds = said["seconds"].as_f64().expect("a number");
    let rows = said["names"].as_u64().expect("a number");
    assert!(rows > 0 && rows <= names as u64);
    run.names = rows as usize;
    let generating = said["generating"].as_f64().unwrap_or_default();
    let note = format!(
        "{:.0} names/s, {} MB allowed, {generating:.1} s of generating not counted",
        rows as f64 / seconds,
        memory >> 20
    );
    run.push(Row {
        seconds: Some(seconds),
        resident: said["peak"].as_u64(),
        per_name: Some(seconds * 1e9 / rows as f64),
        ..Row::new("build", "allonym").note(note)
    });
}

/// Opens an index in children, and takes the median.
pub fn measure_open(run: &mut Run, path: &Path) {
    let mut said: Vec<Value> = (0..11).map(|_| ask(&[OPEN, &path.to_string_lossy()])).collect();
    said.sort_by_key(|said| said["ns"].as_u64());
    let [median, slowest] = [&said[5], &said[10]];
    assert_eq!(median["names"].as_u64(), Some(run.names as u64));
    run.push(Row {
        p50_ns: median["ns"].as_f64(),
        p99_ns: slowest["ns"].as_f64(),
        resident: median["resident"].as_u64(),
        ..Row::new("open (map)", "allonym").note("11 fresh processes; the slowest as p99")
    });
}

/// `allonym lookup Dokdo` as from a shell.
pub fn measure_shell(run: &mut Run) {
    let Some(program) = option_env!("CARGO_BIN_EXE_allonym").filter(|program| Path::new(program).exists()) else {
        return;
    };
    let mut samples: Vec<f64> = (0..21)
        .map(|_| {
            let before = Instant::now();
            let output = Command::new(program).args(["lookup", "Dokdo"]).output().expect("it can be started");
            let elapsed = before.elapsed().as_nanos() as f64;
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && text.contains("liancourt"), "{text}");
            elapsed
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    run.push(Row {
        queries: samples.len(),
        p50_ns: Some(samples[10]),
        p99_ns: Some(samples[20]),
        ..Row::new("lookup from the shell", "allonym").note("embedded gazetteer, start of the process included")
    });
}
