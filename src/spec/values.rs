//! Plain values: booleans, whole numbers, words to choose from; keys that exclude or miss each other.

use super::node::boolean;
use super::reader::Reader;
use super::record::{Field, Record, find, listed};
use super::types::Text;
use super::words::OTHER_TRUTHS;
use crate::diag::{Code, Problem, Spanned, nearest};

/// A word of the language and what it means.
pub(super) type Choice<T> = (&'static str, T);

impl Reader<'_> {
    /// `true` or `false`.
    pub fn truth(&mut self, field: Option<Field>) -> Option<bool> {
        let field = field?;
        let Some(scalar) = field.value.scalar() else {
            self.misfit(field, "`true` or `false`", "write `true` or `false`");
            return None;
        };
        let value = boolean(scalar.word());
        if value.is_none() {
            let meant = find(OTHER_TRUTHS, scalar.word());
            let help = meant.map(|meant| format!("did you mean `{meant}`?"));
            let message = format!("`{}` takes `true` or `false`, not `{}`", field.name, scalar.word());
            self.invalid(field.value.span, message, help.unwrap_or_else(|| "write `true` or `false`".into()));
        }
        value
    }

    /// A whole number within limits, both included.
    pub fn whole(&mut self, field: Option<Field>, low: u32, high: u32, help: &str) -> Option<Spanned<u32>> {
        let field = field?;
        let span = field.value.span;
        let expected = format!("a whole number from {low} to {high}");
        let Some(scalar) = field.value.scalar() else {
            self.misfit(field, &expected, help);
            return None;
        };
        let value = scalar.word().parse().ok().filter(|value| (low..=high).contains(value));
        if value.is_none() {
            self.invalid(span, format!("`{}` takes {expected}, not `{}`", field.name, scalar.word()), help);
        }
        Some(Spanned::new(value?, span))
    }

    /// One of the words of a list.
    pub fn choice<T: Copy>(
        &mut self,
        field: Option<Field>,
        choices: &[Choice<T>],
        others: &[(&str, &'static str)],
    ) -> Option<Spanned<T>> {
        let field = field?;
        let words = || choices.iter().map(|(word, _)| *word);
        let Some(scalar) = field.value.scalar() else {
            self.misfit(field, "one word", format!("it is one of {}", listed(words())));
            return None;
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == scalar.word()) {
            return Some(Spanned::new(*value, field.value.span));
        }
        let meant = find(others, scalar.word()).or_else(|| nearest(scalar.word(), words()));
        let help = match meant {
            Some(meant) if meant.contains(' ') => meant.to_string(),
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of {}", listed(words())),
        };
        self.invalid(field.value.span, format!("`{}` cannot be `{}`", field.name, scalar.word()), help);
        None
    }

    /// Reports the second of two keys that exclude each other.
    pub fn conflict(&mut self, one: Field, other: Field, help: &str) {
        let (first, second) = if one.key < other.key { (one, other) } else { (other, one) };
        let message = format!("`{}` and `{}` exclude each other", first.name, second.name);
        let problem = Problem::error(Code::ConflictingKeys, second.key, message);
        self.problems.push(problem.related(first.key, "the other one").help(help));
    }

    /// Reports a key that must be there, unless one was not understood.
    pub fn missing(&mut self, record: &Record, name: &str, owner: &Text, help: &str) {
        if !record.uncertain {
            let message = format!("`{}` has no `{name}`", owner.value);
            self.problems.push(Problem::error(Code::MissingKey, owner.span, message).help(help));
        }
    }
}
