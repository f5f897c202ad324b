#include "settle_output.h"

#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "document_kind.h"
#include "statement_records.h"
#include "table.h"
#include "totals.h"

namespace redress::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// A refused case has no statement: its message goes to standard error.
class XmlOutput : public SettleOutput {
public:
    void add(const SettledCase& settled) override {
        if (settled.refused()) {
            fmt::print(stderr, "redress: {}\n", settled.message());
        } else {
            std::fwrite(settled.statement.data(), 1, settled.statement.size(), stdout);
        }
    }
    void close() override {}
};

// Texts, but for whole numbers and flags, as a case in JSON has them.
Json json_of(const DocumentElement& element, const StatementRecord& record) {
    Json out = Json::object();
    for (const auto& [name, value] : record.fields) {
        const DocumentField* field = element.field(name);
        const std::string_view type = field == nullptr ? "text" : std::string_view(field->type);
        if (type == "count") {
            out[name] = std::stoll(value);
        } else if (type == "flag") {
            out[name] = value == "yes";
        } else {
            out[name] = value;
        }
    }
    return out;
}

// One object, a case a line, so that it can be read as a stream of lines as well.
class JsonOutput : public SettleOutput {
public:
    explicit JsonOutput(bool totals_alone) : totals_alone_(totals_alone) {
        std::fputs(totals_alone_ ? "{" : "{\"cases\": [", stdout);
    }

    void add(const SettledCase& settled) override {
        Json out{{"source", settled.source}};
        if (settled.refused()) {
            totals_.add_refused();
            if (settled.place.line > 0) out.update({{"line", settled.place.line}, {"column", settled.place.column}});
            out["refused"] = settled.problem;
        } else {
            const StatementRecords records = statement_records(settled.statement);
            totals_.add(records);
            if (!totals_alone_) out["statement"] = statement(records);
        }
        if (totals_alone_) return;
        fmt::print(stdout, "{}\n{}", any_ ? "," : "", line_of(out));
        any_ = true;
    }

    void close() override {
        Json totals = Json::array();
        for (const Row& row : totals_.rows()) {
            Json each = Json::object();
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (!row[i].empty()) each[Totals::head[i]] = row[i];
            }
            each["count"] = std::stoll(row[3]);
            totals.push_back(each);
        }
        fmt::print(stdout, "{}\"totals\": {}}}\n", totals_alone_ ? "" : "\n], ", line_of(totals));
    }

private:
    Json statement(const StatementRecords& records) const {
        Json out = json_of(kind_.root(), records.head);
        for (const DocumentElement& element : kind_.elements) {
            for (const StatementRecord* record : records.of(element.name)) out[element.name].push_back(json_of(element, *record));
        }
        return out;
    }

    DocumentKind kind_ = document_kind("statement");
    Totals totals_;
    bool totals_alone_;
    bool any_ = false;
};

constexpr std::array decision_fields = {"claim",    "subscription", "sla",          "effective_from", "guarantee",
                                        "incident", "ticket",       "window_start", "window_end",     "outcome",
                                        "reason",   "missing",      "entitled",     "amount",         "due",
                                        "remedy",   "extension",    "credit",       "sentence"};

class CsvOutput : public SettleOutput {
public:
    explicit CsvOutput(bool totals_alone) : totals_alone_(totals_alone) {
        Row head{"source", "line", "column", "case", "currency", "number"};
        head.insert(head.end(), decision_fields.begin(), decision_fields.end());
        print(totals_alone_ ? Totals::head : head);
    }

    void add(const SettledCase& settled) override {
        if (settled.refused()) {
            totals_.add_refused();
            if (!totals_alone_) print(refusal(settled));
            return;
        }
        const StatementRecords records = statement_records(settled.statement);
        totals_.add(records);
        if (totals_alone_) return;
        for (const StatementRecord* decision : records.of("decision")) {
            Row row{settled.source,
                    "",
                    "",
                    std::string(records.head.get("case")),
                    std::string(records.head.get("currency")),
                    std::string(decision->get("number"))};
            for (const char* field : decision_fields) row.emplace_back(decision->get(field));
            print(row);
        }
    }

    void close() override {
        if (!totals_alone_) return;
        for (const Row& row : totals_.rows()) print(row);
    }

private:
    static void print(const Row& row) { fmt::print(stdout, "{}", csv_row(row)); }

    // The outcome is `refused`, and its sentence the message.
    static Row refusal(const SettledCase& settled) {
        const bool placed = settled.place.line > 0;
        Row row{settled.source,
                placed ? std::to_string(settled.place.line) : "",
                placed ? std::to_string(settled.place.column) : "",
                "",
                "",
                ""};
        for (const std::string_view field : decision_fields)
            row.push_back(field == "outcome" ? "refused" : field == "sentence" ? settled.problem : "");
        return row;
    }

    Totals totals_;
    bool totals_alone_;
};

// All of it at the end, when the columns' widths are known.
class TableOutput : public SettleOutput {
public:
    explicit TableOutput(bool totals_alone) : totals_alone_(totals_alone) {}

    void add(const SettledCase& settled) override {
        if (settled.refused()) {
            totals_.add_refused();
            refusals_ += settled.message() + '\n';
            return;
        }
        const StatementRecords records = statement_records(settled.statement);
        totals_.add(records);
        if (totals_alone_) return;
        for (const StatementRecord* decision : records.of("decision")) {
            const auto text = [&](std::string_view field) { return std::string(decision->get(field)); };
            decisions_.add({std::string(records.head.get("case")), text("subscription"), text("sla"), text("guarantee"),
                            text("window_start"), text("outcome"), text("reason"), text("amount"),
                            std::string(records.head.get("currency")), text("remedy")});
        }
    }

    void close() override {
        if (!decisions_.empty()) fmt::print(stdout, "{}\n", decisions_.aligned({"amount"}));
        if (!refusals_.empty() && !totals_alone_) fmt::print(stdout, "{}\n", refusals_);
        Table totals(Totals::head);
        for (Row& row : totals_.rows()) totals.add(std::move(row));
        fmt::print(stdout, "{}", totals.aligned({"count", "amount"}));
    }

private:
    Table decisions_{
        {"case", "subscription", "sla", "guarantee", "window_start", "outcome", "reason", "amount", "currency", "remedy"}};
    std::string refusals_;
    Totals totals_;
    bool totals_alone_;
};

}  // namespace

std::unique_ptr<SettleOutput> settle_output(const std::string& format, bool totals_alone) {
    if (format == "json") return std::make_unique<JsonOutput>(totals_alone);
    if (format == "csv") return std::make_unique<CsvOutput>(totals_alone);
    if (format == "table") return std::make_unique<TableOutput>(totals_alone);
    return std::make_unique<XmlOutput>();
}

}  // namespace redress::cli
