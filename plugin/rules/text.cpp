#include "rules/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "facts/token_set.h"
#include "formula/syntax.h"
#include "input_limits.h"
#include "rules/grammar.h"

namespace redress::rules {

namespace {

struct SaidRow {
    Said said;
    std::string_view name;
    formula::Type type;
    std::string_view of;  // the outcomes and reasons of sentences that can name it; all where there is none
};

formula::Type remedy_type() {
    formula::Type type = formula::simple_type(formula::Kind::token);
    type.tokens = "balance extension discount";
    return type;
}

// By the enumerators.
const std::array<SaidRow, said_count>& said_rows() {
    using formula::Kind;
    const formula::Type money = formula::number_type(formula::money);
    const formula::Type text = formula::simple_type(Kind::text);
    static const std::array<SaidRow, said_count> rows = {{
        {Said::amount, "amount", money, "granted"},
        {Said::entitled, "entitled", money,
         "granted denied review pending combined below_minimum already_credited approval no_remedy held_below_minimum"},
        {Said::credited, "credited", money, "granted denied review already_credited approval"},
        {Said::due, "due", money, "review approval"},
        {Said::remedy, "remedy", remedy_type(), "granted"},
        {Said::extension, "extension", text, "granted"},
        {Said::expires, "expires", formula::simple_type(Kind::instant), "granted"},
        {Said::deadline, "deadline", text, "denied claim_too_early claim_too_late"},
        {Said::decided_from, "decided_from", text, "pending window_open"},
        {Said::answer_by, "answer_by", text, {}},
        {Said::missing, "missing", text, "review missing_fact"},
        {Said::bound, "bound", money, "below_minimum held_below_minimum"},
        {Said::left, "left", money, "cap"},
    }};
    return rows;
}

bool lists_word(std::string_view words, std::string_view word) {
    const std::vector<std::string_view> all = facts::words_of(words);
    return std::find(all.begin(), all.end(), word) != all.end();
}

class TextLoader {
public:
    TextLoader(const ElementReader& reader, formula::Visible& visible, const SharedNames* shared)
        : reader_(reader), visible_(visible), shared_(shared), rules_names_(visible.names.size()) {
        used_.reserve(rules_names_);
        for (const formula::VisibleName& name : visible_.names) {
            used_.push_back(*name.used);
            *name.used = false;
        }
    }
    // What texts name is no use of it, and no formula sees what they alone can name.
    ~TextLoader() {
        visible_.names.erase(visible_.names.begin() + static_cast<std::ptrdiff_t>(rules_names_), visible_.names.end());
        for (std::size_t i = 0; i < rules_names_; ++i) *visible_.names[i].used = used_[i];
    }
    TextLoader(const TextLoader&) = delete;
    TextLoader& operator=(const TextLoader&) = delete;

    void can_name(const SaidRow& row, bool counts_credits) {
        formula::VisibleName name;
        name.name = row.name;
        name.type = row.said == Said::bound && counts_credits ? formula::number_type(formula::plain) : row.type;
        name.trend = formula::Trend::unknown;
        name.slot = slot_of(row.said);
        name.position = reader_.position();
        name.element = reader_.name();
        visible_.names.push_back(std::move(name));
    }

    Formula when() {
        const std::optional<xml::Attribute> attribute = reader_.find("when");
        if (!attribute) return {};
        Formula out = reader_.condition("when", visible_);
        if (const auto clash = ambiguous(formula::parse(out.source()))) fail_ambiguous(attribute->value_position, *clash);
        note(out);
        return out;
    }

    // `{{` is a brace; from any other `{` to its `}` is a formula.
    Wording text() {
        const std::string source = reader_.element().text();
        for (std::size_t at = 0; at < source.size();) {
            if (source[at] != '{') {
                text_.words += source[at++];
            } else if (source.compare(at, 2, "{{") == 0) {
                text_.words += '{';
                at += 2;
            } else {
                const std::size_t end = end_of_value(source, at + 1);
                value(std::string_view(source).substr(at + 1, end - at - 1));
                at = end + 1;
            }
        }
        if (!text_.values.empty() && source.size() > limits::text_bytes_max)
            fail(fmt::format("a text with values has at most {} bytes", limits::text_bytes_max));
        std::vector<bool> needs;
        if (shared_ != nullptr) {
            shared_->add_needs(needs);
            text_.shared = SharedNames::indices(needs);
        }
        return std::move(text_);
    }

private:
    [[noreturn]] void fail(std::string message) const {
        reader_.fail_at(reader_.element().text_position(), {}, std::move(message));
    }

