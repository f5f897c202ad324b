#include "rules/definition_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/ladder.h"

namespace redress::rules {

namespace {

std::optional<MeasureKind> measure_kind(std::string_view element) {
    for (std::uint8_t i = 0; !name_of(MeasureKind{i}).empty(); ++i) {
        if (name_of(MeasureKind{i}) == element) return MeasureKind{i};
    }
    return std::nullopt;
}

// What the formulas of a measure see: all that is visible, and the record being measured under its own name.
formula::Visible with_measured(formula::Visible out, facts::Record record) {
    std::erase_if(out.records, [&](const formula::VisibleRecord& r) { return r.name == facts::row(record).name; });
    out.records.push_back({facts::row(record).name, formula::Role::measured, record});
    return out;
}

class DefinitionLoader {
public:
    DefinitionLoader(const ElementReader& reader, const formula::Visible& visible, const Pack& pack,
                     std::optional<time::WindowKind> over)
        : reader_(reader), visible_(visible), pack_(pack), over_(over) {}

    LoadedDefinition run(std::uint16_t slot) {
        Definition& d = out_.definition;
        d.name = reader_.identifier("name");
        d.clause = reader_.text("clause");
        d.slot = slot;
        d.position = reader_.position();
        check_new_name();
        if (reader_.name() == "let")
            let();
        else if (reader_.name() == "condition")
            condition();
        else if (reader_.name() == "tiers")
            ladder();
        else
            measure(*measure_kind(reader_.name()));
        formula::VisibleName& n = out_.name;
        n.name = d.name;
        n.type = d.type;
        n.slot = slot;
        n.position = d.position;
        n.element = reader_.name();
        return std::move(out_);
    }

private:
    void check_new_name() const {
        const formula::VisibleName* earlier = visible_.name(out_.definition.name);
        if (earlier == nullptr) return;
        reader_.fail("name", fmt::format("'{}' is already the name of the <{}> at line {}, column {}", earlier->name,
                                         earlier->element, earlier->position.line, earlier->position.column));
    }

    void let() {
        Definition& d = out_.definition;
        d.kind = DefinitionKind::let;
        d.value = reader_.formula("value", visible_);
        d.type = d.value.type;
        out_.name.signs = d.value.signs;
        out_.name.trend = d.value.trend;
    }

    // Of a record, or of periods, that formulas which name it look at.
    void condition() {
        Definition& d = out_.definition;
        d.kind = DefinitionKind::condition;
        const formula::VisibleName* periods = measured_periods();
        d.of = periods != nullptr ? facts::Record::period : measured_record();
        const formula::Visible inside = periods != nullptr ? with_period(*periods) : with_measured(visible_, d.of);
        auto made = std::make_shared<formula::Condition>();
        made->of = reader_.text("of");
        d.value = reader_.condition("that", inside, made->syntax);
        d.type = d.value.type;
        out_.name.condition = std::move(made);
    }

    // --- measures ---

    void measure(MeasureKind kind) {
        Definition& d = out_.definition;
        d.kind = DefinitionKind::measure;
        Measure& m = d.measure;
        m.kind = kind;
        if (kind == MeasureKind::windows) return windows(m);
        m.of_range = kind == MeasureKind::time && !reader_.find("of");
        if (m.of_range) check_range_alone();
        const formula::VisibleName* periods = measured_periods();
        m.of = periods != nullptr ? *periods->periods_of : measured_record();
        const formula::Visible inside = periods != nullptr ? with_period(*periods) : with_measured(visible_, m.of);
        if (periods != nullptr) m.periods = periods->slot;
        m.where = reader_.condition("where", inside);
        m.value = reader_.formula("value", inside, true);
        m.weight = reader_.number("weight", inside, formula::plain);
        if (m.weight.signs.negative && m.weight.exists())
            reader_.fail("weight",
                         "a weight is never below zero, but this could be: bound the fact with at_least, or use max(0, ...)");
        if (kind == MeasureKind::periods) make_periods(m, inside);
        m.otherwise = reader_.formula("else", visible_, true);
        range(m);
        options(m);
        d.type = result_type(m);
        out_.name.signs = result_signs(m);
        out_.name.trend =
            kind == MeasureKind::downtime || kind == MeasureKind::count ? formula::Trend::rising : formula::Trend::unknown;
    }

