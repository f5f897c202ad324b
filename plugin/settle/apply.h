// Applying a credit: the choice of the remedy, and what it does to the balance, the subscription's end or the invoice.
#pragma once

#include <vector>

#include "settle/frame.h"
#include "settle/settlement.h"

namespace redress::settle {

class Applier {
public:
    // Takes what discounts granted before can still take of the invoice, oldest first.
    void begin(Frame& frame, Settlement& settlement);

    // Applies a decision that is granted as far as combining, minimum and caps; it may still become denied or review.
    void apply(std::uint32_t decision);

private:
    struct Line {
        std::uint32_t index = 0;
        exact::MinorUnits left = 0;
    };

    bool review_missing(Decision& d, const formula::Missing& missing);
    const rules::RemedyRule* choose(Decision& d);
    std::optional<const rules::RemedyRule*> first_open(Decision& d, std::optional<rules::Remedy> kind);
    void record(std::uint32_t decision, StepKind kind, std::string_view clause, std::string_view name, std::string_view sentence);
    std::optional<time::Instant> expiry(const rules::RemedyRule& rule, const rules::Pack& pack) const;
    void top_up(std::uint32_t decision, const rules::RemedyRule& rule);
    bool extend(std::uint32_t decision, const rules::RemedyRule& rule);
    bool nothing_left(Decision& d);
    std::optional<const rules::RemedyRule*> fallback_of(Decision& d, const rules::RemedyRule& rule);
    void fall_back(std::uint32_t decision, const rules::RemedyRule& rule, const rules::RemedyRule& by);
    static bool stands_as_span(const Decision& d, const rules::RemedyRule& rule);
    std::optional<Number> price_of_one(const Decision& d, const rules::RemedyRule& rule);
    std::optional<Number> extension_length(const Decision& d, const rules::RemedyRule& rule);
    Number rounded_extension(const Decision& d, const Number& length, const rules::RemedyRule& rule);
    std::optional<time::Instant> extended(Decision& d, time::Instant end, const rules::RemedyRule& rule);
    void discount(std::uint32_t decision, const rules::RemedyRule& rule);
    time::Instant discount_from(const Decision& d) const;
    bool forfeited(std::uint32_t prior);
    void discount_prior(std::uint32_t prior);
    void settle_remainder(GrantedCredit& credit, time::Instant since);
    bool goes_to_balance(const PriorCredit& p);
    const rules::Pack* version_now(std::uint32_t subscription) const;
    bool ended(std::uint32_t subscription) const;
    bool find_lines(std::uint32_t subscription, time::Instant from);
    bool find_lines_of_sla(std::uint32_t subscription, time::Instant from);
    template <class Takes>
    bool find_lines_that(time::Instant from, Takes takes);
    void sum_invoice();
    exact::MinorUnits take(std::uint32_t credit, std::uint32_t subscription, exact::MinorUnits wanted);
    void fall_back_for_rest(GrantedCredit& credit, rules::Remedy remedy, const rules::RemedyRule& by);
    exact::MinorUnits room_of_lines() const;
    void record_discount(std::uint32_t decision, const rules::RemedyRule& rule, const GrantedCredit& credit,
                         exact::MinorUnits by_fallback);

    Frame* frame_ = nullptr;
    Settlement* settlement_ = nullptr;
    std::vector<Line> lines_;              // of the invoice that a discount can take from
    exact::MinorUnits invoice_left_ = 0;   // of the invoice as a whole, deductions included
    std::vector<std::uint32_t> eligible_;  // indices in lines_, for the credit being applied
    std::vector<exact::MinorUnits> weights_, parts_;
    std::vector<time::Instant> ends_;  // of the subscriptions, as extended so far
};

}  // namespace redress::settle
