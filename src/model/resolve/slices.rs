//! Slices of a KPI: one expression for each of its sources, all of one type.

use super::Resolver;
use crate::diag::{Code, Problem, Problems};
use crate::lang::{Repr, Type};
use crate::model::kpi::SliceModel;
use crate::model::node::Node;
use crate::model::units::{article, noun};
use crate::spec::SliceSpec;

impl Resolver<'_> {
    /// A slice over all sources of a KPI.
    pub fn slice_model(&mut self, slice: &SliceSpec, sources: &[usize]) -> Option<SliceModel> {
        let mut nodes = Vec::new();
        for source in sources {
            let before = std::mem::take(&mut self.problems);
            let node = self.slice(slice, *source);
            let found = std::mem::replace(&mut self.problems, before);
            match node {
                Some(node) => nodes.push((*source, node)),
                None => {
                    self.missing_slice(slice, *source, found, sources);
                    return None;
                }
            }
        }
        let ty = self.slice_type(slice, &nodes)?;
        Some(SliceModel { name: slice.name.clone(), nodes, ty })
    }

    /// With several sources the problem is that one lacks the slice.
    fn missing_slice(&mut self, slice: &SliceSpec, source: usize, found: Problems, sources: &[usize]) {
        let shared = sources.iter().any(|other| *other != source && self.has_slice(slice, *other));
        let lacks = |problem: &Problem| {
            matches!(problem.code, Code::UnknownColumn | Code::UnknownLink | Code::UnlinkedSource)
        };
        if !shared || !found.iter().any(lacks) {
            self.problems.extend(found);
            return;
        }
        let name = self.sources[source].name.clone();
        let message = format!("source `{name}` has no `{}` to slice by", slice.name);
        let help = format!("add a column `{}` to `{name}`, or a link that leads to one", slice.name);
        self.problems.push(Problem::error(Code::MissingSlice, slice.span, message).help(help));
    }

    fn has_slice(&mut self, slice: &SliceSpec, source: usize) -> bool {
        let before = self.problems.clone();
        let found = self.slice(slice, source).is_some();
        self.problems = before;
        found
    }

    fn slice_type(&mut self, slice: &SliceSpec, nodes: &[(usize, Node)]) -> Option<Type> {
        let mut common = Type::Null;
        for (source, node) in nodes {
            common = match (common, &node.ty) {
                (Type::Null, ty) => ty.clone(),
                (ty, Type::Null) => ty,
                (Type::Number(a, unit), Type::Number(b, _)) => {
                    Type::Number(if a == *b { a } else { Repr::Float }, unit)
                }
                (ty, other) if ty == *other => ty,
                (ty, other) => {
                    let name = &self.sources[*source].name;
                    let message = format!(
                        "`{}` is {} in `{name}` and {} elsewhere",
                        slice.name,
                        article(&noun(other)),
                        article(&noun(&ty))
                    );
                    return self.problem(
                        Problem::error(Code::TypeMismatch, slice.span, message)
                            .help("state one `type:` for both columns"),
                    );
                }
            };
        }
        Some(common)
    }
}
