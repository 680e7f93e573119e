//! Arbitrary trees, zones, periods and texts.

use chrono::{NaiveDate, NaiveDateTime};
use jauge::diag::{Span, Spanned};
use jauge::lang::ast::*;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

/// An arbitrary expression of some depth.
pub fn expr() -> impl Strategy<Value = Expr> {
    let leaf =
        prop_oneof![literal().prop_map(ExprKind::Literal), vec(name(), 1..4).prop_map(ExprKind::Path),]
            .prop_map(at_nowhere);
    leaf.prop_recursive(6, 60, 5, |inner| {
        prop_oneof![
            unary(inner.clone()),
            binary(inner.clone()),
            binary(inner.clone()),
            comparison(inner.clone()),
            case(inner.clone()),
            call(inner),
        ]
        .prop_map(at_nowhere)
    })
}

/// An arbitrary zone.
pub fn zone() -> impl Strategy<Value = Zone> {
    use BinaryOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    let operator = proptest::sample::select(vec![Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual]);
    let compare = (operator, prop_oneof![4 => expr(), 1 => ramp()]);
    let test = prop_oneof![
        compare.prop_map(|(op, limit)| ZoneTest::Compare(Spanned::new(op, Span::default()), limit)),
        (expr(), expr()).prop_map(|(low, high)| ZoneTest::Between(low, high)),
        (vec(expr(), 1..3), any::<bool>()).prop_map(|(list, negated)| ZoneTest::In { list, negated }),
    ];
    vec(test, 1..4).prop_map(|tests| Zone { tests, span: Span::default() })
}

/// An arbitrary period.
pub fn period() -> impl Strategy<Value = PeriodItem> {
    let grain = || {
        use SpanGrain::{Day, Hour, Month, Quarter, Week, Year};
        proptest::sample::select(vec![Hour, Day, Week, Month, Quarter, Year])
    };
    prop_oneof![
        (0..9999).prop_map(PeriodItem::Year),
        (0..9999, 1..5u32).prop_map(|(year, quarter)| PeriodItem::Quarter(year, quarter)),
        (0..9999, 1..13u32).prop_map(|(year, month)| PeriodItem::Month(year, month)),
        (0..9999, 1..53u32).prop_map(|(year, week)| PeriodItem::Week(year, week)),
        date().prop_map(PeriodItem::Day),
        (date(), 1..1000u64).prop_map(|(from, days)| {
            PeriodItem::Range(Bound::Date(from), Bound::Date(from + chrono::Days::new(days)))
        }),
        (instant(), date()).prop_map(|((at, offset), to)| {
            PeriodItem::Range(Bound::Instant(at, offset), Bound::Date(to))
        }),
        (1..500u32, grain()).prop_map(|(count, grain)| PeriodItem::Last(count, grain)),
        grain().prop_map(PeriodItem::This),
        Just(PeriodItem::All),
    ]
}

/// Text made of pieces of the language in any order, and of any characters.
pub fn text() -> impl Strategy<Value = String> {
    let words = "a,b.c,`x y`,',\",',`,(,),(,),+,-,*,/,=,==,<,>,<=,!=,%,80%,1,0.5,1_000,5m,2 days,1h 30min,\
        @2024-01-31,@2024-02-30,@2024-01-31T08:00Z,2024-01,last-month,and,or,not,in,is,null,like,between,case,\
        when,then,else,end,where,on,order,by,per,having,except,if,count(,sum(,:,;,é,≥,“,--,#,&&,true,'t',ramp(,..";
    let mut words: Vec<String> = words.split(',').map(String::from).collect();
    words.extend([",", "\n", "  ", ""].map(String::from));
    let piece = prop_oneof![8 => proptest::sample::select(words), 1 => any::<char>().prop_map(String::from)];
    (vec(piece, 0..24), any::<bool>()).prop_map(|(pieces, blanks)| pieces.join(if blanks { " " } else { "" }))
}

