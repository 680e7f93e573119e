//! Generated definitions, in runs of one grain.

use super::cells::Cell;
use super::formulas::{Agg, CONDITIONS, Condition, FUNCTIONS, Formula, Grain, LASTING, Place};
use super::random::Random;
use super::tables::{AS_OF, Tables};
use chrono::NaiveDate;
use std::fmt;

/// What values are sliced by: its name in results, in a definition and in SQL.
pub const SLICES: [(&str, &str, &str); 4] = [
    ("shop", "[shop]", "r.shop"),
    ("customer.segment", "[customer.segment]", "r.segment"),
    ("big", "[big]", "r.big"),
    ("size", "{ size: \"band(n, 2, 5)\" }", SIZE),
];
const SIZE: &str = "case when r.n < 0 then '<0' when r.n <= 2 then '0-2' when r.n <= 5 then '3-5' when r.n > 5 then '6+' end";

/// One KPI.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    pub formula: Formula,
    pub filter: Option<Condition>,
    pub from: &'static str,
    /// Which of the slices, if any.
    pub slice: Option<usize>,
    pub grain: Grain,
}

/// Definitions of one grain, over the same periods.
#[derive(Clone, Debug)]
pub struct Run {
    pub grain: Grain,
    periods: &'static str,
    pub definitions: Vec<Definition>,
}

/// Every run: days around both changes of clocks, weeks, months from before the first row to now.
pub fn runs(random: &mut Random) -> Vec<Run> {
    let asked = [
        (Grain::Day, "2024-03-29..2024-04-03"),
        (Grain::Day, "2024-10-25..2024-10-30"),
        (Grain::Week, "2024-03-18..2024-04-15"),
        (Grain::Month, "2024-01-01..2024-12-01"),
    ];
    asked
        .into_iter()
        .map(|(grain, periods)| Run { grain, periods, definitions: definitions(random, grain) })
        .collect()
}

fn definitions(random: &mut Random, grain: Grain) -> Vec<Definition> {
    let mut formulas: Vec<Formula> = Vec::new();
    for function in 0..FUNCTIONS.len() {
        formulas.push(Formula::Agg(Agg { function, ..agg(random) }));
    }
    for test in 0..LASTING.len() {
        formulas.push(Formula::Agg(lasting(random, test)));
    }
    let opening = Formula::Agg(lasting(random, 1));
    formulas.push(Formula::Ratio(Box::new(Formula::Agg(lasting(random, 4))), Box::new(opening)));
    formulas.push(Formula::Rolling(Box::new(Formula::Agg(lasting(random, 0))), 2));
    formulas.push(Formula::Previous(Box::new(Formula::Agg(lasting(random, 2))), 1));
    for _ in 0..if grain == Grain::Month { 2 } else { 1 } {
        formulas.push(Formula::Ratio(number(random), number(random)));
        // A difference is one of like things.
        let x = number(random);
        formulas.push(Formula::Minus(x.clone(), Box::new(Formula::Previous(x, 1))));
        formulas.push(Formula::Previous(number(random), 2));
        formulas.push(Formula::Shift(simple(random)));
        formulas.push(Formula::Change(number(random)));
        formulas.push(Formula::Rolling(simple(random), 3));
        formulas.push(Formula::Partial(simple(random), 2));
        formulas.push(Formula::Ratio(number(random), Box::new(Formula::Total(number(random)))));
        formulas.push(per(random));
        formulas.push(per(random));
    }
    if grain != Grain::Week {
        for _ in 0..2 {
            formulas.push(Formula::ToDate(simple(random)));
            formulas.push(Formula::AtStart(number(random)));
        }
    }
    if grain == Grain::Week {
        for outer in ["max", "avg", "sum", "median", "count"] {
            formulas.push(Formula::PerDay { outer, inner: numeric(random) });
        }
    }
    let numbered = formulas.into_iter().enumerate();
    numbered.map(|(number, formula)| definition(random, number, formula, grain)).collect()
}

fn definition(random: &mut Random, number: usize, formula: Formula, grain: Grain) -> Definition {
    Definition {
        name: format!("k{number}"),
        from: formula.source(),
        formula,
        filter: random.one_in(3).then(|| condition(random, false)),
        slice: (!random.one_in(9)).then(|| *random.pick(&[0, 0, 0, 1, 2, 3, 3])),
        grain,
    }
}

fn condition(random: &mut Random, of_period: bool) -> Condition {
    // Whether it is in the period says nothing of a row without one.
    let choices = if of_period { CONDITIONS.len() } else { CONDITIONS.len() - 1 };
    let mut plain = || {
        let (text, sql) = CONDITIONS[random.below(choices)];
        Condition { text: text.into(), sql: sql.into() }
    };
    let (a, b) = (plain(), plain());
    match random.below(4) {
        0 => Condition {
            text: format!("{} and {}", a.text, b.text),
            sql: format!("({} and {})", a.sql, b.sql),
        },
        1 => Condition {
            text: format!("({} or not ({}))", a.text, b.text),
            sql: format!("({} or not ({}))", a.sql, b.sql),
        },
        _ => a,
    }
}

fn agg(random: &mut Random) -> Agg {
    let source = if random.one_in(4) { "visits" } else { "sales" };
    Agg {
        function: random.below(FUNCTIONS.len()),
        source,
        filter: random.one_in(2).then(|| condition(random, source == "sales")),
        closed: random.one_in(7),
        lasts: None,
    }
}

