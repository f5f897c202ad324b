// Small packs and cases for tests, and decisions as one line each.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "facts/case_xml.h"
#include "rules/book.h"
#include "settle/settle.h"
#include "statement/statement.h"

namespace redress::settle {

inline void replace_quotes(std::string& text) {
    for (char& c : text) {
        if (c == '`') c = '"';
    }
}

// A rule file around `body`; attributes given here stand instead of the usual ones. Credits go to the balance unless the
// body says otherwise. Backquotes stand for quotes.
inline std::string pack(std::string body, std::string_view attributes = {}) {
    std::string out = "<sla xmlns=\"urn:redress:rules:1\" id=\"t\" title=\"T\" ";
    const auto usual = [&](std::string_view name, std::string_view value) {
        if (attributes.find(std::string(name) + "=") != std::string_view::npos) return;
        out.append(name).append("=\"").append(value).append("\" ");
    };
    usual("currency", "EUR");
    usual("timezone", "UTC");
    usual("effective_from", "2020-01-01");
    out.append(attributes).append(">").append(body);
    if (body.find("<remedy") == std::string::npos) out += "<remedy kind=\"balance\"/>";
    out += "</sla>";
    replace_quotes(out);
    return out;
}

// A case around `records`: settled on 1 April 2026, in EUR, with the subscription `s` at 310 a month unless the records
// have one.
inline std::string facts_of(std::string records, std::string_view as_of = "2026-04-01T00:00:00Z",
                            std::string_view currency = "EUR") {
    std::string out = "<case xmlns=\"urn:redress:case:1\" id=\"c\" as_of=\"";
    out.append(as_of).append("\" currency=\"").append(currency).append("\">");
    if (records.find("<account") == std::string::npos) out += "<account id=\"a\"/>";
    if (records.find("<subscription") == std::string::npos) out += "<subscription id=\"s\" sla=\"t\" price=\"310\"/>";
    out.append(records).append("</case>");
    replace_quotes(out);
    return out;
}

inline std::string outage(std::string_view id, std::string_view start, std::string_view end, std::string_view more = {}) {
    std::string out = "<incident id=`";
    out.append(id)
        .append("` start=`2026-")
        .append(start)
        .append(":00Z` end=`2026-")
        .append(end)
        .append(":00Z` ")
        .append(more)
        .append("/>");
    return out;
}

inline std::string without_midnight(std::string_view instant) {
    const std::size_t midnight = instant.find("T00:00:00Z");
    return std::string(instant.substr(0, midnight));
}

class Reader {
public:
    explicit Reader(const statement::Statement& statement) : statement_(statement) {}

    std::size_t count(std::string_view record) const { return statement_.count(*statement::find_statement_record(record)); }
    std::string_view get(std::string_view record, std::size_t index, std::string_view field) const {
        const auto fields = statement::statement_fields(*statement::find_statement_record(record));
        for (std::size_t f = 0; f < fields.size(); ++f) {
            if (fields[f].name == field) return statement_.get(*statement::find_statement_record(record), index, f);
        }
        return "no such field";
    }

    // "g 2026-01-01 granted 21.72 balance" or "g 2026-01-01 review missing_fact incident i: cause"
    std::string decision(std::size_t i) const {
        const auto field = [&](std::string_view name) { return std::string(get("decision", i, name)); };
        std::string line = field("guarantee");
        for (const std::string_view name : {"incident", "ticket"}) {
            if (!field(name).empty()) line += " " + field(name);
        }
        if (!field("window_start").empty()) line += " " + without_midnight(field("window_start"));
        line += " " + field("outcome");
        if (field("outcome") == "granted") {
            line += " " + field("amount") + " " + field("remedy");
            if (!field("extension").empty()) line += " " + field("extension");
        } else {
            line += " " + field("reason");
            if (!field("missing").empty()) line += " " + field("missing");
        }
        return line;
    }
    std::string decisions() const {
        std::string out;
        for (std::size_t i = 0; i < count("decision"); ++i) {
            if (i > 0) out += '\n';
            out += decision(i);
        }
        return out;
    }
    // "l1 100.00 to 80.00", "s 2026-03-01 to 2026-03-08", "balance 5.00"
    std::string adjustments() const {
        std::string out;
        for (std::size_t i = 0; i < count("adjustment"); ++i) {
            const auto field = [&](std::string_view name) { return std::string(get("adjustment", i, name)); };
            if (i > 0) out += "\n";
            if (field("kind") == "discount") out += field("line") + " " + field("line_before") + " to " + field("line_after");
            if (field("kind") == "extension") {
                out += field("subscription") + " " + without_midnight(field("end_before")) + " to " +
                       without_midnight(field("end_after"));
            }
            if (field("kind") == "balance" || field("kind") == "forfeit") out += field("kind") + " " + field("amount");
        }
        return out;
    }
    // "t/g/s/2026-01-01 5.00 balance", with " left 2.00" of a discount that could not be taken whole
    std::string credits() const {
        std::string out;
        for (std::size_t i = 0; i < count("credit"); ++i) {
            const auto field = [&](std::string_view name) { return std::string(get("credit", i, name)); };
            if (i > 0) out += '\n';
            out.append(field("id")).append(" ").append(field("amount")).append(" ").append(field("remedy"));
            if (field("remaining").find_first_not_of("0.") != std::string::npos) out += " left " + field("remaining");
        }
        return out;
    }

private:
    const statement::Statement& statement_;
};

inline void settle_usually(const rules::Book& book, const facts::Case& facts, bool steps, statement::Statement& out) {
    BoundCase bound;
    bind(facts, book, bound);
    Trace trace;
    Settler settler;
    const Settlement& settlement = settler.settle(bound, steps ? &trace : nullptr);
    statement::write_statement(bound, settlement, steps ? &trace : nullptr, out);
}

struct Settled {
    std::string decisions, credits, adjustments, xml;
};

// Whatever is settled in these tests is settled twice: with steps and without, it must be the same.
inline Settled settled(const rules::Book& book, std::string_view case_xml, bool steps = true) {
    const facts::Case facts = facts::parse_case(case_xml, {});
    statement::Statement statement;
    settle_usually(book, facts, steps, statement);
    const Reader reader(statement);
    statement::Statement again;
    settle_usually(book, facts, !steps, again);
    const Reader other(again);
    if (other.decisions() != reader.decisions() || other.credits() != reader.credits() ||
        other.adjustments() != reader.adjustments()) {
        throw std::logic_error("steps decide:\n" + other.decisions());
    }
    return {reader.decisions(), reader.credits(), reader.adjustments(), statement.xml()};
}

inline Settled settled(const std::string& pack_xml, const std::string& case_xml) {
    return settled(rules::Book::parse(pack_xml), case_xml);
}

// An error's text, where settling refuses.
inline std::string refusal(const std::string& pack_xml, const std::string& case_xml) {
    try {
        settled(pack_xml, case_xml);
    } catch (const Error& error) {
        return error.what();
    }
    return "settled";
}

// A promise of a month without downtime that pays 1 EUR an hour, so that the amount tells what was measured.
inline const std::string hours_pay = "<breach when=`down above 0 hours`/><credit value=`1 EUR * (down / 1 hour)`/>";
inline std::string promise(std::string_view definitions, std::string_view over = "calendar_month", std::string_view id = "g") {
    std::string out = "<guarantee id=`";
    out.append(id).append("` over=`").append(over).append("`>").append(definitions).append(hours_pay).append("</guarantee>");
    return out;
}
inline std::string monthly() { return promise("<downtime name=`down`/>"); }

}  // namespace redress::settle
