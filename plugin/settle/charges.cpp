#include "settle/charges.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "rules/text.h"
#include "settle/credit_id.h"
#include "settle/say.h"

namespace redress::settle {

using facts::Record;

namespace {

class ChargeOrderer {
public:
    ChargeOrderer(Frame& frame, Settlement& settlement) : frame_(frame), settlement_(settlement) {
        frame_.trace = nullptr;  // a charge is no decision and has no steps
    }

    // Each SLA once, by the first subscription that is under it.
    void run() {
        std::unordered_set<const rules::Sla*> seen;
        const std::vector<BoundSubscription>& subscriptions = frame_.bound->subscriptions;
        for (std::uint32_t i = 0; i < subscriptions.size(); ++i) {
            if (!subscriptions[i].sla->any_charges || !seen.insert(subscriptions[i].sla).second) continue;
            for (const std::unique_ptr<rules::Pack>& pack : subscriptions[i].versions) of_version(*pack, i);
        }
    }

private:
    void of_version(const rules::Pack& pack, std::uint32_t subscription) {
        if (pack.charges.empty()) return;
        const time::Interval now{frame_.facts().as_of(), frame_.facts().as_of() + time::Seconds(1)};
        if (!billed_) find_billed();
        frame_.enter(pack, nullptr, subscription, facts::no_record, facts::no_record, time::WindowKind::day, now);
        for (const rules::Charge& rule : pack.charges) of_rule(pack, rule);
    }

    void of_rule(const rules::Pack& pack, const rules::Charge& rule) {
        OrderedCharge charge;
        charge.pack = &pack;
        charge.rule = &rule;
        at_ = frame_.facts().as_of();
        bool due = true;
        // Whether it is due at all is asked first: where it is not, nothing can be missing.
        charge.known = known(frame_.evaluate(rule.when), charge) && (!(due = frame_.flag()) || (day(charge) && amount(charge)));
        if (!due || !in_effect(charge) || to_come(charge) || billed(charge)) return;
        if (!rule.says.values.empty()) say(charge);
        settlement_.charges.push_back(charge);
    }

    void say(OrderedCharge& charge) {
        formula::Named& amount = frame_.evaluator.name(rules::slot_of(rules::Said::amount));
        amount.state = charge.known ? formula::Named::State::known : formula::Named::State::unset;
        amount.cell.number = exact::to_units(charge.amount, frame_.currency());
        const std::optional<Slice> said =
            add_sentence(frame_, charge.rule->says, settlement_, "charge '" + charge.rule->id + "'");
        if (said) charge.said = *said;
    }

    bool known(bool evaluated, OrderedCharge& charge) const {
        if (!evaluated) charge.missing = frame_.missing();
        return evaluated;
    }

    bool day(OrderedCharge& charge) {
        const formula::Formula& on = charge.rule->on;
        if (!on.exists()) return true;
        if (!known(frame_.evaluate(on), charge)) return false;
        const std::int64_t scalar = frame_.value().scalar;
        if (on.type.kind == formula::Kind::date) {
            charge.on = time::Date(std::chrono::days(scalar));
            at_.reset();
        } else {
            at_ = time::Instant(time::Seconds(scalar));
            charge.on = charge.pack->zone.date(*at_);
        }
        return true;
    }

    bool amount(OrderedCharge& charge) {
        if (!known(frame_.evaluate(charge.rule->amount), charge)) return false;
        const std::optional<exact::MinorUnits> posted =
            exact::post(frame_.value().number, frame_.currency(), charge.pack->rounding);
        if (!posted)
            throw Error(Status::limit_exceeded, Place{frame_.facts().file(), {}, "case", {}}, "a charge has more than 18 digits");
        charge.amount = *posted;
        return true;
    }

    // A day has one version, whatever its zone: a moment is in another day elsewhere.
    bool in_effect(const OrderedCharge& charge) const {
        const rules::Pack& pack = *charge.pack;
        if (at_) return pack.effective.contains(*at_);
        return pack.effective_from <= *charge.on && (!pack.effective_to || *charge.on < *pack.effective_to);
    }

    bool to_come(const OrderedCharge& charge) const {
        return charge.on && *charge.on > charge.pack->zone.date(frame_.facts().as_of());
    }

    bool billed(const OrderedCharge& charge) const {
        std::string id;
        charge_id(id, frame_.facts(), charge);
        return billed_->contains(id);
    }

    void find_billed() {
        billed_.emplace();
        const auto count = static_cast<std::uint32_t>(frame_.facts().count(Record::charge));
        for (std::uint32_t i = 0; i < count; ++i) {
            if (const auto bills = frame_.facts().get<"charge.bills">(i)) billed_->insert(*bills);
        }
    }

    Frame& frame_;
    Settlement& settlement_;
    std::optional<time::Instant> at_;  // of the charge being looked at: when; none where it is for a date
    std::optional<std::unordered_set<std::string_view>> billed_;  // ids of the charges that were billed before
};

}  // namespace

void order_charges(Frame& frame, Settlement& settlement) { ChargeOrderer(frame, settlement).run(); }

void charge_id(std::string& out, const facts::Case& facts, const OrderedCharge& charge) {
    append_id_part(out, charge.pack->id);
    out += '/';
    append_id_part(out, charge.rule->id);
    out += '/';
    append_id_part(out, facts.get<"account.id">(0));
    if (!charge.on) return;
    out += '/';
    time::append_date(out, *charge.on);
}

}  // namespace redress::settle
