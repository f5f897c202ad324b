#include "settle/prior_credit.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "settle/credit_id.h"
#include "settle/windows.h"

namespace redress::settle {

using facts::Record;

namespace {

struct Version {
    const rules::Pack* pack = nullptr;
    const rules::Guarantee* guarantee = nullptr;
};

class Reader {
public:
    Reader(const facts::Case& facts, const rules::Book& book) : facts_(facts), book_(book) {}

    PriorCredit read(std::uint32_t index) {
        PriorCredit out;
        out.index = index;
        out.subscription = facts_.link<"credit.subscription">(index);
        out.amount = exact::post(facts_.get<"credit.amount">(index), facts_.currency(), exact::RoundingMode::floor).value_or(0);
        out.granted = facts_.get<"credit.granted">(index);
        out.began_first = out.began_last = out.granted;
        out.claim = facts_.get<"credit.claim">(index).value_or("");
        out.guarantee = facts_.get<"credit.guarantee">(index).value_or("");
        if (out.guarantee.empty())
            by_id(out);
        else
            by_fields(out);
        return out;
    }

private:
    // --- by the fields of the record ---

    void by_fields(PriorCredit& out) {
        out.sla = facts_.get<"credit.sla">(out.index).value_or("");
        out.incident = facts_.get<"credit.incident">(out.index).value_or("");
        out.ticket = facts_.get<"credit.ticket">(out.index).value_or("");
        // Whoever names a guarantee names these, or the case is refused.
        out.window = {*facts_.get<"credit.window_start">(out.index), *facts_.get<"credit.window_end">(out.index)};
        out.began_first = out.began_last = out.window.start;
        const std::span<const Version> versions = versions_of(out.sla, out.guarantee);
        const Version version = recorded_version(versions, out);
        out.pack = version.pack;
        out.given = version.guarantee;
        out.displaced = !versions.empty() && !stands_today(out);
        if (out.displaced)
            find_home(out);
        else if (out.given != nullptr && out.given->over == time::WindowKind::incident)
            set_window_of(out, Record::incident, out.incident);
        else if (out.given != nullptr && out.given->over == time::WindowKind::ticket)
            set_window_of(out, Record::ticket, out.ticket);
    }

    void find_home(PriorCredit& credit) const {
        if (credit.given == nullptr) return;
        constexpr int windows_max = 64;  // a correction moves a window by less
        // Before the service began there may be no window yet.
        time::Instant at = credit.window.start;
        if (!window_at(facts_, credit.subscription, credit.given->over, at, credit.pack->zone)) {
            at = std::max(at, facts_.extent(Record::subscription, credit.subscription).start);
        }
        const auto shared = [&](const time::Interval& window) { return time::intersection(window, credit.window).length(); };
        for (int i = 0; i < windows_max && at < credit.window.end; ++i) {
            const std::optional<time::Interval> next =
                window_at(facts_, credit.subscription, credit.given->over, at, credit.pack->zone);
            if (!next || next->end <= at) break;
            if (credit.home.empty() || shared(credit.home) < shared(*next)) credit.home = *next;
            at = next->end;
        }
    }

    // By the facts of today, where the case has the incident or ticket.
    void set_window_of(PriorCredit& out, Record record, std::string_view id) const {
        const std::uint32_t found = facts_.find(record, id);
        if (found == facts::no_record || out.given->from.exists()) return;
        if (out.given->periods && !out.window.empty()) return;  // the window is the period's
        const time::Interval& extent = facts_.extent(record, found);
        out.window = at_least_a_moment(extent);
        out.began_first = out.began_last = extent.start;
    }

    // Whether the promise still has the recorded window, or is about the recorded incident or ticket.
    bool stands_today(const PriorCredit& credit) const {
        if (credit.given == nullptr) return false;
        const time::WindowKind over = credit.given->over;
        if (over == time::WindowKind::incident) return !credit.incident.empty();
        if (over == time::WindowKind::ticket) return !credit.ticket.empty();
        const std::optional<time::Interval> today =
            window_of_version(facts_, credit.subscription, over, credit.window.start, *credit.pack);
        if (!today || today->start != credit.window.start || !credit.pack->effective.contains(today->start)) return false;
        return today->end == credit.window.end || over == time::WindowKind::term;  // extensions move the end of a term
    }

