//! `holidays:` of a calendar: dates, dates of every year, and files that hold dates.

use super::node::{Kind, Node};
use super::reader::Reader;
use super::record::{Field, Keys};
use super::types::{HolidayFile, Text};
use crate::calendar::OpeningHours;
use chrono::NaiveDate;

const FILE: Keys = Keys {
    owner: "a file of holidays",
    known: &["file", "column", "format", "csv"],
    synonyms: &[("path", "file"), ("date", "column"), ("dates", "column"), ("name", "column")],
    ..Keys::NONE
};
const HELP: &str = "write `holidays: [2024-01-01, \"12-25\", { file: holidays.csv, column: date }]`";

impl Reader<'_> {
    /// Adds the dates to the hours; the files are read when data is.
    pub(super) fn holidays(&mut self, field: Field, hours: &mut OpeningHours) -> Vec<HolidayFile> {
        let mut files = Vec::new();
        match &field.value.kind {
            Kind::List(items) => items.iter().for_each(|item| files.extend(self.holiday(field, item, hours))),
            Kind::Scalar(scalar) if scalar.is_absent() => self.misfit(field, "a list of dates", HELP),
            Kind::Scalar(scalar) if scalar.is_null() => {}
            _ => files.extend(self.holiday(field, field.value, hours)),
        }
        files
    }

    fn holiday(&mut self, field: Field, node: &Node, hours: &mut OpeningHours) -> Option<HolidayFile> {
        match &node.kind {
            Kind::Map(_) => return self.holiday_file(node),
            Kind::Scalar(scalar) if !scalar.is_null() => {
                let text = scalar.word();
                match every_year(text) {
                    Some(Some(date)) => {
                        hours.yearly.insert(date);
                    }
                    Some(None) => {
                        self.invalid(
                            node.span,
                            format!("no year has the date `{text}`"),
                            "write the month, then the day: `12-25`",
                        );
                    }
                    None => hours.holidays.extend(self.date(text, node.span)),
                }
            }
            Kind::Broken => {}
            _ => {
                let message = format!("`{}` lists dates, not {}", field.name, node.describe());
                self.invalid(node.span, message, HELP);
            }
        }
        None
    }

    fn holiday_file(&mut self, node: &Node) -> Option<HolidayFile> {
        let record = self.record(node, &FILE)?;
        let here = Text::new("holidays".into(), node.span);
        for key in ["file", "column"] {
            if record.get(key).is_none() {
                self.missing(&record, key, &here, HELP);
            }
        }
        let column = self.text(record.get("column"));
        let format = self.text(record.get("format"));
        let origin = self.files(record.get("file")?, None, record.get("csv"))?;
        Some(HolidayFile { origin, column: column?, format })
    }
}

/// Month and day of `12-25`; some of none where no year has them.
fn every_year(text: &str) -> Option<Option<(u32, u32)>> {
    let (month, day) = text.split_once('-')?;
    let short = |part: &str| (1..3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !short(month) || !short(day) {
        return None;
    }
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    // 2024 has a 29 February.
    Some(NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day)))
}
