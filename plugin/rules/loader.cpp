#include "rules/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "digest.h"
#include "exact/money.h"
#include "facts/text.h"
#include "facts/token_set.h"
#include "input_limits.h"
#include "rules/amount.h"
#include "rules/canonical.h"
#include "rules/definition_loader.h"
#include "rules/element_reader.h"
#include "rules/grammar.h"
#include "rules/guarantee_loader.h"
#include "rules/names.h"
#include "rules/text.h"
#include "rules/warning.h"

namespace redress::rules {

namespace {

class PackLoader {
public:
    PackLoader(const xml::Document& document, time::ZoneDatabase& zones, const Calendars* calendars, Faults* faults)
        : pack_(std::make_unique<Pack>()), root_(document.root()), zones_(zones), calendars_(calendars), faults_(faults) {
        pack_->file = document.file();
    }

    std::unique_ptr<Pack> run() {
        if (faults_ != nullptr) faults_->check_grammar(root_, pack_->file);
        const ElementReader reader(root_, pack_->file, grammar());
        header(reader);
        allowed(root_);
        each({"source", "reading", "calendar", "fact", "words"}, [&](const xml::Element& e) { meta(e); });
        settle_default_texts();
        opening_zone();
        each({"parameter"}, [&](const xml::Element& e) { default_parameter(e); });
        each({"level"}, [&](const xml::Element& e) { level(e); });
        make_visible();
        shared_definitions();
        rest();
        if (faults_ == nullptr || !faults_->found_in(root_)) step([&] { check_whole(reader); });
        if (faults_ != nullptr && faults_->found_in(root_)) return nullptr;
        measure_sizes();
        pack_->digest = sha256_hex(canonical_rules(root_, calendar_ ? &*calendar_ : nullptr)).data();
        return std::move(pack_);
    }

private:
    static void new_id(const ElementReader& reader, Ids& ids, const std::string& id, std::string_view kind) {
        const Position* const earlier = ids.add(id, reader.position());
        if (earlier != nullptr) reader.fail("id", fmt::format("the {} '{}' stands already at line {}", kind, id, earlier->line));
    }

    void each(std::initializer_list<std::string_view> names, const std::function<void(const xml::Element&)>& take) const {
        for (xml::Element child = root_.first_child(); child.exists(); child = child.next_sibling()) {
            if (std::find(names.begin(), names.end(), child.name()) == names.end()) continue;
            // What a guarantee holds is read by itself.
            const Reads reads = child.name() == "guarantee" ? Reads::own_attributes : Reads::whole_element;
            attempt(faults_, child, reads, [&] { take(child); });
        }
    }

    // Something that the attributes of the root say.
    template <class Step>
    void step(Step&& read) {
        attempt(faults_, root_, Reads::own_attributes, std::forward<Step>(read));
    }

    // Of elements that hold others, which are read whatever else is wrong with those.
    ElementReader::Grammar grammar() const {
        return faults_ == nullptr ? ElementReader::Grammar::checked_here : ElementReader::Grammar::checked_before;
    }

    // --- what stands by itself ---

    void header(const ElementReader& reader) {
        pack_->position = reader.position();
        step([&] { names(reader); });
        step([&] { currency(reader); });
        step([&] { pack_->zone = reader.zone("timezone", zones_); });
        step([&] { in_effect(reader); });
        step([&] { pack_->rounding = reader.rounding("rounding", exact::RoundingMode::half_up); });
        step([&] {
            pack_->explains_fully = reader.one_of("explanation", std::array<std::string_view, 2>{"brief", "full"}) == 1;
        });
    }

    void names(const ElementReader& reader) {
        if (reader.text("xmlns") != rules_namespace) {
            reader.fail("xmlns",
                        fmt::format("'{}' is not the namespace of rules: expected {}", reader.text("xmlns"), rules_namespace));
        }
        pack_->id = reader.id("id");
        pack_->title = reader.text("title");
    }

    void currency(const ElementReader& reader) {
        if (!reader.find("currency")) return;
        const std::string code = reader.text("currency");
        pack_->currency = exact::currency(code);
        if (pack_->currency) return;
        if (faults_ != nullptr) {
            for (const std::string_view known : exact::currency_codes()) faults_->lack(known);
        }
        reader.fail("currency",
                    fmt::format("'{}' is not a currency of ISO 4217{}", code, did_you_mean(code, exact::currency_codes())));
    }

    void in_effect(const ElementReader& reader) {
        const std::optional<time::Date> from = reader.date("effective_from");
        if (!from) return;  // of a review: the grammar has said that it lacks
        pack_->effective_from = *from;
        pack_->effective_to = reader.date("effective_to");
        if (pack_->effective_to && *pack_->effective_to <= pack_->effective_from) {
            reader.fail("effective_to",
                        "the version ends before it begins: effective_to is the first day on which it is not in effect");
        }
        pack_->effective.start = pack_->zone.start_of_day(pack_->effective_from);
        pack_->effective.end = pack_->effective_to ? pack_->zone.start_of_day(*pack_->effective_to) : time::Instant::max();
    }

