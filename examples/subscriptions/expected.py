"""Writes expected/values.csv with DuckDB: every KPI in every month of the two years, with rows and status.

    pip install duckdb==2.0.0
    python expected.py
"""

import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent))
from naive import Table, ask, connection, load, periods

load("customers", here / "data/customers.csv", ["signed_up_on"])
load("plans", here / "data/subscriptions.csv", ["started_on", "ended_on"])
load("credits", here / "data/credits.csv", ["noted_on"])
load("bills", here / "data/invoices.csv", ["issued_on", "paid_on"])
connection.execute("""
    create view subscriptions as
    select plans.*, monthly_amount::decimal(12, 2) as price, segment, started_on as since, ended_on as until
    from plans left join customers using (customer_id);
    create view invoices as
    select bills.*, bills.amount::decimal(12, 2) as money, segment from bills left join customers using (customer_id)
""")

FIRST, LAST = (2023, 7), (2025, 7)
SEGMENTS = ["company", "solo", "team"]
PLANS = ["business", "pro", "starter"]
AT_START = "since < START and (until is null or until >= START)"
AT_END = "since < END and (until is null or until >= END)"
table = Table(here, FIRST, LAST)
months = list(periods("month", FIRST, LAST))

table.kpi("mrr", f"select coalesce(sum(price), 0), count(*) from subscriptions where {AT_END} and PART", None, "segment", SEGMENTS)

# Each customer's revenue at the start and at the end of a month; the first month has nothing before it.
BRIDGE = f"""
    with accounts as (
        select customer_id, coalesce(sum(price) filter ({AT_START}), 0) as before, coalesce(sum(price) filter ({AT_END}), 0) as after
        from subscriptions group by customer_id
    )
"""
ROWS = f"(select greatest(count(*) filter ({AT_END}), count(*) filter ({AT_START})) from subscriptions)"
STEPS = {
    "mrr_new": "case when before = 0 then after else 0 end",
    "mrr_expansion": "case when before > 0 and after > before then after - before else 0 end",
    "mrr_contraction": "case when after > 0 and after < before then before - after else 0 end",
    "mrr_lost": "case when after = 0 then before else 0 end",
}
for name, step in STEPS.items():
    for label, begin, end in months:
        value, rows = ask(f"{BRIDGE} select sum({step}), {ROWS} from accounts", "true", begin, end)
        table.row(name, label, None, 0 if label == "2023-07" else value, rows)
NET = "sum(before + case when before > 0 then after - before else 0 end)"
for name, value, target in [("mrr_gap", "0", ("=", 0, None)), ("net_retention", f"{NET}::double / sum(before)::double", (">=", 1, 0.98))]:
    for label, begin, end in months:
        found, rows = ask(f"{BRIDGE} select {value}, {ROWS} from accounts", "true", begin, end)
        table.row(name, label, None, None if label == "2023-07" else found, rows, target)

ends = {label: ask(f"select coalesce(sum(price), 0), count(*) from subscriptions where {AT_END}", "true", begin, end) for label, begin, end in months}
for label, begin, end in months:
    year, month = label.split("-")
    earlier = ends.get(f"{int(year) - 1}-{month}")
    rows = max(ends[label][1], earlier[1] if earlier else 0)
    table.row("mrr_growth", label, None, float(ends[label][0] / earlier[0]) - 1 if earlier else None, rows, (">=", 1.2, 1))
for label, begin, end in periods("quarter", FIRST, LAST):
    inside = [ends[month] for month, start, _ in months if begin <= start < end]
    table.row("mrr_mean", label, None, float(sum(value for value, _ in inside)) / 3, sum(rows for _, rows in inside))

CUSTOMERS = f"count(distinct customer_id) filter ({AT_END})"
table.kpi("subscribers", f"select {CUSTOMERS}, count(*) filter ({AT_END}) from subscriptions where PART", None, "segment", SEGMENTS)
table.kpi("arpa", f"select sum(price) filter ({AT_END})::double / {CUSTOMERS}, count(*) filter ({AT_END}) from subscriptions", (">=", 300, 280))
table.kpi(
    "churn",
    f"""
    with accounts as (
        select customer_id, count(*) filter ({AT_START}) as before, count(*) filter ({AT_END}) as after
        from subscriptions group by customer_id
    )
    select count(*) filter (after = 0) / nullif(count(*), 0), coalesce(greatest(sum(before), sum(after)), 0) from accounts where before > 0
    """,
    ("<=", 0.025, 0.04),
)
ENDED = "until >= START and until < END and reason = 'cancelled'"
table.kpi(
    "cancelled",
    f"select count(*) filter ({ENDED}) / nullif(count(*), 0), count(*) from subscriptions where {AT_START} and PART",
    ("<=", 0.025, 0.04), "plan", PLANS,
)

INSIDE = "issued_on >= START and issued_on < END"
table.kpi("revenue", f"select coalesce(sum(money), 0), count(*) from invoices where {INSIDE} and PART", None, "segment", SEGMENTS)
for label, begin, end in months:
    year_start = next(start for name, start, _ in [*periods("month", (int(label[:4]), 1), (int(label[:4]), 2))])
    value, rows = ask("select sum(money), count(*) from invoices where issued_on >= START and issued_on < END", "true", year_start, end)
    table.row("revenue_of_year", label, None, value, rows)
table.kpi(
    "revenue_share",
    f"select coalesce(sum(money) filter (PART), 0)::double / sum(money)::double, count(*) filter (PART) from invoices where {INSIDE}",
    None, "segment", SEGMENTS,
)
MATURE = f"issued_on + 30 * 86400 <= {months[-1][2]}"
table.kpi(
    "paid_in_time",
    f"""
    select count(*) filter (to_timestamp(paid_on)::date - to_timestamp(issued_on)::date <= 30) / nullif(count(*), 0), count(*)
    from invoices where {INSIDE} and {MATURE}
    """,
    (">=", 0.92, 0.9),
)

table.kpi(
    "paid_ahead",
    """
    with noted as (select * from credits where noted_on >= START and noted_on < END)
    select coalesce(sum(balance::decimal(12, 2)) filter (
        noted_on = (select max(other.noted_on) from noted other where other.customer_id = noted.customer_id)), 0), count(*)
    from noted
    """,
)

connection.execute("""
    create view aged as
    select i.customer_id, money, strftime(to_timestamp(first), '%Y-%m') as cohort,
        datediff('month', to_timestamp(first)::date, to_timestamp(issued_on)::date) as age
    from invoices i join (select customer_id, min(issued_on) as first from invoices group by customer_id) f on f.customer_id = i.customer_id
""")
AGES = connection.execute("select distinct cohort, age from aged order by cohort, age").fetchall()
COHORTS = {
    "cohort_retention": ("count(distinct customer_id) filter (COHORT and age = AGE) / count(distinct customer_id) filter (COHORT)"),
    "cohort_value": ("sum(money) filter (COHORT and age <= AGE)::double / count(distinct customer_id) filter (COHORT)"),
}
for name, value in COHORTS.items():
    for cohort, age in [(None, None), *AGES]:
        # The total: every cohort and age together.
        text = value.replace("COHORT", f"cohort = '{cohort}'" if cohort else "true")
        text = text.replace("age <= AGE", "true").replace("age = AGE", "true") if cohort is None else text.replace("AGE", str(age))
        ages = "<=" if name == "cohort_value" else "="
        rows = f"count(*) filter (cohort = '{cohort}' and age {ages} {age})" if cohort else "count(*)"
        found, rows = ask(f"select {text}, {rows} from aged")
        table.row(name, "all", f"{cohort} / {age}" if cohort else None, found, rows)
