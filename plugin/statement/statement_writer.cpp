// Writing a settlement down: the only place where amounts, times and reasons become text.
#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "exact/literal.h"
#include "input_limits.h"
#include "settle/charges.h"
#include "settle/credit_id.h"
#include "settle/readable.h"
#include "statement/statement_builder.h"

namespace redress::statement {

using namespace settle;
using R = StatementRecord;

namespace {

class StatementWriter {
public:
    StatementWriter(const BoundCase& bound, const Settlement& settlement, const Trace* trace, Statement& out)
        : bound_(bound),
          facts_(*bound.facts),
          settlement_(settlement),
          trace_(trace),
          builder_(out, 2'048 + (trace == nullptr ? 0 : 2 * trace->size()),
                   limits::statement_bytes_max + (trace == nullptr ? 0 : limits::steps_bytes_max)) {}

    void run() {
        name_credits();
        if (trace_ != nullptr) order_steps();
        statement();
        for (std::uint32_t i = 0; i < settlement_.decisions.size(); ++i) {
            decision(i);
            steps_of(i);
        }
        for (std::uint32_t i = 0; i < settlement_.credits.size(); ++i) credit(i);
        for (std::uint32_t i = 0; i < settlement_.adjustments.size(); ++i) adjustment(i);
        for (const OrderedCharge& c : settlement_.charges) charge(c);
        auto row = builder_.open<R::provenance>();
        row.field("library_version", REDRESS_VERSION);
        row.field("zone_data_version", bound_.book->zone_data_version());
        builder_.finish();
    }

private:
    // Ids; none for no record.
    template <facts::FieldName name>
    std::string_view id(std::uint32_t index) const {
        return index == facts::no_record ? std::string_view() : facts_.get<name>(index);
    }
    std::string_view subscription_id(std::uint32_t index) const { return id<"subscription.id">(index); }
    std::string_view claim_id(std::uint32_t index) const { return id<"claim.id">(index); }
    std::string_view incident_id(std::uint32_t index) const { return id<"incident.id">(index); }
    std::string_view ticket_id(std::uint32_t index) const { return id<"ticket.id">(index); }

    // Appenders of single values.
    static auto instant(time::Instant at) {
        return [at](std::string& out) { time::append_instant(out, at); };
    }
    static auto instant(std::optional<time::Instant> at) {
        return [at](std::string& out) {
            if (at) time::append_instant(out, *at);
        };
    }
    static auto date(time::Date day) {
        return [day](std::string& out) { time::append_date(out, day); };
    }
    auto amount(exact::MinorUnits value) const {
        return [this, value](std::string& out) { exact::append_amount(out, value, facts_.currency()); };
    }

    // The ids of credits, made once; decisions, credits and adjustments quote them.
    void name_credits() {
        ids_.reserve(settlement_.credits.size());
        for (const GrantedCredit& credit : settlement_.credits) {
            std::string& id = ids_.emplace_back();
            if (credit.decision == none) {
                id = facts_.get<"credit.id">(bound_.prior[credit.prior].index);
                continue;
            }
            const Decision& d = settlement_.decisions[credit.decision];
            append_credit_id(id, {d.pack->id, d.guarantee->id, subscription_id(d.subscription), d.pack->zone.date(d.window.start),
                                  subject_id(d), d.posting});
            if (credit_of_.empty()) credit_of_.resize(settlement_.decisions.size(), none);
            credit_of_[credit.decision] = static_cast<std::uint32_t>(ids_.size() - 1);
        }
    }
    std::string_view subject_id(const Decision& d) const {
        return d.guarantee->over == time::WindowKind::incident ? incident_id(d.subject)
               : d.guarantee->over == time::WindowKind::ticket ? ticket_id(d.subject)
                                                               : std::string_view();
    }

    // --- the records ---

    void statement() {
        auto row = builder_.open<R::statement>();
        row.field("case", facts_.id());
        row.plain("as_of", instant(facts_.as_of()));
        row.field("currency", facts_.currency().name());
        row.field("case_digest", facts_.digest());
    }