    // What `of` names where it is none of the vocabulary's records; null otherwise. How it is measured stands there.
    const formula::VisibleName* measured_periods() const {
        const formula::VisibleName* found = visible_.name(reader_.text("of"));
        if (found == nullptr || !found->periods_of) return nullptr;
        if (reader_.name() == "periods") reader_.fail("of", "periods are made of records, not of periods");
        if (visible_.record(found->name) != nullptr) {
            reader_.fail("of", fmt::format("the window is one '{0}': say {0}.length, or measure the records in it", found->name));
        }
        *found->used = true;
        for (const std::string_view attribute :
             {"scope", "records", "exclusions", "shift", "from", "until", "prorate", "weight", "concurrent"}) {
            if (reader_.find(attribute))
                reader_.fail(attribute, fmt::format("'{}' is for records: the <periods> at line {} says which time '{}' is",
                                                    attribute, found->position.line, found->name));
        }
        return found;
    }

    formula::Visible with_period(const formula::VisibleName& periods) const {
        formula::Visible out = visible_;
        out.records.push_back({periods.name, formula::Role::measured, facts::Record::period});
        return out;
    }

    void check_range_alone() const {
        if (reader_.find("where")) reader_.fail("where", "'where' is for records: say of which");
        if (reader_.text("scope") == "subject")
            reader_.fail("scope",
                         "the range is nobody's record: expected subscription, its time of service, or account, all of it");
    }

    // Of a guarantee that stands before, so that none counts its own windows by way of another.
    void windows(Measure& m) {
        m.promise = reader_.id("of");
        m.last = static_cast<std::int32_t>(reader_.whole_number("last", 1, 120, 1));
        m.before = reader_.yes("before", false);
        m.consecutive = reader_.yes("consecutive", false);
        std::vector<std::string_view> known;
        for (const Guarantee& g : pack_.guarantees) known.push_back(g.id);
        const Guarantee* const promise = pack_.guarantee(m.promise);
        if (promise == nullptr) {
            reader_.fail("of",
                         fmt::format("no guarantee '{}' stands before this one{}", m.promise, did_you_mean(m.promise, known)));
        }
        if (!has_neighbours(promise->over) || over_ != promise->over) {
            reader_.fail("of", fmt::format("'{}' is over {}: its windows can be counted in a guarantee over the same, and where "
                                           "windows follow each other",
                                           m.promise, pack_.over_of(*promise)));
        }
        out_.name.signs = formula::Signs::of(facts::SignBound::not_negative);
        out_.name.trend = formula::Trend::rising;
    }

    void make_periods(Measure& m, const formula::Visible& inside) {
        if (time::window_kind(out_.name.name))
            reader_.fail("name",
                         fmt::format("'{}' is what a guarantee can be over already: expected another name", out_.name.name));
        m.start = reader_.formula("start", inside);
        m.end = reader_.formula("end", inside);
        for (const auto& [formula, attribute] : {std::pair(&m.start, "start"), std::pair(&m.end, "end")}) {
            if (formula->exists() && formula->type.kind != formula::Kind::instant)
                reader_.fail(attribute, fmt::format("expected an instant, found {}", formula::describe(formula->type)));
        }
        m.join = reader_.number("join", visible_, formula::elapsed);
        m.at_least = reader_.number("at_least", visible_, formula::elapsed);
        for (const auto& [formula, attribute] : {std::pair(&m.join, "join"), std::pair(&m.at_least, "at_least")}) {
            if (formula->exists() && (!formula->constant || formula->signs.negative))
                reader_.fail(attribute,
                             "expected a length of time that is a constant or a parameter of the level, not below zero");
        }
        constexpr std::array<std::string_view, 2> gaps = {"up", "down"};
        m.gaps = reader_.one_of("gaps", gaps) == 1;
        if (m.gaps && !m.join.exists()) reader_.fail("gaps", "only gaps that 'join' closes can count");
        out_.name.periods_of = m.of;
    }

