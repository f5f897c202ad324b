#include "json_case.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "case_xml.h"
#include "document_kind.h"
#include "value_types.h"

namespace redress::cli {
namespace {

const DocumentKind& case_kind() {
    static const DocumentKind kind = document_kind("case");
    return kind;
}

const DocumentElement* element_in(std::string_view parent, std::string_view name) {
    const std::vector<DocumentElement>& elements = case_kind().elements;
    const auto found =
        std::find_if(elements.begin(), elements.end(), [&](const auto& e) { return e.name == name && e.stands_in(parent); });
    return found == elements.end() ? nullptr : &*found;
}

struct FieldText {
    std::string name;
    std::string value;
    Place place;
};

struct Record {
    std::string name;
    Place place;
    std::vector<FieldText> fields;
    std::vector<Record> records;
};

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool special = c == '<' || c == '&' || c == '"' || static_cast<unsigned char>(c) < ' ';
        if (special) {
            out += fmt::format("&#{};", static_cast<int>(c));
        } else {
            out += c;
        }
    }
    return out;
}

// One line for a record, one for each field.
class Writer {
public:
    XmlOfJson run(const Record& root) {
        write(root);
        return std::move(out_);
    }

private:
    void line(const std::string& text, Place from) {
        out_.xml += text + '\n';
        out_.lines.push_back(from);
    }

    void write(const Record& record) {
        const bool is_root = record.name == case_kind().root().name;
        line("<" + record.name + (is_root ? " xmlns=\"urn:redress:case:1\"" : ""), record.place);
        for (const FieldText& field : record.fields)
            line(fmt::format(" {}=\"{}\"", field.name, escaped(field.value)), field.place);
        line(">", record.place);
        for (const Record& inner : record.records) write(inner);  // as deep as the vocabulary is
        line("</" + record.name + ">", record.place);
    }

    XmlOfJson out_;
};

// Goes over a text and keeps how far the parser has come.
struct Tracked {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    const char** reached;

    reference operator*() const { return *at; }
    Tracked& operator++() {
        *reached = ++at;
        return *this;
    }
    Tracked operator++(int) {
        Tracked before = *this;
        ++*this;
        return before;
    }
    bool operator==(const Tracked& other) const { return at == other.at; }
};

bool is_name(std::string_view text) {
    const auto may_stand = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), may_stand) && text[0] != '-' && text[0] != '.' &&
           !(text[0] >= '0' && text[0] <= '9') && text != "xmlns";
}

// Takes the events of the parser. Each value belongs to the key before it; a list of a field's values is one field.
class Reader {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    explicit Reader(std::string_view json) : json_(json), reached_(json.data()) {}

    XmlOfJson run() {
        nlohmann::json::sax_parse(Tracked{json_.data(), &reached_}, Tracked{json_.data() + json_.size(), &reached_}, this);
        return Writer().run(root_);
    }

