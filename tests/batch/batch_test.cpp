// Batches: what is settled in one call is what is settled one by one, whatever the table looks like; what is no table is refused.
#include <doctest/doctest.h>

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "../abi/host.h"
#include "tables.h"

namespace redress::batch {
namespace {

using host::book_of;
using host::case_of;
using host::Owned;

// An answer read whole: the schema and the arrays.
struct Answers {
    Held<ArrowSchema> schema;
    std::vector<Held<ArrowArray>> arrays;

    std::string at(std::string_view name, std::int64_t row, std::size_t array = 0) const {
        return text(*column(schema.it, arrays.at(array).it, name).array, row);
    }
    Found records(std::string_view name, std::size_t array = 0) const {
        const Found list = column(schema.it, arrays.at(array).it, name);
        return {list.schema->children[0], list.array->children[0]};
    }
    std::string in(std::string_view record, std::string_view field, std::int64_t index) const {
        const Found found = records(record);
        return text(*column(*found.schema, *found.array, field).array, index);
    }
};

Answers read(ArrowArrayStream taken) {
    Held<ArrowArrayStream> stream(taken);
    Answers answers;
    REQUIRE(stream.it.get_schema(&stream.it, &answers.schema.it) == 0);
    while (true) {
        Held<ArrowArray> array;
        REQUIRE(stream.it.get_next(&stream.it, &array.it) == 0);
        if (!array) return answers;
        answers.arrays.push_back(std::move(array));
    }
}

ArrowArrayStream batch(const redress_book* book, ArrowArrayStream cases, const char* extras = nullptr, std::int32_t threads = 1) {
    ArrowArrayStream out{};
    const Owned<redress_error> error(redress_error_new());
    const redress_status status = redress_settle_batch(&out, book, &cases, extras, threads, error.get());
    INFO(redress_error_message(error.get()));
    REQUIRE(status == REDRESS_OK);
    CHECK((cases.release == nullptr));
    return out;
}

Owned<redress_book> shipped_book() {
    redress_book* book = nullptr;
    REQUIRE(redress_book_load(&book, REDRESS_ROOT "/rules", nullptr) == REDRESS_OK);
    return Owned<redress_book>(book);
}

std::vector<std::string> sample_cases(std::string_view sla) {
    std::vector<std::string> paths, cases;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(REDRESS_ROOT "/samples/").append(sla))) {
        if (entry.path().string().ends_with(".case.xml")) paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) cases.push_back(host::text_of(path));
    return cases;
}

TEST_CASE("[settle_batch-1] [settle_batch-2] [settle_batch-8] [settle_batch-10] a batch decides what single calls decide") {
    const Owned<redress_book> book = shipped_book();
    const std::vector<std::string> cases = sample_cases("ua_hosting");
    REQUIRE(cases.size() > 64);  // more than one thread takes at a time
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < cases.size(); ++i) ids.push_back("row " + std::to_string(i));
    for (const std::int32_t threads : {1, 3, 0}) {
        CAPTURE(threads);
        Table table({texts("case_id", ids), texts("case", cases)});
        const Answers answers = read(batch(book.get(), table.stream(), "xml steps", threads));
        REQUIRE(answers.arrays.size() == 1);
        REQUIRE(answers.arrays[0].it.length == static_cast<std::int64_t>(cases.size()));
        std::int64_t decision = 0, step = 0;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            CAPTURE(i);
            const auto row = static_cast<std::int64_t>(i);
            const Owned<redress_statement> statement = host::settle(book.get(), case_of(cases[i]).get());
            CHECK(answers.at("case_id", row) == ids[i]);
            if (!statement) {  // a sample of what is refused
                CHECK(answers.at("status", row) != "ok");
                continue;
            }
            CHECK(answers.at("status", row) == "ok");
            CHECK(answers.at("message", row) == "null");
            CHECK(answers.at("xml", row) == host::xml_of(statement.get()));
            CHECK(answers.at("case_digest", row) == redress_statement_get(statement.get(), "statement", 0, "case_digest"));
            CHECK(answers.at("library_version", row) == redress_version());
            for (std::int64_t d = 0; d < redress_statement_count(statement.get(), "decision"); ++d, ++decision) {
                for (const char* field : {"guarantee", "outcome", "reason", "sentence"}) {
                    const std::string expected = redress_statement_get(statement.get(), "decision", d, field);
                    CHECK(answers.in("decision", field, decision) == (expected.empty() ? "null" : expected));
                }
            }
            for (std::int64_t s = 0; s < redress_statement_count(statement.get(), "step"); ++s, ++step) {
                CHECK(answers.in("step", "kind", step) == redress_statement_get(statement.get(), "step", s, "kind"));
            }
        }
        CHECK(answers.records("decision").array->length == decision);
        CHECK(answers.records("step").array->length == step);
    }
}

