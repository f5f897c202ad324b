"""Many cases at once, by the Arrow PyCapsule interface: whatever has __arrow_c_stream__ or __arrow_c_array__ goes in, and what comes
out has __arrow_c_stream__. pyarrow, polars, pandas, DuckDB and nanoarrow speak it; none of them is needed here."""

from __future__ import annotations

import ctypes
import itertools
from ctypes import CFUNCTYPE, PYFUNCTYPE, c_char_p, c_int, c_int64, c_void_p, py_object, pythonapi
from typing import Any, Iterable, Protocol

from ._library import Handle, Library
from .errors import CaseError, wrong_type

STREAM, SCHEMA, ARRAY = b"arrow_array_stream", b"arrow_schema", b"arrow_array"  # the capsules' names


class ArrowStream(Protocol):
    """A table, or a part of one, that comes in batches."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """One batch: an array of structs."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


# The structures of the interface. Functions are addresses here: they are called by others.
class _Schema(ctypes.Structure):
    _fields_ = [("format", c_void_p), ("name", c_void_p), ("metadata", c_void_p), ("flags", c_int64), ("n_children", c_int64),
                ("children", c_void_p), ("dictionary", c_void_p), ("release", c_void_p), ("private_data", c_void_p)]


class _Array(ctypes.Structure):
    _fields_ = [("length", c_int64), ("null_count", c_int64), ("offset", c_int64), ("n_buffers", c_int64), ("n_children", c_int64),
                ("buffers", c_void_p), ("children", c_void_p), ("dictionary", c_void_p), ("release", c_void_p),
                ("private_data", c_void_p)]


class _Stream(ctypes.Structure):
    _fields_ = [("get_schema", c_void_p), ("get_next", c_void_p), ("get_last_error", c_void_p), ("release", c_void_p),
                ("private_data", c_void_p)]


_pointer_of = PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", pythonapi))
# Of a capsule that is being destroyed, to which nothing may refer any more.
_pointer_of_dying = PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", pythonapi))
_new_capsule = PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", pythonapi))
_stream_name = c_char_p(STREAM)  # a capsule keeps the address

# --- a stream given away: the memory of its structure lives as long as its capsule ---

_given: dict[int, _Stream] = {}


def _destroy(capsule: int) -> None:
    stream = _given.pop(_pointer_of_dying(capsule, _stream_name))
    if stream.release:  # else somebody has moved it
        CFUNCTYPE(None, c_void_p)(stream.release)(ctypes.addressof(stream))


_called_destroy = PYFUNCTYPE(None, c_void_p)(_destroy)


def _capsule_of(stream: _Stream) -> object:
    address = ctypes.addressof(stream)
    capsule: object = _new_capsule(address, _stream_name, ctypes.cast(_called_destroy, c_void_p))
    _given[address] = stream
    return capsule


# --- one array as a stream of one batch ---

_arrays: dict[int, tuple[object, object]] = {}  # the capsules of schema and array, by the stream's private_data
_keys = itertools.count(1)


def _move(capsule: object, name: bytes, kind: Any, out: int) -> None:
    source = kind.from_address(_pointer_of(capsule, name))
    ctypes.memmove(out, ctypes.addressof(source), ctypes.sizeof(kind))
    source.release = None


def _array_schema(stream: int, out: int) -> int:
    schema, _ = _arrays[_Stream.from_address(stream).private_data]
    _move(schema, SCHEMA, _Schema, out)
    return 0


def _array_next(stream: int, out: int) -> int:
    _, array = _arrays[_Stream.from_address(stream).private_data]
    _move(array, ARRAY, _Array, out)  # the second time it is one that was released, which ends the stream
    return 0


def _array_error(stream: int) -> bytes:
    return b"the array can't be read"


def _array_release(stream: int) -> None:
    structure = _Stream.from_address(stream)
    _arrays.pop(structure.private_data, None)
    structure.release = None


# As C calls them; they live as long as this module.
_functions = (CFUNCTYPE(c_int, c_void_p, c_void_p)(_array_schema), CFUNCTYPE(c_int, c_void_p, c_void_p)(_array_next),
              CFUNCTYPE(c_char_p, c_void_p)(_array_error), CFUNCTYPE(None, c_void_p)(_array_release))


def _stream_of_array(schema: object, array: object) -> _Stream:
    key = next(_keys)
    _arrays[key] = (schema, array)
    return _Stream(*(ctypes.cast(function, c_void_p) for function in _functions), key)


class Answers:
    """The answers to a batch of cases, a row for each, in their order. They are settled as they are read, once:
    pyarrow.table(answers), polars.DataFrame(answers), or duckdb.sql("from answers")."""

    def __init__(self, capsule: object) -> None:
        """For Book.settle_batch."""
        self._capsule: object | None = capsule

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream. The schema is the library's, whatever is requested; the caller casts."""
        capsule, self._capsule = self._capsule, None
        if capsule is None:
            raise ValueError("the answers were read before: they are made while they are read, once")
        return capsule

    def __reduce__(self) -> Any:
        raise TypeError("answers can't be pickled or copied: read them, and pickle what was read")


def settle_batch(library: Library, book: Handle, cases: ArrowStream | ArrowArray, extras: Iterable[str], threads: int) -> Answers:
    words = " ".join([extras] if isinstance(extras, str) else extras)
    held: object = None
    if hasattr(cases, "__arrow_c_stream__"):
        held = cases.__arrow_c_stream__()
        source = _pointer_of(held, STREAM)
    elif hasattr(cases, "__arrow_c_array__"):
        held = _stream_of_array(*cases.__arrow_c_array__())
        source = ctypes.addressof(held)
    else:
        raise wrong_type(cases, "cases as an Arrow table: what has __arrow_c_stream__ or __arrow_c_array__")
    out, error = _Stream(), library.new_error()
    status = library.calls.redress_settle_batch(ctypes.addressof(out), book.pointer, source, words.encode(), threads, error.pointer)
    if isinstance(held, _Stream) and held.release:
        _array_release(source)
    library.check(status, error, CaseError)
    return Answers(_capsule_of(out))
