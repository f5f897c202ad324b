#include "as_if.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <stdexcept>
#include <string_view>

#include "rule_files.h"
#include "temporary_folder.h"

namespace redress::cli {
namespace {

namespace fs = std::filesystem;

// Dates are written alike, so the order of their texts is that of time.
void begin_at(pugi::xml_node sla, const std::string& date, const std::string& newest) {
    const std::string from = sla.attribute("effective_from").value();
    if (from == newest) {
        if (date < from) sla.attribute("effective_from").set_value(date.c_str());
        return;
    }
    const std::string until = sla.attribute("effective_to").value();
    if (!until.empty() && until <= date) return;
    if (!sla.attribute("effective_to")) sla.append_attribute("effective_to");
    sla.attribute("effective_to").set_value(date.c_str());
}

// Also refuses a day that does not exist.
void check_date(const std::string& date) {
    int year = 0;
    unsigned month = 0, day = 0;
    int read = 0;
    const bool shaped =
        date.size() == 10 && std::sscanf(date.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &read) == 3 && read == 10;
    if (shaped && std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)).ok())
        return;
    throw std::runtime_error("'" + date + "' is not a date: expected a day such as 2026-02-28");
}

}  // namespace

Book load_as_if_from(const RulesOptions& options, const std::string& date) {
    check_date(date);
    const Book as_written = load_rules(options);  // whatever is wrong with them is told with their own places
    std::map<std::string, std::string> newest;
    for (std::int64_t i = 0; i < redress_book_count(as_written.get()); ++i) {
        std::string& from = newest[std::string(field(*as_written, i, "sla"))];
        from = std::max(from, std::string(field(*as_written, i, "effective_from")));
    }
    const bool changes = std::any_of(newest.begin(), newest.end(), [&](const auto& of_sla) { return date < of_sla.second; });
    if (!changes)
        throw std::runtime_error("no version begins after " + date + ": expected an earlier day, since nothing would change");
    const TemporaryFolder folder;
    int number = 0;
    for (const fs::path& file : rule_paths(options.rules)) {
        pugi::xml_document document;
        if (!document.load_file(file.c_str(), pugi::parse_full)) throw std::runtime_error(file.string() + " can't be read");
        pugi::xml_node root = document.document_element();
        if (std::string_view(root.name()) == "sla") {
            const std::string& last = newest[root.attribute("id").value()];
            const std::string from = root.attribute("effective_from").value();
            if (from != last && from >= date) continue;  // it would never have been in effect
            begin_at(root, date, last);
        }
        document.save_file((folder.path() / (std::to_string(++number) + ".xml")).c_str(), "",
                           pugi::format_raw | pugi::format_no_declaration);
    }
    return load_rules({folder.path().string(), options.zones});
}

}  // namespace redress::cli