TEST_CASE("[settle_batch-3] a case that can't be settled is a row that says why") {
    const Owned<redress_book> book = shipped_book();
    const std::string good = host::case_xml();
    std::string misspelt = good;
    misspelt.replace(misspelt.find("<incident "), 10, "<incidnt ");
    Table table({texts("case", {good, misspelt, "no xml", "null", good})});
    const Answers answers = read(batch(book.get(), table.stream()));
    const Owned<redress_error> error(redress_error_new());
    CHECK(!case_of(misspelt, error.get()));
    CHECK(answers.at("status", 0) == "ok");
    CHECK(answers.at("status", 1) == "invalid_case");
    CHECK(answers.at("message", 1) == redress_error_message(error.get()));
    const Found line = column(answers.schema.it, answers.arrays[0].it, "line");
    CHECK(value<std::int64_t>(*line.array, 1) == redress_error_line(error.get()));
    CHECK(is_null(*line.array, 0));
    CHECK(answers.at("currency", 1) == "null");
    CHECK(is_null(*column(answers.schema.it, answers.arrays[0].it, "decision").array, 1));
    CHECK(answers.at("status", 2) == "invalid_xml");
    CHECK(answers.at("message", 3) == "the column 'case' is null: expected the case as XML");
    CHECK(answers.at("status", 4) == "ok");
    CHECK(answers.at("case_id", 4) == "null");
}

Column record(std::string name, std::vector<Column> fields) {
    Column column(std::move(name), std::move(fields));
    column.close_row();
    return column;
}

Column typed(std::string name, ColumnType type, std::string_view text) {
    Column column(std::move(name), type);
    text == "null" ? column.append_null() : column.append(text);
    return column;
}

// The worked example of the contract, its records as columns.
std::vector<Column> worked_example() {
    std::vector<Column> columns;
    columns.push_back(record(
        "case", {typed("id", ColumnType::text, "worked-example"),
                 typed("as_of", ColumnType::instant, "2017-08-01T09:00:00+03:00"), typed("currency", ColumnType::text, "UAH")}));
    columns.push_back(record("account", {typed("id", ColumnType::text, "customer-1")}));
    columns.push_back(
        record("subscription",
               {typed("id", ColumnType::text, "expert-ssd"), typed("sla", ColumnType::text, "ua_hosting"),
                typed("price", ColumnType::money, "1303"), typed("price_period", ColumnType::text, "P6M"),
                typed("level", ColumnType::text, "null"), typed("start", ColumnType::instant, "2017-06-01T00:00:00+03:00"),
                typed("end", ColumnType::instant, "2017-12-01T00:00:00+02:00")}));
    columns.push_back(record(
        "incident", {typed("id", ColumnType::text, "outage-1"), typed("start", ColumnType::instant, "2017-07-12T04:00:00+03:00"),
                     typed("end", ColumnType::instant, "2017-07-12T21:00:00+03:00"),
                     typed("subscription", ColumnType::text, "expert-ssd"), typed("confirmed", ColumnType::flag, "yes")}));
    columns.push_back(record(
        "claim",
        {typed("id", ColumnType::text, "c-1"), typed("subscription", ColumnType::text, "expert-ssd"),
         typed("filed", ColumnType::instant, "2017-07-12T22:00:00+03:00"), typed("incident", ColumnType::text, "outage-1")}));
    return columns;
}

