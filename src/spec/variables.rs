//! `${NAME}` in paths and parameters: variables of the environment.

use super::node::{Node, Scalar};
use super::reader::Reader;
use crate::diag::{Code, Problem};
use std::ops::Range;

impl Reader<'_> {
    /// The text with its variables replaced, or none if one is not set.
    pub fn substituted(&mut self, node: &Node) -> Option<String> {
        let scalar = node.scalar()?;
        let mut result = Some(String::new());
        let mut at = 0;
        while let Some(start) = scalar.text[at..].find("${").map(|found| at + found) {
            let Some(end) = scalar.text[start..].find('}').map(|len| start + len + 1) else {
                let help = "write `${NAME}`".into();
                self.variable(scalar, start..scalar.text.len(), "`${` is not closed", help);
                return None;
            };
            let before = &scalar.text[at..start];
            let value = self.value(scalar, start..end);
            at = end;
            result = result.zip(value).map(|(text, value)| text + before + &value);
        }
        result.map(|text| text + &scalar.text[at..])
    }

    /// The value of the variable in this range of a text.
    fn value(&mut self, scalar: &Scalar, range: Range<usize>) -> Option<String> {
        let name = &scalar.text[range.start + 2..range.end - 1];
        let value = (self.environment)(name);
        if value.is_none() {
            let message = format!("the environment variable `{name}` is not set");
            self.variable(scalar, range, &message, format!("set it: `export {name}=…`"));
        }
        value
    }

    fn variable(&mut self, scalar: &Scalar, range: Range<usize>, message: &str, help: String) {
        let span = scalar.map(self.file, self.text).span(range.start, range.end);
        self.problems.push(Problem::error(Code::UnknownVariable, span, message).help(help));
    }
}
