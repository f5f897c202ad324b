// What finish() refuses: facts that each can be, but not together.
#include <algorithm>
#include <array>

#include "facts/case.h"
#include "facts/text.h"

namespace redress::facts {
namespace {

// Two instants of a record of which the second never comes first.
struct TimeOrder {
    Record record;
    std::uint8_t earlier;
    std::uint8_t later;
};
consteval TimeOrder ordered(Record record, std::string_view earlier, std::string_view later) {
    return {record, slot(record, earlier), slot(record, later)};
}
constexpr TimeOrder time_orders[] = {
    ordered(Record::case_, "windows_from", "windows_until"),
    ordered(Record::subscription, "start", "end"),
    ordered(Record::incident, "start", "end"),
    ordered(Record::maintenance, "start", "end"),
    ordered(Record::ticket, "opened", "first_response"),
    ordered(Record::ticket, "opened", "resolved"),
    ordered(Record::charge, "period_start", "period_end"),
    ordered(Record::measurement, "start", "end"),
    ordered(Record::credit, "available_from", "expires"),
    ordered(Record::line, "period_start", "period_end"),
    ordered(Record::pause, "start", "end"),
};

// What has happened when it is told. Maintenance, terms and billed periods may lie ahead.
struct PastTime {
    Record record;
    std::uint8_t slot;
};
consteval PastTime past(Record record, std::string_view field) { return {record, slot(record, field)}; }
constexpr PastTime past_times[] = {
    past(Record::incident, "start"),
    past(Record::incident, "end"),
    past(Record::incident, "reported"),
    past(Record::ticket, "opened"),
    past(Record::ticket, "first_response"),
    past(Record::ticket, "resolved"),
    past(Record::measurement, "start"),
    past(Record::claim, "filed"),
    past(Record::credit, "granted"),
    past(Record::pause, "start"),
    past(Record::pause, "end"),
};

std::string spelled(const Field& field, const Fact& fact, const exact::Currency& currency) {
    std::string out;
    append_fact(out, field.type, field.tokens, fact, currency);
    return out;
}

}  // namespace

void Case::check_presence() const {
    for (const Row& row : rows_) {
        for (const Field& field : fields(heads_[row.head].record)) {
            if (field.presence != Presence::required) break;  // they come first
            if (cell(row, field.slot).known()) continue;
            refuse(row, field.name, heads_[row.head].position,
                   title(row) + " lacks " + std::string(field.name) + misspelt(row, field.name));
        }
    }
    for (const RecordRow& kind : facts::records().first(given_record_count)) {
        if (kind.many != RecordRow::Many::one || count(kind.record) == 1) continue;
        throw Error(Status::invalid_case, {{}, heads_.front().position, std::string(kind.name), {}},
                    "the case has no " + std::string(kind.name));
    }
    if (count(Record::line) > 0 && count(Record::invoice) == 0) {
        const Row& line = rows(Record::line).front();
        refuse(line, "", heads_[line.head].position, title(line) + " has no invoice: the case lacks an invoice record");
    }
}

// Of a required field that is missing: what the record has instead, and the vocabulary does not.
std::string Case::misspelt(const Row& row, std::string_view field) const {
    std::vector<std::string_view> unknown;
    for (const std::uint32_t at : additional_of(row)) unknown.push_back(additional_given_[at].name);
    const std::string_view nearest = nearest_name(field, unknown);
    return nearest.empty() ? std::string() : "; is " + in_quotes(nearest) + " meant for it?";
}

void Case::check_unique_ids() const {
    for (std::size_t r = 0; r < given_record_count; ++r) {
        if (!table::has_id[r]) continue;
        const std::span<const Row> kind = rows(static_cast<Record>(r));
        for (std::size_t i = 1; i < kind.size(); ++i) {
            if (cell(kind[i - 1], 0).text != cell(kind[i], 0).text) continue;
            refuse(kind[i], 0, title(kind[i]) + " stands twice: the first is " + whereabouts(kind[i - 1]));
        }
    }
}

void Case::check_values() const {
    constexpr std::uint8_t affected = slot(Record::incident, "affected");
    for (const Row& row : rows(Record::incident)) {
        if (cell(row, affected).number <= exact::Rational(1)) continue;
        refuse(row, affected,
               title(row) + ": affected " + spelled(field(row, affected), cell(row, affected), currency_) + " is above 100%");
    }
    for (const Row& row : rows(Record::incident))
        check_owners(row, slot(Record::incident, "subscription"), slot(Record::incident, "subscriptions"));
    for (const Row& row : rows(Record::maintenance))
        check_owners(row, slot(Record::maintenance, "subscription"), slot(Record::maintenance, "subscriptions"));
    constexpr std::uint8_t amount = slot(Record::credit, "amount");
    constexpr std::uint8_t remaining = slot(Record::credit, "remaining");
    for (const Row& row : rows(Record::credit)) {
        if (cell(row, remaining).number <= cell(row, amount).number) continue;
        refuse(row, remaining,
               title(row) + ": remaining " + spelled(field(row, remaining), cell(row, remaining), currency_) +
                   " is above amount " + spelled(field(row, amount), cell(row, amount), currency_));
    }
    for (const Row& row : rows(Record::line)) check_whole_units(row, slot(Record::line, "amount"));
    for (const Row& row : rows(Record::credit)) {
        check_whole_units(row, amount);
        check_whole_units(row, remaining);
        check_purpose(row);
    }
    check_invoice();
}

void Case::check_owners(const Row& row, std::uint8_t one, std::uint8_t several) const {
    if (!cell(row, one).known() || !cell(row, several).known()) return;
    refuse(row, several, title(row) + " has subscription and subscriptions: give one of them");
}

// What a credit was given for is told as a whole or not at all; and what is left of it belongs to a remedy.
void Case::check_purpose(const Row& row) const {
    constexpr auto together = std::to_array<std::uint8_t>(
        {slot(Record::credit, "sla"), slot(Record::credit, "effective_from"), slot(Record::credit, "guarantee"),
         slot(Record::credit, "window_start"), slot(Record::credit, "window_end")});
    constexpr auto besides = std::to_array<std::uint8_t>({slot(Record::credit, "incident"), slot(Record::credit, "ticket")});
    const auto given = [&](std::uint8_t field) { return cell(row, field).known(); };
    const auto first = std::find_if(together.begin(), together.end(), given);
    const auto more = std::find_if(besides.begin(), besides.end(), given);
    const auto lacks = std::find_if_not(together.begin(), together.end(), given);
    if ((first != together.end() || more != besides.end()) && lacks != together.end()) {
        const std::uint8_t has = first != together.end() ? *first : *more;
        refuse(row, has,
               title(row) + " has " + std::string(field(row, has).name) + " but no " + std::string(field(row, *lacks).name) +
                   ": sla, effective_from, guarantee, window_start and window_end belong together, as the statement's credit has "
                   "them");
    }
    constexpr std::uint8_t start = slot(Record::credit, "window_start");
    constexpr std::uint8_t end = slot(Record::credit, "window_end");
    if (given(start) && cell(row, end).scalar <= cell(row, start).scalar) {
        refuse(row, end,
               title(row) + ": window_end " + spelled(field(row, end), cell(row, end), currency_) +
                   " is not after window_start " + spelled(field(row, start), cell(row, start), currency_));
    }
    constexpr std::uint8_t remaining = slot(Record::credit, "remaining");
    if (cell(row, remaining).number > exact::Rational(0) && !given(slot(Record::credit, "remedy"))) {
        refuse(row, remaining,
               title(row) + ": remaining " + spelled(field(row, remaining), cell(row, remaining), currency_) +
                   " has no remedy by which it could be used");
    }
}

// What is charged and what is deducted must each be a sum that 64 bits hold, so that all that settling adds up is one.
void Case::check_invoice() const {
    constexpr std::uint8_t amount = slot(Record::line, "amount");
    exact::MinorUnits charged = 0;
    exact::MinorUnits deducted = 0;
    for (const Row& row : rows(Record::line)) {
        const auto units = exact::post(cell(row, amount).number, currency_, exact::RoundingMode::floor);
        exact::MinorUnits& sum = units && *units < 0 ? deducted : charged;
        if (units && !__builtin_add_overflow(sum, *units, &sum)) continue;
        throw Error(Status::limit_exceeded, {file_, cell(row, amount).position, "line", "amount"},
                    "the lines of the invoice add up to more minor units than 64 bits hold");
    }
}

// What is deducted from and what deducts is in minor units, so it must be a number of them.
void Case::check_whole_units(const Row& row, std::uint8_t slot) const {
    const exact::Rational& amount = cell(row, slot).number;
    const exact::Rational units = amount * exact::Rational(currency_.minor_units_per_unit());
    if (units.is_integer()) return;
    if (units.overflowed()) {
        throw Error(Status::limit_exceeded,
                    {file_, cell(row, slot).position, std::string(facts::row(heads_[row.head].record).name),
                     std::string(field(row, slot).name)},
                    title(row) + ": " + std::string(field(row, slot).name) + " has more minor units than 64 bits hold");
    }
    refuse(row, slot,
           title(row) + ": " + std::string(field(row, slot).name) + " " + spelled(field(row, slot), cell(row, slot), currency_) +
               " has more decimals than " + std::string(currency_.name()) + " has (" + std::to_string(currency_.minor_digits) +
               ")");
}

void Case::check_times() const {
    for (const TimeOrder& order : time_orders) {
        for (const Row& row : rows(order.record)) check_order(row, order.earlier, order.later);
    }
    for (const PastTime& time : past_times) {
        for (const Row& row : rows(time.record)) check_not_after_now(row, time.slot);
    }
}

void Case::check_order(const Row& row, std::uint8_t earlier, std::uint8_t later) const {
    const Fact& first = cell(row, earlier);
    const Fact& second = cell(row, later);
    if (!first.known() || !second.known() || first.scalar <= second.scalar) return;
    std::string message = title(row);
    message.append(": ").append(field(row, later).name).append(" ").append(spelled(field(row, later), second, currency_));
    message.append(" is before ").append(field(row, earlier).name).append(" ");
    message.append(spelled(field(row, earlier), first, currency_));
    refuse(row, later, std::move(message));
}

void Case::check_not_after_now(const Row& row, std::uint8_t slot) const {
    const Fact& fact = cell(row, slot);
    if (!fact.known() || fact.scalar <= as_of_.time_since_epoch().count()) return;
    std::string message = title(row);
    message.append(": ").append(field(row, slot).name).append(" ").append(spelled(field(row, slot), fact, currency_));
    message.append(" is later than the case's as_of ");
    time::append_instant(message, as_of_);
    refuse(row, slot, std::move(message));
}

// Follows each ticket's chain of duplicates until it ends, or meets a chain that was followed before, or itself.
void Case::check_duplicate_tickets() const {
    constexpr std::uint8_t duplicate_of = slot(Record::ticket, "duplicate_of");
    std::vector<std::uint32_t> followed_from(count(Record::ticket), no_record);
    for (std::uint32_t i = 0; i < followed_from.size(); ++i) {
        std::uint32_t at = i;
        while (at != no_record && followed_from[at] == no_record) {
            followed_from[at] = i;
            at = link(Record::ticket, at, duplicate_of);
        }
        if (at == no_record || followed_from[at] != i) continue;
        const Row& row = rows(Record::ticket)[at];
        const bool direct = link(Record::ticket, at, duplicate_of) == at;
        refuse(row, duplicate_of,
               title(row) + " is a duplicate of itself" +
                   (direct ? std::string() : ", by way of ticket " + in_quotes(cell(row, duplicate_of).text)));
    }
}

// A ticket's clock stands only while the ticket is open.
void Case::check_pauses() const {
    constexpr std::uint8_t start = slot(Record::pause, "start"), end = slot(Record::pause, "end");
    constexpr std::uint8_t opened = slot(Record::ticket, "opened"), resolved = slot(Record::ticket, "resolved");
    for (std::uint32_t i = 0; i < count(Record::pause); ++i) {
        const Row& row = rows(Record::pause)[i];
        const Row& ticket = rows(Record::ticket)[link<"pause.ticket">(i)];
        const auto outside = [&](std::uint8_t at, std::string_view side, std::uint8_t of_ticket) {
            std::string message = title(row);
            message.append(": ")
                .append(field(row, at).name)
                .append(" ")
                .append(spelled(field(row, at), cell(row, at), currency_));
            message.append(" is ").append(side).append(" its ").append(title(ticket));
            message.append(of_ticket == opened ? " was opened, " : " was resolved, ");
            message.append(spelled(field(ticket, of_ticket), cell(ticket, of_ticket), currency_));
            refuse(row, at, std::move(message));
        };
        if (cell(row, start).scalar < cell(ticket, opened).scalar) outside(start, "before", opened);
        if (!cell(ticket, resolved).known()) continue;
        if (cell(row, start).scalar > cell(ticket, resolved).scalar) outside(start, "after", resolved);
        if (!cell(row, end).known())
            refuse(row, start, title(row) + " has no end, but its " + title(ticket) + " was resolved: give the end of the pause");
        if (cell(row, end).scalar > cell(ticket, resolved).scalar) outside(end, "after", resolved);
    }
}

// In the order of order_plans().
void Case::check_plans() const {
    constexpr std::uint8_t from = slot(Record::plan, "from");
    for (std::size_t i = 0; i < plan_order_.size(); ++i) {
        const Row& row = rows(Record::plan)[plan_order_[i]];
        const std::uint32_t of = link<"plan.subscription">(plan_order_[i]);
        const Row& subscription = rows(Record::subscription)[of];
        constexpr std::uint8_t start = slot(Record::subscription, "start");
        const Fact& began = cell(subscription, start);
        if (began.known() && cell(row, from).scalar < began.scalar) {
            refuse(row, from,
                   title(row) + ": from " + spelled(field(row, from), cell(row, from), currency_) + " is before the start of " +
                       title(subscription) + ", " + spelled(field(subscription, start), began, currency_));
        }
        if (i == 0 || link<"plan.subscription">(plan_order_[i - 1]) != of) continue;
        const Row& before = rows(Record::plan)[plan_order_[i - 1]];
        if (cell(row, from).scalar != cell(before, from).scalar) continue;
        refuse(row, from,
               title(row) + ": " + title(subscription) + " has two plans from " +
                   spelled(field(row, from), cell(row, from), currency_) + ": the other is " + whereabouts(before));
    }
}

void Case::refuse(const Row& row, std::string_view field, Position position, std::string message) const {
    const RecordRow& kind = facts::row(heads_[row.head].record);
    throw Error(Status::invalid_case, {file_, position, std::string(kind.name), std::string(field)}, std::move(message));
}

void Case::refuse(const Row& row, std::uint8_t slot, std::string message) const {
    const Fact& fact = cell(row, slot);
    // A default stands nowhere.
    const Position position = fact.position.line > 0 ? fact.position : heads_[row.head].position;
    refuse(row, field(row, slot).name, position, std::move(message));
}

const Field& Case::field(const Row& row, std::uint8_t slot) const noexcept {
    return fields(heads_[row.head].record)[slot];  // derived fields come last
}

std::string Case::title(const Row& row) const {
    const Record record = heads_[row.head].record;
    const RecordRow& kind = facts::row(record);
    std::string out(kind.name);
    if (table::has_id[static_cast<std::size_t>(record)] && cell(row, 0).known()) {
        out.append(" ").append(in_quotes(cell(row, 0).text));
    } else if (kind.many == RecordRow::Many::any) {
        out.append(" no. ").append(std::to_string(number_among_kind(row)));
    }
    return out;
}

std::string Case::whereabouts(const Row& row) const {
    const Position position = heads_[row.head].position;
    if (position.line > 0) return "on line " + std::to_string(position.line);
    return std::string(facts::row(heads_[row.head].record).name) + " no. " + std::to_string(number_among_kind(row));
}

std::size_t Case::number_among_kind(const Row& row) const noexcept {
    const auto end = heads_.begin() + row.head + 1;
    const Record record = heads_[row.head].record;
    return static_cast<std::size_t>(std::count_if(heads_.begin(), end, [record](const Head& h) { return h.record == record; }));
}

}  // namespace redress::facts
