"""Writes expected/values.csv with DuckDB: every KPI in every month of the half-year, with rows and status.

    pip install duckdb==2.0.0
    python expected.py

The calendar is a table of the spans in which the desk was open; working time is the sum of what lies within them.
"""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent))
from naive import Table, ask, connection, load, periods, seconds

for name, instants in {
    "customers": (), "tickets": ("opened_at", "first_reply_at", "resolved_at"), "contacts": ("started_at",),
    "stages": ("entered_at",), "pauses": ("began_at", "ended_at"),
}.items():
    load(f"raw_{name}", here / f"data/{name}.csv", instants)

NOW = seconds(2025, 7, 1)
HOLIDAYS = {date(2025, 1, 1), date(2025, 5, 1), date(2025, 5, 8)}
HOLIDAYS |= {date.fromisoformat(row["day"]) for row in csv.DictReader(open(here / "data/holidays.csv"))}

# Every span of opening, longer than the data: deadlines reach into July.
spans = []
day = date(2024, 12, 30)
while day < date(2025, 8, 1):
    week = [] if day in HOLIDAYS or day.weekday() == 6 else [((9, 0), (12, 0))] if day.weekday() == 5 else [((8, 30), (12, 30)), ((13, 30), (18, 0))]
    spans += [(seconds(day.year, day.month, day.day, *opens), seconds(day.year, day.month, day.day, *closes), day) for opens, closes in week]
    day += timedelta(days=1)
connection.execute("create table spans (opens bigint, closes bigint, day date)")
connection.executemany("insert into spans values (?, ?, ?)", spans)


def deadline(moment, need):
    """The instant at which so many seconds of opening have passed."""
    for opens, closes, _ in spans:
        left = closes - max(opens, moment)
        if left >= need:
            return max(opens, moment) + need
        need -= max(left, 0)


DUE = {"p1": 3600, "p2": 2 * 3600, "p3": 5 * 3600, "p4": 10 * 3600}
found = connection.execute("select ticket_id, opened_at, priority from raw_tickets").fetchall()
connection.execute("create table deadlines (ticket_id varchar, due_in bigint, due_at bigint)")
connection.executemany("insert into deadlines values (?, ?, ?)", [(ticket, DUE[priority], deadline(opened, DUE[priority])) for ticket, opened, priority in found])

# Pauses of one ticket may overlap: those that touch become one.
merged = []
for ticket, began, ended in connection.execute(f"select ticket_id, began_at, coalesce(ended_at, {NOW}) from raw_pauses order by all").fetchall():
    if merged and merged[-1][0] == ticket and began <= merged[-1][2]:
        merged[-1] = (ticket, merged[-1][1], max(ended, merged[-1][2]))
    else:
        merged.append((ticket, began, ended))
connection.execute("create table still (ticket_id varchar, began bigint, ended bigint)")
connection.executemany("insert into still values (?, ?, ?)", merged)

connection.execute("""
    create table tickets as
    select t.*, c.plan, due_in, due_at,
        (select coalesce(sum(greatest(0, least(closes, first_reply_at) - greatest(opens, opened_at))), 0) from spans) as reply_work,
        (select coalesce(sum(greatest(0, least(closes, resolved_at) - greatest(opens, opened_at))), 0) from spans) as open_work,
        (select coalesce(sum(greatest(0, least(closes, resolved_at, ended) - greatest(opens, opened_at, began))), 0)
         from spans, still s where s.ticket_id = t.ticket_id) as paused,
        (select count(distinct day) from spans where day >= to_timestamp(opened_at)::date and day < to_timestamp(resolved_at)::date) as days
    from raw_tickets t join deadlines using (ticket_id) left join raw_customers c using (customer_id)
    where is_test = 'no';
    create table contacts as select * replace (waited::integer as waited) from raw_contacts
""")
assert ask("select reply_work, open_work, open_work - paused from tickets where ticket_id = 'T9001'") == (900 + 1800, 19800, 9000)

PRIORITIES = ["p1", "p2", "p3", "p4"]
TEAMS = ["front", "network", "systems"]
FIRST, LAST = (2025, 1), (2025, 7)
table = Table(here, FIRST, LAST)
months, days = list(periods("month", FIRST, LAST)), list(periods("day", FIRST, LAST))

