"""Writes the leads, deals, stages, reps and territories of a sales team over eighteen months, the same each time.

    python generate.py
"""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

random = Random(20240102)
here = Path(__file__).parent
FIRST, LAST = date(2024, 1, 1), datetime(2025, 7, 1)
SOURCES = {"web": 46, "referral": 14, "fair": 16, "partner": 18, None: 6}
LUCK = {"web": 0.30, "referral": 0.62, "fair": 0.36, "partner": 0.5, None: 0.25}
STAGES = ["qualified", "demo", "proposal", "negotiation"]
REPS = {"R1": "Ada", "R2": "Bruno", "R3": "Chloé", "R4": "Dario", "R5": "Emma", "R6": "Farid"}
# Who sold where, and when: Chloé moved from the north to the west, Emma came in September.
TERRITORIES = [
    ("R1", "north", "2024-01-01", None), ("R2", "north", "2024-01-01", None), ("R3", "north", "2024-01-01", "2024-10-01"),
    ("R3", "west", "2024-10-01", None), ("R4", "south", "2024-01-01", None), ("R5", "west", "2024-09-01", None),
    ("R6", "south", "2024-01-01", "2025-02-01"), ("R6", "north", "2025-02-01", None),
]

leads, deals, stages = [], [], []


def office(moment):
    """The same moment, moved into office hours of a weekday; nobody works between Christmas and New Year."""
    while moment.weekday() > 4 or moment.hour >= 18 or (moment.month, moment.day) >= (12, 24):
        moment = datetime.combine(moment.date() + timedelta(days=1), time(9)) + timedelta(minutes=random.randrange(60))
    return moment.replace(hour=9) if moment.hour < 9 else moment


def after(moment, days):
    return office(moment + timedelta(minutes=round(random.expovariate(1 / (days * 1440)))))


def deal(lead, source, moment):
    number = f"D{len(deals) + 1:04}"
    reps = [rep for rep, _, since, until in TERRITORIES if since <= str(moment.date()) and (not until or str(moment.date()) < until)]
    rep = random.choice(sorted(set(reps)))
    amount = round(random.lognormvariate(8.2, 0.7), -1)
    opened, outcome, closed = moment, None, None
    deals.append([number, lead, rep, opened, amount, closed, outcome])
    for place, stage in enumerate(STAGES):
        if stage == "demo" and random.random() < 0.08:
            continue  # straight to a proposal
        if moment >= LAST:
            return
        stages.append([number, stage, moment])
        moment = after(moment, [4, 9, 12, 8][place])
        if random.random() < (0.30, 0.22, 0.24, 0.14)[place] * (1.25 - LUCK[source]) / 0.8:
            outcome = "lost"
            break
    outcome = outcome or "won"
    if moment < LAST:
        stages.append([number, outcome, moment])
        deals[-1][5:] = [moment, outcome]


day = FIRST
while day < LAST.date():
    months = (day.year - 2024) * 12 + day.month - 1
    season = 0.45 if day.month == 8 else 0.7 if day.month == 12 else 1
    fair = 4 if date(2024, 9, 23) <= day <= date(2024, 9, 25) else 1
    mean = (1 if day.weekday() > 4 else 3.2) * (1 + 0.025 * months) * season * fair
    for _ in range(max(0, round(random.gauss(mean, 1.1)))):
        source = "fair" if fair > 1 and random.random() < 0.8 else random.choices(list(SOURCES), list(SOURCES.values()))[0]
        created = datetime.combine(day, time(random.choices(range(24), [1] * 8 + [6] * 11 + [3] * 5)[0], random.randrange(60), random.randrange(60)))
        if created.date() in (date(2024, 3, 31), date(2025, 3, 30)) and created.hour == 2:
            continue  # no clock in Paris showed that hour
        number = f"L{len(leads) + 1:05}"
        country = random.choices(["FR", "BE", "CH", None], [70, 15, 11, 4])[0]
        leads.append([number, created, source, country])
        if random.random() < LUCK[source]:
            opened = after(created, 2.5)
            if opened < LAST:
                deal(number, source, opened)
    day += timedelta(days=1)

# Known answers. A lead of 1 May 2025 whose deal skips demo and negotiation and is won 29 days after.
leads.append(["L90001", datetime(2025, 5, 1, 10), "referral", "FR"])
deals.append(["D9001", "L90001", "R1", datetime(2025, 5, 2, 10), 12000.0, datetime(2025, 5, 30, 10), "won"])
stages.extend([["D9001", "qualified", datetime(2025, 5, 2, 10)], ["D9001", "proposal", datetime(2025, 5, 12, 10)], ["D9001", "won", datetime(2025, 5, 30, 10)]])
# And one that is won exactly 60 days after: not within "less than 60 days".
leads.append(["L90002", datetime(2025, 4, 1, 9), "partner", "BE"])
deals.append(["D9002", "L90002", "R4", datetime(2025, 4, 1, 9), 3000.0, datetime(2025, 5, 31, 9), "won"])
stages.extend([["D9002", stage, datetime(2025, 4, 1, 9) + timedelta(days=days)] for stage, days in [("qualified", 0), ("demo", 10), ("proposal", 20), ("negotiation", 50), ("won", 60)]])


def shown(cell):
    return cell.isoformat(sep=" ", timespec="seconds") if isinstance(cell, datetime) else f"{cell:.2f}" if isinstance(cell, float) else cell


def write(name, header, rows):
    with open(here / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([shown(cell) for cell in row] for row in rows)


write("leads.csv", ["lead_id", "created_at", "source", "country"], sorted(leads, key=lambda row: row[1]))
write("deals.csv", ["deal_id", "lead_id", "rep_id", "opened_at", "amount", "closed_at", "outcome"], sorted(deals, key=lambda row: row[3]))
stages.sort(key=lambda row: row[2])
write("stages.csv", ["entry_id", "deal_id", "stage", "entered_at"], [[f"E{place + 1:04}", *row] for place, row in enumerate(stages)])
write("reps.csv", ["rep_id", "name"], REPS.items())
write("territories.csv", ["rep_id", "region", "since", "until"], TERRITORIES)
