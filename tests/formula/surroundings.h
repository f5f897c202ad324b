// What the formulas of these tests can name.
#pragma once

#include <string>
#include <vector>

#include "formula/checker.h"
#include "formula/lexer.h"

namespace redress::formula {

inline Type number_of(Dimension dimension) {
    Type type;
    type.dimension = dimension;
    return type;
}

// Records as in a guarantee over tickets, inside a measure over incidents.
struct Sight {
    std::vector<LevelParameter> parameters;
    std::vector<DeclaredFact> facts;
    Visible visible;

    Sight() {
        using facts::Record;
        const Signs not_negative{false, true, true};
        parameters.push_back({"downtime_limit", number_of(elapsed), Signs{false, false, true}, {}});
        parameters.push_back({"plan", Type{.kind = Kind::text, .dimension = {}, .ratio = false, .tokens = {}}, Signs{}, {}});
        declare(Record::account, "individual_terms", redress::facts::FieldType::flag, "");
        declare(Record::incident, "impact", redress::facts::FieldType::token, "low high");
        declare(Record::ticket, "surcharge", redress::facts::FieldType::money, "");
        visible.records = {{"case", Role::case_, Record::case_},
                           {"account", Role::account, Record::account},
                           {"subscription", Role::subscription, Record::subscription},
                           {"claim", Role::claim, Record::claim},
                           {"incident", Role::measured, Record::incident},
                           {"subject", Role::subject, Record::ticket}};
        visible.parameters = &parameters;
        visible.facts = &facts;
        visible.currency = exact::currency("EUR");
        visible.window = true;
        visible.opening = true;
        name("down", number_of(elapsed), not_negative, Trend::rising);
        name("failures", number_of(plain), not_negative, Trend::rising);
        name("change", number_of(plain), Signs{}, Trend::unknown);
        name("share", number_of(plain), not_negative, Trend::constant);
        name("vip", Type{.kind = Kind::flag, .dimension = {}, .ratio = false, .tokens = {}}, Signs{}, Trend::constant);
        name("deadline", Type{.kind = Kind::date, .dimension = {}, .ratio = false, .tokens = {}}, Signs{}, Trend::constant);
        name("notice", Type{.kind = Kind::span, .dimension = {}, .ratio = false, .tokens = {}}, Signs{}, Trend::constant);
    }
    Sight(const Sight&) = delete;
    Sight& operator=(const Sight&) = delete;

private:
    void declare(facts::Record record, std::string fact, facts::FieldType type, std::string tokens) {
        DeclaredFact out;
        out.record = record;
        out.name = std::move(fact);
        out.type = type;
        out.tokens = std::move(tokens);
        facts.push_back(std::move(out));
    }
    void name(std::string text, Type type, Signs signs, Trend trend) {
        VisibleName out;
        out.name = std::move(text);
        out.type = type;
        out.signs = signs;
        out.trend = trend;
        out.slot = static_cast<std::uint16_t>(visible.names.size());
        out.element = "let";
        visible.names.push_back(std::move(out));
    }
};

}  // namespace redress::formula
