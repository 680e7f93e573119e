//! Formulas to frames: their aggregates, and the parts that are computed over other periods or keys.

use super::context::Context;
use super::leaves::leaves;
use super::{Builder, position};
use crate::diag::Span;
use crate::lang::Type;
use crate::model::{Aggregate, Model, Node, NodeKind, Per, Shape, ShapeKind};
use crate::plan::steps::Steps;
use crate::plan::{Derived, Frame, How, Input, LeafRef, Placement, Presence};

impl Builder<'_> {
    /// The frame of formulas.
    pub(super) fn frame(&mut self, context: &Context, nodes: Vec<Node>) -> Frame {
        let mut parts = Parts::default();
        nodes.iter().for_each(|node| parts.collect(self.model, node));
        let derived = parts.derived.iter().map(|part| self.derived(context, part)).collect();
        let inputs = parts.aggregates.iter().map(|aggregate| self.input(context, aggregate)).collect();
        let mut frame = Frame {
            nodes,
            periods: context.periods.clone(),
            keys: context.keys.iter().map(|key| key.ty.clone()).collect(),
            inputs,
            presences: Vec::new(),
            derived,
        };
        self.presences(context, &mut frame);
        frame
    }

    fn input(&mut self, context: &Context, aggregate: &Aggregate) -> Input {
        let leaves = leaves(aggregate).into_iter();
        let leaves = leaves.map(|leaf| self.leaf(context, aggregate, leaf)).collect();
        Input { aggregate: aggregate.clone(), leaves }
    }

    /// Every source that the formulas read, wherever in them, says which keys exist here.
    fn presences(&mut self, context: &Context, frame: &mut Frame) {
        for input in &frame.inputs {
            let point = |leaf: &&LeafRef| self.scans[leaf.scan].placement == Placement::Point;
            let Some(leaf) = input.leaves.iter().find(point) else { continue };
            if self.outlasts(&input.aggregate).is_none() {
                let conditions = self.conditions(context, &input.aggregate);
                let presence = self.presence(input.aggregate.source, leaf.scan, conditions);
                position(&mut frame.presences, presence);
            }
        }
        let mut all = Vec::new();
        frame.nodes.iter().for_each(|node| everywhere(self.model, node, &mut all));
        for aggregate in &all {
            for leaf in leaves(aggregate) {
                for presence in self.presences_of(context, aggregate, leaf, &frame.presences) {
                    position(&mut frame.presences, presence);
                }
            }
        }
    }

    /// Whether a presence is that of the aggregate's rows.
    pub(super) fn says(&self, context: &Context, presence: &Presence, aggregate: &Aggregate) -> bool {
        let scan = &self.scans[presence.scan];
        presence.source == aggregate.source
            && scan.time == aggregate.time
            && scan.placement == Placement::Point
            && scan.presences.get(presence.presence) == Some(&self.conditions(context, aggregate))
    }

    fn derived(&mut self, context: &Context, part: &Node) -> Derived {
        let (how, frame) = match &part.kind {
            NodeKind::Shaped(shape) => self.shape(context, shape),
            NodeKind::Per(per) => self.per(context, per),
            _ => (How::Total(Vec::new()), None),
        };
        Derived { part: part.clone(), how, frame }
    }

    fn shape(&mut self, context: &Context, shape: &Shape) -> (How, Option<Frame>) {
        let steps = self.steps(context);
        match &shape.kind {
            ShapeKind::Periods(_) | ShapeKind::Step(_) | ShapeKind::AtStart(_) => {
                let (periods, map) = steps.moved(&context.periods, &shape.kind);
                let frame =
                    periods.map(|periods| self.frame(&context.over(periods), vec![shape.argument.clone()]));
                (How::Moved(map), frame)
            }
            ShapeKind::Rolling { .. } | ShapeKind::ToDate(_) => {
                let (windows, whole) = steps.windows(&context.periods, &shape.kind);
                (How::Windows(whole), Some(self.frame(&context.over(windows), vec![shape.argument.clone()])))
            }
            ShapeKind::Total(names) => match context.kept(names.as_deref()) {
                Some(kept) => {
                    let frame = self.frame(&context.with_keys(&kept), vec![shape.argument.clone()]);
                    (How::Total(kept), Some(frame))
                }
                None => (How::Total(Vec::new()), None),
            },
            ShapeKind::Running(name) => match context.running(name) {
                Some(context) => {
                    let frame = self.frame(&context, vec![shape.argument.clone()]);
                    (How::Total((0..context.keys.len()).collect()), Some(frame))
                }
                None => (How::Total(Vec::new()), None),
            },
        }
    }

    fn per(&mut self, context: &Context, per: &Per) -> (How, Option<Frame>) {
        let context = context.per(&per.keys, &per.filters);
        let Some(grain) = per.grain else {
            return (How::Keys, Some(self.values(&context, per)));
        };
        let (periods, inside) = self.steps(&context).finer(&context.periods, grain);
        let frame = periods.map(|periods| self.values(&context.over(periods), per));
        (How::Finer(inside), frame)
    }

    /// The frame of everything that is computed per key.
    fn values(&mut self, context: &Context, per: &Per) -> Frame {
        self.frame(context, per.nodes().cloned().collect())
    }

    fn steps(&self, context: &Context) -> Steps<'_> {
        Steps { civil: &self.model.civil, as_of: self.as_of, first: context.first }
    }
}

/// The aggregates of a formula and of the KPIs that it uses, and the parts that need a frame of their own.
#[derive(Default)]
struct Parts {
    aggregates: Vec<Aggregate>,
    derived: Vec<Node>,
}

impl Parts {
    fn collect(&mut self, model: &Model, node: &Node) {
        match &node.kind {
            NodeKind::Aggregate(aggregate) if !self.aggregates.contains(aggregate) => {
                self.aggregates.push((**aggregate).clone());
            }
            NodeKind::Shaped(_) | NodeKind::Per(_) => {
                position(&mut self.derived, node.clone());
            }
            NodeKind::Kpi(used) => {
                if let Some(used) = &model.kpis[*used] {
                    self.collect(model, &used.node);
                }
            }
            _ => node.children().into_iter().for_each(|child| self.collect(model, child)),
        }
    }
}

/// Every aggregate of a formula, those of its parts included.
fn everywhere(model: &Model, node: &Node, found: &mut Vec<Aggregate>) {
    node.walk(&mut |node| match &node.kind {
        NodeKind::Aggregate(aggregate) if !found.contains(aggregate) => found.push((**aggregate).clone()),
        NodeKind::Kpi(used) => {
            if let Some(used) = &model.kpis[*used] {
                everywhere(model, &used.node, found);
            }
        }
        _ => {}
    });
}

/// Counts of the rows that each aggregate of formulas keeps, whether it has a value for them or not.
pub(super) fn counts(model: &Model, nodes: &[Node]) -> Vec<Node> {
    let mut all = Vec::new();
    nodes.iter().for_each(|node| everywhere(model, node, &mut all));
    let Some(count) = crate::functions::aggregate::find("count") else { return Vec::new() };
    let counting = all.into_iter().map(|aggregate| Aggregate {
        function: count,
        arguments: Vec::new(),
        order: Vec::new(),
        empty_is_none: false,
        ..aggregate
    });
    let node =
        |aggregate| Node::new(NodeKind::Aggregate(Box::new(aggregate)), Type::INTEGER, Span::default());
    counting.map(node).collect()
}
