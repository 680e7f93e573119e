//! The columns of a table of the engine, as the definition states them.

use super::kernel::{Step, apply};
use super::look::Told;
use super::normal::{Normal, normal};
use crate::diag::{Code, Problem};
use crate::functions::physical::{arrow_type, decimal, instant};
use crate::lang::{Repr, Type, Unit};
use crate::sources::OpenSettings;
use crate::sources::layout::{Slot, layout};
use crate::sources::money;
use crate::sources::stated::{Stated, Want};
use crate::sources::table::{Table, TableColumn, Unusable, no_value};
use crate::sources::text::NumberStyle;
use crate::sources::value::{Kind, Length, Reading};
use crate::spec::Source;
use datafusion::arrow::datatypes::{DataType, Schema};
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::{Expr, cast};
use std::sync::Arc;

/// Digits after the point of decimals that are read from floats and texts.
const PLACES: u8 = 9;

/// The table of a provider; `told` are the kinds of texts that are no texts.
pub fn describe(
    provider: Arc<dyn TableProvider>,
    source: &Source,
    settings: &OpenSettings,
    told: &Told,
) -> Table {
    let schema = provider.schema();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let (mut slots, problems) = layout(source, &names, settings.currency.as_deref());
    slots.iter_mut().for_each(|slot| tell(slot, told));
    let mut table =
        Table { provider, columns: Vec::new(), unusable: Vec::new(), files: Vec::new(), problems };
    for slot in &slots {
        add(&mut table, slot, &schema, settings);
    }
    table
}

/// States what was told of a column of which the definition says nothing.
fn tell(slot: &mut Slot, told: &Told) {
    let stated = slot.stated.as_mut().filter(|stated| stated.want == Want::Inferred);
    if let (Some(stated), Some(kind)) = (stated, told.get(&slot.raw)) {
        stated.want = Want::Exactly(kind.clone());
    }
}

fn add(table: &mut Table, slot: &Slot, schema: &Schema, settings: &OpenSettings) {
    let (Some(stated), Ok(field)) = (&slot.stated, schema.field_with_name(&slot.raw)) else {
        return table.columns.push(TableColumn::empty(&slot.name, &slot.raw));
    };
    match normal(&slot.raw, field.data_type(), settings.civil.zone) {
        Err(reason) => table.unusable.push(Unusable { name: slot.name.clone(), reason }),
        Ok(normal) => match wanted(slot, stated, normal, settings) {
            Ok(column) => table.columns.push(column),
            Err(problem) => {
                table.problems.push(problem);
                table.columns.push(TableColumn::empty(&slot.name, &slot.raw));
            }
        },
    }
}

fn wanted(
    slot: &Slot,
    stated: &Stated,
    normal: Normal,
    settings: &OpenSettings,
) -> Result<TableColumn, Problem> {
    let convert = Convert { slot, unit: &stated.unit, settings, from: normal };
    let converted = match &stated.want {
        Want::Inferred => Some(convert.as_it_is()),
        Want::Number => convert.number(),
        Want::Exactly(kind) => convert.exactly(kind),
    };
    let Some(Normal { ty, expr, pushdown }) = converted else { return Err(convert.impossible()) };
    Ok(TableColumn { name: slot.name.clone(), raw: slot.raw.clone(), ty, expr, pushdown, hint: None })
}

/// One column on its way to what is stated.
struct Convert<'a> {
    slot: &'a Slot<'a>,
    unit: &'a Unit,
    settings: &'a OpenSettings,
    from: Normal,
}

