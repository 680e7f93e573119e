#!/usr/bin/env python3
"""Writes the rows of `lasting.csv` and `closed.csv`, and `expected.csv`: what `lasting.yaml` must give, computed by
DuckDB with one query per period and nothing clever. Usage: expected.py (needs duckdb)."""

import csv
import random
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

HERE = Path(__file__).parent
PARIS = ZoneInfo("Europe/Paris")
AS_OF = datetime(2024, 11, 10, 12)
MICRO = timedelta(microseconds=1)
DAY = 86_400_000_000
# The total, and the slices as the report names them.
PLANS = {
    "": "true",
    "home": "plan = 'home'",
    "late": "plan = 'late'",
    "pro": "plan = 'pro'",
    "null": "plan is null",
}


def micros(local):
    """The instant of a local time: a gap moves it forward, of two the first."""
    aware = local.replace(tzinfo=PARIS, fold=0)
    utc = aware.astimezone(timezone.utc)
    return (utc - datetime(1970, 1, 1, tzinfo=timezone.utc)) // MICRO


def edge():
    """A time on or beside the start of a month, or near a change of clocks."""
    if random.random() < 0.6:
        start = datetime(2024, random.randint(1, 12), 1)
        return start + timedelta(seconds=random.choice([-1, 0, 0, 0, 1]))
    day = random.choice([datetime(2024, 3, 31), datetime(2024, 10, 27)])
    return day + timedelta(minutes=30 * random.randint(0, 50))


def some_time():
    if random.random() < 0.4:
        return edge()
    return datetime(2023, 11, 1) + timedelta(seconds=random.randint(0, 450 * 86_400))


def lasting(number):
    """A row: mostly open or ended later, sometimes empty, backwards, undated, on the edge or at now."""
    start = some_time() if random.random() > 0.04 else None
    kind = random.random()
    if kind < 0.2:
        end = None
    elif kind < 0.26:
        end = start
    elif kind < 0.34:
        end = some_time()
    elif kind < 0.37:
        end = AS_OF
    else:
        end = (start or edge()) + timedelta(seconds=random.randint(0, 150 * 86_400))
    if kind > 0.97:
        start = AS_OF
    return {
        "id": number,
        "since": start,
        "until": end,
        "noted": some_time() if random.random() > 0.1 else None,
        "plan": random.choice(["pro", "home", "", "", "late"]),
        "n": random.choice(["", *range(-5, 20)]),
        "amount": f"{random.uniform(-50, 500):.2f}" if random.random() > 0.1 else "",
        "x": random.choice(["", 1e15, 0.1, *[random.random() * 10 / 7 for _ in range(9)]]),
    }


def closed(number):
    start = some_time().date() if random.random() > 0.04 else None
    kind = random.random()
    end = None if kind < 0.2 else start if kind < 0.4 else some_time().date()
    if kind > 0.6 and start:
        end = start + timedelta(days=random.randint(-2, 60))
    return {"id": number, "first": start, "last": end, "plan": random.choice(["pro", "home", ""])}


def write(name, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            dated = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
            writer.writerow({key: "" if value is None else value for key, value in dated.items()})


def load(con, rows, closed_rows):
    con.execute("create table l(id int, a bigint, b bigint, noted bigint, plan text, n int, amount decimal(18,2), x double)")
    as_of = micros(AS_OF)

    def seen(start, end):
        """What is known now: nothing of it lies in the future, and wrong rows are left out."""
        if start is None or start > as_of or (end is not None and end < start):
            return None
        return start, end if end is not None and end <= as_of else None

    for row in rows:
        start, end, noted = [micros(row[key]) if row[key] else None for key in ("since", "until", "noted")]
        bounds = seen(start, end)
        if bounds:
            values = [row["id"], *bounds, noted, *[row[key] if row[key] != "" else None for key in ("plan", "n", "amount", "x")]]
            con.execute("insert into l values (?,?,?,?,?,?,?,?)", values)
    con.execute("create table events(id int, noted bigint, a bigint, plan text)")
    for row in rows:
        start, noted = [micros(row[key]) if row[key] else None for key in ("since", "noted")]
        con.execute("insert into events values (?,?,?,?)", [row["id"], noted, start, row["plan"] or None])
    con.execute("create table c(id int, a bigint, b bigint, plan text)")
    for row in closed_rows:
        midnight = lambda day, later: micros(datetime.combine(day, datetime.min.time()) + timedelta(days=later))
        start = midnight(row["first"], 0) if row["first"] else None
        end = midnight(row["last"], 1) if row["last"] else None
        bounds = seen(start, end)
        if bounds and not (row["last"] and row["last"] < row["first"]):
            con.execute("insert into c values (?,?,?,?)", [row["id"], *bounds, row["plan"] or None])


def periods(grain):
    """Label, start and end; the one that is not over ends now."""
    if grain == "month":
        starts = [datetime(2024, month, 1) for month in range(1, 13)] + [datetime(2025, 1, 1)]
        labels = [f"2024-{month:02}" for month in range(1, 13)]
    else:
        days = [*range(88, 92), *range(299, 303)]
        starts, labels = [], []
        for day in days:
            start = datetime(2024, 1, 1) + timedelta(days=day)
            starts.append((start, start + timedelta(days=1)))
            labels.append(start.date().isoformat())
        return [(label, micros(start), micros(end)) for label, (start, end) in zip(labels, starts)]
    return [(label, micros(start), micros(end)) for label, start, end in zip(labels, starts, starts[1:])]


def later(label, months):
    year, month = map(int, label.split("-"))
    month += months
    return micros(datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1))


