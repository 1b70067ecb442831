"""Writes random recurrence rules and when they meet, by python-dateutil and the standard library's zones.

Usage: generate.py SEED COUNT > random.txt
Each line: zone|first local time|rule|minutes since 1970 in UTC, the first whole, the others as differences.
"""

import random
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = [
    "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns", "Australia/Lord_Howe",
    "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "Asia/Tehran", "UTC",
    "Antarctica/Troll", "Asia/Gaza", "Pacific/Chatham", "America/Havana", "Africa/Cairo",
]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
MOST = 40


def rule(chance):
    frequency = chance.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if chance.random() < 0.5:
        parts.append(f"INTERVAL={chance.randint(1, 5)}")
    days = ",".join(chance.sample(DAYS, chance.randint(1, 3)))
    if frequency == "WEEKLY" and chance.random() < 0.7:
        parts.append(f"BYDAY={days}")
    if frequency == "DAILY" and chance.random() < 0.4:
        parts.append(f"BYDAY={days}")
    if frequency in ("MONTHLY", "YEARLY"):
        parts += by_month(chance, days, frequency)
    if frequency != "YEARLY" and chance.random() < 0.2:
        months = sorted(chance.sample(range(1, 13), chance.randint(2, 8)))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if chance.random() < 0.3:
        parts.append(f"WKST={chance.choice(DAYS)}")
    return parts


def by_month(chance, days, frequency):
    kind = chance.random()
    month = ["BYMONTH=" + str(chance.randint(1, 12))] if frequency == "YEARLY" else []
    if kind < 0.3:
        return [*month, "BYMONTHDAY=" + str(chance.choice([1, 13, 28, 29, 30, 31, -1, -2, -31]))]
    if kind < 0.6:
        return [*month, f"BYDAY={chance.choice([1, 2, 3, 4, 5, -1, -2])}{chance.choice(DAYS)}"]
    if kind < 0.8:
        return [*month, f"BYDAY={days}", f"BYSETPOS={chance.choice([1, 2, 3, -1, -2])}"]
    return month


def meets(chance):
    zone = chance.choice(ZONES)
    # Near the hours at which clocks change more often than not.
    hour = chance.choice([0, 1, 1, 2, 2, 3, 9, 15, 20, 23])
    begin = datetime(chance.randint(2005, 2025), chance.randint(1, 12), chance.randint(1, 28), hour)
    begin += timedelta(minutes=chance.choice([0, 15, 30, 45]))
    parts = rule(chance)
    endless = rrulestr(";".join(parts), dtstart=begin)
    first = next(iter(endless.xafter(begin, count=1, inc=True)), None)
    if first is None or first.year > 2026:
        return None
    if chance.random() < 0.6:
        parts.append(f"COUNT={chance.randint(1, MOST)}")
    else:
        until = first + timedelta(days=chance.randint(0, 700))
        parts.append(f"UNTIL={until:%Y%m%d}")
    text = ";".join(parts)
    # A date ends with its day; dateutil would take it for midnight.
    told = text if "COUNT" in text else text + "T235959"
    dates = list(rrulestr(told, dtstart=first).xafter(first, count=MOST + 1, inc=True))
    if not dates or dates[0] != first or len(dates) > MOST or dates[-1].year > 2035:
        return None
    return zone, first, text, dates


def minutes(date, zone):
    # Fold 0: a time that is skipped by the offset before, one that comes twice by its first coming.
    at = date.replace(tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
    return int(at.timestamp()) // 60


def main():
    chance, left = random.Random(int(sys.argv[1])), int(sys.argv[2])
    while left:
        if (met := meets(chance)) is None:
            continue
        zone, first, text, dates = met
        at = [minutes(date, zone) for date in dates]
        steps = [at[0], *(b - a for a, b in zip(at, at[1:]))]
        print(f"{zone}|{first:%Y-%m-%dT%H:%M}|{text}|{' '.join(map(str, steps))}")
        left -= 1


main()
