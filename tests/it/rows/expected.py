"""Writes the data that `rows.rs` reads, and with DuckDB the values that are expected of it.

    pip install duckdb==2.0.0
    python expected.py

The data has null keys, null times and null amounts, several rows at one instant, customers without orders, orders
without a customer, and rows after now.
"""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

here = Path(__file__).parent
rng = random.Random(20240601)
START = datetime(2024, 1, 1)


def maybe(value, chance):
    return "" if rng.random() < chance else value


def instant(days, step):
    """An instant on a coarse grid, so that many rows share one."""
    return (START + timedelta(hours=step * rng.randrange(days * 24 // step))).strftime("%Y-%m-%dT%H:%M:%S")


def write(name, header, rows):
    with open(here / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def data():
    customers = [
        (f"c{n}", maybe(instant(150, 24), 0.05), maybe(rng.choice("abc"), 0.1)) for n in range(40)
    ]
    write("customers", ["id", "created_at", "segment"], customers)
    someone = [f"c{n}" for n in range(30)] + ["c98", "c99"]
    orders = [
        (
            n,
            maybe(rng.choice(someone), 0.05),
            maybe(instant(200, 12), 0.05),
            maybe(rng.randrange(1, 60), 0.1),
            maybe(rng.choice(["won", "lost"]), 0.1),
            maybe(f"{rng.randrange(0, 5000) / 100:.2f}", 0.1),
        )
        for n in range(400)
    ]
    rng.shuffle(orders)
    write("orders", ["id", "customer_id", "ordered_at", "qty", "status", "amount"], orders)
    items = [(maybe(rng.randrange(420), 0.03), rng.choice("xyz"), rng.randrange(1, 9)) for _ in range(600)]
    write("items", ["order_id", "sku", "pieces"], items)
    plans = []
    for n in range(30):
        day = rng.randrange(20)
        for _ in range(rng.randrange(5)):
            end = day + rng.randrange(1, 60)
            dates = [(START + timedelta(days=d)).strftime("%Y-%m-%d") for d in (day, end)]
            last = rng.random() < 0.2
            plans.append((f"c{n}", dates[0], "" if last else dates[1], rng.choice(["free", "pro", ""])))
            if last:
                break
            day = end + rng.choice([0, 0, 7])
    rng.shuffle(plans)
    write("plans", ["customer_id", "valid_from", "valid_to", "plan"], plans)
    prices = [
        (n, maybe(rng.choice("xyz"), 0.05), maybe(instant(160, 24), 0.05), maybe(rng.randrange(100, 999), 0.05))
        for n in range(60)
    ]
    rng.shuffle(prices)
    write("prices", ["id", "sku", "since", "price"], prices)
    contacts = [
        (n, maybe(rng.choice(someone), 0.05), maybe(instant(170, 12), 0.05), rng.choice("pq")) for n in range(200)
    ]
    write("contacts", ["id", "customer_id", "started_at", "agent"], contacts)


data()
for name in ["customers", "orders", "items", "contacts", "plans", "prices"]:
    duckdb.sql(f"create table {name}_all as from read_csv('{here / name}.csv', nullstr='')")
NOW = "timestamp '2024-06-01'"
# Rows that count; those without a time do where nothing asks for a period.
duckdb.sql(f"""
    create view customers as from customers_all where created_at is null or created_at <= {NOW};
    create view orders as from orders_all where status is distinct from 'lost' and (ordered_at is null or ordered_at <= {NOW});
    create view items as from items_all;
    create view contacts as from contacts_all where started_at is null or started_at <= {NOW};
    create view ever as from orders_all where status is distinct from 'lost';
    create view dated as from orders where ordered_at is not null;
""")

ORDERS_OF = "(select count(*) from orders o where o.customer_id = c.id)"
SECONDS = "epoch({} - {})"
PARTITION = "over (partition by customer_id order by ordered_at, id)"
EARLIER = "over (partition by customer_id order by ordered_at, id rows between unbounded preceding and 1 preceding)"

# Per KPI: the rows and the value over them; a slice is the column `slice`, periods are months by the column `at`.
KPIS = {
    "twice": (None, f"select avg(({ORDERS_OF} >= 2)::int) from customers c"),
    "orders_each": (None, f"select sum({ORDERS_OF}) from customers c"),
    "by_segment": ("segment", f"select segment as slice, sum({ORDERS_OF}) from customers c group by 1"),
    "by_number": ("n", f"select {ORDERS_OF} as slice, count(*) from customers c group by 1"),
    "until_first": (
        None,
        f"select avg({SECONDS.format('(select min(ordered_at) from orders o where o.customer_id = c.id)', 'created_at')}) from customers c",
    ),
    "spent": (None, "select avg(coalesce((select sum(amount) from orders o where o.customer_id = c.id), 0)) from customers c"),
    "means": (None, "select avg((select avg(qty) from orders o where o.customer_id = c.id)) from customers c"),
    "medians": (None, "select max((select median(qty) from orders o where o.customer_id = c.id)) from customers c"),
    "shares": (
        None,
        "select avg((select count(*) filter (qty > 30) / nullif(count(*), 0) from orders o where o.customer_id = c.id)) from customers c",
    ),
    "lasts": (
        None,
        "select sum((select qty from orders o where o.customer_id = c.id and qty is not null order by ordered_at desc nulls last, id desc limit 1)) from customers c",
    ),
    "distinct_days": (
        None,
        "select sum((select count(distinct ordered_at) from orders o where o.customer_id = c.id)) from customers c",
    ),
    "pieces": (
        None,
        "select sum(coalesce((select sum(pieces) from items i join ever o on o.id = i.order_id where o.customer_id = c.id), 0)) from customers c",
    ),
    "with_items": (
        None,
        "select sum((select count(*) from orders o where o.customer_id = c.id and (select count(*) from items i where i.order_id = o.id) >= 2)) from customers c",
    ),
    "ordered_soon": (
        None,
        """select avg(((select count(*) from orders o join customers c on c.id = o.customer_id where c.id = k.customer_id
             and ordered_at between k.started_at and k.started_at + interval 7 day) > 0)::int) from contacts k""",
    ),
    "contacts_before": (
        None,
        """select sum((select count(*) from contacts b join customers c on c.id = b.customer_id where c.id = k.customer_id
             and b.started_at < k.started_at)) from contacts k""",
    ),
    "same_month": (
        "month",
        f"""select strftime(created_at, '%Y-%m') as slice, sum((select count(*) from orders o where o.customer_id = c.id
             and date_trunc('month', ordered_at) = date_trunc('month', created_at)))
             from customers c where created_at is not null and created_at < timestamp '2024-06-01' group by 1""",
    ),
    "until_month_end": (
        "month",
        f"""select strftime(created_at, '%Y-%m') as slice, sum((select count(*) from orders o where o.customer_id = c.id
             and ordered_at < date_trunc('month', created_at) + interval 1 month))
             from customers c where created_at is not null and created_at < timestamp '2024-06-01' group by 1""",
    ),
    "cohort": (
        "cohort",
        """select strftime(first_at, '%Y-%m') as slice, count(*) from orders o
             left join (select c.id, min(ordered_at) as first_at from customers c join orders o on o.customer_id = c.id group by 1) f
             on f.id = o.customer_id group by 1""",
    ),
    "gap": (
        None,
        f"select avg({SECONDS.format('nx', 'ordered_at')}) from (select ordered_at, lead(ordered_at) {PARTITION} as nx from dated)",
    ),
    "gap_by_status": (
        "status",
        f"select status as slice, avg({SECONDS.format('nx', 'ordered_at')}) from (select status, ordered_at, lead(ordered_at) {PARTITION} as nx from dated union all select status, null, null from orders where ordered_at is null) group by 1",
    ),
    "firsts": (
        "month",
        f"select strftime(ordered_at, '%Y-%m') as slice, count(*) filter (p is null) from (select ordered_at, lag(id) {PARTITION} as p from dated) where ordered_at < timestamp '2024-06-01' group by 1",
    ),
    "next_large": (
        None,
        """select sum((select qty from dated n where n.customer_id is not distinct from o.customer_id and (n.ordered_at, n.id) > (o.ordered_at, o.id)
             and n.qty > 30 order by n.ordered_at, n.id limit 1)) from dated o""",
    ),
    "by_quantity": (
        None,
        """select sum(nx * qty) from (select qty, lead(qty) over (partition by status order by qty nulls last, id) as nx from orders)""",
    ),
    "spent_before": (None, f"select sum(coalesce(s, 0)) from (select sum(amount) {EARLIER} as s from dated)"),
    "nth": (None, f"select count(*) filter (n = 2) from (select count(*) {EARLIER} as n from dated)"),
    "records": (
        None,
        f"select avg((qty > best)::int) from (select qty, max(qty) {EARLIER} as best from dated) where qty is not null and best is not null",
    ),
    "won_before": (
        None,
        f"select sum(m) from (select max(qty) filter (status = 'won') {EARLIER} as m from dated)",
    ),
    "mean_before": (None, f"select sum(m) from (select avg(qty) {EARLIER} as m from dated)"),
    "spread_before": (None, f"select sum(m) from (select stddev_samp(qty) {EARLIER} as m from dated)"),
    "kinds_before": (None, f"select sum(m) from (select count(distinct status) {EARLIER} as m from dated)"),
    "left_after": (
        None,
        """select sum(m) from (select count(*) over (partition by customer_id order by ordered_at, id
             rows between 1 following and unbounded following) as m from dated)""",
    ),
    "by_plan": (
        "plan",
        """select plan as slice, count(*) from contacts k left join plans_all p on p.customer_id = k.customer_id
             and valid_from <= started_at and (valid_to is null or started_at < valid_to) and valid_from <= timestamp '2024-06-01' group by 1""",
    ),
    "paid": (
        None,
        """select sum(pieces * (select price from prices_all p where p.sku = i.sku and since <= o.ordered_at
             and since <= timestamp '2024-06-01' order by since desc, p.id desc limit 1))
             from items i left join ever o on o.id = i.order_id""",
    ),
    "by_plan_then": (
        "plan",
        """select plan as slice, count(*) from orders o left join plans_all p on p.customer_id = o.customer_id
             and valid_from <= ordered_at and (valid_to is null or ordered_at < valid_to) group by 1""",
    ),
}

with open(here / "expected.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["kpi", "slice", "value"])
    for name, (slice_name, sql) in KPIS.items():
        for row in sorted(duckdb.sql(sql).fetchall(), key=lambda row: tuple(str(cell) for cell in row)):
            cells = list(row) if slice_name else ["", row[0]]
            cells[0] = "null" if cells[0] is None else cells[0]
            writer.writerow([name, cells[0], "" if cells[1] is None else repr(float(cells[1]))])
