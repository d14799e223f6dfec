//! Any text gives mentions that are in order, disjoint and on character boundaries; any name gives a resolution.
#![no_main]

use allonym::{Index, Resolver};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RESOLVER: LazyLock<Resolver> = LazyLock::new(|| Resolver::new(Index::embedded()).with_demonyms());

fuzz_target!(|text: &str| {
    let mut end = 0;
    for mention in RESOLVER.mentions(text) {
        let span = mention.span();
        assert!(end <= span.start && span.start < span.end && text.get(span.clone()).is_some());
        assert!(!mention.candidates().is_empty());
        end = span.end;
    }
    for candidate in RESOLVER.resolve(text).candidates() {
        assert!((0.0..=1.0).contains(&candidate.score().value()));
    }
});
