//! `calendars:`: opening hours.

use super::node::Node;
use super::reader::Reader;
use super::record::{Field, Keys, Record};
use super::types::{Calendar, Text};
use crate::calendar::OpeningHours;
use crate::diag::{Code, Problem};

const KEYS: Keys = Keys {
    owner: "a calendar",
    known: &[
        "timezone",
        "hours",
        "dates",
        "breaks",
        "holidays",
        "default",
        "title",
        "description",
        "owner",
        "tags",
    ],
    synonyms: &[
        ("tz", "timezone"),
        ("time_zone", "timezone"),
        ("zone", "timezone"),
        ("week", "hours"),
        ("opening_hours", "hours"),
        ("business_hours", "hours"),
        ("schedule", "hours"),
        ("shifts", "dates"),
        ("exceptions", "dates"),
        ("special", "dates"),
        ("pauses", "breaks"),
        ("closed", "holidays"),
        ("public_holidays", "holidays"),
        ("name", "title"),
    ],
    hints: &[
        ("mon-fri", "write it below `hours:`"),
        ("mon", "write it below `hours:`"),
        ("monday", "write it below `hours:`"),
        ("file", "write `holidays: [{ file: holidays.csv, column: date }]`"),
    ],
    ..Keys::NONE
};

const EXAMPLE: &str = "write for example `hours: { mon-fri: [\"09:00-18:00\"] }`";

impl Reader<'_> {
    /// Reads `calendars:`.
    pub fn calendars(&mut self, field: Field) -> Vec<Calendar> {
        let named = self.named(field, &KEYS, "`calendars:` with a name and its `hours:` below");
        named.into_iter().map(|(name, node)| self.calendar(name, node)).collect()
    }

    fn calendar(&mut self, name: Text, node: &Node) -> Calendar {
        let before = self.problems.iter().count();
        let record = self.record(node, &KEYS).unwrap_or_else(|| {
            let field = Field { name: "calendar", key: name.span, value: node };
            self.misfit_named(field, &name, "a mapping", EXAMPLE.into());
            Record::unreadable()
        });
        let mut calendar = self.calendar_of(name, &record);
        calendar.broken = record.uncertain || self.problems.iter().count() > before;
        calendar
    }

    fn calendar_of(&mut self, name: Text, record: &Record) -> Calendar {
        self.notes(record);
        if record.get("hours").is_none() && record.get("dates").is_none() {
            self.missing(record, "hours", &name, EXAMPLE);
        }
        let mut hours = OpeningHours::default();
        if let Some(field) = record.get("hours") {
            self.week(field, &mut hours.week);
        }
        let dates = self.dated_hours(record.get("dates"), &mut hours.dates);
        self.dated_hours(record.get("breaks"), &mut hours.breaks);
        let holiday_files =
            record.get("holidays").map(|field| self.holidays(field, &mut hours)).unwrap_or_default();
        for (day, date) in dates.iter().filter(|(day, _)| hours.is_holiday(*day)) {
            if hours.dates.get(day).is_some_and(|hours| !hours.is_empty()) {
                let message = format!("`{}` is a holiday too, so these hours never open", date.value);
                let problem = Problem::warning(Code::ConflictingKeys, date.span, message);
                self.problems.push(problem.help("remove it here or from `holidays:`"));
            }
        }
        let default = self.truth(record.get("default")).unwrap_or(false);
        Calendar {
            zone: self.timezone(record.get("timezone")),
            hours,
            holiday_files,
            is_default: record.get("default").filter(|_| default).map(|field| field.value.span),
            broken: false,
            name,
        }
    }
}
