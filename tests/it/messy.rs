//! Files as people have them, and definitions over them as an analyst writes them.

use crate::binary::{close, jauge};
use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// An export of a French help desk: a byte order mark, `;`, CRLF, a quoted line end, blank lines at the end.
const CALLS: &str =
    "\u{feff}N° dossier;Date d'appel;Durée d'attente;Taux;Montant TTC;Équipe;Résolu ?;Note;Appels
00001;31/01/2024;0:07:30;37,5%;€ 1 234,50;Nord;oui;ok;1 005
00002;01/02/2024;0:14:26;94,01%;€ 158,38;Sud;non;\"deux
lignes; \"\"citées\"\"\";12
00003;05/02/2024;NA;-;?;Côte d'Azur;Oui;ok;7
00004;05/02/2024;1:00:00;50%;€ 20 000,00;Nord;NON;ok;2 000
00005;29/02/2024;0:00:45;10,25%;-€ 12,30;;;NA;3
00006;29/02/2024;0:01:15;0%;€ 0,05;Sud;oui;ok;-
00007;01/03/2024;0:02:00;100%;€ 1,00;Sud;oui;ok;9


";

const DESK: &str = "
project: { timezone: Europe/Paris, as_of: 2024-05-01, currency: EUR, locale: fr }
sources:
  appels:
    path: appels.csv
    csv: { delimiter: ';', decimal: ',', nulls: ['', 'NA', '-', '?'] }
    key: N° dossier
    time: le
    columns:
      le: { column: Date d'appel, type: date, format: '%d/%m/%Y' }
      attente: { column: Durée d'attente, type: duration }
      taux: { column: Taux, type: share }
      montant: { column: Montant TTC, type: decimal, unit: EUR }
      resolu: { column: 'Résolu ?', type: boolean }
kpis:
  attente: { from: appels, expr: avg(attente), by: [Équipe] }
  p90: { from: appels, expr: 'percentile(attente, 90%)' }
  mediane: { from: appels, expr: median(taux), unit: share }
  ca: { from: appels, expr: sum(montant), by: [Équipe] }
  resolus: { from: appels, expr: share(resolu where resolu is not null) }
  appels: { from: appels, expr: sum(`Appels`) }
  notes: { from: appels, expr: count(where `Note` like '%citées%') }
  premier: { from: appels, expr: first(`N° dossier`) }
  dernier: { from: appels, expr: last(`N° dossier`) }
  jours: { from: appels, expr: count(), by: [{ jour: weekday(le) }] }
";

/// What is expected of one value: KPI, slice value (empty: the total, `-`: null), value, rows.
type Expected<'a> = (&'a str, &'a str, Json, u64);

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The results of `run` with these words.
fn results(folder: &Path, words: &[&str]) -> Vec<Json> {
    let path = folder.display().to_string();
    let all: Vec<&str> =
        ["run", "--format", "json"].into_iter().chain(words.iter().copied()).chain([path.as_str()]).collect();
    let output = jauge(&all);
    assert_eq!(output.status.code(), Some(0), "{words:?}\n{}", String::from_utf8_lossy(&output.stderr));
    let report: Json = serde_json::from_slice(&output.stdout).expect("JSON");
    report["results"].as_array().expect("results").clone()
}

fn slice_of(result: &Json) -> String {
    let values = result["slice"].as_object().expect("a slice").values();
    let shown = values.map(|value| match value {
        Json::Null => "-".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    });
    shown.collect::<Vec<_>>().join("/")
}

fn assert_results(results: &[Json], expected: &[Expected]) {
    let found: Vec<_> =
        results.iter().map(|one| (one["kpi"].as_str().unwrap_or_default(), slice_of(one))).collect();
    let wanted: Vec<_> = expected.iter().map(|(kpi, slice, ..)| (*kpi, (*slice).to_owned())).collect();
    assert_eq!(found, wanted);
    for (result, (kpi, slice, value, rows)) in results.iter().zip(expected) {
        let same = match (result["value"].as_f64(), value.as_f64()) {
            (Some(found), Some(wanted)) => close(found, wanted, 1e-12),
            _ => result["value"] == *value,
        };
        assert!(same, "{kpi} {slice}: {} is not {value}", result["value"]);
        assert_eq!(result["rows"], *rows, "rows of {kpi} {slice}");
    }
}

#[test]
fn a_french_export_is_read_as_it_is() {
    let folder = folder(&[("kpis.yaml", DESK), ("appels.csv", &CALLS.replace('\n', "\r\n"))]);
    // DuckDB over the same rows typed by hand, le >= '2024-02-01' and le < '2024-03-01': avg(attente),
    // quantile_cont(attente, 0.9), median(taux), sum(montant), count(*) filter (resolu) / count(resolu), group by equipe.
    let expected: &[Expected] = &[
        ("attente", "", 1146.5.into(), 4),
        ("attente", "Côte d'Azur", Json::Null, 0),
        ("attente", "Nord", 3600.into(), 1),
        ("attente", "Sud", 470.5.into(), 2),
        ("attente", "-", 45.into(), 1),
        ("p90", "", 2779.8.into(), 4),
        ("mediane", "", 0.30125.into(), 4),
        ("ca", "", 20146.13.into(), 4),
        ("ca", "Côte d'Azur", 0.into(), 0),
        ("ca", "Nord", 20000.into(), 1),
        ("ca", "Sud", 158.43.into(), 2),
        ("ca", "-", (-12.3).into(), 1),
        ("resolus", "", 0.5.into(), 4),
        ("appels", "", 2022.into(), 4),
        ("notes", "", 1.into(), 1),
        ("premier", "", "00002".into(), 5),
        ("dernier", "", "00006".into(), 5),
        ("jours", "", 5.into(), 5),
        ("jours", "1", 2.into(), 2),
        ("jours", "4", 3.into(), 3),
    ];
    assert_results(&results(folder.path(), &["--period", "2024-02"]), expected);
}

const SHOP: &str = "
project: { timezone: Europe/Paris, as_of: 2024-12-01 }
parameters: { large: { type: number, default: 4 } }
sources:
  orders:
    path: orders
    key: id
    time: at
    columns: { land: customer.region.country, size: 'band(qty, 2, 4)' }
    links: { customer: { to: customers, key: customer_id } }
  customers: { path: customers.csv, key: id, links: { region: { to: regions, key: region_id } } }
  regions: { path: regions.csv, key: code }
  visits: { path: visits.ndjson, time: at }
  web: { sql: \"select at, qty from orders where channel = 'web'\", time: at }
kpis:
  orders: { expr: count(orders) }
  by_land: { from: orders, expr: sum(qty), by: [land] }
  by_size: { from: orders, expr: count(), by: [size] }
  large: { from: orders, expr: count(where qty >= large) }
  conversion: { expr: count(orders) / count(visits), by: [channel] }
  twice: { expr: conversion * 2, by: [channel] }
  web: { expr: sum(web.qty) }
  nothing: { from: orders, expr: sum(qty where qty > 99), empty: none }
  zero: { from: orders, expr: sum(qty where qty > 99) }
";

/// Two files whose columns differ in order and number; orders around the changes of the clock in Paris.
fn shop() -> TempDir {
    folder(&[
        ("kpis.yaml", SHOP),
        (
            "orders/1.csv",
            "id,at,customer_id,channel,qty\n1,2024-03-31 01:30,c1,web,1\n2,2024-03-31 02:30,c2,shop,3\n\
             3,2024-03-31 23:59:59,c3,web,4\n4,2024-04-01 00:00,c9,web,5\n",
        ),
        ("orders/2.csv", "qty,id,at,channel\n7,5,2024-10-27 02:30,shop\n2,6,,web\n"),
        ("customers.csv", "id,region_id\nc1,N\nc2,E\nc3,X\n"),
        ("regions.csv", "code,country\nN,FR\nE,DE\n"),
        (
            "visits.ndjson",
            "{\"at\":\"2024-03-30T23:30:00Z\",\"channel\":\"web\"}\n{\"at\":\"2024-03-31T10:00:00Z\",\"channel\":\"web\"}\n\
             {\"channel\":\"tv\",\"at\":\"2024-03-31T21:59:59Z\"}\n{\"channel\":\"web\",\"at\":\"2024-03-31T22:00:00Z\"}\n",
        ),
    ])
}

#[test]
fn links_slices_and_clock_changes_meet() {
    let folder = shop();
    // By hand: in Paris the 31st of March 2024 ends at 22:00 UTC; orders 1 to 3 and the first three visits lie in it.
    let expected: &[Expected] = &[
        ("orders", "", 3.into(), 3),
        ("by_land", "", 8.into(), 3),
        ("by_land", "DE", 3.into(), 1),
        ("by_land", "FR", 1.into(), 1),
        ("by_land", "-", 4.into(), 1),
        ("by_size", "", 3.into(), 3),
        ("by_size", "0-2", 1.into(), 1),
        ("by_size", "3-4", 2.into(), 2),
        ("large", "", 1.into(), 1),
        ("conversion", "", 1.into(), 3),
        ("conversion", "shop", Json::Null, 0),
        ("conversion", "tv", 0.into(), 0),
        ("conversion", "web", 1.into(), 2),
        ("twice", "", 2.into(), 3),
        ("twice", "shop", Json::Null, 0),
        ("twice", "tv", 0.into(), 0),
        ("twice", "web", 2.into(), 2),
        ("web", "", 5.into(), 2),
        ("nothing", "", Json::Null, 0),
        ("zero", "", 0.into(), 0),
    ];
    let words = ["--grain", "day", "--period", "2024-03-31"];
    assert_results(&results(folder.path(), &words), expected);
}

/// Options, and the count of each period.
type Case = (&'static [&'static str], &'static [(&'static str, i64)]);

