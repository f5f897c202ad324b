"""What a page of `redress explain --format html` must be, whatever it explains."""

import re
import xml.etree.ElementTree as ElementTree

# Every element that the templates write; markup of a case or of rules would be another, or stand elsewhere.
ELEMENTS = set("""html head meta title style body main header div h1 h2 h3 h4 p nav section article table thead tbody tr th td a
small span b code br ol li em dl dt dd details summary svg rect text line circle""".split())
ATTRIBUTES = set("""lang charset name content class id href aria-label aria-labelledby aria-current role tabindex scope viewBox x y
width height rx text-anchor x1 x2 y1 y2 cx cy r""".split())


def local(name):
    return name.rsplit("}", 1)[-1]


def parse(html):
    """The tree of a page. The page is written as XML too, so that it can be checked strictly."""
    assert html.startswith("<!DOCTYPE html>\n"), "no doctype"
    return ElementTree.fromstring(html.split("\n", 1)[1])


def text_of(node):
    return re.sub(r"\s+", " ", "".join(node.itertext()))


def faults(html):
    """What is wrong with a page, as sentences."""
    try:
        tree = parse(html)
    except (AssertionError, ElementTree.ParseError) as error:
        yield str(error)
        return
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield f"two elements have the id {id}"
    for node in tree.iter():
        if local(node.tag) not in ELEMENTS:
            yield f"an element <{local(node.tag)}>"
        for name, value in node.attrib.items():
            if local(name) not in ATTRIBUTES:
                yield f"an attribute {name}"
            if name == "href" and value.lstrip("#") not in ids:
                yield f"a link to {value}"
            if name == "aria-labelledby" and value not in ids:
                yield f"a label {value} that is not there"
    for svg in (node for node in tree.iter() if local(node.tag) == "svg"):
        if svg.get("role") != "img" or not text_of(svg[0]):
            yield "a drawing without a description"
        box = [float(number) for number in svg.get("viewBox").split()]
        for rect in (node for node in svg.iter() if local(node.tag) == "rect"):
            if float(rect.get("x")) < 0 or float(rect.get("x")) + float(rect.get("width")) > box[2] + 2:
                yield "something is drawn outside of the drawing"
    style = text_of(next(node for node in tree.iter() if local(node.tag) == "style"))
    if "url(" in style or "@import" in style:
        yield "the style sheet needs something from elsewhere"
    if "{{" in text_of(tree) or "\x01" in html or "\x02" in html:
        yield "a mark of the templates is left"
