//! What holds for every zone, grain and instant.

use chrono::{NaiveDate, Weekday};
use jauge::calendar::{Civil, EARLIEST, Grain, LATEST, Periods, add_months, full_months};
use proptest::prelude::*;

const GRAINS: [Grain; 9] = [
    Grain::Minutes(5),
    Grain::Minutes(15),
    Grain::Minutes(30),
    Grain::Hour,
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
];

fn any_civil() -> impl Strategy<Value = Civil> {
    let zones = prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec());
    let days =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    (zones, prop::sample::select(days.to_vec()), 1..=12_u32).prop_map(
        |(zone, week_start, fiscal_year_start)| Civil {
            zone,
            week_start,
            fiscal_year_start,
            ..Civil::default()
        },
    )
}

fn any_grain() -> impl Strategy<Value = Grain> {
    prop::sample::select(GRAINS.to_vec())
}

/// Mostly instants of our times, some of any.
fn any_instant() -> impl Strategy<Value = i64> {
    prop_oneof![
        9 => -4_000_000_000_000_000..4_200_000_000_000_000_i64,
        1 => EARLIEST + 1_000_000_000_000_000..LATEST - 1_000_000_000_000_000,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_period_holds_its_instants(civil in any_civil(), grain in any_grain(), instant in any_instant()) {
        let number = civil.number(grain, instant);
        prop_assert!(civil.start(grain, number) <= instant);
        prop_assert!(instant < civil.start(grain, number + 1));
    }

    #[test]
    fn numbers_and_labels_name_one_period(civil in any_civil(), grain in any_grain(), instant in any_instant()) {
        let number = civil.number(grain, instant);
        prop_assert_eq!(civil.number(grain, civil.start(grain, number)), number);
        prop_assert_eq!(civil.number(grain, civil.start(grain, number + 1) - 1), number);
        let label = civil.label(grain, number);
        prop_assert_eq!(civil.parse_label(grain, &label), Some(number), "{}", label);
        prop_assert_ne!(civil.label(grain, number + 1), label);
    }

    #[test]
    fn dates_have_the_numbers_of_their_starts(civil in any_civil(), grain in any_grain(), instant in any_instant()) {
        let day = civil.number(Grain::Day, instant);
        let date = civil.start_date(Grain::Day, day).unwrap();
        prop_assert_eq!(civil.number_of_date(grain, date), civil.number(grain, civil.date_instant(date)));
        prop_assert_eq!(civil.number_of_date(Grain::Day, date), day);
    }

    #[test]
    fn local_time_names_an_instant(civil in any_civil(), instant in any_instant()) {
        let local = civil.to_local(instant);
        let first = civil.to_utc(local);
        prop_assert!(first <= instant);
        prop_assert_eq!(civil.to_local(first), local);
        let text = civil.format_instant(instant);
        let read = chrono::DateTime::parse_from_rfc3339(&text).ok().map(|read| read.timestamp_micros());
        prop_assert!(read.is_none_or(|read| read == instant), "{}", text);
    }

    #[test]
    fn runs_of_periods_find_instants(civil in any_civil(), grain in any_grain(), instant in any_instant()) {
        let number = civil.number(grain, instant);
        let periods = Periods::new(&civil, grain, number - 3..number + 3).unwrap();
        prop_assert_eq!(periods.index_of(instant), Some(3));
    }

    #[test]
    fn every_input_has_an_answer(civil in any_civil(), grain in any_grain(), a in any::<i64>(), b in any::<i64>()) {
        let label = civil.label(grain, a);
        prop_assert!(civil.start(grain, a) >= EARLIEST && civil.start(grain, a) <= LATEST);
        civil.parse_label(grain, &label);
        civil.format_instant(a);
        civil.start_date(grain, a);
        civil.range(grain, a, b);
        civil.last(u32::MAX, grain, a);
        civil.boundaries_between(grain, a, b);
        civil.full_between(grain, a, b);
        civil.add_months(a, b);
        Periods::new(&civil, grain, a..a.saturating_add(3));
    }

    #[test]
    fn no_text_breaks_the_reading_of_labels(civil in any_civil(), grain in any_grain(), text in "[-+0-9QWT:/é]{0,20}") {
        if let Some(number) = civil.parse_label(grain, &text) {
            prop_assert!(civil.label(grain, number).starts_with(&text));
        }
    }

    #[test]
    fn months_added_are_months_elapsed(day in -200_000..200_000_i32, months in -5_000..5_000_i64) {
        let from = NaiveDate::default() + chrono::Days::new(1_000_000) + chrono::Duration::days(day.into());
        let to = add_months(from, months);
        let midnight = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN);
        if months >= 0 {
            prop_assert_eq!(full_months(midnight(from), midnight(to)), months);
        }
        prop_assert_eq!(full_months(midnight(from), midnight(to)), -full_months(midnight(to), midnight(from)));
    }
}
