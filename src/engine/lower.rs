//! Checked expressions to expressions of the engine, at either level.

use crate::functions::{Lowering, Operand, operator};
use crate::lang::Type;
use crate::lang::ast::{BinaryOp, UnaryOp};
use crate::model::{Aggregate, ColumnRef, InsidePart, Interval, Lasts, Node, NodeKind, PeriodPart};
use datafusion::common::ScalarValue;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;

/// What the names of an expression stand for in the plan that it is lowered into. What a level does not have is a bug
/// of the model and an error here.
pub trait Columns {
    /// A column of the row.
    fn column(&self, column: &ColumnRef) -> Result<Expr> {
        Err(misplaced(&format!("column {}", column.column)))
    }

    /// The value of an aggregate of the frame.
    fn aggregate(&self, aggregate: &Aggregate, _ty: &Type) -> Result<Expr> {
        Err(misplaced(aggregate.function.name))
    }

    /// The value of a shape, or of an aggregate over keys; of a row, what rests on other rows.
    fn derived(&self, _node: &Node) -> Result<Expr> {
        Err(misplaced("a part of a formula"))
    }

    /// The formula of a KPI that is used by name.
    fn kpi(&self, kpi: usize) -> Result<&Node> {
        Err(misplaced(&format!("KPI {kpi}")))
    }

    /// A bound of the period.
    fn period(&self, _part: PeriodPart) -> Result<Expr> {
        Err(misplaced("period"))
    }

    /// Whether an instant lies in the row's period.
    fn in_period(&self, _instant: Operand) -> Result<Expr> {
        Err(misplaced("in_period"))
    }

    /// A condition on the row's interval; `at` is its instant or date.
    fn lasts(&self, lasts: &Lasts, _at: Option<Operand>, _lowering: &Lowering) -> Result<Expr> {
        Err(misplaced(&format!("{:?}", lasts.test)))
    }

    /// The part of the row's interval inside its period.
    fn inside(&self, _interval: &Interval, part: InsidePart, _lowering: &Lowering) -> Result<Expr> {
        Err(misplaced(&format!("{part:?}")))
    }

    /// What places the row in time.
    fn time(&self) -> Result<Operand> {
        Err(misplaced("time"))
    }
}

/// Constants have no names at all.
pub struct NoColumns;

impl Columns for NoColumns {}

fn misplaced(what: &str) -> DataFusionError {
    DataFusionError::Internal(format!("{what} at the wrong level"))
}

/// The engine's expression for a node, with its type.
pub fn lower(node: &Node, columns: &dyn Columns, lowering: &Lowering) -> Result<Operand> {
    let expr = Lower { columns, lowering }.expr(node)?;
    Ok(Operand { expr, ty: node.ty.clone(), literal: node.literal() })
}

struct Lower<'a> {
    columns: &'a dyn Columns,
    lowering: &'a Lowering<'a>,
}

impl Lower<'_> {
    fn operand(&self, node: &Node) -> Result<Operand> {
        lower(node, self.columns, self.lowering)
    }

    fn operands(&self, nodes: &[Node]) -> Result<Vec<Operand>> {
        nodes.iter().map(|node| self.operand(node)).collect()
    }

    fn expr(&self, node: &Node) -> Result<Expr> {
        let lowering = self.lowering;
        Ok(match &node.kind {
            NodeKind::Literal(literal) => self.literal(literal)?,
            NodeKind::PeriodLiteral(_, number) => Expr::Literal(ScalarValue::Int64(Some(*number)), None),
            NodeKind::Column(column) => self.columns.column(column)?,
            NodeKind::Aggregate(aggregate) => self.columns.aggregate(aggregate, &node.ty)?,
            NodeKind::Shaped(_) | NodeKind::Per(_) => self.columns.derived(node)?,
            NodeKind::Neighbour(_) | NodeKind::Nested(_) | NodeKind::Outer(_) => {
                self.columns.derived(node)?
            }
            NodeKind::Kpi(kpi) => self.expr(self.columns.kpi(*kpi)?)?,
            NodeKind::Period(part) => self.columns.period(*part)?,
            NodeKind::AsOf => self.as_of().expr,
            NodeKind::Unary(op, inner) => self.unary(*op, inner)?,
            NodeKind::Binary(op, left, right) => {
                operator::binary(*op, &self.operand(left)?, &self.operand(right)?, &node.ty, lowering)?
            }
            NodeKind::In { value, list, negated } => {
                operator::in_list(&self.operand(value)?, &self.operands(list)?, *negated, lowering)?
            }
            NodeKind::Between { value, low, high, negated } => {
                let [value, low, high] = [value, low, high].map(|part| self.operand(part));
                operator::between(&value?, &low?, &high?, *negated, lowering)?
            }
            NodeKind::IsNull { value, negated } => operator::is_null(&self.operand(value)?, *negated),
            NodeKind::Match { value, pattern, kind, negated } => {
                operator::matches(*kind, &self.operand(value)?, &self.operand(pattern)?, *negated)
            }
            NodeKind::Case { arms, otherwise } => self.case(arms, otherwise.as_deref(), &node.ty)?,
            NodeKind::Call(function, arguments) => (function.lower)(&self.operands(arguments)?, lowering)?,
            NodeKind::EngineCall(function, arguments) => {
                function.lower(&self.operands(arguments)?, lowering)?
            }
            NodeKind::InPeriod(instant) => self.columns.in_period(self.operand(instant)?)?,
            NodeKind::Mature(length) => self.mature(length)?,
            NodeKind::Lasts(lasts) => {
                let at = lasts.at.as_ref().map(|at| self.operand(at)).transpose()?;
                self.columns.lasts(lasts, at, lowering)?
            }
            NodeKind::Inside(interval, part) => self.columns.inside(interval, *part, lowering)?,
        })
    }

    fn literal(&self, literal: &crate::lang::ast::Literal) -> Result<Expr> {
        operator::literal(literal, self.lowering.civil)
            .map(|operand| operand.expr)
            .ok_or_else(|| DataFusionError::Internal("a literal out of range".into()))
    }

    fn unary(&self, op: UnaryOp, inner: &Node) -> Result<Expr> {
        Ok(operator::unary(op, &self.operand(inner)?))
    }

    fn case(&self, arms: &[(Node, Node)], otherwise: Option<&Node>, ty: &Type) -> Result<Expr> {
        let arms: Vec<_> = arms
            .iter()
            .map(|(condition, value)| Ok((self.operand(condition)?, self.operand(value)?)))
            .collect::<Result<_>>()?;
        let otherwise = otherwise.map(|node| self.operand(node)).transpose()?;
        operator::case(&arms, otherwise.as_ref(), ty, self.lowering)
    }

    /// The row's time lies at least that long before now.
    fn mature(&self, length: &Node) -> Result<Expr> {
        let time = self.columns.time()?;
        let due =
            operator::binary(BinaryOp::Add, &time, &self.operand(length)?, &Type::Instant, self.lowering)?;
        let due = Operand { expr: due, ty: Type::Instant, literal: None };
        operator::binary(BinaryOp::LessEqual, &due, &self.as_of(), &Type::Boolean, self.lowering)
    }

    fn as_of(&self) -> Operand {
        Operand { expr: instant(self.lowering.as_of), ty: Type::Instant, literal: None }
    }
}

/// An instant as a constant of the engine.
pub fn instant(micros: i64) -> Expr {
    Expr::Literal(ScalarValue::TimestampMicrosecond(Some(micros), None), None)
}
