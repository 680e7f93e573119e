//! Formulas: how each construct is written in a definition and, beside it, in naive SQL over one period.

use super::tables::{AS_OF, midnight};
use chrono::{Datelike, Days, Months, NaiveDate};

/// A condition in both languages. `{s}` and `{e}` stand for the bounds of the period in SQL.
#[derive(Clone, Debug)]
pub struct Condition {
    pub text: String,
    pub sql: String,
}

/// Conditions on a row.
pub const CONDITIONS: [(&str, &str); 14] = [
    ("ok", "r.ok"),
    ("not ok", "not r.ok"),
    ("n > 3", "r.n > 3"),
    ("n between 0 and 9", "r.n between 0 and 9"),
    ("amount < 12.5", "r.amount < 12.5"),
    ("x >= 0", "r.x >= 0"),
    ("shop = 'a'", "r.shop = 'a'"),
    ("shop is null", "r.shop is null"),
    ("customer.segment = 'pro'", "r.segment = 'pro'"),
    ("shop not in ('a', 'É')", "r.shop not in ('a', 'É')"),
    ("big", "r.big"),
    ("took < 5d", "r.took < 432000000000"),
    ("hour_of_day(at) < 3", "extract(hour from r.at at time zone 'Europe/Paris') < 3"),
    ("in_period(closed_at)", "(r.closed_at >= {s} and r.closed_at < {e} and r.closed_at <= {now})"),
];

/// An aggregate's name, how it is written (`{t}` is the source), its SQL (`{w}` is what rows must meet, `{p}` what
/// places them), and whether its value is a text.
pub const FUNCTIONS: [(&str, &str, &str, bool); 19] = [
    ("count", "count({t}", "count(*) filter (where {w})", false),
    ("count of values", "count({t}.n", "count(r.n) filter (where {w})", false),
    ("sum", "sum({t}.n", "coalesce(sum(r.n) filter (where {w}), 0)", false),
    ("sum of decimals", "sum({t}.fee", "coalesce(sum(r.fee) filter (where {w}), 0)", false),
    ("sum of floats", "sum({t}.x", "coalesce(sum(r.x) filter (where {w}), 0)", false),
    ("avg", "avg({t}.amount", "avg(cast(r.amount as double)) filter (where {w})", false),
    ("avg of durations", "avg({t}.took", "avg(cast(r.took as double)) filter (where {w}) / 1e6", false),
    ("min", "min({t}.amount", "min(r.amount) filter (where {w})", false),
    ("max", "max({t}.x", "max(r.x) filter (where {w})", false),
    ("median", "median({t}.amount", "median(cast(r.amount as double)) filter (where {w})", false),
    ("percentile", "percentile({t}.x, 30%", "quantile_cont(r.x, 0.3) filter (where {w})", false),
    (
        "percentile_disc",
        "percentile_disc({t}.n, 90%",
        "(list(r.n order by r.n) filter (where r.n is not null and {w}))[cast(ceil(0.9 * count(r.n) filter (where {w})) as int)]",
        false,
    ),
    (
        "share",
        "share({t}.ok",
        "cast(count(*) filter (where {w} and r.ok) as double) / nullif(count(*) filter (where {w}), 0)",
        false,
    ),
    (
        "share of a comparison",
        "share({t}.n > 2",
        "cast(count(*) filter (where {w} and r.n > 2) as double) / nullif(count(*) filter (where {w}), 0)",
        false,
    ),
    ("stddev", "stddev({t}.x", "stddev_samp(r.x) filter (where {w})", false),
    ("variance", "variance({t}.amount", "var_samp(cast(r.amount as double)) filter (where {w})", false),
    ("count_distinct", "count_distinct({t}.cust", "count(distinct r.cust) filter (where {w})", false),
    (
        "first",
        "first({t}.amount",
        "(list(r.amount order by {p}, r.id) filter (where r.amount is not null and {w}))[1]",
        false,
    ),
    (
        "last",
        "last({t}.shop",
        "(list(r.shop order by {p} desc, r.id desc) filter (where r.shop is not null and {w}))[1]",
        true,
    ),
];

/// Conditions on rows that last: how they are written and their SQL, `r.until` being the end as seen now.
pub const LASTING: [(&str, &str); 5] = [
    ("active_at(period.end)", "r.at < {e} and (r.until is null or r.until >= {e})"),
    ("active_at(period.start)", "r.at < {s} and (r.until is null or r.until >= {s})"),
    (
        "active_in(period)",
        "r.at < {e} and (r.until is null or r.until > {s} or (r.until = r.at and r.at >= {s}))",
    ),
    ("started_in(period)", "r.at >= {s} and r.at < {e}"),
    ("ended_in(period)", "r.until >= {s} and r.until < {e}"),
];

