#!/usr/bin/env python3
"""Cases a second, one by one and in batches, and that the decisions are the same.

    batch.py LIBRARY [CASES]

Needs Java and what tests/python/batch_requirements.txt and tests/python/spark_requirements.txt name. Settles copies of a contract's
worked example, each with other ids, on a quiet machine; the ratios are to book.settle() without steps, as a host calls it.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "abi/python"))

import duckdb  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.parquet  # noqa: E402
import redress  # noqa: E402
import redress.duckdb  # noqa: E402
import redress.parquet  # noqa: E402
import spark_session  # noqa: E402
from worked_cases import RULES, worked_cases  # noqa: E402


def main(library: str, count: str = "50000") -> None:
    redress.library(library)
    book = redress.Book.load(RULES)
    cases = list(worked_cases(int(count)))
    table = pyarrow.table({"case": cases})
    folder = tempfile.TemporaryDirectory()
    stored, made = (str(Path(folder.name, name)) for name in ("cases.parquet", "answers.parquet"))
    pyarrow.parquet.write_table(table, stored, row_group_size=max(len(cases) // 8, 1))

    def one_by_one(steps: bool) -> list[str]:
        return [str(decision.amount) for xml in cases for decision in book.settle(xml, steps=steps).decisions]

    def amounts_of(rows: pyarrow.RecordBatch) -> list[str]:
        return [f"{amount:.2f}" for amount in rows.column("decision").flatten().field("amount").to_pylist()]

    def batch(threads: int, extras: str = "") -> list[str]:
        answers = pyarrow.RecordBatchReader.from_stream(book.settle_batch(table, threads=threads, extras=extras.split()))
        return [amount for rows in answers for amount in amounts_of(rows)]

    def parquet(extras: str = "") -> list[str]:
        refused = list(redress.parquet.settle(book, stored, made, threads=2, extras=extras.split()))
        return [] if refused else read()

    def read() -> list[str]:
        return [amount for rows in pyarrow.parquet.read_table(made, columns=["decision"]).to_batches() for amount in amounts_of(rows)]

    def in_duckdb(extras: str = "") -> list[str]:
        connection = duckdb.connect()
        redress.duckdb.register(connection, book, threads=2, extras=extras)
        connection.execute(f"""copy (select unnest(redress_settle("case")) from '{stored}') to '{made}' (format parquet)""")
        return read()

    spark = spark_session.start(library, cores=2)

    def in_spark(extras: str = "") -> list[str]:
        settle = redress.spark.settle(RULES, extras=extras)
        spark.read.parquet(stored).mapInArrow(settle, settle.schema).write.mode("overwrite").parquet(made + ".parts")
        return [f"{row['amount']:.2f}" for row in
                spark.read.parquet(made + ".parts").selectExpr("inline(decision)").select("amount").toLocalIterator()]

    in_spark()  # its programs are compiled while they run
    ways = {
        "one by one": lambda: one_by_one(False),
        "one by one, with steps": lambda: one_by_one(True),
        "batch, 1 thread": lambda: batch(1),
        "batch, 1 thread, with steps": lambda: batch(1, "steps"),
        "batch, 2 threads": lambda: batch(2),
        "batch, 2 threads, with steps": lambda: batch(2, "steps"),
        "batch, 2 threads, with the statement": lambda: batch(2, "steps xml"),
        "Parquet to Parquet, 2 threads": parquet,
        "Parquet to Parquet, 2 threads, with steps": lambda: parquet("steps"),
        "DuckDB, Parquet to Parquet": in_duckdb,
        "DuckDB, Parquet to Parquet, with steps": lambda: in_duckdb("steps"),
        "Spark, Parquet to Parquet, 2 cores": in_spark,
        "Spark, Parquet to Parquet, 2 cores, with steps": lambda: in_spark("steps"),
    }
    base, expected = None, None
    print(f"{'way':<48} {'cases a second':>14} {'ratio':>6} {'MB at most':>10}")
    for name, way in ways.items():
        began = time.perf_counter()
        amounts = sorted(way())
        rate = len(cases) / (time.perf_counter() - began)
        base, expected = base or rate, expected or amounts
        if amounts != expected:
            sys.exit(f"{name}: other amounts")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:<48} {rate:>14,.0f} {rate / base:>6.2f} {peak:>10,.0f}", flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
