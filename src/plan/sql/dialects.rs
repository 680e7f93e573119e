//! What engines write differently.

use super::names::quoted;
use crate::calendar::Civil;

/// An engine that a KPI is printed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB, which reads the files themselves.
    #[default]
    DuckDb,
    /// PostgreSQL, whose tables are named like the sources.
    Postgres,
    /// Apache DataFusion, whose tables are named like the sources.
    DataFusion,
}

use Dialect::{DataFusion, DuckDb, Postgres};

impl Dialect {
    /// Every dialect, by the name that the command line takes.
    pub const ALL: [(&'static str, Dialect); 3] =
        [("duckdb", DuckDb), ("postgres", Postgres), ("datafusion", DataFusion)];

    /// Its name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            DuckDb => "DuckDB",
            Postgres => "PostgreSQL",
            DataFusion => "DataFusion",
        }
    }

    /// A value as a binary float of 64 bits.
    pub(super) fn float(self, value: &str) -> String {
        let ty = if self == Postgres { "double precision" } else { "double" };
        format!("cast({value} as {ty})")
    }

    /// A value as a decimal with so many digits after the point.
    pub(super) fn decimal(self, value: &str, scale: u8) -> String {
        format!("cast({value} as decimal(38, {scale}))")
    }

    /// The microseconds since 1970 of an instant.
    pub(super) fn micros(self, instant: &str) -> String {
        match self {
            DuckDb => format!("epoch_us({instant})"),
            Postgres => format!("cast(extract(epoch from {instant}) * 1000000 as bigint)"),
            DataFusion => format!("arrow_cast({}, 'Int64')", self.instant_of(instant)),
        }
    }

    /// The instant so many microseconds since 1970.
    pub(super) fn instant(self, micros: &str) -> String {
        match self {
            DuckDb => format!("make_timestamp(cast({micros} as bigint))"),
            Postgres => format!("(timestamp '1970-01-01' + {micros} * interval '1 microsecond')"),
            DataFusion => {
                format!("arrow_cast(cast({micros} as bigint), 'Timestamp(Microsecond, None)')")
            }
        }
    }

    /// A time without zone in the form that instants are held in.
    pub(super) fn instant_of(self, time: &str) -> String {
        match self {
            DuckDb | Postgres => format!("cast({time} as timestamp)"),
            DataFusion => format!("arrow_cast({time}, 'Timestamp(Microsecond, None)')"),
        }
    }

    /// A time with a zone as an instant.
    pub(super) fn zoned_instant(self, time: &str) -> String {
        match self {
            DuckDb | Postgres => format!("cast({time} at time zone 'UTC' as timestamp)"),
            DataFusion => {
                self.instant_of(&format!("arrow_cast({time}, 'Timestamp(Microsecond, Some(\"UTC\"))')"))
            }
        }
    }

    /// The days since 1970 of a date.
    pub(super) fn days(self, date: &str) -> String {
        match self {
            DuckDb | Postgres => format!("({date} - date '1970-01-01')"),
            DataFusion => format!("arrow_cast(arrow_cast({date}, 'Int32'), 'Int64')"),
        }
    }

    /// The date so many days since 1970.
    pub(super) fn date(self, days: &str) -> String {
        match self {
            DuckDb | Postgres => format!("(date '1970-01-01' + cast({days} as integer))"),
            DataFusion => format!("arrow_cast(cast({days} as integer), 'Date32')"),
        }
    }

    /// What local clocks show at an instant.
    pub(super) fn local(self, instant: &str, civil: &Civil) -> String {
        let zone = quoted(civil.zone.name());
        match self {
            _ if is_utc(civil) => instant.to_owned(),
            DuckDb | Postgres => format!("(({instant} at time zone 'UTC') at time zone {zone})"),
            DataFusion => {
                let zoned = format!("arrow_cast({instant}, 'Timestamp(Microsecond, Some(\"UTC\"))')");
                format!("to_local_time({zoned} at time zone {zone})")
            }
        }
    }