/// An aggregate of a source.
#[derive(Clone, Debug)]
pub struct Agg {
    pub function: usize,
    /// `sales`, placed by an instant, `visits`, placed by a date, or `stays`, which last.
    pub source: &'static str,
    pub filter: Option<Condition>,
    /// Whether rows are placed by when they are closed.
    pub closed: bool,
    /// Which condition places rows that last.
    pub lasts: Option<usize>,
}

/// A formula.
#[derive(Clone, Debug)]
pub enum Formula {
    Agg(Agg),
    Ratio(Box<Formula>, Box<Formula>),
    Minus(Box<Formula>, Box<Formula>),
    Previous(Box<Formula>, u64),
    Shift(Box<Formula>),
    Change(Box<Formula>),
    Rolling(Box<Formula>, u64),
    Partial(Box<Formula>, u64),
    ToDate(Box<Formula>),
    AtStart(Box<Formula>),
    Total(Box<Formula>),
    /// `outer(inner where filter per cust having count() >= 2)`.
    Per {
        outer: &'static str,
        inner: Agg,
        filter: Option<Condition>,
        having: bool,
    },
    /// `outer(inner per day)`.
    PerDay {
        outer: &'static str,
        inner: Agg,
    },
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    Day,
    Week,
    Month,
}

impl Grain {
    /// The word for so many of them.
    pub fn words(self, count: u64) -> String {
        let word = match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
        };
        format!("{count} {word}{}", if count == 1 { "" } else { "s" })
    }

    /// The date that many periods later.
    pub fn later(self, date: NaiveDate, count: i64) -> NaiveDate {
        let size = count.unsigned_abs();
        let days = |days: u64| match count < 0 {
            true => date - Days::new(days),
            false => date + Days::new(days),
        };
        match (self, count < 0) {
            (Grain::Day, _) => days(size),
            (Grain::Week, _) => days(size * 7),
            (Grain::Month, true) => date - Months::new(size as u32),
            (Grain::Month, false) => date + Months::new(size as u32),
        }
    }

    /// The longer period that `to_date` and `at_start` are about.
    pub fn longer(self) -> &'static str {
        if self == Grain::Month { "year" } else { "month" }
    }

    /// The first period of the longer period that a period begins in.
    fn first(self, date: NaiveDate) -> NaiveDate {
        let first = date.with_day(1).expect("a first day");
        if self == Grain::Month { first.with_month(1).expect("a first month") } else { first }
    }
}

/// Where a formula is computed.
#[derive(Clone, Debug)]
pub struct Place {
    pub grain: Grain,
    /// The first date, and the one after the last.
    pub start: NaiveDate,
    pub end: NaiveDate,
    /// What a row must meet to be in the slice.
    pub slice: String,
    /// What a row must meet by the KPI's `where`, over the KPI's own source.
    pub filter: Option<Condition>,
    pub from: &'static str,
    /// The first instant in the rows, by source.
    pub first: i64,
}

impl Place {
    fn over(&self, start: NaiveDate, end: NaiveDate) -> Self {
        Self { start, end, ..self.clone() }
    }

    fn bounds(&self, sql: &str) -> String {
        let at = |date: NaiveDate| format!("(timestamp '{date} 00:00:00' at time zone 'Europe/Paris')");
        let now = format!("(timestamp '{}:00' at time zone 'Europe/Paris')", AS_OF.replace('T', " "));
        sql.replace("{s}", &at(self.start)).replace("{e}", &at(self.end)).replace("{now}", &now)
    }

    /// What places rows, and the condition that they lie here.
    fn placed(&self, agg: &Agg) -> (String, String) {
        if let Some(test) = agg.lasts {
            let least = |bound: &str| format!("least({bound}, {{now}})");
            let held = LASTING[test].1.replace("{s}", &least("{s}")).replace("{e}", &least("{e}"));
            return ("r.at".into(), self.bounds(&held));
        }
        if agg.closed {
            let held = "r.closed_at >= {s} and r.closed_at < {e} and r.closed_at <= {now}";
            return ("r.closed_at".into(), self.bounds(held));
        }
        match agg.source {
            "visits" => {
                let (start, end) = (self.start, self.end);
                let held = format!(
                    "r.day >= date '{start}' and r.day < date '{end}' and r.day <= date '{}'",
                    &AS_OF[..10]
                );
                ("r.day".into(), held)
            }
            _ => ("r.at".into(), self.bounds("r.at >= {s} and r.at < {e} and r.at <= {now}")),
        }
    }

