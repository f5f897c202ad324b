// Finishing a case: grouping, sorting and linking its records. Each step works on what the steps before it left.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "digest.h"
#include "facts/case.h"
#include "facts/text.h"
#include "facts/token_set.h"

namespace redress::facts {
namespace {

constexpr std::size_t index_of(Record record) { return static_cast<std::size_t>(record); }

time::Instant instant_of(const Fact& fact) { return time::Instant(time::Seconds(fact.scalar)); }

bool same_text(const Fact& a, const Fact& b) { return a.known() == b.known() && (!a.known() || a.text == b.text); }

}  // namespace

void Case::finish() {
    if (finished_) return;
    try {
        group_records();
        check_presence();
        read_root();
        check_values();
        check_times();
        sort_records();
        check_unique_ids();
        link_records();
        index_owners();
        check_duplicate_tickets();
        measure_extents();
        check_pauses();
        join_pauses();
        order_plans();
        check_plans();
        list_terms();
        list_additional();
        write_canonical();
    } catch (Error& error) {
        error.place().file = file_;
        throw;
    }
    digest_ = sha256_hex(canonical_xml_);
    finished_ = true;
}

// A counting sort: rows_ by kind, within a kind as given.
void Case::group_records() {
    first_rows_[0] = 0;
    for (std::size_t r = 0; r < given_record_count; ++r) first_rows_[r + 1] = first_rows_[r] + given_counts_[r];
    for (std::size_t r = given_record_count; r < record_count; ++r) first_rows_[r + 1] = first_rows_[r];
    std::array<std::uint32_t, record_count + 1> next = first_rows_;
    rows_.resize(heads_.size());
    for (std::size_t h = 0; h < heads_.size(); ++h) {
        rows_[next[index_of(heads_[h].record)]++] = {heads_[h].first_cell, static_cast<std::uint32_t>(h)};
    }
}

void Case::read_root() {
    const Row& root = rows_.front();
    as_of_ = instant_of(cell(root, slot(Record::case_, "as_of")));
    constexpr std::uint8_t currency_slot = slot(Record::case_, "currency");
    const std::string_view code = cell(root, currency_slot).text;
    const std::optional<exact::Currency> currency = exact::currency(code);
    if (!currency) {
        refuse(root, currency_slot,
               in_quotes(code) + " is not a currency of ISO 4217" + did_you_mean(code, exact::currency_codes()));
    }
    currency_ = *currency;
}

void Case::sort_records() {
    for (std::size_t r = 0; r < given_record_count; ++r) {
        const Record record = static_cast<Record>(r);
        if (count(record) < 2) continue;
        if (!table::has_id[r]) {
            sort_by_values(record);
            continue;
        }
        const std::span<Row> kind = rows(record);
        const auto by_id = [this](const Row& a, const Row& b) {
            const int order = cell(a, 0).text.compare(cell(b, 0).text);
            return order != 0 ? order < 0 : a.head < b.head;
        };
        if (!std::is_sorted(kind.begin(), kind.end(), by_id)) std::sort(kind.begin(), kind.end(), by_id);
    }
}

void Case::link_records() {
    links_.assign(cells_.size(), no_record);
    link_lists_.clear();
    for (const Field& field : table::field_rows) {
        if (!field.refers) continue;
        for (const Row& row : rows(field.record)) {
            const Fact& fact = cell(row, field.slot);
            if (!fact.known()) continue;
            if (field.type == FieldType::references) {
                link_list(row, field);
            } else {
                links_[row.first_cell + field.slot] = resolve(row, field, fact.text);
            }
        }
    }
}

// A list in the canonical order of what it names, however it was given.
void Case::link_list(const Row& row, const Field& field) {
    const std::size_t begin = link_lists_.size();
    link_lists_.push_back(0);
    std::string_view rest = cell(row, field.slot).text;
    for (std::string_view id = take_word(rest); !id.empty(); id = take_word(rest)) {
        link_lists_.push_back(resolve(row, field, id));
    }
    link_lists_[begin] = static_cast<std::uint32_t>(link_lists_.size() - begin - 1);
    std::sort(link_lists_.begin() + static_cast<std::ptrdiff_t>(begin + 1), link_lists_.end());
    links_[row.first_cell + field.slot] = static_cast<std::uint32_t>(begin);
}

// Records of a kind stand in the order of their ids.
std::uint32_t Case::find(Record record, std::string_view id) const noexcept {
    const std::span<const Row> kind = rows(record);
    const auto below = [this](const Row& candidate, std::string_view name) { return cell(candidate, 0).text < name; };
    const auto found = std::lower_bound(kind.begin(), kind.end(), id, below);
    return found != kind.end() && cell(*found, 0).text == id ? static_cast<std::uint32_t>(found - kind.begin()) : no_record;
}

std::uint32_t Case::resolve(const Row& row, const Field& field, std::string_view id) const {
    const Record target = *field.refers;
    const std::uint32_t found = find(target, id);
    if (found != no_record) return found;
    std::vector<std::string_view> ids;
    for (const Row& candidate : rows(target)) ids.push_back(cell(candidate, 0).text);
    std::string message = title(row);
    message.append(" refers to ").append(facts::row(target).name).append(" ").append(in_quotes(id));
    message.append(", which the case does not have").append(did_you_mean(id, ids));
    refuse(row, field.slot, std::move(message));
}

std::span<const std::uint32_t> Case::links(Record record, std::size_t index, std::uint8_t slot) const noexcept {
    const std::uint32_t begin = link(record, index, slot);
    if (begin == no_record) return {};
    return std::span(link_lists_).subspan(begin + 1, link_lists_[begin]);
}

void Case::measure_extents() {
    extents_.assign(rows_.size(), {as_of_, as_of_});
    const auto measure = [this](Record record, std::uint8_t start, std::uint8_t end) {
        for (std::size_t i = first_row(record); i < first_row(record, 1); ++i) {
            const Fact& last = cell(rows_[i], end);
            extents_[i] = {instant_of(cell(rows_[i], start)), last.known() ? instant_of(last) : as_of_};
        }
    };
    // A service without a known start or end has always been there, or will always be.
    constexpr std::uint8_t began = slot(Record::subscription, "start"), ends = slot(Record::subscription, "end");
    for (std::size_t i = first_row(Record::subscription); i < first_row(Record::subscription, 1); ++i) {
        const Fact &first = cell(rows_[i], began), &last = cell(rows_[i], ends);
        extents_[i] = {first.known() ? instant_of(first) : time::Instant::min(),
                       last.known() ? instant_of(last) : time::Instant::max()};
    }
    measure(Record::incident, slot(Record::incident, "start"), slot(Record::incident, "end"));
    measure(Record::maintenance, slot(Record::maintenance, "start"), slot(Record::maintenance, "end"));
    measure(Record::measurement, slot(Record::measurement, "start"), slot(Record::measurement, "end"));
    measure(Record::ticket, slot(Record::ticket, "opened"), slot(Record::ticket, "resolved"));
    measure(Record::pause, slot(Record::pause, "start"), slot(Record::pause, "end"));
    measure(Record::charge, slot(Record::charge, "period_start"), slot(Record::charge, "period_end"));
    measure(Record::line, slot(Record::line, "period_start"), slot(Record::line, "period_end"));
}

void Case::order_plans() {
    plan_order_.resize(count(Record::plan));
    std::iota(plan_order_.begin(), plan_order_.end(), 0);
    std::sort(plan_order_.begin(), plan_order_.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto key = [this](std::uint32_t i) { return std::tuple(link<"plan.subscription">(i), get<"plan.from">(i), i); };
        return key(a) < key(b);
    });
}

