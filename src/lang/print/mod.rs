//! The canonical text of a tree, with as few parentheses as can be; `parse` is the inverse.

mod literal;
mod period;

use super::ast::{BinaryOp, Call, Expr, ExprKind, MatchKind, Name, UnaryOp, Zone, ZoneTest};
use super::parse::is_plain;
use std::fmt::{self, Display, Formatter, Result};

/// How tightly a form binds, from loose to tight.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Primary,
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        use ExprKind::{Between, Binary, Call, Case, In, IsNull, Literal, Match, Path, Unary};
        match &self.kind {
            Literal(literal) => literal.fmt(f),
            Path(names) => path(f, names),
            Call(call) => call.fmt(f),
            Unary(UnaryOp::Not, operand) => write!(f, "not {}", At(operand, Level::Not)),
            Unary(UnaryOp::Minus, operand) if is_minus(operand) => write!(f, "- {operand}"),
            Unary(UnaryOp::Minus, operand) => write!(f, "-{}", At(operand, Level::Sign)),
            Binary(op, left, right) => {
                let (low, high) = sides(op.value);
                write!(f, "{} {} {}", At(left, low), op.value, At(right, high))
            }
            In { value, list, negated } => {
                write!(f, "{} {}in ({})", At(value, Level::Sum), not(*negated), Commas(list))
            }
            Between { value, low, high, negated } => {
                let [value, low, high] = [value, low, high].map(|part| At(part, Level::Sum));
                write!(f, "{value} {}between {low} and {high}", not(*negated))
            }
            IsNull { value, negated } => write!(f, "{} is {}null", At(value, Level::Sum), not(*negated)),
            Match { value, pattern, kind, negated } => {
                let [value, pattern] = [value, pattern].map(|part| At(part, Level::Sum));
                write!(f, "{value} {}{kind} {pattern}", not(*negated))
            }
            Case { arms, otherwise } => case(f, arms, otherwise.as_deref()),
        }
    }
}

/// An expression where at least this level is needed; looser ones get parentheses.
struct At<'a>(&'a Expr, Level);

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if level(&self.0.kind) < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

struct Commas<'a>(&'a [Expr]);

impl Display for Commas<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (index, expr) in self.0.iter().enumerate() {
            write!(f, "{}{expr}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

fn level(kind: &ExprKind) -> Level {
    match kind {
        ExprKind::Binary(op, ..) => match op.value {
            BinaryOp::Or => Level::Or,
            BinaryOp::And => Level::And,
            BinaryOp::Add | BinaryOp::Subtract => Level::Sum,
            BinaryOp::Multiply | BinaryOp::Divide => Level::Product,
            _ => Level::Comparison,
        },
        ExprKind::Unary(UnaryOp::Not, _) => Level::Not,
        ExprKind::Unary(UnaryOp::Minus, _) => Level::Sign,
        ExprKind::In { .. } | ExprKind::Between { .. } | ExprKind::IsNull { .. } | ExprKind::Match { .. } => {
            Level::Comparison
        }
        ExprKind::Literal(_) | ExprKind::Path(_) | ExprKind::Call(_) | ExprKind::Case { .. } => {
            Level::Primary
        }
    }
}

/// The levels needed left and right of an operator: all bind to the left, and comparisons not at all.
fn sides(op: BinaryOp) -> (Level, Level) {
    match op {
        BinaryOp::Or => (Level::Or, Level::And),
        BinaryOp::And => (Level::And, Level::Not),
        BinaryOp::Add | BinaryOp::Subtract => (Level::Sum, Level::Product),
        BinaryOp::Multiply | BinaryOp::Divide => (Level::Product, Level::Sign),
        _ => (Level::Sum, Level::Sum),
    }
}

/// Two signs in a row would begin a comment.
fn is_minus(operand: &Expr) -> bool {
    matches!(operand.kind, ExprKind::Unary(UnaryOp::Minus, _))
}

fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}

fn path(f: &mut Formatter<'_>, names: &[Name]) -> Result {
    for (index, name) in names.iter().enumerate() {
        write!(f, "{}{}", if index == 0 { "" } else { "." }, quoted(&name.value, index > 0))?;
    }
    Ok(())
}

/// The name, in backticks where it needs them.
fn quoted(name: &str, after_dot: bool) -> String {
    if is_plain(name, after_dot) { name.to_string() } else { format!("`{}`", name.replace('`', "``")) }
}

fn case(f: &mut Formatter<'_>, arms: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Result {
    if let ([(when, then)], Some(otherwise)) = (arms, otherwise) {
        return write!(f, "if({when}, {then}, {otherwise})");
    }
    f.write_str("case")?;
    arms.iter().try_for_each(|(when, then)| write!(f, " when {when} then {then}"))?;
    otherwise.map_or(Ok(()), |otherwise| write!(f, " else {otherwise}"))?;
    f.write_str(" end")
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut parts = Vec::new();
        match self.arguments.as_chunks() {
            (points, []) if self.name.value == "ramp" => {
                let points = points.iter().map(|[date, value]| format!("{date}: {value}"));
                parts.push(points.collect::<Vec<_>>().join(", "));
            }
            _ => parts.push(Commas(&self.arguments).to_string()),
        }
        parts.extend(clauses(self));
        parts.retain(|part| !part.is_empty());
        write!(f, "{}({})", quoted(&self.name.value, false), parts.join(" "))
    }
}

/// The clauses in their order; `next` and `prior` have their order after their keys.
fn clauses(call: &Call) -> Vec<String> {
    let one = |word: &str, clause: &Option<Box<Expr>>| {
        clause.as_ref().map(|expr| format!("{word} {expr}")).unwrap_or_default()
    };
    let many = |word: &str, list: &[Expr]| match list {
        [] => String::new(),
        list => format!("{word} {}", Commas(list)),
    };
    let order = many("order by", &call.order_by);
    let keys = [many("per", &call.per), one("having", &call.having)].join(" ");
    let keys = keys.trim_end().to_string();
    let (middle, late) = if is_neighbour(&call.name.value) { (keys, order) } else { (order, keys) };
    vec![one("where", &call.filter), one("on", &call.on), middle, late, one("except", &call.except)]
}

/// Whether the call looks at a neighbouring row: its order belongs to its keys.
pub(super) fn is_neighbour(name: &str) -> bool {
    matches!(name, "next" | "prior")
}

impl Display for BinaryOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
        })
    }
}

impl Display for MatchKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> Result {
        f.write_str(match self {
            MatchKind::Like => "like",
            MatchKind::Regex => "matches",
        })
    }
}

impl Display for Zone {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (index, test) in self.tests.iter().enumerate() {
            write!(f, "{}{test}", if index == 0 { "" } else { " and " })?;
        }
        Ok(())
    }
}

impl Display for ZoneTest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            ZoneTest::Compare(op, limit) => write!(f, "{} {}", op.value, At(limit, Level::Sum)),
            ZoneTest::Between(low, high) => {
                write!(f, "between {} and {}", At(low, Level::Sum), At(high, Level::Sum))
            }
            ZoneTest::In { list, negated } => write!(f, "{}in ({})", not(*negated), Commas(list)),
        }
    }
}