/// An aggregate over rows that last, placed by a condition on that.
fn lasting(random: &mut Random, test: usize) -> Agg {
    let agg = numeric(random);
    // The order of rows that last is a matter of its own.
    let function = if FUNCTIONS[agg.function].0 == "first" { 0 } else { agg.function };
    let filter = random.one_in(2).then(|| condition(random, false));
    Agg { function, source: "stays", filter, closed: false, lasts: Some(test) }
}

/// An aggregate whose value is a number.
fn numeric(random: &mut Random) -> Agg {
    let agg = agg(random);
    let unitless = |function: usize| !FUNCTIONS[function].3 && FUNCTIONS[function].0 != "avg of durations";
    if unitless(agg.function) { agg } else { Agg { function: 2, ..agg } }
}

fn simple(random: &mut Random) -> Box<Formula> {
    Box::new(Formula::Agg(numeric(random)))
}

fn number(random: &mut Random) -> Box<Formula> {
    match random.below(6) {
        0 => Box::new(Formula::Ratio(simple(random), simple(random))),
        1 => Box::new(per(random)),
        _ => simple(random),
    }
}

fn per(random: &mut Random) -> Formula {
    let outer = *random.pick(&["avg", "sum", "max", "median", "share", "count"]);
    // Placed by one time only, so that the keys are those of its own rows.
    let inner = Agg { closed: false, ..numeric(random) };
    let filter = random.one_in(3).then(|| condition(random, false));
    Formula::Per { outer, inner, filter, having: random.one_in(2) }
}

/// The rows that naive queries read: links followed, columns computed, what is no number left out.
pub fn rows(tables: &Tables) -> String {
    let folder = tables.folder.display();
    format!(
        "create or replace table sales_rows as select s.* replace (case when isfinite(s.x) then s.x end as x), \
         s.amount * s.n as fee, epoch_us(s.closed_at) - epoch_us(s.at) as took, (s.n > 5 and s.ok) as big, c.segment \
         from '{folder}/sales.parquet' s left join '{folder}/customers.parquet' c on c.cust = s.cust"
    )
}

impl Run {
    /// The periods that are asked for.
    pub fn periods(&self) -> &'static str {
        self.periods
    }

    /// The whole project.
    pub fn yaml(&self, tables: &Tables) -> String {
        let folder = tables.folder.display();
        let columns = "columns: { fee: amount * n, took: closed_at - at, big: n > 5 and ok }";
        let links = "links: { customer: { to: customers, key: cust } }";
        let mut yaml = format!(
            "project: {{ timezone: Europe/Paris, as_of: {AS_OF} }}\nsources:\n\
             \x20 sales: {{ path: {folder}/sales.parquet, key: id, time: at, {columns}, {links} }}\n\
             \x20 visits: {{ path: {folder}/sales.parquet, key: id, time: day, {columns}, {links} }}\n\
             \x20 stays: {{ path: {folder}/sales.parquet, key: id, interval: {{ from: at, to: closed_at }}, {columns}, {links} }}\n\
             \x20 customers: {{ path: {folder}/customers.parquet, key: cust }}\nkpis:\n"
        );
        for definition in &self.definitions {
            yaml += &definition.yaml();
        }
        yaml
    }
}

impl Definition {
    fn yaml(&self) -> String {
        let grain = self.grain.words(1);
        let grain = grain.trim_start_matches("1 ");
        let filter =
            self.filter.as_ref().map_or(String::new(), |filter| format!(", where: \"{}\"", filter.text));
        let by = self.slice.map_or(String::new(), |slice| format!(", by: {}", SLICES[slice].1));
        let text = self.formula.text(self.grain);
        format!("  {}: {{ expr: \"{text}\", from: {}, grain: {grain}{filter}{by} }}\n", self.name, self.from)
    }

    /// One query whose rows are the values of these cells, each by a sub-query of its own.
    pub fn naive(&self, run: &Run, tables: &Tables, cells: &[Cell]) -> String {
        let values = cells.iter().enumerate().map(|(number, cell)| {
            let start = cell.date(run.grain);
            let place = Place {
                grain: run.grain,
                start,
                end: run.grain.later(start, 1),
                slice: self.slice_sql(cell),
                filter: self.filter.clone(),
                from: self.from,
                first: tables.first(),
            };
            format!("({number}, {})", self.formula.sql(&place))
        });
        let values: Vec<String> = values.collect();
        format!("select * from (values {}) cells(number, value) order by number", values.join(",\n"))
    }

    fn slice_sql(&self, cell: &Cell) -> String {
        match (self.slice, cell.slice.first()) {
            (Some(slice), Some(Some(key))) => {
                let sql = SLICES[slice].2;
                let key = match (SLICES[slice].0, key) {
                    (_, None) => "null".to_owned(),
                    ("big", Some(key)) => key.clone(),
                    (_, Some(key)) => format!("'{key}'"),
                };
                format!("({sql}) is not distinct from {key}")
            }
            _ => "true".to_owned(),
        }
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.yaml().trim())
    }
}

/// The first date of a period by its label.
pub fn first_date(label: &str, grain: Grain) -> NaiveDate {
    match grain {
        Grain::Day => label.parse().expect("a date"),
        Grain::Month => format!("{label}-01").parse().expect("a month"),
        Grain::Week => {
            let (year, week) = label.split_once("-W").expect("a week");
            let (year, week) = (year.parse().expect("a year"), week.parse().expect("a number"));
            NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon).expect("a week")
        }
    }
}