OPENED = "opened_at >= START and opened_at < END"
RESOLVED = "resolved_at >= START and resolved_at < END"
AT_START = "opened_at < START and (resolved_at is null or resolved_at >= START)"
AT_END = "opened_at < END and (resolved_at is null or resolved_at >= END)"
table.kpi("opened", f"select count(*), count(*) from tickets where {OPENED} and PART", None, "team", TEAMS)
table.kpi("resolved", f"select count(*), count(*) from tickets where {RESOLVED} and PART", None, "team", TEAMS)
table.kpi("backlog", f"select count(*), count(*) from tickets where {AT_END} and PART", ("<=", 25, 40), "team", TEAMS)
table.kpi(
    "backlog_gap",
    f"""
    select count(*) filter ({AT_START}) + count(*) filter ({OPENED}) - count(*) filter ({RESOLVED}) - count(*) filter ({AT_END}),
        greatest(count(*) filter ({AT_START}), count(*) filter ({OPENED}), count(*) filter ({RESOLVED}), count(*) filter ({AT_END}))
    from tickets
    """,
    ("=", 0, None),
)
for name, of in [("backlog_mean", lambda counts: sum(counts) / len(counts)), ("backlog_peak", max)]:
    for label, begin, end in months:
        inside = [ask(f"select count(*) from tickets where {AT_END}", "true", start, stop)[0] for _, start, stop in days if begin <= start < end]
        table.row(name, label, None, of(inside), sum(inside))
table.kpi("backlog_age", f"select sum(END - opened_at) / count(*), count(*) from tickets where {AT_END}", ("<=", 3 * 86400, 5 * 86400))

KNOWN = f"(first_reply_at is not null or due_at < {NOW})"
IN_TIME = "count(*) filter (first_reply_at is not null and reply_work <= due_in) / nullif(count(*), 0), count(*)"
table.kpi("first_reply", f"select {IN_TIME} from tickets where {OPENED} and {KNOWN} and PART", (">=", 0.9, 0.85), "priority", PRIORITIES)
table.kpi("first_reply_gold", f"select {IN_TIME} from tickets where {OPENED} and {KNOWN} and plan = 'gold'", (">=", 0.95, 0.9))
table.kpi(
    "reply_time",
    f"select quantile_cont(reply_work::double, 0.5), count(*) from tickets where {OPENED} and first_reply_at is not null and PART",
    None, "priority", PRIORITIES,
)
table.kpi(
    "resolution_work",
    f"select sum(open_work - paused) / count(*), count(*) from tickets where {RESOLVED} and PART",
    ("<=", 14 * 3600, 16 * 3600), "priority", PRIORITIES,
)
table.kpi(
    "resolution_clock",
    f"select sum(resolved_at - opened_at) / count(*), count(*) from tickets where {RESOLVED} and PART",
    None, "priority", PRIORITIES,
)
table.kpi("working_days", f"select sum(days) / count(*), count(*) from tickets where {RESOLVED}")
table.kpi(
    "reopened",
    f"select count(*) filter (reopened = 'yes') / count(*), count(*) from tickets where {OPENED} and resolved_at is not null",
    ("<=", 0.05, 0.08),
)
table.kpi(
    "one_contact",
    f"""
    select count(*) filter ((select count(*) from contacts c where c.ticket_id = t.ticket_id) = 1) / nullif(count(*), 0), count(*)
    from tickets t where {OPENED} and resolved_at is not null and channel <> 'monitoring' and PART
    """,
    (">=", 0.6, 0.5), "channel", ["chat", "mail", "monitoring", "phone"],
)
STARTED = "started_at >= START and started_at < END"
table.kpi(
    "contacts_per_ticket",
    f"""
    select contacts / tickets, least(contacts, tickets) from (
        select (select count(*) from contacts where {STARTED} and ticket_id is not null) as contacts,
            (select count(*) from tickets where {OPENED}) as tickets)
    """,
)
table.kpi(
    "repeated",
    f"""
    select count(*) filter (exists (
        from contacts later where later.customer_id = c.customer_id
            and later.started_at > c.started_at and later.started_at <= c.started_at + 7 * 86400)) / nullif(count(*), 0), count(*)
    from contacts c where {STARTED} and started_at + 7 * 86400 <= {NOW}
    """,
)
table.kpi(
    "answered_fast",
    f"""
    select count(*) filter (waited <= 60) / nullif(count(*), 0), count(*)
    from (select *, isodow(to_timestamp(started_at)) as weekday from contacts)
    where {STARTED} and channel = 'phone' and abandoned = 'no' and PART
    """,
    (">=", 0.7, 0.65), "weekday", [1, 2, 3, 4, 5, 6],
)
table.kpi(
    "abandoned",
    f"select count(*) filter (abandoned = 'yes') / count(*), count(*) from contacts where {STARTED} and channel = 'phone'",
    ("<=", 0.08, 0.1),
)
table.kpi(
    "stage_time",
    """
    with times as (
        select stage, entered_at, (
            select min(later.entered_at) from raw_stages later
            where later.ticket_id = s.ticket_id and (later.entered_at, later.entry_id) > (s.entered_at, s.entry_id)) - entered_at as lasted
        from raw_stages s
    )
    select sum(lasted) / count(lasted), count(lasted) from times where entered_at >= START and entered_at < END and PART
    """,
    None, "stage", ["in progress", "new", "resolved", "waiting"],
)
table.kpi(
    "loyal_trouble",
    f"""
    with counts as (select customer_id, count(*) as tickets from tickets where {OPENED} group by customer_id)
    select count(*) filter (tickets >= 3) / count(*), sum(tickets) from counts
    """,
)