    // What a review need not tell; bounded by limits::xml_depth_max.
    void allowed(const xml::Element& parent) {
        for (xml::Element child = parent.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() != "allow") {
                allowed(child);
                continue;
            }
            attempt(faults_, child, Reads::whole_element, [&] {
                const ElementReader reader(child, pack_->file);
                reader.one_of("warning", facts::words_of(warning_codes));
                reader.text("reason");
            });
        }
    }

    void meta(const xml::Element& element) {
        const ElementReader reader(element, pack_->file);
        if (element.name() == "source") source(reader);
        if (element.name() == "reading") reading(reader);
        if (element.name() == "calendar") calendar(reader);
        if (element.name() == "fact") fact(reader);
        if (element.name() == "words") words(reader);
    }

    void source(const ElementReader& reader) {
        const std::string file = reader.text("file");
        const std::string title = reader.text("title");
        if (file.empty() && title.empty()) reader.fail({}, "<source> needs 'file' or 'title'");
        reader.date("published");
        pack_->sources.push_back(file.empty() ? title : file);
    }

    void reading(const ElementReader& reader) {
        Reading out{reader.text("clause"), reader.element().text()};
        if (out.text.empty()) reader.fail({}, "<reading> says how the clause was read, and why");
        pack_->readings.push_back(std::move(out));
    }

    void calendar(const ElementReader& reader) {
        if (calendar_) reader.fail({}, "an SLA has one <calendar>");
        calendar_ = calendar_of_sla(reader, pack_->file, calendars_);
        pack_->calendar = calendar_->work_calendar();
    }

    // One for all opening hours, of the account or the subscription, since it is known before anything is measured.
    void opening_zone() {
        formula::Visible visible;
        visible.facts = &pack_->facts;
        visible.records = {{"account", formula::Role::account, facts::Record::account},
                           {"subscription", formula::Role::subscription, facts::Record::subscription}};
        std::optional<ElementReader> first;
        each({"calendar"}, [&](const xml::Element& calendar) {
            for (xml::Element child = calendar.first_child(); child.exists(); child = child.next_sibling()) {
                if (child.name() != "hours") continue;
                const ElementReader row(child, pack_->file);
                if (first && row.text("timezone") != first->text("timezone"))
                    row.fail("timezone", fmt::format("all opening hours are by one zone, and those at line {} are by another",
                                                     first->position().line));
                if (!first) pack_->opening_zone = load_hours_zone(row, visible, *pack_, zones_);
                if (!first) first.emplace(row);
            }
        });
    }

    // Of tickets, which a measure looks at without regard to a guarantee: the window and the claim have no part in it.
    void clock(const xml::Element& element) {
        const ElementReader reader(element, pack_->file);
        formula::Visible visible = without_names_and_window();
        visible.ticket_times = false;
        visible.records.push_back({"ticket", formula::Role::measured, facts::Record::ticket});
        formula::TicketClock out;
        out.position = reader.position();
        out.clause = reader.text("clause");
        out.when = reader.condition("when", visible);
        out.opening = reader.one_of("hours", std::array<std::string_view, 2>{"all", "opening"}) == 1;
        out.pauses = reader.one_of("pauses", std::array<std::string_view, 2>{"stop", "run"}) == 0;
        if (out.opening && pack_->calendar.opening.empty()) reader.fail("hours", std::string(formula::no_opening_hours));
        if (!pack_->clocks.empty() && !pack_->clocks.back().when.exists()) {
            reader.fail({}, fmt::format("no ticket is left for this clock: the one at line {} is for all, since it has no 'when'",
                                        pack_->clocks.back().position.line));
        }
        if (pack_->clocks.size() >= limits::clocks_max) reader.fail({}, fmt::format("more than {} clocks", limits::clocks_max));
        pack_->clocks.push_back(std::move(out));
    }

    void fact(const ElementReader& reader) {
        formula::DeclaredFact out;
        out.position = reader.position();
        out.record = *reader.record("record");
        if (out.record == facts::Record::case_)
            reader.fail("record", "additional facts belong to the records of a case, not to the case");
        out.name = reader.identifier("name");
        if (!facts::is_fact_name(out.name) || out.name == "xmlns")
            reader.fail("name", "a case can't carry it: expected lower-case letters, digits and underscores, and not xmlns");
        if (facts::find_field(out.record, out.name) != nullptr) {
            reader.fail("name", fmt::format("{}.{} is in the vocabulary already", facts::row(out.record).name, out.name));
        }
        if (pack_->facts.size() >= limits::facts_max)
            reader.fail({}, fmt::format("more than {} declared facts", limits::facts_max));
        for (const formula::DeclaredFact& earlier : pack_->facts) {
            if (earlier.record == out.record && earlier.name == out.name) {
                reader.fail("name", fmt::format("{}.{} is declared already at line {}", facts::row(out.record).name, out.name,
                                                earlier.position.line));
            }
        }
        fact_type(reader, out);
        fact_bounds(reader, out);
        out.doc = reader.text("doc");
        out.default_text = reader.text("default");
        if (!out.default_text.empty()) {
            try {
                out.default_value = formula::parse_declared(out, out.default_text);
                out.default_value.state = facts::Fact::State::defaulted;
            } catch (const Error& error) {
                reader.fail("default", error.what());
            }
        }
        pack_->facts.push_back(std::move(out));
    }

