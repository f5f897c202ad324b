#include "review/allowed.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "review/checks.h"

namespace redress::review {

namespace {

struct Allow {
    xml::Element element;
    std::string_view code;
    bool silences = false;
};

bool before(Position a, Position b) { return a.line < b.line || (a.line == b.line && a.column < b.column); }

// Walks down to the element that a place is in, with the <allow> of each that it passes.
class Path {
public:
    Path(const xml::Element& root, Position position) : position_(position) { descend(root); }

    const xml::Element& element() const { return element_; }
    const std::vector<xml::Element>& allows() const { return allows_; }

private:
    // Bounded by limits::xml_depth_max.
    void descend(const xml::Element& element) {
        element_ = element;
        xml::Element holder;
        for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() == "allow") allows_.push_back(child);
            if (!before(position_, child.position())) holder = child;
        }
        if (holder.exists()) descend(holder);
    }

    Position position_;
    xml::Element element_;
    std::vector<xml::Element> allows_;
};

std::string_view attribute_at(const xml::Element& element, Position position) {
    std::string_view found;
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        if (!before(position, element.attribute(i).position)) found = element.attribute(i).name;
    }
    return found;
}

void gather(const xml::Element& parent, std::vector<Allow>& out) {
    for (xml::Element child = parent.first_child(); child.exists(); child = child.next_sibling()) {
        if (child.name() == "allow") out.push_back({child, attribute_of(child, "warning").value});
        gather(child, out);
    }
}

bool silence(const Finding& finding, const Path& path, std::vector<Allow>& allows) {
    bool silenced = false;
    for (const xml::Element& element : path.allows()) {
        const auto allow = std::find_if(allows.begin(), allows.end(),
                                        [&](const Allow& a) { return a.element.position() == element.position(); });
        if (allow == allows.end() || allow->code != rules::code_of(*finding.warning)) continue;
        allow->silences = true;
        silenced = true;
    }
    return silenced;
}

}  // namespace

void leave_out_allowed(const xml::Document& document, std::vector<Finding>& findings) {
    std::vector<Allow> allows;
    gather(document.root(), allows);
    std::vector<Finding> left;
    const auto sift = [&](Finding finding) {
        if (finding.warning && finding.place.file == document.file()) {
            const Path path(document.root(), finding.place.position);
            finding.place.record = path.element().name();
            finding.place.field = attribute_at(path.element(), finding.place.position);
            if (silence(finding, path, allows)) return;
        }
        left.push_back(std::move(finding));
    };
    for (Finding& finding : findings) sift(std::move(finding));
    const auto unused = [&](const Allow& allow) {
        const Position position = value_position(allow.element, "warning");
        return Finding{rules::Warning::unused_allow,
                       Status::ok,
                       Place{document.file(), position, {}, {}},
                       fmt::format("nothing here gives the warning '{}'", allow.code),
                       {}};
    };
    // One that silences such a warning is used by that.
    for (const bool of_itself : {false, true}) {
        for (std::size_t i = 0; i < allows.size(); ++i) {
            const bool names_this = allows[i].code == rules::code_of(rules::Warning::unused_allow);
            if (!allows[i].silences && names_this == of_itself) sift(unused(allows[i]));
        }
    }
    findings = std::move(left);
}

}  // namespace redress::review