    std::size_t end_of_value(std::string_view source, std::size_t begin) const {
        bool quoted = false;
        for (std::size_t at = begin; at < source.size(); ++at) {
            if (source[at] == '\'') quoted = !quoted;
            if (source[at] == '}' && !quoted) return at;
        }
        fail(fmt::format("'{}' has no closing brace: a value is a formula in braces, and {{{{ stands for a brace itself",
                         source.substr(begin - 1, 40)));
    }

    void value(std::string_view source) {
        if (text_.values.size() >= limits::text_values_max) fail(fmt::format("more than {} values", limits::text_values_max));
        const Position position = reader_.element().text_position();
        Formula formula;
        try {
            formula = formula::formula(source, position, visible_);
            if (const auto clash = ambiguous(formula::parse(source))) fail_ambiguous(position, *clash);
        } catch (const formula::FormulaError& error) {
            fail(fmt::format("in '{{{}}}': {}", source, error.message));
        }
        check_type(formula, source);
        note(formula);
        text_.values.push_back({text_.words.size(), std::move(formula)});
    }

    void check_type(const Formula& formula, std::string_view source) const {
        const formula::Type& type = formula.type;
        if (type.kind == formula::Kind::flag)
            fail(fmt::format("in '{{{}}}': a condition has no words of its own: say {{if … then 'one text' else 'another'}}",
                             source));
        if (type.kind != formula::Kind::number || type.is_number(formula::plain) || type.is_number(formula::money) ||
            type.is_number(formula::elapsed))
            return;
        fail(fmt::format("in '{{{}}}': {} is nothing that people read: say money, a length of time or a plain number", source,
                         formula::describe(type)));
    }

    // A name that both the rules and what is said of the decision have.
    std::optional<formula::VisibleName> ambiguous(const formula::Syntax& syntax) const {
        for (const formula::Node& node : syntax.nodes) {
            if (node.kind != formula::NodeKind::name) continue;
            const auto said = std::find_if(visible_.names.begin() + static_cast<std::ptrdiff_t>(rules_names_),
                                           visible_.names.end(), [&](const auto& name) { return name.name == node.slice; });
            const formula::VisibleName* const found = visible_.name(node.slice);
            if (said != visible_.names.end() && found != &*said) return *found;
        }
        return std::nullopt;
    }

    [[noreturn]] void fail_ambiguous(Position position, const formula::VisibleName& name) const {
        reader_.fail_at(position, {},
                        fmt::format("'{}' is the name of the <{}> at line {}, and what texts call a value of the decision: "
                                    "choose another name for the <{}>",
                                    name.name, name.element, name.position.line, name.element));
    }

    // How many of the guarantee's definitions have to be worked out for it.
    void note(const Formula& formula) {
        const std::size_t first = shared_ != nullptr ? shared_->count() : 0;
        for (const formula::Instruction& instruction : formula.code) {
            const bool own =
                instruction.op == formula::Op::name && instruction.left >= first && instruction.left < formula::said_slot;
            if (own) text_.definitions = std::max(text_.definitions, instruction.left - first + 1);
        }
    }

    const ElementReader& reader_;
    formula::Visible& visible_;
    const SharedNames* shared_;
    std::size_t rules_names_;
    std::vector<bool> used_;  // of the names of the rules, before
    Wording text_;
};

}  // namespace

Wording load_text(const ElementReader& reader, formula::Visible& visible, std::initializer_list<Said> said,
                  const SharedNames* shared, bool counts_credits) {
    std::string words = reader.element().text();
    if (words.find('{') == std::string::npos) return {std::move(words), {}, {}, 0};
    TextLoader loader(reader, visible, shared);
    for (const Said one : said) loader.can_name(said_rows()[static_cast<std::size_t>(one)], counts_credits);
    return loader.text();
}

Sentence load_sentence(const ElementReader& reader, formula::Visible& visible, const SharedNames& shared, bool of_guarantee) {
    Sentence out;
    out.position = reader.position();
    const std::span<const AttributeRow> rows = attributes("sentence");
    const std::vector<std::string_view> answers = facts::words_of(rows.front().values);
    out.of = answers[reader.one_of("of", answers)];
    if (of_guarantee && (out.of == "nothing_to_settle" || out.of == "not_in_effect"))
        reader.fail("of", fmt::format("a decision '{}' is about no guarantee: its sentence stands in <sla>", out.of));
    TextLoader loader(reader, visible, &shared);
    for (const SaidRow& row : said_rows()) {
        if (row.of.empty() || lists_word(row.of, out.of)) loader.can_name(row, false);
    }
    out.when = loader.when();
    out.says = loader.text();
    if (out.says.empty()) reader.fail({}, "<sentence> is what the customer reads: it needs a text");
    return out;
}

}  // namespace redress::rules
