"""Writes the tickets, contacts, stages, pauses and customers of a service desk over half a year, the same each time.

    python generate.py
"""

import csv
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

random = Random(20250106)
here = Path(__file__).parent
FIRST, LAST = date(2025, 1, 1), date(2025, 7, 1)
CLOSED = {date(2025, 1, 1), date(2025, 4, 21), date(2025, 5, 1), date(2025, 5, 8), date(2025, 5, 29), date(2025, 6, 9)}
TEAMS = {"phone": "front", "mail": "front", "chat": "front", "monitoring": "systems"}
REPLY = {"p1": 20, "p2": 60, "p3": 150, "p4": 300}  # minutes of work, about
REPAIR = {"p1": 120, "p2": 300, "p3": 700, "p4": 1300}

tickets, contacts, stages, pauses = [], [], [], []


def hours(day):
    """The desk's hours of a date, in minutes of the day."""
    if day in CLOSED or day.weekday() == 6:
        return []
    return [(540, 720)] if day.weekday() == 5 else [(510, 750), (810, 1080)]


def at(day, minute, second=0):
    return datetime.combine(day, time()) + timedelta(minutes=minute, seconds=second)


def worked(moment, minutes):
    """The moment so many minutes of work later."""
    day = moment.date()
    while True:
        for opens, closes in hours(day):
            begin = max(at(day, opens), moment)
            left = (at(day, closes) - begin).total_seconds() / 60
            if left > minutes:
                return (begin + timedelta(minutes=minutes)).replace(microsecond=0)
            minutes -= max(left, 0)
        day += timedelta(days=1)


def some(mean):
    """A length of work: most are short, a few very long."""
    return max(2, random.lognormvariate(0, 0.9) * mean * 0.8)


def known(moment):
    """What the export of 1 July can know."""
    return moment if moment and moment < at(LAST, 0) else None


def enter(number, stage, moment):
    if known(moment):
        stages.append([number, stage, moment])


def ticket(customer, opened, channel, priority, test=False):
    """A ticket's life: first reply, work, perhaps pauses, resolution, perhaps a reopening."""
    number = f"T{len(tickets) + 1:04}"
    team = TEAMS[channel] if random.random() < 0.8 else random.choice(["network", "systems"])
    slow = 1.6 if team == "network" else 1
    enter(number, "new", opened)
    replied = worked(opened, some(REPLY[priority]) * slow)
    if random.random() < 0.015:
        replied = None  # resolved without a word
    moment = replied or opened
    enter(number, "in progress", moment)
    for _ in range(random.choices([0, 1, 2], [62, 30, 8])[0]):
        moment = worked(moment, some(REPAIR[priority]) / 2)
        back = worked(moment, some(500))
        enter(number, "waiting", moment)
        enter(number, "in progress", back)
        pause(number, moment, back)
        moment = back
    resolved = worked(moment, some(REPAIR[priority]) * slow)
    enter(number, "resolved", resolved)
    reopened = random.random() < 0.06 and known(resolved) is not None
    if reopened:
        again = worked(resolved, some(900))
        reopened = known(again) is not None
        if reopened:
            enter(number, "in progress", again)
            resolved = worked(again, some(REPAIR[priority]))
            enter(number, "resolved", resolved)
    tickets.append([number, customer, opened, known(replied), known(resolved), priority, team, channel, yes(reopened), yes(test)])
    if channel != "monitoring" and not test:
        talk(number, customer, opened, channel)
        for _ in range(random.choices([0, 1, 2, 3], [58, 27, 11, 4])[0]):
            later = opened + (resolved - opened) * random.random()
            if known(later) and hours(later.date()):
                talk(number, customer, later.replace(microsecond=0), random.choice(["phone", "mail"]))


def pause(number, begins, ends):
    if known(begins):
        pauses.append([number, begins, known(ends)])
        if random.random() < 0.1 and known(ends):
            # Noted a second time, a little later: the two overlap.
            pauses.append([number, begins + (ends - begins) / 2, ends])


def talk(number, customer, moment, channel):
    wait, given_up = None, None
    if channel == "phone":
        wait = round(random.expovariate(1 / 55))
        given_up = yes(False)
    contacts.append([number, customer, moment, channel, wait, given_up])


