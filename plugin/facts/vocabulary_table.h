// The table behind vocabulary.h. It stands in a header so that slots are known at compile time; read it through the
// functions of vocabulary.h, which includes it.
#pragma once

#include <array>
#include <cstddef>

#include "facts/remedy.h"
#include "facts/vocabulary.h"

namespace redress::facts::table {

inline constexpr std::array<RecordRow, record_count> record_rows = {{
    {Record::case_, "case", RecordRow::Many::one, "The case itself: which one, when it is settled, in which currency."},
    {Record::account, "account", RecordRow::Many::one, "The customer's account with the provider."},
    {Record::subscription, "subscription", RecordRow::Many::any, "A service that the customer subscribes to under one SLA."},
    {Record::plan, "plan", RecordRow::Many::any,
     "What a subscription costs from a moment on, and at which level; until its first plan its own price and level hold."},
    {Record::incident, "incident", RecordRow::Many::any, "A time in which a service failed or fell short."},
    {Record::maintenance, "maintenance", RecordRow::Many::any, "A time of the provider's own work on a service."},
    {Record::ticket, "ticket", RecordRow::Many::any, "A request to the provider's support."},
    {Record::pause, "pause", RecordRow::Many::any,
     "A time in which support could not work on a ticket, such as waiting for the customer; stops the clock where the rules say "
     "so."},
    {Record::charge, "charge", RecordRow::Many::any, "An amount billed before for a subscription."},
    {Record::measurement, "measurement", RecordRow::Many::any, "A value that monitoring found over a time."},
    {Record::claim, "claim", RecordRow::Many::any, "A customer's request for service credit."},
    {Record::credit, "credit", RecordRow::Many::any, "A service credit given before this settlement."},
    {Record::invoice, "invoice", RecordRow::Many::at_most_one, "The invoice to which credits are applied now."},
    {Record::line, "line", RecordRow::Many::any, "A line of the invoice."},
    {Record::holiday, "holiday", RecordRow::Many::any, "A day that is not worked, besides those of the rules."},
    {Record::working_day, "working_day", RecordRow::Many::any,
     "A day that is worked although it is of the weekend or a holiday, besides those of the rules."},
    {Record::window, "window", RecordRow::Many::any, "The window that a guarantee is measured over; never given."},
    {Record::period, "period", RecordRow::Many::any,
     "What <periods> of the rules joins, under the name that it has there; never given."},
}};

// What a type says about the sign, unless a row says otherwise.
consteval SignBound usual_sign(FieldType type) {
    switch (type) {
        case FieldType::count:
        case FieldType::ratio:
        case FieldType::money:
        case FieldType::duration: return SignBound::not_negative;
        default: return SignBound::any;
    }
}

// Rows of the table, one function for each presence; slots are numbered later.
struct Rows {
    Record record;