// What a plan does not say is as it was before.
void Case::list_terms() {
    terms_.clear();
    if (plan_order_.empty()) return;
    first_terms_.clear();
    constexpr std::size_t level = *plan_change(slot(Record::subscription, "level"));
    auto next = plan_order_.begin();
    for (std::uint32_t s = 0; s < count(Record::subscription); ++s) {
        first_terms_.push_back(static_cast<std::uint32_t>(terms_.size()));
        if (next == plan_order_.end() || link<"plan.subscription">(*next) != s) continue;
        Terms terms{time::Instant::min(), {}, 0};
        for (std::size_t i = 0; i < plan_changes.size(); ++i)
            terms.cells[i] = rows(Record::subscription)[s].first_cell + plan_changes[i].of_subscription;
        terms_.push_back(terms);
        for (; next != plan_order_.end() && link<"plan.subscription">(*next) == s; ++next) {
            terms.from = get<"plan.from">(*next);
            for (std::size_t i = 0; i < plan_changes.size(); ++i) {
                const std::uint32_t given = rows(Record::plan)[*next].first_cell + plan_changes[i].of_plan;
                if (cells_[given].known()) terms.cells[i] = given;
            }
            if (!same_text(fact(terms_.back(), level), fact(terms, level))) ++terms.level_run;
            terms_.push_back(terms);
        }
    }
    first_terms_.push_back(static_cast<std::uint32_t>(terms_.size()));
}

// By ticket and start, joined within each ticket.
void Case::join_pauses() {
    pauses_.clear();
    if (count(Record::pause) == 0) return;
    std::vector<std::uint32_t> order(count(Record::pause));
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
        const auto key = [this](std::uint32_t i) { return std::pair(link<"pause.ticket">(i), extent(Record::pause, i).start); };
        return key(a) < key(b);
    });
    first_pauses_.assign(count(Record::ticket) + 1, 0);
    std::uint32_t ticket = 0;
    for (const std::uint32_t i : order) {
        const time::Interval& pause = extent(Record::pause, i);
        while (ticket < link<"pause.ticket">(i)) first_pauses_[++ticket] = static_cast<std::uint32_t>(pauses_.size());
        if (pause.empty()) continue;
        const bool joins = pauses_.size() > first_pauses_[ticket] && pause.start <= pauses_.back().end;
        if (joins)
            pauses_.back().end = std::max(pauses_.back().end, pause.end);
        else
            pauses_.push_back(pause);
    }
    while (ticket < count(Record::ticket)) first_pauses_[++ticket] = static_cast<std::uint32_t>(pauses_.size());
}

}  // namespace redress::facts