    /// The rows that could count: in the period and slice, by the KPI's `where`.
    fn rows(&self, agg: &Agg, more: &Option<Condition>) -> String {
        let mut all = vec![self.placed(agg).1, self.slice.clone()];
        let own = self.filter.iter().filter(|_| agg.source == self.from);
        all.extend(own.chain(more).map(|condition| format!("({})", self.bounds(&condition.sql))));
        let rows = match agg.lasts {
            None => "sales_rows".to_owned(),
            Some(_) => self.bounds(
                "(select *, case when closed_at <= {now} then closed_at end as until from sales_rows \
                 where \"at\" <= {now} and (closed_at is null or closed_at >= \"at\"))",
            ),
        };
        format!("from {rows} r where {}", all.join(" and "))
    }

    fn reaches_data(&self, date: NaiveDate) -> bool {
        midnight(&self.grain.later(date, 1).to_string()) > self.first
    }
}

impl Agg {
    fn text(&self) -> String {
        let lasting = self.lasts.map(|test| LASTING[test].0.to_owned());
        let filter = lasting.into_iter().chain(self.filter.as_ref().map(|filter| filter.text.clone()));
        let filter: Vec<String> = filter.collect();
        let filter =
            if filter.is_empty() { String::new() } else { format!(" where {}", filter.join(" and ")) };
        let on = if self.closed { " on closed_at" } else { "" };
        format!("{}{filter}{on})", FUNCTIONS[self.function].1.replace("{t}", self.source))
    }

    /// The aggregate itself, over rows that are chosen already.
    fn sql(&self, place: &Place) -> String {
        let filter =
            self.filter.as_ref().map_or("true".into(), |filter| format!("({})", place.bounds(&filter.sql)));
        FUNCTIONS[self.function].2.replace("{w}", &filter).replace("{p}", &place.placed(self).0)
    }
}

impl Formula {
    /// The formula as a definition has it.
    pub fn text(&self, grain: Grain) -> String {
        let of = |inner: &Formula| inner.text(grain);
        match self {
            Formula::Agg(agg) => agg.text(),
            Formula::Ratio(a, b) => format!("({} / {})", of(a), of(b)),
            Formula::Minus(a, b) => format!("({} - {})", of(a), of(b)),
            Formula::Previous(x, 1) => format!("previous({})", of(x)),
            Formula::Previous(x, n) => format!("previous({}, {n})", of(x)),
            Formula::Shift(x) => format!("shift({}, -{})", of(x), grain.words(1)),
            Formula::Change(x) => format!("change({}, {})", of(x), grain.words(1)),
            Formula::Rolling(x, n) => format!("rolling({}, {})", of(x), grain.words(*n)),
            Formula::Partial(x, n) => format!("rolling({}, {}, partial)", of(x), grain.words(*n)),
            Formula::ToDate(x) => format!("to_date({}, {})", of(x), grain.longer()),
            Formula::AtStart(x) => format!("at_start({}, {})", of(x), grain.longer()),
            Formula::Total(x) => format!("total({})", of(x)),
            Formula::Per { outer, inner, filter, having } => {
                let filter =
                    filter.as_ref().map_or(String::new(), |filter| format!(" where {}", filter.text));
                let having =
                    if *having { format!(" having count({}) >= 2", inner.source) } else { String::new() };
                let compared = if *outer == "share" { " > 3" } else { "" };
                format!("{outer}({}{compared}{filter} per cust{having})", inner.text())
            }
            Formula::PerDay { outer, inner } => format!("{outer}({} per day)", inner.text()),
        }
    }