    consteval Field row(std::string_view name, FieldType type, Presence presence, std::string_view default_text,
                        std::string_view doc) const {
        return {record, name, type, presence, default_text, {}, {}, usual_sign(type), doc, 0};
    }
    consteval Field required(std::string_view name, FieldType type, std::string_view doc) const {
        return row(name, type, Presence::required, {}, doc);
    }
    consteval Field optional(std::string_view name, FieldType type, std::string_view doc) const {
        return row(name, type, Presence::optional, {}, doc);
    }
    consteval Field defaulted(std::string_view name, FieldType type, std::string_view text, std::string_view doc) const {
        return row(name, type, Presence::defaulted, text, doc);
    }
    consteval Field derived(std::string_view name, FieldType type, std::string_view doc) const {
        return row(name, type, Presence::derived, {}, doc);
    }
};

consteval Field one_of(std::string_view tokens, Field field) {
    field.tokens = tokens;
    return field;
}
consteval Field to(Record refers, Field field) {
    field.refers = refers;
    return field;
}
consteval Field bounded(SignBound sign, Field field) {
    field.sign = sign;
    return field;
}

template <std::size_t N>
consteval std::array<Field, N> numbered(std::array<Field, N> fields) {
    std::array<std::uint8_t, record_count> given{};
    std::array<std::uint8_t, record_count> derived{};
    for (Field& field : fields) {
        auto& next = field.presence == Presence::derived ? derived : given;
        field.slot = next[static_cast<std::size_t>(field.record)]++;
    }
    return fields;
}

consteval auto make_fields() {
    using enum FieldType;
    constexpr std::string_view kinds_of_service = "standard nonstandard hourly test free";
    constexpr Rows case_{Record::case_};
    constexpr Rows account{Record::account};
    constexpr Rows subscription{Record::subscription};
    constexpr Rows plan{Record::plan};
    constexpr Rows incident{Record::incident};
    constexpr Rows maintenance{Record::maintenance};
    constexpr Rows ticket{Record::ticket};
    constexpr Rows pause{Record::pause};
    constexpr Rows charge{Record::charge};
    constexpr Rows measurement{Record::measurement};
    constexpr Rows claim{Record::claim};
    constexpr Rows credit{Record::credit};
    constexpr Rows invoice{Record::invoice};
    constexpr Rows line{Record::line};
    constexpr Rows holiday{Record::holiday};
    constexpr Rows working_day{Record::working_day};
    constexpr Rows window{Record::window};
    constexpr Rows period{Record::period};
    return numbered(std::to_array<Field>({
        case_.required("id", id, "Names the case in the statement and in the host's own records."),
        case_.required("as_of", instant, "The moment of settling: what \"now\" means for every rule and every open record."),
        case_.required("currency", text, "ISO 4217 code of the currency of all money in the case, such as UAH."),
        case_.optional("windows_from", instant,
                       "Without a claim only windows that start then or later are decided, as those of one billing run."),
        case_.optional("windows_until", instant, "And only those that start before."),
        case_.defaulted("estimates", flag, "no",
                        "Whether a pending decision says what would be due by what has happened until as_of."),

        account.required("id", id, "Names the account."),
        one_of("good suspended violation",
               account.defaulted("standing", token, "good",
                                 "Whether the account is in good standing, suspended, or in violation of the terms.")),
        account.defaulted("overdue_invoices", count, "0", "How many invoices of the account are overdue at as_of."),
        account.defaulted("units", count, "0",
                          "How many units (seats, servers, numbers) the account holds; give it where the SLA counts them."),

        subscription.required("id", id, "Names the subscription; other records refer to it."),
        subscription.required("sla", text, "The id of the SLA that the subscription is under."),
        subscription.required("price", money, "What one price_period costs, in the case's currency."),
        subscription.optional("level", text, "The service level within the SLA; give it where the SLA has levels."),
        one_of(kinds_of_service,
               subscription.defaulted("kind", token, "standard", "How the service is sold; some SLAs cover some kinds only.")),
        subscription.defaulted("price_period", span, "P1M", "The calendar span that the price pays for."),
        subscription.optional("start", instant, "When the service began; the anchor of its billing periods."),
        subscription.optional("end", instant, "When the prepaid term ends; an extension moves it."),
        subscription.defaulted("billing_period", span, "P1M", "The calendar span from one invoice to the next."),
        subscription.derived("monthly_price", money, "The price of one month: the price divided by the months of price_period."),
        subscription.derived("term_price", money, "The price of the whole prepaid term, from start to end."),

        to(Record::subscription, plan.required("subscription", reference, "The subscription whose plan it is.")),
        plan.required("from", instant, "From when it is in effect, until the next plan of the subscription."),
        plan.required("price", money, "What one price_period costs then."),
        plan.optional("level", text, "The service level then; leave out what stays as it was before."),
        one_of(kinds_of_service, plan.optional("kind", token, "How the service is sold then.")),
        plan.optional("price_period", span, "The calendar span that the price pays for then."),

        incident.required("id", id, "Names the incident."),
        incident.required("start", instant, "When the failure began."),
        incident.optional("end", instant, "When it ended; leave it out while the failure lasts, it then runs to as_of."),
        to(Record::subscription,
           incident.optional("subscription", reference, "The subscription that it hit; leave it out where it hit all.")),
        to(Record::subscription, incident.optional("subscriptions", references, "Those that it hit, where it hit several.")),
        incident.optional("component", text, "The part that failed, such as a power feed; tells redundant parts apart."),
        one_of("outage degradation hardware_failure data_loss",
               incident.defaulted("kind", token, "outage", "What failed: the service, its quality, a machine, or kept data.")),
        incident.optional("cause", text, "Why it happened, in the SLA's own words, such as ddos; decides exclusions."),
        incident.optional("severity", text, "How bad it was, by the SLA's own scale."),
        incident.defaulted("affected", ratio, "100%", "The share of the service that it hit, at most 100%."),
        incident.optional("reported", instant, "When the customer reported it; some SLAs count downtime from then on."),
        incident.defaulted("confirmed", flag, "no", "Whether the provider confirmed it."),
        incident.defaulted("recovered", flag, "no", "Whether lost data was recovered; for kind data_loss."),
        incident.derived("duration", duration, "From its start to its end, or to as_of while it lasts."),

        maintenance.required("id", id, "Names the maintenance."),
        maintenance.required("start", instant, "When the work began or will begin."),
        maintenance.required("end", instant, "When it ended or will end."),
        to(Record::subscription, maintenance.optional("subscription", reference,
                                                      "The subscription that it concerns; leave it out where it concerns all.")),
        to(Record::subscription,
           maintenance.optional("subscriptions", references, "Those that it concerns, where it concerns several.")),
        maintenance.optional("announced", instant, "When customers were told; leave it out where they were not."),
        maintenance.defaulted("emergency", flag, "no", "Whether it was urgent work that could not be planned."),
        maintenance.derived("duration", duration, "From its start to its end."),
        bounded(SignBound::any,
                maintenance.derived("notice", duration, "How long before its start it was announced; below zero if afterwards.")),

        ticket.required("id", id, "Names the ticket."),
        ticket.required("opened", instant, "When the customer opened it."),
        to(Record::subscription,
           ticket.optional("subscriptions", references, "The subscriptions that it concerns; leave it out where it is all.")),
        ticket.optional("channel", text, "By which way it came, such as email or phone."),
        ticket.optional("priority", text, "Its priority, by the SLA's own scale."),
        ticket.optional("first_response", instant, "When support first answered; leave it out while it has not."),
        ticket.optional("resolved", instant, "When it was resolved; leave it out while it is open."),
        ticket.optional("response_limit", duration, "The agreed longest response time, where it differs from ticket to ticket."),
        ticket.optional("resolution_limit", duration,
                        "The agreed longest resolution time, where it differs from ticket to ticket."),
        to(Record::ticket, ticket.optional("duplicate_of", reference, "The earlier ticket on the same matter, if there is one.")),
        ticket.defaulted("escalated", flag, "no", "Whether the customer escalated it."),
        ticket.defaulted("priority_accepted", flag, "yes", "Whether the provider accepted the priority that the customer chose."),
        ticket.derived("response_time", duration,
                       "From opened to first_response, or to as_of while there is none; by the clock of the rules, or all time."),
        ticket.derived("resolution_time", duration,
                       "From opened to resolved, or to as_of while it is open; by the clock of the rules, or all time."),
        ticket.derived("response_due", instant, "When response_limit is reached, by the same clock."),
        ticket.derived("resolution_due", instant, "When resolution_limit is reached, by the same clock."),

        to(Record::ticket, pause.required("ticket", reference, "The ticket whose clock stood.")),
        pause.required("start", instant, "Where the pause starts."),
        pause.optional("end", instant, "Where it ends; leave it out while it lasts, it then runs to as_of."),
        pause.optional("reason", text, "Why, such as waiting for the customer, or closed before it was opened again."),
        pause.derived("duration", duration, "From its start to its end, or to as_of while it lasts."),

        to(Record::subscription, charge.required("subscription", reference, "The subscription that was billed.")),
        bounded(SignBound::any,
                charge.required("amount", money, "What was billed, in the case's currency; below zero for a deduction.")),
        charge.required("period_start", instant, "Where the billed period starts."),
        charge.required("period_end", instant, "Where the billed period ends; not part of it."),
        one_of("recurring usage one_time",
               charge.defaulted("kind", token, "recurring", "Whether it was for the term, for use, or once only.")),
        charge.optional("bills", text, "The id of the charge of an earlier statement that it bills, if it does."),

        measurement.required("metric", text, "What was measured, such as packet_loss."),
        measurement.required("start", instant, "Where the measured time starts."),
        measurement.required("end", instant, "Where the measured time ends; not part of it."),
        measurement.required("value", number, "What was found, in the metric's own unit; below zero is possible."),
        to(Record::subscription, measurement.optional("subscription", reference,
                                                      "The subscription that it concerns; leave it out where it concerns all.")),
        measurement.derived("duration", duration, "From its start to its end."),

        claim.required("id", id, "Names the claim."),
        claim.required("filed", instant, "When the customer filed it."),
        to(Record::subscription, claim.required("subscription", reference, "The subscription that it asks credit for.")),
        claim.optional("channel", text, "By which way it was filed, such as ticket or email."),
        claim.optional("guarantee", text, "The guarantee that it names; leave it out where it names none."),
        to(Record::incident, claim.optional("incident", reference, "The incident that it is about, if it names one.")),
        to(Record::ticket, claim.optional("ticket", reference, "The ticket that it is about, if it names one.")),
        claim.optional("window", date, "A day in the window that it is about, such as the first of a month."),
        one_of(remedies, claim.optional("remedy", token, "The remedy that the customer wishes, where the SLA leaves a choice.")),
        claim.optional("approved", money, "Up to which amount a person approved what is due by a decision that it is about."),
        claim.defaulted("leaving", flag, "no", "Whether the customer leaves because of the breach."),

        credit.required("id", id, "The id under which the credit was granted; a later settlement subtracts it."),
        to(Record::subscription, credit.required("subscription", reference, "The subscription that it was granted for.")),
        credit.required("amount", money, "What was granted in all, in the case's currency."),
        credit.required("granted", instant, "When it was granted."),
        credit.optional("sla", text, "The SLA under which it was granted, as the statement's credit has it."),
        credit.optional("effective_from", date, "The first day of that version of the SLA, as the statement has it."),
        credit.optional("guarantee", text, "The guarantee that it is for, as the statement has it; goodwill has none."),
        credit.optional("window_start", instant, "Where the window that it is for starts, as the statement has it."),
        credit.optional("window_end", instant, "Where that window ends, as the statement has it."),
        credit.optional("incident", text, "The incident that it is about, as the statement has it."),
        credit.optional("ticket", text, "The ticket that it is about, as the statement has it."),
        credit.optional("claim", text, "The claim that it answered; that claim need not be in the case."),
        one_of(remedies, credit.optional("remedy", token, "The remedy by which it was applied.")),
        credit.defaulted("remaining", money, "0", "What is not yet used of it; a discount carries it forward."),
        credit.optional("available_from", instant, "From when the remaining amount may be used."),
        credit.optional("expires", instant, "When the remaining amount is lost; leave it out where it never is."),

        invoice.required("id", id, "Names the invoice."),
        invoice.required("issued", instant, "When it is issued."),

        line.required("id", id, "Names the line within the invoice."),
        bounded(SignBound::any, line.required("amount", money, "What the line charges; below zero for a deduction.")),
        line.required("period_start", instant, "Where the period that it charges for starts."),
        line.required("period_end", instant, "Where that period ends; not part of it."),
        to(Record::subscription,
           line.optional("subscription", reference, "The subscription that it charges for; leave it out where it is for none.")),
        one_of("service tax other",
               line.defaulted("kind", token, "service", "What it charges; only lines for services are discounted.")),

        holiday.required("date", date, "The day, in the SLA's time zone."),

        working_day.required("date", date, "The day, in the SLA's time zone."),

        window.derived("start", instant, "Where the window starts."),
        window.derived("end", instant, "Where the window ends; not part of it."),
        bounded(SignBound::positive, window.derived("length", duration, "The exact time from its start to its end.")),
        bounded(SignBound::positive, window.derived("days", count, "The civil days in it, in the SLA's time zone.")),
        bounded(SignBound::positive,
                window.derived("month_days", count, "The days of the calendar month in which the window starts: 28 to 31.")),
        window.derived("price", money, "The subscription's price for a window of this kind."),

        period.derived("start", instant, "Where the period starts."),
        period.derived("end", instant, "Where it ends; not part of it."),
        bounded(
            SignBound::positive,
            period.derived("length", duration, "The time in it that counts: without gaps, unless they count, and exclusions.")),
    }));
}

inline constexpr auto field_rows = make_fields();

// Where each record's fields begin in field_rows; one more entry for the end.
consteval std::array<std::uint8_t, record_count + 1> make_first_fields() {
    std::array<std::uint8_t, record_count + 1> first{};
    for (const Field& field : field_rows) ++first[static_cast<std::size_t>(field.record) + 1];
    for (std::size_t r = 1; r < first.size(); ++r) first[r] = static_cast<std::uint8_t>(first[r] + first[r - 1]);
    return first;
}
inline constexpr auto first_fields = make_first_fields();

consteval std::array<std::uint8_t, record_count> make_given_counts() {
    std::array<std::uint8_t, record_count> counts{};
    for (const Field& field : field_rows) {
        if (field.presence != Presence::derived) ++counts[static_cast<std::size_t>(field.record)];
    }
    return counts;
}
inline constexpr auto given_counts = make_given_counts();

// Whether a kind has an id, which then is its slot 0.
consteval std::array<bool, record_count> make_has_id() {
    std::array<bool, record_count> has{};
    for (const Field& field : field_rows) {
        if (field.type != FieldType::id) continue;
        if (field.slot != 0) throw "an id comes first in its record";
        has[static_cast<std::size_t>(field.record)] = true;
    }
    return has;
}
inline constexpr auto has_id = make_has_id();

}  // namespace redress::facts::table

