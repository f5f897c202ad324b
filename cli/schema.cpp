// XML Schemas of the documents, from the vocabulary of the library. abi/*.xsd are this output, so they cannot fall
// behind it. They never refuse what the library accepts.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "commands.h"
#include "document_kind.h"
#include "json_case.h"
#include "markup.h"
#include "rules_options.h"
#include "value_types.h"

namespace redress::cli {
namespace {

using Element = DocumentElement;
using Field = DocumentField;
using Elements = std::vector<const Element*>;

std::string ours(std::string_view name) { return fmt::format("this:{}", name); }

bool is_required(const Element& element) { return element.occurs == "one" || element.occurs == "at_least_one"; }

Elements without(const Elements& elements, const Element* one) {
    Elements out;
    std::copy_if(elements.begin(), elements.end(), std::back_inserter(out), [&](const Element* e) { return e != one; });
    return out;
}

class SchemaWriter {
public:
    explicit SchemaWriter(const DocumentKind& kind) : kind_(kind) {}

    std::string run() {
        const std::string name_space = fmt::format("urn:redress:{}:1", kind_.part);
        out_.open("xs:schema", {{"xmlns:xs", "http://www.w3.org/2001/XMLSchema"},
                                {"xmlns:this", name_space},
                                {"targetNamespace", name_space},
                                {"elementFormDefault", "qualified"}});
        annotation(fmt::format("Written by `redress schema {}` from the vocabulary of the library.", kind_.part));
        declaration(kind_.root());
        for (const Element& element : kind_.elements) {
            if (&element != &kind_.root() && element.field("xmlns") != nullptr) declaration(element);  // of a file of its own
        }
        for (const Element& element : kind_.elements) {
            if (has_scope(element)) element_group(element);
            if (element_children(element).size() > 1) children_group(element);
            element_type(element);
        }
        for (const std::string& type : used_types_) simple_type(type);
        out_.close();
        return out_.xml();
    }

private:
    Elements element_children(const Element& element) const { return kind_.children_of(element); }

    void annotation(std::string_view text) { out_.text("xs:annotation", "xs:documentation", text); }

    // --- elements ---

    // A declaration with everything that must be unique below it.
    void declaration(const Element& element) {
        out_.open("xs:element", {{"name", element.name}, {"type", ours(element.name)}});
        uniqueness_below(element);
        if (&element == &kind_.root()) {
            for (const Element& each : kind_.elements) id_uniqueness(each);
            for (const Element& each : kind_.elements) references(each);
        }
        out_.close();
    }

    // A schema names a constraint once, so an element that has some is declared once, in a group of its own.
    bool has_scope(const Element& element) const {
        return &element != &kind_.root() && !uniquely_named(element_children(element)).empty();
    }

    void element_group(const Element& element) {
        out_.open("xs:group", {{"name", element.name}});
        out_.open("xs:sequence");
        declaration(element);
        out_.close();
        out_.close();
    }

    void reference(const Element& element, std::string_view min = {}, std::string_view max = {}) {
        if (has_scope(element)) {
            out_.empty("xs:group", {{"ref", ours(element.name)}, {"minOccurs", min}, {"maxOccurs", max}});
        } else {
            out_.empty("xs:element",
                       {{"name", element.name}, {"type", ours(element.name)}, {"minOccurs", min}, {"maxOccurs", max}});
        }
    }

    void element_type(const Element& element) {
        if (!element_children(element).empty() && element.text == "optional")
            out_.open("xs:complexType", {{"name", element.name}, {"mixed", "true"}});
        else
            out_.open("xs:complexType", {{"name", element.name}});
        annotation(element.doc);
        if (element_children(element).empty()) {
            const std::string content = element.text == "required" ? "prose" : "nothing";
            out_.open("xs:simpleContent");
            out_.open("xs:extension", {{"base", element.text == "optional" ? "xs:string" : ours(used(content))}});
            for (const Field& field : element.fields) attribute(field, element);
            out_.close();
            out_.close();
        } else {
            content(element);
            for (const Field& field : element.fields) attribute(field, element);
        }
        out_.close();
    }

    // --- which elements stand in which, in any order ---

    // The children whose number is counted. Where order is free, each order of those that stand once is a branch of its
    // own; beyond two the branches would outgrow the schema, and a second one is left to the library.
    Elements counted(const Element& parent) const {
        Elements all;
        for (const Element* child : element_children(parent)) {
            if (child->occurs != "any") all.push_back(child);
        }
        if (all.size() <= 2) return all;
        Elements required;
        std::copy_if(all.begin(), all.end(), std::back_inserter(required), [](const Element* e) { return is_required(*e); });
        return required;
    }

    static std::string group_in(const Element& parent) { return "in_" + parent.name; }

    void children_group(const Element& parent) {
        Elements others = element_children(parent);
        for (const Element* child : counted(parent)) others = without(others, child);
        out_.open("xs:group", {{"name", group_in(parent)}});
        out_.open("xs:choice");
        for (const Element* child : others) reference(*child);
        out_.close();
        out_.close();
    }

