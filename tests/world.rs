//! The check of `examples/world_check.rs` on the embedded index: every name leads to its place, as it stands and after
//! an edit that the rule admits.

#[path = "../examples/world_check.rs"]
#[allow(dead_code, reason = "the program itself is not run")]
mod world_check;

use allonym::Index;

#[test]
fn every_sampled_name_leads_to_its_place() {
    let outcome = world_check::check(&Index::embedded(), 3000, 1);
    assert!(outcome.misses.is_empty(), "{:#?}", outcome.misses);
    let sum = |of: fn(&world_check::Tally) -> usize| outcome.scripts.values().map(of).sum::<usize>();
    assert!(outcome.scripts.len() >= 10, "{:?}", outcome.scripts.keys());
    assert!(sum(|tally| tally.names) > 1500, "{} names", sum(|tally| tally.names));
    assert!(sum(|tally| tally.found_edited) > 300, "{} edits", sum(|tally| tally.found_edited));
}

#[test]
fn the_sample_is_the_same_each_time() {
    let scripts = |seed| format!("{:?}", world_check::check(&Index::embedded(), 200, seed).scripts);
    assert_eq!(scripts(7), scripts(7));
    assert_ne!(scripts(7), scripts(8));
}
