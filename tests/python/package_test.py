"""The package as others get it: its types, its wheel, and the examples of its README."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import places
import redress

SETTLE_IN_VENV = """
import pathlib, sys, redress
folder = pathlib.Path(redress.__file__).parent
assert redress.library().path == str(folder / "libredress.so.1"), redress.library().path
assert folder.is_relative_to(sys.prefix), folder
sys.stdout.buffer.write(redress.Book.load(sys.argv[1]).settle(pathlib.Path(sys.argv[2]).read_bytes()).xml)
"""


def run(*command: str | Path, **options) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


class Package(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_types_are_strict(self) -> None:
        mypy = shutil.which("mypy")
        self.assertIsNotNone(mypy, "mypy is missing")
        run(mypy, "--config-file", places.PACKAGE / "pyproject.toml", "--cache-dir", self.folder, "--package", "redress",
            cwd=places.PACKAGE)
        run(mypy, "--config-file", places.PACKAGE / "pyproject.toml", "--cache-dir", self.folder, places.PACKAGE / "generate.py",
            Path(__file__).with_name("typed_host.py"), env={**os.environ, "MYPYPATH": str(places.PACKAGE)})

    def test_the_wheel_works_in_a_fresh_environment(self) -> None:
        run("bash", places.PACKAGE / "build_wheel.sh", places.library, self.folder, env={**os.environ, "PYTHON": sys.executable})
        [wheel] = self.folder.glob("*.whl")
        self.assertRegex(wheel.name, rf"^redress-{redress.__version__}-py3-none-linux_\w+\.whl$")
        with zipfile.ZipFile(wheel) as files:
            names = set(files.namelist())
        sources = {str(path.relative_to(places.PACKAGE)) for path in (places.PACKAGE / "redress").rglob("*.py")}
        self.assertEqual({name for name in names if name.startswith("redress/")},
                         sources | {"redress/py.typed", "redress/libredress.so.1"})
        for licence in ("LICENSE", "LICENSE.linked", "LICENSE.LGPL-3", "LICENSE.GPL-3"):
            self.assertIn(f"redress-{redress.__version__}.dist-info/{licence}", names)

        python = self.folder / "venv" / "bin" / "python"
        run(sys.executable, "-m", "venv", self.folder / "venv")
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", wheel)
        case = places.samples / "ua_hosting" / "worked_example.case.xml"
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "REDRESS"))}
        statement = run(python, "-c", SETTLE_IN_VENV, places.rules, case, cwd=self.folder, env=environment)
        expected = case.with_name("worked_example.statement.xml").read_bytes()
        self.assertEqual(places.without_provenance(statement.encode()), places.without_provenance(expected))

        folder = places.samples / "feeds" / "ten_customers"
        done = subprocess.run([self.folder / "venv" / "bin" / "redress-feeds", "csv", "--mapping", folder / "mapping.json", "--settle",
                               folder / "hosting.xml", folder / "outages.csv"], capture_output=True, text=True, env=environment,
                              cwd=self.folder, check=False)
        self.assertEqual((done.returncode, done.stdout.count(",balance,")), (1, 6), done.stderr)

    def test_sources_are_installed_with_a_library_or_not_at_all(self) -> None:
        sources, build = self.folder / "abi" / "python", self.folder / "build"
        shutil.copytree(places.PACKAGE, sources, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "REDRESS", "LD_"))}

        def wheel(**environment: str) -> subprocess.CompletedProcess[str]:
            for old in self.folder.glob("out/*"):
                old.unlink()
            return subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index",
                                   "--no-build-isolation", "--wheel-dir", str(self.folder / "out"), str(sources)], capture_output=True,
                                  text=True, env={**own, **environment}, check=False)

        def bundled() -> bool:
            [made] = self.folder.glob("out/*.whl")
            with zipfile.ZipFile(made) as files:
                inside = "redress/libredress.so.1" in files.namelist()
            self.assertEqual(made.name.endswith("-py3-none-any.whl"), not inside)
            return inside

        for environment, message in (({}, "libredress.so.1: cannot open shared object file"),
                                     ({"REDRESS_LIBRARY": "/nowhere.so"}, "/nowhere.so: cannot open shared object file"),
                                     ({"REDRESS_LIBRARY": "libm.so.6"}, "libm.so.6 has no function redress_abi_version")):
            with self.subTest(environment):
                done = wheel(**environment)
                self.assertEqual(done.returncode, 1)
                self.assertIn("error: the Redress library is missing", done.stderr)
                self.assertIn("scripts/build.sh release && pip install abi/python", done.stderr)
                self.assertIn(message, done.stderr)
        self.assertEqual((wheel(REDRESS_LIBRARY=str(places.library)).returncode, bundled()), (0, True))
        build.mkdir()
        shutil.copy(places.library, build / "libredress.so.1")
        self.assertEqual((wheel().returncode, bundled()), (0, True))
        build.rename(self.folder / "lib")
        self.assertEqual((wheel(LD_LIBRARY_PATH=str(self.folder / "lib")).returncode, bundled()), (0, False))

    def test_the_sdist_has_all_that_the_library_is_compiled_from(self) -> None:
        run("bash", places.PACKAGE / "build_sdist.sh", self.folder, env={**os.environ, "PYTHON": sys.executable})
        [sdist] = self.folder.glob("*.tar.gz")
        self.assertEqual(sdist.name, f"redress-{redress.__version__}.tar.gz")
        shutil.unpack_archive(sdist, self.folder)
        library = self.folder / f"redress-{redress.__version__}" / "library"

        def below(folder: Path) -> set[Path]:
            return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}

        self.assertEqual(below(library / "plugin"), below(places.ROOT / "plugin"))
        options = ("-DREDRESS_TESTS=OFF", "-DREDRESS_BENCH=OFF")
        run("cmake", "-G", "Ninja", "-S", library, "-B", self.folder / "build", *options)
        run("cmake", "--build", self.folder / "build", "--target", "generated/redress_abi_cdef.h")

    def test_the_readme_prints_what_it_says(self) -> None:
        readme = (places.PACKAGE / "README.md").read_text(encoding="utf-8")
        example, *rest = re.findall(r"```python\n(.*?)```", readme, re.S)
        [expected] = re.findall(r"```text\n(.*?)```", readme, re.S)
        printed, names = io.StringIO(), {}
        with contextlib.chdir(places.rules.parent), contextlib.redirect_stdout(printed):
            exec(example, names)
        self.assertEqual(printed.getvalue(), expected)
        for one in rest:
            exec(one, names)
        [credit] = names["statement"].credits
        self.assertEqual(names["given_back"](credit)["id"], "ua_hosting/availability/vps-1/2017-07-01")
