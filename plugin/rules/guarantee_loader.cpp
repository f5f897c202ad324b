#include "rules/guarantee_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "formula/syntax.h"
#include "input_limits.h"
#include "rules/amount.h"
#include "rules/definition_loader.h"
#include "rules/ladder.h"
#include "rules/text.h"

namespace redress::rules {

Requirement load_requirement(const xml::Element& element, formula::Visible& visible, const Pack& pack,
                             const SharedNames& shared) {
    const ElementReader reader(element, pack.file);
    Requirement out;
    out.id = reader.id("id");
    out.clause = reader.text("clause");
    out.that = reader.condition("that", visible);
    constexpr std::array<std::string_view, 2> otherwise = {"deny", "review"};
    out.otherwise = static_cast<Otherwise>(reader.one_of("otherwise", otherwise));
    out.says = load_text(reader, visible, {}, &shared);
    out.position = reader.position();
    return out;
}

Cap load_cap(const ElementReader& reader, formula::Visible& visible, const Pack& pack, const SharedNames& shared,
             std::string_view id) {
    Cap out;
    out.position = reader.position();
    out.id = reader.find("id") ? reader.id("id") : std::string(id);
    out.clause = reader.text("clause");
    out.when = reader.condition("when", visible);
    out.amount = reader.number("amount", visible, formula::money);
    check_not_below_zero(reader, "amount", out.amount, pack);
    out.says = out.amount.exists() ? load_text(reader, visible, {Said::bound, Said::left, Said::entitled}, &shared)
                                   : load_text(reader, visible, {Said::bound, Said::entitled}, &shared, true);
    return out;
}

void add_sentence(Sentence sentence, std::vector<Sentence>& sentences, const ElementReader& reader) {
    for (const Sentence& earlier : sentences) {
        const bool always = !earlier.when.exists() && earlier.says.values.empty();
        if (!always || earlier.of != sentence.of) continue;
        reader.fail("of", fmt::format("no decision is left for this sentence: the one at line {} is for all that are {}",
                                      earlier.position.line, earlier.of));
    }
    if (sentences.size() >= limits::sentences_max) reader.fail({}, fmt::format("more than {} sentences", limits::sentences_max));
    sentences.push_back(std::move(sentence));
}

namespace {

class GuaranteeLoader {
public:
    GuaranteeLoader(const ElementReader& reader, const formula::Visible& visible, const Pack& pack, SharedNames& shared,
                    time::ZoneDatabase& zones, const Faults* faults)
        : reader_(reader), visible_(visible), pack_(pack), shared_(shared), zones_(zones) {
        if (faults != nullptr) faults_.emplace(faults->within());
    }

    std::optional<Guarantee> run(std::vector<bool>& needs) {
        out_.id = reader_.id("id");
        out_.clause = reader_.text("clause");
        out_.title = reader_.text("title");
        out_.position = reader_.position();
        over();
        level_at();
        add_subject();
        visible_.neighbours = has_neighbours(out_.over);
        outside_ = visible_;
        step([&] { when(); });
        step([&] { from(); });
        step([&] { out_.decided_from = reader_.instant_or_date("decided_from", visible_); });
        for (xml::Element child = reader_.element().first_child(); child.exists(); child = child.next_sibling())
            attempt(faults(), child, Reads::whole_element, [&] { take(child); });
        if (faults_ && faults_->found_in(reader_.element())) return std::nullopt;
        if (!out_.breach.exists()) reader_.fail({}, "<guarantee> needs <breach>: when is the promise broken?");
        sentences();
        if (out_.periods) check_exclusions_of_periods();
        check_caps();
        check_names_used();
        check_ladders_by_breach();
        shared_.collect(needs);
        return std::move(out_);
    }

private:
    // What is wrong within it is noted by itself.
    Faults* faults() { return faults_ ? &*faults_ : nullptr; }
    template <class Step>
    void step(Step&& read) {
        attempt(faults(), reader_.element(), Reads::own_attributes, std::forward<Step>(read));
    }

    bool has_subject() const {
        return !out_.periods && (out_.over == time::WindowKind::incident || out_.over == time::WindowKind::ticket);
    }

    // A kind of window, or the name of shared periods.
    void over() {
        const std::string text = reader_.text("over");
        const std::span<const std::string_view> kinds = time::window_kind_names();
        std::vector<std::string_view> known(kinds.begin(), kinds.end());
        for (const formula::VisibleName& name : visible_.names) {
            if (!name.periods_of) continue;
            if (name.name == text) return over_periods(name.slot);
            if (!has_own_range(pack_.shared[name.slot].measure)) known.push_back(name.name);
        }
        const std::optional<time::WindowKind> kind = time::window_kind(text);
        if (!kind)
            reader_.fail("over", fmt::format("'{}' is not one of {}{}", text, fmt::join(known, ", "), did_you_mean(text, known)));
        out_.over = *kind;
    }

