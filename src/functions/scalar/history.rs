//! The row of a history that is in force for a key at an instant.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

/// The end of a row that has none.
pub const OPEN: i64 = i64::MAX;

/// Rows sorted by key and then by when they begin, which do not overlap: where each key's rows lie.
#[derive(Debug)]
pub struct History {
    converter: RowConverter,
    runs: HashMap<Box<[u8]>, Range<usize>>,
    starts: Vec<i64>,
    ends: Vec<i64>,
}

impl History {
    /// The history of rows in their order, their times in microseconds.
    pub fn new(keys: &[ArrayRef], starts: &Int64Array, ends: &Int64Array) -> Result<Self> {
        let encoded = Self::encode(keys)?;
        let mut runs: HashMap<Box<[u8]>, Range<usize>> = HashMap::new();
        for row in 0..starts.len() {
            let key = encoded.row(row);
            match runs.get_mut(key.data()) {
                Some(run) => run.end = row + 1,
                None => {
                    runs.insert(key.data().into(), row..row + 1);
                }
            }
        }
        let (starts, ends) = (starts.values().to_vec(), ends.values().to_vec());
        Ok(Self { converter: converter(keys)?, runs, starts, ends })
    }

    /// Keys in a form that can be compared.
    pub fn encode(keys: &[ArrayRef]) -> Result<Rows> {
        Ok(converter(keys)?.convert_columns(keys)?)
    }

    /// The number of the row that is in force.
    fn find(&self, key: &[u8], at: i64) -> Option<i64> {
        let run = self.runs.get(key)?.clone();
        let begun = self.starts.get(run.clone())?.partition_point(|start| *start <= at);
        let row = run.start + begun.checked_sub(1)?;
        (at < *self.ends.get(row)?).then(|| i64::try_from(row).ok()).flatten()
    }
}

fn converter(keys: &[ArrayRef]) -> Result<RowConverter> {
    let fields = keys.iter().map(|key| SortField::new(key.data_type().clone())).collect();
    Ok(RowConverter::new(fields)?)
}

/// The number of the row in force for keys, held as the history's are, at an instant in microseconds; null without one.
pub fn row_in_force(history: Arc<History>, keys: Vec<Expr>, at: Expr) -> Expr {
    let function = RowInForce { history, signature: Signature::variadic_any(Volatility::Immutable) };
    ScalarUDF::new_from_impl(function).call(std::iter::once(at).chain(keys).collect())
}

#[derive(Debug)]
struct RowInForce {
    history: Arc<History>,
    signature: Signature,
}

// A history is read once in a run: the same one is the same table.
impl PartialEq for RowInForce {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.history, &other.history)
    }
}

impl Eq for RowInForce {}

impl Hash for RowInForce {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.history).hash(state);
    }
}

impl ScalarUDFImpl for RowInForce {
    fn name(&self) -> &str {
        "row_in_force"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&args.args)?;
        let Some((at, keys)) = arrays.split_first() else { return internal_err!("no instant") };
        let Some(at) = at.as_primitive_opt::<Int64Type>() else { return internal_err!("no instant") };
        let encoded = self.history.converter.convert_columns(keys)?;
        let known = |row: &usize| at.is_valid(*row) && keys.iter().all(|key| key.is_valid(*row));
        let found: Int64Array = (0..at.len())
            .map(|row| {
                Some(row)
                    .filter(known)
                    .and_then(|row| self.history.find(encoded.row(row).data(), at.value(row)))
            })
            .collect();
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}
