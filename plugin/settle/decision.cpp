#include "settle/decision.h"

#include <algorithm>
#include <array>

namespace redress::settle {

std::string_view name_of(Outcome outcome) noexcept {
    constexpr std::array<std::string_view, 4> names = {"granted", "denied", "review", "pending"};
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view name_of(Reason reason) noexcept {
    constexpr std::array<std::string_view, 21> names = {
        "granted",      "not_breached",     "no_credit_promised", "zero_credit",    "not_covered",
        "requirement",  "claim_channel",    "claim_too_early",    "claim_too_late", "incident_of_other_subscription",
        "missing_fact", "window_open",      "combined",           "below_minimum",  "held_below_minimum",
        "cap",          "already_credited", "approval",           "no_remedy",      "nothing_to_settle",
        "not_in_effect"};
    return names[static_cast<std::size_t>(reason)];
}

namespace {

const rules::Requirement* find_requirement(const std::vector<rules::Requirement>& requirements, std::string_view id) {
    const auto found = std::find_if(requirements.begin(), requirements.end(), [&](const auto& r) { return r.id == id; });
    return found == requirements.end() ? nullptr : &*found;
}

}  // namespace

const rules::Requirement* requirement_of(const Decision& d) {
    const rules::Requirement* const shared = find_requirement(d.pack->requirements, d.rule);
    return shared != nullptr ? shared : find_requirement(d.guarantee->requirements, d.rule);
}

void append_extension(std::string& out, const Decision& d) {
    if (d.extension_span)
        time::append_span(out, *d.extension_span);
    else
        time::append_duration(out, d.extension);
}

}  // namespace redress::settle
