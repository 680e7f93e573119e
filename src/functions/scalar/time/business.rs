//! Business time: `business_time(a, b)`, `business_add(a, 4h)`, `business_days(a, b)`.

use super::business_kernel::{Business, Question};
use super::udf::{call, time};
use crate::functions::scalar::{ScalarFunction, rules};
use crate::functions::{Argument, Lowering, Misuse, Operand, misuse, operator};
use crate::lang::Type;
use crate::lang::ast::Literal;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;

/// `business_time business_add business_days`. The calendar is always their third operand here: where none is written,
/// the project's default one.
pub static BUSINESS: [ScalarFunction; 3] = [
    ScalarFunction {
        name: "business_time",
        signature: "business_time(date or instant, date or instant [, calendar])",
        docs: "How long the calendar is open between two times; negative where the second is earlier.",
        example: "business_time(opened_at, resolved_at)",
        check: |arguments| {
            times("business_time", arguments, 2)?;
            Ok(Type::Duration)
        },
        lower: |operands, lowering| lower(Question::Time, operands, lowering),
    },
    ScalarFunction {
        name: "business_add",
        signature: "business_add(date or instant, duration [, calendar])",
        docs: "The instant at which the calendar has been open for so long since a time: a deadline. One that falls on closing \
               time stays there. No value if the calendar never is open for so long.",
        example: "business_add(opened_at, 4h)",
        check: |arguments| {
            times("business_add", arguments, 1)?;
            length(arguments)?;
            Ok(Type::Instant)
        },
        lower: |operands, lowering| lower(Question::Add, operands, lowering),
    },
    ScalarFunction {
        name: "business_days",
        signature: "business_days(date or instant, date or instant [, calendar])",
        docs: "How many dates with opening hours there are from the date of one time to before that of another.",
        example: "business_days(opened_at, resolved_at)",
        check: |arguments| {
            times("business_days", arguments, 2)?;
            Ok(Type::INTEGER)
        },
        lower: |operands, lowering| lower(Question::Days, operands, lowering),
    },
];

/// Two arguments, of which the first so many are times, and perhaps a calendar.
fn times(name: &str, arguments: &[Argument], count: usize) -> Result<(), Misuse> {
    if !(2..=3).contains(&arguments.len()) {
        let wanted = if count == 2 { "two times" } else { "a time and a length" };
        return Err(misuse::count(name, &format!("{wanted}, and perhaps a calendar"), arguments.len()));
    }
    (0..count).try_for_each(|place| time(name, arguments, place))?;
    match arguments.get(2).map(|calendar| calendar.ty) {
        None | Some(Type::Text | Type::Null) => Ok(()),
        Some(other) => {
            let message = format!("a calendar is named by a text, not by a {}", other.unit_name());
            Err(misuse::of_type(
                2,
                message,
                Some("write the calendar's name, or name a text column".to_owned()),
            ))
        }
    }
}

fn length(arguments: &[Argument]) -> Result<(), Misuse> {
    let help = match arguments.get(1).map(|length| length.ty) {
        Some(Type::Duration | Type::Null) | None => return Ok(()),
        Some(Type::Step) => "open time is counted in hours: write for example `40h`",
        Some(Type::Number(..)) => "write its unit: `4h`, or `hours * 1h`",
        Some(_) => "write a length of time, such as `4h`",
    };
    let message = "`business_add` adds a length of open time".to_owned();
    Err(misuse::of_type(1, message, Some(help.to_owned())))
}

fn lower(question: Question, operands: &[Operand], lowering: &Lowering) -> Result<Expr> {
    let mut arguments = Vec::new();
    for (place, operand) in operands.iter().take(2).enumerate() {
        // A date is its start, but the dates between two dates are counted as they are.
        let instant = operand.ty == Type::Date && question != Question::Days;
        arguments.push(match instant || operand.ty == Type::Null && place == 0 {
            true => operator::convert(operand, &Type::Instant, lowering)?,
            false => operand.expr.clone(),
        });
    }
    let calendar = match operands.get(2).map(|operand| (&operand.ty, &operand.literal)) {
        Some((_, Some(Literal::Text(name)))) => Some(name.clone()),
        _ => {
            arguments.push(rules::expression(operands, 2));
            None
        }
    };
    // The pauses of each row, where some are taken out.
    let except = operands.get(3).map(|pauses| arguments.push(pauses.expr.clone())).is_some();
    Ok(call(Business { question, calendar, except }, lowering.civil, arguments))
}
