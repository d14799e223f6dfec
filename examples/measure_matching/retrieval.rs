//! Retrieval.
use std::collections::BTreeMap;
pub fn run(_: &BTreeMap<&str, Vec<&str>>) {}
