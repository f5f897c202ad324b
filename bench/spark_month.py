#!/usr/bin/env python3
"""How long a month takes in Spark, from a table of cases in Parquet to one of decisions in Parquet, by cores and cases.

    spark_month.py LIBRARY [CASES[,CASES...]] [CORES[,CORES...]]

Needs Java and what tests/python/spark_requirements.txt names. The cases are those of batch.py; every amount is checked by its sum.
"""

import os
import shutil
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "abi/python"))

import pyarrow  # noqa: E402
import pyarrow.parquet  # noqa: E402
import redress  # noqa: E402
import spark_session  # noqa: E402
from worked_cases import AMOUNT, RULES, worked_cases  # noqa: E402

PART = 50_000  # cases of a file, which a task takes whole


def write_cases(folder: Path, count: int) -> None:
    folder.mkdir()
    for first in range(0, count, PART):
        size = min(PART, count - first)
        names = [f"case-{number}" for number in range(first, first + size)]
        table = pyarrow.table({"case_id": names, "case": list(worked_cases(size, first))})
        pyarrow.parquet.write_table(table, folder / f"{first // PART:05}.parquet", compression="zstd")


def main(library: str, counts: str = "20000,100000", cores: str = "1,2") -> None:
    redress.library(library)
    settle = redress.spark.settle(RULES)
    print(f"{'cases':>10} {'cores':>5} {'seconds':>8} {'cases a second':>14} {'seconds of all processors':>25}")
    with tempfile.TemporaryDirectory() as work:
        for count in map(int, counts.split(",")):
            cases, made = Path(work, f"cases-{count}"), Path(work, "decisions")
            write_cases(cases, count)
            for number in map(int, cores.split(",")):
                spark = spark_session.start(library, number)
                # First the ten-thousandth part: what starts and compiles is not what grows.
                for share in (10_000, 1):
                    shutil.rmtree(made, ignore_errors=True)
                    began, used = time.perf_counter(), processor_time()
                    read = spark.read.parquet(str(cases)).limit(max(count // share, 1)) if share > 1 else spark.read.parquet(str(cases))
                    (read.mapInArrow(settle, settle.schema).where("status = 'ok'").selectExpr("case_id", "currency", "inline(decision)")
                     .write.parquet(str(made)))
                    took, used = time.perf_counter() - began, processor_time() - used
                total = spark.read.parquet(str(made)).selectExpr("sum(amount)").first()[0]
                if total != Decimal(AMOUNT) * count:
                    sys.exit(f"{total} are granted, expected {Decimal(AMOUNT) * count}")
                print(f"{count:>10,} {number:>5} {took:>8.1f} {count / took:>14,.0f} {used:>25.1f}", flush=True)
                spark.stop()
            shutil.rmtree(cases)


def processor_time() -> float:
    """Of this process and all that it began and that still runs."""
    ticks, of = 0, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        of[int(stat.parent.name)] = (int(fields[1]), sum(map(int, fields[11:15])))
    for process, (_, used) in of.items():
        ancestor = process
        while ancestor in of and ancestor != os.getpid():
            ancestor = of[ancestor][0]
        ticks += used if ancestor == os.getpid() else 0
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(*sys.argv[1:])
