//! Scans that read what a finer one reads too: they are made from its groups, and the source is read once.

use super::{AskedPeriods, Placement, Plan, RollUp, Scan};
use crate::lang::Type;
use crate::model::Node;

/// Rolls scans up from finer ones of other KPIs: over the same rows, by more slices or in shorter periods.
pub fn reuse(plan: &mut Plan) {
    for number in 0..plan.scans.len() {
        let finer = (0..plan.scans.len()).filter(|other| *other != number);
        let found = finer.filter_map(|other| Some((other, within(&plan.scans[number], &plan.scans[other])?)));
        // The fewer slices and periods it has, the fewer groups there are to merge.
        let groups = |scan: &Scan| (scan.slices.len(), scan.periods.periods.len());
        let Some((finer, slices)) = found.min_by_key(|(other, _)| groups(&plan.scans[*other])) else {
            continue;
        };
        let coarser = plan.scans[number].clone();
        include(&mut plan.scans[finer], &coarser);
        for scan in &mut plan.scans {
            let Some(from) = scan.rolled_up_from.as_mut().filter(|from| from.scan == number) else {
                continue;
            };
            *from = RollUp {
                scan: finer,
                slices: from.slices.iter().filter_map(|at| slices.get(*at).copied()).collect(),
                running: from.running,
            };
        }
        plan.scans[number].rolled_up_from = Some(RollUp { scan: finer, slices, running: None });
    }
}

/// The places of a scan's slices in a finer one whose groups make up its own; none if they do not.
fn within(scan: &Scan, finer: &Scan) -> Option<Vec<usize>> {
    let read = scan.rolled_up_from.is_none() && finer.rolled_up_from.is_none();
    // Very many groups cost more than reading the source again.
    if finer.keyed && !scan.keyed {
        return None;
    }
    let same_rows = scan.source == finer.source
        && scan.time == finer.time
        && scan.interval == finer.interval
        && scan.placement == finer.placement;
    if !read || !same_rows || !(scan.periods == finer.periods || cut(scan, finer)) {
        return None;
    }
    let place = |slice: &(Node, Type)| finer.slices.iter().position(|other| other == slice);
    scan.slices.iter().map(place).collect()
}

/// Whether every period of a scan is made of periods of the finer one, and nothing in it depends on which it is.
fn cut(scan: &Scan, finer: &Scan) -> bool {
    let events = scan.placement == Placement::Point;
    events && made_of(&scan.periods, &finer.periods) && !nodes(scan).any(Node::varies)
}

fn made_of(coarser: &AskedPeriods, finer: &AskedPeriods) -> bool {
    let boundaries = &coarser.periods.boundaries;
    // A period without bounds also holds rows without a time.
    !coarser.unbounded()
        && coarser.windows.is_none()
        && finer.windows.is_none()
        && boundaries.len() > 1
        && boundaries.iter().all(|boundary| finer.periods.boundaries.binary_search(boundary).is_ok())
}

/// Every expression of a scan.
fn nodes(scan: &Scan) -> impl Iterator<Item = &Node> {
    let leaves =
        scan.leaves.iter().flat_map(|leaf| leaf.argument.iter().chain(&leaf.order).chain(&leaf.filters));
    leaves.chain(scan.presences.iter().flatten()).chain(scan.slices.iter().map(|(node, _)| node))
}

/// Adds what the coarser scan computes.
fn include(finer: &mut Scan, coarser: &Scan) {
    for leaf in &coarser.leaves {
        if !finer.leaves.contains(leaf) {
            finer.leaves.push(leaf.clone());
        }
    }
    for presence in &coarser.presences {
        if !finer.presences.contains(presence) {
            finer.presences.push(presence.clone());
        }
    }
}
