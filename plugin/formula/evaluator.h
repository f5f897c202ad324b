// Runs compiled formulas.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "exact/number.h"
#include "facts/case.h"
#include "facts/derived.h"
#include "formula/declared.h"
#include "formula/program.h"
#include "formula/ticket_clock.h"
#include "time/calendar.h"

namespace redress::formula {

// The values of one declared fact: those that records of the case give, and what holds for all others.
class AdditionalFact {
public:
    explicit AdditionalFact(const facts::Fact& otherwise) : otherwise_(&otherwise) {}

    // Of the record at `index`.
    const facts::Fact& operator[](std::uint32_t index) const {
        if (given_.empty()) return *otherwise_;
        const auto found =
            std::lower_bound(given_.begin(), given_.end(), index, [](const Given& g, std::uint32_t i) { return g.index < i; });
        return found == given_.end() || found->index != index ? *otherwise_ : found->fact;
    }
    // By rising index.
    void give(std::uint32_t index, const facts::Fact& fact) { given_.push_back({index, fact}); }

private:
    struct Given {
        std::uint32_t index;
        facts::Fact fact;
    };
    const facts::Fact* otherwise_;  // of the book, or an unknown one
    std::vector<Given> given_;
};

// By declared fact of the book.
using AdditionalFacts = std::vector<AdditionalFact>;

// A stretch of time that <periods> makes of records, and how much of it counts.
struct Period {
    time::Interval whole;
    time::Seconds length{0};
};

// A fact that a formula needed and the case does not have.
struct Missing {
    facts::Record record = facts::Record::case_;
    std::uint32_t index = facts::no_record;
    std::string_view field;                   // of the vocabulary, or declared; "" where a record itself is missing
    bool no_record_at_all = false;            // an average or an extreme over no record
    std::optional<time::UnknownDays> days{};  // that the calendar of the rules does not cover; then nothing else is said
};

// Whose facts a formula reads. All pointers are borrowed.
struct Surroundings {
    const facts::Case* facts = nullptr;
    const AdditionalFacts* additional = nullptr;
    std::span<const DeclaredFact> declared;           // of the rules, as `additional` instructions count them
    std::span<const LevelParameter> parameters;       // the same for `level` instructions
    const Level* level = nullptr;                     // null where the subscription has none
    const time::WorkCalendar* calendar = nullptr;     // never null where a formula counts working days
    const time::Zone* opening_zone = nullptr;         // of the opening hours; null where a fact that says it is missing
    Missing no_opening_zone;                          // and which that is
    std::span<const TicketClock> clocks;              // of the rules, for the times of tickets
    const Period* period = nullptr;                   // the one that a measure looks at
    const Period* subject_period = nullptr;           // the one that the guarantee is about; null where that is unknown
    facts::WindowContext window;                      // with the zone of all dates
    facts::Seen seen{};                               // from where plans of subscriptions are seen
    std::array<std::uint32_t, role_count> records{};  // index of the record that plays each role; no_record for none
};

enum class Fault : std::uint8_t {
    none,
    missing,       // a fact that the formula needs is unknown; `missing()` says which
    out_of_range,  // a number is beyond limits::big_bits_max
    out_of_years,  // a date beyond the years of input_limits.h
    out_of_work,   // the case needs more work than limits::work_max
};

// Where a window is unknown: the subscription lacks the start or the end that it is counted from.
Missing unknown_window(const facts::Case&, std::uint32_t subscription);

// A named value of the frame.
struct Named {
    Cell cell;
    enum class State : std::uint8_t { unset, known, missing } state = State::unset;
    Missing missing;
};

class Evaluator {
public:
    // Makes room for formulas of so many cells, and so many names; keeps its memory for the next.
    void prepare(std::size_t cells, std::size_t names);

    // Runs a formula; its value is then in result().
    Fault run(const Formula&, const Surroundings&);
    const Cell& result() const { return cells_[0]; }
    bool flag() const { return cells_[0].scalar != 0; }
    const Missing& missing() const { return missing_; }
    // Says that days are missing which something outside of formulas asked the calendar for.
    Fault give_up(const time::UnknownDays& days);

    // What is missing where the level that parameters are asked for is not known.
    static Missing missing_level(const Surroundings&);

    // The clock of a ticket, or null where all time counts.
    Fault find_clock(const Surroundings&, std::uint32_t ticket, const TicketClock*& found);

    Named& name(std::uint16_t slot) { return slot < said_slot ? names_[slot] : said_[slot - said_slot]; }
    // So that no formula sees a value of another window.
    void forget_names() {
        for (Named& named : names_) named.state = Named::State::unset;
    }

    // Whether a number beyond 64 bits was met, which takes memory of its own. Whoever computes outside of formulas says so, too.
    bool met_big = false;

    // What is left of limits::work_max; run() and whoever visits records takes from it.
    std::int64_t work_left = 0;

private:
    Fault in_range(const Number&);
    Fault step(const Instruction&, const Formula&, const Surroundings&);
    Fault load(const Instruction&, const facts::Fact&, std::uint32_t index, std::string_view field);
    Fault unknown(const Instruction&, std::uint32_t index, std::string_view field);
    Fault load_derived(const Instruction&, const Surroundings&);
    Fault load_ticket_time(const Instruction&, facts::Derived, std::uint32_t ticket, const Surroundings&);
    const Cell& read(std::uint16_t at, const Formula& formula) const {
        return at < constant_register ? cells_[at] : formula.constants[at - constant_register];
    }
    Fault find_boundary(const Instruction&, const Cell& left, const Surroundings&);
    Fault opening_time(const Cell& left, const Cell& right, Cell& target, const Surroundings&);
    Fault find_window_beside(const Instruction&, const Surroundings&);
    Fault load_parameter(const Instruction&, const Surroundings&);
    Fault load_name(const Instruction&);
    Fault move_instant(const Instruction&, const Cell& left, const Cell& right, const Surroundings&);
    Fault give_up(facts::Record, std::uint32_t index, std::string_view field);
    Fault give_up(const Missing&);

    std::vector<Cell> cells_;
    std::vector<Named> names_;
    std::array<Named, said_max> said_;
    Missing missing_;
};

// The value of a formula that is constant (or needs only the level); evaluated when the rules are loaded. Throws
// FormulaError where it does not fit 64 bits.
facts::Fact constant_value(const Formula&, const Surroundings&);

}  // namespace redress::formula
