"""Writes the customers, subscriptions, invoices and credits of a small software company over two years, each time the same.

    python generate.py
"""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

random = Random(20230701)
here = Path(__file__).parent
FIRST, LAST = date(2023, 7, 1), date(2025, 7, 1)
PRICES = {"starter": 1900, "pro": 4900, "business": 14900}  # cents a month and seat
SEGMENTS = {"solo": ("starter", 1, 2), "team": ("pro", 2, 8), "company": ("business", 3, 12)}
COHORT = (2024, 5)  # 25 customers, 5 of whom leave in their third month

customers, subscriptions, invoices = [], [], []


def after(day, months):
    """The same day of a later month; days stop at 28."""
    month = day.year * 12 + day.month - 1 + months
    return date(month // 12, month % 12 + 1, day.day)


def subscribe(customer, plan, seats, day, ends, reason):
    amount = PRICES[plan] * seats
    number = f"S{len(subscriptions) + 1:04}"
    ended = ends if ends and ends < LAST else None
    subscriptions.append([number, customer, plan, seats, f"{amount / 100:.2f}", day, ended, reason if ended else None])
    while day < LAST and (ended is None or day < ended):
        invoice(customer, amount, day)
        day = after(day, 1)


def invoice(customer, amount, day):
    delay = random.choices([random.randint(0, 3), random.randint(5, 30), random.randint(31, 75), None], [55, 36, 7, 2])[0]
    paid = day + timedelta(days=delay) if delay is not None else None
    invoices.append([customer, day, f"{amount / 100:.2f}", paid if paid and paid < LAST else None])


def live(customer, segment, day, leaves_after=None, stays=0):
    """A customer's subscriptions: months of the same plan, changes of plan or seats, perhaps an end and a return."""
    plan, least, most = SEGMENTS[segment]
    seats = random.randint(least, most)
    since, age = day, 0
    while after(since, age) < LAST:
        age += 1
        at = after(since, age)
        months = (at.year - day.year) * 12 + at.month - day.month
        leaves = months == leaves_after if leaves_after else months > stays and random.random() < (0.045 if months < 4 else 0.022)
        if leaves:
            subscribe(customer, plan, seats, since, at, "cancelled")
            if random.random() < 0.12:
                back = after(at, random.randint(2, 5))
                if back < LAST:
                    live(customer, segment, back)
            return
        if random.random() < 0.05 and not leaves_after:
            subscribe(customer, plan, seats, since, at, "changed")
            plan, seats = changed(plan, seats)
            since, age = at, 0
    subscribe(customer, plan, seats, since, None, None)


def changed(plan, seats):
    if random.random() < 0.2 and plan != "business":
        return ("pro" if plan == "starter" else "business"), seats
    step = random.choice([1, 1, 2, 3, -1, -2])
    return plan, seats + step if seats + step >= 1 else seats + 1


def sign_up(day, **fate):
    segment = random.choices(list(SEGMENTS), [50, 35, 15])[0]
    country = random.choices(["FR", "DE", "BE", "IT", None], [52, 22, 14, 8, 4])[0]
    number = f"C{len(customers) + 1:04}"
    customers.append([number, segment, country, random.choice(["search", "advice", "fair", "partner"]), day])
    live(number, segment, day, **fate)


month = 0
while (start := after(FIRST, month)) < LAST:
    planted = (start.year, start.month) == COHORT
    season = 0.5 if start.month == 8 else 0.8 if start.month == 12 else 1
    count = 25 if planted else round((9 + 0.45 * month) * season + random.uniform(-2, 2))
    days = sorted(random.choices(range(1, 29), [1 if date(start.year, start.month, day).weekday() > 4 else 4 for day in range(1, 29)], k=count))
    for place, day in enumerate(days):
        fate = ({"leaves_after": 2} if place % 5 == 3 else {"stays": 5}) if planted else {}
        sign_up(start.replace(day=day), **fate)
    month += 1


def write(name, header, rows):
    with open(here / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


write("customers.csv", ["customer_id", "segment", "country", "channel", "signed_up_on"], customers)
write("subscriptions.csv", ["subscription_id", "customer_id", "plan", "seats", "monthly_amount", "started_on", "ended_on", "reason"], subscriptions)
invoices.sort(key=lambda row: (row[1], row[0]))
numbered = [[f"F{place + 1:05}", *row] for place, row in enumerate(invoices)]
write("invoices.csv", ["invoice_id", "customer_id", "issued_on", "amount", "paid_on"], numbered)

# What forty customers have paid ahead, noted on Mondays of 2025; one Monday in ten was forgotten.
credits = []
for customer in sorted(random.sample([row[0] for row in customers if row[4] < date(2024, 12, 1)], 40)):
    balance = random.randint(2, 30) * 10000
    monday = date(2025, 1, 6)
    while monday < LAST:
        spent = random.randint(0, 6) * 1000
        balance = balance - spent if balance >= spent else balance + 100000
        if random.random() < 0.9:
            credits.append([customer, monday, f"{balance / 100:.2f}"])
        monday += timedelta(days=7)
credits.sort(key=lambda row: (row[1], row[0]))
write("credits.csv", ["customer_id", "noted_on", "balance"], credits)
