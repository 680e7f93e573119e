//! The values of a frame's formulas.

use super::Frames;
use super::columns::derived_name;
use super::order::Order;
use crate::engine::formula::Formula;
use crate::engine::lower::lower;
use crate::functions::evaluate::evaluate;
use crate::plan::Frame;
use datafusion::arrow::array::ArrayRef;
use datafusion::error::Result;
use std::pin::Pin;

/// What was computed for each row of an order.
pub struct Computed {
    /// One column per formula.
    pub columns: Vec<ArrayRef>,
    /// The source rows behind each row.
    pub rows: Vec<u64>,
}

impl Frames<'_> {
    /// The formulas for these rows. Frames are nested, so that this is boxed.
    pub fn values<'s>(
        &'s self,
        frame: &'s Frame,
        order: &'s Order,
    ) -> Pin<Box<dyn Future<Output = Result<Computed>> + Send + 's>> {
        Box::pin(async move {
            let mut columns = self.columns(frame, order)?;
            let mut parts = Vec::new();
            for (number, part) in frame.derived.iter().enumerate() {
                let part = self.part(frame, part, order).await?;
                columns.add(derived_name(number), part.values.clone());
                parts.push(part);
            }
            let batch = columns.batch(order.periods.len())?;
            let formula = Formula { model: self.run.model, frame, plan: self.plan };
            let mut values = Vec::new();
            for node in &frame.nodes {
                values.push(evaluate(lower(node, &formula, &self.run.lowering())?.expr, &batch)?);
            }
            Ok(Computed { rows: self.rows(frame, &batch, &parts)?, columns: values })
        })
    }
}
