"""The shipped calendars say what is known of their countries.

    check_calendars.py known ROOT            dates as the laws and decrees have them, entered apart from the library; and what is alike in all files
    check_calendars.py written ROOT FOLDER   they are what rules/calendars/write.py writes, with the library that its requirements.txt
                                             pins, installed in an environment in FOLDER
"""

import subprocess
import sys
import venv
import xml.etree.ElementTree as ElementTree
from datetime import date, timedelta
from pathlib import Path

NAMESPACE = "{urn:redress:rules:1}"
# Of some days: whether they are off ("-") or worked ("+") by the calendars named, of which the later beat the earlier.
KNOWN = {
    "hungary": "2026-10-23- 2026-08-20- 2026-12-24- 2025-12-24+ 2016-03-25+ 2017-04-14- 2026-04-06- 2026-05-25- 2035-03-26- "
               "2026-01-02+ 2026-01-10- 2026-08-21+ 2026-07-04- 2026-07-06+",
    "hungary hungary_exchanged": "2026-01-02- 2026-01-10+ 2026-08-21- 2026-08-08+ 2024-12-24- 2024-12-07+ 2024-12-27- 2024-12-14+ "
                                 "2022-03-14- 2022-03-26+ 2023-10-23- 2026-08-20- 2026-07-06+",
    "belarus": "2026-04-21- 2026-07-03- 2026-11-07- 2026-01-02- 2019-01-02+ 2026-04-20+ 2026-04-25- 2024-05-14- 2026-03-09+",
    "belarus belarus_exchanged": "2026-04-20- 2026-04-25+ 2026-04-21- 2023-11-06- 2023-11-11+ 2021-05-10- 2021-05-15+",
    "ukraine": "2021-08-24- 2021-10-14- 2021-12-27- 2020-05-11- 2022-03-08- 2022-08-24+ 2025-08-25+ 2026-01-01+ 2021-01-08+",
    "ukraine ukraine_exchanged": "2021-01-08- 2021-01-16+ 2021-08-23- 2021-08-28+ 2022-03-07- 2022-03-12+ 2026-08-24+",
    "germany": "2026-04-03- 2026-10-03- 2017-10-31- 2018-10-31+ 2026-06-04+ 2035-05-03- 2026-12-24+",
    "poland": "2026-05-03- 2026-06-04- 2026-11-11- 2024-12-24+ 2025-12-24- 2018-11-12- 2026-01-06- 2026-04-03+",
    "england": "2026-04-03- 2026-04-06- 2026-12-28- 2026-12-24+ 2011-04-29- 2012-06-04- 2012-06-05- 2012-05-28+ 2020-05-08- 2020-05-04+ "
               "2022-05-30+ 2022-06-03- 2022-09-19- 2023-05-08- 2026-03-17+ 2026-11-30+ 2026-08-03+ 2027-12-28-",
    "united_states": "2026-07-03- 2026-11-26- 2026-11-27+ 2022-06-20- 2020-06-19+ 2021-12-31- 2026-01-19- 2027-12-24- 2026-10-12-",
}
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_worked(calendars, day):
    weekend, entry = ("saturday", "sunday"), None
    for calendar in calendars:
        assert calendar.get("from") <= str(day) < calendar.get("until"), f"{calendar.get('id')} does not cover {day}"
        weekend = calendar.get("weekend").split() if calendar.get("weekend") else weekend
        entry = next((e.tag.removeprefix(NAMESPACE) for e in calendar if e.get("date") == str(day)), entry)
    return entry == "working_day" if entry else WEEK[day.weekday()] not in weekend


def known(root):
    files = {file.stem: ElementTree.parse(file).getroot() for file in sorted((root / "rules/calendars").glob("*.xml"))}
    faults = []
    for names, days in KNOWN.items():
        calendars = [files[name] for name in names.split()]
        for text in days.split():
            if is_worked(calendars, date.fromisoformat(text[:-1])) != (text[-1] == "+"):
                faults.append(f"{names}: {text[:-1]} is {'worked' if text[-1] == '+' else 'off'}")
    for name, calendar in files.items():
        dates = [day.get("date") for day in calendar]
        if calendar.get("id") != name or dates != sorted(set(dates)):
            faults.append(f"{name}: another id, or days out of order")
        if not name.endswith("_exchanged"):
            continue
        # Each day off is worked on the day that it names, which is of a weekend; and each of these is named once.
        off = {day.get("date"): day.get("name").split()[-1] for day in calendar if day.tag == NAMESPACE + "holiday"}
        on = sorted(day.get("date") for day in calendar if day.tag == NAMESPACE + "working_day")
        if sorted(off.values()) != on or any(date.fromisoformat(day).weekday() < 5 for day in on):
            faults.append(f"{name}: {sorted(set(off.values()) ^ set(on))} have no counterpart")
        if any(abs(date.fromisoformat(a) - date.fromisoformat(b)) > timedelta(days=62) for a, b in off.items()):
            faults.append(f"{name}: days are exchanged that are months apart")
    print("\n".join(faults + [f"{len(files)} calendars, {sum(len(d.split()) for d in KNOWN.values())} known days, {len(faults)} wrong"]))
    return 1 if faults or set(files) != {name for names in KNOWN for name in names.split()} else 0


def written(root, folder):
    python, scripts = folder / "bin/python", root / "rules/calendars"
    requirements = scripts / "requirements.txt"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements], check=True)
    return subprocess.run([python, scripts / "write.py", "--check"], check=False).returncode


if __name__ == "__main__":
    part, *folders = sys.argv[1:]
    sys.exit({"known": known, "written": written}[part](*map(Path, folders)))