std::string worked_example_xml() {
    return "<case xmlns='urn:redress:case:1' id='worked-example' as_of='2017-08-01T06:00:00Z' currency='UAH'><account "
           "id='customer-1'/>"
           "<subscription id='expert-ssd' sla='ua_hosting' price='1303' price_period='P6M' start='2017-05-31T21:00:00Z'"
           " end='2017-11-30T22:00:00Z'/><incident id='outage-1' start='2017-07-12T01:00:00Z' end='2017-07-12T18:00:00Z'"
           " subscription='expert-ssd' confirmed='yes'/><claim id='c-1' subscription='expert-ssd' filed='2017-07-12T19:00:00Z'"
           " incident='outage-1'/></case>";
}

TEST_CASE("[settle_batch-5] [settle_batch-6] [settle_batch-7] columns of records are the case that they say") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    Table table(worked_example());
    // A record that stands once is a struct, or a list of one.
    table.change_schema = [](ArrowSchema& schema) { CHECK(std::string_view(schema.children[0]->format) == "+l"); };
    const Answers answers = read(batch(book.get(), table.stream(), "xml"));
    const Owned<redress_statement> statement = host::settle(book.get(), case_of(worked_example_xml()).get());
    REQUIRE(statement);
    INFO(answers.at("message", 0));
    REQUIRE(answers.at("status", 0) == "ok");
    CHECK(answers.at("case_digest", 0) == redress_statement_get(statement.get(), "statement", 0, "case_digest"));
    CHECK(answers.in("decision", "outcome", 0) == "granted");
}

TEST_CASE("[settle_batch-9] money is decimal, times are instants, a fraction is exact") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    Table table(worked_example());
    const Answers answers = read(batch(book.get(), table.stream()));
    const Owned<redress_statement> statement = host::settle(book.get(), case_of(worked_example_xml()).get());
    const std::string entitled = redress_statement_get(statement.get(), "decision", 0, "entitled");
    const std::string amount = redress_statement_get(statement.get(), "decision", 0, "amount");
    const Found decisions = answers.records("decision");
    const auto field = [&](std::string_view name) { return column(*decisions.schema, *decisions.array, name); };
    CHECK(std::string_view(field("amount").schema->format) == "d:38,4");
    CHECK(std::string_view(field("window_start").schema->format) == "tss:UTC");
    CHECK(std::string_view(field("effective_from").schema->format) == "tdD");
    CHECK(std::string_view(field("breached").schema->format) == "b");
    // 6 months at 1303 are 217.1666... a month, ten times which for each hour of downtime, and so on: whatever it is, it is the
    // same.
    CHECK(decimal(*field("amount").array, 0) == std::llround(std::stod(amount) * 10'000));
    const std::int64_t numerator = decimal(*field("entitled_numerator").array, 0);
    const std::int64_t denominator = decimal(*field("entitled_denominator").array, 0);
    if (const std::size_t slash = entitled.find('/'); slash != std::string::npos) {
        CHECK(numerator == std::stoll(entitled.substr(0, slash)));
        CHECK(denominator == std::stoll(entitled.substr(slash + 1)));
    } else {
        CHECK(static_cast<double>(numerator) / static_cast<double>(denominator) == std::stod(entitled));
    }
}

TEST_CASE("[settle_batch-14] columns that are no cases") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    const auto as = [](const char* format) { return [format](ArrowSchema& schema) { schema.children[0]->format = format; }; };
    const auto field_as = [](const char* format) {
        return [format](ArrowSchema& schema) { schema.children[0]->children[0]->children[0]->format = format; };
    };
    const auto texts_only = [](std::string name) { return std::vector<Column>{texts(std::move(name), {"x"})}; };
    const std::vector<Column> lists{record("incident", {typed("start", ColumnType::instant, "2026-01-01T00:00:00Z")})};
    const struct {
        std::vector<Column> columns;
        std::function<void(ArrowSchema&)> change;
        const char* message;
    } rows[] = {
        {texts_only("case_id"), {}, "the cases have no column 'case': expected their XML there, or a column for each record"},
        {texts_only("cas"), {}, "the column 'cas' is no record of a case; did you mean 'case'?"},
        {texts_only("incident"), {}, "the column 'incident' has the Arrow type 'u', expected a struct of the record's fields"},
        {texts_only("case"), as("g"),
         "the column case has the Arrow type 'g', which is floating point: not exact; expected text"},
        {texts_only("case"), as("w:16"), "which is none of a fact"},
        {texts_only("case"), as("+l"), "the type of case lacks its child"},
        {texts_only("case"), as(nullptr), "has the Arrow type ''"},
        {{texts("case", {"x"}), lists[0]}, {}, "the column 'case' with XML and the column 'incident': expected one or the other"},
        {lists, field_as("tss:"),
         "the column incident.start has the Arrow type 'tss:', which is a timestamp without a time zone"},
        {lists, field_as("tsx:UTC"), "which is of no known unit"},
        {lists, field_as("d:19,2,256"), "which is no decimal of 128 bits"},
        {lists, field_as("f"), "which is floating point"},
        {lists, [](ArrowSchema& schema) { schema.format = "+l"; }, "the cases have the Arrow type '+l', expected a struct"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.message);
        Table table(row.columns);
        table.change_schema = row.change;
        ArrowArrayStream cases = table.stream(), out{};
        const Owned<redress_error> error(redress_error_new());
        CHECK(redress_settle_batch(&out, book.get(), &cases, nullptr, 1, error.get()) == REDRESS_INVALID_ARGUMENT);
        CHECK(std::string(redress_error_message(error.get())).find(row.message) != std::string::npos);
        INFO(redress_error_message(error.get()));
        CHECK((out.release == nullptr));
        CHECK((cases.release != nullptr));  // it stays the caller's
    }
}