#[test]
fn every_grain_holds_its_rows() {
    let folder = shop();
    let cases: [Case; 6] = [
        (
            &["--grain", "day", "--period", "2024-03-30..2024-04-02"],
            &[("2024-03-30", 0), ("2024-03-31", 3), ("2024-04-01", 1)],
        ),
        (&["--grain", "week", "--period", "2024-W13,2024-W43"], &[("2024-W13", 3), ("2024-W43", 1)]),
        (&["--grain", "quarter", "--period", "2024-Q1,2024-Q2"], &[("2024-Q1", 3), ("2024-Q2", 1)]),
        (&["--grain", "year", "--period", "2024"], &[("2024", 5)]),
        // Dated or not, but what is placed in a range has a time.
        (&["--grain", "all", "--period", "all"], &[("all", 6)]),
        (&["--grain", "all", "--period", "2024-03-31..2025-01-01"], &[("all", 5)]),
    ];
    for (words, expected) in cases {
        let words: Vec<_> = ["--kpi", "orders"].iter().chain(words).copied().collect();
        let results = results(folder.path(), &words);
        let found: Vec<_> = results
            .iter()
            .map(|one| {
                (one["period"]["label"].as_str().unwrap_or_default(), one["value"].as_i64().unwrap_or(-1))
            })
            .collect();
        assert_eq!(found, expected, "{words:?}");
    }
}

