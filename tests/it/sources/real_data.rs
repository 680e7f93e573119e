//! The real files of `JAUGE_DATA`; counts and sums are DuckDB's.

use super::support::{Case, described, runtime};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;
use jauge::sources::Table;
use std::path::Path;

/// The case over a file of the data folder; none where that is absent.
fn case(path: &str) -> Option<Case> {
    let Ok(folder) = std::env::var("JAUGE_DATA") else {
        eprintln!("skipped: JAUGE_DATA is not set");
        return None;
    };
    Some(Case::new(path).base(Path::new(&folder)))
}

fn sql(table: &Table, query: &str) -> Vec<String> {
    let batches: Vec<RecordBatch> = runtime().block_on(async {
        let context = SessionContext::new();
        let columns: Vec<_> =
            table.columns.iter().map(|column| column.expr.clone().alias(&column.name)).collect();
        let frame = context.read_table(table.provider.clone()).unwrap().select(columns).unwrap();
        context.register_table("t", frame.into_view()).unwrap();
        context.sql(query).await.unwrap().collect().await.unwrap()
    });
    let text = pretty_format_batches(&batches).unwrap().to_string();
    text.lines().skip(3).filter(|line| !line.starts_with('+')).map(|line| line.replace(' ', "")).collect()
}

#[test]
fn calls_have_lengths_of_time() {
    let Some(case) = case("bank_calls/calls_feb1999.csv") else { return };
    let table = case.open().unwrap();
    let columns = described(&table);
    assert!(
        columns.contains("date: date, vru_entry: duration, vru_exit: duration, vru_time: integer"),
        "{columns}"
    );
    assert!(columns.contains("outcome: text"), "{columns}");
    let query = "select count(*), sum(q_time), count(distinct outcome), sum(vru_entry) / 1000000 from t";
    assert_eq!(sql(&table, query), ["|33344|1393499|3|1746878165|"]);
}

#[test]
fn blank_charges_are_no_value() {
    let Some(case) = case("telco/telco_customer_churn.csv") else { return };
    let table = case.open().unwrap();
    let columns = described(&table);
    assert!(columns.contains("SeniorCitizen: integer, Partner: boolean"), "{columns}");
    assert!(columns.contains("MultipleLines: text"), "{columns}");
    assert!(
        columns.contains("MonthlyCharges: decimal(2), TotalCharges: decimal(2), Churn: boolean"),
        "{columns}"
    );
    let query = "select count(*), count(\"TotalCharges\"), sum(\"TotalCharges\"), sum(\"MonthlyCharges\"), \
                 count(*) filter (where \"Churn\") from t";
    assert_eq!(sql(&table, query), ["|7043|7032|16056168.70|456116.60|1869|"]);
}

#[test]
fn identifiers_with_leading_zeros_are_text() {
    let Some(case) = case("cdnow/cdnow_master.csv") else { return };
    let table = case.open().unwrap();
    assert_eq!(described(&table), "customer_id: text, date: date, quantity: integer, amount: decimal(2)");
    let query = "select count(*), count(distinct customer_id), min(customer_id), max(date), sum(quantity), sum(amount) from t";
    assert_eq!(sql(&table, query), ["|69659|23570|00001|1998-06-30|167881|2500315.63|"]);
}

#[test]
fn flights_and_incidents_are_parquet() {
    let Some(flights) = case("flights/flights.parquet") else { return };
    let Some(incidents) = case("incidents/incident_event_log.parquet") else { return };
    let (flights, incidents) = (flights.open().unwrap(), incidents.open().unwrap());
    let query = "select count(*), count(dep_time), sum(arr_delay), min(time_hour), max(time_hour) from t";
    assert_eq!(sql(&flights, query), ["|336776|328521|2257174|2013-01-01T10:00:00|2014-01-01T04:00:00|"]);
    let query = "select count(*), count(distinct number), count(resolved_at), min(opened_at), max(sys_updated_at), \
                 count(*) filter (where made_sla) from t";
    assert_eq!(
        sql(&incidents, query),
        ["|141712|24918|138571|2016-02-29T01:16:00|2017-02-18T15:00:00|132497|"]
    );
}
