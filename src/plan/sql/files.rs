//! The columns of a source's data, read from its files or from the table that is named like it.

use super::names::{called, name, quoted};
use super::refusal::{COMPUTE, Written, refused};
use super::{Dialect, Printer};
use crate::diag::Span;
use crate::lang::{Repr, Type, Unit};
use crate::model::ColumnRef;
use crate::sources::{Held, Outside, OutsideColumn};
use crate::spec::{Format, Origin};

impl Printer<'_> {
    /// A query that reads the columns of a source in the form that values are held in.
    pub(super) fn read(&mut self, source: usize, columns: &[&ColumnRef]) -> Written {
        let model = self.model;
        let held = &model.sources[source];
        let span = held.span;
        let name_of = &held.name;
        let origin = model.spec.sources.get(name_of).map(|spec| &spec.origin);
        let what = match origin {
            Some(Origin::Sql(_)) => Some("a source over SQL"),
            Some(Origin::Derived(_)) => Some("a derived source"),
            _ => None,
        };
        let outside = self.tables.get(source).and_then(Option::as_ref);
        let (None, Some(outside)) = (what, outside) else {
            return self.refuse(span, what.unwrap_or("a source that is not open"));
        };
        let (mut texts, mut fields) = (Vec::new(), Vec::new());
        for column in columns {
            let Some((name_of, model)) = held.columns.get_index(column.column) else { continue };
            let Some(found) = outside.columns.iter().find(|found| found.name == *name_of) else { continue };
            let read = Reading { printer: self, outside, column: found, span: found.span.unwrap_or(span) };
            let name = name(name_of);
            texts.push(called(&read.text(&model.ty), &name));
            fields.push(called(&read.value(&name, &model.ty)?, &name));
        }
        if fields.is_empty() {
            texts.push("1 as row_".to_owned());
            fields.push("row_".to_owned());
        }
        let from = self.from(outside, name_of, span)?;
        // Texts are cut to what may mean a value first.
        Ok(format!(
            "select\n  {}\nfrom (\n  select\n    {}\n  from {from}\n) data",
            fields.join(",\n  "),
            texts.join(",\n    ")
        ))
    }

    /// The files for DuckDB, else the table.
    fn from(&self, outside: &Outside, name_of: &str, span: Span) -> Written {
        let Some(format) = outside.format.filter(|_| self.dialect == Dialect::DuckDb) else {
            return Ok(name(name_of));
        };
        let files: Vec<String> =
            outside.files.iter().map(|file| quoted(&file.display().to_string())).collect();
        let files = match files.as_slice() {
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let folders = if outside.in_folders { ", hive_partitioning = true" } else { "" };
        let together = if outside.files.len() > 1 { ", union_by_name = true" } else { "" };
        match format {
            Format::Parquet => Ok(format!("read_parquet({files}{together}{folders})")),
            Format::Csv => {
                let csv = &outside.csv;
                let Some(delimiter) = outside.delimiter else {
                    return self.refuse(span, "a file whose delimiter is not known");
                };
                if !csv.header || outside.unreadable {
                    return self.refuse(span, "a CSV file without a header or packed with bzip2");
                }
                let delimiter = quoted(&char::from(delimiter).to_string());
                let texts = "header = true, all_varchar = true, quote = '\"', escape = '\"'";
                Ok(format!("read_csv({files}, delim = {delimiter}, {texts}{together}{folders})"))
            }
            Format::Json => self.refuse(span, "a source of JSON files"),
            Format::Arrow => self.refuse(span, "a source of Arrow files"),
        }
    }
}

/// One column on its way to the form that its values are held in.
struct Reading<'a> {
    printer: &'a Printer<'a>,
    outside: &'a Outside,
    column: &'a OutsideColumn,
    span: Span,
}

