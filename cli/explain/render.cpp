#include "explain/render.h"

#include <fmt/core.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <stdexcept>
#include <string_view>

#include "explain/embedded.h"
#include "explain/timeline.h"
#include "html_page.h"
#include "table.h"

namespace redress::cli::explain {
namespace {

using kainjow::mustache::data;

constexpr std::size_t line_width = 78;

std::string html_with_emphasis(const std::string& text) {
    std::string out;
    for (const char c : html_escaped(text)) {
        switch (c) {
            case emphasis_begin: out += "<b>"; break;
            case emphasis_end: out += "</b>"; break;
            default: out += c;
        }
    }
    return out;
}

std::string markdown_escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == emphasis_begin || c == emphasis_end) {
            out += "**";
        } else if (c == '\n' || c == '\r') {
            out += ' ';
        } else {
            if (std::string_view("\\`*_[]<>|~&#").find(c) != std::string_view::npos) out += '\\';
            out += c;
        }
    }
    return out;
}

std::string plain(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c != emphasis_begin && c != emphasis_end) out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    }
    return out;
}

std::string filled(const std::string& text, std::size_t indent) {
    std::string out;
    std::size_t column = 0;
    std::string_view rest = text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (word.empty()) continue;
        const bool breaks = column > 0 && indent + column + 1 + width_of(word) > line_width;
        if (breaks) out += "\n" + std::string(indent, ' ');
        if (column > 0 && !breaks) out += ' ';
        column = (breaks || column == 0 ? 0 : column + 1) + width_of(word);
        out += word;
    }
    return out;
}

// A code span that can stand in a table, whatever it holds.
std::string code_span(const std::string& text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    std::string inside;
    for (const char c : plain(text)) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
        if (c == '|') inside += '\\';
        inside += c;
    }
    const std::string fence(longest + 1, '`');
    return fence + (longest > 0 ? " " : "") + inside + (longest > 0 ? " " : "") + fence;
}

// One blank line stands for several, which sections without content leave.
std::string squeezed(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool third = c == '\n' && out.ends_with("\n\n");
        if (!third) out += c;
    }
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

class Layout {
public:
    Layout(const Language& language, Format format) : language_(language), format_(format) {}

    std::string render(const Explanation& explanation) const {
        data page;
        language_.each("ui_", [&](const std::string& key, const std::string& text) { page.set(key, text); });
        page.set("language", language_.say("language"));
        page.set("style", std::string(embedded("style.css")));
        page.set("title", explanation.title);
        page.set("title_line", std::string(width_of(explanation.title), '='));
        page.set("subtitle", explanation.subtitle);
        page.set("several", explanation.decisions.size() > 1);
        page.set("no_decisions", explanation.decisions.empty());
        set_each(page, "decisions", explanation.decisions,
                 [&](const DecisionExplanation& decision) { return decision_data(decision); });
        set_facts(page, "applied", explanation.applied);
        set_facts(page, "audit_whole", explanation.audit);
        const char* const name = format_ == Format::html ? "html" : format_ == Format::markdown ? "markdown" : "text";
        kainjow::mustache::mustache layout{std::string(embedded(fmt::format("{}.mustache", name)))};
        if (!layout.is_valid()) throw std::logic_error(layout.error_message());
        layout.set_custom_escape(format_ == Format::html       ? html_with_emphasis
                                 : format_ == Format::markdown ? markdown_escaped
                                                               : plain);
        return squeezed(layout.render(page));
    }

private:
    // Sets `name`, and `has_name` for the section that shows it.
    void set(data& into, const std::string& name, const std::string& text) const {
        into.set(name, text);
        into.set("has_" + name, !text.empty());
    }

    // A list with what `made` makes of each item, and `has_name` for its heading.
    template <class Items, class Make>
    static void set_each(data& into, const std::string& name, const Items& items, Make made) {
        data list{data::type::list};
        for (const auto& item : items) list.push_back(made(item));
        into.set("has_" + name, !items.empty());
        into.set(name, std::move(list));
    }

    std::string code(const std::string& text) const {
        if (text.empty()) return "";
        return format_ == Format::markdown ? code_span(text) : text;
    }

    // A label and a value at the ends of a line of text.
    static std::string line(const std::string& label, const std::string& value) {
        const std::size_t used = width_of(label) + width_of(value);
        return label + std::string(used + 1 < line_width ? line_width - used : 1, ' ') + value;
    }

    std::string paragraph(const std::string& text, std::size_t indent) const {
        return format_ == Format::text ? filled(plain(text), indent) : text;
    }