    facts::Record measured_record() const {
        const std::optional<facts::Record> of = reader_.record("of");
        if (!of) return facts::Record::incident;
        if (!facts::extent(*of)) {
            reader_.fail(
                "of", fmt::format(
                          "{} covers no time: expected subscription, incident, maintenance, ticket, charge, measurement or line",
                          facts::row(*of).name));
        }
        return *of;
    }

    void range(Measure& m) const {
        m.shift = static_cast<std::int32_t>(reader_.whole_number("shift", -120, 120, 0));
        m.from = reader_.instant_or_date("from", visible_);
        m.until = reader_.instant_or_date("until", visible_);
        if (m.shift != 0 && (m.from.exists() || m.until.exists())) reader_.fail("shift", "either shift or from and until");
        if (m.shift != 0 && over_ && !has_neighbours(*over_))
            reader_.fail("shift", fmt::format("windows over {} have no neighbours: use from and until", over_name()));
    }

    // What the guarantee is over, as the rules call it.
    std::string_view over_name() const {
        for (const formula::VisibleRecord& r : visible_.records) {
            if (r.role == formula::Role::subject && r.record == facts::Record::period) return r.name;
        }
        return time::name_of(*over_);
    }

    void options(Measure& m) const {
        constexpr std::array<std::string_view, 3> scopes = {"subject", "subscription", "account"};
        constexpr std::array<std::string_view, 3> memberships = {"touching", "starting", "ending"};
        m.scope = static_cast<Scope>(reader_.one_of("scope", scopes, static_cast<std::size_t>(Scope::subscription)));
        if (m.scope == Scope::subject) subject(m);
        m.membership = static_cast<Membership>(reader_.one_of("records", memberships));
        const bool time = m.kind == MeasureKind::time;
        m.exclusions = reader_.yes("exclusions", !time || m.of == facts::Record::incident);
        if (!m.exclusions && !time && m.of != facts::Record::incident) {
            reader_.fail("exclusions", "exclusions are of incidents: other measures have none");
        }
        m.prorate = reader_.yes("prorate", false);
        if (m.prorate && m.of == facts::Record::subscription) {
            reader_.fail("prorate", "a subscription can be without end, so no part of it lies in the window");
        }
        m.concurrent = static_cast<std::uint32_t>(reader_.whole_number("concurrent", 1, 1000, 1));
        if (m.concurrent > 1 && m.weight.exists())
            reader_.fail("weight", "either concurrent or weight: components that are down together have no one weight");
        if (m.concurrent > 1 && m.scope == Scope::subject)
            reader_.fail("concurrent", "the subject is one incident: nothing else is down at the same time within it");
    }

    // Which records the guarantee's own incident or ticket has: itself, and the subscriptions that it concerns.
    void subject(const Measure& m) const {
        const formula::VisibleRecord* subject = visible_.record("subject");
        if (subject == nullptr) reader_.fail("scope", "there is a subject only in a guarantee over incident or ticket");
        if (m.of == subject->record || m.of == facts::Record::subscription) return;
        reader_.fail(
            "scope",
            fmt::format("the subject is one {0}, and no {1} belongs to it: expected another scope, or 'of' {0} or subscription",
                        facts::row(subject->record).name, facts::row(m.of).name));
    }

    formula::Type result_type(const Measure& m) const {
        formula::Type type = type_of(m.kind);
        if (m.value.exists()) {
            if (m.value.type.kind != formula::Kind::number)
                reader_.fail("value", fmt::format("expected a number, found {}", formula::describe(m.value.type)));
            type = m.value.type;
        }
        if (m.otherwise.exists() && !formula::comparable(m.otherwise.type, type)) {
            reader_.fail("else", fmt::format("the measure is {}, but this is {}", formula::describe(type),
                                             formula::describe(m.otherwise.type)));
        }
        return type;
    }

