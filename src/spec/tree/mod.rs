//! YAML events to nodes: anchors, aliases, merges, duplicate keys and limits.

mod scalar;

use super::entries::entries;
use super::node::{Kind, Node, Style};
use super::split::join_split_calls;
use crate::diag::{Code, FileId, Problem, Span};
use serde_saphyr::granit_parser::{Event, Options, Parser, ScanError, Span as Place, StructureStyle};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Levels that values may be nested, aliases followed.
const MAX_DEPTH: usize = 64;
/// Values that a file may have, aliases followed.
const MAX_NODES: usize = 10_000_000;

/// Why no tree could be built.
pub(super) enum Failure {
    /// The text is not well-formed YAML.
    Syntax(ScanError),
    /// It is too large or nested too deep.
    Limit(Problem),
}

/// The documents of a text, with the problems found in building them.
#[derive(Default)]
pub(super) struct Tree {
    pub documents: Vec<Rc<Node>>,
    pub problems: Vec<Problem>,
}

/// Builds the tree of `text`; what begins in one of the `broken` ranges was reported already.
pub(super) fn tree(file: FileId, text: &str, broken: &[Range<usize>]) -> Result<Tree, Failure> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut builder = Builder { file, text, broken, ..Builder::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, place) = event.map_err(Failure::Syntax)?;
        builder.event(event, place).map_err(Failure::Limit)?;
    }
    Ok(builder.tree)
}

/// A node with what it amounts to when its aliases are followed.
#[derive(Clone)]
struct Built {
    node: Rc<Node>,
    size: usize,
    depth: usize,
}

/// A list or mapping that is not closed yet.
struct Open {
    map: bool,
    flow: bool,
    start: usize,
    anchor: usize,
    items: Vec<Built>,
}

struct Builder<'a> {
    file: FileId,
    text: &'a str,
    broken: &'a [Range<usize>],
    open: Vec<Open>,
    anchors: HashMap<usize, Built>,
    size: usize,
    tree: Tree,
}

impl<'a> Builder<'a> {
    fn new() -> Self {
        Self {
            file: FileId::default(),
            text: "",
            broken: &[],
            open: Vec::new(),
            anchors: HashMap::new(),
            size: 0,
            tree: Tree::default(),
        }
    }

    fn event(&mut self, event: Event, place: Place) -> Result<(), Problem> {
        let range = place.byte_range().unwrap_or_default();
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let node = self.scalar(value.into_owned(), style, range, tag.as_deref(), place);
                self.close(node, anchor, 1, 1)
            }
            Event::SequenceStart(style, anchor, _) => self.start(false, style, range.start, anchor),
            Event::MappingStart(style, anchor, _) => self.start(true, style, range.start, anchor),
            Event::SequenceEnd | Event::MappingEnd => self.end(range.end),
            Event::Alias(anchor) => self.alias(anchor, range),
            Event::UnresolvedAlias(name) => {
                let help =
                    format!("an unquoted `*` begins an alias: quote the text, or define `&{name}` above");
                let message = format!("no anchor is named `{name}`");
                self.report(Problem::error(Code::YamlSyntax, self.span(&range), message).help(help));
                self.close(self.node(Kind::Broken, range), 0, 1, 1)
            }
            _ => Ok(()),
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn node(&self, kind: Kind, range: Range<usize>) -> Node {
        Node { kind, span: self.span(&range) }
    }

    fn report(&mut self, problem: Problem) {
        self.tree.problems.push(problem);
    }

    fn start(
        &mut self,
        map: bool,
        style: StructureStyle,
        start: usize,
        anchor: usize,
    ) -> Result<(), Problem> {
        let flow = matches!(style, StructureStyle::Flow);
        self.open.push(Open { map, flow, start, anchor, items: Vec::new() });
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let end = if open.flow { end } else { open.items.last().map_or(end, |item| end_of(&item.node)) };
        let size = open.items.iter().fold(1, |size: usize, item| size.saturating_add(item.size));
        let depth = 1 + open.items.iter().map(|item| item.depth).max().unwrap_or(0);
        let mut nodes: Vec<_> = open.items.into_iter().map(|item| item.node).collect();
        if open.flow {
            nodes = join_split_calls(&nodes, open.map, &mut self.tree.problems);
        }
        let kind = match open.map {
            true => Kind::Map(entries(&nodes, &mut self.tree.problems)),
            false => Kind::List(nodes),
        };
        let node = self.node(kind, open.start..end.max(open.start));
        self.close(node, open.anchor, size, depth)
    }

    fn close(&mut self, node: Node, anchor: usize, size: usize, depth: usize) -> Result<(), Problem> {
        let built = Built { node: Rc::new(node), size, depth };
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        self.place(built)
    }

    /// Puts a node where it belongs and keeps count.
    fn place(&mut self, built: Built) -> Result<(), Problem> {
        let span = built.node.span;
        self.size += 1;
        if self.open.len() + built.depth > MAX_DEPTH {
            return Err(limit(span, format!("values are nested more than {MAX_DEPTH} levels deep")));
        }
        if self.size.max(built.size) > MAX_NODES {
            return Err(limit(span, format!("the file has more than {MAX_NODES} values")));
        }
        match self.open.last_mut() {
            Some(open) => open.items.push(built),
            None => self.tree.documents.push(built.node),
        }
        Ok(())
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Problem> {
        match self.anchors.get(&anchor).cloned() {
            Some(built) => {
                self.size = self.size.saturating_add(built.size);
                self.place(built)
            }
            None => {
                let problem =
                    Problem::error(Code::YamlSyntax, self.span(&range), "an alias inside its own anchor");
                self.report(problem.help("move the anchor to a value that does not hold the alias"));
                self.close(self.node(Kind::Broken, range), 0, 1, 1)
            }
        }
    }
}

fn limit(span: Span, message: String) -> Problem {
    Problem::error(Code::YamlLimit, span, message).help("split the definitions into several files")
}

/// One past the last byte of a node, its closing quote included.
fn end_of(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(scalar) if scalar.style == Style::Quoted => scalar.raw.end,
        _ => node.span.end,
    }
}
