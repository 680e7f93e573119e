//! A checked expression: every name resolved, every type known.

use super::interval::{InsidePart, Interval, Lasts};
use super::neighbour::Neighbour;
use super::nested::Nested;
use super::per::Per;
use super::shape::Shape;
use crate::calendar::Grain;
use crate::diag::Span;
use crate::functions::aggregate::AggregateFunction;
use crate::functions::scalar::{EngineFunction, ScalarFunction};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, Literal, MatchKind, UnaryOp};

/// A checked expression of either level. Two are equal if they compute the same, wherever they were written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it computes.
    pub kind: NodeKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.ty == other.ty && self.kind == other.kind
    }
}

/// The forms of a checked expression.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// A constant.
    Literal(Literal),
    /// A civil period named by its label.
    PeriodLiteral(Grain, i64),
    /// Row level: a column of the aggregate's source, or of one that links lead to.
    Column(ColumnRef),
    /// KPI level: an aggregate.
    Aggregate(Box<Aggregate>),
    /// KPI level: another KPI, by its number in the model.
    Kpi(usize),
    /// KPI level: a value at other periods, over a window of time, or over other slices.
    Shaped(Box<Shape>),
    /// KPI level: an aggregate over the values of keys, or of finer periods.
    Per(Box<Per>),
    /// A bound or the length of the period.
    Period(PeriodPart),
    /// The instant that counts as now.
    AsOf,
    /// `not x`, `-x`.
    Unary(UnaryOp, Box<Node>),
    /// `x + y` and its kin.
    Binary(BinaryOp, Box<Node>, Box<Node>),
    /// `x in (a, b)`.
    In { value: Box<Node>, list: Vec<Node>, negated: bool },
    /// `x between low and high`.
    Between { value: Box<Node>, low: Box<Node>, high: Box<Node>, negated: bool },
    /// `x is null`.
    IsNull { value: Box<Node>, negated: bool },
    /// `x like 'a%'`, `x matches '^a'`.
    Match { value: Box<Node>, pattern: Box<Node>, kind: MatchKind, negated: bool },
    /// `case … end`, `if(…)`.
    Case { arms: Vec<(Node, Node)>, otherwise: Option<Box<Node>> },
    /// A function of the language.
    Call(&'static ScalarFunction, Vec<Node>),
    /// A function of the engine, by its SQL name.
    EngineCall(EngineFunction, Vec<Node>),
    /// Row level: whether an instant lies in the period that the row falls in.
    InPeriod(Box<Node>),
    /// Row level: whether the row's time lies at least this long before now.
    Mature(Box<Node>),
    /// Row level: a condition on the row's interval.
    Lasts(Box<Lasts>),
    /// Row level: the part of the row's interval that lies inside the period.
    Inside(Box<Interval>, InsidePart),
    /// Row level: a value of the row before or after it.
    Neighbour(Box<Neighbour>),
    /// Row level: an aggregate over the rows of another source that are linked to it.
    Nested(Box<Nested>),
    /// Inside such an aggregate: a value of the row that it is computed for.
    Outer(Box<Node>),
}

/// A part of the period that is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodPart {
    Start,
    End,
    Length,
}

/// A column and the links that lead to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ColumnRef {
    /// Link numbers, hop by hop, from the base source; empty: its own column.
    pub links: Vec<usize>,
    /// The source that holds the column.
    pub source: usize,
    /// The column's number there.
    pub column: usize,
}

/// An aggregate over the rows of one source.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// Which.
    pub function: &'static AggregateFunction,
    /// The source whose rows it reads.
    pub source: usize,
    /// Its arguments at row level; none for `count()`.
    pub arguments: Vec<Node>,
    /// Its own `where`.
    pub filter: Option<Node>,
    /// The `where` of the KPI it is written in.
    pub kpi_filter: Option<Node>,
    /// What places rows in time; none where the source has no time.
    pub time: Option<Node>,
    /// `order by`, then time, then key: for `first` and `last`.
    pub order: Vec<Node>,
    /// Whether no rows are no value, for sums and counts.
    pub empty_is_none: bool,
}

