//! Expressions without names, such as the limits of targets.

use super::lower::{NoColumns, lower};
use crate::functions::Lowering;
use crate::functions::evaluate::evaluate;
use crate::functions::value::value_at;
use crate::lang::Value;
use crate::model::{Model, Node};
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::Schema;
use datafusion::error::Result;
use std::sync::Arc;

/// The value of an expression of literals and parameters, or why it has none, in words.
pub fn constant(node: &Node, model: &Model, as_of: i64) -> std::result::Result<Value, String> {
    let lowering = Lowering { civil: &model.civil, as_of };
    value(node, &lowering).map_err(|error| super::failure::problem(&error).message)
}

fn value(node: &Node, lowering: &Lowering) -> Result<Value> {
    let operand = lower(node, &NoColumns, lowering)?;
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let one_row = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options)?;
    Ok(value_at(&evaluate(operand.expr, &one_row)?, 0, &node.ty))
}
