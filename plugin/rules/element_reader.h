// One element of a rule file, read strictly: what the grammar does not know is refused where it stands.
#pragma once

#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exact/rounding.h"
#include "formula/compiler.h"
#include "rules/pack.h"
#include "time/instant.h"
#include "time/zone_database.h"
#include "xml/document.h"

namespace redress::rules {

// All functions throw Error (invalid_rules) with file, line, column, element and attribute.
class ElementReader {
public:
    // Checks the attributes, the children's names and the text against the grammar; not where that was done before.
    enum class Grammar : std::uint8_t { checked_here, checked_before };
    ElementReader(const xml::Element& element, const std::string& file, Grammar = Grammar::checked_here);
    // The same check of an element, telling all that is wrong.
    static void check_grammar(const xml::Element& element, const std::string& file, const std::function<void(Error)>& found);

    std::string_view name() const { return element_.name(); }
    Position position() const { return element_.position(); }
    const xml::Element& element() const { return element_; }
    std::optional<xml::Attribute> find(std::string_view attribute) const;

    std::string text(std::string_view attribute, std::string_view fallback = {}) const;
    // A name for formulas: letters, digits and underscores, not a word of the language.
    std::string identifier(std::string_view attribute) const;
    // A name in cases and ids: letters, digits, '_', '-' and '.'.
    std::string id(std::string_view attribute) const;
    std::vector<std::string> words(std::string_view attribute) const;  // separated by spaces; empty where absent
    // One of `names`; its index. `fallback` where the attribute is absent.
    std::size_t one_of(std::string_view attribute, std::span<const std::string_view> names, std::size_t fallback = 0) const;
    bool yes(std::string_view attribute, bool fallback) const;
    std::optional<time::Date> date(std::string_view attribute) const;
    std::optional<time::Span> span(std::string_view attribute) const;
    // Days of the week by their names; bit 0 is Sunday. `others` are words that the attribute may have instead.
    std::bitset<7> week(std::string_view attribute, std::span<const std::string> names,
                        std::span<const std::string_view> others = {}) const;
    time::DayFilter days(std::string_view attribute) const;
    std::optional<time::DailyHours> hours(std::string_view attribute) const;
    time::Zone zone(std::string_view attribute, time::ZoneDatabase& zones) const;
    time::Zone zone(std::string_view attribute, const std::string& name, time::ZoneDatabase&) const;  // one of a list
    exact::RoundingMode rounding(std::string_view attribute, exact::RoundingMode fallback) const;
    std::int64_t whole_number(std::string_view attribute, std::int64_t min, std::int64_t max, std::int64_t fallback) const;
    std::optional<facts::Record> record(std::string_view attribute) const;

    // A formula; one that does not exist where the attribute is absent.
    Formula formula(std::string_view attribute, const formula::Visible&, bool number_wanted = false) const;
    Formula condition(std::string_view attribute, const formula::Visible&) const;
    // The same, and what was parsed, for other formulas to name.
    Formula condition(std::string_view attribute, const formula::Visible&, formula::Syntax& parsed) const;
    Formula number(std::string_view attribute, const formula::Visible&, formula::Dimension) const;
    Formula instant_or_date(std::string_view attribute, const formula::Visible&) const;
    // The value of a constant that was read from the attribute.
    facts::Fact constant(std::string_view attribute, const Formula&, const Pack&) const;

    // `attribute` may be empty: the element itself.
    [[noreturn]] void fail(std::string_view attribute, std::string message) const;
    [[noreturn]] void fail_at(Position, std::string_view attribute, std::string message) const;

private:
    // What `make` gives of the attribute's text; what it throws of a formula is told at its place in the file.
    template <class Make>
    Formula formula_of(std::string_view attribute, Make make) const;
    Formula as_condition(std::string_view attribute, Formula) const;
    void check_attributes(const std::function<void(Error)>& found) const;
    void check_children(const std::function<void(Error)>& found) const;
    Error error_at(Position, std::string_view attribute, std::string message) const;

    xml::Element element_;
    const std::string& file_;
};

}  // namespace redress::rules
