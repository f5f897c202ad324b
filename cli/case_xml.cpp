#include "case_xml.h"

#include <fmt/core.h>

#include <cstddef>

#include "json_case.h"

namespace redress::cli {
namespace {

// A place in a text that itself begins somewhere.
Place within(Place begins, Place place) {
    if (place.line == 0) return place;
    if (place.line == 1) return {begins.line, begins.column + place.column - 1};
    return {begins.line + place.line - 1, place.column};
}

}  // namespace

std::string CaseFault::in(const std::string& source) const {
    return place.line > 0 ? fmt::format("{}:{}:{}: {}", source, place.line, place.column, what())
                          : fmt::format("{}: {}", source, what());
}

bool is_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != text.npos && text[first] == '{';
}

CaseXml::CaseXml(const CaseText& text) : begins_(text.begins) {
    if (!is_json(text.text)) {
        xml_ = text.text;
        return;
    }
    try {
        XmlOfJson made = xml_of_json(text.text);
        xml_ = std::move(made.xml);
        lines_ = std::move(made.lines);
    } catch (const CaseFault& fault) {
        throw CaseFault(within(begins_, fault.place), fault.what());
    }
}

CaseFault CaseXml::fault(const Refusal& refusal) const {
    Place place{refusal.line(), refusal.column()};
    if (!lines_.empty()) {
        const auto line = static_cast<std::size_t>(place.line);
        place = line >= 1 && line <= lines_.size() ? lines_[line - 1] : Place{};
    }
    return {within(begins_, place), refusal.problem()};
}

}  // namespace redress::cli