TEST_CASE("[settle_batch-13] [settle_batch-14] what a batch is asked for") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    const Owned<redress_error> error(redress_error_new());
    Table table({texts("case", {})});
    ArrowArrayStream cases = table.stream(), out{};
    const auto refused = [&](const char* extras, std::int32_t threads, const char* message) {
        CHECK(redress_settle_batch(&out, book.get(), &cases, extras, threads, error.get()) == REDRESS_INVALID_ARGUMENT);
        CHECK(std::string_view(redress_error_message(error.get())) == message);
    };
    refused("step", 1, "'step' is nothing that a batch can add: expected steps, xml or both; did you mean 'steps'?");
    refused(nullptr, -1, "-1 threads: expected 1 to 256, or 0 for as many as the machine runs at once");
    refused(nullptr, 257, "257 threads: expected 1 to 256, or 0 for as many as the machine runs at once");
    CHECK(redress_settle_batch(nullptr, book.get(), &cases, nullptr, 1, error.get()) == REDRESS_INVALID_ARGUMENT);
    CHECK(redress_settle_batch(&out, nullptr, &cases, nullptr, 1, error.get()) == REDRESS_INVALID_ARGUMENT);
    CHECK(redress_settle_batch(&out, book.get(), nullptr, nullptr, 1, error.get()) == REDRESS_INVALID_ARGUMENT);
    ArrowArrayStream released{};
    CHECK(redress_settle_batch(&out, book.get(), &released, nullptr, 1, nullptr) == REDRESS_INVALID_ARGUMENT);
    const Answers answers = read(batch(book.get(), cases));
    CHECK(answers.arrays.empty());  // a batch without rows has no answer
}

