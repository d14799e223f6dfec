//! A filter of the first two words of longer names: most positions of a text begin none, and a look at one word of
//! memory tells.
//!
//! A Bloom filter whose bits of one pair lie in one 64-bit block (Putze, Sanders and Singler 2007): it never denies a
//! pair that is there, and lets about one in fifty others through.

/// Bits of the filter for each pair.
const BITS_PER_PAIR: u64 = 12;

/// Bits set for each pair.
const HASHES: u32 = 4;

/// The filter of an index.
#[derive(Clone, Copy)]
pub(crate) struct Pairs<'i> {
    blocks: &'i [[u8; 8]],
}

impl<'i> Pairs<'i> {
    pub(super) fn new(section: &'i [u8]) -> Pairs<'i> {
        Pairs { blocks: section.as_chunks().0 }
    }

    /// May a name begin with these two words? Never a wrong no.
    #[inline]
    pub(crate) fn may_begin(&self, first: u32, second: u32) -> bool {
        let (block, bits) = place(first, second, self.blocks.len());
        self.blocks.get(block).is_some_and(|block| u64::from_le_bytes(*block) & bits == bits)
    }
}

/// How many blocks so many pairs take.
pub(crate) fn blocks(pairs: u64) -> usize {
    usize::try_from((pairs * BITS_PER_PAIR).div_ceil(64)).unwrap_or(usize::MAX)
}

/// The block of a pair of word ids among so many, and its bits in there.
#[inline]
pub(crate) fn place(first: u32, second: u32, blocks: usize) -> (usize, u64) {
    let mut hash = (u64::from(first) << 32 | u64::from(second)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^= hash >> 32;
    let block = ((hash >> 32) * blocks as u64) >> 32;
    let bits = (0..HASHES).fold(0, |bits, number| bits | 1 << (hash >> (6 * number) & 63));
    (block as usize, bits)
}
