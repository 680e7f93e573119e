//! Lists of periods: `2024`, `2024-Q1`, `2024-01-01..2024-04-01`, `last-12-months`, `all`.

use super::input::Input;
use super::{Grammar, Rule, dates, errors};
use crate::diag::{Problem, Span};
use crate::lang::ast::{Bound, PeriodItem, SpanGrain};
use chrono::{NaiveDate, Weekday};
use pest::Parser as _;
use pest::iterators::Pair;

/// The periods of a comma list.
pub(super) fn periods(input: Input) -> Result<Vec<(PeriodItem, Span)>, Problem> {
    let list = Grammar::parse(Rule::periods, input.text).ok().and_then(|mut pairs| pairs.next());
    let entries = list.ok_or_else(|| input.unreadable())?.into_inner();
    entries.filter(|entry| entry.as_rule() == Rule::entry).map(|entry| one(&input, entry)).collect()
}

fn one(input: &Input, entry: Pair<Rule>) -> Result<(PeriodItem, Span), Problem> {
    let at = entry.as_span().start();
    let Some(pair) = entry.into_inner().next() else { return Err(errors::wrong_period(input, "", at)) };
    let (text, start) = (pair.as_str().trim_end(), pair.as_span().start());
    if pair.as_rule() == Rule::wrong_period {
        return Err(errors::wrong_period(input, text, start));
    }
    let span = input.span(start, start + text.len());
    if pair.as_rule() == Rule::range {
        return Ok((range(input, pair, span)?, span));
    }
    let item = item(pair).map_err(|reason| errors::impossible_period(span, reason))?;
    Ok((item, span))
}

fn item(pair: Pair<Rule>) -> Result<PeriodItem, dates::Reason> {
    let text = pair.as_str();
    let year = i32::try_from(dates::number(text, 0, 4)).unwrap_or_default();
    match pair.as_rule() {
        Rule::year => Ok(PeriodItem::Year(year)),
        Rule::quarter => quarter(year, text),
        Rule::month => month(year, dates::number(text, 5, 7)),
        Rule::week => week(year, dates::number(text, 6, 8)),
        Rule::day => dates::day(text).map(PeriodItem::Day),
        Rule::last_span => last(pair),
        Rule::this_span => Ok(PeriodItem::This(grain(pair.into_inner().last()))),
        _ => Ok(PeriodItem::All),
    }
}

fn quarter(year: i32, text: &str) -> Result<PeriodItem, dates::Reason> {
    match text.get(6..).and_then(|digits| digits.parse().ok()) {
        Some(quarter @ 1..=4) => Ok(PeriodItem::Quarter(year, quarter)),
        _ => Err((format!("there is no quarter `{text}`"), "quarters run from Q1 to Q4".into())),
    }
}

fn month(year: i32, month: u32) -> Result<PeriodItem, dates::Reason> {
    match month {
        1..=12 => Ok(PeriodItem::Month(year, month)),
        _ => {
            let help = format!("months run from `{year:04}-01` to `{year:04}-12`");
            Err((format!("there is no month {month:02}"), help))
        }
    }
}

fn week(year: i32, week: u32) -> Result<PeriodItem, dates::Reason> {
    if NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).is_some() {
        return Ok(PeriodItem::Week(year, week));
    }
    let last = if NaiveDate::from_isoywd_opt(year, 53, Weekday::Mon).is_some() { 53 } else { 52 };
    Err((format!("{year:04} has no week {week:02}"), format!("its weeks run from W01 to W{last}")))
}

fn range(input: &Input, pair: Pair<Rule>, span: Span) -> Result<PeriodItem, Problem> {
    let bound = |moment: Pair<Rule>| {
        let place = input.place(&moment);
        dates::bound(moment).map_err(|reason| errors::impossible_period(place, reason))
    };
    let bounds: Vec<Bound> = pair.into_inner().map(bound).collect::<Result<_, _>>()?;
    let [from, to] = <[Bound; 2]>::try_from(bounds).map_err(|_| input.unreadable())?;
    if is_backwards(from, to) {
        let help = "the end is not included: the day after the last one, as in `2024-01-01..2024-01-02`";
        return Err(errors::impossible_period(span, ("this range holds nothing".into(), help.into())));
    }
    Ok(PeriodItem::Range(from, to))
}

/// Whether the range is certainly empty; bounds of different kinds are compared where the time zone is known.
fn is_backwards(from: Bound, to: Bound) -> bool {
    match (from, to) {
        (Bound::Date(from), Bound::Date(to)) => from >= to,
        (Bound::Instant(from, one), Bound::Instant(to, other)) => one == other && from >= to,
        _ => false,
    }
}

fn last(pair: Pair<Rule>) -> Result<PeriodItem, dates::Reason> {
    let mut parts: Vec<Pair<Rule>> = pair.into_inner().collect();
    let grain = grain(parts.pop());
    match parts.pop().map_or(Ok(1), |count| count.as_str().parse()) {
        Ok(0) | Err(_) => {
            Err(("this is not a number of periods".into(), "count from 1, as in `last-12-months`".into()))
        }
        Ok(count) => Ok(PeriodItem::Last(count, grain)),
    }
}

fn grain(pair: Option<Pair<Rule>>) -> SpanGrain {
    let name = pair.map(|pair| pair.as_str().to_ascii_lowercase()).unwrap_or_default();
    match name.trim_end_matches('s') {
        "hour" => SpanGrain::Hour,
        "day" => SpanGrain::Day,
        "week" => SpanGrain::Week,
        "month" => SpanGrain::Month,
        "quarter" => SpanGrain::Quarter,
        _ => SpanGrain::Year,
    }
}