def conditions(start, end):
    """Conditions on a row [a, b) as the language says them; after now nothing is known."""
    as_of = micros(AS_OF)
    start, end = min(start, as_of), min(end, as_of)

    def at(moment):
        moment = min(moment, as_of)
        return f"(a < {moment} and (b is null or b >= {moment}))"

    def inside(start, end):
        start, end = min(start, as_of), min(end, as_of)
        return f"((a < {end} and (b is null or b > {start})) or (a = b and a >= {start} and a < {end}))"

    active = inside(start, end)
    started = f"(a >= {start} and a < {end})"
    ended = f"(b is not null and b >= {start} and b < {end})"
    return at, active, started, ended, inside, start, end


def union(con, table, where, start, end):
    rows = con.execute(f"select greatest(a, {start}), least(coalesce(b, {end}), {end}) from {table} where {where}").fetchall()
    total, reach = 0, None
    for a, b in sorted(rows):
        if b > a:
            total += max(0, b - max(a, reach if reach is not None else a))
            reach = b if reach is None else max(reach, b)
    return total / 1e6, len(rows)


def compute(con, label, nominal_start, nominal_end, monthly):
    """KPI, value and rows of the total and of each plan."""
    at, active, started, ended, inside, start, end = conditions(nominal_start, nominal_end)
    as_of = micros(AS_OF)
    shown_end = max(min(nominal_end, as_of), nominal_start)
    opening, closing = at(nominal_start), at(nominal_end)
    overlap = f"greatest(least(coalesce(b, {end}), {end}) - greatest(a, {start}), 0)"
    if monthly:
        month_back, month_on = later(label, 0), later(label, 2)
        # `period.end` stops at now, and so does what is counted from it.
        if nominal_end > as_of:
            month_on = micros(datetime(AS_OF.year, AS_OF.month + 1, AS_OF.day, AS_OF.hour)) if nominal_start <= as_of else later(label, 1)
    else:
        month_on = None
    day_start, day_end = micros(datetime(2024, 6, 15)), micros(datetime(2024, 6, 16))
    queries = {
        "opening": f"select count(*), count(*) from l where {opening} and P",
        "closing": f"select count(*), count(*) from l where {closing} and P",
        "started": f"select count(*), count(*) from l where {started} and P",
        "ended": f"select count(*), count(*) from l where {ended} and P",
        "active": f"select count(*), count(*) from l where {active} and P",
        "mrr": f"select coalesce(sum(amount), 0), count(amount) from l where {closing} and P",
        "numbers": f"select coalesce(sum(n), 0), count(n) from l where {active} and P",
        "floats": f"select coalesce(fsum(x), 0), count(x) from l where {closing} and P",
        "mean": f"select avg(amount), count(amount) from l where {closing} and P",
        "filtered": f"select count(*), count(*) from l where {closing} and n > 3 and plan is not null and P",
        "churn": f"select avg(case when {ended} then 1 else 0 end), count(*) from l where {opening} and P",
        "kept": f"select avg(case when {closing} then 1 else 0 end), count(*) from l where {opening} and P",
        "both": f"select count(*), count(*) from l where {opening} and {closing} and P",
        "either": f"select count(*), count(*) from l where ({started} or {ended}) and P",
        "neither": f"select count(*), count(*) from l where (not {active} or n > 15) and P",
        "fixed": f"select count(*), count(*) from l where {at(day_start)} and P",
        "on_day": f"select count(*), count(*) from l where {inside(day_start, day_end)} and P",
        "by_row": f"select count(*), count(*) from l where noted is not null and a < least(noted, {as_of}) and (b is null or b >= least(noted, {as_of})) and {active} and P",
        "distinct": f"select count(distinct n), count(n) from l where {closing} and P",
        "highest": f"select max(amount), count(amount) from l where {closing} and P",
        "middle": f"select median(n), count(n) from l where {active} and P",
        "age": f"select avg({shown_end} - a) / 1e6, count(*) from l where {closing} and P",
        "time_inside": f"select coalesce(sum({overlap}), 0) / 1e6, count(*) from l where {active} and P",
        "long_stays": f"select count(*), count(*) from l where {active} and {overlap} > {20 * DAY} and P",
        "events": f"select count(*), count(*) from events where noted >= {nominal_start} and noted < least({nominal_end}, {as_of + 1}) and P",
        "closed_opening": f"select count(*), count(*) from c where {opening} and P",
        "closed_active": f"select count(*), count(*) from c where {active} and P",
        "closed_ended": f"select count(*), count(*) from c where {ended} and P",
    }
    if monthly:
        queries["month_on"] = f"select count(*), count(*) from l where {at(month_on)} and P"
    for kpi, query in queries.items():
        for plan, condition in PLANS.items():
            if plan == "late" and kpi.startswith("closed"):
                continue
            value, rows = con.execute(query.replace("P", condition)).fetchone()
            yield kpi, plan, value, rows
    for plan, condition in PLANS.items():
        value, rows = union(con, "l", f"{active} and {condition}", start, end)
        yield "covered", plan, value, rows
        value, rows = union(con, "c", f"{active} and {condition} and plan is not null", start, end)
        if plan != "late":
            yield "closed_covered", plan, value, rows


def main():
    random.seed(20)
    rows = [lasting(number) for number in range(600)]
    closed_rows = [closed(number) for number in range(200)]
    write("lasting.csv", rows)
    write("closed.csv", closed_rows)
    con = duckdb.connect()
    load(con, rows, closed_rows)
    with open(HERE / "expected.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["grain", "kpi", "period", "plan", "value", "rows"])
        for grain in ("month", "day"):
            for label, start, end in periods(grain):
                for kpi, plan, value, count in compute(con, label, start, end, grain == "month"):
                    value = "" if value is None else repr(float(value))
                    writer.writerow([grain, kpi, label, plan, value, count])


main()
