//! Is a stored automaton sound? A check of every reachable node, before anything walks it.
//!
//! The `fst` crate reads damaged bytes without undefined behaviour, but it may panic on them. [`Index::open`]
//! promises an error instead, so it proves here, once, that no walk can leave the bytes, run in a circle or
//! overflow an output: each node lies inside, each transition leads to a lower address, each output is within a
//! limit. The layout is that of `fst` 0.4 (format version 3): a node is read backwards from the address of its
//! state byte.
//!
//! [`Index::open`]: crate::Index::open

use fst::raw::Fst;

/// Bytes in front of the first node: version and type.
const FRONT: usize = 16;

/// The automaton in `bytes`, if it is sound and no sum of outputs along a path exceeds what a `u64` holds, given
/// that each is at most `limit`. O(nodes + transitions) time, one bit of memory a byte.
pub(crate) fn is_sound(bytes: &[u8], limit: u64) -> bool {
    let Ok(automaton) = Fst::new(bytes) else { return false };
    let version = bytes.first_chunk::<8>().map(|b| u64::from_le_bytes(*b));
    // Longest path times largest output.
    if version != Some(3) || u128::from(limit) * bytes.len() as u128 > u128::from(u64::MAX) {
        return false;
    }
    let Some(nodes_end) = bytes.len().checked_sub(20).filter(|end| *end >= FRONT) else { return false };
    let root = automaton.root_address(bytes);
    if root == 0 {
        return nodes_end == FRONT;
    }
    if root + 1 != nodes_end {
        return false;
    }
    let mut seen = vec![0_u64; bytes.len().div_ceil(64)];
    let mut pending = vec![root];
    while let Some(address) = pending.pop() {
        let (word, bit) = (address / 64, 1 << (address % 64));
        if seen[word] & bit != 0 {
            continue;
        }
        seen[word] |= bit;
        if read_node(&bytes[..=address], limit, |target| pending.push(target)).is_none() {
            return false;
        }
    }
    true
}

/// The address of the root node, which `fst` keeps to itself: the last number but the checksum.
trait RootAddress {
    fn root_address(&self, bytes: &[u8]) -> usize;
}

impl RootAddress for Fst<&[u8]> {
    fn root_address(&self, bytes: &[u8]) -> usize {
        let tail = &bytes[bytes.len() - 12..];
        tail.first_chunk::<8>().map_or(usize::MAX, |b| usize::try_from(u64::from_le_bytes(*b)).unwrap_or(usize::MAX))
    }
}

/// Reads the node whose state byte is the last of `bytes` and reports its non-final targets. `None` when it is
/// not sound.
fn read_node(bytes: &[u8], limit: u64, mut target: impl FnMut(usize)) -> Option<()> {
    let address = bytes.len() - 1;
    let state = bytes[address];
    let mut at = address;
    // Moves back over `count` bytes and returns them.
    let mut back = |count: usize| {
        let start = at.checked_sub(count).filter(|start| *start >= FRONT)?;
        let part = &bytes[start..at];
        at = start;
        Some(part)
    };
    let number = |part: &[u8]| part.iter().rev().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
    let has_common_input = state & 0b0011_1111 != 0;
    let (transitions, targets, outputs);
    match state >> 6 {
        0b11 => {
            if !has_common_input {
                back(1)?;
            }
            // The target is the node stored just before this one.
            let next = at.checked_sub(1).filter(|next| *next >= FRONT)?;
            target(next);
            return Some(());
        }
        0b10 => {
            if !has_common_input {
                back(1)?;
            }
            let sizes = back(1)?[0];
            transitions = usize::from(sizes >> 4);
            outputs = back_outputs(&mut back, sizes, 1, 0, transitions)?;
            targets = outputs.0;
        }
        kind => {
            let is_final = usize::from(kind & 1);
            let count = match state & 0b0011_1111 {
                0 => match back(1)?[0] {
                    1 => 256,
                    count => usize::from(count),
                },
                count => usize::from(count),
            };
            let sizes = back(1)?[0];
            if count > 32 {
                back(256)?;
            }
            back(count)?;
            transitions = usize::from(sizes >> 4);
            outputs = back_outputs(&mut back, sizes, count, is_final, transitions)?;
            targets = outputs.0;
        }
    }
    if outputs.1.chunks_exact(outputs.2.max(1)).any(|output| number(output) > limit) {
        return None;
    }
    let end = at;
    for delta in targets.chunks_exact(transitions.max(1)) {
        let delta = usize::try_from(number(delta)).ok()?;
        // Zero is the shared final node without transitions.
        if delta != 0 {
            target(end.checked_sub(delta).filter(|next| *next >= FRONT)?);
        }
    }
    Some(())
}

/// Moves back over the transition addresses and the outputs of a node, and returns both and the size of an output.
fn back_outputs<'b>(
    back: &mut impl FnMut(usize) -> Option<&'b [u8]>,
    sizes: u8,
    count: usize,
    is_final: usize,
    width: usize,
) -> Option<(&'b [u8], &'b [u8], usize)> {
    let output_width = usize::from(sizes & 0b1111);
    if width > 8 || output_width > 8 || (width == 0 && count > 0) {
        return None;
    }
    let targets = back(count * width)?;
    let outputs = back((count + is_final) * output_width)?;
    Some((targets, outputs, output_width))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automaton() -> Vec<u8> {
        let mut builder = fst::MapBuilder::memory();
        let mut keys: Vec<String> =
            (0..300_u32).map(|n| format!("{}{n}", char::from_u32(0x100 + n).unwrap())).collect();
        keys.extend((0..255_u8).map(|b| format!("key{}", b as char)));
        keys.sort_unstable();
        keys.dedup();
        for (value, key) in keys.iter().enumerate() {
            builder.insert(key, value as u64).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn what_the_builder_writes_is_sound() {
        assert!(is_sound(&automaton(), 10_000));
        assert!(is_sound(&fst::MapBuilder::memory().into_inner().unwrap(), 0));
        assert!(!is_sound(&automaton(), 3), "an output beyond the limit");
        assert!(!is_sound(b"", 0));
    }

    /// Whatever passes the check can be walked to its end without a panic.
    #[test]
    fn damage_is_found_or_harmless() {
        use fst::Streamer;
        let sound = automaton();
        for position in 0..sound.len() {
            for flip in [0x01, 0x40, 0x80, 0xFF] {
                let mut bytes = sound.clone();
                bytes[position] ^= flip;
                if is_sound(&bytes, 10_000) {
                    let map = fst::Map::new(&bytes[..]).unwrap();
                    let mut stream = map.stream();
                    let mut keys = 0;
                    while stream.next().is_some() && keys < 10_000 {
                        keys += 1;
                    }
                }
            }
        }
    }
}
