//! `project:`: settings of the whole project.

use super::entries::twice;
use super::literals::literal_text;
use super::reader::Reader;
use super::record::{Field, Keys};
use super::types::{AsOf, Project};
use super::words::{LOCALES, MONTHS, OTHER_LOCALES, OTHER_WEEKDAYS, WEEKDAYS};
use crate::diag::{Spanned, nearest};
use crate::lang::ast::{Bound, ExprKind, Literal};
use chrono::Weekday;
use chrono_tz::{TZ_VARIANTS, Tz};

const KEYS: Keys = Keys {
    owner: "`project`",
    known: &[
        "timezone",
        "week_start",
        "fiscal_year_start",
        "currency",
        "locale",
        "as_of",
        "title",
        "description",
        "owner",
    ],
    later: &["use"],
    synonyms: &[
        ("tz", "timezone"),
        ("time_zone", "timezone"),
        ("zone", "timezone"),
        ("language", "locale"),
        ("lang", "locale"),
        ("first_day_of_week", "week_start"),
        ("fiscal_year", "fiscal_year_start"),
        ("now", "as_of"),
        ("today", "as_of"),
        ("name", "title"),
    ],
    ..Keys::NONE
};

impl Reader<'_> {
    /// Reads `project:` into the settings so far.
    pub fn project(&mut self, field: Field, project: &mut Project) {
        if field.value.is_null() {
            return;
        }
        let Some(record) = self.record(field.value, &KEYS) else {
            return self.misfit(
                field,
                "a mapping",
                "write for example `project: { timezone: Europe/Paris }`",
            );
        };
        let timezone = self.timezone(record.get("timezone"));
        self.set(&mut project.timezone, timezone, record.get("timezone"));
        let week_start = self.week_start(record.get("week_start"));
        self.set(&mut project.week_start, week_start, record.get("week_start"));
        let first_month = self.fiscal_year_start(record.get("fiscal_year_start"));
        self.set(&mut project.fiscal_year_start, first_month, record.get("fiscal_year_start"));
        let currency = self.currency(record.get("currency"));
        self.set(&mut project.currency, currency, record.get("currency"));
        let locale = self.choice(record.get("locale"), LOCALES, OTHER_LOCALES);
        self.set(&mut project.locale, locale, record.get("locale"));
        let as_of = self.as_of(record.get("as_of"));
        self.set(&mut project.as_of, as_of, record.get("as_of"));
        self.notes(&record);
    }

    /// Keeps the first setting of a project; a second one in another file is reported.
    fn set<T>(&mut self, place: &mut Option<Spanned<T>>, new: Option<Spanned<T>>, field: Option<Field>) {
        match (&place, new, field) {
            (Some(first), Some(_), Some(field)) => {
                self.problems.push(twice(field.name, field.key, first.span));
            }
            (None, new, _) => *place = new,
            _ => {}
        }
    }

    /// An IANA name of a time zone.
    pub fn timezone(&mut self, field: Option<Field>) -> Option<Spanned<Tz>> {
        let written = self.text(field)?;
        let name = written.value.trim();
        if let Ok(zone) = name.parse() {
            return Some(Spanned::new(zone, written.span));
        }
        let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
        let folded = name.replace(' ', "_").to_lowercase();
        let city = |full: &&str| full.to_lowercase().rsplit('/').next() == Some(folded.as_str());
        let near = names().find(city).or_else(|| nearest(&folded, names()));
        let help = match near {
            Some(near) if !name.contains(['+', '-']) => format!("did you mean `{near}`?"),
            _ => "write the name of a place, such as `Europe/Paris`, or `UTC`".into(),
        };
        self.invalid(written.span, format!("`{name}` is not a time zone"), help);
        None
    }

    fn week_start(&mut self, field: Option<Field>) -> Option<Spanned<Weekday>> {
        let scalar = field.and_then(|field| field.value.scalar());
        let day = scalar
            .and_then(|scalar| WEEKDAYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&scalar.text)));
        match (day, field) {
            (Some((_, day)), Some(field)) => Some(Spanned::new(*day, field.value.span)),
            _ => self.choice(field, WEEKDAYS, OTHER_WEEKDAYS),
        }
    }

    fn fiscal_year_start(&mut self, field: Option<Field>) -> Option<Spanned<u32>> {
        let written = field.and_then(|field| field.value.scalar()).map(|scalar| scalar.text.to_lowercase());
        let month = written.and_then(|word| MONTHS.iter().position(|month| word.starts_with(month)));
        let help = match month {
            Some(month) => format!("did you mean `{}`?", month + 1),
            None => "write the number of its first month: 1 for January, 4 for April".into(),
        };
        self.whole(field, 1, 12, &help)
    }

    fn as_of(&mut self, field: Option<Field>) -> Option<Spanned<AsOf>> {
        let written = self.text(field)?;
        if written.value == "latest" {
            return Some(Spanned::new(AsOf::Latest, written.span));
        }
        let map = self.unmapped(written.span);
        let literal = literal_text(written.value.trim_start_matches('@'), &map);
        let bound = match self.problems.keep(literal)?.kind {
            ExprKind::Literal(Literal::Date(date)) => Bound::Date(date),
            ExprKind::Literal(Literal::Instant(instant, offset)) => Bound::Instant(instant, offset),
            _ => {
                let message = format!("`{}` is not a date or instant", written.value);
                self.invalid(written.span, message, "write `2024-01-31`, `2024-01-31T08:00`, or `latest`");
                return None;
            }
        };
        Some(Spanned::new(AsOf::At(bound), written.span))
    }
}