    // By its first day; or, where the rules were given another since, the one in effect when the window began.
    Version recorded_version(std::span<const Version> versions, const PriorCredit& credit) const {
        const time::Date from = *facts_.get<"credit.effective_from">(credit.index);
        if (versions.empty()) return {};
        const auto same = std::lower_bound(versions.begin(), versions.end(), from,
                                           [](const Version& v, time::Date day) { return v.pack->effective_from < day; });
        if (same != versions.end() && same->pack->effective_from == from) return *same;
        const auto after = std::upper_bound(versions.begin(), versions.end(), credit.window.start,
                                            [](time::Instant at, const Version& v) { return at < v.pack->effective.start; });
        if (after == versions.begin() || !std::prev(after)->pack->effective.contains(credit.window.start)) return {};
        return *std::prev(after);
    }

    static void take(PriorCredit& credit, const time::Interval& window) {
        credit.window = window;
        credit.began_first = credit.began_last = window.start;
    }

    // --- by the id alone ---

    void by_id(PriorCredit& out) {
        const std::string_view id = facts_.get<"credit.id">(out.index);
        std::optional<std::string> sla = sla_of_credit_id(id);
        if (!sla || book_.versions(*sla).empty()) return;  // goodwill, or of rules that have nothing to do with these
        out.sla = std::move(*sla);
        out.extent = {time::Instant::min(), time::Instant::max()};
        std::optional<CreditId> parts = read_credit_id(id);
        if (!parts) {
            out.began_first = time::Instant::min();
            out.began_last = time::Instant::max() - time::Seconds(1);
            out.unclear = "guarantee";
            return;
        }
        check_subscription(out, *parts, id);
        out.guarantee = std::move(parts->guarantee);
        of_day(out, *parts);
    }

    // A credit that names one subscription in its id and is told to be another's would be missed for the one, or taken
    // from the other.
    void check_subscription(const PriorCredit& credit, const CreditId& id, std::string_view whole) const {
        const std::string_view subscription = facts_.get<"subscription.id">(credit.subscription);
        if (id.subscription == subscription) return;
        const Position named = facts_.position_of<"credit.subscription">(credit.index);
        const Position position = named.line > 0 ? named : facts_.position(Record::credit, credit.index);
        throw Error(Status::invalid_case, Place{facts_.file(), position, "credit", "subscription"},
                    fmt::format("credit '{}' was given to another subscription than '{}', by its id", whole, subscription));
    }

    void of_day(PriorCredit& out, const CreditId& id) {
        const std::span<const Version> versions = versions_of(out.sla, out.guarantee);
        const auto after = std::upper_bound(versions.begin(), versions.end(), id.window_start,
                                            [](time::Date day, const Version& v) { return day < v.pack->effective_from; });
        const Version version = after == versions.begin() ? Version{} : *std::prev(after);
        const bool in_effect =
            version.pack != nullptr && (!version.pack->effective_to || id.window_start < *version.pack->effective_to);
        if (!in_effect) {
            set_day(out, id, time::Zone());
            if (!versions.empty()) out.unclear = "effective_from";
            return;
        }
        out.pack = version.pack;
        out.given = version.guarantee;
        set_day(out, id, out.pack->zone);
        if (out.given->over == time::WindowKind::incident)
            of_subject(out, id, Record::incident, out.incident);
        else if (out.given->over == time::WindowKind::ticket)
            of_subject(out, id, Record::ticket, out.ticket);
        else
            of_window(out, id);
        events_of_claim(out);
    }

