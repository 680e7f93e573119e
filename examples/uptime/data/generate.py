"""Writes services.csv, outages.csv, maintenance.csv and probes.csv.gz: half a year of five services, the same each time.

    python generate.py
"""

import csv
import gzip
import io
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

random = Random(20250101)
here = Path(__file__).parent
FIRST, LAST = datetime(2025, 1, 1), datetime(2025, 7, 1)
GAP = (datetime(2025, 3, 30, 2), datetime(2025, 3, 30, 3))  # an hour that no clock in Paris showed
SERVICES = [
    ("web", "Website", "gold"), ("api", "API", "gold"), ("pay", "Payments", "gold"),
    ("mail", "Mail", "silver"), ("batch", "Night runs", "bronze"),
]
TROUBLE = {"web": 6, "api": 8, "pay": 5, "mail": 11, "batch": 14}  # outages in the half-year

outages, maintenance = [], []


def shown(moment):
    """A local time that a clock shows."""
    return moment + timedelta(hours=1) if GAP[0] <= moment < GAP[1] else moment


def outage(service, began, minutes, severity, cause):
    ended = shown(began + timedelta(minutes=minutes)) if minutes is not None else None
    outages.append([service, began, ended if ended and ended < LAST else None, severity, cause])


def working_time():
    """Changes break things, and they are made in office hours; the rest comes at any time."""
    day = FIRST + timedelta(days=random.randrange((LAST - FIRST).days - 2))
    hour = random.choices(range(24), [1] * 8 + [5] * 11 + [2] * 5)[0]
    return shown(day.replace(hour=hour, minute=random.randrange(60)))


for service, count in TROUBLE.items():
    for _ in range(count):
        began = working_time()
        cause = random.choices(["change", "network", "disk", "supplier", None], [40, 20, 12, 18, 10])[0]
        minutes = round(random.lognormvariate(3.3, 0.9))
        severity = random.choices(["full", "partial"], [45, 55])[0]
        outage(service, began, minutes, severity, cause)
        if severity == "partial" and random.random() < 0.35:
            # Degraded first, down within: the two overlap.
            outage(service, shown(began + timedelta(minutes=minutes // 3)), max(minutes // 3, 2), "full", cause)

# Known answers. Exactly 4 h 30 min across midnight and the change to summer time: 1 h on the 29th, 3 h 30 min on the 30th.
outages.append(["pay", datetime(2025, 3, 29, 23), datetime(2025, 3, 30, 4, 30), "full", "network"])
# Reported twice, 20 min apart: together 1 h 10 min, not 1 h 40 min.
outages.append(["pay", datetime(2025, 5, 14, 10), datetime(2025, 5, 14, 10, 50), "full", "supplier"])
outages.append(["pay", datetime(2025, 5, 14, 10, 20), datetime(2025, 5, 14, 11, 10), "full", "supplier"])
# Begins and ends with a month.
outages.append(["batch", datetime(2025, 2, 1), datetime(2025, 2, 1, 1), "full", "disk"])
outages.append(["mail", datetime(2025, 4, 30, 22), datetime(2025, 5, 1), "full", "disk"])
# Still open, and one whose end was typed wrong.
outages.append(["mail", datetime(2025, 6, 30, 21, 15), None, "partial", None])
outages.append(["web", datetime(2025, 4, 9, 14, 30), datetime(2025, 4, 9, 13, 45), "full", "change"])

for service, _, _ in SERVICES:
    for month in range(1, 7):
        sunday = next(day for day in range(8, 15) if datetime(2025, month, day).weekday() == 6)
        began = datetime(2025, month, sunday, 1)
        maintenance.append([service, began, began + timedelta(minutes=random.choice([45, 60, 90, 120]))])


def write(file, header, rows):
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)


def numbered(letter, rows):
    return [[f"{letter}{place + 1:03}", *row] for place, row in enumerate(sorted(rows, key=lambda row: row[1]))]


with open(here / "services.csv", "w", newline="") as file:
    write(file, ["service_id", "name", "tier"], SERVICES)
with open(here / "outages.csv", "w", newline="") as file:
    write(file, ["outage_id", "service_id", "began_at", "ended_at", "severity", "cause"], numbered("O", outages))
with open(here / "maintenance.csv", "w", newline="") as file:
    write(file, ["window_id", "service_id", "began_at", "ended_at"], numbered("M", maintenance))

# A probe of the website every half hour of May and June from two places. It fails while the website is down.
down = [(began, ended) for service, began, ended, severity, _ in outages if service == "web" and severity == "full" and ended > began]
probes = []
moment = datetime(2025, 5, 1)
while moment < LAST:
    for place in ["Lille", "Nice"]:
        fails = any(began <= moment < ended for began, ended in down) or random.random() < 0.002
        load = 60 if 8 <= moment.hour < 19 and moment.weekday() < 5 else 0
        latency = None if fails else round(120 + load + random.expovariate(1 / 45))
        probes.append([moment, place, "no" if fails else "yes", latency])
    moment += timedelta(minutes=30)
text = io.StringIO()
write(text, ["probed_at", "place", "ok", "latency"], probes)
# No time stamp in the archive: the same program gives the same bytes.
(here / "probes.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
