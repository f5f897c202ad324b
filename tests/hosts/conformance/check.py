"""Whether a host bills service credits as docs/hosts.md says: a year of billing, driven through the host's adapter.

    check.py --redress COMMAND [--accounts olena,boris,alena] [--without die,concurrent] -- ADAPTER...

The adapter is started as `ADAPTER... STATE`, with a folder of its own for all that it keeps, and speaks the protocol of
README.md beside this file. `--accounts` leaves customers out, of whose remedies the host has none; `--without` leaves
out what the host can't be made to do. What is left out is printed.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ANSWER_SECONDS_MAX = 120
CASE = "{urn:redress:case:1}"
STATEMENT = "{urn:redress:statement:1}"


def whole(credit):
    """A credit's fields as a case has them: not the number of a decision, and nothing that says nothing."""
    return {name: value for name, value in credit.items()
            if name != "decision" and value is not None and (name, value) != ("remaining", "0.00")}


class Failure(Exception):
    """What the host did, and what was expected."""


def expect(what, expected, found):
    if found != expected:
        raise Failure(f"{what}: expected {expected}, found {found}")


class Adapter:
    """One process of the host. Others may run over the same state."""

    def __init__(self, command, state):
        self.process = subprocess.Popen([*command, str(state)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        encoding="utf-8")

    def send(self, ask):
        self.process.stdin.write(json.dumps(ask) + "\n")
        self.process.stdin.flush()

    def receive(self):
        """None where the process ended instead of answering."""
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(ANSWER_SECONDS_MAX)
            return None
        try:
            answer = json.loads(line)
        except ValueError:
            raise Failure(f"the adapter answered {line!r}, which is no JSON") from None
        return answer

    def ask(self, **ask):
        self.send(ask)
        answer = self.receive()
        if answer is None:
            raise Failure(f"the adapter ended instead of answering {json.dumps(ask)}")
        if not answer.get("ok"):
            raise Failure(f"the adapter refused {json.dumps(ask)}: {answer.get('message')}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait(ANSWER_SECONDS_MAX)
        self.process.stdout.close()


class Year:
    def __init__(self, command, redress, accounts, without, folder):
        self.command, self.redress, self.accounts, self.without = command, redress, accounts, without
        self.folder = folder
        self.state = folder / "state"
        self.state.mkdir()
        self.rules = None
        self.credited = {}  # account: Decimal, what was credited to the balance in all
        self.invoices = {}  # account: ids of invoices, in their order
        self.checks = 0
        with open(HERE / "expected.tsv", encoding="utf-8") as table:
            self.expected = {row["invoice"]: row for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)}
        self.adapter = Adapter(command, self.state)

    def restart(self):
        self.adapter.close()
        self.adapter = Adapter(self.command, self.state)
        self.adapter.ask(do="rules", folder=str(self.rules))

    def run(self):
        lines = (HERE / "year.jsonl").read_text(encoding="utf-8").splitlines()
        for step in (json.loads(line) for line in lines if line):
            if step.get("account", self.accounts[0]) not in self.accounts:
                continue
            do = step.pop("do")
            if do == "rules":
                self.load_rules(**step)
            elif do == "invoice":
                try:
                    self.bill(step.pop("disturbed", None), step)
                except Failure as failure:
                    raise Failure(f"{step['invoice']}: {failure}") from None
            else:
                self.adapter.ask(do=do, **step)
                if do == "account":
                    self.credited[step["account"]] = Decimal(0)
                    self.invoices[step["account"]] = []
        self.restart()
        for account in self.accounts:
            self.check_kept(account)
        self.adapter.close()

    def load_rules(self, files, ended={}, refused=None):
        folder = Path(tempfile.mkdtemp(prefix="rules", dir=self.folder))
        for name in files:
            text = (HERE / "rules" / name).read_text(encoding="utf-8")
            if name in ended:
                text = re.sub(r'effective_from="[-\d]+"', rf'\g<0> effective_to="{ended[name]}"', text)
            (folder / name).write_text(text, encoding="utf-8")
        if refused is None:
            self.adapter.ask(do="rules", folder=str(folder))
            self.rules = folder
            return
        self.adapter.send({"do": "rules", "folder": str(folder)})
        answer = self.adapter.receive()
        expect("rules that can't be loaded are refused", False, answer and answer["ok"])
        expect(f"the message names {refused}", True, refused in answer["message"])
        self.checks += 1

    def books(self, account):
        books = self.adapter.ask(do="books", account=account)
        return {**books, "credits": sorted(books["credits"], key=lambda credit: credit["id"])}

    def bill(self, disturbed, invoice):
        """A dry run, the run, disturbed where the script says so, and the run again."""
        account, id = invoice["account"], invoice["invoice"]
        before = self.books(account)
        preview = self.adapter.ask(do="invoice", **invoice, dry_run=True)
        self.check_answer(id, preview)
        expect("a dry run stores nothing: the books after it", before, self.books(account))
        if disturbed == "concurrent" and "concurrent" not in self.without:
            made = self.bill_twice_at_once(invoice)
        elif disturbed in ("die_before_commit", "die_after_commit") and "die" not in self.without:
            made = self.bill_and_die(disturbed, invoice, before)
        else:
            made = self.adapter.ask(do="invoice", **invoice, dry_run=False)
        self.check_answer(id, made)
        expect("the dry run announced what was billed", preview, made)
        self.credited[account] += Decimal(self.expected[id]["balance"])
        self.invoices[account].append(id)
        after = self.books(account)
        self.check_books(id, account, after)
        expect("a run again answers the same", made, self.adapter.ask(do="invoice", **invoice, dry_run=False))
        expect("a run again changes nothing: the books after it", after, self.books(account))

    def bill_twice_at_once(self, invoice):
        """Two processes make the invoice; each waits before it commits, so that they meet."""
        other = Adapter(self.command, self.state)
        other.ask(do="rules", folder=str(self.rules))
        both = (self.adapter, other)
        for adapter in both:
            adapter.send({"do": "invoice", **invoice, "dry_run": False, "disturbed": "wait_before_commit"})
        answers = [adapter.receive() for adapter in both]
        other.close()
        if None in answers:
            raise Failure("of two runs at once, one ended instead of answering")
        if not any(answer["ok"] for answer in answers):  # each may refuse because of the other, but the invoice is made
            raise Failure(f"of two runs at once, none made the invoice: {answers}")
        return self.adapter.ask(do="invoice", **invoice, dry_run=False)

    def bill_and_die(self, disturbed, invoice, before):
        self.adapter.send({"do": "invoice", **invoice, "dry_run": False, "disturbed": disturbed})
        expect("the adapter ends where it is told to", None, self.adapter.receive())
        self.restart()
        if disturbed == "die_before_commit":
            expect("a run that ended before it was stored has changed nothing: the books after it", before,
                   self.books(invoice["account"]))
        else:
            expect("what was stored is there after a restart", True,
                   invoice["invoice"] in self.books(invoice["account"])["invoices"])
        return self.adapter.ask(do="invoice", **invoice, dry_run=False)

    def check_answer(self, id, answer):
        expected = self.expected[id]
        why = f" ({expected['why']})"
        expect(f"the lines{why}", expected["lines"], ",".join(line["amount"] for line in answer["lines"]))
        expect(f"what is credited to the balance{why}", expected["balance"], answer["balance"])
        if expected["end"] != "-":
            expect(f"the end of the term{why}", [expected["end"]], list(answer["ends"].values()))
        else:
            expect(f"no term is extended{why}", {}, answer["ends"])
        if expected["review"] == "refused":
            if not answer["refused"]:
                raise Failure(f"a case that the library refuses: expected its message in 'refused', found none{why}")
        else:
            expect(f"the case is settled{why}", None, answer["refused"])
            reasons = ",".join(review["reason"] for review in answer["review"]) or "-"
            expect(f"what waits for a person{why}", expected["review"], reasons)
        self.checks += 1

    def check_books(self, id, account, books):
        expect("the balance", self.credited[account], Decimal(books["balance"]))
        expect("the invoices", sorted(self.invoices[account]), sorted(books["invoices"]))
        if self.expected[id]["end"] != "-":
            expect("the stored end of the term", [self.expected[id]["end"]], list(books["ends"].values()))
        self.checks += 1

    def check_kept(self, account):
        """After a restart: case and statement of each invoice are kept and replay, and each case has all credits that the
        statements before it granted, field by field."""
        folder = self.folder / account
        folder.mkdir()
        credits = {}
        for id in self.invoices[account]:
            kept = self.adapter.ask(do="statement", invoice=id)
            if self.expected[id]["review"] == "refused":
                expect(f"{id}: no statement is kept of a refused case", None, kept["statement"])
                continue
            if not kept["case"] or not kept["statement"]:
                raise Failure(f"{id}: case and statement are kept with the invoice: found none")
            case, statement = (ElementTree.fromstring(kept[part]) for part in ("case", "statement"))
            given = {credit.get("id"): whole(credit.attrib) for credit in case.iter(f"{CASE}credit")}
            for credit in sorted(set(credits) | set(given)):
                expect(f"{id}: the credit {credit}, given back whole", credits.get(credit), given.get(credit))
            for credit in statement.iter(f"{STATEMENT}credit"):
                credits[credit.get("id")] = whole(credit.attrib)
            (folder / f"{id}.case.xml").write_text(kept["case"], encoding="utf-8")
            (folder / f"{id}.statement.xml").write_text(kept["statement"], encoding="utf-8")
        books = {credit["id"]: whole(credit) for credit in self.books(account)["credits"]}
        for credit in sorted(set(credits) | set(books)):
            expect(f"{account}: the credit {credit} in the books", credits.get(credit), books.get(credit))
        replay = subprocess.run([self.redress, "replay", "--rules", str(self.rules), str(folder)], capture_output=True,
                                text=True, encoding="utf-8", check=False)
        if replay.returncode != 0:
            raise Failure(f"{account}: statements replay byte for byte: {replay.stdout}{replay.stderr}")
        self.checks += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--redress", required=True, help="the redress command, which replays")
    parser.add_argument("--accounts", default="olena,boris,alena", help="the customers that the host can have")
    parser.add_argument("--without", default="", help="die, concurrent: what the host can't be made to do")
    parser.add_argument("adapter", nargs="+", help="the command of the host's adapter, after --")
    given = parser.parse_args()
    without = set(filter(None, given.without.split(",")))
    if without - {"die", "concurrent"}:
        parser.error(f"--without {given.without}: expected die, concurrent, or both")
    with tempfile.TemporaryDirectory() as folder:
        year = Year(given.adapter, given.redress, given.accounts.split(","), without, Path(folder))
        try:
            year.run()
        except Failure as failure:
            print(failure)
            return 1
        finally:
            year.adapter.process.kill()
            year.adapter.process.wait()
    billed = sum(map(len, year.invoices.values()))
    left_out = [*(account for account in ("olena", "boris", "alena") if account not in year.accounts), *sorted(without)]
    print(f"{billed} invoices, {year.checks} checks" + (f"; left out: {', '.join(left_out)}" if left_out else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
