// A book of rules: many SLAs, and many versions of one. Immutable once loaded; threads share it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/pack.h"
#include "time/zone_database.h"
#include "xml/document.h"

namespace redress::rules {

// All versions of one SLA, and what is asked of them together.
struct Sla {
    std::string_view id;
    std::span<const std::unique_ptr<Pack>> versions;  // by effective_from; never empty
    time::IntervalSet in_effect;                      // when any of them is, sorted and joined
    std::vector<std::string_view> levels;             // that any of them has, sorted
    std::vector<std::string_view> guarantees;         // likewise
    // Of each text field whose words all of them list: the words that any of them lists, sorted.
    std::map<const facts::Field*, std::vector<std::string_view>> words;
    std::vector<exact::Currency> currencies;  // likewise, each once
    bool any_needs_claim = false;
    bool any_needs_none = false;
    bool any_charges = false;
};

struct Examined;

class Book {
public:
    // A rule file, or a folder: every *.xml below it, in whatever order; a calendar among them is for all SLAs of the folder. The
    // zones that the rules name are read from `zones`, and are the book's own. Throws Error with the place.
    static Book load(const std::string& path, time::ZoneDatabase zones = {});
    static Book parse(std::string_view xml, std::string_view file = {}, time::ZoneDatabase zones = {});

    // The same for a review: all that is wrong, and a book of what nothing is wrong with. Throws Error only where nothing can be
    // read.
    static Examined examine(const std::string& path, time::ZoneDatabase zones = {});
    static Examined examine_text(std::string_view xml, time::ZoneDatabase zones = {});

    // Null where there is none.
    const Sla* sla(std::string_view id) const;
    // All versions of one SLA, by effective_from; empty where there is none.
    std::span<const std::unique_ptr<Pack>> versions(std::string_view id) const;
    std::span<const std::unique_ptr<Pack>> packs() const { return packs_; }  // by id, then effective_from
    std::vector<std::string_view> ids() const;

    // The declared facts of all packs, one row for each (record, name).
    std::span<const formula::DeclaredFact> facts() const { return facts_; }
    // Its index among them; nothing where no pack declares it.
    std::optional<std::uint32_t> fact(facts::Record record, std::string_view name) const;
    // Which zone data the book was loaded with, as time::ZoneDatabase::version() says.
    const std::string& zone_data_version() const { return zone_data_version_; }

private:
    Book(std::vector<std::unique_ptr<Pack>> packs, const time::ZoneDatabase& zones);
    static Examined examined(std::vector<std::unique_ptr<Pack>> packs, Examined out, const time::ZoneDatabase& zones);
    void order_versions();
    void gather_slas();
    void gather_facts();

    std::vector<std::unique_ptr<Pack>> packs_;
    std::vector<Sla> slas_;  // by id
    std::vector<formula::DeclaredFact> facts_;
    std::map<std::pair<facts::Record, std::string_view>, std::uint32_t> facts_by_name_;  // views of the packs
    std::string zone_data_version_;
};

// Of the texts that a book is made of, and how they read.
struct Examined {
    std::vector<std::pair<std::string, std::string>> texts;  // by the name of the file
    std::vector<xml::Document> slas;                         // of each that is well-formed
    std::vector<Error> faults;                               // in the order of the files and lines; at most limits::faults_max
    std::optional<Book> book;                                // of the SLAs without faults, where there are any
};

}  // namespace redress::rules