    static bool has_own_range(const Measure& m) { return m.shift != 0 || m.from.exists() || m.until.exists(); }

    // They are made before there is a window, over the whole time of service.
    void over_periods(std::uint16_t slot) {
        const Definition& periods = pack_.shared[slot];
        const Measure& m = periods.measure;
        if (m.of != facts::Record::incident && m.of != facts::Record::ticket) {
            reader_.fail("over", fmt::format("'{}' is made of {} records: a credit can be about an incident or a ticket alone",
                                             periods.name, facts::row(m.of).name));
        }
        if (has_own_range(m))
            refuse_periods(periods, "have a range of their own, and would be looked for in all of the time of service");
        for (const Formula* formula : {&m.where, &m.start, &m.end}) {
            if (!formula::same_in_all_windows(*formula))
                refuse_periods(periods, "name a window, a claim or a computed name, before which they would be made");
        }
        out_.periods = slot;
        out_.over = m.of == facts::Record::incident ? time::WindowKind::incident : time::WindowKind::ticket;
        shared_.use(slot);
        visible_.records.push_back({periods.name, formula::Role::subject, facts::Record::period});
    }

    [[noreturn]] void refuse_periods(const Definition& periods, std::string_view why) const {
        reader_.fail("over", fmt::format("no guarantee can be over '{}': the <periods> at line {} {}", periods.name,
                                         periods.position.line, why));
    }

    void check_exclusions_of_periods() const {
        const Measure& m = pack_.shared[*out_.periods].measure;
        if (m.of != facts::Record::incident || !m.exclusions) return;
        for (const Exclusions* rules : {&pack_.exclusions, &out_.exclusions}) {
            for (const Exclusion& e : rules->all) {
                if (formula::same_in_all_windows(e.where) && formula::same_in_all_windows(e.zone.fact)) continue;
                reader_.fail("over",
                             fmt::format("the exclusion at line {} names a window or a claim, before which the periods are made",
                                         e.position.line));
            }
        }
    }

    void level_at() {
        if (!reader_.find("level_at")) return;
        constexpr std::array<std::string_view, 2> moments = {"start", "end"};
        out_.level_at = reader_.one_of("level_at", moments) == 0 ? facts::LevelAt::start : facts::LevelAt::end;
    }

    // What there is a promise for does not depend on what was claimed.
    void when() {
        formula::Visible visible = formula::without_names(visible_);
        std::erase_if(visible.records, [](const formula::VisibleRecord& r) { return r.role == formula::Role::claim; });
        out_.when = reader_.condition("when", visible);
    }

    // The window is not known yet while this is evaluated, and nothing is measured.
    void from() {
        if (!reader_.find("from")) return;
        if (out_.periods) reader_.fail("from", "the window of a period begins with it: its <periods> has 'start'");
        if (!has_subject()) reader_.fail("from", "only the window of an incident or ticket can begin elsewhere");
        formula::Visible visible = formula::without_names(visible_);
        visible.window = false;
        out_.from = reader_.formula("from", visible);
        if (out_.from.type.kind != formula::Kind::instant) {
            reader_.fail("from", fmt::format("expected an instant, found {}", formula::describe(out_.from.type)));
        }
    }

    void add_subject() {
        if (!has_subject() || visible_.record("subject") != nullptr) return;  // all guarantees share it
        const facts::Record record = out_.over == time::WindowKind::incident ? facts::Record::incident : facts::Record::ticket;
        visible_.records.push_back({"subject", formula::Role::subject, record});
    }

    void take(const xml::Element& child) {
        const std::string_view name = child.name();
        if (is_definition(name)) return definition(child);
        if (name == "exclude") out_.exclusions.add(load_exclusion(child, visible_, pack_, zones_));
        if (name == "require") requirement(child);
        if (name == "breach") breach(child);
        if (name == "credit") credit(child);
        if (name == "cap") cap(child);
    }

    void definition(const xml::Element& child) {
        if (visible_.names.size() >= limits::names_max) {
            reader_.fail_at(child.position(), {}, fmt::format("more than {} names", limits::names_max));
        }
        const auto slot = static_cast<std::uint16_t>(visible_.names.size());
        LoadedDefinition loaded = load_definition(child, visible_, pack_, out_.over, slot);
        out_.definitions.push_back(std::move(loaded.definition));
        visible_.names.push_back(std::move(loaded.name));
    }

    // Requirements are looked at before anything of the guarantee is measured: they see the shared names alone.
    void requirement(const xml::Element& child) {
        out_.requirements.push_back(load_requirement(child, outside_, pack_, shared_));
    }

