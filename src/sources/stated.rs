//! What a definition states of a column: type, unit, format.

use super::text::Pattern;
use super::value::{Kind, Length};
use crate::diag::{Code, Problem, did_you_mean};
use crate::lang::Unit;
use crate::spec::{Column, ColumnType, Text};

/// What a column's values are to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// What is wanted of the values.
    pub want: Want,
    /// What numbers count.
    pub unit: Unit,
}

/// What is wanted of a column's values.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// As they are.
    Inferred,
    /// A number, held as inferred.
    Number,
    /// Exactly this, decimals with the digits that are found.
    Exactly(Kind),
}

impl Default for Stated {
    fn default() -> Self {
        Self { want: Want::Inferred, unit: Unit::Number }
    }
}

/// A unit as written: a length of time in microseconds, or what numbers count.
enum Measure {
    Time(i64),
    Count(Unit),
}

const TIMES: [(&[&str], i64); 6] = [
    (&["ms", "millisecond", "milliseconds"], 1_000),
    (&["s", "sec", "second", "seconds"], 1_000_000),
    (&["min", "minute", "minutes"], 60_000_000),
    (&["h", "hour", "hours"], 3_600_000_000),
    (&["d", "day", "days"], 86_400_000_000),
    (&["w", "week", "weeks"], 604_800_000_000),
];

/// What the definition states; `currency` is the project's.
pub fn stated(column: &Column, currency: Option<&str>) -> Result<Stated, Problem> {
    let measure = column.unit.as_ref().map(|unit| measure(unit, currency)).transpose()?;
    let kind = match (&column.kind, &measure, &column.format) {
        (Some(kind), ..) => Some(kind.value),
        (None, None, Some(format)) => Some(kind_of_format(&format.value)),
        _ => None,
    };
    match kind {
        Some(ColumnType::Duration) => duration(column, measure),
        Some(ColumnType::Date) => plain(column, measure, Kind::Date(pattern(column)?)),
        Some(ColumnType::Instant) => plain(column, measure, Kind::Instant(pattern(column)?)),
        Some(ColumnType::Text) => {
            plain(column, measure, Kind::Text).and_then(|stated| no_format(column, stated))
        }
        Some(ColumnType::Boolean) => {
            plain(column, measure, Kind::Boolean).and_then(|stated| no_format(column, stated))
        }
        number => numeric(column, number, measure).and_then(|stated| no_format(column, stated)),
    }
}

fn numeric(column: &Column, kind: Option<ColumnType>, measure: Option<Measure>) -> Result<Stated, Problem> {
    let unit = match (measure, kind) {
        (Some(Measure::Time(_)), Some(ColumnType::Share)) => return Err(wrong_unit(column, "share")),
        (Some(Measure::Time(micros)), _) => return Ok(exactly(Kind::Duration(Length::Unit(micros)))),
        (Some(Measure::Count(unit)), Some(ColumnType::Share)) if unit != Unit::Share => {
            return Err(wrong_unit(column, "share"));
        }
        (_, Some(ColumnType::Share)) => Unit::Share,
        (Some(Measure::Count(unit)), _) => unit,
        (None, _) => Unit::Number,
    };
    let want = match kind {
        Some(ColumnType::Integer) => Want::Exactly(Kind::Integer),
        Some(ColumnType::Float) => Want::Exactly(Kind::Float),
        Some(ColumnType::Decimal) => Want::Exactly(Kind::Decimal(0)),
        None if column.unit.is_none() => Want::Inferred,
        _ => Want::Number,
    };
    Ok(Stated { want, unit })
}

fn exactly(kind: Kind) -> Stated {
    Stated { want: Want::Exactly(kind), unit: Unit::Number }
}

fn duration(column: &Column, measure: Option<Measure>) -> Result<Stated, Problem> {
    let length = match (measure, &column.format) {
        (Some(Measure::Count(_)), _) => return Err(wrong_unit(column, "duration")),
        (_, Some(format)) => Length::Pattern(duration_pattern(format)?),
        (Some(Measure::Time(micros)), None) => Length::Unit(micros),
        (None, None) => Length::Clock,
    };
    Ok(exactly(Kind::Duration(length)))
}

