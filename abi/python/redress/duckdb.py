"""Cases settled in DuckDB's SQL:

    redress.duckdb.register(connection, book)
    connection.sql("select case_id, unnest(redress_settle(\"case\").decision, recursive := true) from 'cases.parquet'")

A table as a whole goes without it: book.settle_batch(connection.sql("from 'cases.parquet'")).
"""

from __future__ import annotations

from typing import Any, Iterable

from .book import Book
from .optional import needed


def register(connection: Any, book: Book, name: str = "redress_settle", *, extras: Iterable[str] = (), threads: int = 0) -> None:
    """Gives a DuckDB connection a function from a case, as text in XML, to its answer: a struct of the columns that Book.settle_batch
    gives, but for `case_id`. A case that can't be settled is a struct whose `status` says so; null gives null. `extras` and `threads`
    are those of Book.settle_batch. Of a column of bytes, settle decode("case")."""
    pyarrow = needed("pyarrow", "redress.duckdb", "duckdb")

    def answers_to(cases: Any) -> Any:
        table = pyarrow.table({"case": cases})
        return pyarrow.table(book.settle_batch(table, extras=extras, threads=threads)).drop_columns("case_id")

    def settled(cases: Any) -> Any:
        return answers_to(cases).to_struct_array()

    columns = answers_to(pyarrow.array([], pyarrow.string()))
    shape = connection.from_arrow(columns)
    result = connection.struct_type(dict(zip(shape.columns, shape.types)))
    connection.create_function(name, settled, [connection.type("VARCHAR")], result, type="arrow")