    bool null() { return true; }
    bool boolean(bool value) { return value_text(value ? "yes" : "no"); }
    bool number_integer(number_integer_t value) { return value_text(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) { return value_text(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& text) {
        throw CaseFault(key_place_,
                        fmt::format("'{}': {} is a floating-point number: write it as text, \"{}\"", key_, text, text));
    }
    bool string(string_t& value) { return value_text(value); }
    bool binary(binary_t&) { return false; }  // never in a text

    bool start_object(std::size_t) {
        const Place place = place_of(reached_ - 1);
        if (open_.empty()) {
            root_.name = case_kind().root().name;
            root_.place = place;
            open_.push_back(&root_);
            return true;
        }
        Record& outer = *open_.back();
        if (element_in(outer.name, key_) == nullptr)
            throw CaseFault(key_place_,
                            fmt::format("'{}' holds an object, but {} has no records of that name", key_, outer.name));
        // Only the last of the records is ever open, so growing the list moves none that is pointed to.
        outer.records.push_back({key_, place, {}, {}});
        open_.push_back(&outer.records.back());
        lists_.push_back(std::exchange(in_list_, false));
        return true;
    }
    bool end_object() {
        const std::string name = open_.back()->name;
        open_.pop_back();
        if (lists_.empty()) return true;
        in_list_ = lists_.back();
        lists_.pop_back();
        key_ = name;  // the list may go on
        return true;
    }
    bool key(string_t& name) {
        key_ = name;
        key_place_ = place_of(reached_ - 2 -
                              std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(name.size()), reached_ - json_.data() - 2));
        if (!is_name(name)) throw CaseFault(key_place_, fmt::format("'{}' is not the name of a field or a record", name));
        return true;
    }
    bool start_array(std::size_t) {
        if (in_list_ || open_.empty()) throw CaseFault(place_of(reached_ - 1), "expected an object or a text, found a list");
        in_list_ = true;
        Record& outer = *open_.back();
        list_of_values_ = element_in(outer.name, key_) == nullptr;
        if (list_of_values_) outer.fields.push_back({key_, "", key_place_});
        return true;
    }
    bool end_array() {
        in_list_ = false;
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) {
        const std::string message = error.what();
        const std::size_t column = message.find("column ");
        const std::size_t colon = column == std::string::npos ? column : message.find(": ", column);
        const char* const at = std::max(json_.data(), reached_ - 1);
        throw CaseFault(place_of(at), "no JSON: " + (colon == std::string::npos ? message : message.substr(colon + 2)));
    }

private:
    bool value_text(std::string_view value) {
        if (open_.empty()) throw CaseFault(place_of(reached_ - 1), "expected an object");
        Record& record = *open_.back();
        if (element_in(record.name, key_) != nullptr)
            throw CaseFault(key_place_, fmt::format("expected an object for the record '{}', found a value", key_));
        if (!in_list_) {
            record.fields.push_back({key_, std::string(value), key_place_});
        } else {
            std::string& list = record.fields.back().value;
            if (!list.empty()) list += ' ';
            list += value;
        }
        return true;
    }

    // Characters from 1. Called for faults and for records and keys: from where it was last called, since they go forward.
    Place place_of(const char* at) {
        if (at < counted_to_) {
            counted_ = {1, 1};
            counted_to_ = json_.data();
        }
        for (; counted_to_ < at; ++counted_to_) {
            if (*counted_to_ == '\n') {
                counted_ = {counted_.line + 1, 1};
            } else if ((static_cast<unsigned char>(*counted_to_) & 0xC0u) != 0x80u) {
                ++counted_.column;
            }
        }
        return counted_;
    }

    std::string_view json_;
    const char* reached_;
    const char* counted_to_ = json_.data();
    Place counted_{1, 1};
    Record root_;
    std::vector<Record*> open_;
    std::vector<bool> lists_;  // of each open record but the root: whether it stands in a list
    bool in_list_ = false;
    bool list_of_values_ = false;
    std::string key_;
    Place key_place_;
};

// --- the schema ---

using Json = nlohmann::ordered_json;

Json any_of_patterns(const ValueType& type) {
    Json out{{"type", "string"}};
    if (type.length_min) out["minLength"] = *type.length_min;
    if (type.length_max) out["maxLength"] = *type.length_max;
    std::string pattern;
    for (const std::string& each : type.patterns) pattern += (pattern.empty() ? "" : "|") + fmt::format("(?:{})", each);
    if (!pattern.empty()) out["pattern"] = "^(?:" + pattern + ")$";
    return out;
}

// As `schema` writes the types of attributes.
Json field_schema(const DocumentElement& element, const DocumentField& field) {
    const bool signed_value = (field.type == "money" || field.type == "ratio") && field.sign == "any";
    std::string name = signed_value ? "signed_" + field.type : field.type;
    if (field.name == "currency" && element.name == case_kind().root().name) name = "currency";
    if (name == "reference") name = "id";
    if (name == "id" && (element.name == "credit" || element.name == "line")) name = "derived_id";
    Json out;
    if (name == "references") {
        out = {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}};
    } else if (name == "flag") {
        out = {{"type", "boolean"}};
    } else if (name == "count") {
        out = {{"type", "integer"}, {"minimum", 0}};
    } else if (name == "token" && !field.values.empty()) {
        out = {{"enum", words(field.values)}};
    } else if (const std::optional<ValueType> type = value_type("case", name == "token" ? "text" : name)) {
        out = any_of_patterns(*type);
    } else {
        out = {{"type", "string"}};
    }
    if (!field.doc.empty()) out["description"] = field.doc;
    if (!field.default_text.empty()) out["default"] = field.default_text;
    if (out.contains("default") && name == "flag") out["default"] = field.default_text == "yes";
    if (out.contains("default") && name == "count") out["default"] = std::stoll(field.default_text);
    return out;
}

Json element_schema(const DocumentKind& kind, const DocumentElement& element) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const DocumentField& field : element.fields) {
        properties[field.name] = field_schema(element, field);
        if (field.presence == "required") required.push_back(field.name);
    }
    for (const DocumentElement* child : kind.children_of(element)) {
        const Json reference{{"$ref", "#/$defs/" + child->name}};
        const bool one = child->occurs == "one" || child->occurs == "at_most_one";
        const bool needed = child->occurs == "one" || child->occurs == "at_least_one";
        Json list{{"type", "array"}, {"items", reference}};
        if (needed) list["minItems"] = 1;
        properties[child->name] = one ? reference : list;
        if (needed) required.push_back(child->name);
    }
    Json out{{"description", element.doc}, {"type", "object"}, {"properties", properties}};
    if (!required.empty()) out["required"] = required;
    out["additionalProperties"] = false;
    return out;
}

}  // namespace

XmlOfJson xml_of_json(std::string_view json) { return Reader(json).run(); }

std::string json_schema(const DocumentKind& kind) {
    Json out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "A case"}};
    out.update(element_schema(kind, kind.root()));
    for (const DocumentElement& element : kind.elements) {
        if (&element != &kind.root()) out["$defs"][element.name] = element_schema(kind, element);
    }
    return out.dump(2) + "\n";
}

}  // namespace redress::cli