namespace redress::facts {

consteval std::uint8_t slot(Record record, std::string_view field) {
    for (const Field& row : table::field_rows) {
        if (row.record == record && row.name == field && row.presence != Presence::derived) return row.slot;
    }
    throw "the record has no such given field";
}

// A field's full name as an argument of a template: get<"incident.end">.
template <std::size_t size>
struct FieldName {
    char text[size] = {};
    consteval FieldName(const char (&name)[size]) {  // NOLINT: a name stands for its field
        for (std::size_t i = 0; i < size; ++i) text[i] = name[i];
    }
    // Whether the part stands at the offset. Character by character: sanitized code can't search such a text while it is
    // compiled.
    constexpr bool has(std::string_view part, std::size_t offset) const {
        if (offset + part.size() > size - 1) return false;
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (text[offset + i] != part[i]) return false;
        }
        return true;
    }
};

// The given field of that name. One that the table lacks does not compile.
template <std::size_t size>
consteval Field given_field(const FieldName<size>& name) {
    for (const Field& field : table::field_rows) {
        const std::string_view record = table::record_rows[static_cast<std::size_t>(field.record)].name;
        const std::size_t dot = record.size();
        const bool found =
            size - 1 == dot + 1 + field.name.size() && name.has(record, 0) && name.has(".", dot) && name.has(field.name, dot + 1);
        if (found && field.presence != Presence::derived) return field;
    }
    throw "there is no such given field";
}

}  // namespace redress::facts
