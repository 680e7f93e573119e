//! The tree of a YAML text: plain scalars keep their spelling, every node its place.

use crate::diag::{FileId, ScalarMap, Span, TextMap};
use std::ops::Range;
use std::rc::Rc;

/// One value of a YAML text.
#[derive(Debug)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its content without quotes; of a list or mapping from the first to the last byte.
    pub span: Span,
}

/// The forms of a value.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text, number, boolean or nothing: all as spelled.
    Scalar(Scalar),
    /// A list.
    List(Vec<Rc<Node>>),
    /// A mapping, in the order it was written, without duplicates.
    Map(Vec<Entry>),
    /// Something that was reported already and is not looked at again.
    Broken,
}

/// A decoded scalar and the bytes it was decoded from.
#[derive(Debug)]
pub(super) struct Scalar {
    /// The decoded value.
    pub text: String,
    /// How it was written.
    pub style: Style,
    /// Where it was written, quotes included.
    pub raw: Range<usize>,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    Block,
}

/// One `key: value` of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: Rc<Node>,
    pub value: Rc<Node>,
}

impl Scalar {
    /// The value without the line break that ends a block.
    pub fn word(&self) -> &str {
        if self.style == Style::Block { self.text.trim() } else { &self.text }
    }

    /// Whether nothing stands there at all.
    pub fn is_absent(&self) -> bool {
        self.style == Style::Plain && self.raw.is_empty()
    }

    /// Whether YAML reads it as no value.
    pub fn is_null(&self) -> bool {
        self.is_absent()
            || (self.style == Style::Plain && matches!(self.text.as_str(), "~" | "null" | "Null" | "NULL"))
    }

    /// Whether YAML reads it as a number, boolean or nothing instead of a text.
    pub fn is_not_text(&self) -> bool {
        let plain = self.style == Style::Plain;
        plain && (self.is_null() || boolean(&self.text).is_some() || self.text.parse::<f64>().is_ok())
    }

    /// Says where each part of the decoded value stands in the file.
    pub fn map(&self, file: FileId, source: &str) -> TextMap {
        let map = ScalarMap::new(source, self.raw.start, self.raw.len(), &self.text);
        TextMap::Scalar(file, map)
    }
}

impl Node {
    /// The scalar, if it is one with a value.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            Kind::Scalar(scalar) if !scalar.is_null() => Some(scalar),
            _ => None,
        }
    }

    /// Whether YAML reads it as no value.
    pub fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(scalar) if scalar.is_null())
    }

    /// Whether a problem was reported for it already.
    pub fn is_broken(&self) -> bool {
        matches!(self.kind, Kind::Broken)
    }

    /// What messages call it.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Scalar(scalar) if scalar.is_null() => "nothing",
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
            Kind::Broken => "what cannot be read",
        }
    }
}

/// The truth value that YAML reads a plain scalar as.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