    /// The formula in SQL at one place.
    pub fn sql(&self, place: &Place) -> String {
        let back = |count: u64| {
            let start = place.grain.later(place.start, -(count as i64));
            (place.over(start, place.grain.later(start, 1)), place.reaches_data(start))
        };
        let at = |x: &Formula, (place, reached): (Place, bool)| {
            if reached { x.sql(&place) } else { "null".into() }
        };
        let over = |a: String, b: String| format!("(cast({a} as double) / nullif(cast({b} as double), 0))");
        match self {
            Formula::Agg(agg) => format!("(select {} {})", agg.sql(place), place.rows(agg, &None)),
            Formula::Ratio(a, b) => over(a.sql(place), b.sql(place)),
            Formula::Minus(a, b) => format!("({} - {})", a.sql(place), b.sql(place)),
            Formula::Previous(x, n) => at(x, back(*n)),
            Formula::Shift(x) => at(x, back(1)),
            Formula::Change(x) => format!("({} - 1)", over(x.sql(place), at(x, back(1)))),
            Formula::Rolling(x, n) | Formula::Partial(x, n) => {
                let start = place.grain.later(place.end, -(*n as i64));
                let whole = place.reaches_data(start) || matches!(self, Formula::Partial(..));
                at(x, (place.over(start, place.end), whole))
            }
            Formula::ToDate(x) => x.sql(&place.over(place.grain.first(place.start), place.end)),
            Formula::AtStart(x) => {
                let start = place.grain.first(place.start);
                at(x, (place.over(start, place.grain.later(start, 1)), place.reaches_data(start)))
            }
            Formula::Total(x) => x.sql(&Place { slice: "true".into(), ..place.clone() }),
            Formula::Per { outer, inner, filter, having } => {
                let having = if *having { " having count(*) >= 2" } else { "" };
                let values = format!(
                    "select {} as v {} group by r.cust{having}",
                    inner.sql(place),
                    place.rows(inner, filter)
                );
                format!("(select {} from ({values}) k)", outer_sql(outer))
            }
            Formula::PerDay { outer, inner } => {
                let days = place.start.iter_days().take_while(|day| *day < place.end.min(last_day()));
                let value =
                    |day: NaiveDate| Formula::Agg(inner.clone()).sql(&place.over(day, day + Days::new(1)));
                let values: Vec<String> = days.map(|day| format!("({})", value(day))).collect();
                if values.is_empty() {
                    return "null".into();
                }
                format!("(select {} from (values {}) k(v))", outer_sql(outer), values.join(", "))
            }
        }
    }

    /// The source of its first aggregate.
    pub fn source(&self) -> &'static str {
        match self {
            Formula::Agg(agg) | Formula::Per { inner: agg, .. } | Formula::PerDay { inner: agg, .. } => {
                agg.source
            }
            Formula::Ratio(x, _) | Formula::Minus(x, _) | Formula::Previous(x, _) | Formula::Shift(x) => {
                x.source()
            }
            Formula::Change(x) | Formula::Rolling(x, _) | Formula::Partial(x, _) | Formula::ToDate(x) => {
                x.source()
            }
            Formula::AtStart(x) | Formula::Total(x) => x.source(),
        }
    }

    /// The names of all constructs in it.
    pub fn constructs(&self) -> Vec<&'static str> {
        let with = |name: &'static str, parts: &[&Formula]| {
            std::iter::once(name).chain(parts.iter().flat_map(|part| part.constructs())).collect()
        };
        match self {
            Formula::Agg(agg) => of_aggregate(agg),
            Formula::Ratio(a, b) => with("ratio", &[a, b]),
            Formula::Minus(a, b) => with("difference", &[a, b]),
            Formula::Previous(x, _) => with("previous", &[x]),
            Formula::Shift(x) => with("shift", &[x]),
            Formula::Change(x) => with("change", &[x]),
            Formula::Rolling(x, _) => with("rolling", &[x]),
            Formula::Partial(x, _) => with("rolling partial", &[x]),
            Formula::ToDate(x) => with("to_date", &[x]),
            Formula::AtStart(x) => with("at_start", &[x]),
            Formula::Total(x) => with("total", &[x]),
            Formula::Per { inner, having, .. } => {
                let name = if *having { "per having" } else { "per" };
                std::iter::once(name).chain(of_aggregate(inner)).collect()
            }
            Formula::PerDay { inner, .. } => std::iter::once("per day").chain(of_aggregate(inner)).collect(),
        }
    }
}

/// The day after the one that now lies in.
fn last_day() -> NaiveDate {
    AS_OF[..10].parse::<NaiveDate>().expect("a date") + Days::new(1)
}

fn outer_sql(outer: &str) -> &'static str {
    match outer {
        "sum" => "coalesce(sum(v), 0)",
        "max" => "max(v)",
        "median" => "median(cast(v as double))",
        "share" => "cast(count(*) filter (where v > 3) as double) / nullif(count(*), 0)",
        "count" => "count(v)",
        _ => "avg(cast(v as double))",
    }
}

fn of_aggregate(agg: &Agg) -> Vec<&'static str> {
    let mut names = vec![FUNCTIONS[agg.function].0];
    names.extend(agg.filter.iter().map(|_| "where"));
    names.extend(agg.closed.then_some("on"));
    names.extend(agg.lasts.map(|test| LASTING[test].0));
    names.extend((agg.source == "visits").then_some("placed by a date"));
    names
}
