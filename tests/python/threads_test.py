"""Threads, forks and memory."""

import ctypes
import gc
import os
import signal
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import places
import redress

WORKED = "ua_hosting/worked_example"
THREADS = 8
SETTLEMENTS = 10_000
GROWTH_MAX_BYTES = 1_000_000  # 100 bytes for each settlement; one statement has thousands
FORKS = 2
CHILD_SECONDS_MAX = 300  # only against one that hangs


class Threads(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.book = redress.Book.load(places.rules)
        cls.expected = {}
        for file in sorted(places.samples.glob("*/*.statement.xml")):
            name = f"{file.parent.name}/{file.name.removesuffix('.statement.xml')}"
            cls.expected[places.sample(name)] = places.without_provenance(file.read_bytes())

    def settle_all(self, reverse: bool) -> int:
        """How many statements are not as expected."""
        cases = sorted(self.expected, reverse=reverse)
        return sum(places.without_provenance(self.book.settle(xml).xml) != self.expected[xml] for xml in cases)

    def test_threads_share_a_book(self) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            self.assertEqual(list(pool.map(self.settle_all, [i % 2 == 0 for i in range(THREADS)])), [0] * THREADS)

    def test_calls_let_go_of_the_interpreters_lock(self) -> None:
        self.assertIsInstance(redress.library().calls, ctypes.CDLL)
        self.assertNotIsInstance(redress.library().calls, ctypes.PyDLL)

    def test_a_case_is_for_one_thread_at_a_time(self) -> None:
        case = redress.Case(places.sample(WORKED))
        uses = (lambda: case.xml, lambda: case.add("holiday", date="2026-01-01"), lambda: self.book.settle(case))
        with ThreadPoolExecutor(1) as pool:
            for use in uses:
                with case._used(), self.assertRaisesRegex(redress.RedressError, "in use by another thread"):
                    pool.submit(use).result()
                case = redress.Case(places.sample(WORKED))
            self.assertEqual(pool.submit(lambda: self.book.settle(case)).result(), self.book.settle(case))

    def test_a_book_can_be_closed_while_threads_settle(self) -> None:
        xml = places.sample(WORKED)
        expected = self.book.settle(xml)
        for _ in range(5):
            book = redress.Book.load(places.rules / "ua_hosting.xml")
            started = threading.Barrier(THREADS + 1)

            def settle_until_closed() -> None:
                started.wait()
                with self.assertRaisesRegex(redress.RedressError, "the book is closed"):
                    while True:
                        self.assertEqual(book.settle(xml), expected)

            with ThreadPoolExecutor(THREADS) as pool:
                running = [pool.submit(settle_until_closed) for _ in range(THREADS)]
                started.wait()
                book.close()
                for one in running:
                    one.result()

    def test_the_child_of_a_fork_goes_on_with_the_book(self) -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(self.settle_all, (False, True)))
        self.assertEqual([self.forked() for _ in range(FORKS)], [0] * FORKS)

    def forked(self) -> int:
        """The exit status of a child that settles all samples; a signal's number, below zero, where one ended it."""
        child = os.fork()
        if child == 0:
            signal.alarm(CHILD_SECONDS_MAX)
            status = 1
            with suppress(BaseException):
                status = min(self.settle_all(False), 100)
            os._exit(status)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Memory(unittest.TestCase):
    def test_settling_does_not_grow(self) -> None:
        book = redress.Book.load(places.rules / "ua_hosting.xml")
        xml = places.sample(WORKED)
        refused = xml.replace(b"UAH", b"USD")
        facts = {"case": {"id": "july", "as_of": "2026-08-01T00:00:00Z", "currency": "UAH"}, "account": {"id": "customer-1"},
                 "subscription": {"id": "vps-1", "sla": "ua_hosting", "price": "300"}}
        broken = {**facts, "subscription": {"id": "vps-1", "price": "300,00"}}

        def settle(i: int) -> None:
            if i % 4 == 0:
                book.settle(xml)
            elif i % 4 == 1:
                book.settle(facts, steps=False)
            else:
                with self.assertRaises(redress.CaseError):
                    book.settle(refused if i % 4 == 2 else broken)

        self.assert_steady(settle, SETTLEMENTS)

    def test_books_do_not_grow(self) -> None:
        rules = (places.rules / "ua_hosting.xml").read_bytes()

        def load(i: int) -> None:
            book = redress.Book.parse(rules)
            book.settle(places.sample(WORKED))
            if i % 2:
                book.close()
            with self.assertRaises(redress.RulesError):
                redress.Book.parse(rules[:-9])

        self.assert_steady(load, 1000)

    def assert_steady(self, repeated, times: int) -> None:
        for i in range(times // 5):  # until caches and the allocator have what they want
            repeated(i)
        gc.collect()
        before = resident_bytes()
        for i in range(times):
            repeated(i)
        gc.collect()
        self.assertLess(resident_bytes() - before, GROWTH_MAX_BYTES)


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
