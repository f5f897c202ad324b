// From entitled to posted: combine, minimum, caps, what was credited before, and the one rounding; then the remedy.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "settle/apply.h"
#include "settle/combine.h"
#include "settle/frame.h"
#include "settle/ledger.h"
#include "settle/settlement.h"

namespace redress::settle {

class Limiter {
public:
    // Brings the granted decisions from what is entitled to what is posted, and applies what is. Throws as the stages do.
    void run(Frame& frame, Settlement& settlement, Applier& applier);

private:
    struct Held {
        std::uint32_t decision = 0;
        Number least{};
    };

    const facts::Case& facts() const { return frame_->facts(); }
    void enter_promises();
    void share_rests();
    std::string_view claim_of(const Decision& d) const;

    // One decision. It works on d_, the decision being brought to its amount.
    void begin(std::uint32_t decision);
    void settle_one(std::uint32_t decision);
    bool bring();
    bool denied_by_combination();
    bool unclear();
    bool minimum(const rules::Minimum& rule);
    std::optional<Number> least();
    void note_minimum(const Number& bound);
    void post();
    exact::MinorUnits rounded(const Number& amount, exact::RoundingMode mode) const;
    void stand_by_credit();
    void stand();

    // Approval, of what would be granted.
    bool waits();
    bool wait(exact::MinorUnits amount);
    bool approval_given();
    bool is_about(std::uint32_t claim) const;

    // Caps.
    bool apply(const rules::Cap& cap);
    RuleWindow cap_window(const rules::Cap& cap) const;
    time::Instant so_long_before(const time::Span& span, time::Instant end) const;
    void enter_cap(const rules::Cap& cap, const RuleWindow& window);
    std::size_t tally_of(const rules::Cap& cap);
    struct Used {
        exact::MinorUnits amount = 0;
        std::int64_t promises = 0;
    };
    std::optional<Used> used_by_others(const rules::Cap& cap, const time::Interval& window);
    bool apply_count(const rules::Cap& cap, const RuleWindow& window, const Used& used);
    bool apply_amount(const rules::Cap& cap, const RuleWindow& window, const Used& used);
    void note(Bounded bounded, const RuleWindow& window);

    // What is held until more is due.
    void settle_held();
    void settle_held_of(std::size_t first, std::size_t last, Number due);
    bool bring_without_steps(std::uint32_t decision);
    bool something_left(std::uint32_t decision);
    void hold(const Held& held);

    bool close(Outcome outcome, Reason reason, std::string_view rule = {});
    bool review(const formula::Missing& missing);
    void record(StepKind kind, std::string_view clause, std::string_view name, std::string_view formula, const Number& value,
                std::string_view sentence);
    Number units(exact::MinorUnits value) const { return exact::to_units(value, frame_->currency()); }

    Frame* frame_ = nullptr;
    Settlement* settlement_ = nullptr;
    Applier* applier_ = nullptr;
    Ledger ledger_;
    Combiner combiner_;
    std::map<const rules::Cap*, std::size_t> tallies_;
    std::vector<Held> held_;
    std::map<std::uint32_t, std::uint32_t> waiting_;  // promises, with the first decision of each that waits for approval

    std::uint32_t index_ = 0;
    Decision* d_ = nullptr;
    const rules::Pack* pack_ = nullptr;
    std::optional<Number> room_;  // the least that any cap leaves
    std::vector<Combiner::Taken> taken_;
};

}  // namespace redress::settle
