//! Values as small keys that are told apart fast: numbers as they are, texts by their number in a table.

use super::Primitive;
use super::unique::Key;
use crate::functions::aggregate::batch::Batch;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, StringViewArray, UInt32Array,
};
use datafusion::arrow::compute::take;
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::common::exec_err;
use datafusion::common::hash_utils::RandomState;
use datafusion::error::Result;
use indexmap::IndexSet;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

/// Small keys that stand for values, and the way back.
pub(super) trait Coder: Debug + Send + Sync {
    type Key: Key + Debug + Send + Sync;

    /// Calls `take` with each row that counts, its group and its key; a value that is no number has none.
    fn encode(&mut self, values: &dyn Array, batch: &Batch, take: impl FnMut(Self::Key, usize))
    -> Result<()>;

    /// The values of keys.
    fn decode(&self, keys: Vec<Self::Key>) -> Result<ArrayRef>;

    /// Bytes held on the heap.
    fn size(&self) -> usize {
        0
    }
}

/// Numbers and times, as they are.
#[derive(Debug)]
pub(super) struct Plain<T> {
    held: DataType,
    of: PhantomData<T>,
}

impl<T> Plain<T> {
    /// Values held as this type.
    pub(super) fn new(held: &DataType) -> Self {
        Self { held: held.clone(), of: PhantomData }
    }
}

impl<T: Primitive> Coder for Plain<T>
where
    T::Native: Key,
{
    type Key = T::Native;

    fn encode(
        &mut self,
        values: &dyn Array,
        batch: &Batch,
        take: impl FnMut(T::Native, usize),
    ) -> Result<()> {
        let Some(values) = values.as_primitive_opt::<T>() else {
            return exec_err!("values are not of type {}", self.held);
        };
        batch.each_value(values.values(), take);
        Ok(())
    }

    fn decode(&self, keys: Vec<T::Native>) -> Result<ArrayRef> {
        Ok(Arc::new(PrimitiveArray::<T>::new(keys.into(), None).with_data_type(self.held.clone())))
    }
}

/// Floats by their bits, with one zero.
#[derive(Debug)]
pub(super) struct Floats;

impl Coder for Floats {
    type Key = u64;

    fn encode(&mut self, values: &dyn Array, batch: &Batch, mut take: impl FnMut(u64, usize)) -> Result<()> {
        batch.each_value(values.as_primitive::<Float64Type>().values(), |value, group| {
            if value.is_finite() {
                take((value + 0.0).to_bits(), group);
            }
        });
        Ok(())
    }

    fn decode(&self, keys: Vec<u64>) -> Result<ArrayRef> {
        Ok(Arc::new(PrimitiveArray::<Float64Type>::from_iter_values(keys.into_iter().map(f64::from_bits))))
    }
}

/// Booleans, as they are.
#[derive(Debug)]
pub(super) struct Booleans;

impl Coder for Booleans {
    type Key = bool;

    fn encode(&mut self, values: &dyn Array, batch: &Batch, mut take: impl FnMut(bool, usize)) -> Result<()> {
        let values = values.as_boolean();
        batch.each(|row, group| take(values.value(row), group));
        Ok(())
    }

    fn decode(&self, keys: Vec<bool>) -> Result<ArrayRef> {
        Ok(Arc::new(BooleanArray::from(keys)))
    }
}

/// Texts by their number in a table of all texts seen.
#[derive(Debug, Default)]
pub(super) struct Texts {
    seen: IndexSet<Box<str>, Hasher>,
    bytes: usize,
}

/// Builds the hasher of texts.
#[derive(Clone, Debug)]
struct Hasher(RandomState);

impl Default for Hasher {
    fn default() -> Self {
        Self(RandomState::with_seed(0))
    }
}

impl std::hash::BuildHasher for Hasher {
    type Hasher = <RandomState as std::hash::BuildHasher>::Hasher;

    fn build_hasher(&self) -> Self::Hasher {
        self.0.build_hasher()
    }
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        let index = self.seen.get_index_of(text).unwrap_or_else(|| {
            self.bytes += text.len();
            self.seen.insert_full(text.into()).0
        });
        u32::try_from(index).unwrap_or(u32::MAX)
    }
}

impl Coder for Texts {
    type Key = u32;

    fn encode(&mut self, values: &dyn Array, batch: &Batch, mut take: impl FnMut(u32, usize)) -> Result<()> {
        let Some(values) = values.as_string_view_opt() else { return exec_err!("values are not texts") };
        batch.each(|row, group| take(self.number(values.value(row)), group));
        Ok(())
    }

    fn decode(&self, keys: Vec<u32>) -> Result<ArrayRef> {
        if keys.len() < self.seen.len() {
            let text = |key: u32| self.seen.get_index(key as usize).map_or("", |text| text);
            return Ok(Arc::new(StringViewArray::from_iter_values(keys.into_iter().map(text))));
        }
        // A text that many groups have is held once.
        let texts = StringViewArray::from_iter_values(&self.seen);
        Ok(take(&texts, &UInt32Array::from(keys), None)?)
    }

    fn size(&self) -> usize {
        self.bytes + self.seen.capacity() * (size_of::<Box<str>>() + 2 * size_of::<usize>())
    }
}
