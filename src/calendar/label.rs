//! The labels of periods, `2024-Q1`, and the periods of labels.

use super::civil::{format_offset, naive};
use super::{Civil, Grain, Numbering, SECOND, date_of_day};
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

impl Civil {
    /// The label of a period: `2024` (fiscal `2024/25`), `2024-Q1`, `2024-01`, `2024-W05` (the first date if weeks do
    /// not begin on Monday), `2024-01-31`, `2024-01-31T08:00` (with its offset where clocks show that time twice); that
    /// of the table for a grain of the project.
    pub fn label(&self, grain: Grain, number: i64) -> String {
        if let Grain::Custom(name) = grain {
            return self
                .grains
                .get(name)
                .and_then(|table| table.label(number))
                .unwrap_or_default()
                .to_owned();
        }
        let Some(day) = self.first_day(grain, number) else { return self.time_label(grain, number) };
        let date = date_of_day(day);
        match grain {
            Grain::Week if self.week_start == Weekday::Mon => {
                let week = date.iso_week();
                format!("{}-W{:02}", year_text(week.year()), week.week())
            }
            Grain::Month => format!("{}-{:02}", year_text(date.year()), date.month()),
            Grain::Quarter => {
                let quarter = self.number_of_day(grain, day);
                format!("{}-Q{}", self.year_label(quarter.div_euclid(4)), quarter.rem_euclid(4) + 1)
            }
            Grain::Year => self.year_label(self.number_of_day(grain, day)),
            _ => date.to_string(),
        }
    }

    /// The number of the period with this label, none if no period of the grain has it. A time that clocks show
    /// twice may be written without its offset and is then the first.
    pub fn parse_label(&self, grain: Grain, label: &str) -> Option<i64> {
        let number = match grain {
            Grain::Custom(name) => return self.grains.get(name)?.labelled(label),
            Grain::Minutes(_) | Grain::Hour => return self.parse_time_label(grain, label),
            Grain::Year => parse_year(label.split_once('/').map_or(label, |(year, _)| year))?.into(),
            Grain::Quarter => {
                let (year, quarter) = label.rsplit_once("-Q")?;
                let year = parse_year(year.split_once('/').map_or(year, |(year, _)| year))?;
                i64::from(year) * 4 + i64::from(quarter.parse::<u8>().ok()?) - 1
            }
            Grain::Month => {
                let (year, month) = label.rsplit_once('-')?;
                i64::from(parse_year(year)?) * 12 + i64::from(month.parse::<u8>().ok()?) - 1
            }
            Grain::Week if self.week_start == Weekday::Mon => {
                let (year, week) = label.rsplit_once("-W")?;
                let monday = NaiveDate::from_isoywd_opt(parse_year(year)?, week.parse().ok()?, Weekday::Mon)?;
                self.number_of_date(grain, monday)
            }
            Grain::Week | Grain::Day => self.number_of_date(grain, label.parse().ok()?),
        };
        (self.label(grain, number) == label).then_some(number)
    }

    fn year_label(&self, year: i64) -> String {
        let first = year_text(i32::try_from(year).unwrap_or_default());
        if self.fiscal_month0() == 0 { first } else { format!("{first}/{:02}", (year + 1).rem_euclid(100)) }
    }

    fn time_label(&self, grain: Grain, number: i64) -> String {
        let numbering = self.numbering(grain);
        let (time, offset, ambiguous) = time_parts(&numbering, number);
        if ambiguous { time + &offset } else { time }
    }

    fn parse_time_label(&self, grain: Grain, label: &str) -> Option<i64> {
        let (date, time) = label.split_once('T')?;
        let offset_at = time.find(['+', '-']);
        let (time, offset) = time.split_at(offset_at.unwrap_or(time.len()));
        let text = format!("{date}T{time}");
        let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M").ok()?;
        let mut numbering = self.numbering(grain);
        let instant = match offset {
            "" => self.to_utc(local),
            _ => local.and_utc().timestamp_micros().saturating_sub(parse_offset(offset)?),
        };
        // A period that a clock change cuts short begins later than its label says.
        let near = numbering.number(instant).saturating_sub(2);
        (near..=near.saturating_add(4)).find(|number| {
            let (own_time, own_offset, _) = time_parts(&numbering, *number);
            own_time == text && (offset.is_empty() || own_offset == offset)
        })
    }
}

/// The local time at which the slot of a period begins, its offset, and whether clocks show it twice.
fn time_parts(numbering: &Numbering, number: i64) -> (String, String, bool) {
    let Some(slot) = numbering.slot(number) else { return Default::default() };
    let time = naive(slot.local).format("%Y-%m-%dT%H:%M").to_string();
    (time, format_offset(numbering.span(slot).offset), slot.ambiguous)
}

/// A year in at least four digits, signed outside 0 to 9999 as ISO 8601 asks.
fn year_text(year: i32) -> String {
    match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+05}"),
    }
}

fn parse_year(text: &str) -> Option<i32> {
    text.parse().ok()
}

/// `+02:00` or `+00:09:21` in microseconds.
fn parse_offset(text: &str) -> Option<i64> {
    let (sign, digits) = text.split_at_checked(1)?;
    let mut seconds = 0;
    for (part, unit) in digits.split(':').zip([3600, 60, 1]) {
        seconds += i64::from(part.parse::<u8>().ok()?) * unit;
    }
    Some(if sign == "-" { -seconds } else { seconds } * SECOND)
}
