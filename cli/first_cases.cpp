// Cases to begin with where an SLA has no sample.
#include <cctz/civil_time.h>
#include <fmt/core.h>

#include <cstdio>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "case_facts.h"
#include "probes.h"

namespace redress::cli {

std::vector<ProbeSeed> first_cases(const RuleFile& rules) {
    const pugi::xml_node root = rules.root();
    int year = 0, month = 0, day = 0;
    if (std::sscanf(attribute(root, "effective_from").c_str(), "%4d-%2d-%2d", &year, &month, &day) != 3) return {};
    const cctz::civil_month in = cctz::civil_month(year, month) + 2;
    const auto at = [&](int months, int of_month, const char* clock) {
        const cctz::civil_month then = in + months;
        return fmt::format("{:04}-{:02}-{:02}{}", then.year(), then.month(), of_month, clock);
    };
    std::vector<std::string> levels;
    for (const pugi::xml_node& level : root.children("level")) levels.push_back(attribute(level, "id"));
    if (levels.empty()) levels.emplace_back();
    std::string channel = attribute(root.child("claim"), "channel");
    channel = channel.substr(0, channel.find_first_of(", "));
    std::vector<ProbeSeed> out;
    for (const pugi::xml_node& guarantee : root.children("guarantee")) {
        const std::string id = attribute(guarantee, "id");
        const std::string over = attribute(guarantee, "over");
        for (const std::string& level : levels) {
            CaseFacts facts("<case xmlns=\"urn:redress:case:1\"/>");
            const auto add = [&](const char* record, std::initializer_list<std::pair<const char*, std::string>> fields) {
                const std::size_t number = facts.add(record);
                for (const auto& [field, value] : fields) {
                    if (!value.empty()) facts.set({number, field}, value);
                }
            };
            for (const auto& [field, value] : {std::pair{"id", std::string("first-case")},
                                               {"as_of", at(2, 1, "T09:00:00Z")},
                                               {"currency", attribute(root, "currency")}})
                facts.set({0, field}, value);
            add("account", {{"id", "account-1"}});
            add("subscription", {{"id", "service-1"},
                                 {"sla", attribute(root, "id")},
                                 {"price", "100.00"},
                                 {"level", level},
                                 {"start", at(-1, 1, "T00:00:00Z")},
                                 {"end", at(12, 1, "T00:00:00Z")}});
            add("incident", {{"id", "incident-1"}, {"start", at(0, 10, "T10:00:00Z")}, {"end", at(0, 10, "T16:00:00Z")}});
            if (over == "ticket")
                add("ticket", {{"id", "ticket-1"},
                               {"opened", at(0, 10, "T10:00:00Z")},
                               {"channel", channel},
                               {"first_response", at(0, 12, "T10:00:00Z")},
                               {"resolved", at(0, 14, "T10:00:00Z")}});
            if (!attribute(root.child("claim"), "required").empty()) {
                const bool by_date = over != "incident" && over != "ticket";
                add("claim", {{"id", "claim-1"},
                              {"filed", at(1, 2, "T10:00:00Z")},
                              {"subscription", "service-1"},
                              {"channel", channel},
                              {"guarantee", id},
                              {"incident", over == "incident" ? "incident-1" : ""},
                              {"ticket", over == "ticket" ? "ticket-1" : ""},
                              {"window", by_date ? at(0, 10, "") : ""}});
            }
            out.push_back({fmt::format("a case for {}{}", id, level.empty() ? "" : " at " + level), facts.xml(""), false});
        }
    }
    return out;
}

}  // namespace redress::cli
