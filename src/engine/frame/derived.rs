//! Parts of a formula: values at other periods, over windows, totals, aggregates over keys.

use super::Frames;
use super::order::{Order, places};
use crate::functions::physical::arrow_type;
use crate::model::{Node, NodeKind};
use crate::plan::{Derived, Frame, How};
use datafusion::arrow::array::{ArrayRef, UInt32Array, new_null_array};
use datafusion::arrow::compute::take;
use datafusion::error::{DataFusionError, Result};

/// The values of a part, and the source rows behind them.
pub struct Part {
    pub values: ArrayRef,
    pub rows: Vec<u64>,
}

impl Frames<'_> {
    /// A part for these rows of the frame that it is in.
    pub(super) async fn part(&self, outer: &Frame, part: &Derived, order: &Order) -> Result<Part> {
        let count = order.periods.len();
        let Some(frame) = &part.frame else { return Ok(nothing(&part.part, count)) };
        match &part.how {
            How::Moved(map) => {
                let target = |row: usize| map.get(order.periods[row]).copied().flatten();
                let rows: Vec<usize> = (0..count).filter(|row| target(*row).is_some()).collect();
                let periods = rows.iter().filter_map(|row| target(*row)).collect();
                let inner = Order { periods, ..order.select(&rows)? };
                spread(self.shown(frame, &inner).await?, &rows, count)
            }
            How::Windows(whole) => {
                let rows: Vec<usize> = (0..count).filter(|row| whole[order.periods[*row]]).collect();
                let shown = self.shown(frame, &Order { of_scan: None, ..order.clone() }).await?;
                let kept = Part { values: take(&shown.values, &places(&rows)?, None)?, ..shown };
                let behind = rows.iter().map(|row| kept.rows[*row]).collect();
                spread(Part { rows: behind, ..kept }, &rows, count)
            }
            How::Total(kept) => self.shown(frame, &order.with_keys(kept)?).await,
            How::Keys | How::Finer(_) => match &part.part.kind {
                NodeKind::Per(per) => self.per(outer, part, frame, per, order).await,
                _ => Err(DataFusionError::Internal("keys of what has none".into())),
            },
        }
    }

    /// The one formula of a shape's frame.
    async fn shown(&self, frame: &Frame, order: &Order) -> Result<Part> {
        let mut computed = self.values(frame, order).await?;
        match computed.columns.pop() {
            Some(values) => Ok(Part { values, rows: computed.rows }),
            None => Err(DataFusionError::Internal("a frame without a formula".into())),
        }
    }
}

/// No value in any row.
fn nothing(part: &Node, count: usize) -> Part {
    Part { values: new_null_array(&arrow_type(&part.ty), count), rows: vec![0; count] }
}

/// Values for some rows among all, no value for the others.
fn spread(part: Part, rows: &[usize], count: usize) -> Result<Part> {
    let mut from: Vec<Option<u32>> = vec![None; count];
    let mut behind = vec![0; count];
    for (place, row) in rows.iter().enumerate() {
        from[*row] = u32::try_from(place).ok();
        behind[*row] = part.rows[place];
    }
    Ok(Part { values: take(&part.values, &UInt32Array::from(from), None)?, rows: behind })
}
