//! The period, of those asked for, that holds a row.

use super::{dates, evaluate, instants, numbers, paris};
use chrono::NaiveDate;
use datafusion::arrow::datatypes::DataType;
use datafusion::prelude::ident;
use jauge::calendar::{Civil, Grain, Periods};
use jauge::functions::scalar::time::period_index;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The periods of a grain from one date to before another.
fn periods(civil: &Civil, grain: Grain, from: &str, to: &str) -> Periods {
    let numbers = civil.range(grain, civil.date_instant(date(from)), civil.date_instant(date(to)));
    Periods::new(civil, grain, numbers).unwrap()
}

fn of_instants(civil: &Civil, periods: &Periods, values: &[Option<i64>]) -> Vec<Option<i64>> {
    let found = evaluate(period_index(ident("c0"), periods, civil), &[instants(values)]).unwrap();
    assert_eq!(found.data_type(), &DataType::Int32);
    numbers(&found)
}

fn of_dates(civil: &Civil, periods: &Periods, values: &[&str]) -> Vec<Option<i64>> {
    let days = values.iter().map(|text| i32::try_from(jauge::calendar::day_of_date(date(text))).ok());
    numbers(
        &evaluate(period_index(ident("c0"), periods, civil), &[dates(&days.collect::<Vec<_>>())]).unwrap(),
    )
}

#[test]
fn instants_fall_into_local_periods() {
    // In Paris, January 2024 starts at 23:00 UTC of the day before, and April at 22:00.
    let months = periods(&paris(), Grain::Month, "2024-01-01", "2024-04-01");
    let (start, end) = (1_704_063_600_000_000, 1_711_922_400_000_000);
    let february = 1_706_742_000_000_000;
    let values =
        [Some(end), Some(start), None, Some(start - 1), Some(february), Some(february - 1), Some(end - 1)];
    let expected = [None, Some(0), None, None, Some(1), Some(0), Some(2)];
    assert_eq!(of_instants(&paris(), &months, &values), expected);
    assert_eq!(of_instants(&paris(), &months, &[Some(i64::MIN), Some(i64::MAX)]), [None, None]);
}

#[test]
fn dates_fall_into_the_periods_of_their_starts() {
    let weeks = periods(&paris(), Grain::Week, "2024-01-01", "2024-01-15");
    let days = ["2023-12-31", "2024-01-01", "2024-01-07", "2024-01-08", "2024-01-14", "2024-01-15"];
    assert_eq!(of_dates(&paris(), &weeks, &days), [None, Some(0), Some(0), Some(1), Some(1), None]);
    let hours = periods(&paris(), Grain::Hour, "2024-03-30", "2024-04-02");
    let days = ["2024-03-30", "2024-03-31", "2024-04-01", "2024-04-02"];
    assert_eq!(of_dates(&paris(), &hours, &days), [Some(0), Some(24), Some(47), None]);
}

#[test]
fn a_day_left_out_is_in_the_next() {
    let apia = Civil { zone: chrono_tz::Pacific::Apia, ..Civil::default() };
    let days = periods(&apia, Grain::Day, "2011-12-29", "2012-01-01");
    let found = of_dates(&apia, &days, &["2011-12-29", "2011-12-30", "2011-12-31", "2012-01-01"]);
    assert_eq!(found, [Some(0), Some(2), Some(2), None]);
}

#[test]
fn all_holds_every_time() {
    let all = Periods::all(i64::MIN, i64::MAX);
    assert_eq!(of_instants(&paris(), &all, &[Some(i64::MIN), Some(0), None]), [Some(0), Some(0), None]);
    assert_eq!(of_dates(&paris(), &all, &["0001-01-01", "9999-12-31"]), [Some(0), Some(0)]);
    let none = Periods { grain: None, first: 0, boundaries: vec![] };
    assert_eq!(of_instants(&paris(), &none, &[Some(0)]), [None]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn rows_fall_where_their_number_says(
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        hours in prop::collection::vec(0..24 * 366_i64, 1..40),
    ) {
        let civil = Civil { zone, ..Civil::default() };
        for grain in [Grain::Minutes(30), Grain::Hour, Grain::Day, Grain::Week, Grain::Month] {
            let run = periods(&civil, grain, "2011-03-01", "2012-02-01");
            let base = civil.date_instant(date("2011-02-15"));
            let values: Vec<_> = hours.iter().map(|hour| Some(base + hour * jauge::calendar::HOUR)).collect();
            let expected: Vec<_> = values
                .iter()
                .map(|value| civil.number(grain, value.unwrap()) - run.first)
                .map(|index| Some(index).filter(|index| (0..run.len() as i64).contains(index)))
                .collect();
            prop_assert_eq!(of_instants(&civil, &run, &values), expected);
        }
    }
}
