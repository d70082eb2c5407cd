//! A quick hash for the short words and small numbers that a comparison looks
//! up by the hundred thousand.
//!
//! A multiplication to twice the width, folded, as in wyhash and its kin. It is
//! seeded anew in each process, so that no text can be made whose words all
//! collide. Nothing may depend on the order in which a table is walked.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

/// A table under this hash.
pub(super) type Table<K, V> = HashMap<K, V, Seed>;
/// A set under this hash.
pub(super) type Set<K> = HashSet<K, Seed>;

static SEED: LazyLock<Seed> = LazyLock::new(|| {
    let random = RandomState::new();
    Seed { start: random.hash_one(1_u8), by: random.hash_one(2_u8) | 1 }
});

/// Makes hashers, all of one seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seed {
    start: u64,
    by: u64,
}

impl Default for Seed {
    fn default() -> Self {
        *SEED
    }
}

impl BuildHasher for Seed {
    type Hasher = Quick;

    fn build_hasher(&self) -> Quick {
        Quick { state: self.start, by: self.by }
    }
}

/// The hasher.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quick {
    state: u64,
    by: u64,
}

impl Quick {
    fn mix(&mut self, with: u64) {
        let wide = u128::from(self.state ^ with).wrapping_mul(u128::from(self.by));
        let [low, high] = [wide & u128::from(u64::MAX), wide >> 64];
        self.state = u64::try_from(low ^ high).unwrap_or(0).wrapping_add(self.by);
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.mix(u64::from_le_bytes(*eight));
        }
        if !rest.is_empty() {
            let mut last = [0; 8];
            last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            self.mix(u64::from_le_bytes(last));
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.mix(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.mix(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.mix(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.mix(n as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}