    static formula::Signs result_signs(const Measure& m) {
        if (!m.value.exists()) return formula::Signs::of(facts::SignBound::not_negative);
        formula::Signs signs = m.value.signs;
        const bool mixes = m.kind == MeasureKind::average && signs.negative && signs.positive;
        if (m.kind == MeasureKind::sum || mixes) signs.zero = true;
        if (m.otherwise.exists()) signs = signs | m.otherwise.signs;
        return signs;
    }

    // --- ladders ---

    void ladder() {
        Definition& d = out_.definition;
        d.kind = DefinitionKind::ladder;
        Ladder& l = d.ladder;
        l.of = reader_.formula("of", visible_, true);
        if (l.of.type.kind != formula::Kind::number)
            reader_.fail("of", fmt::format("expected a number, found {}", formula::describe(l.of.type)));
        for (xml::Element child = reader_.element().first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() == "tier") tier(l, child);
        }
        if (l.tiers.empty()) reader_.fail({}, "<tiers> has no <tier>");
        d.type = l.tiers[0].value.type;
        formula::Signs signs = l.tiers[0].value.signs;
        for (const Tier& t : l.tiers) signs = signs | t.value.signs;
        out_.name.signs = signs;
        check_ladder(l);
    }

    void tier(Ladder& l, const xml::Element& element) {
        const ElementReader reader(element, pack_.file);
        Tier t;
        t.position = reader.position();
        t.clause = reader.text("clause");
        constexpr std::array<std::pair<std::string_view, formula::Relation>, 4> bounds = {
            {{"at_least", formula::Relation::at_least},
             {"above", formula::Relation::above},
             {"at_most", formula::Relation::at_most},
             {"below", formula::Relation::below}}};
        for (const auto& [attribute, relation] : bounds) {
            if (!reader.find(attribute)) continue;
            if (t.bound) reader.fail(attribute, "a tier has one bound");
            t.bound = relation;
            t.threshold = reader.formula(attribute, visible_, true);
            if (!formula::comparable(t.threshold.type, l.of.type)) {
                reader.fail(attribute, fmt::format("the ladder is of {}, but this is {}", formula::describe(l.of.type),
                                                   formula::describe(t.threshold.type)));
            }
            if (!t.threshold.constant) reader.fail(attribute, "a bound is a constant or a parameter of the level");
        }
        t.value = reader.formula("value", visible_, true);
        if (!l.tiers.empty() && !formula::comparable(t.value.type, l.tiers[0].value.type)) {
            reader.fail("value", fmt::format("the first tier gives {}, this one {}", formula::describe(l.tiers[0].value.type),
                                             formula::describe(t.value.type)));
        }
        l.tiers.push_back(std::move(t));
    }

    void check_ladder(Ladder& l) {
        l.monotone_waived = !reader_.yes("monotone", true);
        std::optional<LadderFault> fault = check_bounds(l, pack_);
        if (fault) refuse(*fault, pack_);
        const formula::Trend trend = l.of.trend;
        const Worse worse = trend == formula::Trend::falling  ? Worse::lower
                            : trend == formula::Trend::rising ? Worse::higher
                                                              : Worse::unknown;
        if (l.monotone_waived) {
            out_.name.trend = formula::Trend::unknown;
            return;
        }
        fault = check_monotone(l, pack_, worse);
        if (fault) refuse(*fault, pack_);
        // Values that depend on more than the ladder were not compared: nothing is known of their order.
        const bool compared = std::all_of(l.tiers.begin(), l.tiers.end(), [](const Tier& t) { return t.value.constant; });
        out_.name.trend = !compared || worse == Worse::unknown ? formula::Trend::unknown : formula::Trend::rising;
        if (compared && trend == formula::Trend::constant) out_.name.trend = formula::Trend::constant;
    }