fn at_nowhere(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn name() -> impl Strategy<Value = Name> {
    let keywords =
        ["order", "end", "NOT", "by", "on", "in", "null", "True", "per", "ramp", "if"].map(String::from);
    let text = prop_oneof![
        6 => "[a-zé_][a-z0-9_]{0,6}",
        1 => proptest::sample::select(keywords.to_vec()),
        1 => "[a-zA-Z0-9 `'.()\u{e9}-]{1,8}".prop_filter("a name is not blank", |name| !name.trim().is_empty()),
    ];
    text.prop_map(|text| Spanned::new(text, Span::default()))
}

fn boxed(inner: BoxedStrategy<Expr>) -> impl Strategy<Value = Box<Expr>> {
    inner.prop_map(Box::new)
}

fn unary(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let operator = prop_oneof![Just(UnaryOp::Not), Just(UnaryOp::Minus)];
    (operator, boxed(inner)).prop_map(|(op, x)| ExprKind::Unary(op, x)).boxed()
}

fn binary(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    use BinaryOp::{Add, And, Divide, Equal, Greater, LessEqual, Multiply, NotEqual, Or, Subtract};
    let operators = vec![Add, And, Divide, Equal, Greater, LessEqual, Multiply, NotEqual, Or, Subtract];
    (proptest::sample::select(operators), boxed(inner.clone()), boxed(inner))
        .prop_map(|(op, x, y)| ExprKind::Binary(Spanned::new(op, Span::default()), x, y))
        .boxed()
}

fn comparison(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let kind = prop_oneof![Just(MatchKind::Like), Just(MatchKind::Regex)];
    let one = || boxed(inner.clone());
    prop_oneof![
        (one(), vec(inner.clone(), 1..4), any::<bool>()).prop_map(|(value, list, negated)| ExprKind::In {
            value,
            list,
            negated
        }),
        (one(), one(), one(), any::<bool>()).prop_map(|(value, low, high, negated)| ExprKind::Between {
            value,
            low,
            high,
            negated
        }),
        (one(), any::<bool>()).prop_map(|(value, negated)| ExprKind::IsNull { value, negated }),
        (one(), one(), kind, any::<bool>()).prop_map(|(value, pattern, kind, negated)| ExprKind::Match {
            value,
            pattern,
            kind,
            negated
        }),
    ]
    .boxed()
}

fn case(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    (vec((inner.clone(), inner.clone()), 1..3), of(boxed(inner)))
        .prop_map(|(arms, otherwise)| ExprKind::Case { arms, otherwise })
        .boxed()
}

fn call(inner: BoxedStrategy<Expr>) -> BoxedStrategy<ExprKind> {
    let plain = |name: &Name| name.value != "ramp" && !name.value.eq_ignore_ascii_case("if");
    let name = prop_oneof![
        3 => name().prop_filter("these have a form of their own", plain),
        1 => Just(Spanned::new("next".to_string(), Span::default())),
    ];
    let one = || of(boxed(inner.clone()));
    let keys = prop_oneof![2 => Just((Vec::new(), None)), 1 => (vec(inner.clone(), 1..3), one())];
    let lists = (vec(inner.clone(), 0..3), vec(inner.clone(), 0..2), keys);
    (name, lists, one(), one(), one())
        .prop_map(|(name, (arguments, order_by, (per, having)), filter, on, except)| {
            let call = Call::new(name, arguments);
            ExprKind::Call(Call { filter, on, order_by, per, having, except, ..call })
        })
        .boxed()
}

fn ramp() -> BoxedStrategy<Expr> {
    vec((expr(), expr()), 1..3)
        .prop_map(|points| {
            let arguments = points.into_iter().flat_map(|(date, value)| [date, value]).collect();
            let name = Spanned::new("ramp".to_string(), Span::default());
            at_nowhere(ExprKind::Call(Call::new(name, arguments)))
        })
        .boxed()
}

fn literal() -> impl Strategy<Value = Literal> {
    use DurationUnit::{Day, Hour, Millisecond, Minute, Second, Week};
    let digits = || "[0-9]{1,4}(\\.[0-9]{1,3})?";
    let unit = proptest::sample::select(vec![Millisecond, Second, Minute, Hour, Day, Week]);
    let step = proptest::sample::select(vec![StepUnit::Month, StepUnit::Quarter, StepUnit::Year]);
    prop_oneof![
        digits().prop_map(Literal::Number),
        digits().prop_map(Literal::Percent),
        any::<String>().prop_map(Literal::Text),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
        vec((digits(), unit), 1..3).prop_map(Literal::Duration),
        (0..i64::MAX, step).prop_map(|(count, unit)| Literal::Step(count, unit)),
        date().prop_map(Literal::Date),
        instant().prop_map(|(at, offset)| Literal::Instant(at, offset)),
    ]
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0..9990, 1..366u32).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap())
}

fn instant() -> impl Strategy<Value = (NaiveDateTime, Option<i32>)> {
    let fraction = prop_oneof![Just(0), Just(250_000_000), 0..1_000_000_000u32];
    let second = prop_oneof![Just(0), 0..60u32];
    let clock = (0..24u32, 0..60u32, second, fraction);
    let offset = of((-18 * 60..=18 * 60).prop_map(|minutes: i32| minutes * 60));
    (date(), clock, offset).prop_map(|(date, (hour, minute, second, nano), offset)| {
        (date.and_hms_nano_opt(hour, minute, second, nano).unwrap(), offset)
    })
}