    void words(const ElementReader& reader) {
        const std::string name = reader.text("field");
        const AttributeRow& row = *std::find_if(attributes("words").begin(), attributes("words").end(),
                                                [](const AttributeRow& a) { return a.name == "field"; });
        reader.one_of("field", facts::words_of(row.values));
        const std::size_t dot = name.find('.');
        formula::FieldWords out;
        out.field = facts::find_field(*facts::find_record(name.substr(0, dot)), name.substr(dot + 1));
        const std::vector<std::string> values = reader.words("values");
        for (const std::string& value : values) {
            if (value.find(',') != std::string::npos)
                reader.fail("values", fmt::format("'{}' has a comma: words are separated by spaces", value));
        }
        out.words = fmt::format("{}", fmt::join(values, " "));
        out.position = reader.position();
        for (const formula::FieldWords& earlier : pack_->words) {
            if (earlier.field == out.field)
                reader.fail("field", fmt::format("the words of {} stand already at line {}", name, earlier.position.line));
        }
        pack_->words.push_back(std::move(out));
    }

    // A text default points into its own string, which has moved with the vector until now.
    void settle_default_texts() const {
        for (formula::DeclaredFact& fact : pack_->facts) {
            if (fact.default_value.known() && formula::storage_of(fact.type) == formula::Storage::text)
                fact.default_value.text = fact.default_text;
        }
    }

    void fact_type(const ElementReader& reader, formula::DeclaredFact& out) const {
        using facts::FieldType;
        constexpr std::array<FieldType, 10> types = {FieldType::text,     FieldType::token, FieldType::count,   FieldType::number,
                                                     FieldType::ratio,    FieldType::money, FieldType::instant, FieldType::date,
                                                     FieldType::duration, FieldType::flag};
        std::vector<std::string_view> names;
        for (const FieldType type : types) names.push_back(facts::name_of(type));
        names.emplace_back("zone");  // one of a listed set, each of which is a zone
        const std::size_t chosen = reader.one_of("type", names);
        const bool zone = chosen == types.size();
        out.type = zone ? FieldType::token : types[chosen];
        for (const std::string& word : reader.words("values")) {
            if (!out.tokens.empty()) out.tokens += ' ';
            out.tokens += word;
        }
        if (zone && out.tokens.empty())
            reader.fail("values", "a fact of the type zone needs 'values': the zones that it can say");
        if ((out.type == FieldType::token) == out.tokens.empty()) {
            reader.fail("values", "'values' lists the set of a token or the zones of a zone, and only of such");
        }
        if (zone) {
            for (const std::string& word : reader.words("values")) out.zones.push_back(reader.zone("values", word, zones_));
        }
    }

    // Of all levels that have none of that name.
    void default_parameter(const xml::Element& element) {
        const ElementReader reader(element, pack_->file);
        bool levels = false;
        each({"level"}, [&](const xml::Element&) { levels = true; });
        if (!levels) reader.fail({}, "a parameter is of a <level>, and there is none: a constant is a <let>");
        if (default_parameters_.size() >= limits::parameters_max)
            reader.fail({}, fmt::format("more than {} parameters of one level", limits::parameters_max));
        const std::string name = reader.identifier("name");
        if (!default_parameters_.emplace(name, element).second)
            reader.fail("name", fmt::format("the parameter '{}' stands twice", name));
    }

    static void fact_bounds(const ElementReader& reader, formula::DeclaredFact& out) {
        const auto bound = [&](std::string_view attribute, std::string& text, facts::Fact& value) {
            text = reader.text(attribute);
            if (text.empty()) return;
            if (!formula::is_ordered(out.type))
                reader.fail(attribute, fmt::format("a {} has no bounds: only numbers and times have", facts::name_of(out.type)));
            try {
                // The other bound is known already: they must leave something between them.
                value = formula::parse_declared(out, text);
            } catch (const Error& error) {
                reader.fail(attribute, error.what());
            }
        };
        bound("at_least", out.at_least_text, out.at_least);
        bound("at_most", out.at_most_text, out.at_most);
    }

