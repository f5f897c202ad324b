"""The lines that the peers printed, as a table in Markdown. Exit status 1 where an amount differs from that of Redress.

    report.py < LINES

A line has, with tabs between: the peer, its class, decisions a second, what the peer does not do, and the amounts in minor
units with commas between.
"""

import itertools
import sys

CLASSES = ("prepared", "parsed", "explained")

lines = [line.rstrip("\n").split("\t") for line in sys.stdin]
peers = {name: (kind, int(rate), lacks, amounts.split(",")) for name, kind, rate, lacks, amounts in lines}
reference, limit = peers["Redress, facts in memory"][3], peers["by hand in C++"][1]


def rounded(number):
    """To three digits: the others are noise."""
    return f"{float(f'{number:.2e}'):,.10g}"


print("| peer | class | decisions a second | times as long as by hand in C++ | mismatches | does not do |")
print("| --- | --- | ---: | ---: | ---: | --- |")
failed = False
for name, (kind, rate, lacks, amounts) in sorted(peers.items(), key=lambda peer: (CLASSES.index(peer[1][0]), -peer[1][1])):
    mismatches = sum(amount != right for amount, right in itertools.zip_longest(amounts, reference))
    if mismatches:
        failed = True
        print(f"FAILED: {name}: {mismatches} amounts differ from those of Redress", file=sys.stderr)
    print(f"| {name} | {kind} | {rounded(rate)} | {rounded(limit / rate)} | {mismatches} | {lacks} |")
sys.exit(failed)