impl Node {
    /// A node written at `span`.
    pub fn new(kind: NodeKind, ty: Type, span: Span) -> Self {
        Self { kind, ty, span }
    }

    /// The literal that it is, if it is one; a minus before a number is part of it.
    pub fn literal(&self) -> Option<Literal> {
        match &self.kind {
            NodeKind::Literal(literal) => Some(literal.clone()),
            NodeKind::Unary(UnaryOp::Minus, inner) => match inner.literal()? {
                Literal::Number(digits) => Some(Literal::Number(format!("-{digits}"))),
                Literal::Percent(digits) => Some(Literal::Percent(format!("-{digits}"))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The expressions directly below that are about the same row, in order. An aggregate has none: its arguments are
    /// of another level. Of one over linked rows they are those about the row it is computed for.
    pub fn children(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Unary(_, inner) | NodeKind::IsNull { value: inner, .. } => vec![inner],
            NodeKind::InPeriod(inner) | NodeKind::Mature(inner) => vec![inner],
            NodeKind::Binary(_, left, right) => vec![left, right],
            NodeKind::Lasts(lasts) => {
                let bounds = [&lasts.interval.from, &lasts.interval.to];
                bounds.into_iter().chain(&lasts.at).collect()
            }
            NodeKind::Inside(interval, _) => vec![&interval.from, &interval.to],
            NodeKind::In { value, list, .. } => std::iter::once(&**value).chain(list).collect(),
            NodeKind::Between { value, low, high, .. } => vec![value, low, high],
            NodeKind::Match { value, pattern, .. } => vec![value, pattern],
            NodeKind::Case { arms, otherwise } => {
                let arms = arms.iter().flat_map(|(condition, value)| [condition, value]);
                arms.chain(otherwise.as_deref()).collect()
            }
            NodeKind::Call(_, arguments) | NodeKind::EngineCall(_, arguments) => arguments.iter().collect(),
            NodeKind::Shaped(shape) => vec![&shape.argument],
            NodeKind::Per(per) => per.nodes().collect(),
            NodeKind::Neighbour(neighbour) => neighbour.nodes(),
            NodeKind::Nested(nested) => nested.outer(),
            _ => Vec::new(),
        }
    }

    /// The expressions directly below, in order, to be changed.
    pub fn children_mut(&mut self) -> Vec<&mut Node> {
        match &mut self.kind {
            NodeKind::Unary(_, inner) | NodeKind::IsNull { value: inner, .. } => vec![inner],
            NodeKind::InPeriod(inner) | NodeKind::Mature(inner) => vec![inner],
            NodeKind::Binary(_, left, right) => vec![left, right],
            NodeKind::Lasts(lasts) => {
                let bounds = [&mut lasts.interval.from, &mut lasts.interval.to];
                bounds.into_iter().chain(&mut lasts.at).collect()
            }
            NodeKind::Inside(interval, _) => vec![&mut interval.from, &mut interval.to],
            NodeKind::In { value, list, .. } => std::iter::once(&mut **value).chain(list).collect(),
            NodeKind::Between { value, low, high, .. } => vec![value, low, high],
            NodeKind::Match { value, pattern, .. } => vec![value, pattern],
            NodeKind::Case { arms, otherwise } => {
                let arms = arms.iter_mut().flat_map(|(condition, value)| [condition, value]);
                arms.chain(otherwise.as_deref_mut()).collect()
            }
            NodeKind::Call(_, arguments) | NodeKind::EngineCall(_, arguments) => {
                arguments.iter_mut().collect()
            }
            NodeKind::Shaped(shape) => vec![&mut shape.argument],
            NodeKind::Per(per) => per.nodes_mut().collect(),
            _ => Vec::new(),
        }
    }

    /// Calls `visit` with this node and all below it, aggregates' arguments excepted.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        visit(self);
        self.children().into_iter().for_each(|child| child.walk(visit));
    }
}

impl Aggregate {
    /// Every row-level expression that it holds.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        let clauses = [&self.filter, &self.kpi_filter, &self.time].into_iter().flatten();
        self.arguments.iter().chain(clauses).chain(&self.order)
    }
}

// Functions are told apart by their names.
impl PartialEq for AggregateFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl PartialEq for ScalarFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}
