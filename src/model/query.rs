//! What is asked of a project in one run.

use crate::diag::{Span, Spanned};
use crate::lang::ast::{Expr, PeriodItem};
use crate::spec::{AsOf, SliceSpec};

/// A run's question. The default asks for every KPI at its own grain and slices.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Names or globs of KPIs; empty: all.
    pub kpis: Vec<Spanned<String>>,
    /// Tags, one of which a KPI must have; empty: any.
    pub tags: Vec<Spanned<String>>,
    /// The periods; none: the last complete one to judge, the last 12 to compute.
    pub periods: Option<Vec<(PeriodItem, Span)>>,
    /// The grain instead of each KPI's own.
    pub grain: Option<Spanned<String>>,
    /// The slices instead of each KPI's own; an empty list is none.
    pub by: Option<Vec<SliceSpec>>,
    /// Only these rows, in every aggregate.
    pub filter: Option<Expr>,
    /// "Now" instead of the project's.
    pub as_of: Option<Spanned<AsOf>>,
    /// Whether values are judged: `check`.
    pub judge: bool,
    /// Whether periods that are not complete are judged too.
    pub incomplete: bool,
}