def yes(fact):
    return "yes" if fact else "no"


customers = [[f"K{place + 1:02}", random.choices(["gold", "standard"], [25, 75])[0], random.choice(["north", "south", "west", None])] for place in range(60)]
day = FIRST
while day < LAST:
    growth = 1 + 0.25 * (day - FIRST).days / 181
    mean = (1.2 if day.weekday() == 5 else 7.5) * growth if hours(day) else 0.5
    busy = 1.35 if day.weekday() == 0 else 1
    for _ in range(round(random.gauss(mean * busy, 1.3))):
        channel = random.choices(["phone", "mail", "chat", "monitoring"], [42, 28, 18, 12])[0]
        spans = hours(day) if channel in ("phone", "chat") else [(0, 1440)] if channel == "monitoring" else [(420, 1320)]
        if not spans:
            continue
        opens, closes = random.choice(spans)
        moment = at(day, random.randrange(opens, closes), random.randrange(60))
        if date(2025, 3, 30) == day and moment.hour == 2:
            continue  # no clock in Paris showed that hour
        priority = random.choices(["p1", "p2", "p3", "p4"], [5, 18, 52, 25])[0]
        ticket(random.choice(customers)[0], moment, channel, priority, random.random() < 0.01)
    # Callers who give up before anyone answers leave no ticket.
    if hours(day):
        for _ in range(random.choices([0, 1, 2], [70, 22, 8])[0]):
            opens, closes = random.choice(hours(day))
            wait = round(30 + random.expovariate(1 / 90))
            contacts.append([None, random.choice(customers)[0], at(day, random.randrange(opens, closes), random.randrange(60)), "phone", wait, "yes"])
    day += timedelta(days=1)

# Known answer, over the weekend of the change to summer time. Open: Friday 30 min, Saturday 3 h, Monday 2 h, together
# 5 h 30 min; the pause takes 2 h of Saturday and 1 h of Monday out: 2 h 30 min.
tickets.append(["T9001", "K01", datetime(2025, 3, 28, 17, 30), datetime(2025, 3, 29, 9, 15), datetime(2025, 3, 31, 10, 30), "p3", "front", "mail", "no", "no"])
stages.extend([["T9001", stage, moment] for stage, moment in [
    ("new", datetime(2025, 3, 28, 17, 30)), ("in progress", datetime(2025, 3, 29, 9, 15)), ("waiting", datetime(2025, 3, 29, 10)),
    ("in progress", datetime(2025, 3, 31, 9, 30)), ("resolved", datetime(2025, 3, 31, 10, 30))]])
pauses.append(["T9001", datetime(2025, 3, 29, 10), datetime(2025, 3, 31, 9, 30)])
contacts.append(["T9001", "K01", datetime(2025, 3, 28, 17, 30), "mail", None, None])


def shown(cell):
    return cell.isoformat(sep=" ", timespec="seconds") if isinstance(cell, datetime) else cell


def write(name, header, rows):
    with open(here / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([shown(cell) for cell in row] for row in rows)


def numbered(letter, rows, by):
    return [[f"{letter}{place + 1:04}", *row] for place, row in enumerate(sorted(rows, key=lambda row: row[by]))]


write("customers.csv", ["customer_id", "plan", "region"], customers)
write("tickets.csv", ["ticket_id", "customer_id", "opened_at", "first_reply_at", "resolved_at", "priority", "team", "channel", "reopened", "is_test"], sorted(tickets, key=lambda row: row[2]))
write("contacts.csv", ["contact_id", "ticket_id", "customer_id", "started_at", "channel", "waited", "abandoned"], numbered("A", contacts, 2))
write("stages.csv", ["entry_id", "ticket_id", "stage", "entered_at"], numbered("E", stages, 2))
write("pauses.csv", ["pause_id", "ticket_id", "began_at", "ended_at"], numbered("P", pauses, 1))
write("holidays.csv", ["day", "name"], [
    ["2025-04-21", "Lundi de Pâques"], ["2025-05-29", "Ascension"], ["2025-06-09", "Lundi de Pentecôte"]])
