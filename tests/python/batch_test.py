"""Batches by Arrow: pyarrow, polars, pandas and DuckDB, of batch_requirements.txt."""

import gc
import json
import pickle
import unittest
from decimal import Decimal
from typing import Any

import duckdb
import pandas
import places
import polars
import pyarrow

import redress
import redress.duckdb

WORKED = "ua_hosting/worked_example"


class OnlyArray:
    """What has an array and no stream."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
        return self.batch.__arrow_c_array__(requested_schema)


class Batch(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.book = redress.Book.load(places.rules)
        names = sorted(f"{path.parent.name}/{path.name.removesuffix('.case.xml')}"
                       for path in places.samples.glob("*/*.case.xml")
                       if path.parent.name in ("ua_hosting", "vultr") and path.with_name(path.name.replace(".case.", ".statement.")).exists())
        cls.cases = [places.sample(name).decode() for name in names]
        cls.table = pyarrow.table({"case_id": names, "case": cls.cases})

    def answers(self, cases: Any, **options: Any) -> Any:
        return pyarrow.table(self.book.settle_batch(cases, **options)).to_pylist()

    def test_a_batch_decides_what_settle_decides(self) -> None:
        rows = self.answers(self.table, extras=["xml", "steps"])
        self.assertEqual([row["case_id"] for row in rows], self.table["case_id"].to_pylist())
        for row, xml in zip(rows, self.cases):
            statement = self.book.settle(xml)
            self.assertEqual(row["xml"].encode(), statement.xml)
            self.assertEqual([decision["amount"] for decision in row["decision"]],
                             [decision.amount for decision in statement.decisions])
            self.assertEqual([decision["window_start"] for decision in row["decision"]],
                             [decision.window_start for decision in statement.decisions])
            self.assertEqual(len(row["step"]), len(statement.steps))

    def test_every_reader_reads_it(self) -> None:
        expected = self.answers(self.table)
        for cases in (self.table, self.table.to_batches()[0], OnlyArray(self.table.to_batches()[0]),
                      self.table.to_reader(max_chunksize=7), polars.from_arrow(self.table), self.table.to_pandas(),
                      duckdb.sql("from cases", connection=self.connection()),
                      self.table.cast(pyarrow.schema([("case_id", pyarrow.large_string()), ("case", pyarrow.large_binary())]))):
            with self.subTest(type(cases)):
                self.assertEqual(self.answers(cases), expected)
                gc.collect()

    def connection(self) -> Any:
        connection = duckdb.connect()
        connection.register("cases", self.table)
        return connection

    def test_every_reader_takes_it(self) -> None:
        expected = sum(decision["amount"] for row in self.answers(self.table) for decision in row["decision"])
        self.assertGreater(expected, 0)
        frame = polars.DataFrame(self.book.settle_batch(self.table))
        self.assertEqual(frame.explode("decision")["decision"].struct.field("amount").sum(), expected)
        answers = pyarrow.RecordBatchReader.from_stream(self.book.settle_batch(self.table))
        total = duckdb.sql("select sum(d.amount) from (select unnest(decision) as d from answers)").fetchall()
        self.assertEqual(total, [(expected,)])

    def test_columns_of_records(self) -> None:
        table = pyarrow.table({
            "case": [{"id": "c", "as_of": pandas.Timestamp("2026-04-01T09:00:00+02:00"), "currency": "EUR"}],
            "account": [{"id": "a"}],
            "subscription": [[{"id": "vps-1", "sla": "uptime", "price": Decimal("30.00"), "level": None}]],
            "incident": [[{"id": "i-1", "start": pandas.Timestamp("2026-03-03T10:00:00+01:00"),
                           "end": pandas.Timestamp("2026-03-03T12:00:00+01:00"), "confirmed": True}]],
        })
        book = redress.Book.parse("""
            <sla xmlns="urn:redress:rules:1" id="uptime" title="Uptime" currency="EUR" timezone="Europe/Berlin" effective_from="2026-01-01">
              <guarantee id="availability" over="calendar_month">
                <downtime name="down"/><breach when="down / window.length above 0.1%"/>
                <credit value="subscription.monthly_price * 10%"/>
              </guarantee>
              <remedy kind="balance"/>
            </sla>""")
        row, = pyarrow.table(book.settle_batch(table)).to_pylist()
        self.assertEqual((row["status"], row["message"]), ("ok", None))
        decision = next(decision for decision in row["decision"] if decision["outcome"] == "granted")
        # 2 hours of 743 are more than 0.1 %; 10 % of 30.00
        self.assertEqual((decision["amount"], decision["entitled"]), (Decimal("3.0000"), "3"))

    def test_a_refused_record_is_named(self) -> None:
        rows = [{"case_id": "good", "price": Decimal("30.00"), "start": ["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"]},
                {"case_id": "bad", "price": Decimal("30.00"), "start": ["2026-03-03T10:00:00Z", "yesterday"]}]
        table = pyarrow.table({
            "case_id": [row["case_id"] for row in rows],
            "case": [{"id": "c", "as_of": "2026-04-01T09:00:00Z", "currency": "USD"}] * 2,
            "account": [{"id": "a"}] * 2,
            "subscription": [[{"id": "s", "sla": "vultr", "price": row["price"]}] for row in rows],
            "incident": [[{"start": start, "id": f"i-{number}"} for number, start in enumerate(row["start"], 1)] for row in rows],
        })
        good, bad = self.answers(table)
        self.assertEqual((good["status"], bad["status"]), ("ok", "invalid_case"))
        self.assertEqual((bad["case_id"], bad["record"], bad["field"]), ("bad", "incident", "start"))
        self.assertRegex(bad["message"], r"^incident\.start: 'yesterday' is not .* \(incident 'i-2', no\. 2\)$")

    def test_what_pandas_and_numpy_have_is_what_python_has(self) -> None:
        frame = pandas.DataFrame({
            "id": ["i-1", "i-2"], "start": pandas.to_datetime(["2026-03-03T10:00:00Z", "2026-03-04T10:00:00Z"]),
            "end": pandas.to_datetime(["2026-03-03T12:00:00Z", None]), "affected": [None, 0.5], "kind": ["outage", pandas.NA],
            "confirmed": [True, False], "users": [3, 4]})
        rows = [{**row, "affected": None if pandas.isna(row["affected"]) else "50%"} for row in frame.to_dict("records")]
        numbers = frame["users"].to_numpy()
        flags = frame["confirmed"].to_numpy()
        base = {"case": {"id": "c", "as_of": "2026-04-01T09:00:00Z", "currency": "EUR"}, "account": {"id": "a"},
                "subscription": {"id": "s", "sla": "vultr", "price": 30}}
        expected = [{"id": "i-1", "start": "2026-03-03T10:00:00Z", "end": "2026-03-03T12:00:00Z", "kind": "outage", "confirmed": "yes",
                     "users": "3"},
                    {"id": "i-2", "start": "2026-03-04T10:00:00Z", "affected": "50%", "confirmed": "no", "users": "4"}]
        given = [{**row, "users": number, "confirmed": flag} for row, number, flag in zip(rows, numbers, flags)]
        self.assertEqual([type(value).__module__ for value in (numbers[0], flags[0])], ["numpy", "numpy"])
        self.assertEqual(redress.Case({**base, "incident": given}).xml, redress.Case({**base, "incident": expected}).xml)
        with self.assertRaisesRegex(redress.CaseError, "is a float, which is not exact.*incident 'i-2', no. 2"):
            redress.Case({**base, "incident": frame.drop(columns=["users"]).to_dict("records")})
        for value in (pandas.Timedelta(nanoseconds=1), pandas.Timestamp("2026-03-03T10:00:00.000000001Z"), frame["end"].dt.tz_localize(None).to_numpy()[0]):
            with self.subTest(value), self.assertRaises(redress.CaseError):
                redress.Case({**base, "incident": {"id": "i", "start": value}})

    def test_rows_as_json(self) -> None:
        [row, *_] = self.answers(self.table, extras=["xml"])
        said = json.loads(json.dumps(row, default=redress.json_form))
        self.assertEqual(said["decision"][0]["window_start"][-1], "Z")
        self.assertEqual(Decimal(said["decision"][0]["amount"]), row["decision"][0]["amount"])

    def test_duckdb_settles_in_sql(self) -> None:
        connection = self.connection()
        redress.duckdb.register(connection, self.book)
        rows = connection.sql("""select case_id, answer.status, answer.decision from
                                 (select case_id, redress_settle("case") as answer from cases) order by case_id""").fetchall()
        expected = sorted((row["case_id"], row["status"], row["decision"]) for row in self.answers(self.table))
        self.assertEqual([(name, status, [(one["credit"], one["amount"], one["window_end"]) for one in decisions])
                          for name, status, decisions in rows],
                         [(name, status, [(one["credit"], one["amount"], one["window_end"]) for one in decisions])
                          for name, status, decisions in expected])
        bad = connection.sql("select redress_settle(x).message from (values ('<case/>'), (null), ('')) t(x)").fetchall()
        self.assertRegex(bad[0][0], "^1:1: ")
        self.assertEqual(bad[1], (None,))
        self.assertRegex(bad[2][0], "^1:1: ")
        redress.duckdb.register(connection, self.book, "with_steps", extras="steps")
        self.assertGreater(connection.sql("""select sum(len(with_steps("case").step)) from cases""").fetchall()[0][0], 0)

    def test_what_is_no_case(self) -> None:
        row = self.answers(pyarrow.table({"case": ["<case/>"]}))[0]
        self.assertEqual((row["status"], row["line"], row["column"]), ("invalid_case", 1, 1))
        with self.assertRaisesRegex(redress.RedressError, "floating point"):
            self.book.settle_batch(pyarrow.table({"incident": [[{"start": 1.5}]]}))
        with self.assertRaisesRegex(TypeError, "__arrow_c_stream__"):
            self.book.settle_batch([1, 2])  # type: ignore[arg-type]
        with self.assertRaisesRegex(redress.RedressError, "did you mean 'steps'"):
            self.book.settle_batch(self.table, extras="step")

    def test_answers_are_read_once(self) -> None:
        answers = self.book.settle_batch(self.table)
        pyarrow.table(answers)
        with self.assertRaisesRegex(ValueError, "read before"):
            pyarrow.table(answers)
        with self.assertRaises(TypeError):
            pickle.dumps(answers)
        unread = self.book.settle_batch(self.table)
        del unread
        gc.collect()

    def test_the_book_may_go_first(self) -> None:
        book = redress.Book.load(places.rules)
        answers = book.settle_batch(self.table)
        book.close()
        del book
        gc.collect()
        self.assertEqual(pyarrow.table(answers).num_rows, len(self.cases))

