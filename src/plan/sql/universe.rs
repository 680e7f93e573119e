//! The periods and keys in which sources have rows.

use super::Printer;
use super::frames::key_columns;
use super::names::all;
use super::refusal::Written;
use super::scans::Placed;
use crate::plan::{Derived, Frame, How, Presence};

impl<'a> Printer<'a> {
    /// For each period the one whose value is taken.
    pub(super) fn moves(&mut self, map: &[Option<usize>]) -> String {
        let rows =
            map.iter().enumerate().filter_map(|(number, target)| Some(format!("({number}, {})", (*target)?)));
        let rows: Vec<String> = rows.collect();
        if rows.is_empty() {
            let body = "select 0 as number, 0 as target where false".to_owned();
            return self.script.add("moves", "no period has one to look at", body);
        }
        let body = format!("values {}", rows.join(", "));
        self.script.add_named("moves", "(number, target)", "each period and the one that is looked at", body)
    }

    /// The periods and keys in which sources have rows that could count.
    pub(super) fn universe(&mut self, frame: &'a Frame) -> Written {
        let mut selects = Vec::new();
        for presence in &frame.presences {
            selects.push(self.present(presence)?);
        }
        for part in &frame.derived {
            selects.extend(self.reached(frame, part)?);
        }
        Ok(self.script.add("present", "keys that have rows", selects.join("\nunion\n")))
    }

    fn present(&mut self, presence: &Presence) -> Written {
        let plan = self.plan;
        let scan = &plan.scans[presence.scan];
        let from = self.placed_rows(scan)?;
        let keys = self.scan_keys(scan)?;
        let scope = Placed::new(self, scan);
        let conditions =
            scan.presences[presence.presence].iter().map(|condition| self.expr(condition, &scope));
        let conditions: Vec<String> = conditions.collect::<Written<_>>()?;
        let keys =
            keys.iter().enumerate().map(|(at, key)| format!(", {key} as key_{at}")).collect::<String>();
        let filter =
            if conditions.is_empty() { String::new() } else { format!("\nwhere {}", all(&conditions)) };
        Ok(format!("select distinct p.number{keys}\n{from}{filter}"))
    }

    /// Keys of other periods that a part shows in these.
    fn reached(&mut self, outer: &'a Frame, part: &'a Derived) -> Written<Option<String>> {
        let Some(frame) = part.frame.as_ref().filter(|frame| moves(frame) || !matches!(part.how, How::Keys))
        else {
            return Ok(None);
        };
        let columns = key_columns("u", &(0..outer.keys.len()).collect::<Vec<_>>());
        Ok(match &part.how {
            How::Total(_) => None,
            How::Windows(_) => Some(format!("select * from {}", self.universe(frame)?)),
            How::Moved(map) => {
                let inner = self.universe(frame)?;
                let moves = self.moves(map);
                Some(format!("select m.number{columns} from {inner} u join {moves} m on m.target = u.number"))
            }
            How::Keys => Some(format!("select distinct u.number{columns} from {} u", self.universe(frame)?)),
            How::Finer(inside) => {
                let inner = self.universe(frame)?;
                let inside = self.inside(inside);
                Some(format!(
                    "select distinct i.number{columns} from {inner} u join {inside} i on u.number between i.first_one and i.last_one"
                ))
            }
        })
    }
}

/// Whether a part of the frame looks at other periods.
fn moves(frame: &Frame) -> bool {
    frame.derived.iter().any(|part| {
        matches!(part.how, How::Moved(_) | How::Windows(_)) || part.frame.as_ref().is_some_and(moves)
    })
}
