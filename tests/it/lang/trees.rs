//! Trees written out in full, so that cases can state them by hand.

use jauge::lang::ast::{Call, Expr, ExprKind, Literal, MatchKind, UnaryOp, Zone, ZoneTest};

/// The tree as `(operator operand …)`, every level in parentheses.
pub fn tree(expr: &Expr) -> String {
    let not = |negated: &bool| if *negated { "not-" } else { "" };
    match &expr.kind {
        ExprKind::Literal(literal) => constant(literal),
        ExprKind::Path(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
            names.join(" . ")
        }
        ExprKind::Call(call) => self::call(call),
        ExprKind::Unary(UnaryOp::Not, x) => format!("(not {})", tree(x)),
        ExprKind::Unary(UnaryOp::Minus, x) => format!("(neg {})", tree(x)),
        ExprKind::Binary(op, x, y) => format!("({:?} {} {})", op.value, tree(x), tree(y)),
        ExprKind::In { value, list, negated } => {
            format!("({}in {} {})", not(negated), tree(value), trees(list))
        }
        ExprKind::Between { value, low, high, negated } => {
            format!("({}between {} {} {})", not(negated), tree(value), tree(low), tree(high))
        }
        ExprKind::IsNull { value, negated } => format!("({}null {})", not(negated), tree(value)),
        ExprKind::Match { value, pattern, kind, negated } => {
            let word = if *kind == MatchKind::Like { "like" } else { "matches" };
            format!("({}{word} {} {})", not(negated), tree(value), tree(pattern))
        }
        ExprKind::Case { arms, otherwise } => {
            let arms: Vec<String> = arms.iter().map(|(c, x)| format!("[{} {}]", tree(c), tree(x))).collect();
            let otherwise = otherwise.as_ref().map(|x| format!(" {}", tree(x))).unwrap_or_default();
            format!("(case {}{otherwise})", arms.join(" "))
        }
    }
}

/// The zone's tests as trees.
pub fn zone(zone: &Zone) -> String {
    let test = |test: &ZoneTest| match test {
        ZoneTest::Compare(op, limit) => format!("({:?} {})", op.value, tree(limit)),
        ZoneTest::Between(low, high) => format!("(between {} {})", tree(low), tree(high)),
        ZoneTest::In { list, negated } => {
            format!("({}in {})", if *negated { "not-" } else { "" }, trees(list))
        }
    };
    zone.tests.iter().map(test).collect::<Vec<_>>().join(" ")
}

fn trees(list: &[Expr]) -> String {
    list.iter().map(tree).collect::<Vec<_>>().join(" ")
}

fn call(call: &Call) -> String {
    let mut parts = vec![format!("{}:", call.name.value)];
    parts.extend(call.arguments.iter().map(tree));
    let one = |word: &str, x: &Option<Box<Expr>>| x.as_ref().map(|x| format!("[{word} {}]", tree(x)));
    let many = |word: &str, x: &[Expr]| (!x.is_empty()).then(|| format!("[{word} {}]", trees(x)));
    parts.extend(one("where", &call.filter));
    parts.extend(one("on", &call.on));
    parts.extend(many("order", &call.order_by));
    parts.extend(many("per", &call.per));
    parts.extend(one("having", &call.having));
    parts.extend(one("except", &call.except));
    format!("({})", parts.join(" "))
}

fn constant(literal: &Literal) -> String {
    match literal {
        Literal::Number(digits) => digits.clone(),
        Literal::Percent(digits) => format!("{digits}%"),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Boolean(value) => value.to_string(),
        Literal::Null => "null".into(),
        Literal::Duration(parts) => {
            let parts: Vec<String> =
                parts.iter().map(|(digits, unit)| format!("{digits} {unit:?}")).collect();
            format!("<{}>", parts.join(", "))
        }
        Literal::Step(count, unit) => format!("<{count} {unit:?}>"),
        Literal::Date(date) => format!("<{date}>"),
        Literal::Instant(at, offset) => format!("<{at} {offset:?}>"),
    }
}
