"""Reading a page of the documentation: its fenced blocks with the notes before them, its tables, sections and links.

A note is an HTML comment on a line of its own directly before a block or a table, as in <!-- in: guarantee -->."""

import pathlib
import re
from dataclasses import dataclass, field

NOTE = re.compile(r"<!-- (?P<key>[a-z ]+?)(?:: (?P<value>.*))? -->$")


@dataclass
class Block:
    line: int
    language: str
    text: str
    notes: dict[str, str] = field(default_factory=dict)


@dataclass
class Table:
    line: int
    rows: list[tuple[int, list[str]]]  # the line and the cells of each row below the head
    notes: dict[str, str] = field(default_factory=dict)


class Page:
    def __init__(self, path: pathlib.Path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self._read(self.text.splitlines())

    def _read(self, lines: list[str]) -> None:
        notes: dict[str, str] = {}
        at = 0
        while at < len(lines):
            line = lines[at]
            if note := NOTE.match(line):
                notes[note["key"]] = note["value"] or ""
                at += 1
                continue
            if line.startswith("```"):
                end = lines.index("```", at + 1)
                self.blocks.append(Block(at + 1, line[3:], "\n".join(lines[at + 1:end]) + "\n", notes))
                at = end
            elif line.startswith("|"):
                end = at
                while end < len(lines) and lines[end].startswith("|"):
                    end += 1
                rows = [(i + 1, cells(lines[i])) for i in range(at + 2, end)]
                self.tables.append(Table(at + 1, rows, notes))
                at = end - 1
            if line:
                notes = {}
            at += 1

    def sections(self) -> dict[str, str]:
        """By heading of the third level, without the code in fenced blocks."""
        out: dict[str, str] = {}
        prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S)
        for part in re.split(r"^### ", prose, flags=re.M)[1:]:
            heading, _, body = part.partition("\n")
            out[heading] = re.split(r"^#{1,2} ", body, flags=re.M)[0]
        return out

    def links(self) -> list[str]:
        """Targets of links to files, relative to the page."""
        prose = re.sub(r"^```.*?^```$", "", self.text, flags=re.M | re.S)
        return [t for t in re.findall(r"\]\(([^)#\s]+)", prose) if "://" not in t]


def cells(row: str) -> list[str]:
    """The cells of a row; \\| is a bar inside one."""
    parts = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    return [part.strip().replace("\\|", "|") for part in parts]


def code(cell: str) -> str:
    """The text between the backticks of a cell that is nothing but code."""
    return cell.strip().strip("`").strip()
