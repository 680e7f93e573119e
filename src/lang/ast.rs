//! The tree of a parsed expression. Equality ignores places, so that print and parse can be compared.

use crate::diag::{Span, Spanned};

/// A name as written, without its backticks.
pub type Name = Spanned<String>;

/// An expression and the place it was written at.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in its file.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A name or a path through links: `a`, `a.b.c`.
    Path(Vec<Name>),
    /// A function or aggregate with its clauses.
    Call(Call),
    /// `not x`, `-x`.
    Unary(UnaryOp, Box<Expr>),
    /// `x + y`; the place is that of the operator.
    Binary(Spanned<BinaryOp>, Box<Expr>, Box<Expr>),
    /// `x [not] in (a, b)`.
    In { value: Box<Expr>, list: Vec<Expr>, negated: bool },
    /// `x [not] between low and high`, both ends included.
    Between { value: Box<Expr>, low: Box<Expr>, high: Box<Expr>, negated: bool },
    /// `x is [not] null`.
    IsNull { value: Box<Expr>, negated: bool },
    /// `x [not] like 'a%'` or `x [not] matches '^a'`.
    Match { value: Box<Expr>, pattern: Box<Expr>, kind: MatchKind, negated: bool },
    /// `case when c then x … else y end`, and `if(c, x, y)`.
    Case { arms: Vec<(Expr, Expr)>, otherwise: Option<Box<Expr>> },
}

/// A call `name(arguments clauses)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function.
    pub name: Name,
    /// The arguments; `share(a, b)` has two.
    pub arguments: Vec<Expr>,
    /// `where c`.
    pub filter: Option<Box<Expr>>,
    /// `on time_column`.
    pub on: Option<Box<Expr>>,
    /// `order by x, y`.
    pub order_by: Vec<Expr>,
    /// `per key, key`.
    pub per: Vec<Expr>,
    /// `having c`, after `per`.
    pub having: Option<Box<Expr>>,
    /// `except pauses`, in calendar functions.
    pub except: Option<Box<Expr>>,
}

impl Call {
    /// A call without clauses.
    pub fn new(name: Name, arguments: Vec<Expr>) -> Self {
        Self {
            name,
            arguments,
            filter: None,
            on: None,
            order_by: Vec::new(),
            per: Vec::new(),
            having: None,
            except: None,
        }
    }
}

/// `not` and unary minus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Not,
    Minus,
}

/// Operators between two operands. `==` is read as `=`, `<>` as `!=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// `like` (SQL pattern) or `matches` (regular expression).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchKind {
    Like,
    Regex,
}

/// A constant as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Digits with an optional fraction, underscores removed, no exponent: `1000`, `0.5`.
    Number(String),
    /// The number before the `%`: `80` for `80%`.
    Percent(String),
    /// A text, escapes resolved.
    Text(String),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`.
    Null,
    /// A length of time and its parts as written: `1h 30min`. Days have 24 h, weeks 7 days.
    Duration(Vec<(String, DurationUnit)>),
    /// A calendar step: `1 month`, `2 quarters`.
    Step(i64, StepUnit),
    /// `@2024-01-31`.
    Date(chrono::NaiveDate),
    /// `@2024-01-31T08:00`, with an offset in seconds where it is written (`-05:00`, `Z`).
    Instant(chrono::NaiveDateTime, Option<i32>),
}

/// Units of exact lengths of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
}

/// Units of calendar steps, whose length depends on where they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepUnit {
    Month,
    Quarter,
    Year,
}

/// The rest of a comparison whose left side is the value judged: `>= 80%`, `between 0h and 4h`, `> 0 and < 4`.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The tests, joined by `and`.
    pub tests: Vec<ZoneTest>,
    /// The whole text.
    pub span: Span,
}

/// One test of a zone.
#[derive(Clone, Debug, PartialEq)]
pub enum ZoneTest {
    /// `>= limit` and its kin (a comparison operator only).
    Compare(Spanned<BinaryOp>, Expr),
    /// `between low and high`, both ends included.
    Between(Expr, Expr),
    /// `in (a, b)` or `not in (a, b)`.
    In { list: Vec<Expr>, negated: bool },
}

/// Periods as asked for by `--period` and in tests.
#[derive(Clone, Debug, PartialEq)]
pub enum PeriodItem {
    /// `2024`.
    Year(i32),
    /// `2024-Q1`.
    Quarter(i32, u32),
    /// `2024-01`.
    Month(i32, u32),
    /// `2024-W05`.
    Week(i32, u32),
    /// `2024-01-31`.
    Day(chrono::NaiveDate),
    /// `2024-01-01..2024-04-01`, the end exclusive.
    Range(Bound, Bound),
    /// `last-month` (1), `last-12-months`: complete periods before now.
    Last(u32, SpanGrain),
    /// `this-month`, `this-year`: so far.
    This(SpanGrain),
    /// `all`: from the first to the last row.
    All,
}

/// An end of a range of periods: a date, or an instant with an optional offset in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Date(chrono::NaiveDate),
    Instant(chrono::NaiveDateTime, Option<i32>),
}

/// Grains of `last-…` and `this-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanGrain {
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}
