// Formulas: parsed, checked, compiled and evaluated.
#pragma once

#include <string>
#include <string_view>

#include "../facts/case_builder.h"
#include "../formula/surroundings.h"
#include "exact/literal.h"
#include "formula/compiler.h"
#include "formula/evaluator.h"
#include "promise.h"
#include "time/instant.h"
#include "time/zone_database.h"

namespace redress::fuzz {

// What the formulas can name, with a value for everything but `change`: the full case of the facts' tests.
class FormulaWorld {
public:
    FormulaWorld() : facts_(facts::built(facts::full_case())) {
        zone_ = time::ZoneDatabase().load("Europe/Berlin");
        calendar_.holidays = {time::parse_date("2026-01-06").value};
        calendar_.put_in_order();
        level_.values.resize(2);
        level_.values[0].number = exact::Rational(3'600);
        level_.values[1].text = "gold";
        for (facts::Fact& value : level_.values) value.state = facts::Fact::State::given;
        for (std::uint32_t i = 0; i < sight.facts.size(); ++i) sight.facts[i].book_index = i;
        for (const formula::DeclaredFact& fact : sight.facts) additional_.emplace_back(fact.default_value);  // unknown
        around.facts = &facts_;
        around.additional = &additional_;
        around.declared = sight.facts;
        around.parameters = sight.parameters;
        around.calendar = &calendar_;
        around.level = &level_;
        around.window.interval = {time::parse_instant("2026-01-01T00:00:00+01:00").value,
                                  time::parse_instant("2026-02-01T00:00:00+01:00").value};
        around.window.zone = &zone_;
        around.window.subscription = 0;
        around.records = {0, 0, 0, 0, 1, 1};
    }
    FormulaWorld(const FormulaWorld&) = delete;
    FormulaWorld& operator=(const FormulaWorld&) = delete;

    formula::Fault run(const formula::Formula& formula, formula::Evaluator& evaluator) const {
        using State = formula::Named::State;
        evaluator.work_left = 1'000'000;
        const std::size_t names = sight.visible.names.size();
        evaluator.prepare(formula.cells, names);
        for (std::uint16_t slot = 0; slot < names; ++slot) evaluator.name(slot).state = State::known;
        evaluator.name(0).cell.number = 7'200;
        evaluator.name(1).cell.number = 3;
        evaluator.name(2).state = State::missing;
        evaluator.name(3).cell.number = exact::Number::fraction(1, 2);
        evaluator.name(4).cell.scalar = 1;
        evaluator.name(5).cell.scalar = time::parse_date("2026-01-31").value.time_since_epoch().count();
        evaluator.name(6).cell.span = time::Span{1, 0, 0};
        return evaluator.run(formula, around);
    }

    formula::Sight sight;
    formula::Surroundings around;

private:
    facts::Case facts_;
    time::Zone zone_;
    time::WorkCalendar calendar_;
    formula::Level level_;
    formula::AdditionalFacts additional_;
};

inline bool sign_is_known(const formula::Signs& signs, const exact::Number& value) {
    const int sign = exact::sign(value);
    return sign < 0 ? signs.negative : sign > 0 ? signs.positive : signs.zero;
}

// The program ends, and as the checker said of its sign.
inline void evaluate(const FormulaWorld& world, const formula::Formula& formula) {
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
    static const FormulaWorld world;
    try {
        const formula::Syntax syntax = formula::parse(input);
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
