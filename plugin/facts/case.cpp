// Filling a case: records and their facts as they come. What takes the whole case to judge is in case_finish.cpp.
#include "facts/case.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <tuple>

#include "facts/text.h"
#include "input_limits.h"

namespace redress::facts {
namespace {

constexpr std::size_t index_of(Record record) { return static_cast<std::size_t>(record); }

// Room for a usual case, so that filling it allocates once.
constexpr std::size_t usual_records = 16;
constexpr std::size_t usual_facts = 160;

std::vector<std::string_view> given_record_names() {
    std::vector<std::string_view> names;
    for (const RecordRow& row : records().first(given_record_count)) names.push_back(row.name);
    return names;
}

std::vector<std::string_view> given_field_names(Record record) {
    std::vector<std::string_view> names;
    for (const Field& field : fields(record)) {
        if (field.presence != Presence::derived) names.push_back(field.name);
    }
    return names;
}

bool is_viewed(FieldType type) {
    return type == FieldType::text || type == FieldType::id || type == FieldType::reference || type == FieldType::references;
}

// "'-5' is below zero: price is 0 or more"
void check_sign(const Field& field, const Fact& fact, std::string_view text) {
    if (field.sign == SignBound::any || exact::sign(fact.number) >= 0) return;
    throw Error(Status::invalid_case, {}, in_quotes(text) + " is below zero: " + std::string(field.name) + " is 0 or more");
}

}  // namespace

Case::Case() : arena_(std::make_unique<Arena>()) {
    heads_.reserve(usual_records);
    cells_.reserve(usual_facts);
    open_another(Record::case_, {});
}

void Case::add(std::string_view name, Position position) {
    const std::optional<Record> record = find_record(name);
    if (!record || static_cast<std::size_t>(*record) >= given_record_count) {
        const std::string what = record ? " is derived: a case cannot carry it" : " is not a record of a case";
        const std::string hint = record ? std::string() : did_you_mean(name, given_record_names());
        throw Error(Status::invalid_case, {file_, position, std::string(name), {}}, in_quotes(name) + what + hint);
    }
    if (*record == Record::case_) {
        heads_.front().position = position;
        open_ = 0;
        return;
    }
    const RecordRow& kind = row(*record);
    if (kind.many != RecordRow::Many::any && given_counts_[index_of(*record)] > 0) {
        throw Error(Status::invalid_case, {file_, position, std::string(name), {}},
                    "a second " + std::string(name) + ": a case has " +
                        (kind.many == RecordRow::Many::one ? "exactly one" : "at most one"));
    }
    if (heads_.size() > limits::records_max) {  // the first head is the case itself
        throw Error(Status::limit_exceeded, {file_, position, std::string(name), {}},
                    "more than " + std::to_string(limits::records_max) + " records");
    }
    open_another(*record, position);
}

void Case::open_another(Record record, Position position) {
    const std::size_t first_cell = cells_.size();
    const std::span<const Fact> unset = unset_facts(record);
    if (heads_.size() == heads_.capacity()) heads_.reserve(2 * heads_.capacity());
    cells_.insert(cells_.end(), unset.begin(), unset.end());
    heads_.push_back({.record = record, .first_cell = static_cast<std::uint32_t>(first_cell), .position = position});
    open_ = static_cast<std::uint32_t>(heads_.size() - 1);
    ++given_counts_[index_of(record)];
    finished_ = false;
}

void Case::set(std::string_view name, std::string_view text, Position field_position, Position value_position) {
    const Head& head = heads_[open_];
    const Field* field = find_field(head.record, name);
    if (field == nullptr) return set_additional(name, text, field_position, value_position);
    if (field->presence == Presence::derived) {
        throw Error(Status::invalid_case, place_of_open(name, field_position),
                    in_quotes(name) + " is derived: a case cannot give it");
    }
    Fact& cell = cells_[head.first_cell + field->slot];
    if (cell.state == Fact::State::given) {
        throw Error(Status::invalid_case, place_of_open(name, field_position), in_quotes(name) + " is given twice");
    }
    const auto restore = [&] { cell = unset_facts(head.record)[field->slot]; };
    try {
        // Made in place: a copy of what was written a moment ago in smaller pieces would stall the processor.
        // What the library granted or charged comes back under the id that it made.
        const bool derived_id = head.record == Record::credit || head.record == Record::line;
        const std::size_t id_bytes_max = derived_id ? limits::derived_id_bytes_max : limits::id_bytes_max;
        ::new (static_cast<void*>(&cell)) Fact(parse_fact(field->type, field->tokens, text, id_bytes_max));
        check_sign(*field, cell, text);
        if (is_viewed(field->type)) cell.text = keep(text);
    } catch (Error& error) {
        restore();
        error.place() = place_of_open(name, value_position);
        throw;
    } catch (...) {
        restore();
        throw;
    }
    cell.position = value_position;
    finished_ = false;
}

void Case::set_additional(std::string_view name, std::string_view text, Position name_position, Position value_position) {
    Head& head = heads_[open_];
    const auto refuse = [&](Status status, Position position, std::string message) {
        throw Error(status, place_of_open(name, position), std::move(message));
    };
    // A declaration of a namespace would make the canonical XML mean something else.
    if (!is_fact_name(name) || name == "xmlns" || name.size() > limits::name_bytes_max) {
        refuse(Status::invalid_case, name_position,
               in_quotes(name) +
                   " is not the name of a fact: expected a lower-case letter, then letters, digits and underscores, at "
                   "most " +
                   std::to_string(limits::name_bytes_max) + did_you_mean(name, given_field_names(head.record)));
    }
    const auto before = [this](std::uint32_t at, std::string_view other) {
        const GivenAdditional& given = additional_given_[at];
        return std::tie(given.head, given.name) < std::tie(open_, other);
    };
    const auto own = std::lower_bound(additional_order_.begin(), additional_order_.end(), name, before);
    if (own != additional_order_.end() && additional_given_[*own].head == open_ && additional_given_[*own].name == name) {
        refuse(Status::invalid_case, name_position, in_quotes(name) + " is given twice");
    }
    const std::ptrdiff_t place = own - additional_order_.begin();
    // One attribute is left for the namespace of the root, so that what was set can be written and read back.
    if (given_field_count(head.record) + head.additional_count + 1 >= limits::xml_attributes_max) {
        refuse(Status::limit_exceeded, name_position, "too many additional facts of one record");
    }
    try {
        parse_fact(FieldType::text, {}, text);
        if (additional_given_.size() == additional_given_.capacity()) additional_given_.reserve(2 * additional_given_.size() + 8);
        if (additional_order_.size() == additional_order_.capacity()) additional_order_.reserve(2 * additional_order_.size() + 8);
        const std::string_view kept = keep(name, text);
        additional_order_.insert(additional_order_.begin() + place, static_cast<std::uint32_t>(additional_given_.size()));
        additional_given_.push_back(
            {open_, kept.substr(0, name.size()), kept.substr(name.size()), name_position, value_position});
    } catch (Error& error) {
        error.place() = place_of_open(name, value_position);
        throw;
    }
    ++head.additional_count;
    finished_ = false;
}

// The last thing of a call that can fail, so that a failed call leaves nothing behind.
std::string_view Case::keep(std::string_view text, std::string_view more) {
    const std::size_t bytes = text.size() + more.size();
    if (kept_bytes_ + bytes > limits::xml_bytes_max) {
        throw Error(Status::limit_exceeded, {},
                    "the texts of the case take more than " + std::to_string(limits::xml_bytes_max) + " bytes");
    }
    char* const kept = static_cast<char*>(arena_->resource.allocate(bytes, 1));
    std::memcpy(kept, text.data(), text.size());
    if (!more.empty()) std::memcpy(kept + text.size(), more.data(), more.size());
    kept_bytes_ += bytes;
    return {kept, bytes};
}

Place Case::place_of_open(std::string_view field, Position position) const {
    return {file_, position, std::string(row(heads_[open_].record).name), std::string(field)};
}

}  // namespace redress::facts