    void decision(std::uint32_t index) {
        const Decision& d = settlement_.decisions[index];
        auto row = builder_.open<R::decision>();
        row.field("number", index + 1u);
        row.field("claim", claim_id(d.claim));
        row.field("subscription", subscription_id(d.subscription));
        row.field("sla", d.pack->id);
        row.plain("effective_from", date(d.pack->effective_from));
        row.field("rules_digest", d.pack->digest);
        if (d.guarantee != nullptr) {
            row.field("guarantee", d.guarantee->id);
            row.field("clause", d.guarantee->clause);
            if (!d.window.empty()) {  // else unknown
                row.plain("window_start", instant(d.window.start));
                row.plain("window_end", instant(d.window.end));
            }
            if (d.guarantee->over == time::WindowKind::incident) row.field("incident", incident_id(d.subject));
            if (d.guarantee->over == time::WindowKind::ticket) row.field("ticket", ticket_id(d.subject));
        }
        row.field("outcome", name_of(d.outcome));
        row.field("reason", d.rule.empty() ? name_of(d.reason) : d.rule);
        row.text("sentence", [&](std::string& out) { sentence(out, d); });
        if (looked_at(d)) row.field("breached", d.breached ? "yes" : "no");
        if (d.reason == Reason::missing_fact) row.text("missing", [&](std::string& out) { missing(out, d.missing); });
        if (d.breached && exact::sign(d.entitled) != 0) {
            row.plain("entitled", [&](std::string& out) { exact::append_decimal(out, d.entitled); });
        }
        if (d.estimate) row.plain("estimate", [&](std::string& out) { exact::append_decimal(out, *d.estimate); });
        const bool granted = d.outcome == Outcome::granted;
        row.plain("amount", amount(granted ? d.amount : 0));
        if (d.reason == Reason::approval) row.plain("due", amount(d.waiting));
        if (granted) {
            row.field("remedy", facts::name_of(d.remedy));
            if (d.remedy == rules::Remedy::extension) {
                row.plain("extension", [&](std::string& out) { time::append_duration(out, d.extension); });
            }
            row.field("credit", ids_[credit_of_[index]]);
        }
        if (d.answer_by) row.plain("answer_by", [&](std::string& out) { deadline(out, *d.answer_by); });
    }

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
            case Reason::approval:
            case Reason::no_remedy: return true;
            default: return d.breached;
        }
    }

    static void deadline(std::string& out, const Deadline& deadline) {
        if (deadline.is_date) return time::append_date(out, time::Date(std::chrono::days(deadline.scalar)));
        time::append_instant(out, time::Instant(time::Seconds(deadline.scalar)));
    }

    // --- reasons ---

    void missing(std::string& out, const formula::Missing& missing) const { append_missing(out, facts_, missing); }

    std::string_view said(Slice slice) const { return std::string_view(settlement_.sentences).substr(slice.offset, slice.size); }

    // In the words of the rules where they have some, else in those of the library; then what changed the amount.
    void sentence(std::string& out, const Decision& d) const {
        const bool own = d.said.size > 0;
        if (own)
            out += said(d.said);
        else
            usual_sentence(out, d);
        if (d.outcome != Outcome::granted) return;
        for (const Bounded& bounded : d.bounded) {
            if (bounded.said.size > 0)
                (out += ' ') += said(bounded.said);
            else if (!own && d.pack->explains_fully && bounded.says().empty())
                bounded_sentence(out, bounded, *d.pack);
        }
        if (own || !d.pack->explains_fully || d.credited == 0) return;
        out += ' ';
        money(out, d.credited);
        out += " were credited for it before.";
    }

    void money(std::string& out, exact::MinorUnits value) const { append_money(out, value, facts_.currency()); }
    void money(std::string& out, const Number& value, const rules::Pack& pack) const {
        formula::Cell cell;
        cell.number = value;
        append_for_people(out, formula::number_type(formula::money), cell, pack, facts_.currency());
    }

