"""Writes expected/values.csv with DuckDB: every KPI in every month of 2013, with rows and status.

    pip install duckdb==2.0.0
    python expected.py
"""

import csv
from pathlib import Path

import duckdb

here = Path(__file__).parent
duckdb.sql(f"create table flights as from '{here / 'data/flights.parquet'}'")
duckdb.sql(f"create table airlines as from read_csv('{here / 'data/airlines.csv'}', all_varchar=true)")
duckdb.sql("""
    create view facts as
    select strftime(scheduled_at, '%Y-%m') as month, name as airline, flights.*
    from flights left join airlines using (carrier)
""")

# Per KPI: its slice, its value, the rows behind it, and the limits of pass and warn.
# Delays are minutes in the data and seconds in reports.
KPIS = {
    "departures": (None, "count(*)", "count(*)", None),
    "airlines_flying": (None, "count(distinct carrier)", "count(carrier)", None),
    "on_time": (
        "airline",
        "count(*) filter (arr_delay <= 15) / nullif(count(arr_delay), 0)",
        "count(arr_delay)",
        (">=", 0.80, 0.75),
    ),
    "cancelled": (
        "origin",
        "count(*) filter (dep_delay is null) / count(*)",
        "count(*)",
        ("<=", 0.02, 0.05),
    ),
    "mean_departure_delay": (
        None,
        "60 * sum(dep_delay) / count(dep_delay)",
        "count(dep_delay)",
        ("<=", 12 * 60, 20 * 60),
    ),
    "arrival_delay_p90": (
        None,
        "quantile_cont(60.0::double * arr_delay, 0.9)",
        "count(arr_delay)",
        ("<=", 45 * 60, 75 * 60),
    ),
    "long_delays": (
        None,
        "count(*) filter (dep_delay > 60) / count(dep_delay)",
        "count(dep_delay)",
        ("<=", 0.10, 0.12),
    ),
    "caught_up": (
        None,
        "count(*) filter (dep_delay > 15 and arr_delay <= 15)"
        " / count(*) filter (dep_delay > 15 and arr_delay is not null)",
        "count(*) filter (dep_delay > 15 and arr_delay is not null)",
        None,
    ),
}


def status(value, target):
    """Where a value lies: pass, warn, fail, no_data; nothing without a target."""
    if target is None:
        return None
    if value is None:
        return "no_data"
    sign, good, fair = target
    meets = (lambda limit: value >= limit) if sign == ">=" else (lambda limit: value <= limit)
    return "pass" if meets(good) else "warn" if meets(fair) else "fail"


def values(slice_by, value, rows):
    """Value and rows by month and slice; the empty slice is the total."""
    sets = f"((month), (month, {slice_by}))" if slice_by else "((month))"
    chosen = f"case when grouping({slice_by}) = 0 then {slice_by} end" if slice_by else "null"
    found = duckdb.sql(f"select month, {chosen}, {value}, {rows} from facts group by grouping sets {sets}")
    return {(month, part): (number, count) for month, part, number, count in found.fetchall()}


with open(here / "expected/values.csv", "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["kpi", "period", "slice", "value", "rows", "status"])
    for kpi, (slice_by, value, rows, target) in KPIS.items():
        found = values(slice_by, value, rows)
        months = sorted({month for month, _ in found})
        parts = sorted({part for _, part in found if part is not None})
        for month in months:
            for part in [None, *parts]:
                # An airline that does not fly in a month has a share of nothing: no value.
                number, count = found.get((month, part), (None, 0))
                table.writerow([kpi, month, part, number, count, status(number, target)])