    void set_day(PriorCredit& out, const CreditId& id, const time::Zone& zone) const {
        const time::Interval day = time::civil_day(id.window_start, zone);
        out.began_first = day.start;
        out.began_last = day.end - time::Seconds(1);
        out.extent = {out.began_first, out.began_last + time::Seconds(1)};
    }

    void of_subject(PriorCredit& out, const CreditId& id, Record record, std::string& subject) const {
        if (id.subject.empty()) {
            out.unclear = facts::row(record).name;
            out.extent = {time::Instant::min(), time::Instant::max()};
            return;
        }
        subject = id.subject;
        set_window_of(out, record, subject);
    }

    void of_window(PriorCredit& out, const CreditId& id) const {
        if (!id.subject.empty()) {
            out.unclear = "guarantee";
            return;
        }
        // The day's last second lies in the window that began on the day, at whatever hour.
        const std::optional<time::Interval> window =
            window_of_version(facts_, out.subscription, out.given->over, out.began_last, *out.pack);
        if (window && out.pack->zone.date(window->start) == id.window_start) return take(out, *window);
        out.unclear = "window_start";
        out.extent.end = last_end(out);
    }

    // No window that began on the day ends later.
    time::Instant last_end(const PriorCredit& credit) const {
        std::int64_t days = 0;
        switch (credit.given->over) {
            case time::WindowKind::day: days = 2; break;
            case time::WindowKind::calendar_month: days = 32; break;
            case time::WindowKind::quarter: days = 93; break;
            case time::WindowKind::calendar_year: days = 367; break;
            case time::WindowKind::billing_period: {
                const time::Span every = facts_.get<"subscription.billing_period">(credit.subscription);
                days = std::int64_t{every.months} * 31 + every.days + 1;
                break;
            }
            case time::WindowKind::term:
            case time::WindowKind::incident:
            case time::WindowKind::ticket: return time::Instant::max();
        }
        return credit.began_last + std::chrono::days(days);
    }

    // What the id doesn't say: the incident or ticket that the claim named.
    void events_of_claim(PriorCredit& out) const {
        if (!out.pack->claim.required || out.claim.empty()) return;
        const std::uint32_t claim = facts_.find(Record::claim, out.claim);
        if (claim == facts::no_record) {
            out.event_unknown = true;
            return;
        }
        const std::uint32_t incident = facts_.link<"claim.incident">(claim);
        const std::uint32_t ticket = facts_.link<"claim.ticket">(claim);
        if (out.incident.empty() && incident != facts::no_record) out.incident = facts_.get<"incident.id">(incident);
        if (out.ticket.empty() && ticket != facts::no_record) out.ticket = facts_.get<"ticket.id">(ticket);
    }

    // The versions of an SLA that have the guarantee, by effective_from.
    std::span<const Version> versions_of(const std::string& sla, const std::string& guarantee) {
        const auto [at, added] = versions_.try_emplace(std::pair(sla, guarantee));
        const rules::Sla* const known = added ? book_.sla(sla) : nullptr;
        if (known != nullptr &&
            std::binary_search(known->guarantees.begin(), known->guarantees.end(), std::string_view(guarantee))) {
            for (const std::unique_ptr<rules::Pack>& pack : book_.versions(sla)) {
                for (const rules::Guarantee& g : pack->guarantees) {
                    if (g.id == guarantee) at->second.push_back({pack.get(), &g});
                }
            }
        }
        return at->second;
    }

    const facts::Case& facts_;
    const rules::Book& book_;
    std::map<std::pair<std::string, std::string>, std::vector<Version>> versions_;
};

}  // namespace

std::vector<PriorCredit> read_prior_credits(const facts::Case& facts, const rules::Book& book) {
    std::vector<PriorCredit> out;
    const auto count = static_cast<std::uint32_t>(facts.count(Record::credit));
    if (count == 0) return out;
    Reader reader(facts, book);
    out.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) out.push_back(reader.read(i));
    std::stable_sort(out.begin(), out.end(), [](const PriorCredit& a, const PriorCredit& b) { return a.granted < b.granted; });
    return out;
}

}  // namespace redress::settle
