//! Functions of civil time: local clocks, and periods by their numbers.

use super::Printer;
use super::dialects::is_utc;
use super::expressions::Scope;
use super::refusal::Written;
use crate::calendar::{DAY, Grain};
use crate::diag::Span;
use crate::lang::Type;
use crate::model::Node;

impl Printer<'_> {
    /// What local clocks show at an instant.
    pub(super) fn local(&self, instant: &str, span: Span) -> Written {
        self.plain_clocks(span)?;
        Ok(self.dialect.local(instant, &self.model.civil))
    }

    /// The first instant of a date.
    pub(super) fn midnight(&self, date: &str, span: Span) -> Written {
        self.plain_clocks(span)?;
        match self.dialect.utc(&self.dialect.instant_of(date), &self.model.civil) {
            Some(instant) => Ok(instant),
            None => self.refuse(span, "a date as an instant of this time zone"),
        }
    }

    /// Engines differ where clocks change at midnight, or by something else than an hour.
    pub(super) fn plain_clocks(&self, span: Span) -> Written<()> {
        match is_utc(&self.model.civil) || self.model.civil.has_plain_clocks() {
            true => Ok(()),
            false => {
                let zone = self.model.civil.zone.name();
                self.refuse(span, &format!("local time in `{zone}`, whose clocks changed unevenly,"))
            }
        }
    }

    /// A date as a time without zone, or what local clocks show at an instant.
    fn clocks(&self, node: &Node, scope: &dyn Scope) -> Written {
        let text = self.expr(node, scope)?;
        match node.ty {
            Type::Date => Ok(self.dialect.instant_of(&text)),
            _ => self.local(&text, node.span),
        }
    }

    pub(super) fn local_date(&self, node: &Node, scope: &dyn Scope) -> Written {
        let text = self.expr(node, scope)?;
        match node.ty {
            Type::Date => Ok(text),
            _ => Ok(self.dialect.date_of(&self.local(&text, node.span)?)),
        }
    }

    pub(super) fn clock_part(&self, part: &str, node: &Node, scope: &dyn Scope) -> Written {
        let local = self.clocks(node, scope)?;
        match (part, self.dialect) {
            ("isodow", super::Dialect::DataFusion) => {
                let sunday = self.dialect.part("dow", &local);
                Ok(format!("((({sunday}) + 6) % 7 + 1)"))
            }
            ("isoyear", super::Dialect::DataFusion) => self.refuse(node.span, "the ISO year"),
            _ => Ok(self.dialect.part(part, &local)),
        }
    }

    /// The number of the civil period that holds a time.
    pub(super) fn civil_period(&self, grain: Grain, node: &Node, scope: &dyn Scope) -> Written {
        let fiscal = self.model.civil.fiscal_year_start.clamp(1, 12) - 1;
        match grain {
            Grain::Minutes(_) | Grain::Hour => self.refuse(node.span, "periods shorter than a day"),
            Grain::Custom(_) => self.refuse(node.span, "periods of a table"),
            Grain::Day => Ok(self.dialect.days(&self.local_date(node, scope)?)),
            Grain::Week => {
                let days = self.dialect.days(&self.local_date(node, scope)?);
                Ok(floored(&format!("({days} + {})", self.week_shift()), 7))
            }
            Grain::Month | Grain::Quarter | Grain::Year => {
                let local = self.clocks(node, scope)?;
                let year = self.dialect.part("year", &local);
                if grain == Grain::Year && fiscal == 0 {
                    return Ok(year);
                }
                let months = format!("({year} * 12 + {} - 1)", self.dialect.part("month", &local));
                Ok(match grain {
                    Grain::Month => months,
                    Grain::Quarter => floored(&format!("({months} - {fiscal})"), 3),
                    _ => floored(&format!("({months} - {fiscal})"), 12),
                })
            }
        }
    }

    /// The days from the start of a week to 1970-01-01.
    fn week_shift(&self) -> i64 {
        let civil = &self.model.civil;
        let start = civil.number(Grain::Week, 0);
        civil.start_date(Grain::Week, start).map_or(0, |date| -crate::calendar::day_of_date(date))
    }

    /// The label of a period whose number an expression is.
    pub(super) fn period_label(&self, grain: Grain, number: &str, span: Span) -> Written {
        let fiscal = self.model.civil.fiscal_year_start != 1;
        let pad = |text: String, width: usize| format!("lpad(cast({text} as varchar), {width}, '0')");
        let year = |year: String| match fiscal {
            true => format!("{} || '/' || {}", pad(year.clone(), 4), pad(format!("({year} + 1) % 100"), 2)),
            false => pad(year, 4),
        };
        Ok(match grain {
            Grain::Minutes(_) | Grain::Hour => return self.refuse(span, "periods shorter than a day"),
            Grain::Custom(_) => return self.refuse(span, "periods of a table"),
            Grain::Day => format!("cast({} as varchar)", self.dialect.date(number)),
            Grain::Week => {
                let first = self.dialect.date(&format!("({number} * 7 - {})", self.week_shift()));
                match self.week_shift() {
                    3 => self.dialect.week_label(&first),
                    _ => format!("cast({first} as varchar)"),
                }
            }
            Grain::Month => {
                format!("{} || '-' || {}", pad(floored(number, 12), 4), pad(format!("{number} % 12 + 1"), 2))
            }
            Grain::Quarter => {
                format!("{} || '-Q' || cast({number} % 4 + 1 as varchar)", year(floored(number, 4)))
            }
            Grain::Year => year(number.to_owned()),
        })
    }

    /// Boundaries crossed, or complete units elapsed.
    pub(super) fn between(&self, name: &str, a: &Node, b: &Node, node: &Node, scope: &dyn Scope) -> Written {
        let full = name.strip_prefix("full_");
        let unit = full.unwrap_or(name).trim_end_matches("s_between");
        let Some(grain) = Grain::parse(unit) else { return self.refuse(node.span, &format!("`{name}`")) };
        if full.is_none() {
            let [from, to] = [a, b].map(|side| self.civil_period(grain, side, scope));
            return Ok(format!("({} - {})", to?, from?));
        }
        let [from, to] = [a, b].map(|side| self.clocks(side, scope));
        let (from, to) = (from?, to?);
        match (grain, self.dialect) {
            (Grain::Day | Grain::Week, _) => {
                let length = if grain == Grain::Day { DAY } else { 7 * DAY };
                let elapsed = format!("{} - {}", self.dialect.micros(&to), self.dialect.micros(&from));
                Ok(format!("cast(trunc(({elapsed}) / {length}.0) as bigint)"))
            }
            (_, super::Dialect::DuckDb) => Ok(format!("datesub('{grain}', {from}, {to})")),
            _ => self.refuse(node.span, &format!("`{name}`")),
        }
    }
}

/// The whole part of a quotient, also below zero.
fn floored(text: &str, by: i64) -> String {
    format!("cast(floor({text} / {by}.0) as bigint)")
}
