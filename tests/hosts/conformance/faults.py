"""Whether check.py finds what hosts do wrong: the billing system of samples/hosts/sqlite, with one defect at a time.

    faults.py --redress COMMAND    each defect is found, by the check that is for it, and without any the year passes
    faults.py DEFECT STATE         the adapter with that defect
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
SQLITE = HERE.parents[2] / "samples/hosts/sqlite"
sys.path.insert(0, str(SQLITE))

import adapter  # noqa: E402
from billing import Billing  # noqa: E402


class Keyless:
    """A database whose keys keep nothing out."""

    def __init__(self, database):
        self.database = database
        database.execute("DROP INDEX posted_once")

    def execute(self, statement, *values):
        return self.database.execute(statement.replace("INSERT INTO", "INSERT OR REPLACE INTO"), *values)


class PostsTwice(Billing):
    def apply(self, account, invoice, adjustment, answer):
        super().apply(account, invoice, adjustment, answer)
        self.database.execute("DELETE FROM posting")
        super().apply(account, invoice, adjustment, answer)


class ForgetsCredits(Billing):
    def __init__(self, database):
        super().__init__(database)
        self.database = Keyless(self.database)

    def case_of(self, *what):
        self.credits_of = lambda account: []
        case = super().case_of(*what)
        del self.credits_of
        return case


class ForgetsFields(Billing):
    def credits_of(self, account):
        return [{name: value for name, value in credit.items() if name != "claim"} for credit in super().credits_of(account)]


class StoresDryRuns(Billing):
    def finish(self, dry_run):
        super().finish(dry_run=False)


class BillsAgain(Billing):
    def bill(self, account, invoice, *rest):
        self.database.execute("DELETE FROM invoice WHERE id = ?", (invoice,))
        return super().bill(account, invoice, *rest)


class StoresInTwoTransactions(Billing):
    def finish(self, dry_run):
        if self.database.in_transaction:
            super().finish(dry_run)

    def bill(self, account, invoice, at, lines, dry_run=False, before_commit=lambda: None):
        def late():
            self.finish(dry_run)
            before_commit()
            self.database.execute("BEGIN")

        return super().bill(account, invoice, at, lines, dry_run, late)


class TakesNoLock(Billing):
    """It settles by what it read, and stores later, whatever was stored meanwhile."""

    def __init__(self, database):
        super().__init__(database)
        self.database = Keyless(self.database)

    def bill(self, account, invoice, at, lines, dry_run=False, before_commit=lambda: None):
        self.meanwhile = before_commit
        return super().bill(account, invoice, at, lines, dry_run)

    def case_of(self, *what):
        case = super().case_of(*what)
        self.database.execute("ROLLBACK")
        self.meanwhile()
        self.database.execute("BEGIN IMMEDIATE")
        return case


class HidesRefusals(Billing):
    def settle_and_store(self, *what):
        return {**super().settle_and_store(*what), "refused": None}


class DropsTheOldBook(Billing):
    def load_rules(self, folder):
        self.book = None
        super().load_rules(folder)


class RewritesStatements(Billing):
    def statement_of(self, invoice):
        kept = super().statement_of(invoice)
        return {**kept, "statement": kept["statement"] and kept["statement"].replace('amount="7.50"', 'amount="7.51"')
                .replace("EUR to the balance", "EUR, sorry")}


class LosesAnExtension(Billing):
    def store_fact(self, account, record, fields):
        if record != "subscription" or self.database.in_transaction is False:
            super().store_fact(account, record, fields)


DEFECTS = {  # the defect: what check.py says of it
    PostsTwice: "olena-02: what is credited to the balance",
    ForgetsCredits: "olena-03: what is credited to the balance",
    ForgetsFields: "olena: the credit web/availability/web-1/2026-10-01 in the books",
    StoresDryRuns: "olena-02: a dry run stores nothing",
    BillsAgain: "olena-02: a run again answers the same",
    StoresInTwoTransactions: "boris-03: a run that ended before it was stored has changed nothing",
    TakesNoLock: "olena-07: the balance",
    HidesRefusals: "olena-09: a case that the library refuses",
    DropsTheOldBook: "olena-08: the adapter ended",
    RewritesStatements: "statements replay byte for byte",
    LosesAnExtension: "alena-02: the stored end of the term",
}


def run(redress, *command):
    return subprocess.run([sys.executable, HERE / "check.py", "--redress", redress, "--", sys.executable, *command],
                          capture_output=True, text=True, encoding="utf-8", check=False)


def main(redress):
    wrong = 0
    with ThreadPoolExecutor(2) as pool:
        passes = pool.submit(run, redress, SQLITE / "adapter.py")
        found = {defect: pool.submit(run, redress, __file__, defect.__name__) for defect in DEFECTS}
    if passes.result().returncode != 0:
        wrong += 1
        print(f"without a defect: {passes.result().stdout}{passes.result().stderr}")
    for defect, said in DEFECTS.items():
        result = found[defect].result()
        if result.returncode != 1 or said not in result.stdout:
            wrong += 1
            print(f"{defect.__name__}: expected '{said}', found {result.stdout}{result.stderr}")
    print(f"{len(DEFECTS)} defects, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "--redress":
        sys.exit(main(sys.argv[2]))
    adapter.serve({defect.__name__: defect for defect in DEFECTS}[sys.argv[1]], Path(sys.argv[2]))
