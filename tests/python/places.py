"""Where the tests find things; run_tests.py fills it in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "abi" / "python"

library = Path()
rules = Path()
samples = Path()


def sample(name: str) -> bytes:
    """The case of a sample."""
    return (samples / f"{name}.case.xml").read_bytes()


def without_provenance(statement: bytes) -> bytes:
    """As `redress replay` compares: versions of the library and of the zone data are no part of what is due."""
    lines = statement.splitlines(keepends=True)
    return b"".join(line for line in lines if not (line.lstrip().startswith(b"<provenance ") and line.endswith(b"/>\n")))