#[test]
fn options_reach_the_rows() {
    let folder = shop();
    let cases: [(&[&str], i64); 6] = [
        (&["--kpi", "orders", "--where", "customer.region.country = 'FR'"], 1),
        (&["--kpi", "orders", "--where", "not (customer.region.country = 'FR')"], 1),
        (&["--kpi", "orders", "--where", "channel in ('web', 'tv')"], 2),
        (&["--kpi", "large", "--param", "large=3"], 2),
        (&["--kpi", "web", "--set-source", "orders=ORDERS"], 1),
        (&["--kpi", "conversion", "--by", "", "--where", "channel = 'web'"], 1),
    ];
    fs::write(folder.path().join("less.csv"), "id,at,customer_id,channel,qty\n1,2024-03-31 01:30,c1,web,1\n")
        .expect("a file");
    let less = folder.path().join("less.csv").display().to_string();
    for (words, expected) in cases {
        let words: Vec<String> = words.iter().map(|word| word.replace("ORDERS", &less)).collect();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.extend(["--grain", "day", "--period", "2024-03-31"]);
        let found = results(folder.path(), &words);
        assert_eq!(found.len(), 1, "{words:?}");
        assert_eq!(found[0]["value"].as_f64(), Some(expected as f64), "{words:?}");
    }
}