TEST_CASE("[settle_batch-15] [settle_batch-16] streams that fail") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    const Owned<redress_error> error(redress_error_new());
    Table table({texts("case", {host::case_xml()})});
    ArrowArrayStream cases = table.stream(), out{};
    table.schema_error = EIO;
    CHECK(redress_settle_batch(&out, book.get(), &cases, nullptr, 1, error.get()) == REDRESS_NOT_READABLE);
    CHECK(std::string_view(redress_error_message(error.get())) == "the stream of cases fails: the table is broken");
    table.schema_error = 0;

    const auto next = [](Held<ArrowArrayStream>& stream) {
        Held<ArrowArray> array;
        return stream.it.get_next(&stream.it, &array.it);
    };
    table.error = EPIPE;
    Held<ArrowArrayStream> stream(batch(book.get(), cases));
    CHECK(stream.it.get_last_error(&stream.it) == nullptr);
    CHECK(next(stream) == 0);
    CHECK(next(stream) == EIO);
    CHECK(std::string_view(stream.it.get_last_error(&stream.it)) == "the stream of cases fails: the table is broken");

    const struct {
        std::function<void(ArrowArray&)> change;
        const char* message;
    } rows[] = {
        {[](ArrowArray& array) { array.n_children = 0; }, "a batch of cases has 0 children, expected 1"},
        {[](ArrowArray& array) { array.length = -1; }, "a batch of cases has a length or an offset below zero"},
        {[](ArrowArray& array) { array.children[0]->n_buffers = 2; }, "the column case lacks a buffer"},
        {[](ArrowArray& array) { array.children[0]->buffers[1] = nullptr; }, "the column case has a buffer that is NULL"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.message);
        Table changed({texts("case", {host::case_xml()})}, 1);
        changed.change_array = row.change;
        Held<ArrowArrayStream> broken(batch(book.get(), changed.stream()));
        CHECK(next(broken) == EINVAL);
        CHECK(std::string_view(broken.it.get_last_error(&broken.it)) == row.message);
        CHECK(next(broken) == 0);  // what follows: the end
    }
}

TEST_CASE("[settle_batch-4] cases are read as answers are asked for") {
    const Owned<redress_book> book = book_of(host::rules_xml());
    Table table({texts("case", std::vector<std::string>(10'000, "no xml"))}, 2);
    Held<ArrowArrayStream> stream(batch(book.get(), table.stream()));
    CHECK(table.given == 0);
    for (const auto& [rows, given] : {std::pair(8'192, 1), {1'808, 1}, {8'192, 2}, {1'808, 2}}) {
        Held<ArrowArray> array;
        REQUIRE(stream.it.get_next(&stream.it, &array.it) == 0);
        CHECK(array.it.length == rows);
        CHECK(table.given == given);
    }
}

TEST_CASE("[settle_batch-12] what was given outlives the stream, and the stream the book") {
    Owned<redress_book> book = book_of(host::rules_xml());
    Table table({texts("case", {host::case_xml()})});
    ArrowArrayStream stream = batch(book.get(), table.stream());
    book.reset();
    const Answers answers = read(stream);  // which releases it at the end
    CHECK(answers.at("status", 0) == "ok");
    // A child that is moved away is its taker's.
    ArrowArray* const decisions = column(answers.schema.it, answers.arrays[0].it, "decision").array->children[0];
    const Held<ArrowArray> taken = Held<ArrowArray>::take(decisions);
    CHECK(taken.it.length ==
          redress_statement_count(host::settle(book_of(host::rules_xml()).get(), case_of(host::case_xml()).get()).get(),
                                  "decision"));
}

TEST_CASE("[settle_batch-11] threads of a batch get no signals, and end with the call") {
    const auto tasks = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}); };
    const Owned<redress_book> book = book_of(host::rules_xml());
    Table table({texts("case", std::vector<std::string>(8'192, host::case_xml()))});
    Held<ArrowArrayStream> stream(batch(book.get(), table.stream(), nullptr, 3));
    std::atomic<bool> done = false;
    int seen = 0, open = 0;
    const auto before = tasks();
    std::vector<std::string> known;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) known.push_back(task.path().filename());
    const auto watch = [&] {
        known.push_back(std::to_string(gettid()));
        while (!done) {
            std::error_code gone;
            for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", gone)) {
                if (std::find(known.begin(), known.end(), task.path().filename().string()) != known.end()) continue;
                std::ifstream status(task.path() / "status");
                for (std::string line; std::getline(status, line);) {
                    if (!line.starts_with("SigBlk:")) continue;
                    ++seen;
                    if ((std::stoull(line.substr(7), nullptr, 16) >> (SIGTERM - 1) & 1) == 0) ++open;
                }
            }
        }
    };
    std::thread watcher(watch);
    Held<ArrowArray> array;
    CHECK(stream.it.get_next(&stream.it, &array.it) == 0);
    done = true;
    watcher.join();
    CHECK(seen > 0);
    CHECK(open == 0);
    CHECK(tasks() == before);
}

}  // namespace
}  // namespace redress::batch