fn duration_pattern(format: &Text) -> Result<String, Problem> {
    let mut letters = format.value.split('%').skip(1).map(|part| part.chars().next());
    let known = |letter: Option<char>| matches!(letter, Some('d' | 'H' | 'M' | 'S'));
    if format.value.contains('%') && letters.all(known) {
        return Ok(format.value.clone());
    }
    Err(bad_format(format, "a duration's format is made of `%d`, `%H`, `%M` and `%S`, such as `%M:%S`"))
}

/// Types without a unit.
fn plain(column: &Column, measure: Option<Measure>, kind: Kind) -> Result<Stated, Problem> {
    let name = match kind {
        Kind::Date(_) => "date",
        Kind::Instant(_) => "instant",
        Kind::Boolean => "boolean",
        _ => "text",
    };
    if measure.is_some() { Err(wrong_unit(column, name)) } else { Ok(exactly(kind)) }
}

fn no_format(column: &Column, stated: Stated) -> Result<Stated, Problem> {
    match &column.format {
        None => Ok(stated),
        Some(format) => {
            Err(bad_format(format, "only dates, instants and durations have a `format:`; state the `type:`"))
        }
    }
}

/// A format without a type tells the type: the letters of a time only, of a date only, or both.
fn kind_of_format(format: &str) -> ColumnType {
    let has = |letters: &[char]| {
        format.split('%').skip(1).any(|part| part.trim_start_matches('-').starts_with(letters))
    };
    let date = has(&['Y', 'y', 'm', 'd', 'e', 'b', 'B', 'j', 'F', 'D', 'G', 'c', 's', '+']);
    let time = has(&['H', 'I', 'k', 'l', 'M', 'S', 'T', 'R', 'p', 'P', 'c', 's', '+']);
    match (date, time) {
        (true, true) => ColumnType::Instant,
        (false, true) => ColumnType::Duration,
        _ => ColumnType::Date,
    }
}

fn pattern(column: &Column) -> Result<Option<Pattern>, Problem> {
    let Some(format) = &column.format else { return Ok(None) };
    let known = Pattern::new(&format.value).filter(|_| format.value.contains('%'));
    known.map(Some).ok_or_else(|| bad_format(format, "write it like `%d/%m/%Y` or `%Y-%m-%d %H:%M:%S`"))
}

fn bad_format(format: &Text, help: &str) -> Problem {
    let message = format!("`{}` is not a format that can be used here", format.value);
    Problem::error(Code::InvalidValue, format.span, message).help(help)
}

fn wrong_unit(column: &Column, kind: &str) -> Problem {
    let unit = column.unit.clone().unwrap_or_default();
    let message = format!("a `{kind}` column cannot be in `{}`", unit.value);
    let help = match kind {
        "duration" => "the unit of a duration is `ms`, `s`, `min`, `h`, `d` or `w`",
        "share" => "leave `unit:` out: a share is a fraction, or written with `%`",
        _ => "leave `unit:` out, or state a type of number",
    };
    Problem::error(Code::WrongUnit, unit.span, message).help(help)
}

fn measure(unit: &Text, currency: Option<&str>) -> Result<Measure, Problem> {
    let name = unit.value.as_str();
    if let Some((_, micros)) = TIMES.iter().find(|(names, _)| names.contains(&name)) {
        return Ok(Measure::Time(*micros));
    }
    match (name, currency) {
        ("share" | "%", _) => return Ok(Measure::Count(Unit::Share)),
        ("points", _) => return Ok(Measure::Count(Unit::Points)),
        ("number", _) => return Ok(Measure::Count(Unit::Number)),
        ("money", Some(currency)) => return Ok(Measure::Count(Unit::Money(currency.to_owned()))),
        _ => {}
    }
    if iso_currency::Currency::from_code(name).is_some() {
        return Ok(Measure::Count(Unit::Money(name.to_owned())));
    }
    Err(unknown_unit(unit))
}

fn unknown_unit(unit: &Text) -> Problem {
    let name = &unit.value;
    let upper = name.to_uppercase();
    let code = iso_currency::Currency::from_code(&upper).map(|_| format!("did you mean `{upper}`?"));
    let times = TIMES.iter().flat_map(|(names, _)| names.iter().copied());
    let known = times.chain(["share", "points", "number", "money"]).filter(|known| known.len() > 2);
    let message = format!("`{name}` is not a unit");
    Problem::error(Code::InvalidValue, unit.span, message)
        .help("units are `ms`, `s`, `min`, `h`, `d`, `w`, `share`, `points`, and currencies such as `EUR`")
        .maybe_help(code.or_else(|| did_you_mean(name, known)))
}
