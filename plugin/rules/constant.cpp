#include "rules/constant.h"

#include "formula/evaluator.h"

namespace redress::rules {

facts::Fact constant_value(const Formula& formula, const Pack& pack, const formula::Level* level) {
    formula::Surroundings around;
    around.parameters = pack.parameters;
    around.level = level;
    around.calendar = &pack.calendar;
    around.window.zone = &pack.zone;
    around.records.fill(facts::no_record);
    return formula::constant_value(formula, around);
}

}  // namespace redress::rules
