#include "rules/amount.h"

#include <fmt/format.h>

#include "formula/lexer.h"
#include "rules/constant.h"

namespace redress::rules {

namespace {

bool below_zero(const Formula& constant, const Pack& pack, const formula::Level* level) {
    try {
        return exact::sign(constant_value(constant, pack, level).number) < 0;
    } catch (const formula::FormulaError&) {
        return false;  // too long for a constant; settling can compute it
    }
}

}  // namespace

void check_not_below_zero(const ElementReader& reader, std::string_view attribute, const Formula& formula, const Pack& pack) {
    if (!formula.exists()) return;
    if (formula.signs.negative && !formula.signs.positive) {
        reader.fail(attribute,
                    fmt::format("'{}' is never above zero, whatever a case says: expected an amount", formula.source()));
    }
    if (!formula.constant) return;
    if (!formula.needs_level) {
        if (below_zero(formula, pack, nullptr))
            reader.fail(attribute, fmt::format("'{}' is below zero: expected an amount", formula.source()));
        return;
    }
    for (const formula::Level& level : pack.levels) {
        if (below_zero(formula, pack, &level))
            reader.fail(attribute,
                        fmt::format("'{}' is below zero at level '{}': expected an amount", formula.source(), level.id));
    }
}

}  // namespace redress::rules
