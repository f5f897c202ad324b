#include "rules/ladder.h"

#include <fmt/format.h>

#include "exact/literal.h"
#include "formula/lexer.h"
#include "input_limits.h"
#include "rules/constant.h"

namespace redress::rules {

namespace {

using exact::Rational;

bool is_falling(formula::Relation bound) { return bound == formula::Relation::at_least || bound == formula::Relation::above; }
bool is_inclusive(formula::Relation bound) { return bound == formula::Relation::at_least || bound == formula::Relation::at_most; }

std::string spelled(const Rational& value, const formula::Type& type) {
    std::string out;
    exact::append_decimal(out, type.ratio ? value * Rational(100) : value);
    if (type.ratio) out += '%';
    if (type.is_number(formula::elapsed)) out += " seconds";
    return out;
}

// Thrown and caught within this file.
Rational number_of(const Formula& constant, const Pack& pack, std::size_t level) {
    try {
        return constant_value(constant, pack, pack.levels.empty() ? nullptr : &pack.levels[level]).number;
    } catch (const formula::FormulaError& error) {
        throw LadderFault{constant.position, error.message};
    }
}

std::string at(Position position) { return fmt::format("line {}, column {}", position.line, position.column); }

std::string in_level(const Pack& pack, std::size_t level) {
    return pack.levels.empty() ? std::string() : fmt::format(" at level '{}'", pack.levels[level].id);
}

std::size_t level_rows(const Pack& pack) { return std::max<std::size_t>(1, pack.levels.size()); }

// The shape: bounds on all tiers but the last, all in one direction.
std::optional<LadderFault> check_shape(const Ladder& ladder) {
    const std::vector<Tier>& tiers = ladder.tiers;
    if (tiers.back().bound) {
        return LadderFault{tiers.back().position,
                           "the last tier must catch all: give it no bound, so that no value falls through"};
    }
    for (std::size_t i = 0; i + 1 < tiers.size(); ++i) {
        if (!tiers[i].bound) {
            return LadderFault{
                tiers[i + 1].position,
                fmt::format("this tier can never apply: the one at {} has no bound and catches all", at(tiers[i].position))};
        }
        if (is_falling(*tiers[i].bound) != is_falling(*tiers[0].bound)) {
            return LadderFault{tiers[i].position,
                               fmt::format("the bounds run both ways: at {} they are at_least or above, or else "
                                           "at_most or below, and must stay so",
                                           at(tiers[0].position))};
        }
    }
    return std::nullopt;
}

std::optional<LadderFault> check_order(const Ladder& ladder, const Pack& pack, std::size_t level) {
    const std::vector<Rational>& thresholds = ladder.thresholds[level];
    for (std::size_t i = 0; i + 1 < thresholds.size(); ++i) {
        const Tier& first = ladder.tiers[i];
        const Tier& second = ladder.tiers[i + 1];
        const bool falling = is_falling(*first.bound);
        const bool in_order = falling ? thresholds[i + 1] < thresholds[i] : thresholds[i] < thresholds[i + 1];
        const bool touching = thresholds[i] == thresholds[i + 1] && !is_inclusive(*first.bound) && is_inclusive(*second.bound);
        if (in_order || touching) continue;
        return LadderFault{
            second.position,
            fmt::format("this tier can never apply{}: {} already falls to the tier at {}; thresholds must strictly {}",
                        in_level(pack, level), spelled(thresholds[i + 1], ladder.of.type), at(first.position),
                        falling ? "fall" : "rise")};
    }
    return std::nullopt;
}

// The signs of the numbers that a tier takes: between its own bound and that of the tier before it.
formula::Signs signs_taken(const Ladder& ladder, const std::vector<Rational>& thresholds, std::size_t tier) {
    const bool falling = is_falling(*ladder.tiers[0].bound);
    formula::Signs taken;
    if (tier < thresholds.size()) {
        const int sign = exact::sign(thresholds[tier]);
        const bool touches = sign == 0 && is_inclusive(*ladder.tiers[tier].bound);
        (falling ? taken.negative : taken.positive) = falling ? sign < 0 : sign > 0;
        taken.zero = touches || (falling ? sign < 0 : sign > 0);
    }
    if (tier > 0) {
        const int sign = exact::sign(thresholds[tier - 1]);
        const bool touches = sign == 0 && !is_inclusive(*ladder.tiers[tier - 1].bound);
        (falling ? taken.positive : taken.negative) = falling ? sign > 0 : sign < 0;
        taken.zero = taken.zero && (touches || (falling ? sign > 0 : sign < 0));
    }
    return taken;
}

std::string spelled(formula::Signs signs) {
    std::vector<std::string_view> words;
    if (signs.negative) words.emplace_back("negative");
    if (signs.zero) words.emplace_back("zero");
    if (signs.positive) words.emplace_back("positive");
    return fmt::format("{}", fmt::join(words, " or "));
}

// A number that can't be negative never falls below a last bound of zero.
std::optional<LadderFault> check_reach(const Ladder& ladder, const Pack& pack, std::size_t level) {
    const std::vector<Rational>& thresholds = ladder.thresholds[level];
    if (thresholds.empty()) return std::nullopt;
    const formula::Signs found = ladder.of.signs;
    for (std::size_t i = 0; i < ladder.tiers.size(); ++i) {
        const formula::Signs taken = signs_taken(ladder, thresholds, i);
        if ((taken.negative && found.negative) || (taken.zero && found.zero) || (taken.positive && found.positive)) continue;
        const bool last = i + 1 == ladder.tiers.size();
        return LadderFault{
            ladder.tiers[i].position,
            fmt::format(
                "this tier can never apply{}: '{}' is never {}{}", in_level(pack, level), ladder.of.source(), spelled(taken),
                last ? fmt::format(", so the tier at {} catches all: give that one no bound", at(ladder.tiers[i - 1].position))
                     : std::string())};
    }
    return std::nullopt;
}

std::optional<LadderFault> fault_of_bounds(Ladder& ladder, const Pack& pack) {
    if (std::optional<LadderFault> fault = check_shape(ladder)) return fault;
    pack.thresholds += level_rows(pack) * ladder.tiers.size();
    if (pack.thresholds > limits::thresholds_max) {
        return LadderFault{ladder.tiers.back().position,
                           fmt::format("the ladders have more than {} thresholds, all levels together", limits::thresholds_max)};
    }
    for (std::size_t level = 0; level < level_rows(pack); ++level) {
        std::vector<Rational> row;
        for (const Tier& tier : ladder.tiers) {
            if (tier.bound) row.push_back(number_of(tier.threshold, pack, level));
        }
        ladder.thresholds.push_back(std::move(row));
        if (std::optional<LadderFault> fault = check_order(ladder, pack, level)) return fault;
        if (std::optional<LadderFault> fault = check_reach(ladder, pack, level)) return fault;
    }
    return std::nullopt;
}

std::optional<LadderFault> fault_of_values(const Ladder& ladder, const Pack& pack, Worse worse) {
    // Down the page the looked-up number falls or rises; is that towards worse service?
    const bool falling = is_falling(*ladder.tiers[0].bound);
    const bool worse_down = falling == (worse == Worse::lower);
    for (std::size_t level = 0; level < level_rows(pack); ++level) {
        for (std::size_t i = 0; i + 1 < ladder.tiers.size(); ++i) {
            const Tier& above = ladder.tiers[i];
            const Tier& below = ladder.tiers[i + 1];
            if (!above.value.constant || !below.value.constant) continue;
            const Rational upper = number_of(above.value, pack, level);
            const Rational lower = number_of(below.value, pack, level);
            if (worse_down ? !(lower < upper) : !(upper < lower)) continue;
            const Rational witness = ladder.thresholds[level][i];
            return LadderFault{
                below.position,
                fmt::format("the value falls as service gets worse{}: on the one side of {} it is {} (tier at {}), on the "
                            "other, which is {}, it is {}; monotone=\"no\" allows it",
                            in_level(pack, level), spelled(witness, ladder.of.type), spelled(upper, above.value.type),
                            at(above.position), worse_down ? "worse" : "better", spelled(lower, below.value.type))};
        }
    }
    return std::nullopt;
}

}  // namespace

void refuse(const LadderFault& fault, const Pack& pack) {
    throw Error(Status::invalid_rules, Place{pack.file, fault.position, "tier", {}}, fault.message);
}

std::optional<LadderFault> check_bounds(Ladder& ladder, const Pack& pack) {
    try {
        return fault_of_bounds(ladder, pack);
    } catch (LadderFault& fault) {
        return std::move(fault);
    }
}

std::optional<LadderFault> check_monotone(const Ladder& ladder, const Pack& pack, Worse worse) {
    if (worse == Worse::unknown || ladder.tiers.size() < 2) return std::nullopt;
    if (ladder.tiers[0].value.type.kind != formula::Kind::number) return std::nullopt;
    try {
        return fault_of_values(ladder, pack, worse);
    } catch (LadderFault& fault) {
        return std::move(fault);
    }
}

}  // namespace redress::rules