    // They can name all that the guarantee measures, wherever they stand.
    void sentences() {
        for (xml::Element child = reader_.element().first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() != "sentence") continue;
            attempt(faults(), child, Reads::whole_element, [&] {
                const ElementReader reader(child, pack_.file);
                add_sentence(load_sentence(reader, visible_, shared_, true), out_.sentences, reader);
            });
        }
    }

    void breach(const xml::Element& child) {
        const ElementReader reader(child, pack_.file);
        if (out_.breach.exists()) reader.fail({}, "a guarantee has one <breach>");
        out_.breach = reader.condition("when", visible_);
        out_.breach_clause = reader.text("clause");
        out_.definitions_before_breach = out_.definitions.size();
    }

    void credit(const xml::Element& child) {
        const ElementReader reader(child, pack_.file);
        if (out_.credit.exists()) reader.fail({}, "a guarantee has one <credit>");
        out_.credit = reader.formula("value", visible_);
        const formula::Type& type = out_.credit.type;
        if (!type.is_number(formula::money) && !type.is_number(formula::elapsed) && type.kind != formula::Kind::span) {
            reader.fail("value",
                        fmt::format("a credit is money, a length of time or a calendar span, not {}", formula::describe(type)));
        }
        if (type.working_days) reader.fail("value", "what working days cost is nowhere said: a credit is so many days or months");
        check_not_below_zero(reader, "value", out_.credit, pack_);
        out_.credit_clause = reader.text("clause");
    }

    // Of the promise in one window: what adds up over windows or promises is bounded after combining.
    void cap(const xml::Element& child) {
        const ElementReader reader(child, pack_.file);
        for (const std::string_view attribute : {"count", "over", "per", "counting", "guarantees"}) {
            if (!reader.find(attribute)) continue;
            reader.fail(attribute, fmt::format("a cap of a guarantee bounds what this promise is worth in one window, by its "
                                               "'amount': '{}' belongs to a <cap> of the <sla>",
                                               attribute));
        }
        if (!reader.find("amount")) reader.fail({}, "<cap> in a guarantee has an 'amount'");
        out_.caps.push_back(load_cap(reader, visible_, pack_, shared_, fmt::format("{}_cap_{}", out_.id, out_.caps.size() + 1)));
    }

    void check_caps() const {
        if (!out_.caps.empty() && !out_.pays())
            reader_.fail_at(out_.caps.front().position, {}, "this promise pays nothing that a cap could bound");
    }

    void check_names_used() const {
        for (std::size_t i = shared_.count(); i < visible_.names.size(); ++i) {
            const formula::VisibleName& name = visible_.names[i];
            if (!*name.used) reader_.fail_at(name.position, "name", fmt::format("'{}' is never used", name.name));
        }
    }

    // Where the ladder's formula alone does not tell which way is worse, the breach does: `availability below 99.9%`.
    void check_ladders_by_breach() const {
        const formula::Syntax breach = formula::parse(out_.breach.source());
        const formula::NodeKind kind = breach.root().kind;
        const bool lower = kind == formula::NodeKind::below || kind == formula::NodeKind::at_most;
        const bool higher = kind == formula::NodeKind::above || kind == formula::NodeKind::at_least;
        if (!lower && !higher) return;
        const formula::Node& left = breach.child(breach.root(), 0);
        if (left.kind != formula::NodeKind::name) return;
        for (const Definition& d : out_.definitions) {
            if (d.kind != DefinitionKind::ladder || d.ladder.of.trend != formula::Trend::unknown || d.ladder.monotone_waived)
                continue;
            const formula::Syntax looked_up = formula::parse(d.ladder.of.source());
            if (looked_up.root().kind != formula::NodeKind::name || looked_up.root().slice != left.slice) continue;
            const std::optional<LadderFault> fault = check_monotone(d.ladder, pack_, lower ? Worse::lower : Worse::higher);
            if (fault) refuse(*fault, pack_);
        }
    }

    const ElementReader& reader_;
    formula::Visible visible_;
    formula::Visible outside_;  // the same without the guarantee's own names
    const Pack& pack_;
    SharedNames& shared_;
    time::ZoneDatabase& zones_;
    std::optional<Faults> faults_;  // of a review
    Guarantee out_;
};

}  // namespace

std::optional<Guarantee> load_guarantee(const ElementReader& reader, const formula::Visible& visible, const Pack& pack,
                                        SharedNames& shared, time::ZoneDatabase& zones, std::vector<bool>& needs,
                                        const Faults* faults) {
    return GuaranteeLoader(reader, visible, pack, shared, zones, faults).run(needs);
}

}  // namespace redress::rules
