// Formulas: parsed, checked, compiled and evaluated.
#pragma once

#include <string>
#include <string_view>

#include "../formula/formula_world.h"
#include "formula/compiler.h"
#include "promise.h"

namespace redress::fuzz {

inline bool sign_is_known(const formula::Signs& signs, const exact::Number& value) {
    const int sign = exact::sign(value);
    return sign < 0 ? signs.negative : sign > 0 ? signs.positive : signs.zero;
}

// The program ends, and as the checker said of its sign.
inline void evaluate(const formula::FormulaWorld& world, const formula::Formula& formula) {
    using formula::Fault;
    formula::Evaluator evaluator;
    const Fault fault = world.run(formula, evaluator);
    promise(fault != Fault::out_of_work, "no formula needs much work");
    if (fault == Fault::none && formula::storage_of(formula.type) == formula::Storage::number) {
        promise(sign_is_known(formula.signs, evaluator.result().number), "the checker knows which signs a value can have");
    }
}

inline void try_expression(std::string_view input) {
#ifdef REDRESS_FUZZ_PLANTED
    promise(!input.starts_with("#7~Q"), "planted");
#endif
    static const formula::FormulaWorld world;
    try {
        formula::Syntax syntax = formula::parse(input);
        promise(!formula::dump(syntax).empty(), "a tree can be shown");
        const formula::Formula formula = formula::compile(formula::check(syntax, world.sight.visible), {});
        promise(!formula::dump(formula).empty(), "a program can be shown");
        evaluate(world, formula);
    } catch (const formula::FormulaError& error) {
        promise(error.offset <= input.size(), "an error lies inside the formula");
        promise(!error.message.empty(), "an error has a message");
    }
}

}  // namespace redress::fuzz