    /// The instant of a local time, the first of two; none where it cannot be written.
    ///
    /// Engines take the second of two, so that the time an hour before, and an hour more, is asked for too.
    pub(super) fn utc(self, local: &str, civil: &Civil) -> Option<String> {
        let zone = quoted(civil.zone.name());
        let at = |local: &str| format!("(({local} at time zone {zone}) at time zone 'UTC')");
        match self {
            _ if is_utc(civil) => Some(local.to_owned()),
            DataFusion => None,
            DuckDb | Postgres => {
                let hour = "interval '1 hour'";
                Some(format!("least({}, {} + {hour})", at(local), at(&format!("({local} - {hour})"))))
            }
        }
    }

    /// The date of a time without zone.
    pub(super) fn date_of(self, local: &str) -> String {
        format!("cast({local} as date)")
    }

    /// A part of a time without zone, as a whole number.
    pub(super) fn part(self, name: &str, local: &str) -> String {
        let part = format!("extract({name} from {local})");
        // Seconds hold fractions in some engines.
        if name == "second" {
            format!("cast(floor({part}) as bigint)")
        } else {
            format!("cast({part} as bigint)")
        }
    }

    /// A time that many months later, the day not beyond the month's last.
    pub(super) fn plus_months(self, time: &str, months: &str) -> Option<String> {
        match self {
            DuckDb => Some(format!("({time} + to_months(cast({months} as integer)))")),
            Postgres => Some(format!("({time} + make_interval(months => cast({months} as integer)))")),
            DataFusion => None,
        }
    }

    /// The label of the ISO week that begins on a date.
    pub(super) fn week_label(self, monday: &str) -> String {
        match self {
            DuckDb => format!("strftime({monday}, '%G-W%V')"),
            Postgres => format!("to_char({monday}, 'IYYY\"-W\"IW')"),
            DataFusion => format!("to_char({monday}, '%G-W%V')"),
        }
    }

    /// Whether a text holds another.
    pub(super) fn contains(self, text: &str, part: &str) -> String {
        match self {
            DuckDb | DataFusion => format!("contains({text}, {part})"),
            Postgres => format!("(strpos({text}, {part}) > 0)"),
        }
    }

    /// Whether a text meets a regular expression; none where they are written otherwise.
    pub(super) fn matches(self, text: &str, pattern: &str) -> Option<String> {
        match self {
            DuckDb => Some(format!("regexp_matches({text}, {pattern})")),
            DataFusion => Some(format!("({text} ~ {pattern})")),
            Postgres => None,
        }
    }

    /// What is summed: whole numbers must not wrap around, and floats be compensated where the engine can.
    pub(super) fn sum(self, value: &str, float: bool, decimal: bool) -> String {
        match self {
            DuckDb if float => format!("fsum({value})"),
            DataFusion if !float && !decimal => format!("sum({})", self.decimal(value, 0)),
            _ => format!("sum({value})"),
        }
    }

    /// The first of the values in an order, `order` being what stands after `order by`.
    pub(super) fn first(self, value: &str, order: &str, filter: &str) -> String {
        match self {
            DuckDb => format!("first({value} order by {order}) filter (where {filter})"),
            Postgres | DataFusion => {
                format!("(array_agg({value} order by {order}) filter (where {filter}))[1]")
            }
        }
    }

    /// The exact percentile, between values or one of them; none where the engine has none.
    pub(super) fn percentile(self, value: &str, p: f64, discrete: bool) -> Option<String> {
        match (self, discrete) {
            (DuckDb, false) => Some(format!("quantile_cont({value}, {p:?})")),
            (DuckDb, true) => Some(format!("quantile_disc({value}, {p:?})")),
            (Postgres, false) => Some(format!("percentile_cont({p:?}) within group (order by {value})")),
            (Postgres, true) => Some(format!("percentile_disc({p:?}) within group (order by {value})")),
            (DataFusion, _) => None,
        }
    }
}

/// Whether local times are those of UTC.
pub(super) fn is_utc(civil: &Civil) -> bool {
    civil.zone.name() == "UTC"
}