    void content(const Element& parent) {
        const Elements children = element_children(parent);
        if (children.size() == 1) {
            const std::string& occurs = children.front()->occurs;
            out_.open("xs:sequence");
            reference(*children.front(), is_required(*children.front()) ? "" : "0",
                      occurs == "any" || occurs == "at_least_one" ? "unbounded" : "");
            out_.close();
        } else {
            out_.open("xs:sequence");
            content(parent, counted(parent), {});
            out_.close();
        }
    }

    // Any number of the others and of `more`, and then one of `pending` with what may follow it.
    void content(const Element& parent, const Elements& pending, const Elements& more) {
        others(parent, more);
        if (pending.empty()) return;
        const bool needed = std::any_of(pending.begin(), pending.end(), [](const Element* e) { return is_required(*e); });
        const bool choice = pending.size() > 1;
        if (choice) out_.open("xs:choice", {{"minOccurs", needed ? "" : "0"}});
        for (const Element* next : pending) {
            Elements then = more;
            if (next->occurs == "at_least_one") then.push_back(next);
            out_.open("xs:sequence", {{"minOccurs", choice || needed ? "" : "0"}});
            reference(*next);
            content(parent, without(pending, next), then);
            out_.close();
        }
        if (choice) out_.close();
    }

    void others(const Element& parent, const Elements& more) {
        if (more.empty()) {
            out_.empty("xs:group", {{"ref", ours(group_in(parent))}, {"minOccurs", "0"}, {"maxOccurs", "unbounded"}});
            return;
        }
        out_.open("xs:choice", {{"minOccurs", "0"}, {"maxOccurs", "unbounded"}});
        out_.empty("xs:group", {{"ref", ours(group_in(parent))}});
        for (const Element* element : more) reference(*element);
        out_.close();
    }

    // --- what is unique, and what refers to it ---

    static bool key_has_type(const Element& element, std::string_view type) {
        const Field* field = element.key.size() == 1 ? element.field(element.key.front()) : nullptr;
        return field != nullptr && field->type == type;
    }

    // Those whose key is unique among their siblings, not in the whole document.
    static Elements uniquely_named(const Elements& children) {
        Elements out;
        std::copy_if(children.begin(), children.end(), std::back_inserter(out),
                     [](const Element* e) { return !e->key.empty() && !key_has_type(*e, "id"); });
        return out;
    }

    // What formulas call by a bare name shares its names: these elements stand in the same places.
    void uniqueness_below(const Element& parent) {
        std::map<std::vector<std::string>, Elements> named;
        for (const Element* child : uniquely_named(element_children(parent))) {
            if (key_has_type(*child, "identifier"))
                named[child->parents].push_back(child);
            else
                constraint("xs:unique", fmt::format("{}_in_{}", child->name, parent.name), ours(child->name), child->key);
        }
        for (const auto& [parents, elements] : named) {
            std::string paths;
            for (const Element* element : elements) paths += (paths.empty() ? "" : "|") + ours(element->name);
            const std::string& first = elements.front()->name;
            constraint("xs:unique", fmt::format("{}_in_{}", elements.size() == 1 ? first : "names", parent.name), paths,
                       elements.front()->key);
        }
    }

    void id_uniqueness(const Element& element) {
        if (!key_has_type(element, "id") || element.occurs == "one" || element.occurs == "at_most_one") return;
        std::string paths;
        for (const std::string& parent : element.parents) {
            const bool below_root = parent == kind_.root().name;
            paths += (paths.empty() ? "" : "|") + (below_root ? "" : ours(parent) + "/") + ours(element.name);
        }
        constraint("xs:unique", element.name + "_id", paths, element.key);
    }

    void references(const Element& element) {
        for (const Field& field : element.fields) {
            if (field.type != "reference" || field.refers_to.empty()) continue;
            constraint("xs:keyref", fmt::format("{}_{}", element.name, field.name), ours(element.name), {field.name},
                       ours(field.refers_to + "_id"));
        }
    }

    void constraint(std::string_view kind, std::string_view name, std::string_view selector,
                    const std::vector<std::string>& fields, std::string_view refer = {}) {
        out_.open(kind, {{"name", name}, {"refer", refer}});
        out_.empty("xs:selector", {{"xpath", selector}});
        for (const std::string& field : fields) out_.empty("xs:field", {{"xpath", "@" + field}});
        out_.close();
    }

    // --- attributes and their types ---

    void attribute(const Field& field, const Element& element) {
        if (field.type == "namespace") return;  // a declaration, not an attribute
        const bool in_place = field.type == "tokens" || field.type == "token_or_span" || field.type == "token_or_name" ||
                              field.type == "whole_number" || field.type == "ids" || field.type == "references" ||
                              (field.type == "token" && !field.values.empty());
        out_.open("xs:attribute", {{"name", field.name},
                                   {"type", in_place ? "" : ours(used(type_name(field, element)))},
                                   {"use", field.presence == "required" || field.presence == "always" ? "required" : ""}});
        annotation(documentation(field));
        if (in_place) type_in_place(field);
        out_.close();
    }

    static std::string documentation(const Field& field) {
        std::string out = field.doc.empty() ? "Declared by the rules." : field.doc;
        if (!field.default_text.empty()) out += fmt::format(" Default: {}.", field.default_text);
        return out;
    }

