#!/usr/bin/env python3
"""Measures how well the people in this export are protected, from its files alone.

    python3 attack/attack.py          # in the folder of the export

It does what an intruder would do who knows all that the rows say of one, two or three of a person's weeks, or only in
which weeks they answered nothing, and compares the result with disclosure.json. It prints shares of people, never a
row. It needs Python 3 and nothing else. What needs the truth beside the files (how far weeks can be turned into dates)
is measured where the export is made.
"""

import csv
import itertools
import json
import os
import sys
from collections import Counter, defaultdict

MOST_SETS = 400
SAID = [
    "item", "status", "code", "value", "text_length", "day",
    "planned_min", "sent_min", "first_tap_min", "answered_min", "received_min",
]
ANSWERED = {"answered", "skipped", "does_not_fit"}


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(folder):
    """The weeks of each person, what is said of each week, and the weeks with an answer."""
    weeks = {p["pseudonym"]: int(p["weeks"]) for p in rows(folder, "participants.csv")}
    said, answered = defaultdict(list), defaultdict(set)
    for r in rows(folder, "responses.csv"):
        who, week = r["pseudonym"], int(r["week"])
        said[who, week].append(tuple(r[column] for column in SAID))
        if r["status"] in ANSWERED:
            answered[who].add(week)
    for o in rows(folder, "occasions.csv"):  # these have no questions
        if o["status"] == "travelled":
            said[o["pseudonym"], int(o["week"])].append(
                ("", "travelled", "", "", "", o["day"], o["planned_min"], "", "", "", "")
            )
    if os.path.exists(os.path.join(folder, "changes.csv")):
        for c in rows(folder, "changes.csv"):
            said[c["pseudonym"], int(c["week"])].append(
                (c["what"], c["to"], "", c["days"] or c["theme"], "", c["day"], "", "", "", "", "")
            )
    return weeks, {key: tuple(value) for key, value in said.items()}, answered


def week_sets(longest, size):
    """All sets of so many weeks in lexical order; of more than MOST_SETS, evenly chosen ones."""
    sets = list(itertools.combinations(range(1, longest + 1), size))
    wanted = min(len(sets), MOST_SETS)
    return [sets[n * len(sets) // wanted] for n in range(wanted)]


def singled_out(weeks, said, size):
    """The people with so many weeks, and what share of them is singled out on average and by some set."""
    tried, alone = Counter(), Counter()
    for chosen in week_sets(max(weeks.values(), default=0), size):
        alike = defaultdict(list)
        for who, last in weeks.items():
            if last >= chosen[-1]:
                tried[who] += 1
                alike[tuple(said.get((who, week), ()) for week in chosen)].append(who)
        for people in alike.values():
            if len(people) == 1:
                alone[people[0]] += 1
    if not tried:
        return 0, 0.0, 0.0
    average = sum(alone[who] / n for who, n in tried.items()) / len(tried)
    return len(tried), average, len(alone) / len(tried)


def by_missed_weeks(weeks, answered):
    patterns = Counter(tuple(w in answered[who] for w in range(1, n + 1)) for who, n in weeks.items())
    return sum(n for n in patterns.values() if n == 1) / len(weeks)


def main(folder):
    with open(os.path.join(folder, "disclosure.json"), encoding="utf-8") as file:
        report = json.load(file)
    weeks, said, answered = load(folder)
    together = 2 if report["coarsened"] else 1
    differ = False

    def compare(what, claimed, found):
        nonlocal differ
        near = abs(claimed - found) <= 0.0001
        differ = differ or not near
        print(f"{what:48} {found:8.4f}  disclosure.json: {claimed:8.4f}{'' if near else '  DIFFERENT'}")

    claims = report["records"]["uniqueness"]
    print(f"{len(weeks)} people")
    for known in claims["weeks"]:
        n = known["weeks_known"]
        people, average, ever = singled_out(weeks, said, (n + together - 1) // together)
        compare(f"people with {n} weeks", known["people"], people)
        compare(f"singled out by {n} weeks, on average", known["singled_out_on_average"], average)
        compare(f"singled out by some set of {n} weeks", known["singled_out_by_some_set"], ever)
    missing = claims["singled_out_by_pattern_of_missed_weeks"]
    compare("singled out by the weeks without an answer", missing, by_missed_weeks(weeks, answered))
    return 1 if differ else 0


if __name__ == "__main__":
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else here))
