//! What reading any key needs: the text, the place of relative paths, the environment and the problems so far.

use super::line::Line;
use super::node::{Entry, Kind, Node, Style};
use super::record::{Field, Keys, Record};
use super::types::Text;
use crate::diag::{Code, FileId, Problem, Problems, Span};
use crate::lang::ast::{Expr, ExprKind, Literal};
use std::path::Path;

/// The value of an environment variable, if it is set.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads the nodes of one text.
pub(super) struct Reader<'a> {
    pub file: FileId,
    pub text: &'a str,
    pub base: &'a Path,
    pub environment: Environment<'a>,
    pub problems: &'a mut Problems,
}

impl Reader<'_> {
    /// Reports a value that is not what its key takes.
    pub fn invalid(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::error(Code::InvalidValue, span, message).help(help));
    }

    /// Reports a value of another form than `expected`, unless it was reported already.
    pub fn misfit(&mut self, field: Field, expected: &str, help: impl Into<String>) {
        if field.value.is_broken() {
            return;
        }
        if self.missing_space(field.value) {
            return;
        }
        if field.value.is_null() {
            let message = format!("`{}` has no value", field.name);
            return self.invalid(field.key, message, help);
        }
        let message = format!("`{}` takes {expected}, not {}", field.name, field.value.describe());
        self.invalid(field.value.span, message, help);
    }

    /// Reports `key:value`, which is one text to YAML.
    pub fn missing_space(&mut self, node: &Node) -> bool {
        if node.scalar().is_none_or(|scalar| scalar.style != Style::Plain) {
            return false;
        }
        let first = Line::at(self.text, node.span.start);
        let lines = std::iter::successors(Some(first), Line::below);
        let inside = lines.take_while(|line| line.range.start < node.span.end);
        let glued: Vec<_> = inside.filter(|line| line.content().start >= node.span.start).collect();
        let glued: Vec<_> = glued.iter().filter_map(Line::missing_space).collect();
        for (key, value) in &glued {
            let (name, rest) = (&self.text[key.clone()], &self.text[value.clone()]);
            let span = Span::new(self.file, key.start, value.end);
            let problem =
                Problem::error(Code::YamlSyntax, span, format!("a space is missing after `{name}:`"));
            self.problems.push(problem.help(format!("write `{name}: {rest}`")));
        }
        !glued.is_empty()
    }

    /// The entries of a mapping whose keys are these; all others are reported.
    pub fn record<'n>(&mut self, node: &'n Node, keys: &Keys) -> Option<Record<'n>> {
        let Kind::Map(entries) = &node.kind else { return None };
        let mut record = Record::default();
        let unknown: Vec<_> = entries.iter().filter(|entry| !record.take(entry, keys)).collect();
        for entry in unknown {
            self.unknown_key(entry, keys, &mut record);
        }
        Some(record)
    }

    /// Reports a key; one that is nearly right is read as the right one, so that nothing follows from it.
    fn unknown_key<'n>(&mut self, entry: &'n Entry, keys: &Keys, record: &mut Record<'n>) {
        let span = entry.key.span;
        record.uncertain = true;
        let Some(key) = entry.key.scalar() else {
            if !entry.key.is_broken() {
                self.problems.push(bad_name(span, "a key must be a text").help(keys.list()));
            }
            return;
        };
        if keys.later.contains(&key.text.as_str()) {
            let message = format!("`{}` is not supported yet", key.text);
            self.problems.push(Problem::error(Code::NotSupported, span, message).help("remove it"));
            return;
        }
        let (help, meant) = keys.remedy(&key.text, &entry.value);
        let message = format!("{} has no key `{}`", keys.owner, key.text);
        self.problems.push(Problem::error(Code::UnknownKey, span, message).help(help));
        if let Some(meant) = meant {
            record.accept(meant, entry);
        }
    }

    /// The name that a key gives to its value, if it can be one.
    pub fn name(&mut self, key: &Node) -> Option<Text> {
        let problem = match &key.kind {
            Kind::Broken => return None,
            Kind::Scalar(scalar) if scalar.is_absent() => bad_name(key.span, "a name is empty"),
            Kind::Scalar(scalar) if scalar.text.trim().is_empty() => bad_name(key.span, "a name is empty"),
            Kind::Scalar(scalar) if scalar.is_not_text() => {
                let message = format!("`{}` is not a text, so it cannot be a name", scalar.text);
                bad_name(key.span, message)
                    .help(format!("begin it with a letter, or quote it: \"{}\"", scalar.text))
            }
            Kind::Scalar(scalar) if scalar.text.contains(['`', '\n']) => {
                bad_name(key.span, "a name cannot hold a backtick or a line break")
                    .help("write the bare name")
            }
            Kind::Scalar(scalar) => return Some(Text::new(scalar.text.clone(), key.span)),
            _ => bad_name(key.span, "a name must be a text"),
        };
        let help = problem.help.clone().unwrap_or_else(|| "write a name before the colon".into());
        self.problems.push(problem.help(help));
        None
    }

    /// The named entries of a section, such as all of `kpis:`.
    pub fn named<'n>(&mut self, field: Field<'n>, members: &Keys, example: &str) -> Vec<(Text, &'n Node)> {
        let Kind::Map(entries) = &field.value.kind else {
            if !field.value.is_null() {
                self.misfit(field, "names with a definition each", format!("write {example}"));
            }
            return Vec::new();
        };
        let mut named = Vec::new();
        let mut rest = entries.iter().peekable();
        while let Some(entry) = rest.next() {
            let Some(name) = self.name(&entry.key) else { continue };
            let mut outside = None;
            while let Some(next) = rest.next_if(|next| entry.value.is_null() && is_member(next, members)) {
                outside.get_or_insert(next.key.span);
            }
            match outside {
                Some(first) => self.not_indented(&name, first),
                None => named.push((name, &*entry.value)),
            }
        }
        named
    }

    fn not_indented(&mut self, name: &Text, first: Span) {
        let message = format!("the keys of `{}` are not indented below it", name.value);
        let problem = Problem::error(Code::InvalidValue, name.span, message);
        self.problems
            .push(problem.related(first, "belongs to it").help("indent its keys by two more spaces"));
    }
}

fn is_member(entry: &Entry, members: &Keys) -> bool {
    let is_key = entry.key.scalar().is_some_and(|key| members.known.contains(&key.text.as_str()));
    is_key && !matches!(&entry.value.kind, Kind::Map(_))
}

fn bad_name(span: Span, message: impl Into<String>) -> Problem {
    Problem::error(Code::InvalidName, span, message)
}

/// What stands for an expression that could not be read: `null` fits everywhere, so nothing follows from it.
pub(super) fn unreadable(span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Literal::Null), span }
}
