#include "batch/input.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "exact/integer.h"
#include "facts/case_xml.h"
#include "facts/text.h"
#include "facts/vocabulary.h"
#include "input_limits.h"
#include "time/instant.h"

namespace redress::batch {

using facts::in_quotes;

namespace {

[[noreturn]] void refuse(std::string message) { throw Error(Status::invalid_argument, {}, std::move(message)); }

std::string_view text_of(const char* text) noexcept { return text == nullptr ? std::string_view() : text; }

template <class Value>
Value value_at(const void* buffer, std::int64_t at) noexcept {
    Value value;
    std::memcpy(&value, static_cast<const char*>(buffer) + static_cast<std::size_t>(at) * sizeof(Value), sizeof(Value));
    return value;
}

// Widened by itself: a conditional of a signed and an unsigned value of 32 bits is unsigned.
template <class Value>
std::int64_t wide_at(const void* values, std::int64_t at) noexcept {
    return value_at<Value>(values, at);
}

bool bit_at(const void* buffer, std::int64_t at) noexcept {
    return (static_cast<const std::uint8_t*>(buffer)[at / 8] >> (at % 8) & 1U) != 0;
}

bool is_null(const ArrowArray& array, std::int64_t at) noexcept {
    return array.n_buffers > 0 && array.buffers[0] != nullptr && !bit_at(array.buffers[0], at);
}

struct Range {
    std::int64_t begin, end;
};

// The items of a list, or the bytes of a text, by the offsets of its rows.
template <class Offset>
Range range_at(const void* offsets, std::int64_t at) {
    const Range range{value_at<Offset>(offsets, at), value_at<Offset>(offsets, at + 1)};
    if (range.begin < 0 || range.end < range.begin) refuse("the offsets of a column do not rise");
    return range;
}

std::string_view bytes_of(const void* bytes, Range range) noexcept {
    if (range.end == range.begin) return {};
    return {static_cast<const char*>(bytes) + range.begin, static_cast<std::size_t>(range.end - range.begin)};
}

// Of the view form: 12 bytes in place, or the number of a buffer and where in it.
std::string_view view_at(const ArrowArray& array, std::int64_t at) {
    const char* const view = static_cast<const char*>(array.buffers[1]) + 16 * at;
    const auto size = value_at<std::int32_t>(view, 0);
    if (size < 0) refuse("the size of a text is below zero");
    if (size <= 12) return {view + 4, static_cast<std::size_t>(size)};
    const std::int64_t buffer = value_at<std::int32_t>(view, 2), offset = value_at<std::int32_t>(view, 3);
    // After the data there is a last buffer, with the sizes of the others.
    if (buffer < 0 || buffer + 3 >= array.n_buffers || offset < 0) refuse("a text is in a buffer that the column does not have");
    return bytes_of(array.buffers[2 + buffer], {offset, offset + size});
}

void append_whole(std::string& out, exact::Wide value, int scale) {
    char digits[48];
    char* const end = digits + sizeof digits;
    char* at = end;
    const bool negative = value < 0;
    for (int written = 0; value != 0 || written <= scale; ++written) {
        if (written == scale && scale > 0) *--at = '.';
        const int digit = static_cast<int>(value % 10);
        *--at = static_cast<char>('0' + (digit < 0 ? -digit : digit));
        value /= 10;
    }
    if (negative) out += '-';
    std::string_view text(at, static_cast<std::size_t>(end - at));
    if (scale > 0) {  // 12.5000 is 12.5: how many zeros a column keeps says nothing
        text.remove_suffix(text.size() - 1 - text.find_last_not_of('0'));
        if (text.ends_with('.')) text.remove_suffix(1);
    }
    out += text;
}

// As RFC 3339 has it; what lies beyond every year that is read stays a count, which is refused by name.
void append_instant(std::string& out, std::int64_t value, std::int64_t units) {
    const auto [second, rest] = exact::divide_down(value, units);
    constexpr std::int64_t farthest = 200'000'000'000;
    if (second < -farthest || second > farthest) return append_whole(out, value, 0);
    time::append_instant(out, time::Instant(time::Seconds(second)));
    if (rest == 0) return;
    out.back() = '.';
    std::string fraction = std::to_string(units + rest);
    fraction.front() = 'Z';
    std::rotate(fraction.begin(), fraction.begin() + 1, fraction.end());
    out += fraction;
}

void append_date(std::string& out, std::int64_t day) {
    constexpr std::int64_t farthest = 2'000'000;
    if (day < -farthest || day > farthest) return append_whole(out, day, 0);
    time::append_date(out, time::Date(std::chrono::days(day)));
}

std::int64_t buffers_of(const ArrowArray& array) noexcept { return array.buffers == nullptr ? 0 : array.n_buffers; }

void need_children(const ArrowArray& array, std::size_t children, std::string_view what) {
    const bool enough = array.n_children == static_cast<std::int64_t>(children) && (children == 0 || array.children != nullptr);
    if (!enough)
        refuse(std::string(what) + " has " + std::to_string(array.n_children) + " children, expected " +
               std::to_string(children));
    for (std::size_t i = 0; i < children; ++i) {
        if (array.children[i] == nullptr) refuse(std::string(what) + " has a child that is NULL");
    }
}

void need_size(const ArrowArray& array, std::string_view what) {
    if (array.length < 0 || array.offset < 0) refuse(std::string(what) + " has a length or an offset below zero");
}

const ArrowSchema& child_of(const ArrowSchema& schema, std::int64_t index, const std::string& path) {
    if (schema.children == nullptr || index >= schema.n_children || schema.children[index] == nullptr) {
        refuse("the type of " + path + " lacks its child");
    }
    return *schema.children[index];
}

}  // namespace

// --- Values ---

Values::Values(const ArrowSchema& schema, std::string path) : path_(std::move(path)) {
    read_format(text_of(schema.format));
    if (schema.dictionary != nullptr) {
        if (kind_ != Kind::signed_whole && kind_ != Kind::unsigned_whole)
            refuse_type(text_of(schema.format), "no index of a dictionary");
        dictionary_.emplace_back(*schema.dictionary, path_);
    }
    if (kind_ == Kind::list || kind_ == Kind::large_list) {
        items_.emplace_back(child_of(schema, 0, path_), path_);
        const Kind item = items_.front().kind_;
        if (item != Kind::text && item != Kind::large_text && item != Kind::text_view)
            refuse_type(text_of(schema.format), "no list of texts");
    }
}

void Values::refuse_type(std::string_view format, std::string_view why) const {
    refuse("the column " + path_ + " has the Arrow type " + in_quotes(format) + ", which is " + std::string(why) +
           "; expected text, or bool, integer, decimal128, date, timestamp with a time zone or duration");
}

void Values::read_unit(std::string_view format, char unit) {
    switch (unit) {
        case 's': units_ = 1; return;
        case 'm': units_ = 1'000; return;
        case 'u': units_ = 1'000'000; return;
        case 'n': units_ = 1'000'000'000; return;
        default: refuse_type(format, "of no known unit");
    }
}

void Values::read_format(std::string_view format) {
    struct Plain {
        std::string_view format;
        Kind kind;
        std::size_t bytes;
    };
    static constexpr Plain plain[] = {
        {"n", Kind::null, 0},           {"u", Kind::text, 0},           {"z", Kind::text, 0},
        {"U", Kind::large_text, 0},     {"Z", Kind::large_text, 0},     {"vu", Kind::text_view, 0},
        {"vz", Kind::text_view, 0},     {"b", Kind::flag, 0},           {"c", Kind::signed_whole, 1},
        {"s", Kind::signed_whole, 2},   {"i", Kind::signed_whole, 4},   {"l", Kind::signed_whole, 8},
        {"C", Kind::unsigned_whole, 1}, {"S", Kind::unsigned_whole, 2}, {"I", Kind::unsigned_whole, 4},
        {"L", Kind::unsigned_whole, 8}, {"+l", Kind::list, 0},          {"+L", Kind::large_list, 0},
    };
    for (const Plain& row : plain) {
        if (row.format != format) continue;
        kind_ = row.kind;
        bytes_ = row.bytes;
        return;
    }
    if (format == "e" || format == "f" || format == "g") refuse_type(format, "floating point: not exact");
    if (format == "tdD" || format == "tdm") {
        kind_ = Kind::date;
        bytes_ = format == "tdD" ? 4 : 8;
        units_ = format == "tdD" ? 1 : 86'400'000;
        return;
    }
    if (format.starts_with("ts") && format.size() >= 4 && format[3] == ':') {
        if (format.size() == 4) refuse_type(format, "a timestamp without a time zone: a local time is no instant");
        kind_ = Kind::instant;
        bytes_ = 8;
        return read_unit(format, format[2]);
    }
    if (format.starts_with("tD") && format.size() == 3) {
        kind_ = Kind::duration;
        bytes_ = 8;
        return read_unit(format, format[2]);
    }
    if (format.starts_with("d:")) {
        kind_ = Kind::decimal;
        bytes_ = sizeof(exact::Wide);
        const std::size_t comma = format.find(',');
        const std::string_view scale = comma == std::string_view::npos ? std::string_view() : format.substr(comma + 1);
        const char* const end = scale.data() + scale.size();
        const std::from_chars_result read = std::from_chars(scale.data(), end, scale_);
        const bool bits = read.ptr != end && std::string_view(read.ptr, static_cast<std::size_t>(end - read.ptr)) != ",128";
        if (read.ec != std::errc() || bits || scale_ < 0 || scale_ > 38)
            refuse_type(format, "no decimal of 128 bits with a scale from 0 to 38");
        return;
    }
    refuse_type(format, "none of a fact");
}

void Values::check(const ArrowArray& array) const {
    need_size(array, "the column " + path_);
    std::int64_t buffers = 2;
    if (kind_ == Kind::null) buffers = 0;
    if (kind_ == Kind::text || kind_ == Kind::large_text || kind_ == Kind::text_view) buffers = 3;
    if (buffers_of(array) < buffers) refuse("the column " + path_ + " lacks a buffer");
    for (std::int64_t i = 1; i < buffers; ++i) {
        const bool bytes_of_texts = i == 2;  // there may be none
        if (array.buffers[i] == nullptr && array.length > 0 && !bytes_of_texts)
            refuse("the column " + path_ + " has a buffer that is NULL");
    }
    if (!dictionary_.empty()) {
        if (array.dictionary == nullptr) refuse("the column " + path_ + " lacks its dictionary");
        dictionary_.front().check(*array.dictionary);
    }
    if (!items_.empty()) {
        need_children(array, 1, "the column " + path_);
        items_.front().check(*array.children[0]);
    }
}

std::int64_t Values::whole_at(const ArrowArray& array, std::int64_t at) const {
    const void* const values = array.buffers[1];
    const bool is_signed = kind_ != Kind::unsigned_whole;
    switch (bytes_) {
        case 1: return is_signed ? wide_at<std::int8_t>(values, at) : wide_at<std::uint8_t>(values, at);
        case 2: return is_signed ? wide_at<std::int16_t>(values, at) : wide_at<std::uint16_t>(values, at);
        case 4: return is_signed ? wide_at<std::int32_t>(values, at) : wide_at<std::uint32_t>(values, at);
        default: return value_at<std::int64_t>(values, at);  // of an unsigned one its bits
    }
}

std::optional<std::string_view> Values::at(const ArrowArray& array, std::int64_t row, std::string& scratch) const {
    if (kind_ == Kind::null || row >= array.length) return std::nullopt;
    const std::int64_t at = array.offset + row;
    if (is_null(array, at)) return std::nullopt;
    if (!dictionary_.empty()) {
        const std::int64_t index = whole_at(array, at);
        if (index < 0 || index >= array.dictionary->length)
            refuse("the column " + path_ + " has an index outside of its dictionary");
        return dictionary_.front().at(*array.dictionary, index, scratch);
    }
    scratch.clear();
    switch (kind_) {
        case Kind::null: return std::nullopt;
        case Kind::text: return bytes_of(array.buffers[2], range_at<std::int32_t>(array.buffers[1], at));
        case Kind::large_text: return bytes_of(array.buffers[2], range_at<std::int64_t>(array.buffers[1], at));
        case Kind::text_view: return view_at(array, at);
        case Kind::flag: return bit_at(array.buffers[1], at) ? "yes" : "no";
        case Kind::signed_whole: append_whole(scratch, whole_at(array, at), 0); break;
        case Kind::unsigned_whole: append_whole(scratch, static_cast<std::uint64_t>(whole_at(array, at)), 0); break;
        case Kind::decimal: append_whole(scratch, value_at<exact::Wide>(array.buffers[1], at), scale_); break;
        case Kind::instant: append_instant(scratch, whole_at(array, at), units_); break;
        case Kind::date: append_date(scratch, exact::divide_down(whole_at(array, at), units_).quotient); break;
        case Kind::duration: {
            const auto [seconds, rest] = exact::divide_down(whole_at(array, at), units_);
            if (rest != 0) refuse("the column " + path_ + " has a length of time with a fraction of a second: round it");
            append_whole(scratch, seconds, 0);
            break;
        }
        case Kind::list:
        case Kind::large_list: {
            const Range range =
                kind_ == Kind::list ? range_at<std::int32_t>(array.buffers[1], at) : range_at<std::int64_t>(array.buffers[1], at);
            std::string item;
            for (std::int64_t i = range.begin; i < range.end && scratch.size() <= limits::text_bytes_max; ++i) {
                const std::optional<std::string_view> text = items_.front().at(*array.children[0], i, item);
                if (text) scratch.append(scratch.empty() ? "" : " ").append(*text);
            }
            if (scratch.empty()) return std::nullopt;
            break;
        }
    }
    return scratch;
}

// --- CaseColumns ---

CaseColumns::CaseColumns(const ArrowSchema& schema) {
    if (text_of(schema.format) != "+s") {
        refuse("the cases have the Arrow type " + in_quotes(text_of(schema.format)) +
               ", expected a struct, whose fields are columns");
    }
    columns_ = static_cast<std::size_t>(std::max<std::int64_t>(schema.n_children, 0));
    for (std::size_t i = 0; i < columns_; ++i) {
        const ArrowSchema& column = child_of(schema, static_cast<std::int64_t>(i), "the cases");
        const std::string_view name = text_of(column.name);
        const std::string_view format = text_of(column.format);
        if (name == "case_id") {
            id_column_ = i;
            id_.emplace_back(column, "case_id");
        } else if (name == "case" && !format.starts_with('+')) {
            xml_column_ = i;
            xml_.emplace_back(column, "case");
        } else {
            records_.push_back(records_of(column, i));
        }
    }
    if (xml_column_ && !records_.empty()) {
        refuse("the cases have the column 'case' with XML and the column " + in_quotes(records_.front().name) +
               ": expected one or the other");
    }
    if (!xml_column_ && records_.empty())
        refuse("the cases have no column 'case': expected their XML there, or a column for each record");
    // The root first: its fields are set while it is open.
    std::stable_partition(records_.begin(), records_.end(), [](const Records& r) { return r.name == "case"; });
}

CaseColumns::Records CaseColumns::records_of(const ArrowSchema& schema, std::size_t column) const {
    const std::string name(text_of(schema.name));
    std::vector<std::string_view> known{"case_id"};
    for (std::size_t r = 0; r < facts::given_record_count; ++r) known.push_back(facts::row(static_cast<facts::Record>(r)).name);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        refuse("the column " + in_quotes(name) + " is no record of a case" + did_you_mean(name, known));
    }
    Records records;
    records.name = name;
    records.column = column;
    const std::string_view format = text_of(schema.format);
    const ArrowSchema* item = &schema;
    if (format == "+l" || format == "+L") {
        records.shape = format == "+l" ? Shape::list : Shape::large_list;
        item = &child_of(schema, 0, name);
    }
    if (text_of(item->format) != "+s") {
        refuse("the column " + in_quotes(name) + " has the Arrow type " + in_quotes(text_of(item->format)) +
               ", expected a struct of the record's fields, or a list of such structs");
    }
    for (std::int64_t i = 0; i < item->n_children; ++i) {
        const ArrowSchema& field = child_of(*item, i, name);
        records.names.emplace_back(text_of(field.name));
        records.fields.emplace_back(field, name + "." + records.names.back());
    }
    return records;
}

