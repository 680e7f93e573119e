//! Keys without those that are there more than once: by a bit each where they lie close together, else by sorting.

/// Keys that can be told apart fast.
pub(super) trait Key: Copy + Default + Ord {
    /// How far it lies above a smaller key, if that is a number that memory can count.
    fn above(self, smaller: Self) -> Option<usize>;
}

macro_rules! whole_key {
    ($($native:ty),*) => {$(
        impl Key for $native {
            fn above(self, smaller: Self) -> Option<usize> {
                usize::try_from(self.abs_diff(smaller)).ok()
            }
        }
    )*};
}

whole_key!(i32, i64, i128, u32, u64);

impl Key for bool {
    fn above(self, smaller: Self) -> Option<usize> {
        Some(usize::from(self != smaller))
    }
}

/// Memory for one bit per key between the smallest and the largest.
#[derive(Debug, Default)]
pub(super) struct Unique {
    words: Vec<u64>,
}

impl Unique {
    /// Moves each key once to the front and returns how many there are; what follows them is left as it may be.
    pub(super) fn keep<K: Key>(&mut self, keys: &mut [K]) -> usize {
        let (Some(&low), Some(&high)) = (keys.iter().min(), keys.iter().max()) else { return 0 };
        match high.above(low) {
            // The bits take no more memory than the keys do, or nearly so.
            Some(span) if span / 64 <= keys.len() => self.by_bits(keys, low, span),
            _ => by_order(keys),
        }
    }

    /// Bytes held on the heap.
    pub(super) fn size(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }

    fn by_bits<K: Key>(&mut self, keys: &mut [K], low: K, span: usize) -> usize {
        self.words.clear();
        self.words.resize(span / 64 + 1, 0);
        let mut kept = 0;
        for index in 0..keys.len() {
            let Some(&key) = keys.get(index) else { continue };
            let place = key.above(low).unwrap_or(0);
            let Some(word) = self.words.get_mut(place / 64) else { continue };
            let bit = 1 << (place % 64);
            if *word & bit == 0 {
                *word |= bit;
                if let Some(slot) = keys.get_mut(kept) {
                    *slot = key;
                }
                kept += 1;
            }
        }
        kept
    }
}

fn by_order<K: Key>(keys: &mut [K]) -> usize {
    keys.sort_unstable();
    let mut kept = 0;
    for index in 0..keys.len() {
        if index == 0 || keys.get(index) != keys.get(kept - 1) {
            keys.swap(kept, index);
            kept += 1;
        }
    }
    kept
}
