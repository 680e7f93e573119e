//! `kpis:`: formulas with their targets.

use super::funnels::complete;
use super::node::{Kind, Node};
use super::reader::{Reader, unreadable};
use super::record::{Field, Keys, Record};
use super::types::{Kpi, Text};
use super::words::{DIRECTIONS, EMPTY, KPI_UNITS, OTHER_DIRECTIONS, OTHER_EMPTY, OTHER_KPI_UNITS};
use crate::lang::ast::Expr;

const KEYS: Keys = Keys {
    owner: "a KPI",
    known: &[
        "title",
        "description",
        "owner",
        "tags",
        "from",
        "expr",
        "funnel",
        "where",
        "time",
        "unit",
        "format",
        "grain",
        "by",
        "totals",
        "empty",
        "better",
        "target",
        "targets",
        "formula",
        "how_to",
        "suggested_target",
    ],
    later: &["extends"],
    synonyms: &[
        ("expression", "expr"),
        ("value", "expr"),
        ("calculation", "expr"),
        ("source", "from"),
        ("table", "from"),
        ("filter", "where"),
        ("condition", "where"),
        ("group_by", "by"),
        ("slice", "by"),
        ("slices", "by"),
        ("dimensions", "by"),
        ("goal", "target"),
        ("objective", "target"),
        ("name", "title"),
        ("label", "title"),
        ("period", "grain"),
        ("granularity", "grain"),
        ("frequency", "grain"),
        ("direction", "better"),
        ("tag", "tags"),
        ("date", "time"),
        ("total", "totals"),
        ("subtotals", "totals"),
    ],
    hints: &[
        ("decimals", "write `format: { decimals: 1 }`"),
        ("warn", "write `target: { pass: …, warn: … }`"),
        ("pass", "write `target: { pass: …, warn: … }`"),
        ("path", "a path belongs to a name below `sources:`"),
        ("sql", "write the formula as `expr:`, or the query as `sql:` of a source"),
        ("timezone", "write it below `project:`"),
        ("currency", "write `unit:` here, or `currency:` below `project:`"),
        ("test", "write `tests:` at the top level"),
        ("tests", "write `tests:` at the top level"),
    ],
    ..Keys::NONE
};
const FORMAT: Keys = Keys {
    owner: "`format`",
    known: &["decimals"],
    synonyms: &[("digits", "decimals"), ("precision", "decimals"), ("decimal", "decimals")],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `kpis:`.
    pub fn kpis(&mut self, field: Field) -> Vec<Kpi> {
        let named = self.named(field, &KEYS, "`kpis:` with a name and its `expr:` below");
        named.into_iter().map(|(name, node)| self.kpi(name, node)).collect()
    }

    fn kpi(&mut self, name: Text, node: &Node) -> Kpi {
        let Some(record) = self.record(node, &KEYS) else {
            let text =
                node.scalar().map(|scalar| scalar.text.trim()).filter(|text| !text.contains(['\n', '`']));
            let help = format!("write `expr: {}` on the line below, indented", text.unwrap_or("…"));
            let field = Field { name: "KPI", key: name.span, value: node };
            self.misfit_named(field, &name, "a mapping", help);
            return self.kpi_of(name, &Record::unreadable());
        };
        self.kpi_of(name, &record)
    }

    fn kpi_of(&mut self, name: Text, record: &Record) -> Kpi {
        self.help_texts(record);
        let funnel = record.get("funnel").map(|field| self.funnel(field, record));
        let mut kpi = Kpi {
            title: self.localized(record.get("title")),
            description: self.localized(record.get("description")),
            owner: self.note(record.get("owner")),
            tags: self.texts(record.get("tags"), false).into_iter().map(|tag| tag.value).collect(),
            from: self.text(record.get("from")),
            expr: match funnel {
                Some(_) => unreadable(name.span),
                None => self.kpi_expression(record, &name),
            },
            funnel: funnel.flatten(),
            filter: self.expression(record.get("where")),
            time: self.expression(record.get("time")),
            unit: self.unit(record.get("unit"), &KPI_UNITS, OTHER_KPI_UNITS),
            decimals: self.decimals(record.get("format")),
            grain: self.text(record.get("grain")),
            by: record.get("by").map(|field| self.slices(field)).unwrap_or_default(),
            totals: self.truth(record.get("totals")).unwrap_or(false),
            empty_is_none: self.empty_rule(record.get("empty")),
            better: self.choice(record.get("better"), DIRECTIONS, OTHER_DIRECTIONS),
            targets: self.targets(record),
            name,
        };
        complete(&mut kpi);
        kpi
    }

    fn kpi_expression(&mut self, record: &Record, name: &Text) -> Expr {
        match record.get("expr") {
            Some(field) => self.required_expression(field),
            None => {
                self.missing(record, "expr", name, "add a formula, such as `expr: count(tickets)`");
                unreadable(name.span)
            }
        }
    }

    fn decimals(&mut self, field: Option<Field>) -> Option<u8> {
        const HELP: &str = "write for example `format: { decimals: 1 }`";
        let field = field?;
        let Some(record) = self.record(field.value, &FORMAT) else {
            self.misfit(field, "a mapping", HELP);
            return None;
        };
        let digits = self.whole(
            record.get("decimals"),
            0,
            15,
            "write the number of digits after the point, such as 1",
        )?;
        u8::try_from(digits.value).ok()
    }

    /// `none` may be spelled as YAML's own null.
    fn empty_rule(&mut self, field: Option<Field>) -> bool {
        match field.map(|field| (field, &field.value.kind)) {
            Some((field, Kind::Scalar(scalar))) if scalar.is_null() && !scalar.is_absent() => {
                let message = format!("`empty` cannot be `{}`", scalar.text);
                self.invalid(field.value.span, message, "did you mean `none`?");
                true
            }
            _ => self.choice(field, EMPTY, OTHER_EMPTY).is_some_and(|choice| choice.value),
        }
    }
}
