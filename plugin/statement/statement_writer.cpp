// Writing a settlement down: the only place where amounts, times and reasons become text.
#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "exact/literal.h"
#include "input_limits.h"
#include "settle/charges.h"
#include "settle/credit_id.h"
#include "statement/statement.h"

namespace redress::settle {

using facts::Record;
using R = StatementRecord;

// Appends records field by field, in the order of the table.
class StatementBuilder {
public:
    // `bytes_expected` is a guess that spares the text its growing; `bytes_max` bounds text and cells together.
    StatementBuilder(Statement& out, std::size_t bytes_expected, std::size_t bytes_max) : out_(out), bytes_max_(bytes_max) {
        out_.text_.reserve(bytes_expected);
        out_.text_.assign(1, '\0');
        out_.cells_.reserve(bytes_expected / 16);
    }

    // Throws Error (limit_exceeded) where what was written is too much. One record more than that is far from what 32 bits
    // count, since all that it quotes is bounded.
    void open(StatementRecord record) {
        if (out_.text_.size() + out_.cells_.size() * sizeof(Slice) > bytes_max_) {
            throw Error(Status::limit_exceeded, Place{{}, {}, "case", {}},
                        fmt::format("the statement takes more than {} bytes, reached at {} {}", bytes_max_, statement_records()[static_cast<std::size_t>(record)].name,
                                    out_.count(record) + 1));
        }
        out_.rows_[static_cast<std::size_t>(record)].push_back(static_cast<std::uint32_t>(out_.cells_.size()));
    }
    void nothing() { out_.cells_.push_back({}); }
    void field(std::string_view value) {
        if (value.empty()) return nothing();
        begin();
        out_.text_ += value;
        end();
    }
    void field(std::uint64_t value) {
        char digits[20];
        const std::to_chars_result result = std::to_chars(digits, digits + sizeof digits, value);
        field(std::string_view(digits, static_cast<std::size_t>(result.ptr - digits)));
    }
    // For values that are appended: begin(), text() += ..., end().
    void begin() { out_.cells_.push_back({static_cast<std::uint32_t>(out_.text_.size()), 0}); }
    std::string& text() { return out_.text_; }
    void end() {
        Slice& cell = out_.cells_.back();
        cell.size = static_cast<std::uint32_t>(out_.text_.size()) - cell.offset;
        if (cell.size == 0) {
            cell.offset = 0;
        } else {
            out_.text_ += '\0';
        }
    }

private:
    Statement& out_;
    std::size_t bytes_max_;
};

namespace {

class StatementWriter {
public:
    StatementWriter(const BoundCase& bound, const Settlement& settlement, const Trace* trace, Statement& out)
        : bound_(bound), facts_(*bound.facts), settlement_(settlement), trace_(trace), builder_(out, 1'024 + (trace == nullptr ? 0 : 2 * trace->size()), limits::statement_bytes_max + (trace == nullptr ? 0 : limits::steps_bytes_max)) {}

    void run() {
        statement();
        for (std::uint32_t i = 0; i < settlement_.decisions.size(); ++i) decision(i);
        if (trace_ != nullptr) steps();
        for (std::uint32_t i = 0; i < settlement_.credits.size(); ++i) credit(settlement_.credits[i]);
        for (std::uint32_t i = 0; i < settlement_.adjustments.size(); ++i) adjustment(i);
        for (const OrderedCharge& c : settlement_.charges) charge(c);
        builder_.open(R::provenance);
        builder_.field(REDRESS_VERSION);
        builder_.field(bound_.book->zone_data_version());
    }

private:
    std::string_view text(Record record, std::uint32_t index, std::uint8_t slot) const {
        if (index == facts::no_record) return {};
        const facts::Fact& fact = facts_.fact(record, index, slot);
        return fact.known() ? fact.text : std::string_view();
    }
    std::string_view subscription_id(std::uint32_t index) const { return text(Record::subscription, index, slot(Record::subscription, "id")); }
    std::string_view claim_id(std::uint32_t index) const { return text(Record::claim, index, slot(Record::claim, "id")); }

    void instant(time::Instant at) {
        builder_.begin();
        time::append_instant(builder_.text(), at);
        builder_.end();
    }
    void instant(const std::optional<time::Instant>& at) { at ? instant(*at) : builder_.nothing(); }
    void amount(exact::MinorUnits value) {
        builder_.begin();
        exact::append_amount(builder_.text(), value, facts_.currency());
        builder_.end();
    }

    // --- the records ---

    void statement() {
        builder_.open(R::statement);
        builder_.field(facts_.id());
        instant(facts_.as_of());
        builder_.field(facts_.currency().name());
        builder_.field(facts_.digest());
    }

    void decision(std::uint32_t index) {
        const Decision& d = settlement_.decisions[index];
        builder_.open(R::decision);
        builder_.field(index + 1u);
        builder_.field(claim_id(d.claim));
        builder_.field(subscription_id(d.subscription));
        version(*d.pack);
        promise(d);
        builder_.field(name_of(d.outcome));
        builder_.field(d.rule.empty() ? name_of(d.reason) : d.rule);
        builder_.begin();
        sentence(builder_.text(), d);
        builder_.end();
        findings(d);
        result(d);
    }

    void version(const rules::Pack& pack) {
        builder_.field(pack.id);
        builder_.begin();
        time::append_date(builder_.text(), pack.effective_from);
        builder_.end();
        builder_.field(pack.digest);
    }

    void promise(const Decision& d) {
        if (d.guarantee == nullptr) {
            for (int i = 0; i < 6; ++i) builder_.nothing();
            return;
        }
        builder_.field(d.guarantee->id);
        builder_.field(d.guarantee->clause);
        if (d.window.empty()) {  // unknown
            builder_.nothing();
            builder_.nothing();
        } else {
            instant(d.window.start);
            instant(d.window.end);
        }
        builder_.field(d.guarantee->over == time::WindowKind::incident ? incident_id(d.subject) : std::string_view());
        builder_.field(d.guarantee->over == time::WindowKind::ticket ? ticket_id(d.subject) : std::string_view());
    }

    std::string_view incident_id(std::uint32_t index) const { return text(Record::incident, index, slot(Record::incident, "id")); }
    std::string_view ticket_id(std::uint32_t index) const { return text(Record::ticket, index, slot(Record::ticket, "id")); }

    static bool looked_at(const Decision& d) {
        switch (d.reason) {
            case Reason::granted:
            case Reason::not_breached:
            case Reason::no_credit_promised:
            case Reason::zero_credit:
            case Reason::combined:
            case Reason::below_minimum:
            case Reason::held_below_minimum:
            case Reason::cap:
            case Reason::already_credited:
            case Reason::no_remedy: return true;
            default: return d.breached;
        }
    }

    void findings(const Decision& d) {
        builder_.field(!looked_at(d) ? std::string_view() : d.breached ? "yes" : "no");
        builder_.begin();
        if (d.reason == Reason::missing_fact) missing(builder_.text(), d.missing);
        builder_.end();
        builder_.begin();
        if (d.breached && exact::sign(d.entitled) != 0) exact::append_decimal(builder_.text(), d.entitled);
        builder_.end();
        amount(d.outcome == Outcome::granted ? d.amount : 0);
    }

    void result(const Decision& d) {
        const bool granted = d.outcome == Outcome::granted;
        builder_.field(granted ? rules::name_of(d.remedy) : std::string_view());
        builder_.begin();
        if (granted && d.remedy == rules::Remedy::extension) time::append_duration(builder_.text(), d.extension);
        builder_.end();
        builder_.begin();
        if (granted) credit_id(d);
        builder_.end();
        builder_.begin();
        if (d.answer_by) deadline(builder_.text(), *d.answer_by);
        builder_.end();
    }

    static void deadline(std::string& out, const Deadline& deadline) {
        if (deadline.is_date) return time::append_date(out, time::Date(std::chrono::days(deadline.scalar)));
        time::append_instant(out, time::Instant(time::Seconds(deadline.scalar)));
    }

    // --- reasons ---

    void missing(std::string& out, const formula::Missing& missing) const {
        out += facts::row(missing.record).name;
        if (missing.index != facts::no_record && missing.record != Record::window) {
            if (const facts::Field* id = facts::find_field(missing.record, "id"); id != nullptr) {
                out += ' ';
                out += text(missing.record, missing.index, id->slot);
            }
        }
        if (!missing.field.empty()) {
            out += missing.record == Record::window ? "." : ": ";
            out += missing.field;
        }
    }

    void sentence(std::string& out, const Decision& d) const {
        switch (d.reason) {
            case Reason::granted: return granted_sentence(out, d);
            case Reason::not_breached: out += "The promise was kept."; return;
            case Reason::no_credit_promised: out += "The promise was broken; the SLA promises no credit for it."; return;
            case Reason::zero_credit: out += "The promise was broken; the credit computes to nothing."; return;
            case Reason::requirement: return requirement_sentence(out, d);
            case Reason::claim_channel: out += "The claim came through a channel that the SLA does not have."; return;
            case Reason::claim_too_early: out += "The claim was filed too early."; return;
            case Reason::claim_too_late: out += "The claim was filed too late."; return;
            case Reason::incident_of_other_subscription:
                out += "The incident or ticket that the claim names does not concern its subscription.";
                return;
            case Reason::missing_fact:
                out += "A person must decide: unknown is ";
                missing(out, d.missing);
                out += '.';
                return;
            case Reason::window_open: out += "Too early to compute: the window has not ended yet."; return;
            case Reason::combined: out += "A higher credit for the same event stands instead."; return;
            case Reason::below_minimum: out += "The credit is below the SLA's minimum."; return;
            case Reason::held_below_minimum: out += "The credit is below the SLA's minimum and is held until more is due."; return;
            case Reason::cap:
                out += "The cap '";
                out += d.rule;
                out += "' leaves nothing.";
                return;
            case Reason::already_credited: out += "All that is due was credited before."; return;
            case Reason::no_remedy: out += "A person must decide: no remedy of the SLA is open to this subscription."; return;
            case Reason::nothing_to_settle: out += "The claim touches nothing that the SLA promises."; return;
            case Reason::not_in_effect: out += "No version of the SLA was in effect then."; return;
        }
    }

    void granted_sentence(std::string& out, const Decision& d) const {
        exact::append_amount(out, d.amount, facts_.currency());
        out += ' ';
        out += facts_.currency().name();
        switch (d.remedy) {
            case rules::Remedy::balance: out += " to the balance."; return;
            case rules::Remedy::discount: out += " as a discount on the next period."; return;
            case rules::Remedy::extension:
                out += " as ";
                time::append_duration(out, d.extension);
                out += " more of service.";
                return;
        }
    }

    void requirement_sentence(std::string& out, const Decision& d) const {
        const auto says = [&](const std::vector<rules::Requirement>& requirements) {
            for (const rules::Requirement& r : requirements) {
                if (r.id == d.rule && !r.says.empty()) {
                    out += r.says;
                    return true;
                }
            }
            return false;
        };
        if (says(d.pack->requirements) || says(d.guarantee->requirements)) return;
        out += "The requirement '";
        out += d.rule;
        out += "' is not met.";
    }

    // --- steps: as they were recorded, each under its decision, and the readings that it rests on ---

    void steps() {
        std::vector<Step> sorted;  // only where decisions were worked on in turns
        std::span<const Step> all = trace_->steps();
        const auto by_decision = [](const Step& a, const Step& b) { return a.decision < b.decision; };
        if (!std::is_sorted(all.begin(), all.end(), by_decision)) {
            sorted.assign(all.begin(), all.end());
            std::stable_sort(sorted.begin(), sorted.end(), by_decision);
            all = sorted;
        }
        while (!all.empty()) {
            const std::uint32_t decision = all.front().decision;
            const auto next = std::find_if(all.begin(), all.end(), [&](const Step& s) { return s.decision != decision; });
            steps_of(decision, all.first(static_cast<std::size_t>(next - all.begin())));
            all = {next, all.end()};
        }
    }

    void steps_of(std::uint32_t decision, std::span<const Step> own) {
        std::uint32_t number = 0;
        for (const Step& s : own) step(s, ++number);
        for (const rules::Reading* reading : readings_of(*settlement_.decisions[decision].pack, own)) reading_step(decision, ++number, *reading);
    }

    // The readings of the clauses that the steps rest on, in the order of the pack.
    std::vector<const rules::Reading*> readings_of(const rules::Pack& pack, std::span<const Step> own) {
        std::vector<const rules::Reading*> out;
        if (pack.readings.empty()) return out;
        const auto [index, added] = readings_.try_emplace(&pack);
        if (added) {
            for (const rules::Reading& reading : pack.readings) index->second[reading.clause].push_back(&reading);
        }
        std::vector<std::string_view> clauses;
        for (const Step& s : own) clauses.push_back(s.clause);
        std::sort(clauses.begin(), clauses.end());
        clauses.erase(std::unique(clauses.begin(), clauses.end()), clauses.end());
        for (const std::string_view clause : clauses) {
            const auto found = index->second.find(clause);
            if (found != index->second.end()) out.insert(out.end(), found->second.begin(), found->second.end());
        }
        std::sort(out.begin(), out.end());
        return out;
    }

    void step(const Step& step, std::uint32_t number) {
        builder_.open(R::step);
        builder_.field(step.decision + 1u);
        builder_.field(std::uint64_t{number});
        builder_.field(name_of(step.kind));
        builder_.field(step.clause);
        builder_.field(step.name);
        formula(step.formula);
        builder_.field(trace_->of(step.value));
        builder_.field(trace_->of(step.text));
    }

    // On one line, however the rules break it; what stands in quotes is left alone.
    void formula(std::string_view source) {
        builder_.begin();
        bool quoted = false;
        for (const char c : source) {
            if (c == '\'') quoted = !quoted;
            if (c != ' ' || quoted || builder_.text().back() != ' ') builder_.text() += c;
        }
        builder_.end();
    }

    void reading_step(std::uint32_t decision, std::uint32_t number, const rules::Reading& reading) {
        builder_.open(R::step);
        builder_.field(decision + 1u);
        builder_.field(std::uint64_t{number});
        builder_.field(name_of(StepKind::reading));
        builder_.field(reading.clause);
        for (int i = 0; i < 3; ++i) builder_.nothing();
        builder_.field(reading.text);
    }

    // --- credits and adjustments ---

    void credit_id(const Decision& d) {
        const std::string_view subject = d.guarantee->over == time::WindowKind::incident ? incident_id(d.subject)
                                         : d.guarantee->over == time::WindowKind::ticket ? ticket_id(d.subject)
                                                                                         : std::string_view();
        append_credit_id(builder_.text(), {d.pack->id, d.guarantee->id, subscription_id(d.subscription), d.pack->zone.date(d.window.start), subject, d.posting});
    }

    void credit_id(const GrantedCredit& credit) {
        builder_.begin();
        if (credit.decision != none) credit_id(settlement_.decisions[credit.decision]);
        else builder_.text() += text(Record::credit, bound_.prior[credit.prior].index, slot(Record::credit, "id"));
        builder_.end();
    }

    void credit(const GrantedCredit& credit) {
        builder_.open(R::credit);
        credit_id(credit);
        if (credit.decision != none) {
            const Decision& d = settlement_.decisions[credit.decision];
            builder_.field(credit.decision + 1u);
            builder_.field(subscription_id(d.subscription));
            purpose(d);
            amount(credit.amount);
            instant(facts_.as_of());
            builder_.field(claim_id(d.claim));
        } else {
            const PriorCredit& p = bound_.prior[credit.prior];
            builder_.nothing();
            builder_.field(subscription_id(p.subscription));
            purpose(p);
            amount(credit.amount);
            instant(p.granted);
            builder_.field(p.claim);
        }
        builder_.field(rules::name_of(credit.remedy));
        amount(credit.remaining);
        instant(credit.available_from);
        instant(credit.expires);
    }

    // What a credit is for.
    void purpose(const Decision& d) {
        builder_.field(d.pack->id);
        builder_.begin();
        time::append_date(builder_.text(), d.pack->effective_from);
        builder_.end();
        builder_.field(d.guarantee->id);
        instant(d.window.start);
        instant(d.window.end);
        builder_.field(incident_id(event_of(facts_, d, time::WindowKind::incident)));
        builder_.field(ticket_id(event_of(facts_, d, time::WindowKind::ticket)));
    }

    // As the record came: what it doesn't say is not guessed for those who store it.
    void purpose(const PriorCredit& p) {
        const auto fact = [&](std::uint8_t field) -> const facts::Fact& { return facts_.fact(Record::credit, p.index, field); };
        const auto moment = [&](const facts::Fact& at) { at.known() ? instant(time::Instant(time::Seconds(at.scalar))) : builder_.nothing(); };
        builder_.field(text(Record::credit, p.index, slot(Record::credit, "sla")));
        const facts::Fact& from = fact(slot(Record::credit, "effective_from"));
        builder_.begin();
        if (from.known()) time::append_date(builder_.text(), time::Date(std::chrono::days(from.scalar)));
        builder_.end();
        builder_.field(text(Record::credit, p.index, slot(Record::credit, "guarantee")));
        moment(fact(slot(Record::credit, "window_start")));
        moment(fact(slot(Record::credit, "window_end")));
        builder_.field(text(Record::credit, p.index, slot(Record::credit, "incident")));
        builder_.field(text(Record::credit, p.index, slot(Record::credit, "ticket")));
    }

    void adjustment(std::uint32_t index) {
        const Adjustment& a = settlement_.adjustments[index];
        builder_.open(R::adjustment);
        builder_.field(index + 1u);
        builder_.field(rules::name_of(a.kind));
        credit_id(settlement_.credits[a.credit]);
        builder_.field(subscription_id(a.subscription));
        amount(a.amount);
        if (a.kind == rules::Remedy::discount) {
            builder_.field(text(Record::line, a.line, slot(Record::line, "id")));
            amount(a.line_before);
            amount(a.line_after);
        } else {
            for (int i = 0; i < 3; ++i) builder_.nothing();
        }
        if (a.kind == rules::Remedy::extension) {
            instant(a.end_before);
            instant(a.end_after);
        } else {
            builder_.nothing();
            builder_.nothing();
        }
    }

    void charge(const OrderedCharge& c) {
        builder_.open(R::charge);
        builder_.begin();
        charge_id(builder_.text(), facts_, c);
        builder_.end();
        version(*c.pack);
        builder_.field(c.rule->clause);
        c.known ? amount(c.amount) : builder_.nothing();
        builder_.begin();
        if (!c.known) missing(builder_.text(), c.missing);
        builder_.end();
        builder_.field(c.rule->says);
    }

    const BoundCase& bound_;
    const facts::Case& facts_;
    const Settlement& settlement_;
    const Trace* trace_;
    StatementBuilder builder_;
    // Of each pack that was asked for its readings, by clause.
    std::unordered_map<const rules::Pack*, std::unordered_map<std::string_view, std::vector<const rules::Reading*>>> readings_;
};

}  // namespace

void write_statement(const BoundCase& bound, const Settlement& settlement, const Trace* trace, Statement& out) {
    StatementWriter(bound, settlement, trace, out).run();
}


}  // namespace redress::settle
