"""Spark settles what the command settles: Parquet in, Parquet out, on two cores. spark.sh prepares what it needs."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, Iterable, Iterator

import month
import places
import pyarrow
import pyarrow.parquet
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

import redress
import redress.spark

CASES = 20_000
MARCH = datetime(2026, 3, 1, tzinfo=timezone.utc)

HOSTING = """
<sla xmlns="urn:redress:rules:1" id="hosting" title="Hosting" currency="EUR" timezone="Europe/Berlin" effective_from="2026-01-01">
  <guarantee id="availability" over="calendar_month">
    <downtime name="down"/>
    <breach when="down / window.length above 0.1%"/>
    <credit value="subscription.monthly_price * 10%"/>
  </guarantee>
  <remedy kind="balance"/>
</sla>"""


class Spark(unittest.TestCase):
    spark: SparkSession
    folder: Path

    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        os.environ.update(PYSPARK_PYTHON=sys.executable, PYTHONPATH=f"{places.PACKAGE}:{Path(__file__).parent}", PYTHONDONTWRITEBYTECODE="1",
                          REDRESS_LIBRARY=str(places.library), SPARK_LOCAL_IP="127.0.0.1")
        # Two cores; a task may fail three times before the job does.
        cls.spark = (SparkSession.builder.master("local[2,4]").config("spark.ui.enabled", "false")
                     .config("spark.sql.shuffle.partitions", "4").config("spark.sql.session.timeZone", "UTC")
                     .config("spark.ui.showConsoleProgress", "false").config("spark.log.level", "OFF")
                     .config("spark.local.dir", str(cls.folder / "spark")).config("spark.driver.memory", "2g").getOrCreate())
        cls.addClassCleanup(cls.spark.stop)
        cls.rows = dict(month.cases(CASES))
        table = pyarrow.table({"case_id": list(cls.rows), "case": list(cls.rows.values())})
        pyarrow.parquet.write_table(table, cls.folder / "cases.parquet", row_group_size=5_000)
        cls.settle = redress.spark.settle(places.rules)

    def cases(self) -> DataFrame:
        return self.spark.read.parquet(str(self.folder / "cases.parquet")).repartition(4, "case_id")

    def answers(self, cases: DataFrame, settle: Any = None) -> DataFrame:
        return cases.mapInArrow(settle or self.settle, self.settle.schema)

    def test_totals_are_those_of_the_command(self) -> None:
        self.answers(self.cases()).write.parquet(str(self.folder / "answers.parquet"))
        answers = self.spark.read.parquet(str(self.folder / "answers.parquet"))
        answers.selectExpr("case_id", "currency", "inline(decision)").write.parquet(str(self.folder / "decisions.parquet"))
        # Read by another reader than the one that wrote it.
        decisions = pyarrow.parquet.read_table(self.folder / "decisions.parquet")
        totals = {(row["sla"], row["currency"], row["outcome"]): (row["number_count"], row["amount_sum"])
                  for row in decisions.group_by(["sla", "currency", "outcome"]).aggregate([("number", "count"), ("amount", "sum")]).to_pylist()}
        stream = self.folder / "cases.xml"
        stream.write_text("\n".join(self.rows.values()), encoding="utf-8")
        printed = subprocess.run([places.library.with_name("redress"), "settle", "--rules", places.rules, "--format", "csv", "--totals", stream],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
        expected = {(row["sla"], row["currency"], row["outcome"]): (int(row["count"]), Decimal(row["amount"] or 0))
                    for row in csv.DictReader(printed.splitlines())}
        refused = expected.pop(("", "", "refused"))[0]
        self.assertEqual(totals, expected)
        self.assertGreater(len({sla for sla, _, _ in totals}), 20)
        self.assertEqual((answers.count(), answers.where("status <> 'ok'").count(), refused), (CASES, CASES // 1000, CASES // 1000))
        bad = answers.where("status <> 'ok'").select("case_id", "message").first()
        self.assertRegex(bad["message"], "is not a currency")
        self.assertEqual(decisions.num_rows, sum(count for count, _ in totals.values()))

    def test_tasks_that_fail_or_run_twice_change_nothing(self) -> None:
        few = self.cases().where("hash(case_id) % 10 = 0")

        def failing(batches: Iterable[Any]) -> Iterator[Any]:
            attempt = TaskContext.get().attemptNumber()
            for batch in self_settle(batches):
                yield batch.slice(0, 100)
                if attempt < 2:
                    raise RuntimeError(f"attempt {attempt} is lost after it gave rows")
                yield batch.slice(100)

        def rows(answers: DataFrame) -> list[Any]:
            return sorted(answers.selectExpr("case_id", "sha2(to_json(struct(*)), 256)").collect())

        self_settle = self.settle  # a test can't be pickled
        once = rows(self.answers(few))
        self.assertGreater(len(once), CASES // 20)
        self.assertEqual(rows(self.answers(few, failing)), once)
        self.assertEqual(rows(self.answers(few.union(few).repartition(3))), sorted(once + once))

    def test_an_account_of_15000_records_among_small_ones(self) -> None:
        """Cases put together from the tables that a provider has, a row for each account."""
        rules = self.folder / "hosting.xml"
        rules.write_text(HOSTING, encoding="utf-8")
        settle = redress.spark.settle(rules, extras="xml")
        rules.unlink()  # the workers need no file
        subscriptions = [(f"a-{account}", f"s-{account}", Decimal("30.00") + account) for account in range(50)]
        # A minute of downtime each; the first account has 14,997 of them, the others none to three.
        incidents = [(f"a-{account}", f"i-{number}", MARCH + timedelta(minutes=2 * number), MARCH + timedelta(minutes=2 * number + 1))
                     for account in range(50) for number in range(14_997 if account == 0 else account % 4)]
        tables = {"subscriptions": self.spark.createDataFrame(subscriptions, "account string, id string, price decimal(10,2)"),
                  "incidents": self.spark.createDataFrame(incidents, "account string, id string, start timestamp, end timestamp")}
        for name, table in tables.items():
            table.repartition(3).createOrReplaceTempView(name)
        cases = self.spark.sql("""
            select account as case_id,
                   struct(account as id, timestamp '2026-04-02 00:00:00' as as_of, 'EUR' as currency) as case,
                   struct(account as id) as account, subscription, incident
            from (select account, collect_list(struct(id, 'hosting' as sla, price)) as subscription from subscriptions group by account)
            left join (select account, collect_list(struct(id, start, end)) as incident from incidents group by account) using (account)""")
        rows = cases.mapInArrow(settle, settle.schema).select("case_id", "xml", "decision.outcome", "decision.amount", "decision.credit")
        answers = {row["case_id"]: row for row in rows.collect()}
        book = redress.Book.parse(HOSTING)
        of_account: dict[str, list[Any]] = {}
        for account, id, start, end in incidents:
            of_account.setdefault(account, []).append({"id": id, "start": start, "end": end})
        for account, id, price in subscriptions:
            statement = book.settle({
                "case": {"id": account, "as_of": "2026-04-02T00:00:00Z", "currency": "EUR"}, "account": {"id": account},
                "subscription": {"id": id, "sla": "hosting", "price": price}, "incident": of_account.get(account, [])}, steps=False)
            self.assertEqual(answers[account]["xml"].encode(), statement.xml)
        # 14,997 minutes of the 743 hours of March in Berlin: a tenth of 30.00. Three minutes are no breach.
        self.assertEqual([(row["amount"], row["credit"]) for row in answers.values() if row["outcome"] == ["granted"]],
                         [([Decimal("3.0000")], ["hosting/availability/s-0/2026-03-01"])])

    def test_partitions_without_rows(self) -> None:
        self.assertEqual(self.answers(self.cases().where("case_id = 'none'")).count(), 0)
        one = self.cases().limit(1).repartition(3)
        self.assertEqual(self.answers(one).count(), 1)

    def test_what_is_wrong_is_told(self) -> None:
        with self.assertRaises(redress.RulesError):
            redress.spark.settle(self.folder / "none.xml")
        with self.assertRaisesRegex(redress.RedressError, "did you mean 'steps'"):
            redress.spark.settle(places.rules, extras="step")
        with self.assertRaisesRegex(Exception, "the column 'cas' is no record of a case; did you mean 'case'"):
            self.answers(self.cases().limit(1).withColumnRenamed("case", "cas")).collect()
        with self.assertRaisesRegex(Exception, "floating point"):
            self.answers(self.cases().limit(1).select(F.struct(F.lit(1.5).alias("start")).alias("incident"))).collect()

    def test_rules_of_a_folder_go_along_with_the_function(self) -> None:
        copied = shutil.copytree(places.rules, self.folder / "rules")
        settle = redress.spark.settle(copied)
        shutil.rmtree(copied)
        few = self.cases().limit(100)
        digests = {row["rules_digest"] for row in few.mapInArrow(settle, settle.schema).selectExpr("inline(decision)").collect()}
        self.assertTrue(digests and digests <= {sla.digest for sla in redress.Book.load(places.rules).slas})
