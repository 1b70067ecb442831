"""Reads calendars that Wellmet wrote with parsers that are not ours, and looks whether they find what was put in.

Usage: check.py RANDOM_CALENDARS [SEED COUNT]; without them it is seed 1 and 3000 calendars. The program writes a calendar a line, with what is to be found in it.
Times are found twice: with the reader's own knowledge of zones, and with nothing but the zone in the file.
"""

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import recurring_ical_events
from icalendar import Calendar
from icalendar.timezone import tzp

LONGEST_LINE = 75
FAR = timedelta(days=3)


def utc(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc)


def lines_are_short(file):
    return all(len(line.encode()) <= LONGEST_LINE for line in file.split("\r\n"))


def times_of(calendar, until):
    """When the calendar's events take place, as seconds."""
    found = recurring_ical_events.of(calendar).between(utc(0), until)
    times = ((event.start, event.end) for event in found if event.get("STATUS") != "CANCELLED")
    return sorted([int(start.timestamp()), int(end.timestamp())] for start, end in times)


def zone_in_file_agrees(calendar, times):
    """Whether the file's own zone shows the same clock as the reader's, at each time and around it."""
    component = calendar.walk("VTIMEZONE")[0]
    own, known = component.to_tz(lookup_tzid=False), tzp.timezone(str(component["TZID"]))
    for seconds in times:
        for around in (-7200, -60, 0, 3600, 86400):
            at = utc(seconds + around)
            if at.astimezone(known).utcoffset() != at.astimezone(own).utcoffset():
                return False
    return True


def ends_in_a_doubled_hour(case):
    """Whether a meeting ends at the second coming of a local time, for which iCalendar has only DURATION: this reader
    takes that by the clock, where RFC 5545 section 3.3.6 means exact hours."""
    zone = tzp.timezone(case["zone"])
    return any(utc(end).astimezone(zone).fold for _, end in case["times"])


def faults(case):
    """What is not as it was put in."""
    calendar = Calendar.from_ical(case["file"])
    events = calendar.walk("VEVENT")
    first, last = case["times"][0][0], case["times"][-1][1]
    found = times_of(calendar, utc(last) + (FAR if case["ends"] else timedelta(seconds=0)))
    attendees = [str(event["ATTENDEE"]) for event in events]
    yield "lines", lines_are_short(case["file"])
    yield "errors", not any(event.errors for event in events)
    yield "starts", [start for start, _ in found] == [start for start, _ in case["times"]]
    yield "ends", found == case["times"] or ends_in_a_doubled_hour(case)
    yield "zone", zone_in_file_agrees(calendar, [t[0] for t in case["times"]])
    yield "uid", {str(event["UID"]) for event in events} == {case["uid"]}
    yield "sequence", {event["SEQUENCE"] for event in events} == {case["sequence"]}
    yield "summary", {str(event["SUMMARY"]) for event in events} == {case["summary"]}
    yield "link", {str(event["CONFERENCE"]) for event in events} == {case["link"]}
    yield "description", all(case["link"] in str(event["DESCRIPTION"]) for event in events)
    yield "attendee", set(attendees) == {f"mailto:{case['attendee']}"}
    yield "method", calendar["METHOD"] == "REQUEST"


def main():
    program, seed, count = sys.argv[1], *(sys.argv[2:4] or ["1", "3000"])
    written = subprocess.run([program, seed, count], check=True, capture_output=True, text=True).stdout
    cases = [json.loads(line) for line in written.splitlines()]
    wrong = 0
    for place, case in enumerate(cases):
        bad = [name for name, kept in faults(case) if not kept]
        if bad:
            wrong += 1
            print(f"calendar {place} ({case['zone']}): {', '.join(bad)}")
            if wrong <= 3:
                print(case["file"])
                print([f"{utc(start)} {utc(end)}" for start, end in case["times"]])
                print(times_of(Calendar.from_ical(case["file"]), utc(case["times"][-1][1]) + FAR))
    meetings = sum(len(case["times"]) for case in cases)
    print(f"{len(cases)} calendars with {meetings} meetings read, {wrong} of them wrong")
    sys.exit(1 if wrong or len(cases) != int(count) else 0)


main()
