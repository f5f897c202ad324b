#include "batch/column.h"

#include <array>
#include <cstring>
#include <limits>
#include <memory>

#include "error.h"
#include "exact/integer.h"
#include "time/instant.h"

namespace redress::batch {
namespace {

constexpr int money_scale = 4;
constexpr int decimal_digits = 38;

constexpr const char* format_of(ColumnType type) noexcept {
    switch (type) {
        case ColumnType::text: return "u";
        case ColumnType::count: return "l";
        case ColumnType::money: return "d:38,4";
        case ColumnType::whole: return "d:38,0";
        case ColumnType::instant: return "tss:UTC";
        case ColumnType::date: return "tdD";
        case ColumnType::duration: return "tDs";
        case ColumnType::flag: return "b";
        case ColumnType::records: return "+l";
    }
    return "n";
}

// How many bytes a value of a fixed width takes; 0 where it has none.
constexpr std::size_t width_of(ColumnType type) noexcept {
    switch (type) {
        case ColumnType::count:
        case ColumnType::instant:
        case ColumnType::duration: return sizeof(std::int64_t);
        case ColumnType::date: return sizeof(std::int32_t);
        case ColumnType::money:
        case ColumnType::whole: return sizeof(exact::Wide);
        case ColumnType::text:
        case ColumnType::flag:
        case ColumnType::records: return 0;
    }
    return 0;
}

void append_bit(std::vector<std::uint8_t>& bits, std::int64_t at, bool value) {
    if (at % 8 == 0) bits.push_back(0);
    if (value) bits.back() = static_cast<std::uint8_t>(bits.back() | (1U << (at % 8)));
}

bool bit_at(const std::vector<std::uint8_t>& bits, std::int64_t at) noexcept {
    return (bits[static_cast<std::size_t>(at / 8)] >> (at % 8) & 1U) != 0;
}

// --- what the interface wants: structures that own what they point to, and a function that lets go of it ---

struct OwnedSchema {
    std::string name;
    std::vector<Held<ArrowSchema>> children;
    std::vector<ArrowSchema*> pointers;
};

void release_schema(ArrowSchema* schema) {
    delete static_cast<OwnedSchema*>(schema->private_data);  // and its children, but those that were moved away
    schema->release = nullptr;
}

ArrowSchema make_schema(const char* format, std::string name, std::vector<Held<ArrowSchema>> children) {
    auto owned = std::make_unique<OwnedSchema>();
    owned->name = std::move(name);
    owned->children = std::move(children);
    for (Held<ArrowSchema>& child : owned->children) owned->pointers.push_back(&child.it);
    return {.format = format,
            .name = owned->name.c_str(),
            .metadata = nullptr,
            .flags = ARROW_FLAG_NULLABLE,
            .n_children = static_cast<std::int64_t>(owned->children.size()),
            .children = owned->pointers.data(),
            .dictionary = nullptr,
            .release = release_schema,
            .private_data = owned.release()};
}

struct OwnedArray {
    std::vector<std::uint8_t> validity;
    std::vector<std::int32_t> offsets;
    std::vector<std::uint8_t> values;
    std::array<const void*, 3> buffers{};
    std::vector<Held<ArrowArray>> children;
    std::vector<ArrowArray*> pointers;
};

void release_array(ArrowArray* array) {
    delete static_cast<OwnedArray*>(array->private_data);
    array->release = nullptr;
}

// No reader is given a null pointer for a buffer without bytes.
template <class Value>
const void* buffer_of(const std::vector<Value>& values) noexcept {
    static constexpr std::int64_t nothing = 0;
    return values.empty() ? static_cast<const void*>(&nothing) : values.data();
}

ArrowArray make_array(std::unique_ptr<OwnedArray> owned, std::int64_t length, std::int64_t null_count, std::int64_t buffers) {
    for (Held<ArrowArray>& child : owned->children) owned->pointers.push_back(&child.it);
    owned->buffers[0] = null_count == 0 ? nullptr : owned->validity.data();
    OwnedArray& it = *owned;
    return {.length = length,
            .null_count = null_count,
            .offset = 0,
            .n_buffers = buffers,
            .n_children = static_cast<std::int64_t>(it.children.size()),
            .buffers = it.buffers.data(),
            .children = it.pointers.data(),
            .dictionary = nullptr,
            .release = release_array,
            .private_data = owned.release()};
}

std::vector<Held<ArrowSchema>> schemas_of(const std::vector<Column>& columns) {
    std::vector<Held<ArrowSchema>> out;
    out.reserve(columns.size());
    for (const Column& column : columns) out.emplace_back(column.schema());
    return out;
}

std::unique_ptr<OwnedArray> owning(std::vector<Column>& columns) {
    auto owned = std::make_unique<OwnedArray>();
    owned->children.reserve(columns.size());
    for (Column& column : columns) owned->children.emplace_back(column.array());
    return owned;
}

}  // namespace

void Column::count_row(bool valid) {
    append_bit(validity_, length_, valid);
    if (!valid) ++null_count_;
    ++length_;
}

std::int32_t Column::offset_of(std::size_t size) const {
    if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        throw Error(Status::limit_exceeded, {},
                    "the column " + name_ + " of one batch takes more than 2^31 - 1 bytes or records");
    }
    return static_cast<std::int32_t>(size);
}