void CaseColumns::check(const ArrowArray& array) const {
    need_size(array, "a batch of cases");
    need_children(array, columns_, "a batch of cases");
    if (id_column_) id_.front().check(*array.children[*id_column_]);
    if (xml_column_) xml_.front().check(*array.children[*xml_column_]);
    for (const Records& records : records_) {
        const ArrowArray* column = array.children[records.column];
        const std::string what = "the column '" + records.name + "'";
        if (records.shape != Shape::one) {
            need_size(*column, what);
            if (buffers_of(*column) < 2 || (column->length > 0 && column->buffers[1] == nullptr))
                refuse(what + " lacks its offsets");
            need_children(*column, 1, what);
            column = column->children[0];
        }
        need_size(*column, what);
        need_children(*column, records.fields.size(), what);
        for (std::size_t i = 0; i < records.fields.size(); ++i) records.fields[i].check(*column->children[i]);
    }
}

std::optional<std::string_view> CaseColumns::id_at(const ArrowArray& array, std::int64_t row, std::string& scratch) const {
    if (!id_column_) return std::nullopt;
    return id_.front().at(*array.children[*id_column_], array.offset + row, scratch);
}

facts::Case CaseColumns::case_at(const ArrowArray& array, std::int64_t row) const {
    std::string scratch;
    const std::int64_t at = array.offset + row;
    if (xml_column_) {
        const std::optional<std::string_view> xml = xml_.front().at(*array.children[*xml_column_], at, scratch);
        if (!xml) throw Error(Status::invalid_case, {}, "the column 'case' is null: expected the case as XML");
        return facts::parse_case(*xml, {});
    }
    facts::Case out;
    for (const Records& records : records_) add_records(records, *array.children[records.column], at, out, scratch);
    return out;
}

