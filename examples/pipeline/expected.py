"""Writes expected/values.csv with DuckDB: every KPI in every month of the eighteen, with rows and status.

    pip install duckdb==2.0.0
    python expected.py
"""

import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent))
from naive import Table, ask, connection, load, periods, seconds

for name, instants in {
    "leads": ("created_at",), "raw_deals": ("opened_at", "closed_at"), "stages": ("entered_at",), "reps": (),
    "territories": ("since", "until"),
}.items():
    load(name, here / f"data/{name.removeprefix('raw_')}.csv", instants)

NOW = seconds(2025, 7, 1)
connection.execute("""
    create table deals as
    select d.* replace (amount::decimal(12, 2) as amount), name, outcome is not distinct from 'won' as won,
        (select region from territories t
         where t.rep_id = d.rep_id and since <= opened_at and (until is null or until > opened_at)) as region
    from raw_deals d left join reps using (rep_id)
""")

SOURCES = ["fair", "partner", "referral", "web", "null"]
REGIONS = ["north", "south", "west"]
NAMES = ["Ada", "Bruno", "Chloé", "Dario", "Emma", "Farid"]
FIRST, LAST = (2024, 1), (2025, 7)
table = Table(here, FIRST, LAST)
months = list(periods("month", FIRST, LAST))

CREATED = "created_at >= START and created_at < END"
table.kpi("leads", f"select count(*), count(*) from leads where {CREATED} and PART", None, "source", SOURCES)


def within(days, sign, when):
    """The share of the leads whose first deal comes so soon, of those old enough to tell."""
    first = f"(select min(opened_at) from deals d where d.lead_id = l.lead_id)" if when == "opened" else "(select min(closed_at) from deals d where d.lead_id = l.lead_id and won)"
    return f"""
        select count(*) filter ({first} - created_at {sign} {days} * 86400) / nullif(count(*), 0), count(*)
        from leads l where {CREATED} and created_at + {days} * 86400 <= {NOW} and PART
    """


table.kpi("opened_in_7d", within(7, "<=", "opened"), None, "source", SOURCES)
table.kpi("won_in_60d", within(60, "<", "won"), (">=", 0.12, 0.09), "source", SOURCES)

WON = "won and closed_at >= START and closed_at < END"
AMOUNT = f"select coalesce(sum(amount), 0), count(*) from deals where {WON} and PART"
table.kpi("won", f"select count(*), count(*) from deals where {WON} and PART", None, "region", REGIONS)
table.kpi("won_amount", AMOUNT, None, "region", REGIONS)
table.kpi(
    "won_share",
    f"select coalesce(sum(amount) filter (PART), 0)::double / sum(amount)::double, count(*) filter (PART) from deals where {WON}",
    None, "region", REGIONS,
)
starts = {label: begin for label, begin, _ in months}
for label, _, end in months:
    table.row("won_of_year", label, None, *ask(AMOUNT, "true", starts[f"{label[:4]}-01"], end))
for place, (label, _, end) in enumerate(months):
    found = ask(AMOUNT, "true", months[place - 2][1], end) if place >= 2 else (None, 0)
    table.row("won_3_months", label, None, *found, (">=", 300000, 200000))
amounts = {label: ask(AMOUNT, "true", begin, end) for label, begin, end in months}
for label in amounts:
    now, before = amounts[label], amounts.get(f"{int(label[:4]) - 1}{label[4:]}")
    table.row("won_growth", label, None, float(now[0] / before[0]) - 1 if before and before[0] else None, now[1])
CLOSED = "outcome is not null and closed_at >= START and closed_at < END"
table.kpi("win_rate", f"select count(*) filter (won) / nullif(count(*), 0), count(*) from deals where {CLOSED} and PART", (">=", 0.35, 0.3), "name", NAMES)
table.kpi("average_deal", f"select sum(amount)::double / count(*), count(*) from deals where {WON}")
table.kpi(
    "sales_cycle",
    f"select quantile_cont((closed_at - opened_at)::double, 0.5), count(*) from deals where {WON}",
    ("<=", 35 * 86400, 42 * 86400),
)
OPEN = "opened_at < END and (closed_at is null or closed_at >= END)"
table.kpi("open_pipeline", f"select coalesce(sum(amount), 0), count(*) from deals where {OPEN} and PART", None, "region", REGIONS)
for place, (label, begin, end) in enumerate(months):
    held, rows = ask(f"select coalesce(sum(amount), 0), count(*) from deals where {OPEN}", "true", begin, end)
    won, wins = ask(AMOUNT, "true", months[place - 2][1], end) if place >= 2 else (None, 0)
    table.row("coverage", label, None, float(held) / float(won) if won else None, max(rows, wins), (">=", 1, 0.7))
table.kpi(
    "quota",
    f"""
    with reps as (
        select rep_id, sum(amount) filter (won) as amount, count(*) filter (won) as rows
        from deals where closed_at >= START and closed_at < END group by rep_id
    )
    select count(*) filter (amount >= 12000) / nullif(count(*), 0), coalesce(sum(rows), 0) from reps
    """,
    (">=", 0.5, 0.3),
)

# What a deal entered after this: the earliest of its later entries.
connection.execute("""
    create table steps as
    select s.*, (
        select entry_id from stages later where later.deal_id = s.deal_id and (later.entered_at, later.entry_id) > (s.entered_at, s.entry_id)
        order by later.entered_at, later.entry_id limit 1) as next_id
    from stages s;
    create view moves as
    select s.*, later.stage as next_stage, later.entered_at - s.entered_at as lasted
    from steps s left join stages later on later.entry_id = s.next_id
""")
STAGES = ["demo", "lost", "negotiation", "proposal", "qualified", "won"]
ENTERED = "entered_at >= START and entered_at < END"
table.kpi("stage_time", f"select sum(lasted) / nullif(count(lasted), 0), count(lasted) from moves where {ENTERED} and PART", None, "stage", STAGES)
table.kpi(
    "moves_on",
    f"""
    select count(*) filter (next_stage <> 'lost') / nullif(count(*), 0), count(*)
    from moves where {ENTERED} and next_stage is not null and PART
    """,
    None, "stage", STAGES,
)
table.kpi(
    "no_demo",
    """
    with entered as (select deal_id, count(*) filter (stage = 'demo') as demos, count(*) filter (stage = 'proposal') as proposals from stages group by deal_id)
    select count(*) filter (demos = 0) / nullif(count(*), 0), count(*)
    from deals join entered using (deal_id) where opened_at >= START and opened_at < END and proposals > 0
    """,
    ("<=", 0.12, 0.18),
)

# In order: each step at or after the one before, and within 90 days of the first. The total is the last step.
LATER = """(
    select min(s.entered_at) from stages s
    where s.deal_id = {0}.deal_id and s.stage = '{1}' and s.entered_at >= {0}.{2} and s.entered_at <= {0}.entered_at + 90 * 86400
)"""
connection.execute(f"""
    create table through as
    with a as (select deal_id, entered_at from stages where stage = 'qualified'),
        b as (select *, {LATER.format("a", "demo", "entered_at")} as demo from a),
        c as (select *, {LATER.format("b", "proposal", "demo")} as proposal from b)
    select *, {LATER.format("c", "won", "proposal")} as won from c
""")
for label, begin, end in months:
    for step in [None, "demo", "proposal", "qualified", "won"]:
        column = {None: "won", "qualified": "entered_at"}.get(step, step)
        query = f"select count({column}) / nullif(count(*), 0), count(*) from through where {ENTERED}"
        table.row("through", label, step, *ask(query, "true", begin, end))