void Column::append_fixed(const void* value, std::size_t bytes) {
    const std::size_t before = values_.size();
    values_.resize(before + bytes);
    std::memcpy(values_.data() + before, value, bytes);
    count_row(true);
}

void Column::append_null() {
    if (type_ == ColumnType::text || type_ == ColumnType::records) offsets_.push_back(offsets_.back());
    if (type_ == ColumnType::flag) append_bit(bits_, length_, false);
    values_.resize(values_.size() + width_of(type_));
    count_row(false);
}

void Column::append(std::int64_t number) { append_fixed(&number, sizeof number); }

void Column::append(std::string_view text) {
    switch (type_) {
        case ColumnType::text: {
            const std::int32_t end = offset_of(values_.size() + text.size());
            values_.insert(values_.end(), text.begin(), text.end());
            offsets_.push_back(end);
            return count_row(true);
        }
        case ColumnType::flag: append_bit(bits_, length_, text == "yes"); return count_row(true);
        case ColumnType::instant: {
            const auto parsed = time::parse_instant(text);
            if (parsed.fault != time::TimeFault::none) return append_null();
            return append(static_cast<std::int64_t>(parsed.value.time_since_epoch().count()));
        }
        case ColumnType::date: {
            const auto parsed = time::parse_date(text);
            if (parsed.fault != time::TimeFault::none) return append_null();
            const auto days = static_cast<std::int32_t>(parsed.value.time_since_epoch().count());
            return append_fixed(&days, sizeof days);
        }
        case ColumnType::duration: {
            const auto parsed = time::parse_duration(text);
            if (parsed.fault != time::TimeFault::none) return append_null();
            return append(static_cast<std::int64_t>(parsed.value.count()));
        }
        case ColumnType::count: {
            std::int64_t number = 0;
            for (const char digit : text) number = number * 10 + (digit - '0');  // numbers of records and decisions
            return append(number);
        }
        case ColumnType::money: return append_decimal(text, money_scale);
        case ColumnType::whole: return append_decimal(text, 0);
        case ColumnType::records: return append_null();
    }
}

// "-12.5" at a scale of 4 is -125000, in 16 bytes with the least first, as the machines are that the library runs on.
void Column::append_decimal(std::string_view text, int scale) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view part = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if (whole.empty() || part.size() > static_cast<std::size_t>(scale) ||
        whole.size() + static_cast<std::size_t>(scale) > static_cast<std::size_t>(decimal_digits)) {
        return append_null();
    }
    exact::Wide value = 0;
    const auto read = [&value](std::string_view digits) {
        for (const char digit : digits) value = value * 10 + (digit - '0');
    };
    read(whole);
    read(part);
    for (std::size_t i = part.size(); i < static_cast<std::size_t>(scale); ++i) value *= 10;
    if (negative) value = -value;
    append_fixed(&value, sizeof value);
}

void Column::close_row() {
    offsets_.push_back(offset_of(static_cast<std::size_t>(fields_.front().length())));
    count_row(true);
}

void Column::append_rows(const Column& more) {
    const std::int32_t base = offsets_.back();
    offset_of(static_cast<std::size_t>(base) + static_cast<std::size_t>(more.offsets_.back()));
    if (type_ == ColumnType::text || type_ == ColumnType::records) {
        for (auto end = more.offsets_.begin() + 1; end != more.offsets_.end(); ++end) offsets_.push_back(base + *end);
    }
    values_.insert(values_.end(), more.values_.begin(), more.values_.end());
    for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i].append_rows(more.fields_[i]);
    for (std::int64_t row = 0; row < more.length_; ++row) {
        if (type_ == ColumnType::flag) append_bit(bits_, length_, bit_at(more.bits_, row));
        count_row(bit_at(more.validity_, row));
    }
}

ArrowSchema Column::schema() const {
    std::vector<Held<ArrowSchema>> children;
    if (type_ == ColumnType::records) {
        Held<ArrowSchema> item(struct_schema(fields_));
        children.push_back(std::move(item));
    }
    return make_schema(format_of(type_), name_, std::move(children));
}

ArrowArray Column::array() {
    auto owned = std::make_unique<OwnedArray>();
    const std::int64_t length = length_, null_count = null_count_;
    std::int64_t buffers = 2;
    if (type_ == ColumnType::records) {
        Held<ArrowArray> item(struct_array(fields_));
        owned->children.push_back(std::move(item));
    }
    owned->validity = std::move(validity_);
    owned->values = std::move(type_ == ColumnType::flag ? bits_ : values_);
    owned->offsets = std::move(offsets_);
    if (type_ == ColumnType::text) {
        buffers = 3;
        owned->buffers[2] = buffer_of(owned->values);
    }
    const bool has_offsets = type_ == ColumnType::text || type_ == ColumnType::records;
    owned->buffers[1] = has_offsets ? buffer_of(owned->offsets) : buffer_of(owned->values);
    validity_.clear();
    values_.clear();
    bits_.clear();
    offsets_.assign(1, 0);
    length_ = 0;
    null_count_ = 0;
    return make_array(std::move(owned), length, null_count, buffers);
}

ArrowSchema struct_schema(const std::vector<Column>& columns) { return make_schema("+s", "item", schemas_of(columns)); }

ArrowArray struct_array(std::vector<Column>& columns) {
    const std::int64_t length = columns.front().length();
    return make_array(owning(columns), length, 0, 1);
}

}  // namespace redress::batch
