#!/usr/bin/env python3
"""Writes instants.csv: instants and local times of many zones, as Python's zoneinfo has them."""
import csv
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

ZONES = """UTC Europe/Paris Europe/London Europe/Dublin America/New_York America/St_Johns America/Sao_Paulo
America/Havana Asia/Kolkata Asia/Kathmandu Asia/Tehran Asia/Gaza Australia/Lord_Howe Australia/Sydney Pacific/Apia
Pacific/Chatham Pacific/Kwajalein Africa/Casablanca Africa/Monrovia""".split()
EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)


def utc_of(local, zone):
    """Of a time shown twice the first, of a skipped one that with the offset before the gap: both are fold=0."""
    return (local.replace(tzinfo=zone, fold=0).astimezone(timezone.utc).replace(tzinfo=None) - EPOCH) // MICROSECOND


def near_changes(zone, random):
    """Instants around every change of the clocks from 1975 to 2030."""
    instant = datetime(1975, 1, 1, tzinfo=timezone.utc)
    before = None
    while instant.year < 2030:
        offset = instant.astimezone(zone).utcoffset()
        if before is not None and offset != before and random.random() < 0.15:
            yield instant + timedelta(microseconds=random.randrange(-3 * 3600 * 10**6, 3 * 3600 * 10**6))
        before = offset
        instant += timedelta(hours=1)


generator = random.Random(1)
with open(Path(__file__).with_suffix(".csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["zone", "instant", "local_of_instant", "local", "instant_of_local"])
    for name in ZONES:
        zone = ZoneInfo(name)
        instants = [datetime.fromtimestamp(generator.randrange(0, 1_900_000_000), timezone.utc) for _ in range(8)]
        for instant in instants + list(near_changes(zone, generator)):
            utc = instant.replace(tzinfo=None)
            shown = instant.astimezone(zone).replace(tzinfo=None)
            local = shown + timedelta(seconds=generator.randrange(-5400, 5400))
            out.writerow([name, (utc - EPOCH) // MICROSECOND, shown.isoformat(), local.isoformat(), utc_of(local, zone)])