    static void clause(std::string& out, std::string_view clause) {
        if (!clause.empty()) ((out += " (clause ") += clause) += ')';
    }

    void bounded_sentence(std::string& out, const Bounded& bounded, const rules::Pack& pack) const {
        out += bounded.cap != nullptr ? " A cap of the SLA" : " The minimum of the SLA";
        clause(out, bounded.clause());
        out += bounded.cap != nullptr ? " leaves " : " makes it ";
        money(out, bounded.left.value_or(bounded.bound), pack);
        out += '.';
    }

    // What the rules ask to be said of days and amounts, too (explanation="full"), stands behind a colon.
    void usual_sentence(std::string& out, const Decision& d) const {
        const bool fully = d.pack->explains_fully;
        const auto until = [&](std::string_view words) {
            if (fully && d.deadline) append_deadline((out += words), *d.deadline, d.pack->zone);
            out += '.';
        };
        switch (d.reason) {
            case Reason::granted: return granted_sentence(out, d);
            case Reason::not_breached: out += "The promise was kept."; return;
            case Reason::no_credit_promised: out += "The promise was broken; the SLA promises no credit for it."; return;
            case Reason::zero_credit: out += "The promise was broken; the credit computes to nothing."; return;
            case Reason::not_covered: out += "The SLA makes no such promise for this service."; return;
            case Reason::requirement: return requirement_sentence(out, d);
            case Reason::claim_channel: out += "The claim came through a channel that the SLA does not have."; return;
            case Reason::claim_too_early: out += "The claim was filed too early"; return until(": it can be filed from ");
            case Reason::claim_too_late: out += "The claim was filed too late"; return until(": it could be filed until ");
            case Reason::incident_of_other_subscription:
                out += "The incident or ticket that the claim names does not concern its subscription.";
                return;
            case Reason::missing_fact:
                out += "A person must decide: unknown is ";
                missing(out, d.missing);
                out += '.';
                return;
            case Reason::window_open:
                out += "Too early to compute: the window has not ended yet";
                return until(". It can be computed from ");
            case Reason::combined: out += "A higher credit for the same event stands instead."; return;
            case Reason::below_minimum:
            case Reason::held_below_minimum:
                out += "The credit is below the SLA's minimum";
                if (d.reason == Reason::held_below_minimum) out += " and is held until more is due";
                if (fully) {
                    money(out += ": ", d.entitled, *d.pack);
                    money(out += ", less than ", d.bounded.back().bound, *d.pack);
                }
                out += '.';
                return;
            case Reason::cap: return cap_sentence(out, d);
            case Reason::already_credited:
                out += "All that is due was credited before";
                if (fully) money(out += ": ", d.credited);
                out += '.';
                return;
            case Reason::approval:
                out += "A person must approve this: ";
                money(out, d.waiting);
                out += " are due.";
                return;
            case Reason::no_remedy: out += "A person must decide: no remedy of the SLA is open to this subscription."; return;
            case Reason::nothing_to_settle: out += "The claim touches nothing that the SLA promises."; return;
            case Reason::not_in_effect: out += "No version of the SLA was in effect then."; return;
        }
    }

    void granted_sentence(std::string& out, const Decision& d) const {
        money(out, d.amount);
        switch (d.remedy) {
            case rules::Remedy::balance: out += " to the balance."; return;
            case rules::Remedy::discount: out += " as a discount on the next period."; return;
            case rules::Remedy::extension:
                out += " as ";
                if (d.pack->explains_fully)
                    append_extension_for_people(out, d);
                else
                    append_extension(out, d);
                out += " more of service.";
                return;
        }
    }

    // Ids of rules are not for the customer; without full explanation they are told as they always were.
    void cap_sentence(std::string& out, const Decision& d) const {
        if (!d.pack->explains_fully) {
            ((out += "The cap '") += d.rule) += "' leaves nothing.";
            return;
        }
        const Bounded& cap = d.bounded.back();
        out += "A cap of the SLA";
        clause(out, cap.clause());
        out += " leaves nothing: no more than ";
        if (cap.left)
            money(out, cap.bound, *d.pack);
        else
            exact::append_decimal(out, cap.bound);
        out += cap.left ? "." : " credits.";
    }

