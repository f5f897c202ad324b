#include "case_facts.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <fmt/core.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "explain/local_time.h"

namespace redress::cli {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t most_by_far = 1'000'000'000'000;  // of anything but an instant

std::string spelled_instant(std::int64_t at, std::int64_t offset) {
    const auto zone = cctz::fixed_time_zone(cctz::seconds(offset));
    const cctz::time_point<cctz::seconds> point{cctz::seconds(at)};
    return cctz::format(offset == 0 ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%H:%M:%S%Ez", point, zone);
}

// The offset that an instant is written with, in seconds.
std::int64_t offset_of(std::string_view instant, std::int64_t at) {
    const std::optional<std::int64_t> clock = explain::parse_instant(std::string(instant.substr(0, 19)) + "Z");
    return clock ? *clock - at : 0;
}

std::string spelled_number(std::int64_t value, std::size_t places, const char* ending) {
    std::string digits = fmt::format("{:0>{}}", value, places + 1);
    if (places > 0) digits.insert(digits.size() - places, ".");
    return digits + ending;
}

}  // namespace

CaseFacts::CaseFacts(const std::string& xml) {
    if (!document_.load_buffer(xml.data(), xml.size())) throw std::runtime_error("the case is no XML");
    number_records();
}

void CaseFacts::number_records() {
    nodes_.clear();
    struct Walker : pugi::xml_tree_walker {
        explicit Walker(std::vector<pugi::xml_node>& to) : nodes(to) {}
        bool for_each(pugi::xml_node& node) override {
            if (node.type() == pugi::node_element) nodes.push_back(node);
            return true;
        }
        std::vector<pugi::xml_node>& nodes;
    } walker(nodes_);
    document_.traverse(walker);
}

std::string CaseFacts::get(const Fact& fact) const { return nodes_[fact.record].attribute(fact.field.c_str()).value(); }

void CaseFacts::set(const Fact& fact, const std::string& value) {
    pugi::xml_node node = nodes_[fact.record];
    if (value.empty()) {
        node.remove_attribute(fact.field.c_str());
        return;
    }
    if (!node.attribute(fact.field.c_str())) node.append_attribute(fact.field.c_str());
    node.attribute(fact.field.c_str()).set_value(value.c_str());
}

std::size_t CaseFacts::add(const std::string& name) {
    document_.document_element().append_child(name.c_str());
    number_records();
    return nodes_.size() - 1;
}

void CaseFacts::leave_out(std::size_t record) {
    nodes_[record].parent().remove_child(nodes_[record]);
    number_records();
}

std::string CaseFacts::xml(const std::string& remark) const {
    std::ostringstream out;
    if (!remark.empty()) out << "<!-- " << remark << " -->\n";
    document_.document_element().print(out, "  ", pugi::format_indent | pugi::format_no_declaration);
    std::string text = out.str();
    for (std::size_t at = text.find(" />"); at != std::string::npos; at = text.find(" />", at)) text.erase(at, 1);
    return text;
}

std::string CaseFacts::describe(std::size_t record) const {
    const std::string id = nodes_[record].attribute("id").value();
    return record_name(record) + (id.empty() || record == 0 ? "" : " " + id);
}

std::optional<Scale> Scale::of(const std::string& type, const std::string& text) {
    Scale scale;
    if (type == "instant") {
        const std::optional<std::int64_t> at = explain::parse_instant(text);
        if (!at) return std::nullopt;
        scale.value_ = *at;
        scale.least_ = 0;
        scale.most_ = most_by_far / 100;
        scale.step_ = "a second";
        scale.distances_ = {1,        minute,   5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,
                            2 * hour, 4 * hour, 8 * hour,   12 * hour,   day,         2 * day,     4 * day,
                            10 * day, 20 * day, 31 * day,   100 * day,   400 * day};
        scale.spell_ = [offset = offset_of(text, *at)](std::int64_t value) { return spelled_instant(value, offset); };
        return scale;
    }
    if (type == "date") {
        const std::optional<cctz::civil_day> date = explain::parse_date(text);
        if (!date) return std::nullopt;
        scale.value_ = *date - cctz::civil_day(1970, 1, 1);
        scale.most_ = 100'000;
        scale.step_ = "a day";
        scale.distances_ = {1, 3, 7, 14, 31, 100, 400};
        scale.spell_ = [](std::int64_t value) {
            const cctz::civil_day at = cctz::civil_day(1970, 1, 1) + value;
            return fmt::format("{:04}-{:02}-{:02}", at.year(), at.month(), at.day());
        };
        return scale;
    }
    if (type == "duration") {
        const std::optional<std::int64_t> seconds = explain::parse_duration(text);
        if (!seconds || text.size() > 12) return std::nullopt;
        scale.value_ = *seconds;
        scale.most_ = 1000 * day;
        scale.step_ = "a second";
        scale.distances_ = {1, minute, 10 * minute, hour, 4 * hour, 12 * hour, day, 10 * day};
        scale.spell_ = [](std::int64_t value) { return fmt::format("PT{}S", value); };
        return scale;
    }
    const bool share = type == "ratio" || type == "number";
    if (!share && type != "money" && type != "count") return std::nullopt;
    const bool percent = text.ends_with('%');
    const std::string digits = percent ? text.substr(0, text.size() - 1) : text;
    if (digits.empty() || digits.size() > 12 || digits.find_first_not_of("0123456789.") != std::string::npos) return std::nullopt;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t given = point == digits.size() ? 0 : digits.size() - point - 1;
    if (type == "count" && given > 0) return std::nullopt;
    const std::size_t places = type == "count" ? 0 : std::max<std::size_t>(given, share && !percent ? 4 : 2);
    std::string whole = digits;
    if (point < digits.size()) whole.erase(point, 1);
    whole.append(places - std::min(places, given), '0');
    scale.value_ = std::stoll(whole);
    scale.most_ = most_by_far;
    if (type == "ratio") {
        scale.most_ = percent ? 100 : 1;
        for (std::size_t place = 0; place < places; ++place) scale.most_ *= 10;
    }
    const char* const ending = percent ? "%" : "";
    scale.step_ = spelled_number(1, places, ending);
    scale.spell_ = [places, ending](std::int64_t value) { return spelled_number(value, places, ending); };
    for (std::int64_t distance = 1; distance <= 10'000'000; distance *= 10) {
        scale.distances_.push_back(distance);
        scale.distances_.push_back(4 * distance);
    }
    for (const std::int64_t part : {2, 10, 100}) scale.distances_.push_back(scale.value_ - scale.value_ / part);
    return scale;
}

std::string Scale::text(std::int64_t value) const { return spell_(value); }

std::vector<std::int64_t> Scale::positions() const {
    std::vector<std::int64_t> out{value_};
    for (const std::int64_t distance : distances_) {
        out.push_back(std::max(least_, value_ - distance));
        out.push_back(std::min(most_, value_ + distance));
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace redress::cli
