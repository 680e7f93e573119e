//! From the engine's many types to the few of the language.

use super::kernel::{Step, apply};
use crate::functions::physical::{decimal, instant};
use crate::lang::{Repr, Type, Unit};
use crate::sources::pushdown::Pushdown;
use crate::sources::table::{is_text, no_value, provider_column};
use chrono_tz::Tz;
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::logical_expr::{Expr, cast};

/// A raw column as a value of the language.
#[derive(Clone, Debug)]
pub struct Normal {
    /// Its type.
    pub ty: Type,
    /// From the provider's column to the form that `functions` says.
    pub expr: Expr,
    /// How ranges of time are put to the raw column.
    pub pushdown: Option<Pushdown>,
}

/// The raw column `raw` of type `ty`, or why there is no such type in the language.
pub fn normal(raw: &str, ty: &DataType, zone: Tz) -> Result<Normal, String> {
    let column = provider_column(raw);
    let (language, expr) = match ty {
        DataType::Dictionary(_, values) if is_text(values) => (Type::Text, cast(column, DataType::Utf8View)),
        DataType::Dictionary(_, values) => {
            return normal(raw, values, zone).map(|inner| through(inner, raw, values));
        }
        ty if is_text(ty) => (Type::Text, as_type(column, ty, DataType::Utf8View)),
        DataType::UInt64 => (Type::INTEGER, apply(Step::Whole, raw, column)),
        ty if ty.is_integer() => (Type::INTEGER, as_type(column, ty, DataType::Int64)),
        ty if ty.is_floating() => {
            (Type::FLOAT, apply(Step::Finite, raw, as_type(column, ty, DataType::Float64)))
        }
        ty if ty.is_decimal() => decimals(column, ty)?,
        DataType::Date32 | DataType::Date64 => (Type::Date, as_type(column, ty, DataType::Date32)),
        DataType::Timestamp(_, None) if zone != Tz::UTC => {
            (Type::Instant, apply(Step::Localise(zone), raw, as_type(column, ty, instant())))
        }
        DataType::Timestamp(..) => (Type::Instant, as_type(column, ty, instant())),
        DataType::Time32(_) | DataType::Time64(_) => {
            let micros = as_type(column, ty, DataType::Time64(TimeUnit::Microsecond));
            (Type::Duration, cast(micros, DataType::Int64))
        }
        DataType::Duration(_) => {
            let micros = as_type(column, ty, DataType::Duration(TimeUnit::Microsecond));
            (Type::Duration, cast(micros, DataType::Int64))
        }
        DataType::Boolean => (Type::Boolean, column),
        DataType::Null => (Type::Null, no_value()),
        other => return Err(format!("it holds {}, which no type of a column can hold", in_words(other))),
    };
    Ok(Normal { ty: language, expr, pushdown: Pushdown::new(raw, ty, zone) })
}

/// A dictionary's values, unpacked first.
fn through(inner: Normal, raw: &str, values: &DataType) -> Normal {
    let unpacked = cast(provider_column(raw), values.clone());
    let expr = replace_column(inner.expr, &unpacked);
    Normal { ty: inner.ty, expr, pushdown: None }
}

fn replace_column(expr: Expr, by: &Expr) -> Expr {
    use datafusion::common::tree_node::{Transformed, TreeNode};
    let replaced = expr.clone().transform(|node| {
        Ok(if matches!(node, Expr::Column(_)) { Transformed::yes(by.clone()) } else { Transformed::no(node) })
    });
    replaced.map(|replaced| replaced.data).unwrap_or(expr)
}

fn as_type(expr: Expr, from: &DataType, to: DataType) -> Expr {
    if *from == to { expr } else { cast(expr, to) }
}

fn decimals(column: Expr, ty: &DataType) -> Result<(Type, Expr), String> {
    let (DataType::Decimal32(_, scale)
    | DataType::Decimal64(_, scale)
    | DataType::Decimal128(_, scale)
    | DataType::Decimal256(_, scale)) = ty
    else {
        return Err("it holds an unknown kind of decimal".into());
    };
    let scale = u8::try_from(*scale).unwrap_or(0);
    if scale > 38 {
        return Err("it holds decimals of more than 38 digits after the point".into());
    }
    Ok((Type::Number(Repr::Decimal(scale), Unit::Number), as_type(column, ty, decimal(scale))))
}

fn in_words(ty: &DataType) -> &'static str {
    match ty {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "lists",
        DataType::ListView(_) | DataType::LargeListView(_) => "lists",
        DataType::Struct(_) => "records",
        DataType::Map(..) => "maps",
        DataType::Interval(_) => "calendar intervals",
        DataType::Union(..) => "values of several types",
        ty if ty.is_binary() => "bytes",
        _ => "values of a rare type",
    }
}
