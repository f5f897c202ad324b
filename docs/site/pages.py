"""Gathers the pages of the site: the configuration's, and whatever these link to, at the places that they have in the sources.

  pages.py ROOT FOLDER [PLAYGROUND]

ROOT is the top folder of the sources. FOLDER, which must not exist, gets the pages; mkdocs.yml beside it gets the
configuration. A folder that is linked to and has no README.md gets a page of its files. PLAYGROUND, where it is built, becomes
a part of the site. Fails, with the line, for a link that leads nowhere, for a page of docs/ that the navigation lacks, and for one that it names in vain.
"""

import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)(#[^)\s]*)?\)")
NAVIGATION = re.compile(r"^ *- (?:[^:\n]+: )?([\w./-]+\.md)$", re.M)
README = "README.md"


def blanked(text: str) -> str:
    """Without code, and as long: what looks like a link in code is none."""
    for code in (FENCE, CODE):
        text = code.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


class Site:
    def __init__(self, root: pathlib.Path, folder: pathlib.Path):
        self.root = root
        self.folder = folder
        self.written: set[pathlib.Path] = set()
        self.faults: list[str] = []

    def write(self, path: pathlib.Path, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def gather(self, first: list[str]) -> None:
        """The pages, and all that can be reached from them."""
        waiting = [pathlib.Path(name) for name in first]
        while waiting:
            path = waiting.pop()
            if path in self.written:
                continue
            self.written.add(path)
            source = self.root / path
            if path.name == README and not source.exists():
                waiting += self.list_folder(path.parent)
            elif path.suffix == ".md":
                waiting += self.copy_page(path)
            else:
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, self.folder / path)

    def copy_page(self, path: pathlib.Path) -> list[pathlib.Path]:
        """What the page links to. A link to a folder becomes one to its page."""
        text = (self.root / path).read_text(encoding="utf-8")
        found: list[pathlib.Path] = []
        out, end = [], 0
        for link in LINK.finditer(blanked(text)):
            target = (self.root / path.parent / link[1]).resolve()
            if not target.exists() or not target.is_relative_to(self.root):
                line = text.count("\n", 0, link.start()) + 1
                self.faults.append(f"{path}:{line}: the link to {link[1]} leads nowhere")
                continue
            if target.is_dir():
                target /= README
                out += [text[end:link.end(1)], "" if link[1].endswith("/") else "/", README]
                end = link.end(1)
            found.append(target.relative_to(self.root))
        self.write(path, "".join([*out, text[end:]]))
        return found

    def list_folder(self, folder: pathlib.Path) -> list[pathlib.Path]:
        files = sorted(path.name for path in (self.root / folder).iterdir() if path.is_file() and not path.name.startswith("."))
        self.write(folder / README, "\n".join([f"# {folder}", "", *(f"- [{name}]({name})" for name in files), ""]))
        return [folder / name for name in files]


def main() -> None:
    root, folder = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
    playground = sys.argv[3:]
    slas = sorted(f"docs/slas/{path.name}" for path in (root / "docs/slas").glob("*.md") if path.name != README)
    configuration = (HERE / "mkdocs.yml").read_text(encoding="utf-8")
    readings = "".join(f"          - {name}\n" for name in [f"docs/slas/{README}", *slas])
    configuration = configuration.replace("      - SLAS\n", f"      - How each contract was read:\n{readings}")
    if playground:
        configuration += "  - Playground: playground/index.html\n"

    folder.mkdir(parents=True)
    site = Site(root, folder)
    pages = NAVIGATION.findall(configuration)
    site.faults += [f"{name}: the navigation names it, and it is not there" for name in pages if not (root / name).exists()]
    for path in sorted((root / "docs").glob("*.md")):
        if f"docs/{path.name}" not in pages:
            site.faults.append(f"docs/{path.name}: the navigation of {HERE.name}/mkdocs.yml lacks it")
    site.gather([name for name in pages if (root / name).exists()])
    if site.faults:
        sys.exit("\n".join(site.faults))
    if playground:
        shutil.copytree(playground[0], folder / "playground")
    shutil.copyfile(HERE / "style.css", folder / "style.css")
    (folder.parent / "mkdocs.yml").write_text(configuration, encoding="utf-8")


main()