    void level(const xml::Element& element) {
        const ElementReader reader(element, pack_->file);
        formula::Level out;
        out.id = reader.id("id");
        out.position = reader.position();
        if (pack_->levels.size() >= limits::levels_max) reader.fail({}, fmt::format("more than {} levels", limits::levels_max));
        new_id(reader, level_ids_, out.id, "level");
        std::vector<bool> given(pack_->parameters.size(), false);
        formula::Visible constants;
        constants.currency = pack_->currency;
        constants.opening = !pack_->calendar.opening.empty();
        for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() == "parameter") parameter(child, constants, out, given);
        }
        for (const auto& standard : default_parameters_) {
            const auto own = std::find_if(pack_->parameters.begin(), pack_->parameters.end(),
                                          [&](const formula::LevelParameter& p) { return p.name == standard.first; });
            const bool has_own =
                own != pack_->parameters.end() && given[static_cast<std::size_t>(own - pack_->parameters.begin())];
            if (!has_own) parameter(standard.second, constants, out, given);
        }
        for (std::size_t i = 0; i < given.size(); ++i) {
            if (!given[i])
                reader.fail({}, fmt::format("the level '{}' lacks the parameter '{}'", out.id, pack_->parameters[i].name));
        }
        pack_->levels.push_back(std::move(out));
    }

    void parameter(const xml::Element& element, const formula::Visible& constants, formula::Level& level,
                   std::vector<bool>& given) {
        const ElementReader reader(element, pack_->file);
        const std::string name = reader.identifier("name");
        const Formula formula = reader.formula("value", constants);
        const Formula as_number = reader.formula("value", constants, true);  // days of 24 hours each
        const bool days = formula.type.kind == formula::Kind::span && as_number.type.kind == formula::Kind::number;
        std::vector<formula::LevelParameter>& parameters = pack_->parameters;
        auto found = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == name; });
        if (found == parameters.end()) {
            if (!pack_->levels.empty()) {
                std::vector<std::string_view> names;
                for (const formula::LevelParameter& p : parameters) names.push_back(p.name);
                reader.fail("name", fmt::format("the level '{}' has no parameter '{}'{}", pack_->levels[0].id, name,
                                                did_you_mean(name, names)));
            }
            if (parameters.size() >= limits::parameters_max) {
                reader.fail({}, fmt::format("more than {} parameters of one level", limits::parameters_max));
            }
            parameters.push_back({name, formula.type, as_number.signs, reader.position(), days});
            given.push_back(false);
            found = parameters.end() - 1;
        }
        const auto index = static_cast<std::size_t>(found - parameters.begin());
        if (given[index]) reader.fail("name", fmt::format("the parameter '{}' stands twice", name));
        if (!formula::comparable(found->type, formula.type)) {
            const bool day_or_hours =
                (days && found->type.is_number(formula::elapsed)) || (found->days && formula.type.is_number(formula::elapsed));
            reader.fail("value",
                        fmt::format("'{}' is {} in another level, but {} here{}", name, formula::describe(found->type),
                                    formula::describe(formula.type),
                                    day_or_hours ? ": a day is not always 24 hours, so write days in both, or hours" : ""));
        }
        given[index] = true;
        found->signs = found->signs | as_number.signs;
        found->days = found->days && days;
        found->type.working_days = found->type.working_days || formula.type.working_days;
        level.values.resize(std::max(level.values.size(), index + 1));
        level.values[index] = reader.constant("value", formula, *pack_);
        level.texts.push_back(formula.text);
    }

    // --- what formulas can name ---

    void make_visible() {
        using facts::Record;
        visible_.records = {{"case", formula::Role::case_, Record::case_},
                            {"account", formula::Role::account, Record::account},
                            {"subscription", formula::Role::subscription, Record::subscription},
                            {"claim", formula::Role::claim, Record::claim}};
        visible_.parameters = &pack_->parameters;
        visible_.facts = &pack_->facts;
        visible_.words = &pack_->words;
        visible_.currency = pack_->currency;
        visible_.window = true;
        visible_.condition_parts = &condition_parts_;
        visible_.opening = !pack_->calendar.opening.empty();
        each({"guarantee"}, [&](const xml::Element& e) {
            const std::optional<time::WindowKind> over = time::window_kind(ElementReader(e, pack_->file).text("over"));
            visible_.neighbours = visible_.neighbours && over && has_neighbours(*over);
        });
        if (const std::optional<facts::Record> subject = common_subject()) {
            visible_.records.push_back({"subject", formula::Role::subject, *subject});
        }
    }

    // What every guarantee is over, where that is one kind of record: then the whole pack can speak of its subject.
    std::optional<facts::Record> common_subject() const {
        std::vector<std::string> over;
        each({"guarantee"}, [&](const xml::Element& e) { over.push_back(ElementReader(e, pack_->file).text("over")); });
        for (const facts::Record record : {facts::Record::incident, facts::Record::ticket}) {
            const auto same = [&](const std::string& o) { return o == facts::row(record).name; };
            if (!over.empty() && std::all_of(over.begin(), over.end(), same)) return record;
        }
        return std::nullopt;
    }

    void shared_definitions() {
        for (xml::Element child = root_.first_child(); child.exists(); child = child.next_sibling()) {
            if (!is_definition(child.name())) continue;
            attempt(faults_, child, Reads::whole_element, [&] { shared_definition(child); });
        }
        visible_.names = shared_.names();
    }

    void shared_definition(const xml::Element& element) {
        if (shared_.count() >= limits::names_max) fail(element.position(), fmt::format("more than {} names", limits::names_max));
        visible_.names = shared_.names();
        LoadedDefinition loaded =
            load_definition(element, visible_, *pack_, std::nullopt, static_cast<std::uint16_t>(shared_.count()));
        std::vector<bool> needs;
        shared_.collect(needs);
        shared_.add(std::move(loaded.name), std::move(needs));
        pack_->shared.push_back(std::move(loaded.definition));
    }

    // --- the rest ---

    void rest() {
        each({"clock"}, [&](const xml::Element& e) { clock(e); });
        each({"exclude"}, [&](const xml::Element& e) { pack_->exclusions.add(load_exclusion(e, visible_, *pack_, zones_)); });
        each({"require"},
             [&](const xml::Element& e) { pack_->requirements.push_back(load_requirement(e, visible_, *pack_, shared_)); });
        each({"claim"}, [&](const xml::Element& e) { claim(ElementReader(e, pack_->file)); });
        each({"minimum"}, [&](const xml::Element& e) { minimum(ElementReader(e, pack_->file)); });
        each({"approve"}, [&](const xml::Element& e) { approve(ElementReader(e, pack_->file)); });
        each({"forfeit"}, [&](const xml::Element& e) { forfeit(ElementReader(e, pack_->file)); });
        each({"remedy"}, [&](const xml::Element& e) { remedy(ElementReader(e, pack_->file)); });
        each({"charge"}, [&](const xml::Element& e) { charge(ElementReader(e, pack_->file)); });
        std::vector<bool> everywhere;  // what every guarantee needs, for all that was loaded until here
        shared_.collect(everywhere);
        each({"guarantee"}, [&](const xml::Element& e) { guarantee(e, everywhere); });
        each({"combine"}, [&](const xml::Element& e) { combine(ElementReader(e, pack_->file)); });
        each({"cap"}, [&](const xml::Element& e) { cap(ElementReader(e, pack_->file)); });
        each({"sentence"}, [&](const xml::Element& e) { sentence(ElementReader(e, pack_->file)); });
    }

    void guarantee(const xml::Element& element, const std::vector<bool>& everywhere) {
        if (pack_->guarantees.size() >= limits::guarantees_max) {
            fail(element.position(), fmt::format("more than {} guarantees", limits::guarantees_max));
        }
        std::vector<bool> needs = everywhere;
        const ElementReader reader(element, pack_->file, grammar());
        new_id(reader, guarantee_ids_, reader.id("id"), "guarantee");
        std::optional<Guarantee> read = load_guarantee(reader, visible_, *pack_, shared_, zones_, needs, faults_);
        if (!read) return faults_->lose(element);
        Guarantee loaded = std::move(*read);
        auto cap = loaded.caps.begin();
        for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() == "cap") new_id(ElementReader(child, pack_->file), cap_ids_, (cap++)->id, "cap");
        }
        loaded.shared = SharedNames::indices(needs);
        check_neighbours(reader, loaded.shared, loaded);
        const auto check_texts = [&](const auto& all) {
            for (const auto& one : all) check_neighbours(reader, one.says.shared, loaded);
        };
        check_texts(pack_->requirements);
        check_texts(loaded.requirements);
        check_texts(loaded.caps);
        check_texts(loaded.sentences);
        pack_->guarantees.push_back(std::move(loaded));
    }

    // A shared measure that looks at another window is of no use where there is none.
    void check_neighbours(const ElementReader& reader, const std::vector<std::uint16_t>& shared, time::WindowKind over) const {
        if (!has_neighbours(over)) refuse_shifted(reader, shared, time::name_of(over));
    }
    void check_neighbours(const ElementReader& reader, const std::vector<std::uint16_t>& shared, const Guarantee& g) const {
        if (!has_neighbours(g.over)) refuse_shifted(reader, shared, pack_->over_of(g));
    }

    void refuse_shifted(const ElementReader& reader, const std::vector<std::uint16_t>& shared, std::string_view over) const {
        for (const std::uint16_t index : shared) {
            const Definition& d = pack_->shared[index];
            if (d.kind != DefinitionKind::measure || d.measure.shift == 0) continue;
            reader.fail("over", fmt::format("windows over {} have no neighbours, but '{}' at line {} has 'shift'", over, d.name,
                                            d.position.line));
        }
    }

    void claim(const ElementReader& reader) {
        if (claim_seen_) reader.fail({}, "an SLA has one <claim>");
        claim_seen_ = true;
        ClaimRule& out = pack_->claim;
        out.required = reader.yes("required", false);
        out.clause = reader.text("clause");
        out.channels = reader.words("channel");
        for (const formula::FieldWords& listed : pack_->words) {
            if (listed.field->record != facts::Record::claim) continue;
            const std::vector<std::string_view> known = facts::words_of(listed.words);
            for (const std::string& channel : out.channels) {
                if (std::find(known.begin(), known.end(), channel) != known.end()) continue;
                reader.fail("channel", fmt::format("'{}' is not one of {}, which <words> at line {} lists{}", channel,
                                                   fmt::join(known, ", "), listed.position.line, did_you_mean(channel, known)));
            }
        }
        out.from = reader.instant_or_date("from", visible_);
        out.until = reader.instant_or_date("until", visible_);
        out.answer_by = reader.instant_or_date("answer_by", visible_);
    }

    // Facts, the window and the level, but no names: these formulas are evaluated outside the guarantee's frame.
    formula::Visible without_names() const { return formula::without_names(visible_); }

    // Nor what a decision is about: the case, the account, the subscription and its level.
    formula::Visible without_names_and_window() const {
        formula::Visible out = without_names();
        out.window = false;
        std::erase_if(out.records, [](const formula::VisibleRecord& r) {
            return r.role == formula::Role::claim || r.role == formula::Role::subject;
        });
        return out;
    }

    void minimum(const ElementReader& reader) {
        constexpr std::array<std::string_view, 3> ways = {"drop", "raise", "hold"};
        if (pack_->minimum) reader.fail({}, "an SLA has one <minimum>");
        Minimum out;
        out.clause = reader.text("clause");
        out.when = reader.condition("when", without_names());
        out.amount = reader.number("amount", without_names(), formula::money);
        check_not_below_zero(reader, "amount", out.amount, *pack_);
        out.below = static_cast<Below>(reader.one_of("below", ways));
        formula::Visible visible = without_names();
        out.says = load_text(reader, visible, {Said::bound, Said::entitled}, nullptr);
        pack_->minimum = std::move(out);
    }

    std::vector<std::string> guarantee_ids(const ElementReader& reader) const {
        std::vector<std::string> ids = reader.words("guarantees");
        for (const std::string& id : ids) {
            if (guarantee_ids_.find(id) != nullptr) continue;
            std::vector<std::string_view> known;
            for (const Guarantee& g : pack_->guarantees) known.push_back(g.id);
            reader.fail("guarantees", fmt::format("there is no guarantee '{}'{}", id, did_you_mean(id, known)));
        }
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    void combine(const ElementReader& reader) {
        constexpr std::array<std::string_view, 4> per = {"window", "incident", "ticket", "claim"};
        Combination out;
        out.clause = reader.text("clause");
        out.guarantees = guarantee_ids(reader);
        out.per = static_cast<CombinePer>(reader.one_of("per", per));
        check_combination(reader, out);
        pack_->combinations.push_back(std::move(out));
    }

    // What can't ever find two credits for one event is a mistake.
    void check_combination(const ElementReader& reader, const Combination& rule) const {
        if (rule.guarantees.size() == 1)
            reader.fail("guarantees", "one guarantee has no other to combine with: list two or more, or none for all");
        if (pack_->claim.required) return;  // a claim makes an event of its own, and can name an incident or a ticket
        if (rule.per == CombinePer::claim) fail_without_claim(reader);
        const bool incident = rule.per == CombinePer::incident;
        if (!incident && rule.per != CombinePer::ticket) return;
        const std::size_t about = count_over(incident ? time::WindowKind::incident : time::WindowKind::ticket, rule.guarantees);
        if (about >= 2) return;
        reader.fail(
            "per",
            fmt::format(
                "where no claim is required only a guarantee over {0} is about one {0}, and this combines {1} such: it needs two",
                incident ? "incident" : "ticket", about == 0 ? "no" : "one"));
    }

    [[noreturn]] static void fail_without_claim(const ElementReader& reader) {
        reader.fail("per",
                    "no claim is required here, so no credit answers one: say <claim required=\"yes\"/>, or another 'per'");
    }

    // How many of the guarantees, where `ids` is empty of all, are over that window.
    std::size_t count_over(time::WindowKind over, const std::vector<std::string>& ids) const {
        return static_cast<std::size_t>(
            std::count_if(pack_->guarantees.begin(), pack_->guarantees.end(), [&](const Guarantee& g) {
                return g.over == over && (ids.empty() || std::find(ids.begin(), ids.end(), g.id) != ids.end());
            }));
    }

    void cap(const ElementReader& reader) {
        constexpr std::array<std::string_view, 4> per = {"claim", "guarantee", "subscription", "account"};
        constexpr std::array<std::string_view, 2> counting = {"sla", "all"};
        if (reader.find("amount").has_value() == reader.find("count").has_value())
            reader.fail({}, "<cap> has either 'amount' or 'count'");
        formula::Visible visible = visible_;  // of the window that it bounds
        const std::optional<time::WindowKind> over = time::window_kind(reader.text("over"));
        if (reader.find("over")) visible.neighbours = over && has_neighbours(*over);
        Cap out = load_cap(reader, visible, *pack_, shared_, fmt::format("cap_{}", pack_->caps.size() + 1));
        new_id(reader, cap_ids_, out.id, "cap");
        if (reader.find("count")) out.count = reader.whole_number("count", 0, 1'000'000, 0);
        if (over)
            out.over = over;
        else
            rolling(reader, out);
        out.per = static_cast<CapPer>(reader.one_of("per", per, static_cast<std::size_t>(CapPer::subscription)));
        out.counting = static_cast<CapCounting>(reader.one_of("counting", counting));
        out.guarantees = guarantee_ids(reader);
        std::vector<bool> needs;
        shared_.collect(needs);
        out.shared = SharedNames::indices(needs);
        check_cap(reader, out, out.shared);
        check_cap(reader, out, out.says.shared);
        pack_->caps.push_back(std::move(out));
    }

    // A span of time that is capped, such as P12M.
    void rolling(const ElementReader& reader, Cap& out) const {
        const std::string over = reader.text("over");
        if (reader.find("over") && !over.starts_with('P')) {
            reader.fail("over",
                        fmt::format("'{}' is not one of {}, or a span such as P12M{}", over,
                                    fmt::join(time::window_kind_names(), ", "), did_you_mean(over, time::window_kind_names())));
        }
        out.rolling = reader.span("over");
        if (!out.rolling) return;
        const bool nothing = out.amount.exists() ? !out.amount.signs.positive : out.count == 0;
        if (nothing && !out.when.exists())
            reader.fail(
                out.amount.exists() ? "amount" : "count",
                fmt::format("a cap of zero leaves nothing, whatever was credited within {}: expected more than that", over));
    }

    void check_cap(const ElementReader& reader, const Cap& cap, const std::vector<std::uint16_t>& shared) const {
        if (cap.per == CapPer::claim && !pack_->claim.required) fail_without_claim(reader);
        if (cap.rolling) return refuse_shifted(reader, shared, reader.text("over"));
        if (!cap.over) {
            for (const Guarantee& g : pack_->guarantees) {
                if (lists(cap.guarantees, g.id)) check_neighbours(reader, shared, g);
            }
            return;
        }
        check_neighbours(reader, shared, *cap.over);
        const bool about_one = *cap.over == time::WindowKind::incident || *cap.over == time::WindowKind::ticket;
        if (about_one && !pack_->claim.required && count_over(*cap.over, cap.guarantees) == 0) {
            reader.fail(
                "over",
                fmt::format(
                    "nothing that it bounds is about one {0}: no guarantee is over {0}, and no claim is required that could "
                    "name one",
                    time::name_of(*cap.over)));
        }
    }

    void approve(const ElementReader& reader) {
        formula::Visible visible = without_names();
        formula::VisibleName due;
        due.name = "due";
        due.type = formula::number_type(formula::money);
        due.signs = formula::Signs::of(1);
        due.trend = formula::Trend::unknown;
        due.position = reader.position();
        due.element = "amount";
        visible.names.push_back(std::move(due));
        Approval out;
        out.clause = reader.text("clause");
        out.when = reader.condition("when", visible);
        pack_->approvals.push_back(std::move(out));
    }

    // It ends credits, whatever they were given for.
    void forfeit(const ElementReader& reader) {
        Forfeit out;
        out.clause = reader.text("clause");
        out.when = reader.condition("when", without_names_and_window());
        pack_->forfeits.push_back(std::move(out));
    }

    void remedy(const ElementReader& reader) {
        RemedyRule out;
        if (reader.text("kind") == "cash")
            reader.fail("kind", "a credit is never paid as cash: expected balance, extension, discount");
        out.kind = static_cast<Remedy>(reader.one_of("kind", facts::words_of(facts::remedies)));
        out.clause = reader.text("clause");
        out.when = reader.condition("when", without_names());
        for (const RemedyRule& earlier : pack_->remedies) {
            if (earlier.kind == out.kind) reader.fail("kind", fmt::format("the remedy {} stands twice", name_of(out.kind)));
        }
        const auto only_for = [&](std::string_view attribute, Remedy kind) {
            if (reader.find(attribute) && out.kind != kind)
                reader.fail(attribute, fmt::format("'{}' belongs to the remedy {}", attribute, name_of(kind)));
        };
        only_for("step", Remedy::extension);
        only_for("rounding", Remedy::extension);
        if (reader.find("expires") && out.kind == Remedy::extension)
            reader.fail("expires", "time that was given does not expire: 'expires' belongs to balance and discount");
        only_for("fallback", Remedy::discount);
        remedy_step(reader, out);
        out.rounding = reader.rounding("rounding", pack_->rounding);
        if (reader.text("expires").starts_with('P'))  // as no formula does
            out.expires = reader.span("expires");
        else
            expires_at(reader, out);
        if (reader.find("fallback"))
            out.fallback = static_cast<Remedy>(reader.one_of("fallback", facts::words_of(facts::remedies)));
        if (out.fallback == out.kind) reader.fail("fallback", "a remedy can't be its own fallback");
        pack_->remedies.push_back(std::move(out));
    }

    void expires_at(const ElementReader& reader, RemedyRule& out) const {
        out.expires_at = reader.formula("expires", without_names());
        const formula::Type& type = out.expires_at.type;
        if (!out.expires_at.exists() || type.kind == formula::Kind::instant || type.kind == formula::Kind::date) return;
        reader.fail("expires",
                    fmt::format("expected a span such as P12M, an instant or a date, found {}", formula::describe(type)));
    }

    // It is the account's, so it sees the case and the account alone.
    void charge(const ElementReader& reader) {
        formula::Visible visible = without_names();
        std::erase_if(visible.records, [](const formula::VisibleRecord& r) {
            return r.role != formula::Role::case_ && r.role != formula::Role::account;
        });
        visible.parameters = nullptr;
        visible.window = false;
        Charge out;
        out.id = reader.id("id");
        out.position = reader.position();
        new_id(reader, charge_ids_, out.id, "charge");
        out.clause = reader.text("clause");
        out.when = reader.condition("when", visible);
        out.on = reader.instant_or_date("on", visible);
        out.amount = reader.number("amount", visible, formula::money);
        if (out.amount.signs.negative) reader.fail("amount", "a charge can't be below zero");
        out.says = load_text(reader, visible, {Said::amount}, nullptr);
        pack_->charges.push_back(std::move(out));
    }

    void sentence(const ElementReader& reader) {
        Sentence out = load_sentence(reader, visible_, shared_, false);
        for (const Guarantee& g : pack_->guarantees) check_neighbours(reader, out.says.shared, g.over);
        add_sentence(std::move(out), pack_->sentences, reader);
    }

    void remedy_step(const ElementReader& reader, RemedyRule& out) const {
        formula::Visible constants;
        const Formula days = reader.formula("step", constants);
        if (!days.exists()) return;
        if (days.type.kind == formula::Kind::span) {
            const time::Span span = reader.constant("step", days, *pack_).span;
            if (span.days > 0) {
                out.step_days = span.days;
                return;
            }
        }
        const Formula step = reader.number("step", constants, formula::elapsed);
        const exact::Rational seconds = reader.constant("step", step, *pack_).number;
        if (!seconds.is_integer() || seconds.numerator() < 1)
            reader.fail("step", "expected a whole number of seconds, above zero");
        out.step = time::Seconds(seconds.numerator());
    }

    // --- the whole ---

    void check_whole(const ElementReader& reader) {
        if (pack_->guarantees.empty()) reader.fail({}, "<sla> needs at least one <guarantee>");
        if (const formula::VisibleName* unused = shared_.first_unused())
            fail(unused->position, fmt::format("'{}' is never used", unused->name));
        for (const formula::LevelParameter& p : pack_->parameters) {
            if (!p.used) fail(p.position, fmt::format("the parameter '{}' is never used", p.name));
        }
        const bool pays =
            std::any_of(pack_->guarantees.begin(), pack_->guarantees.end(), [](const Guarantee& g) { return g.pays(); });
        if (pays && pack_->remedies.empty()) reader.fail({}, "<sla> needs a <remedy>: how are its credits applied?");
        check_requirement_ids();
        note_texts();
    }

    // So that nothing is asked of decisions whose rules have no words of their own.
    void note_texts() {
        const auto demands = [](const Requirement& r) { return !r.says.values.empty(); };
        const auto bounds = [](const Cap& c) { return !c.says.empty(); };
        const auto says = [&](const auto& of) {
            return !of.sentences.empty() || std::any_of(of.requirements.begin(), of.requirements.end(), demands) ||
                   std::any_of(of.caps.begin(), of.caps.end(), bounds);
        };
        pack_->has_texts = says(*pack_) || std::any_of(pack_->guarantees.begin(), pack_->guarantees.end(), says) ||
                           (pack_->minimum && !pack_->minimum->says.empty());
    }

    // A decision is about one guarantee, so its reason is clear where two guarantees give one id to requirements of theirs.
    void check_requirement_ids() const {
        Ids shared;
        for (const Requirement& r : pack_->requirements) new_requirement(r, shared.add(r.id, r.position));
        for (const Guarantee& g : pack_->guarantees) {
            Ids own;
            for (const Requirement& r : g.requirements) {
                new_requirement(r, shared.find(r.id));
                new_requirement(r, own.add(r.id, r.position));
            }
        }
    }

    void new_requirement(const Requirement& requirement, const Position* earlier) const {
        if (earlier == nullptr) return;
        fail(requirement.position, fmt::format("the requirement '{}' stands already at line {}", requirement.id, earlier->line));
    }

    [[noreturn]] void fail(Position position, std::string message) const {
        throw Error(Status::invalid_rules, Place{pack_->file, position, {}, {}}, std::move(message));
    }

    void measure_sizes() {
        pack_->cells = limits::expression_depth_max * 2 + 8;
        for (const Guarantee& g : pack_->guarantees)
            pack_->names = std::max(pack_->names, shared_.count() + g.definitions.size());
        pack_->names = std::max(pack_->names, shared_.count());
        if (!pack_->approvals.empty()) pack_->names = std::max<std::size_t>(pack_->names, 1);
    }

    std::unique_ptr<Pack> pack_;
    xml::Element root_;
    time::ZoneDatabase& zones_;
    const Calendars* calendars_;
    Faults* faults_;  // of a review; else null
    std::optional<CalendarSays> calendar_;
    formula::Visible visible_;
    SharedNames shared_;
    std::map<std::string, xml::Element> default_parameters_;  // by name
    Ids level_ids_, guarantee_ids_, cap_ids_, charge_ids_;
    bool claim_seen_ = false;
    std::size_t condition_parts_ = 0;
};

}  // namespace

std::unique_ptr<Pack> load_pack(const xml::Document& document, time::ZoneDatabase& zones, const Calendars* calendars,
                                Faults* faults) {
    const xml::Element root = document.root();
    if (root.name() != "sla") {
        const bool calendar = Calendars::is_one(document);
        throw Error(Status::invalid_rules, Place{document.file(), root.position(), std::string(root.name()), {}},
                    fmt::format("the root is <{}>: rules begin with <sla>{}", root.name(),
                                calendar ? ", and a calendar is loaded with the folder of an SLA that uses it" : ""));
    }
    return PackLoader(document, zones, calendars, faults).run();
}

std::unique_ptr<Pack> load_pack(std::string_view xml, std::string_view file, time::ZoneDatabase& zones) {
    return load_pack(xml::Document::parse(xml, file), zones, nullptr);
}

}  // namespace redress::rules
