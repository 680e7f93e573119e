//! Which columns a source has: those of the data, renamed and typed as the definition states.

use super::stated::{Stated, stated};
use crate::diag::{Code, Problem, did_you_mean};
use crate::spec::{Column, Source};

/// One column to be.
#[derive(Clone, Debug)]
pub struct Slot<'a> {
    /// The name that KPIs use.
    pub name: String,
    /// The name in the data.
    pub raw: String,
    /// What the definition says of it.
    pub column: Option<&'a Column>,
    /// What that means; none where it is wrong or the data lacks the column.
    pub stated: Option<Stated>,
}

/// The columns in the data's order; stated ones that cannot be come last, with a problem each.
pub fn layout<'a>(
    source: &'a Source,
    names: &[String],
    currency: Option<&str>,
) -> (Vec<Slot<'a>>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut slots = Vec::new();
    let defined: Vec<&Column> = source.columns.values().filter(|column| column.expr.is_none()).collect();
    for raw in names {
        let claims = || defined.iter().filter(|column| raw_name(column) == raw);
        slots.extend(claims().map(|column| slot(column, currency, &mut problems)));
        let shadowed = defined.iter().any(|column| column.name.value == *raw);
        if claims().next().is_none() && !shadowed {
            slots.push(Slot {
                name: raw.clone(),
                raw: raw.clone(),
                column: None,
                stated: Some(Stated::default()),
            });
        }
    }
    for column in defined.iter().filter(|column| !names.iter().any(|name| name == raw_name(column))) {
        // Where a part could not be read, the name in the data may be what is missing.
        if !source.broken {
            problems.push(unknown(source, column, names));
        }
        slots.push(Slot { stated: None, ..bare(column) });
    }
    (slots, problems)
}

/// The name that a stated column has in the data.
fn raw_name(column: &Column) -> &str {
    column.column.as_ref().map_or(&column.name.value, |raw| &raw.value)
}

fn bare(column: &Column) -> Slot<'_> {
    Slot {
        name: column.name.value.clone(),
        raw: raw_name(column).to_owned(),
        column: Some(column),
        stated: None,
    }
}

fn slot<'a>(column: &'a Column, currency: Option<&str>, problems: &mut Vec<Problem>) -> Slot<'a> {
    let stated = stated(column, currency).map_err(|problem| problems.push(problem)).ok();
    Slot { stated, ..bare(column) }
}

fn unknown(source: &Source, column: &Column, names: &[String]) -> Problem {
    let written = column.column.as_ref().unwrap_or(&column.name);
    let message = format!("the data of `{}` has no column `{}`", source.name.value, written.value);
    let near = did_you_mean(&written.value, names.iter().map(String::as_str));
    let help = near.unwrap_or_else(|| format!("it has {}", listed(names)));
    Problem::error(Code::UnknownColumn, written.span, message).help(help)
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let some: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", some.join(", "))
}
