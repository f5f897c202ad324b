"""Finding the library, and refusing another one."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

import places
import redress
from redress import _library

PRINT_PATH = "import redress; print(redress.library().path, redress.library().abi_version)"
CTYPES = {"int32_t": "c_int", "int64_t": "c_long", "const char *": "c_char_p", "enum redress_status": "c_int",
          "void": "NoneType", "int64_t *": "LP_c_long", "const char **": "LP_c_void_p", "struct ArrowArrayStream *": "c_void_p"}


class Finding(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.package = self.folder / "package"
        shutil.copytree(places.PACKAGE / "redress", self.package / "redress", ignore=shutil.ignore_patterns("__pycache__"))

    def run_python(self, code: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-B", "-c", code], cwd=self.folder, capture_output=True, text=True, check=False,
                              env={"PYTHONPATH": str(self.package), "PATH": os.environ["PATH"], **environment})

    def copied(self, path: Path) -> Path:
        path.parent.mkdir(exist_ok=True)
        shutil.copy(places.library, path)
        return path

    def assert_found(self, expected: str | Path, code: str = PRINT_PATH, **environment: str) -> None:
        run = self.run_python(code, **environment)
        self.assertEqual(run.stdout, f"{expected} 2\n", run.stderr)

    def test_order(self) -> None:
        system = self.copied(self.folder / "system" / "libredress.so.1")
        environment = {"LD_LIBRARY_PATH": str(system.parent)}
        self.assert_found("libredress.so.1", **environment)
        bundled = self.copied(self.package / "redress" / "libredress.so.1")
        self.assert_found(bundled, **environment)
        named = self.copied(self.folder / "named.so")
        environment["REDRESS_LIBRARY"] = str(named)
        self.assert_found(named, **environment)
        argument = self.copied(self.folder / "argument.so")
        self.assert_found(argument, f"import redress; redress.library({str(argument)!r})\n" + PRINT_PATH, **environment)

    def test_none_is_a_clear_error(self) -> None:
        for environment, name in (({}, "libredress.so.1"), ({"REDRESS_LIBRARY": "/none/of.so"}, "/none/of.so")):
            run = self.run_python(PRINT_PATH, **environment)
            self.assertRegex(run.stderr, f"LibraryError: the Redress library can't be loaded: {name}: cannot open")

    def test_a_process_has_one_library(self) -> None:
        self.assertIs(redress.library(places.library), redress.library())
        with self.assertRaisesRegex(redress.LibraryError, "already uses"):
            redress.library("other.so")

    def patched(self, old: bytes, new: bytes) -> str:
        """A copy of the library with other bytes in it."""
        content = places.library.read_bytes()
        self.assertIn(old, content)
        path = self.folder / "patched.so"
        path.write_bytes(content.replace(old, new))
        return str(path)

    def test_a_library_that_lacks_a_function(self) -> None:
        with self.assertRaisesRegex(redress.LibraryError, r"patched\.so has no function redress_vocabulary_get: .* older than"):
            _library.Library(self.patched(b"\0redress_vocabulary_get\0", b"\0redress_vocabulary_gut\0"))

    def test_another_library(self) -> None:
        with self.assertRaisesRegex(redress.LibraryError, r"libc\.so\.6 has no function redress_abi_version: it is not the Redress"):
            _library.Library("libc.so.6")

    def test_an_older_interface(self) -> None:
        with unittest.mock.patch.object(_library, "ABI_VERSION", 3):
            with self.assertRaisesRegex(redress.LibraryError, "has version 2 of the interface, this package needs 3"):
                _library.Library(str(places.library))


class Prototypes(unittest.TestCase):
    def test_they_are_those_of_the_header(self) -> None:
        header = re.sub(r"/\*.*?\*/", "", redress.library().cdef, flags=re.S)
        declared = {}
        for result, name, parameters in re.findall(r"^([\w ]+?[ *]+)(redress_\w+)\(([^)]*)\);", header, re.M):
            types = [result, *(re.sub(r"\w+$", "", one.strip()) for one in parameters.split(",") if parameters != "void")]
            declared[name] = tuple(self.as_ctypes(one.strip()) for one in types)
        prototypes = {name: tuple("NoneType" if one is None else one.__name__ for one in types)
                      for name, types in _library.PROTOTYPES.items()}
        prototypes["redress_statement_xml"] = ("c_char_p", *prototypes["redress_statement_xml"][1:])  # read with its size
        self.assertEqual(prototypes, declared)

    def as_ctypes(self, declaration: str) -> str:
        pointer = re.fullmatch(r"(?:const )?redress_\w+ (\*+)", declaration)
        if pointer:
            return {"*": "c_void_p", "**": "LP_c_void_p"}[pointer[1]]
        return CTYPES[declaration]

    def test_the_version_is_three_numbers(self) -> None:
        self.assertRegex(redress.library().version, r"^\d+\.\d+\.\d+$")
