//! Where the rows of a source come from: `path`, `format`, `csv`, `sql`.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{CsvOptions, FileOrigin, Format, Origin, Text};
use super::words::{FORMATS, OTHER_FORMATS};
use crate::diag::{Code, Problem, Spanned};

const CSV: Keys = Keys {
    owner: "`csv`",
    known: &["delimiter", "decimal", "nulls", "header", "newlines"],
    synonyms: &[
        ("separator", "delimiter"),
        ("sep", "delimiter"),
        ("decimal_separator", "decimal"),
        ("null", "nulls"),
        ("na", "nulls"),
        ("null_values", "nulls"),
        ("headers", "header"),
        ("has_header", "header"),
    ],
    hints: &[("encoding", "save the file as UTF-8"), ("quote", "values are quoted by `\"`")],
    ..Keys::NONE
};

impl Reader<'_> {
    /// The origin of a source's rows.
    pub fn origin(&mut self, record: &Record) -> Origin {
        let format = self.choice(record.get("format"), FORMATS, OTHER_FORMATS);
        let csv = record.get("csv").map(|field| self.csv(field)).unwrap_or_default();
        self.exclusive(record, &format);
        let paths = record.get("path").map(|field| self.paths(field));
        if let Some(sql) = record.get("sql") {
            return self.text(Some(sql)).map_or(Origin::Given, Origin::Sql);
        }
        match paths {
            Some(paths) => Origin::Files(FileOrigin { paths, base: self.base.to_path_buf(), format, csv }),
            None => Origin::Given,
        }
    }

    /// The files of a table that is no source; none where their path cannot be read.
    pub fn files(
        &mut self,
        path: Field,
        format: Option<Spanned<Format>>,
        csv: Option<Field>,
    ) -> Option<FileOrigin> {
        let csv = csv.map(|field| self.csv(field)).unwrap_or_default();
        let paths = self.paths(path);
        let base = self.base.to_path_buf();
        (!paths.is_empty()).then_some(FileOrigin { paths, base, format, csv })
    }

    fn exclusive(&mut self, record: &Record, format: &Option<Spanned<Format>>) {
        let sql = record.get("sql");
        let with_sql = ["path", "format", "csv"].iter().find_map(|name| record.get(name));
        if let (Some(sql), Some(other)) = (sql, with_sql) {
            return self.conflict(
                sql,
                other,
                "keep `path` for files, or `sql` for a query over other sources",
            );
        }
        let other_format = format.as_ref().is_some_and(|format| format.value != Format::Csv);
        if let (true, Some(first), Some(csv)) = (other_format, record.get("format"), record.get("csv")) {
            self.conflict(first, csv, "`csv` says how CSV files are read: remove it, or write `format: csv`");
        }
    }

    fn paths(&mut self, field: Field) -> Vec<Text> {
        match &field.value.kind {
            Kind::List(items) if !items.is_empty() => {
                items.iter().filter_map(|item| self.path(Field { value: item, ..field })).collect()
            }
            Kind::List(_) => self.texts(Some(field), true),
            _ => self.path(field).into_iter().collect(),
        }
    }

    fn path(&mut self, field: Field) -> Option<Text> {
        self.text(Some(field))?;
        let path = Text::new(self.substituted(field.value)?, field.value.span);
        self.is_local(&path, field.value).then_some(path)
    }

    fn is_local(&mut self, path: &Text, node: &Node) -> bool {
        let Some((scheme, _)) = path.value.split_once("://") else { return true };
        let message = format!("`{scheme}://` is not supported yet");
        let problem = Problem::error(Code::NotSupported, node.span, message);
        self.problems.push(problem.help("copy the files here and give their local path"));
        false
    }

    fn csv(&mut self, field: Field) -> CsvOptions {
        let Some(record) = self.record(field.value, &CSV) else {
            self.misfit(field, "a mapping", "write for example `csv: { delimiter: \";\", decimal: \",\" }`");
            return CsvOptions::default();
        };
        let default = CsvOptions::default();
        let delimiter = self.sign(record.get("delimiter"), None);
        let decimal = self.sign(record.get("decimal"), Some(&['.', ',']));
        if let (true, Some(first), Some(second)) =
            (decimal.is_some() && decimal == delimiter, record.get("delimiter"), record.get("decimal"))
        {
            self.conflict(first, second, "fields and decimals need different signs");
        }
        CsvOptions {
            delimiter: delimiter.and_then(|sign| u8::try_from(sign).ok()),
            decimal: decimal.unwrap_or(default.decimal),
            nulls: self.nulls(record.get("nulls")).unwrap_or(default.nulls),
            header: self.truth(record.get("header")).unwrap_or(default.header),
            newlines: self.truth(record.get("newlines")).unwrap_or(default.newlines),
        }
    }

    /// One ASCII character, of these if they are given.
    fn sign(&mut self, field: Option<Field>, allowed: Option<&[char]>) -> Option<char> {
        let field = field?;
        let help = match allowed {
            Some(_) => "write `\".\"` or `\",\"` in quotes",
            None => "write one character in quotes: `\",\"`, `\";\"`, `\"|\"` or `\"\\t\"` for tabs",
        };
        let Some(scalar) = field.value.scalar() else {
            self.misfit(field, "one character", help);
            return None;
        };
        let mut chars = scalar.text.chars();
        let sign = chars.next().filter(|sign| chars.next().is_none() && sign.is_ascii());
        let sign = sign.filter(|sign| allowed.is_none_or(|allowed| allowed.contains(sign)));
        if sign.is_none() {
            let message = format!("`{}` takes one character, not `{}`", field.name, scalar.text);
            self.invalid(field.value.span, message, help);
        }
        sign
    }

    /// Texts that mean no value; one text is a list of one, and nothing in a list is the empty text.
    pub fn nulls(&mut self, field: Option<Field>) -> Option<Vec<String>> {
        let field = field?;
        let written = |node: &Node| match &node.kind {
            Kind::Scalar(scalar) if scalar.is_absent() => Some(String::new()),
            Kind::Scalar(scalar) => Some(scalar.text.clone()),
            _ => None,
        };
        let texts = match &field.value.kind {
            Kind::List(items) => items.iter().map(|item| written(item)).collect(),
            Kind::Scalar(scalar) if !scalar.is_absent() => Some(vec![scalar.text.clone()]),
            _ => None,
        };
        if texts.is_none() {
            self.misfit(field, "a list of texts", "write `nulls: [\"\", NA]`");
        }
        texts
    }
}