    std::string type_name(const Field& field, const Element& element) const {
        // One vocabulary: the currency of a document is a text of one form, whatever names it.
        if (field.name == "currency" && &element == &kind_.root()) return "currency";
        if (field.type == "token") return "text";  // ids of the rules are among the set
        if (field.type == "reference") return "id";
        if (kind_.part == "case" && (element.name == "credit" || element.name == "line") && field.name == "id")
            return "derived_id";
        const bool has_sign = field.type == "money" || field.type == "ratio";
        if (kind_.part == "case" && has_sign && field.sign == "any") return "signed_" + field.type;
        return field.type;
    }

    void type_in_place(const Field& field) {
        out_.open("xs:simpleType");
        if (field.type == "token") tokens(field.values);
        if (field.type == "token_or_span") token_or("span", field.values);
        if (field.type == "token_or_name") token_or("identifier", field.values);
        if (field.type == "whole_number") whole_number(field.values);
        if (field.type == "tokens" || field.type == "ids" || field.type == "references") list(field);
        out_.close();
    }

    void tokens(std::string_view values) {
        out_.open("xs:restriction", {{"base", "xs:string"}});
        for (const std::string& value : words(values)) out_.empty("xs:enumeration", {{"value", value}});
        out_.close();
    }

    void token_or(std::string_view type, std::string_view values) {
        out_.open("xs:union", {{"memberTypes", ours(used(std::string(type)))}});
        out_.open("xs:simpleType");
        tokens(values);
        out_.close();
        out_.close();
    }

    void whole_number(const std::string& range) {
        const std::size_t dots = range.find("..");
        if (dots == std::string::npos) throw std::runtime_error(fmt::format("'{}' is not a range", range));
        out_.open("xs:restriction", {{"base", "xs:decimal"}});
        out_.empty("xs:minInclusive", {{"value", range.substr(0, dots)}});
        out_.empty("xs:maxInclusive", {{"value", range.substr(dots + 2)}});
        out_.empty("xs:pattern", {{"value", "-?(0|[1-9][0-9]*)(\\.0+)?"}});
        out_.close();
    }

    void list(const Field& field) {
        out_.open("xs:restriction");
        out_.open("xs:simpleType");
        if (field.values.empty()) {
            out_.empty("xs:list", {{"itemType", ours(used("id"))}});
        } else {
            out_.open("xs:list");
            out_.open("xs:simpleType");
            tokens(field.values);
            out_.close();
            out_.close();
        }
        out_.close();
        out_.empty("xs:minLength", {{"value", "1"}});
        out_.close();
    }

    const std::string& used(const std::string& type) { return *used_types_.insert(type).first; }

    void simple_type(const std::string& name) {
        const std::optional<ValueType> type = value_type(kind_.part, name);
        if (!type) throw std::runtime_error(fmt::format("the library has a type '{}' that this program does not know", name));
        out_.open("xs:simpleType", {{"name", name}});
        annotation(type->doc);
        out_.open("xs:restriction", {{"base", type->also.empty() ? type->base : ""}});
        if (!type->also.empty()) {
            out_.open("xs:simpleType");
            out_.open("xs:restriction", {{"base", type->base}});
            out_.empty("xs:pattern", {{"value", type->also}});
            out_.close();
            out_.close();
        }
        if (type->length_min) out_.empty("xs:minLength", {{"value", std::to_string(*type->length_min)}});
        if (type->length_max) out_.empty("xs:maxLength", {{"value", std::to_string(*type->length_max)}});
        for (const std::string& pattern : type->patterns) out_.empty("xs:pattern", {{"value", pattern}});
        out_.close();
        out_.close();
    }

    const DocumentKind& kind_;
    Markup out_;
    std::set<std::string> used_types_;
};

struct SchemaOptions {
    std::string part;    // rules, case or statement
    RulesOptions rules;  // case: whose declared facts a case may carry as well; empty: none
    bool json = false;   // case: of its form in JSON
};

int schema(const SchemaOptions& options) {
    DocumentKind kind = document_kind(options.part);
    if (!options.rules.rules.empty()) add_declared_facts(kind, *load_rules(options.rules));
    fmt::print(stdout, "{}", options.json ? json_schema(kind) : SchemaWriter(kind).run());
    return exit_success;
}

}  // namespace

void add_schema(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<SchemaOptions>();
    CLI::App* command = app.add_subcommand("schema", "print the schema of rules, cases or statements");
    command->require_subcommand(1);
    for (const char* part : {"rules", "case", "statement"}) {
        CLI::App* part_command = command->add_subcommand(part, fmt::format("the schema of {}.xsd", part));
        if (part == std::string_view("case")) {
            part_command->add_option("--rules", options->rules.rules, "folder or file of rules whose facts cases may carry");
            add_zones_option(*part_command, options->rules.zones);
            part_command->add_flag("--json", options->json, "a JSON Schema of cases in JSON");
        }
        part_command->callback([options, &chosen, part] {
            options->part = part;
            chosen = [options] { return schema(*options); };
        });
    }
}

}  // namespace redress::cli