    void requirement_sentence(std::string& out, const Decision& d) const {
        const rules::Requirement& requirement = *requirement_of(d);
        if (!requirement.says.empty() && requirement.says.values.empty()) {
            out += requirement.says.words;
        } else if (d.pack->explains_fully) {
            out += "A requirement of the SLA";
            clause(out, requirement.clause);
            out += " is not met.";
        } else {
            ((out += "The requirement '") += d.rule) += "' is not met.";
        }
    }

    // --- steps: as they were recorded, each under its decision, and the readings that it rests on ---

    void order_steps() {
        steps_ = trace_->steps();
        const auto by_decision = [](const Step& a, const Step& b) { return a.decision < b.decision; };
        if (std::is_sorted(steps_.begin(), steps_.end(), by_decision)) return;
        sorted_.assign(steps_.begin(), steps_.end());
        std::stable_sort(sorted_.begin(), sorted_.end(), by_decision);
        steps_ = sorted_;
    }

    // Of the next decision.
    void steps_of(std::uint32_t decision) {
        const auto end = std::find_if(steps_.begin(), steps_.end(), [&](const Step& s) { return s.decision != decision; });
        const std::span<const Step> own = steps_.first(static_cast<std::size_t>(end - steps_.begin()));
        steps_ = steps_.subspan(own.size());
        std::uint32_t number = 0;
        for (const Step& s : own) step(s, ++number);
        for (const rules::Reading* reading : readings_of(*settlement_.decisions[decision].pack, own))
            reading_step(decision, ++number, *reading);
    }

    // The readings of the clauses that the steps rest on, in the order of the pack.
    std::vector<const rules::Reading*> readings_of(const rules::Pack& pack, std::span<const Step> own) {
        std::vector<const rules::Reading*> out;
        if (pack.readings.empty() || own.empty()) return out;
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
        auto row = builder_.open<R::step>();
        row.field("decision", step.decision + 1u);
        row.field("number", number);
        row.field("kind", name_of(step.kind));
        row.field("clause", step.clause);
        row.field("name", step.name);
        row.text("formula", [&](std::string& out) { on_one_line(out, step.formula); });
        row.field("value", trace_->of(step.value));
        row.field("text", trace_->of(step.text));
    }

    // However the rules break it; what stands in quotes is left alone.
    static void on_one_line(std::string& out, std::string_view formula) {
        bool quoted = false;
        for (const char c : formula) {
            if (c == '\'') quoted = !quoted;
            if (c != ' ' || quoted || out.empty() || out.back() != ' ') out += c;
        }
    }

    void reading_step(std::uint32_t decision, std::uint32_t number, const rules::Reading& reading) {
        auto row = builder_.open<R::step>();
        row.field("decision", decision + 1u);
        row.field("number", number);
        row.field("kind", name_of(StepKind::reading));
        row.field("clause", reading.clause);
        row.field("text", reading.text);
    }

    // --- credits and adjustments ---

    void credit(std::uint32_t index) {
        const GrantedCredit& credit = settlement_.credits[index];
        auto row = builder_.open<R::credit>();
        row.field("id", ids_[index]);
        if (credit.decision != none) {
            granted_now(row, credit);
        } else {
            granted_before(row, credit);
        }
        row.field("remedy", facts::name_of(credit.remedy));
        row.plain("remaining", amount(credit.remaining));
        row.plain("available_from", instant(credit.available_from));
        row.plain("expires", instant(credit.expires));
    }