    const ElementReader& reader_;
    const formula::Visible& visible_;
    const Pack& pack_;
    std::optional<time::WindowKind> over_;
    LoadedDefinition out_;
};

}  // namespace

bool is_definition(std::string_view element) {
    return element == "let" || element == "condition" || element == "tiers" || measure_kind(element).has_value();
}

bool has_neighbours(time::WindowKind over) {
    return over != time::WindowKind::incident && over != time::WindowKind::ticket && over != time::WindowKind::term;
}

LoadedDefinition load_definition(const xml::Element& element, const formula::Visible& visible, const Pack& pack,
                                 std::optional<time::WindowKind> over, std::uint16_t slot) {
    const ElementReader reader(element, pack.file);
    return DefinitionLoader(reader, visible, pack, over).run(slot);
}

HoursZone load_hours_zone(const ElementReader& reader, const formula::Visible& visible, const Pack& pack,
                          time::ZoneDatabase& zones) {
    HoursZone out;
    if (!reader.find("timezone")) return out;
    if (reader.text("timezone").find('.') == std::string::npos) {  // as no zone has in its name
        out.fixed = reader.zone("timezone", zones);
        return out;
    }
    out.fact = reader.formula("timezone", visible);
    const std::vector<formula::Instruction>& code = out.fact.code;
    if (code.size() != 1 || code[0].op != formula::Op::additional || pack.facts[code[0].left].zones.empty())
        reader.fail("timezone",
                    fmt::format("'{}' is not a zone: expected an IANA name, or a <fact> of type zone", reader.text("timezone")));
    return out;
}

Exclusion load_exclusion(const xml::Element& element, const formula::Visible& visible, const Pack& pack,
                         time::ZoneDatabase& zones) {
    const ElementReader reader(element, pack.file);
    Exclusion out;
    out.position = reader.position();
    out.clause = reader.text("clause");
    out.of = reader.record("of");
    if (out.of && *out.of != facts::Record::incident && *out.of != facts::Record::maintenance) {
        reader.fail("of", "expected maintenance or incident");
    }
    for (const std::string_view attribute : {"before", "after"}) {
        if (!out.of && reader.find(attribute))
            reader.fail(attribute, fmt::format("'{}' belongs to records: say of which", attribute));
    }
    // No names: a measure would depend on the very time that is being excluded from it.
    formula::Visible inside = formula::without_names(visible);
    if (out.of != facts::Record::incident)
        inside.records.push_back({"incident", formula::Role::excluded, facts::Record::incident});
    if (out.of) inside = with_measured(std::move(inside), *out.of);
    out.where = reader.condition("where", inside);
    out.of_each = formula::reads(out.where, formula::Role::excluded);
    for (auto [formula, attribute] : {std::pair(&out.before, "before"), std::pair(&out.after, "after")}) {
        *formula = reader.number(attribute, visible, formula::elapsed);
        if (formula->exists() && (!formula->constant || formula->needs_level || formula->signs.negative)) {
            reader.fail(attribute, "a margin is a constant length of time, not below zero");
        }
        if (formula->exists()) reader.constant(attribute, *formula, pack);
    }
    out.daily = reader.hours("daily");
    out.except_daily = reader.hours("except_daily");
    if (out.daily && out.except_daily) reader.fail("except_daily", "either daily or except_daily");
    out.days = reader.days("days");
    if (!out.daily && !out.except_daily) {
        for (const std::string_view attribute : {"days", "timezone"}) {
            if (reader.find(attribute)) reader.fail(attribute, fmt::format("'{}' belongs to daily or except_daily", attribute));
        }
        if (!out.of) reader.fail({}, "<exclude> needs 'of', 'daily' or 'except_daily'");
    }
    out.zone = load_hours_zone(reader, inside, pack, zones);
    out.of_each = out.of_each || formula::reads(out.zone.fact, formula::Role::excluded);
    return out;
}

}  // namespace redress::rules
