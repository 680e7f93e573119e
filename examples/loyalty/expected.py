"""Writes expected/values.csv with DuckDB: every KPI in every month of the log, with rows and status.

    pip install duckdb==2.0.0
    python expected.py
"""

import csv
from pathlib import Path

import duckdb

here = Path(__file__).parent
columns = "{'customer_id': 'varchar', 'bought_on': 'date', 'quantity': 'integer', 'amount': 'decimal(12, 2)'}"
duckdb.sql(f"""
    create view facts as
    select strftime(bought_on, '%Y-%m') as month, *
    from read_csv('{here / 'data/purchases.csv.gz'}', columns={columns})
""")

# Per KPI: its value and the least values that pass and warn.
KPIS = {
    "revenue": ("sum(amount)", (75000, 65000)),
    "buyers": ("count(distinct customer_id)", (1600, 1450)),
    "orders": ("count(*)", None),
    "revenue_per_buyer": ("sum(amount)::double / count(distinct customer_id)", (50, 45)),
    "average_order": ("sum(amount)::double / count(*)", (38, 35)),
    "orders_per_buyer": ("count(*) / count(distinct customer_id)", (1.35, 1.3)),
    "discs_per_order": ("sum(quantity) / count(*)", None),
    "large_orders": ("count(*) filter (amount >= 50) / count(*)", (0.22, 0.2)),
}
BUYERS = {
    "repurchase": ("count(*) filter (orders >= 2) / count(*)", (0.25, 0.2)),
    "spent_per_buyer": ("quantile_cont(spent::double, 0.5)", None),
}


def status(value, target):
    """Where a value lies; nothing without a target."""
    if target is None:
        return None
    good, fair = target
    return "pass" if value >= good else "warn" if value >= fair else "fail"


with open(here / "expected/values.csv", "w", newline="") as file:
    table = csv.writer(file, lineterminator="\n")
    table.writerow(["kpi", "period", "slice", "value", "rows", "status"])
    for kpi, (value, target) in KPIS.items():
        found = duckdb.sql(f"select month, {value}, count(*) from facts group by month order by month")
        for month, number, rows in found.fetchall():
            table.writerow([kpi, month, None, number, rows, status(number, target)])
    # First each buyer of a month, then the share or the median of these.
    for kpi, (value, target) in BUYERS.items():
        buyers = "select month, customer_id, count(*) as orders, sum(amount) as spent from facts group by month, customer_id"
        found = duckdb.sql(f"select month, {value}, sum(orders) from ({buyers}) group by month order by month")
        for month, number, rows in found.fetchall():
            table.writerow([kpi, month, None, number, rows, status(number, target)])