    void granted_now(StatementBuilder::Row<R::credit>& row, const GrantedCredit& credit) {
        const Decision& d = settlement_.decisions[credit.decision];
        row.field("decision", credit.decision + 1u);
        row.field("subscription", subscription_id(d.subscription));
        row.field("sla", d.pack->id);
        row.plain("effective_from", date(d.pack->effective_from));
        row.field("guarantee", d.guarantee->id);
        row.plain("window_start", instant(d.window.start));
        row.plain("window_end", instant(d.window.end));
        row.field("incident", incident_id(event_of(facts_, d, time::WindowKind::incident)));
        row.field("ticket", ticket_id(event_of(facts_, d, time::WindowKind::ticket)));
        row.plain("amount", amount(credit.amount));
        row.plain("granted", instant(facts_.as_of()));
        row.field("claim", claim_id(d.claim));
    }

    // As the record came: what it doesn't say is not guessed for those who store it.
    void granted_before(StatementBuilder::Row<R::credit>& row, const GrantedCredit& credit) {
        const PriorCredit& p = bound_.prior[credit.prior];
        row.field("subscription", subscription_id(p.subscription));
        row.field("sla", facts_.get<"credit.sla">(p.index).value_or(""));
        if (const auto from = facts_.get<"credit.effective_from">(p.index)) row.plain("effective_from", date(*from));
        row.field("guarantee", facts_.get<"credit.guarantee">(p.index).value_or(""));
        row.plain("window_start", instant(facts_.get<"credit.window_start">(p.index)));
        row.plain("window_end", instant(facts_.get<"credit.window_end">(p.index)));
        row.field("incident", facts_.get<"credit.incident">(p.index).value_or(""));
        row.field("ticket", facts_.get<"credit.ticket">(p.index).value_or(""));
        row.plain("amount", amount(credit.amount));
        row.plain("granted", instant(p.granted));
        row.field("claim", p.claim);
    }

    void adjustment(std::uint32_t index) {
        const Adjustment& a = settlement_.adjustments[index];
        auto row = builder_.open<R::adjustment>();
        row.field("number", index + 1u);
        row.field("kind", a.forfeit != nullptr ? std::string_view("forfeit") : facts::name_of(a.kind));
        row.field("credit", ids_[a.credit]);
        row.field("subscription", subscription_id(a.subscription));
        row.plain("amount", amount(a.amount));
        if (a.forfeit != nullptr) return row.field("clause", a.forfeit->clause);
        if (a.kind == rules::Remedy::discount) {
            row.field("line", facts_.get<"line.id">(a.line));
            row.plain("line_before", amount(a.line_before));
            row.plain("line_after", amount(a.line_after));
        }
        if (a.kind == rules::Remedy::extension) {
            row.plain("end_before", instant(a.end_before));
            row.plain("end_after", instant(a.end_after));
        }
    }

    void charge(const OrderedCharge& c) {
        auto row = builder_.open<R::charge>();
        row.text("id", [&](std::string& out) { charge_id(out, facts_, c); });
        row.field("sla", c.pack->id);
        row.plain("effective_from", date(c.pack->effective_from));
        row.field("rules_digest", c.pack->digest);
        row.field("clause", c.rule->clause);
        if (c.known) row.plain("amount", amount(c.amount));
        if (!c.known) row.text("missing", [&](std::string& out) { missing(out, c.missing); });
        row.field("sentence", c.rule->says.values.empty() ? std::string_view(c.rule->says.words) : said(c.said));
    }

    const BoundCase& bound_;
    const facts::Case& facts_;
    const Settlement& settlement_;
    const Trace* trace_;
    StatementBuilder builder_;
    std::vector<std::string> ids_;          // of the credits
    std::vector<std::uint32_t> credit_of_;  // of each decision; empty where none has one
    std::span<const Step> steps_;           // those that are not written yet
    std::vector<Step> sorted_;              // what it views, where decisions were worked on in turns
    // Of each pack that was asked for its readings, by clause.
    std::unordered_map<const rules::Pack*, std::unordered_map<std::string_view, std::vector<const rules::Reading*>>> readings_;
};

}  // namespace

void write_statement(const BoundCase& bound, const Settlement& settlement, const Trace* trace, Statement& out) {
    StatementWriter(bound, settlement, trace, out).run();
}

}  // namespace redress::statement
