// A book of rules: many SLAs, and many versions of one. Immutable once loaded; threads share it.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/pack.h"
#include "time/zone_database.h"

namespace redress::rules {

class Book {
public:
    // A rule file, or a folder: every *.xml below it, in the order of their names. The zones that the rules name are read
    // from `zones`, and are the book's own. Throws Error with the place.
    static Book load(const std::string& path, time::ZoneDatabase zones = {});
    static Book parse(std::string_view xml, std::string_view file = {}, time::ZoneDatabase zones = {});

    // All versions of one SLA, by effective_from; empty where there is none.
    std::span<const std::unique_ptr<Pack>> versions(std::string_view id) const;
    std::span<const std::unique_ptr<Pack>> packs() const { return packs_; }  // by id, then effective_from
    std::vector<std::string_view> ids() const;

    // The declared facts of all packs, one row for each (record, name).
    std::span<const DeclaredFact> facts() const { return facts_; }
    // Which zone data the book was loaded with, as time::ZoneDatabase::version() says.
    const std::string& zone_data_version() const { return zone_data_version_; }

private:
    Book(std::vector<std::unique_ptr<Pack>> packs, const time::ZoneDatabase& zones);
    void order_versions();
    void gather_facts();

    std::vector<std::unique_ptr<Pack>> packs_;
    std::vector<DeclaredFact> facts_;
    std::string zone_data_version_;
};

}  // namespace redress::rules
