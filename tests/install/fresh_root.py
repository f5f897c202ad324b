"""Makes a root folder that holds a small Debian system: the essential packages and what the given ones depend on, nothing else.

  fresh_root.py ROOT PACKAGE.deb...

The packages come from this system, file by file, with their entries in dpkg's database: as if they had just been installed,
without a network. So `dpkg --root=ROOT --install PACKAGE.deb...` succeeds where all dependencies are real packages, and what
is installed runs in `chroot ROOT` where all that it needs is among its dependencies.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

DATABASE = pathlib.Path("/var/lib/dpkg")


def fields(paragraph: str) -> dict[str, str]:
    """Of one paragraph of dpkg's database. Lines that continue a field are left out: no field that matters here has any."""
    return dict(line.split(": ", 1) for line in paragraph.splitlines() if re.match(r"[A-Za-z-]+: ", line))


class System:
    """The packages of this system."""

    def __init__(self) -> None:
        self.paragraphs: dict[str, str] = {}
        self.packages: dict[str, dict[str, str]] = {}
        self.providers: dict[str, str] = {}
        native = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
        for paragraph in (DATABASE / "status").read_text(encoding="utf-8").strip().split("\n\n"):
            package = fields(paragraph)
            if package["Status"] != "install ok installed" or package["Architecture"] not in (native, "all"):
                continue
            name = package["Package"]
            self.paragraphs[name], self.packages[name] = paragraph, package
            for provided in names(package.get("Provides", "")):
                self.providers.setdefault(provided[0], name)

    def chosen(self, alternatives: list[str], of: str) -> str:
        for name in alternatives:
            if name in self.packages or name in self.providers:
                return name if name in self.packages else self.providers[name]
        sys.exit(f"{of} depends on {' or '.join(alternatives)}, which this system doesn't have")

    def closure(self, wanted: list[str]) -> list[str]:
        """The packages and all that they depend on."""
        found: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name not in found:
                found.add(name)
                wanted += [self.chosen(alternatives, name) for alternatives in dependencies(self.packages[name])]
        return sorted(found)

    def info(self, name: str) -> list[pathlib.Path]:
        """What dpkg keeps of a package."""
        own = (name, f"{name}:{self.packages[name]['Architecture']}")
        return [path for path in DATABASE.glob(f"info/{name}*") if path.stem in own]


def names(relation: str) -> list[list[str]]:
    """The names in a relation: for each of its parts, the alternatives."""
    return [[re.match(r"\s*([^\s:(]+)", name)[1] for name in part.split("|")] for part in relation.split(",") if part.strip()]


def dependencies(package: dict[str, str]) -> list[list[str]]:
    return names(package.get("Pre-Depends", "")) + names(package.get("Depends", ""))


def copy(path: str, root: pathlib.Path) -> None:
    """Copies a file, link or folder to its real place: /lib/x is /usr/lib/x where /lib is a link."""
    folder, name = os.path.split(path)
    source = pathlib.Path(os.path.realpath(folder), name)
    target = root / source.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        target.mkdir(exist_ok=True)
    elif os.path.lexists(source):  # documentation may have been left out here
        shutil.copy2(source, target, follow_symlinks=False)


def main(root: pathlib.Path, debs: list[str]) -> None:
    system = System()
    given = [fields(subprocess.run(["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True).stdout)
             for deb in debs]
    own = {package["Package"] for package in given}
    wanted = [name for name, package in system.packages.items() if package.get("Essential") == "yes"]
    wanted += [system.chosen(alternatives, package["Package"]) for package in given
               for alternatives in dependencies(package) if not own & set(alternatives)]
    packages = system.closure(wanted)

    for path in sorted({path for name in packages for info in system.info(name) if info.suffix == ".list"
                        for path in info.read_text(encoding="utf-8").splitlines() if path != "/."}):
        copy(path, root)
    for name in packages:
        for info in system.info(name):
            copy(str(info), root)
    copy(str(DATABASE / "info/format"), root)
    database = root / DATABASE.relative_to("/")
    for name in ("updates", "triggers"):
        (database / name).mkdir(exist_ok=True)
    (database / "status").write_text("".join(system.paragraphs[name] + "\n\n" for name in packages), encoding="utf-8")
    # Finding no record of triggers, dpkg takes them from the packages and runs them all, such as ldconfig.
    subprocess.run(["dpkg", f"--root={root}", "--configure", "--pending"], check=True)
    print(f"{len(packages)} packages:", *packages)


main(pathlib.Path(sys.argv[1]), sys.argv[2:])