    static void set_facts(data& into, const std::string& name, const std::vector<Fact>& facts) {
        set_each(into, name, facts, [](const Fact& fact) {
            data item;
            item.set("label", fact.label);
            item.set("value", fact.value);
            return item;
        });
    }

    data decision_data(const DecisionExplanation& decision) const {
        data out;
        out.set("number", decision.number);
        out.set("outcome", decision.outcome);
        out.set("outcome_title", decision.outcome_title);
        out.set("contract", decision.contract);
        out.set("promise", decision.promise);
        out.set("subject", decision.subject);
        out.set("amount", decision.amount);
        set(out, "amount_note", decision.amount_note);
        out.set("head_line", line(decision.promise, decision.amount));
        set_each(out, "sentences", decision.sentences, [&](const std::string& sentence) {
            data item;
            item.set("sentence", paragraph(sentence, 0));
            return item;
        });
        set_charts(out, decision);
        set_facts(out, "dates", decision.dates);
        set_each(out, "records", decision.records, [&](const RecordRow& record) { return record_data(record); });
        set_each(out, "ladders", decision.ladders, [&](const Ladder& ladder) { return ladder_data(ladder); });
        set_each(out, "rows", decision.rows, [&](const Row& row) { return row_data(row); });
        set_each(out, "readings", decision.readings, [&](const Reading& reading) {
            data item;
            set(item, "clause", reading.clause);
            item.set("reading", paragraph(reading.text, 4));
            return item;
        });
        set_facts(out, "audit", decision.audit);
        // Only pages have room for the steps as the statement has them.
        if (format_ == Format::html) set_each(out, "steps", decision.steps, step_data);
        return out;
    }

    // A page draws charts; the other formats say what is drawn.
    void set_charts(data& out, const DecisionExplanation& decision) const {
        std::size_t number = 0;
        set_each(out, "charts", decision.charts, [&](const Chart& chart) {
            data item;
            set(item, "chart_title", chart.title);
            if (format_ == Format::html) {
                item.set("svg", svg(chart, fmt::format("chart-{}-{}", decision.number, ++number)));
            } else {
                set_each(item, "lanes", chart.lanes, [&](const Lane& lane) { return lane_data(lane); });
            }
            return item;
        });
        set(out, "charts_note", decision.charts_note);
    }

    data lane_data(const Lane& lane) const {
        constexpr std::size_t listed_max = 12;
        std::string stretches;
        for (std::size_t i = 0; i < std::min(lane.stretches.size(), listed_max); ++i)
            stretches += (i > 0 ? "; " : "") + lane.stretches[i].title;
        if (lane.stretches.empty()) stretches = language_.say("none");
        data item;
        item.set("lane", lane.label);
        item.set("stretches", stretches + (lane.stretches.size() > listed_max ? "; …" : ""));
        return item;
    }

    data record_data(const RecordRow& record) const {
        data item;
        item.set("name", record.name);
        item.set("when", record.when);
        item.set("verdict", record.verdict);
        item.set("verdict_line", paragraph(record.verdict, 4));
        item.set("not_counted", !record.counted);
        return item;
    }

    data ladder_data(const Ladder& ladder) const {
        data item;
        item.set("ladder_title", ladder.title);
        set(item, "ladder_clause", ladder.clause);
        set_each(item, "rungs", ladder.rungs, [&](const Rung& rung) {
            data row;
            row.set("rung", rung.value);
            set(row, "bound", rung.bound);
            row.set("here", rung.here);
            row.set("place", rung.place);
            return row;
        });
        return item;
    }

    data row_data(const Row& row) const {
        data item;
        item.set("label", row.label);
        set(item, "text", row.text);
        item.set("text_lines", paragraph(row.text, 4));
        set(item, "clause", row.clause);
        set(item, "formula", code(row.formula));
        set(item, "values", code(row.values));
        item.set("value", row.value);
        item.set("line", line(row.label, row.value));
        item.set("result", row.result);
        return item;
    }

    static data step_data(const RawStep& step) {
        data item;
        item.set("step_number", step.number);
        item.set("step_kind", step.kind);
        item.set("step_clause", step.clause);
        item.set("step_name", step.name);
        item.set("step_formula", step.formula);
        item.set("step_value", step.value);
        item.set("step_text", step.text);
        return item;
    }

    const Language& language_;
    Format format_;
};

}  // namespace

std::string render(const Explanation& explanation, const Language& language, Format format) {
    return Layout(language, format).render(explanation);
}

}  // namespace redress::cli::explain
