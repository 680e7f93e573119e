//! The functions of time, run by the engine; expected values are those of Python's zoneinfo, in Paris.

#[path = "time_functions/check.rs"]
mod check;
#[path = "time_functions/placement.rs"]
mod placement;
#[path = "time_functions/values.rs"]
mod values;

use datafusion::arrow::array::{
    ArrayRef, AsArray, Date32Array, RecordBatch, StringViewArray, TimestampMicrosecondArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use datafusion::prelude::{SessionContext, ident};
use jauge::calendar::Civil;
use jauge::functions::{Lowering, Operand, operator, scalar};
use jauge::lang::Type;
use jauge::lang::ast::Literal;
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<SessionContext> = LazyLock::new(SessionContext::new);

/// 00:30 in the new year; the last instant before and the first after the clocks go forward; half past two, twice;
/// before 1970; the start of 2021.
const INSTANTS: [Option<i64>; 8] = [
    Some(1_704_065_400_000_000),
    Some(1_711_846_799_999_999),
    Some(1_711_846_800_000_000),
    None,
    Some(1_729_989_000_000_000),
    Some(1_729_992_600_000_000),
    Some(-3_601_000_000),
    Some(1_609_455_600_000_000),
];

/// The local dates of those instants.
const DATES: [Option<i32>; 8] =
    [Some(19723), Some(19813), Some(19813), None, Some(20023), Some(20023), Some(-1), Some(18628)];

fn paris() -> Civil {
    Civil { zone: chrono_tz::Europe::Paris, ..Civil::default() }
}

fn instants(values: &[Option<i64>]) -> (ArrayRef, Type) {
    (Arc::new(TimestampMicrosecondArray::from(values.to_vec())), Type::Instant)
}

fn dates(values: &[Option<i32>]) -> (ArrayRef, Type) {
    (Arc::new(Date32Array::from(values.to_vec())), Type::Date)
}

fn texts(values: &[Option<&str>]) -> (ArrayRef, Type) {
    (Arc::new(values.iter().collect::<StringViewArray>()), Type::Text)
}

/// The value of an expression over the columns `c0`, `c1` ….
fn evaluate(expr: Expr, columns: &[(ArrayRef, Type)]) -> Result<ArrayRef> {
    let names = (0..columns.len()).map(|index| format!("c{index}"));
    let batch = RecordBatch::try_from_iter(names.zip(columns.iter().map(|(array, _)| array.clone())))?;
    let schema = DFSchema::try_from(batch.schema())?;
    ENGINE.create_physical_expr(expr, &schema)?.evaluate(&batch)?.into_array(batch.num_rows())
}

/// The function applied to columns, then literals.
fn apply(civil: &Civil, name: &str, columns: &[(ArrayRef, Type)], literals: &[Literal]) -> Result<ArrayRef> {
    let column = |(index, (_, ty)): (usize, &(ArrayRef, Type))| Operand {
        expr: ident(format!("c{index}")),
        ty: ty.clone(),
        literal: None,
    };
    let constants = literals.iter().map(|literal| operator::literal(literal, civil).unwrap());
    let operands: Vec<_> = columns.iter().enumerate().map(column).chain(constants).collect();
    let lowering = Lowering { civil, as_of: 0 };
    evaluate((scalar::find(name).unwrap().lower)(&operands, &lowering)?, columns)
}

/// Whole numbers, dates and instants as numbers.
fn numbers(array: &ArrayRef) -> Vec<Option<i64>> {
    let array = if array.data_type() == &DataType::Date32 {
        cast(array, &DataType::Int32).unwrap()
    } else {
        array.clone()
    };
    cast(&array, &DataType::Int64).unwrap().as_primitive::<Int64Type>().iter().collect()
}

fn text(literal: &str) -> Literal {
    Literal::Text(literal.to_owned())
}
