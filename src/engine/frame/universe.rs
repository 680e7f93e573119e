//! The periods and keys in which sources have rows.

use super::Frames;
use super::order::{Order, places, taken};
use crate::plan::{Derived, Frame, How, Presence};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::compute::concat;
use datafusion::error::Result;

impl Frames<'_> {
    /// Every period that is asked for and key in which a source of the frame has a row that could count, those reached
    /// by its parts included.
    pub fn universe(&self, frame: &Frame) -> Result<Order> {
        let mut all = Vec::new();
        for presence in &frame.presences {
            all.push(self.present(frame, presence)?);
        }
        for part in &frame.derived {
            all.extend(self.reached(frame, part)?);
        }
        match all.len() {
            1 => Ok(all.remove(0)),
            _ => joined(all, frame.keys.len())?.distinct(),
        }
    }

    fn present(&self, frame: &Frame, presence: &Presence) -> Result<Order> {
        let groups = self.groups(presence.scan)?;
        let counts = groups.present(presence.presence)?;
        let asked = |period: usize| frame.periods.asked.get(period).copied().unwrap_or(false);
        let (mut rows, mut periods) = (Vec::new(), Vec::new());
        for (row, period) in groups.periods().iter().enumerate() {
            if let Some(period) = period.filter(|period| asked(*period))
                && counts.get(row).is_some_and(|count| *count > 0)
            {
                rows.push(row);
                periods.push(period);
            }
        }
        let places = places(&rows)?;
        let order = Order::new(periods, taken(&groups.slices()?, &places)?)?;
        Ok(Order { of_scan: Some((presence.scan, places)), ..order })
    }

    /// Keys of other periods that a part shows in these.
    fn reached(&self, outer: &Frame, part: &Derived) -> Result<Option<Order>> {
        let Some(frame) = part.frame.as_ref().filter(|frame| moves(frame) || !matches!(part.how, How::Keys))
        else {
            return Ok(None);
        };
        Ok(match &part.how {
            How::Total(_) => None,
            How::Windows(_) => Some(self.universe(frame)?),
            How::Moved(map) => Some(moved(&self.universe(frame)?, |period| {
                (0..map.len()).filter(move |outer| map[*outer] == Some(period)).collect()
            })?),
            How::Keys => Some(self.universe(frame)?.with_keys(&outer_keys(outer))?),
            How::Finer(inside) => {
                let inner = self.universe(frame)?.with_keys(&outer_keys(outer))?;
                Some(moved(&inner, |period| {
                    (0..inside.len()).filter(|outer| inside[*outer].contains(&period)).collect()
                })?)
            }
        })
    }
}

/// The keys of the outer frame come first.
fn outer_keys(outer: &Frame) -> Vec<usize> {
    (0..outer.keys.len()).collect()
}

/// Whether a part of the frame looks at other periods.
fn moves(frame: &Frame) -> bool {
    frame.derived.iter().any(|part| {
        matches!(part.how, How::Moved(_) | How::Windows(_)) || part.frame.as_ref().is_some_and(moves)
    })
}

/// The rows in the outer periods that each one's period is seen from.
pub(super) fn moved(rows: &Order, outer: impl Fn(usize) -> Vec<usize>) -> Result<Order> {
    let (mut of_rows, mut periods) = (Vec::new(), Vec::new());
    for (row, period) in rows.periods.iter().enumerate() {
        for period in outer(*period) {
            of_rows.push(row);
            periods.push(period);
        }
    }
    Ok(Order { periods, ..rows.select(&of_rows)? })
}

fn joined(all: Vec<Order>, keys: usize) -> Result<Order> {
    let all: Vec<Order> = all.into_iter().filter(|order| !order.periods.is_empty()).collect();
    let column = |key: usize| -> Result<Option<ArrayRef>> {
        let columns: Vec<_> =
            all.iter().filter_map(|order| order.columns.get(key)).map(AsRef::as_ref).collect();
        if columns.is_empty() { Ok(None) } else { Ok(Some(concat(&columns)?)) }
    };
    let columns: Vec<Option<ArrayRef>> = (0..keys).map(column).collect::<Result<_>>()?;
    let periods = all.iter().flat_map(|order| order.periods.iter().copied()).collect();
    Order::new(periods, columns.into_iter().flatten().collect())
}