impl Convert<'_> {
    fn as_it_is(&self) -> Normal {
        let nulls = self.slot.column.and_then(|column| column.nulls.as_ref());
        match (&self.from.ty, nulls) {
            (Type::Text, Some(_)) => self.read(Kind::Text),
            _ => self.from.clone(),
        }
    }

    fn number(&self) -> Option<Normal> {
        match (&self.from.ty, self.unit) {
            (Type::Number(repr, _), _) => {
                Some(self.to(Type::Number(*repr, self.unit.clone()), self.from.expr.clone()))
            }
            (Type::Text, Unit::Money(_)) => Some(self.read(Kind::Decimal(PLACES))),
            (Type::Text, _) => Some(self.read(Kind::Float)),
            (Type::Null, _) => Some(self.from.clone()),
            _ => None,
        }
    }

    fn exactly(&self, kind: &Kind) -> Option<Normal> {
        let expr = self.from.expr.clone();
        match (&self.from.ty, kind) {
            (Type::Null, _) => {
                Some(self.to(kind.language_type(self.unit.clone()), cast(no_value(), kind.data_type())))
            }
            (_, Kind::Text) if self.from.ty != Type::Text => {
                Some(self.to(Type::Text, cast(expr, DataType::Utf8View)))
            }
            (Type::Number(repr, _), kind) if kind.is_number() => Some(self.renumbered(*repr, kind)),
            (Type::Number(..), Kind::Duration(Length::Unit(micros))) => {
                Some(self.to(Type::Duration, self.step(Step::Length(*micros), expr)))
            }
            (Type::Duration, Kind::Duration(_)) | (Type::Boolean, Kind::Boolean) => Some(self.from.clone()),
            (Type::Date, Kind::Date(_)) | (Type::Instant, Kind::Instant(_)) => Some(self.from.clone()),
            (Type::Date, Kind::Instant(_)) => {
                let start = self.step(Step::Localise(self.settings.civil.zone), cast(expr, instant()));
                Some(self.to(Type::Instant, start))
            }
            (Type::Instant, Kind::Date(_)) => {
                Some(self.to(Type::Date, self.step(Step::DateIn(self.settings.civil.zone), expr)))
            }
            (Type::Text, Kind::Decimal(_)) => Some(self.read(Kind::Decimal(PLACES))),
            (Type::Text, kind) => Some(self.read(kind.clone())),
            (
                Type::Number(Repr::Integer, _),
                Kind::Boolean | Kind::Date(Some(_)) | Kind::Instant(Some(_)),
            ) => Some(self.read(kind.clone())),
            _ => None,
        }
    }

    /// Another form of number.
    fn renumbered(&self, repr: Repr, kind: &Kind) -> Normal {
        let expr = self.from.expr.clone();
        let (repr, expr) = match (repr, kind) {
            (Repr::Float | Repr::Decimal(_), Kind::Integer) => (Repr::Integer, self.step(Step::Whole, expr)),
            (Repr::Float, Kind::Decimal(_)) => (Repr::Decimal(PLACES), self.step(Step::Fixed(PLACES), expr)),
            (Repr::Integer, Kind::Decimal(_)) => (Repr::Decimal(0), cast(expr, decimal(0))),
            (Repr::Integer | Repr::Decimal(_), Kind::Float) => (Repr::Float, cast(expr, DataType::Float64)),
            (repr, _) => (repr, expr),
        };
        self.to(Type::Number(repr, self.unit.clone()), expr)
    }

    /// From texts, or what is printed as a text first.
    fn read(&self, kind: Kind) -> Normal {
        let column = self.slot.column;
        let nulls = column.and_then(|column| column.nulls.clone()).unwrap_or_default();
        let percent = *self.unit == Unit::Share;
        let style = NumberStyle { decimal: '.', grouping: true, currency: money::signs(self.unit), percent };
        let ty = kind.language_type(self.unit.clone());
        let texts = match self.from.ty {
            Type::Text => self.from.expr.clone(),
            _ => cast(self.from.expr.clone(), DataType::Utf8View),
        };
        let reading = Reading { kind, style, nulls, zone: self.settings.civil.zone };
        self.to(ty, self.step(Step::Read(reading), texts))
    }

    fn step(&self, step: Step, expr: Expr) -> Expr {
        apply(step, &self.slot.raw, expr)
    }

    fn to(&self, ty: Type, expr: Expr) -> Normal {
        debug_assert!(ty == Type::Null || arrow_type(&ty) != DataType::Null);
        Normal { ty, expr, pushdown: None }
    }

    fn impossible(&self) -> Problem {
        let found = self.from.ty.unit_name();
        let column = self.slot.column;
        let kind = column.and_then(|column| column.kind.as_ref().map(|kind| kind.span));
        let place = kind.or(column.and_then(|column| column.unit.as_ref().map(|unit| unit.span)));
        let message =
            format!("the data of column `{}` is {}, which cannot be read so", self.slot.raw, article(&found));
        let help = match self.from.ty {
            Type::Number(..) if column.is_some_and(|column| column.unit.is_none()) => {
                "state the `unit:` of a number, such as `s` or `min`, or the `format:` that makes it a date"
            }
            _ => "leave the `type:` out, or state one that fits",
        };
        let problem = Problem::general(Code::TypeMismatch, message).help(help);
        Problem { span: place.or(column.map(|column| column.name.span)), ..problem }
    }
}

fn article(name: &str) -> String {
    let an = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if an { "an" } else { "a" })
}
