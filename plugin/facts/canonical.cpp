// The one order and the one spelling of a case. The layout is that of xml/writer.h; it is written here directly because
// a host pays for it with every case, and most values need neither a copy nor a look for characters to escape.
#include <algorithm>

#include "facts/case.h"
#include "facts/case_xml.h"
#include "input_limits.h"
#include "xml/writer.h"

namespace redress::facts {
namespace {

constexpr std::size_t usual_record_bytes = 160;

bool may_need_escapes(FieldType type) {
    return type == FieldType::text || type == FieldType::id || type == FieldType::reference || type == FieldType::references;
}

void open_attribute(std::string& out, std::string_view name) {
    out += ' ';
    out += name;
    out.append("=\"", 2);
}

}  // namespace

std::span<const std::uint32_t> Case::additional_of(const Row& row) const noexcept {
    const std::uint32_t wanted = heads_[row.head].additional_count;
    if (wanted == 0) return {};
    const auto below = [this](std::uint32_t at, std::uint32_t head) { return additional_given_[at].head < head; };
    const auto first = std::lower_bound(additional_order_.begin(), additional_order_.end(), row.head, below);
    return std::span(additional_order_).subspan(static_cast<std::size_t>(first - additional_order_.begin()), wanted);
}

void Case::list_additional() {
    additional_.clear();
    if (additional_given_.empty()) return;
    additional_.reserve(additional_given_.size());
    for (std::uint32_t i = 0; i < rows_.size(); ++i) {
        const Record record = heads_[rows_[i].head].record;
        const auto index = static_cast<std::uint32_t>(i - first_row(record));
        for (const std::uint32_t at : additional_of(rows_[i])) {
            const GivenAdditional& given = additional_given_[at];
            additional_.push_back({record, index, given.name, given.text, given.name_position, given.value_position});
        }
    }
}

// Records without an id are told apart by all that they say. Equal ones are alike in every way, so their order is free.
void Case::sort_by_values(Record record) {
    const std::span<Row> kind = rows(record);
    std::string keys;
    struct Keyed {
        Row row;
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(kind.size());
    for (const Row& row : kind) {
        const std::size_t begin = keys.size();
        append_sort_key(keys, row);
        keyed.push_back({row, begin, keys.size()});
    }
    const auto key = [&keys](const Keyed& k) { return std::string_view(keys).substr(k.begin, k.end - k.begin); };
    std::sort(keyed.begin(), keyed.end(), [&key](const Keyed& a, const Keyed& b) {
        const int order = key(a).compare(key(b));
        return order != 0 ? order < 0 : a.row.head < b.row.head;
    });
    std::transform(keyed.begin(), keyed.end(), kind.begin(), [](const Keyed& k) { return k.row; });
}

// The canonical texts one after the other, each closed by a NUL, which no text holds and which sorts before all.
void Case::append_sort_key(std::string& out, const Row& row) const {
    for (const Field& field : fields(heads_[row.head].record)) {
        if (field.presence == Presence::derived) break;
        const Fact& fact = cell(row, field.slot);
        if (fact.known()) append_fact(out, field.type, field.tokens, fact, currency_);
        out += '\0';
    }
    for (const std::uint32_t at : additional_of(row)) {
        out.append(additional_given_[at].name).append(1, '\0').append(additional_given_[at].text).append(1, '\0');
    }
}

void Case::write_canonical() {
    std::string& out = canonical_xml_;
    out.clear();
    out.reserve(rows_.size() * usual_record_bytes);
    out += "<case";
    open_attribute(out, "xmlns");
    out.append(case_namespace).append(1, '"');
    write_facts(rows_.front());
    out += ">\n";  // never empty: a case has an account
    for (std::size_t i = 1; i < rows_.size(); ++i) {
        out.append("  <", 3);
        out += row(heads_[rows_[i].head].record).name;
        write_facts(rows_[i]);
        out.append("/>\n", 3);
        if (out.size() <= limits::xml_bytes_max) continue;
        throw Error(Status::limit_exceeded, {},
                    "the case as XML takes more than " + std::to_string(limits::xml_bytes_max) + " bytes");
    }
    out += "</case>\n";
}

void Case::write_facts(const Row& row) {
    std::string& out = canonical_xml_;
    const Record record = heads_[row.head].record;
    const std::span<const Fact> unset = unset_facts(record);
    for (const Field& field : fields(record)) {
        if (field.presence == Presence::derived) break;
        const Fact& fact = cell(row, field.slot);
        if (fact.state != Fact::State::given) continue;
        if (field.presence == Presence::defaulted && same_value(field.type, fact, unset[field.slot])) continue;
        open_attribute(out, field.name);
        if (may_need_escapes(field.type) && field.type != FieldType::references) {
            xml::append_escaped(out, fact.text);
        } else if (field.type == FieldType::references) {
            std::string ids;
            append_fact(ids, field.type, field.tokens, fact, currency_);
            xml::append_escaped(out, ids);
        } else {
            append_fact(out, field.type, field.tokens, fact, currency_);
        }
        out += '"';
    }
    for (const std::uint32_t at : additional_of(row)) {
        open_attribute(out, additional_given_[at].name);
        xml::append_escaped(out, additional_given_[at].text);
        out += '"';
    }
}

}  // namespace redress::facts