impl Reading<'_> {
    /// Whether the values are texts to be read.
    fn reads_text(&self) -> bool {
        // Tables that are loaded from CSV files already hold what the texts mean.
        let loaded = self.outside.format == Some(Format::Csv) && self.printer.dialect != Dialect::DuckDb;
        self.column.held == Held::Text && !loaded
    }

    /// The column of the data; of texts those that may mean a value. Only texts may be blank.
    fn text(&self, ty: &Type) -> String {
        let raw = name(&self.column.raw);
        let nulls = self.column.nulls.iter().filter(|null| !null.is_empty()).map(|null| quoted(null));
        let blank = self.column.nulls.iter().any(String::is_empty);
        let csv = self.outside.format == Some(Format::Csv);
        match (self.reads_text(), *ty == Type::Text) {
            (false, _) => raw,
            (true, true) => {
                let text = match blank {
                    true => format!("nullif({raw}, '')"),
                    false if csv => format!("coalesce({raw}, '')"),
                    false => raw,
                };
                without(&text, nulls.collect())
            }
            (true, false) => {
                without(&format!("trim({raw})"), std::iter::once("''".to_owned()).chain(nulls).collect())
            }
        }
    }

    fn value(&self, raw: &str, ty: &Type) -> Written {
        let dialect = self.printer.dialect;
        if self.reads_text() {
            return self.of_text(raw, ty);
        }
        let from_text = self.column.held == Held::Text;
        let held = if from_text { &loaded(ty) } else { &self.column.held };
        match (held, ty) {
            (_, Type::Null) => Ok("null".to_owned()),
            (Held::Text, Type::Text) => Ok(self.ordered(raw)),
            (Held::Boolean, Type::Boolean) | (Held::Date, Type::Date) => Ok(raw.to_owned()),
            (Held::Integer, Type::Number(Repr::Integer, _)) => Ok(format!("cast({raw} as bigint)")),
            (Held::Integer, Type::Duration) => match self.column.unit {
                Some(1) => Ok(format!("cast({raw} as bigint)")),
                Some(micros) => Ok(format!("cast({raw} as bigint) * {micros}")),
                None => self.refuse(),
            },
            (Held::Float | Held::Decimal(_), Type::Duration) => match self.column.unit {
                Some(micros) => {
                    let number = if *held == Held::Float { finite(raw) } else { raw.to_owned() };
                    Ok(format!("cast(round({number} * {micros}) as bigint)"))
                }
                None => self.refuse(),
            },
            (Held::Decimal(_), Type::Number(Repr::Decimal(scale), _)) => Ok(dialect.decimal(raw, *scale)),
            (Held::Integer, Type::Number(Repr::Decimal(0), _)) => Ok(dialect.decimal(raw, 0)),
            (Held::Integer | Held::Decimal(_), Type::Number(Repr::Float, _)) => Ok(dialect.float(raw)),
            (Held::Float, Type::Number(Repr::Float, _)) => Ok(finite(&dialect.float(raw))),
            (Held::Instant, Type::Instant) => Ok(dialect.zoned_instant(raw)),
            (Held::Local, Type::Instant) => self.instant(&dialect.instant_of(raw)),
            (Held::Date, Type::Instant) => self.printer.midnight(raw, self.span),
            (Held::Instant, Type::Date) => {
                let local = self.printer.local(&dialect.zoned_instant(raw), self.span)?;
                Ok(dialect.date_of(&local))
            }
            _ => self.refuse(),
        }
    }

    fn refuse(&self) -> Written {
        let what = format!("the column `{}` as it is read here", self.column.name);
        Err(refused(self.span, &what, self.printer.dialect, COMPUTE))
    }

    /// A text, ordered by code point as in jauge.
    fn ordered(&self, text: &str) -> String {
        match self.printer.dialect {
            Dialect::Postgres => format!("{text} collate \"C\""),
            _ => text.to_owned(),
        }
    }

    fn instant(&self, local: &str) -> Written {
        self.printer.plain_clocks(self.span)?;
        match self.printer.dialect.utc(local, &self.printer.model.civil) {
            Some(instant) => Ok(instant),
            None => self.refuse(),
        }
    }

    /// What a text means.
    fn of_text(&self, text: &str, ty: &Type) -> Written {
        let (column, dialect) = (self.column, self.printer.dialect);
        if *ty == Type::Text {
            return Ok(self.ordered(text));
        }
        if self.outside.csv.decimal != '.' && matches!(ty, Type::Number(..) | Type::Duration) {
            return self.refuse();
        }
        let cast = |ty: &str| format!("cast({text} as {ty})");
        match (ty, &column.pattern) {
            (Type::Null, _) => Ok("null".to_owned()),
            (Type::Number(_, Unit::Share), None) => self.refuse(),
            (Type::Number(Repr::Integer, _), None) => Ok(cast("bigint")),
            (Type::Number(Repr::Decimal(scale), _), None) => Ok(dialect.decimal(text, *scale)),
            (Type::Number(Repr::Float, _), None) => Ok(finite(&dialect.float(text))),
            (Type::Boolean, None) => {
                let (yes, no) = ("'true', 'yes', 'oui', 'y', '1'", "'false', 'no', 'non', 'n', '0'");
                let is = |words: &str| format!("when lower({text}) in ({words})");
                Ok(format!("case {} then true {} then false end", is(yes), is(no)))
            }
            (Type::Date, None) => Ok(cast("date")),
            (Type::Date, Some(pattern)) if self.is_plain(pattern) => {
                Ok(format!("cast(strptime({text}, {}) as date)", quoted(pattern)))
            }
            (Type::Instant, None) => self.zoned_or_local(text),
            (Type::Instant, Some(pattern)) if self.is_plain(pattern) => {
                self.instant(&format!("strptime({text}, {})", quoted(pattern)))
            }
            (Type::Duration, None) => match column.unit {
                Some(micros) => Ok(format!("cast(round({} * {micros}) as bigint)", cast("decimal(29, 9)"))),
                None => self.refuse(),
            },
            _ => self.refuse(),
        }
    }

    /// Texts with an offset say themselves when they are; others are local times.
    fn zoned_or_local(&self, text: &str) -> Written {
        if self.printer.dialect != Dialect::DuckDb {
            return self.refuse();
        }
        let zoned = format!("cast(cast({text} as timestamptz) at time zone 'UTC' as timestamp)");
        let local = self.instant(&format!("cast({text} as timestamp)"))?;
        let offset = "'(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'";
        Ok(format!(
            "case when regexp_matches({text}, 'T?[0-9]:[0-9].*' || {offset}) then {zoned} else {local} end"
        ))
    }

    /// Whether DuckDB reads a pattern of a date as jauge does.
    fn is_plain(&self, pattern: &str) -> bool {
        let mut letters = pattern.split('%').skip(1).map(|part| part.chars().next());
        self.printer.dialect == Dialect::DuckDb
            && letters.all(|letter| matches!(letter, Some('Y' | 'm' | 'd' | 'H' | 'M' | 'S')))
    }
}

/// How a table that was loaded from texts holds values of a type.
fn loaded(ty: &Type) -> Held {
    match ty {
        Type::Number(Repr::Integer, _) => Held::Integer,
        Type::Number(Repr::Decimal(scale), _) => Held::Decimal(*scale),
        Type::Number(Repr::Float, _) => Held::Float,
        Type::Duration => Held::Decimal(9),
        Type::Date => Held::Date,
        Type::Instant => Held::Instant,
        Type::Boolean => Held::Boolean,
        _ => Held::Text,
    }
}

/// A text, null where it is one of these.
fn without(text: &str, nulls: Vec<String>) -> String {
    match nulls.as_slice() {
        [] => text.to_owned(),
        [one] => format!("nullif({text}, {one})"),
        many => format!("case when {text} not in ({}) then {text} end", many.join(", ")),
    }
}

/// A float without NaN and infinities, which count as null.
fn finite(value: &str) -> String {
    format!("case when abs({value}) <= 1.7976931348623157e308 then {value} end")
}
