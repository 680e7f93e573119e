"""Writes expected/values.csv with DuckDB: every KPI in every month of the half-year, with rows and status.

    pip install duckdb==2.0.0
    python expected.py

Outages begin and end on whole minutes. So the time they cover is counted: a table holds each minute of each outage.
"""

import sys
from datetime import date, timedelta
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent))
from naive import Table, ask, connection, load, periods, seconds

load("services", here / "data/services.csv")
load("raw_outages", here / "data/outages.csv", ["began_at", "ended_at"])
load("raw_maintenance", here / "data/maintenance.csv", ["began_at", "ended_at"])
load("raw_probes", here / "data/probes.csv.gz", ["probed_at"])

FIRST, LAST = (2025, 1), (2025, 7)
NOW = seconds(2025, 7, 1)
HOLIDAYS = {date(2025, 1, 1), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 8), date(2025, 5, 29), date(2025, 6, 9)}


def opening(day):
    """The opening hours of a date."""
    if day in HOLIDAYS or day.weekday() == 6:
        return None
    return (9, 17) if day.weekday() == 5 else (7, 20)


hours = []
day = date(2025, 1, 1)
while day < date(2025, 7, 1):
    if opening(day):
        hours.append([seconds(day.year, day.month, day.day, hour) for hour in opening(day)])
    day += timedelta(days=1)
connection.execute("create table hours (opens bigint, closes bigint)")
connection.executemany("insert into hours values (?, ?)", hours)

# The row that ends before it begins is no outage.
connection.execute(f"""
    create table outages as
    select o.*, name, ended_at - began_at as lasted, coalesce(ended_at, {NOW}) as until
    from raw_outages o left join services using (service_id) where ended_at is null or ended_at >= began_at;
    create table maintenance as select m.*, name from raw_maintenance m left join services using (service_id);
    create table down as select name, unnest(range(began_at, until, 60)) as minute from outages where severity = 'full';
    create table worked as select name, unnest(range(began_at, ended_at, 60)) as minute from maintenance;
    create table open_down as from down where exists (from hours where minute >= opens and minute < closes)
""")

NAMES = ["API", "Mail", "Night runs", "Payments", "Website"]
INSIDE = "began_at < END and (ended_at is null or ended_at > START)"
FULL = f"severity = 'full' and {INSIDE}"
DOWN = "(select 60 * count(distinct minute) from down where minute >= START and minute < END and PART)"
ROWS = f"(select count(*) from outages where {FULL} and PART)"
AVAILABLE = f"select 1 - {DOWN} / (END - START), {ROWS}"
table = Table(here, FIRST, LAST)

table.kpi("downtime", f"select {DOWN}, {ROWS}", ("<=", 45 * 60, 2 * 3600), "name", NAMES)
table.kpi("availability", AVAILABLE, (">=", 0.999, 0.995), "name", NAMES)
months = list(periods("month", FIRST, LAST))
for place, (label, _, end) in enumerate(months):
    for name in [None, *NAMES]:
        part = f"name = '{name}'" if name else "true"
        value, rows = ask(AVAILABLE, part, months[place - 2][1], end) if place >= 2 else (None, 0)
        table.row("availability_3_months", label, name, value, rows, (">=", 0.999, 0.995))
for label, _, end in months:
    table.row("availability_of_year", label, None, *ask(AVAILABLE, "true", months[0][1], end), (">=", 0.995, 0.99))

days = list(periods("day", FIRST, LAST))
for label, begin, end in months:
    inside = [ask(AVAILABLE, "true", start, stop) for _, start, stop in days if begin <= start < end]
    table.row("worst_day", label, None, min(value for value, _ in inside), sum(rows for _, rows in inside))
for label, begin, end in months:
    query = f"select count(*) from outages where {INSIDE}"
    inside = [ask(query, "true", start, stop)[0] for _, start, stop in days if begin <= start < end]
    table.row("clean_days", label, None, sum(count == 0 for count in inside) / len(inside), sum(inside), (">=", 0.7, 0.6))

OPEN_DOWN = "(select 60 * count(distinct minute) from open_down where minute >= START and minute < END and PART)"
OPEN = "(select sum(closes - opens) from hours where opens >= START and opens < END)"
table.kpi("office_availability", f"select 1 - {OPEN_DOWN} / {OPEN}, {ROWS}", (">=", 0.999, 0.997), "name", NAMES)
table.kpi("lost_time", f"select coalesce(sum(least(until, END) - greatest(began_at, START)), 0), count(*) from outages where {FULL}")
BEGUN = "began_at >= START and began_at < END"
table.kpi("outages_begun", f"select count(*), count(*) from outages where {BEGUN} and PART", ("<=", 10, 14), "severity", ["full", "partial"])
table.kpi(
    "outages_open",
    "select count(*), count(*) from outages where began_at < END and (ended_at is null or ended_at >= END)",
    ("=", 0, None),
)
ENDED = "ended_at >= START and ended_at < END"
table.kpi("time_to_repair", f"select sum(lasted) / count(*), count(*) from outages where {ENDED}", ("<=", 40 * 60, 3600))
table.kpi("longest", f"select max(lasted), count(*) from outages where {ENDED}")
table.kpi(
    "maintenance_time",
    f"""
    select (select 60 * count(distinct minute) from worked where minute >= START and minute < END and PART),
        (select count(*) from maintenance where {INSIDE} and PART)
    """,
    ("<=", 2 * 3600, None), "name", NAMES,
)
table.kpi("daily_availability", AVAILABLE, grain="day")

PROBED = "from raw_probes where probed_at >= START and probed_at < END"
MEANS = "quantile_cont(latency::double / 1000, 0.95)"
table.kpi("probes_answered", f"select count(*) filter (ok = 'yes') / nullif(count(*), 0), count(*) {PROBED} and PART", (">=", 0.998, 0.995), "place", ["Lille", "Nice"])
table.kpi(
    "good_hours",
    f"""
    with hours as (select probed_at // 3600, count(*) filter (ok = 'yes') / count(*) as good, count(*) as rows {PROBED} group by all)
    select count(*) filter (good >= 0.99) / nullif(count(*), 0), coalesce(sum(rows), 0) from hours
    """,
    (">=", 0.995, 0.99),
)
table.kpi("latency_p95", f"select {MEANS}, count(latency) {PROBED}", ("<=", 0.3, 0.35))
