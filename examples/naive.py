"""What the expected.py of several examples share: periods, one plain query per period and slice, statuses, the table.

Nothing is clever here, so that it can be believed. Times are seconds since 1970, read in the project's time zone.
A query gives a value and a number of rows. In it START and END stand for the bounds of the period, PART for the
condition that chooses a slice (`true` for the total).
"""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

ZONE = ZoneInfo("Europe/Paris")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
connection = duckdb.connect()
connection.execute("set timezone = 'Europe/Paris'")


def seconds(*date):
    """The instant of a local date and time."""
    return int(datetime(*date, tzinfo=ZONE).timestamp())


def load(name, path, instants=()):
    """A CSV file as a table; these columns, local times or dates, become seconds."""
    local = "epoch(timezone('Europe/Paris', {0}::timestamp))::bigint as {0}"
    read = ", ".join(local.format(column) for column in instants)
    columns = f"* replace ({read})" if read else "*"
    connection.execute(f"create table {name} as select {columns} from read_csv('{path}', all_varchar=true)")


def periods(grain, first, last):
    """(label, start, end) of the periods in [first, last), given as years and months."""
    if grain == "day":
        day = datetime(*first, 1)
        while day < datetime(*last, 1):
            after = day + timedelta(days=1)
            yield day.strftime("%Y-%m-%d"), seconds(day.year, day.month, day.day), seconds(after.year, after.month, after.day)
            day = after
        return
    step, month, end = MONTHS[grain], first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    while month < end:
        year, of_year = divmod(month, 12)
        label = {1: f"{year}-{of_year + 1:02}", 3: f"{year}-Q{of_year // 3 + 1}", 12: f"{year}"}[step]
        yield label, start(month), start(month + step)
        month += step


def start(month):
    """The instant a month begins, months counted from January of the year 0."""
    return seconds(month // 12, month % 12 + 1, 1)


def ask(query, part="true", begin=0, end=0):
    """The one row of a query."""
    query = query.replace("PART", f"({part})").replace("START", str(begin)).replace("END", str(end))
    return connection.execute(query).fetchone()


def chosen(by, value):
    """The condition of one slice."""
    if value is None:
        return f"{by} is null"
    text = str(value).replace("'", "''")
    return f"{by} = '{text}'"


def status(value, target, empty=False):
    """Where a value lies in (sign, pass, warn); nothing without a target."""
    if target is None:
        return None
    if value is None or empty:
        return "no_data"
    sign, good, fair = target
    def meets(limit):
        return limit is not None and {">=": value >= limit, "<=": value <= limit, "=": value == limit}[sign]
    return "pass" if meets(good) else "warn" if meets(fair) else "fail"


class Table:
    """Writes expected/values.csv, KPI after KPI in the order of the project."""

    def __init__(self, here, first, last):
        self.first, self.last = first, last
        self.file = open(Path(here) / "expected/values.csv", "w", newline="")
        self.rows = csv.writer(self.file, lineterminator="\n")
        self.rows.writerow(["kpi", "period", "slice", "value", "rows", "status"])

    def kpi(self, name, query, target=None, by=None, slices=(), grain="month"):
        """Every period of a KPI, the total and these slices of the column `by`."""
        for label, begin, end in periods(grain, self.first, self.last):
            for part in [None, *slices]:
                condition = "true" if part is None else chosen(by, None if part == "null" else part)
                value, rows = ask(query, condition, begin, end)
                self.row(name, label, part, value, rows, target)

    def row(self, name, label, part, value, rows, target=None):
        """One value."""
        value = float(value) if value is not None else None
        self.rows.writerow([name, label, part, value, rows, status(value, target)])
