"""Only says what pyproject.toml can't: which shared library goes into the wheel, and that a wheel with one is for one platform, but for
any Python 3.

Without a library the package could be installed and would fail at its first use. So it is not built without one: that of this
folder, as build_wheel.sh puts it there; or that of REDRESS_LIBRARY; or that of the build beside these sources. Where the system has one,
none is needed. An sdist brings the library's sources, as build_sdist.sh puts them there, and compiles it unless REDRESS_LIBRARY names one.
"""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # setuptools before 70.1
    from wheel.bdist_wheel import bdist_wheel

SOURCES = Path(__file__).resolve().parent
sys.path.insert(0, str(SOURCES))

from redress._library import ENVIRONMENT_VARIABLE, SYSTEM_NAME, Library  # noqa: E402
from redress.errors import LibraryError  # noqa: E402

BUNDLED = SOURCES / "redress" / SYSTEM_NAME
SHIPPED = SOURCES / "library"
BESIDE = SOURCES.parent.parent / "build" / SYSTEM_NAME
MISSING = f"""the Redress library is missing, and the package is of no use without it. Either
  build it and install again:             scripts/build.sh release && pip install abi/python
  or name it:                             {ENVIRONMENT_VARIABLE}=/path/to/{SYSTEM_NAME} pip install abi/python
  or install it for the system, first:    the package libredress1, see docs/installing.md
{{}}"""

NOT_COMPILED = """the Redress library can't be compiled: {}
It needs C and C++ compilers (GCC 12 or clang 14, or later), CMake 3.25, Boost 1.81, fmt 9, pugixml and nettle. On Debian 12:
  apt-get install g++ cmake ninja-build libboost1.81-dev libfmt-dev libpugixml-dev nettle-dev"""


def compiles():
    return SHIPPED.is_dir() and not BUNDLED.exists() and not os.environ.get(ENVIRONMENT_VARIABLE)


def compile_library():
    """Puts it where build_wheel.sh would."""
    with tempfile.TemporaryDirectory() as folder:
        build, prefix = Path(folder, "build"), Path(folder, "prefix")
        generator = ["-G", "Ninja"] if shutil.which("ninja") else []
        for command in (["-S", SHIPPED, "-B", build, *generator, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_LIBDIR=lib",
                         "-DREDRESS_TESTS=OFF", "-DREDRESS_BENCH=OFF"],
                        ["--build", build, "--target", "redress", "--parallel", str(len(os.sched_getaffinity(0)))],
                        ["--install", build, "--component", "library", "--strip", "--prefix", prefix]):
            subprocess.run(["cmake", *command], check=True)
        shutil.copyfile(prefix / "lib" / SYSTEM_NAME, BUNDLED)


@functools.cache
def library():
    """The path of the one that goes into the wheel; None where the system has one. LibraryError where there is none that works."""
    chosen = os.environ.get(ENVIRONMENT_VARIABLE)
    path = str(BUNDLED) if BUNDLED.exists() else chosen or (str(BESIDE) if BESIDE.exists() else SYSTEM_NAME)
    Library(path)  # it must load, and be of this package's version
    return None if path == SYSTEM_NAME else Path(path)


class Refusal(SystemExit):
    """Not an Exception, which an editable install takes for a warning."""

    def __init__(self, message):
        super().__init__(f"error: {message}")


class Package(Distribution):
    def has_ext_modules(self):
        try:
            return compiles() or library() is not None
        except LibraryError:
            return False  # Build says so


class Build(build_py):
    def run(self):
        if compiles():
            try:
                compile_library()
            except (OSError, subprocess.CalledProcessError) as error:
                raise Refusal(NOT_COMPILED.format(error)) from None
        try:
            found = library()
        except LibraryError as error:
            raise Refusal(MISSING.format(error)) from None
        if getattr(self, "editable_mode", False):
            if found == BESIDE and not os.environ.get(ENVIRONMENT_VARIABLE):  # nothing would find it there later
                raise Refusal(f"an editable install takes the library from {ENVIRONMENT_VARIABLE}, always, or from the system: "
                              f"set {ENVIRONMENT_VARIABLE}={BESIDE}")
            return super().run()
        super().run()
        target = Path(self.build_lib) / "redress" / SYSTEM_NAME
        target.unlink(missing_ok=True)  # of a build before
        if found is not None:
            shutil.copyfile(found, target)


class Wheel(bdist_wheel):
    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(distclass=Package, cmdclass={"bdist_wheel": Wheel, "build_py": Build})
