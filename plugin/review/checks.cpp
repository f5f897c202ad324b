#include "review/checks.h"

#include "input_limits.h"

namespace redress::review {

namespace {

void gather(const xml::Element& parent, std::string_view name, std::vector<xml::Element>& out) {
    for (xml::Element child = parent.first_child(); child.exists(); child = child.next_sibling()) {
        if (child.name() == name) out.push_back(child);
        gather(child, name, out);
    }
}

}  // namespace

xml::Attribute attribute_of(const xml::Element& element, std::string_view name) {
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        if (element.attribute(i).name == name) return element.attribute(i);
    }
    return {};
}

Position value_position(const xml::Element& element, std::string_view attribute) {
    const xml::Attribute found = attribute_of(element, attribute);
    return found.name.empty() ? element.position() : found.value_position;
}

Reviewed::Reviewed(const rules::Pack& pack, xml::Element root, std::vector<Finding>& findings)
    : pack_(pack), root_(root), findings_(findings), work_(limits::review_work_max) {}

void Reviewed::warn(rules::Warning warning, Position position, std::string message) {
    if (findings_.size() >= limits::warnings_max) return;
    for (const Finding& f : findings_) {
        if (f.warning == warning && f.place.position == position && f.place.file == pack_.file) return;
    }
    findings_.push_back({warning, Status::ok, Place{pack_.file, position, {}, {}}, std::move(message), {}});
}

std::vector<xml::Element> Reviewed::elements(std::string_view name) const {
    std::vector<xml::Element> out;
    gather(root_, name, out);
    return out;
}

Analysis Reviewed::anywhere(const rules::Guarantee* guarantee, Supposition supposition) {
    return Analysis(trees_, work_, pack_, guarantee, std::move(supposition));
}

Analysis Reviewed::promised(const rules::Guarantee& guarantee, Supposition supposition) {
    Analysis out = anywhere(&guarantee, std::move(supposition));
    out.suppose(guarantee.when);
    return out;
}

Analysis Reviewed::broken(const rules::Guarantee& guarantee, Supposition supposition) {
    Analysis out = promised(guarantee, std::move(supposition));
    for (const rules::Requirement& r : pack_.requirements) out.suppose(r.that);
    for (const rules::Requirement& r : guarantee.requirements) out.suppose(r.that);
    out.suppose(guarantee.breach);
    return out;
}

void Reviewed::of_definition(const rules::Definition& d, Analysis& analysis, const Take& take) {
    take(d.value, analysis);
    const rules::Measure& m = d.measure;
    take(m.where, analysis);
    for (const formula::Formula* f : {&m.otherwise, &m.from, &m.until, &m.join, &m.at_least}) take(*f, analysis);
    if (m.where.exists() || m.value.exists() || m.weight.exists()) {
        Analysis inner(analysis);
        inner.suppose(m.where);
        for (const formula::Formula* f : {&m.value, &m.weight, &m.start, &m.end}) take(*f, inner);
    }
    take(d.ladder.of, analysis);
    for (const rules::Tier& t : d.ladder.tiers) {
        take(t.threshold, analysis);
        take(t.value, analysis);
    }
}

void Reviewed::of_guarantee(const rules::Guarantee& g, const Take& take) {
    Analysis outside = anywhere(&g);
    take(g.when, outside);
    Analysis before = promised(g);
    for (const formula::Formula* f : {&g.from, &g.decided_from}) take(*f, before);
    for (const rules::Exclusion& e : g.exclusions.all) {
        take(e.where, before);
        take(e.zone.fact, before);
    }
    for (const rules::Requirement& r : g.requirements) take(r.that, before);
    Analysis after = broken(g);
    for (std::size_t i = 0; i < g.definitions.size(); ++i)
        of_definition(g.definitions[i], i < g.definitions_before_breach ? before : after, take);
    take(g.breach, before);
    take(g.credit, after);
    for (const rules::Cap& c : g.caps) {
        take(c.when, after);
        take(c.amount, after);
    }
}

void Reviewed::each_formula(const Take& take_any) {
    const Take take = [&](const formula::Formula& f, Analysis& analysis) {
        if (f.exists()) take_any(f, analysis);
    };
    Analysis outside = anywhere(nullptr);
    for (const formula::TicketClock& c : pack_.clocks) take(c.when, outside);
    for (const rules::Definition& d : pack_.shared) of_definition(d, outside, take);
    take(pack_.opening_zone.fact, outside);
    for (const rules::Exclusion& e : pack_.exclusions.all) {
        take(e.where, outside);
        take(e.zone.fact, outside);
    }
    for (const rules::Requirement& r : pack_.requirements) take(r.that, outside);
    for (const formula::Formula* f : {&pack_.claim.from, &pack_.claim.until, &pack_.claim.answer_by}) take(*f, outside);
    for (const rules::Guarantee& g : pack_.guarantees) of_guarantee(g, take);
    if (pack_.minimum) {
        take(pack_.minimum->when, outside);
        take(pack_.minimum->amount, outside);
    }
    for (const rules::Cap& c : pack_.caps) {
        take(c.when, outside);
        take(c.amount, outside);
    }
    for (const rules::Approval& a : pack_.approvals) take(a.when, outside);
    for (const rules::Forfeit& f : pack_.forfeits) take(f.when, outside);
    for (const rules::RemedyRule& r : pack_.remedies) {
        take(r.when, outside);
        take(r.expires_at, outside);
    }
    for (const rules::Charge& c : pack_.charges) {
        take(c.when, outside);
        take(c.on, outside);
        take(c.amount, outside);
    }
}

void Reviewed::each_said(const std::function<void(const formula::Formula&)>& take) const {
    const auto text = [&](const rules::Wording& wording) {
        for (const rules::Wording::Value& value : wording.values) take(value.formula);
    };
    const auto sentences = [&](const std::vector<rules::Sentence>& of) {
        for (const rules::Sentence& sentence : of) {
            if (sentence.when.exists()) take(sentence.when);
            text(sentence.says);
        }
    };
    sentences(pack_.sentences);
    for (const rules::Requirement& r : pack_.requirements) text(r.says);
    if (pack_.minimum) text(pack_.minimum->says);
    for (const rules::Cap& c : pack_.caps) text(c.says);
    for (const rules::Charge& c : pack_.charges) text(c.says);
    for (const rules::Guarantee& g : pack_.guarantees) {
        sentences(g.sentences);
        for (const rules::Requirement& r : g.requirements) text(r.says);
        for (const rules::Cap& c : g.caps) text(c.says);
    }
}

}  // namespace redress::review
