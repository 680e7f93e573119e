//! Lengths of time and calendar steps: `1h 30min`, `28 days`, `2 months`, and what is mistaken for them.

use super::input::Input;
use super::literal::number;
use super::{Rule, errors};
use crate::diag::{Code, Problem};
use crate::lang::ast::{DurationUnit, Literal, StepUnit};
use pest::iterators::Pair;

/// A number and the word after it.
struct Amount<'a> {
    number: &'a str,
    word: &'a str,
    start: usize,
    word_start: usize,
    end: usize,
}

#[derive(Clone, Copy)]
enum Unit {
    Duration(DurationUnit),
    Step(StepUnit),
}

/// The constant, and where its last unit ends.
pub(super) fn quantity(input: &Input, pair: Pair<Rule>) -> Result<(Literal, usize), Problem> {
    let parts: Vec<Pair<Rule>> = pair.into_inner().collect();
    let amounts: Vec<Amount> = parts.as_chunks().0.iter().map(Amount::new).collect();
    let mut durations = Vec::new();
    for amount in &amounts {
        let written = number(input, amount.number, amount.start)?;
        match unit(input, amount)? {
            Unit::Duration(unit) => durations.push((written, unit)),
            Unit::Step(unit) if amounts.len() == 1 => return Ok((step(input, amount, unit)?, amount.end)),
            Unit::Step(_) => return Err(mixed(input, &amounts)),
        }
    }
    Ok((Literal::Duration(durations), amounts.last().map_or(0, |last| last.end)))
}

impl<'a> Amount<'a> {
    fn new([number, word]: &[Pair<'a, Rule>; 2]) -> Self {
        let (number, word) = (number.as_span(), word.as_span());
        Self {
            number: number.as_str(),
            word: word.as_str(),
            start: number.start(),
            word_start: word.start(),
            end: word.end(),
        }
    }

    /// What is underlined: the whole where it is written as one word, else the unit.
    fn wrong(&self) -> (usize, usize) {
        let glued = self.start + self.number.len() == self.word_start;
        (if glued { self.start } else { self.word_start }, self.end)
    }
}

fn step(input: &Input, amount: &Amount, unit: StepUnit) -> Result<Literal, Problem> {
    let problem = |message: &str, help: String| {
        let end = amount.start + amount.number.len();
        Problem::error(Code::InvalidLiteral, input.span(amount.start, end), message).help(help)
    };
    if amount.number.contains('.') {
        let help = "write `1 month`, or a length of time such as `15 days`";
        return Err(problem("a calendar step is a whole number of months, quarters or years", help.into()));
    }
    match amount.number.replace('_', "").parse() {
        Ok(count) => Ok(Literal::Step(count, unit)),
        Err(_) => Err(problem("this number is too large", "no calendar goes that far".into())),
    }
}

fn mixed(input: &Input, amounts: &[Amount]) -> Problem {
    let (start, end) = (amounts.first().map_or(0, |a| a.start), amounts.last().map_or(0, |a| a.end));
    let message = "calendar steps and lengths of time do not join into one";
    let sum =
        amounts.iter().map(|amount| input.slice(amount.start, amount.end)).collect::<Vec<_>>().join(" + ");
    Problem::error(Code::InvalidLiteral, input.span(start, end), message).help(format!(
        "add them one after the other, as in `opened_at + {sum}`, or use one unit (`18 months`)"
    ))
}

fn unit(input: &Input, amount: &Amount) -> Result<Unit, Problem> {
    use Unit::{Duration, Step};
    Ok(match amount.word.to_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => Duration(DurationUnit::Millisecond),
        "s" | "sec" | "second" | "seconds" => Duration(DurationUnit::Second),
        "min" | "minute" | "minutes" => Duration(DurationUnit::Minute),
        "h" | "hour" | "hours" => Duration(DurationUnit::Hour),
        "d" | "day" | "days" => Duration(DurationUnit::Day),
        "w" | "week" | "weeks" => Duration(DurationUnit::Week),
        "month" | "months" => Step(StepUnit::Month),
        "quarter" | "quarters" => Step(StepUnit::Quarter),
        "year" | "years" => Step(StepUnit::Year),
        "m" => return Err(ambiguous(input, amount)),
        _ => return Err(unknown(input, amount)),
    })
}

fn ambiguous(input: &Input, amount: &Amount) -> Problem {
    let (number, written) = (amount.number, input.slice(amount.start, amount.end));
    let months = match number {
        "1" => " or `1 month`".to_string(),
        _ if number.contains('.') => "; calendar steps are whole".to_string(),
        _ => format!(" or `{number} months`"),
    };
    let span = input.span(amount.start, amount.end);
    Problem::error(Code::AmbiguousUnit, span, format!("`{written}` may be minutes or months"))
        .help(format!("write `{number}min`{months}"))
}

fn unknown(input: &Input, amount: &Amount) -> Problem {
    let (start, end) = amount.wrong();
    let message = match errors::in_full(amount.number, amount.word) {
        Some(_) => format!("`{}` is not a number", input.slice(amount.start, amount.end)),
        None => format!("`{}` is not a unit of time", amount.word),
    };
    let glued = start == amount.start;
    let help = errors::unit_help(amount.number, amount.word, glued);
    Problem::error(Code::InvalidLiteral, input.span(start, end), message).help(help)
}
