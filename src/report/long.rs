//! The long form that CSV, Parquet and Arrow share: one row per value, one column per slice of any KPI.

use crate::lang::Value;
use crate::targets::{Assessment, Judged, KpiInfo};

/// Columns before the slices.
const BEFORE: [&str; 6] = ["kpi", "grain", "period_start", "period_end", "complete", "level"];
/// Columns after the slices.
const AFTER: [&str; 5] = ["value", "value_text", "unit", "rows", "status"];

/// A result with its KPI and its slices spread over the columns of all KPIs.
pub(super) struct Row<'a> {
    pub info: &'a KpiInfo,
    pub result: &'a Judged,
    /// None where the KPI lacks the slice, this is a total over it or it is null.
    pub slices: Vec<Option<&'a Value>>,
}

impl Row<'_> {
    /// The grain's name, or `all`.
    pub fn grain(&self) -> String {
        self.info.grain.map_or("all".into(), |grain| grain.to_string())
    }

    /// Whether this is the total over all slices or the value of one.
    pub fn level(&self) -> &'static str {
        if self.result.slice.iter().all(Option::is_none) { "total" } else { "slice" }
    }
}

/// The names of all columns; a slice that is named like another column has `slice.` before its name.
pub(super) fn headings(slices: &[&str]) -> Vec<String> {
    let fixed = || BEFORE.into_iter().chain(AFTER);
    let named = slices.iter().map(|slice| {
        let mut name = slice.to_string();
        while fixed().any(|taken| taken == name) || (name != *slice && slices.contains(&name.as_str())) {
            name.insert_str(0, "slice.");
        }
        name
    });
    BEFORE.into_iter().map(String::from).chain(named).chain(AFTER.into_iter().map(String::from)).collect()
}

/// The slices of all KPIs, by first appearance.
pub(super) fn slices(assessment: &Assessment) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for name in assessment.kpis.iter().flat_map(|info| &info.slices) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

/// One row per result whose KPI is known.
pub(super) fn rows<'a>(assessment: &'a Assessment, slices: &[&str]) -> Vec<Row<'a>> {
    let row = |result: &'a Judged| {
        let info = assessment.kpis.get(result.kpi)?;
        let slices = slices.iter().map(|name| slice(info, result, name)).collect();
        Some(Row { info, result, slices })
    };
    assessment.results.iter().filter_map(row).collect()
}

fn slice<'a>(info: &KpiInfo, result: &'a Judged, name: &str) -> Option<&'a Value> {
    let index = info.slices.iter().position(|slice| slice == name)?;
    result.slice.get(index)?.as_ref().filter(|value| !value.is_null())
}