void CaseColumns::add_records(const Records& records, const ArrowArray& column, std::int64_t row, facts::Case& out,
                              std::string& scratch) const {
    const ArrowArray* items = &column;
    Range range{row, row + 1};
    if (row >= column.length || is_null(column, column.offset + row)) return;
    if (records.shape != Shape::one) {
        const void* const offsets = column.buffers[1];
        const std::int64_t at = column.offset + row;
        range = records.shape == Shape::list ? range_at<std::int32_t>(offsets, at) : range_at<std::int64_t>(offsets, at);
        items = column.children[0];
    }
    std::int64_t number = 0;
    for (std::int64_t i = range.begin; i < range.end; ++i) {
        if (i >= items->length) refuse("the column " + in_quotes(records.name) + " has an offset outside of its records");
        if (is_null(*items, items->offset + i)) continue;
        ++number;
        const auto field_at = [&](std::size_t field) {
            return records.fields[field].at(*items->children[field], items->offset + i, scratch);
        };
        try {
            out.add(records.name);
            for (std::size_t field = 0; field < records.fields.size(); ++field) {
                const std::optional<std::string_view> text = field_at(field);
                if (text) out.set(records.names[field], *text);
            }
        } catch (const Error& error) {
            // A value has no line here: the record is told by its id and its number.
            std::string which = records.name;
            const auto id = std::find(records.names.begin(), records.names.end(), "id");
            if (id != records.names.end()) {
                const std::optional<std::string_view> text = field_at(static_cast<std::size_t>(id - records.names.begin()));
                if (text) which.append(" ").append(in_quotes(*text));
            }
            throw Error(error.status(), error.place(),
                        std::string(error.what()) + " (" + which + ", no. " + std::to_string(number) + ")");
        }
    }
}

}  // namespace redress::batch
