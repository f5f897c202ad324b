"""Makes packs and a case smaller while something still holds of them."""

import copy


def parts(tree):
    """Every element below the root, and every attribute, deepest and last first."""
    found = []

    def walk(element, path):
        for index, child in enumerate(element):
            walk(child, path + (index,))
            found.append((path + (index,), None))
        found.extend((path, name) for name in element.attrib)
    walk(tree, ())
    return sorted(found, key=lambda part: (part[1] is not None, len(part[0])))


def without(tree, part):
    path, name = part
    smaller = copy.deepcopy(tree)
    element = smaller
    for index in path if name is not None else path[:-1]:
        element = element[index]
    if name is not None:
        if name not in element.attrib:
            return None
        del element.attrib[name]
    else:
        element.remove(element[path[-1]])
    return smaller


def simpler_formulas(tree):
    """Trees in which one formula is replaced by a simple one."""
    for number, element in enumerate(tree.iter()):
        for name in ("when", "value", "that", "where"):
            if len(element.get(name, "")) > 5:
                for text in {"when": ("yes",), "that": ("yes",), "where": (), "value": ("5 EUR", "1 hour")}[name] + halves(element.get(name)):
                    smaller = copy.deepcopy(tree)
                    list(smaller.iter())[number].set(name, text)
                    yield smaller


def halves(text):
    for word in (" or ", " and "):
        if word in text:
            left, right = text.split(word, 1)
            return left, right
    return ()


def shrink(trees, holds, tries=1500):
    """`trees` are the packs and, last, the case; `holds` says of such a list whether it still fails."""
    changed = True
    while changed and tries > 0:
        changed = False
        for number in range(len(trees) - 1):  # whole packs first
            smaller = trees[:number] + trees[number + 1:]
            tries -= 1
            if len(smaller) > 1 and holds(smaller):
                trees, changed = smaller, True
                break
        for number in range(len(trees)):
            index = 0
            while True:
                candidates = parts(trees[number])
                if index >= len(candidates) or tries <= 0:
                    break
                smaller = without(trees[number], candidates[index])
                tries -= 1
                if smaller is not None and holds(trees[:number] + [smaller] + trees[number + 1:]):
                    trees, changed = trees[:number] + [smaller] + trees[number + 1:], True
                else:
                    index += 1
            for smaller in simpler_formulas(trees[number]):
                tries -= 1
                if tries <= 0:
                    break
                if len(str(smaller)) and holds(trees[:number] + [smaller] + trees[number + 1:]):
                    trees, changed = trees[:number] + [smaller] + trees[number + 1:], True
                    break
    return trees
