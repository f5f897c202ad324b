// The ABI: handles around the stages, and the border that no exception crosses. The contract is in abi/redress_abi.h.
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#pragma GCC visibility push(default)
#include "redress.h"
#pragma GCC visibility pop

#include "batch/batch.h"
#include "cancellation.h"
#include "error.h"
#include "facts/case.h"
#include "facts/case_xml.h"
#include "facts/token_set.h"
#include "facts/vocabulary.h"
#include "failure.h"
#include "input_limits.h"
#include "redress_abi_cdef.h"
#include "review/review.h"
#include "rules/book.h"
#include "rules/grammar.h"
#include "rules/warning.h"
#include "settle/workspace.h"
#include "statement/statement.h"

using redress::Error;
using redress::Place;
using redress::Status;
namespace facts = redress::facts;
namespace formula = redress::formula;
namespace rules = redress::rules;
namespace settle = redress::settle;
namespace statement = redress::statement;

struct redress_error {
    redress::Failure failure;
};

// Shared with the streams of batches, which may outlive it.
struct redress_book {
    std::shared_ptr<const rules::Book> book;
    std::vector<std::array<std::string, 8>> rows;  // of redress_book_get
    std::shared_ptr<settle::WorkspacePool> workspaces;
};

struct redress_review {
    std::vector<std::array<std::string, 9>> rows;  // of redress_review_get
};

struct redress_case {
    facts::Case facts;
    std::atomic<bool> in_use = false;
};

struct redress_statement {
    statement::Statement statement;
};

namespace {

constexpr std::array<std::string_view, 8> book_fields = {"sla",          "title",  "currency", "timezone", "effective_from",
                                                         "effective_to", "digest", "file"};

constexpr std::array<std::string_view, 9> review_fields = {"severity", "code",  "file",    "line",  "column",
                                                           "record",   "field", "message", "source"};

// Runs an entry point: whatever is thrown becomes a status.
template <class Body>
redress_status guarded(redress_error* error, Body body) noexcept {
    return static_cast<redress_status>(redress::attempt(error == nullptr ? nullptr : &error->failure, body));
}

[[noreturn]] void misuse(std::string message) { throw Error(Status::invalid_argument, Place{}, std::move(message)); }

void need(const void* pointer, const char* name) {
    if (pointer == nullptr) misuse(std::string(name) + " is NULL");
}

// A case for the time of one call. It belongs to one thread at a time: a host that breaks this is told, and nothing breaks.
class InUse {
public:
    explicit InUse(redress_case* c) : in_use_(flag_of(c)) {
        if (in_use_.exchange(true, std::memory_order_acquire)) {
            misuse("another thread is using the case: expected one thread at a time");
        }
    }
    ~InUse() { in_use_.store(false, std::memory_order_release); }
    InUse(const InUse&) = delete;
    InUse& operator=(const InUse&) = delete;

private:
    static std::atomic<bool>& flag_of(redress_case* c) {
        need(c, "case");
        return c->in_use;
    }
    std::atomic<bool>& in_use_;
};

std::string_view input(const char* text, std::int64_t size, const char* name) {
    need(text, name);
    if (size < -1) misuse("size is negative: expected the number of bytes, or -1 for text that ends at NUL");
    return size == -1 ? std::string_view(text) : std::string_view(text, static_cast<std::size_t>(size));
}

redress::time::ZoneDatabase zones_of(const char* directory) {
    return directory == nullptr ? redress::time::ZoneDatabase() : redress::time::ZoneDatabase(directory);
}

std::unique_ptr<redress_book> make_book(rules::Book book) {
    auto out = std::make_unique<redress_book>();
    out->book = std::make_shared<const rules::Book>(std::move(book));
    out->workspaces = std::make_shared<settle::WorkspacePool>();
    for (const std::unique_ptr<rules::Pack>& pack : out->book->packs()) {
        std::array<std::string, 8>& row = out->rows.emplace_back();
        row = {pack->id,          pack->title, pack->currency ? std::string(pack->currency->name()) : std::string(),
               pack->zone.name(), {},          {},
               pack->digest,      pack->file};
        redress::time::append_date(row[4], pack->effective_from);
        if (pack->effective_to) redress::time::append_date(row[5], *pack->effective_to);
    }
    return out;
}

std::unique_ptr<redress_review> make_review(const rules::Examined& examined) {
    auto out = std::make_unique<redress_review>();
    for (redress::review::Finding& f : redress::review::review(examined)) {
        std::array<std::string, 9>& row = out->rows.emplace_back();
        row = {f.warning ? "warning" : "error",
               f.warning ? std::string(rules::code_of(*f.warning)) : redress_status_name(static_cast<std::int32_t>(f.status)),
               f.place.file,
               {},
               {},
               f.place.record,
               f.place.field,
               std::move(f.message),
               std::move(f.source)};
        if (f.place.position.line == 0) continue;
        row[3] = std::to_string(f.place.position.line);
        row[4] = std::to_string(f.place.position.column);
    }
    return out;
}

// What a batch is asked for besides what it always gives.
redress::batch::Extras extras_of(const char* words) {
    redress::batch::Extras extras;
    std::string_view rest = words == nullptr ? std::string_view() : words;
    for (std::string_view word = facts::take_word(rest); !word.empty(); word = facts::take_word(rest)) {
        static constexpr std::array<std::string_view, 2> known = {"steps", "xml"};
        if (word != known[0] && word != known[1]) {
            misuse("'" + std::string(word) + "' is nothing that a batch can add: expected steps, xml or both" +
                   redress::did_you_mean(word, known));
        }
        (word == known[0] ? extras.steps : extras.xml) = true;
    }
    return extras;
}

unsigned threads_of(std::int32_t threads) {
    if (threads < 0 || threads > redress::limits::batch_threads_max) {
        misuse(std::to_string(threads) + " threads: expected 1 to " + std::to_string(redress::limits::batch_threads_max) +
               ", or 0 for as many as the machine runs at once");
    }
    return threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : static_cast<unsigned>(threads);
}

redress_status settle_case(redress_statement** out, const redress_book* book, redress_case* c, redress_error* error,
                           bool steps) noexcept {
    return guarded(error, [&] {
        need(out, "out");
        need(book, "book");
        const InUse in_use(c);
        auto statement = std::make_unique<redress_statement>();
        statement::make_statement(*book->book, *book->workspaces, c->facts, steps, statement->statement);
        *out = statement.release();
    });
}

// --- the vocabulary: the case's and the formulas' fields, the statement's, then the attributes of the rules ---

// Views of the tables are views of whole string literals, so they end with NUL.
const char* text_of(std::string_view view) noexcept { return view.empty() ? "" : view.data(); }

const char* occurs_of(facts::RecordRow::Many many) noexcept {
    switch (many) {
        case facts::RecordRow::Many::one: return rules::name_of(rules::Occurs::one).data();
        case facts::RecordRow::Many::at_most_one: return rules::name_of(rules::Occurs::at_most_one).data();
        case facts::RecordRow::Many::any: break;
    }
    return rules::name_of(rules::Occurs::any).data();
}

const char* sign_of(facts::SignBound sign) noexcept {
    constexpr std::array<const char*, 3> names = {"any", "not_negative", "positive"};
    return names[static_cast<std::size_t>(sign)];
}

const char* case_property(const facts::Field& field, std::string_view property) noexcept {
    const facts::RecordRow& row = facts::row(field.record);
    const bool derived = field.presence == facts::Presence::derived;
    const bool root = field.record == facts::Record::case_;
    if (property == "part") return derived ? "formula" : "case";
    if (property == "record") return row.name.data();
    if (property == "field") return field.name.data();
    if (property == "type") return facts::name_of(field.type).data();
    if (property == "presence") return facts::name_of(field.presence).data();
    if (property == "default") return text_of(field.default_text);
    if (property == "values") return text_of(field.tokens);
    if (property == "refers_to") return field.refers ? facts::row(*field.refers).name.data() : "";
    if (property == "sign") return sign_of(field.sign);
    if (property == "doc") return field.doc.data();
    if (property == "record_doc") return row.doc.data();
    if (property == "parents") return derived || root ? "" : "case";
    if (property == "occurs") return occurs_of(row.many);
    if (property == "key") return !root && facts::table::has_id[static_cast<std::size_t>(field.record)] ? "id" : "";
    if (property == "text") return rules::name_of(rules::Text::none).data();
    return nullptr;
}

const char* statement_property(const statement::StatementField& field, std::string_view property) noexcept {
    using R = statement::StatementRecord;
    const statement::StatementRow& row = statement::statement_records()[static_cast<std::size_t>(field.record)];
    const bool one = field.record == R::statement || field.record == R::provenance;
    if (property == "part") return "statement";
    if (property == "record") return row.name.data();
    if (property == "field") return field.name.data();
    if (property == "type") return field.type.data();
    if (property == "presence") return statement::name_of(field.presence).data();
    if (property == "values") return text_of(field.values);
    if (property == "sign") return sign_of(facts::SignBound::any);
    if (property == "doc") return field.doc.data();
    if (property == "record_doc") return row.doc.data();
    if (property == "parents") return field.record == R::statement ? "" : "statement";
    if (property == "occurs") return rules::name_of(one ? rules::Occurs::one : rules::Occurs::any).data();
    if (property == "text") return rules::name_of(rules::Text::none).data();
    if (property == "default" || property == "refers_to" || property == "key") return "";
    return nullptr;
}

const char* rules_property(const rules::AttributeRow& attribute, std::string_view property) noexcept {
    const rules::ElementRow& element = *rules::find_element(attribute.element);
    if (property == "part") return "rules";
    if (property == "record") return element.name.data();
    if (property == "field") return attribute.name.data();
    if (property == "type") return rules::name_of(attribute.type).data();
    if (property == "presence") return attribute.required ? "required" : "optional";
    if (property == "values") return text_of(attribute.values);
    if (property == "sign") return sign_of(facts::SignBound::any);
    if (property == "doc") return attribute.doc.data();
    if (property == "record_doc") return element.doc.data();
    if (property == "parents") return text_of(element.parents);
    if (property == "occurs") return rules::name_of(element.occurs).data();
    if (property == "key") return text_of(element.key);
    if (property == "text") return rules::name_of(element.text).data();
    if (property == "default" || property == "refers_to") return "";
    return nullptr;
}

const char* fact_property(const formula::DeclaredFact& fact, std::string_view property) noexcept {
    if (property == "record") return facts::row(fact.record).name.data();
    if (property == "field") return fact.name.c_str();
    if (property == "type") return facts::name_of(fact.type).data();
    if (property == "presence") {
        return facts::name_of(fact.default_text.empty() ? facts::Presence::optional : facts::Presence::defaulted).data();
    }
    if (property == "default") return fact.default_text.c_str();
    if (property == "values") return fact.tokens.c_str();
    if (property == "sign") return sign_of(facts::SignBound::any);
    if (property == "doc") return fact.doc.c_str();
    return nullptr;
}

}  // namespace

extern "C" {

int32_t redress_abi_version(void) { return 2; }
const char* redress_abi_cdef(void) { return redress_abi_cdef_text; }
const char* redress_version(void) { return REDRESS_VERSION; }

const char* redress_status_name(int32_t status) {
    const bool known = status >= 0 && status <= static_cast<int32_t>(Status::internal);
    return known ? redress::name_of(static_cast<Status>(status)).data() : nullptr;
}

redress_error* redress_error_new(void) { return new (std::nothrow) redress_error; }
void redress_error_free(redress_error* error) { delete error; }
redress_status redress_error_status(const redress_error* error) {
    return error == nullptr ? REDRESS_OK : static_cast<redress_status>(error->failure.status);
}
const char* redress_error_message(const redress_error* error) { return error == nullptr ? "" : error->failure.message.data(); }
const char* redress_error_file(const redress_error* error) { return error == nullptr ? "" : error->failure.file.data(); }
int64_t redress_error_line(const redress_error* error) { return error == nullptr ? 0 : error->failure.line; }
int64_t redress_error_column(const redress_error* error) { return error == nullptr ? 0 : error->failure.column; }
const char* redress_error_record(const redress_error* error) { return error == nullptr ? "" : error->failure.record.data(); }
const char* redress_error_field(const redress_error* error) { return error == nullptr ? "" : error->failure.field.data(); }

redress_status redress_book_load(redress_book** out, const char* path, redress_error* error) {
    return redress_book_load_with_zones(out, path, nullptr, error);
}

redress_status redress_book_parse(redress_book** out, const char* xml, int64_t size, redress_error* error) {
    return redress_book_parse_with_zones(out, xml, size, nullptr, error);
}

redress_status redress_book_load_with_zones(redress_book** out, const char* path, const char* zone_directory,
                                            redress_error* error) {
    const redress::CancellationHeldBack held_back;
    return guarded(error, [&] {
        need(out, "out");
        need(path, "path");
        *out = make_book(rules::Book::load(path, zones_of(zone_directory))).release();
    });
}

redress_status redress_book_parse_with_zones(redress_book** out, const char* xml, int64_t size, const char* zone_directory,
                                             redress_error* error) {
    const redress::CancellationHeldBack held_back;
    return guarded(error, [&] {
        need(out, "out");
        const std::string_view rules = input(xml, size, "xml");
        *out = make_book(rules::Book::parse(rules, {}, zones_of(zone_directory))).release();
    });
}

void redress_book_free(redress_book* book) { delete book; }

int64_t redress_book_fact_count(const redress_book* book) {
    return book == nullptr ? 0 : static_cast<int64_t>(book->book->facts().size());
}

const char* redress_book_fact_get(const redress_book* book, int64_t index, const char* property) {
    if (property == nullptr || index < 0 || index >= redress_book_fact_count(book)) return nullptr;
    return fact_property(book->book->facts()[static_cast<std::size_t>(index)], property);
}

int64_t redress_book_count(const redress_book* book) { return book == nullptr ? 0 : static_cast<int64_t>(book->rows.size()); }

const char* redress_book_get(const redress_book* book, int64_t index, const char* field) {
    if (book == nullptr || field == nullptr || index < 0 || index >= redress_book_count(book)) return nullptr;
    const auto found = std::find(book_fields.begin(), book_fields.end(), std::string_view(field));
    if (found == book_fields.end()) return nullptr;
    return book->rows[static_cast<std::size_t>(index)][static_cast<std::size_t>(found - book_fields.begin())].c_str();
}

redress_status redress_review_load(redress_review** out, const char* path, const char* zone_directory, redress_error* error) {
    const redress::CancellationHeldBack held_back;
    return guarded(error, [&] {
        need(out, "out");
        need(path, "path");
        *out = make_review(rules::Book::examine(path, zones_of(zone_directory))).release();
    });
}

redress_status redress_review_parse(redress_review** out, const char* xml, int64_t size, const char* zone_directory,
                                    redress_error* error) {
    const redress::CancellationHeldBack held_back;
    return guarded(error, [&] {
        need(out, "out");
        const std::string_view rules = input(xml, size, "xml");
        *out = make_review(rules::Book::examine_text(rules, zones_of(zone_directory))).release();
    });
}

int64_t redress_review_count(const redress_review* review) {
    return review == nullptr ? 0 : static_cast<int64_t>(review->rows.size());
}

const char* redress_review_get(const redress_review* review, int64_t index, const char* field) {
    if (review == nullptr || field == nullptr || index < 0 || index >= redress_review_count(review)) return nullptr;
    const auto found = std::find(review_fields.begin(), review_fields.end(), std::string_view(field));
    if (found == review_fields.end()) return nullptr;
    return review->rows[static_cast<std::size_t>(index)][static_cast<std::size_t>(found - review_fields.begin())].c_str();
}

void redress_review_free(redress_review* review) { delete review; }

redress_status redress_case_parse(redress_case** out, const char* xml, int64_t size, redress_error* error) {
    return guarded(error, [&] {
        need(out, "out");
        *out = new redress_case{facts::parse_case(input(xml, size, "xml"), {})};
    });
}

redress_status redress_case_new(redress_case** out, redress_error* error) {
    return guarded(error, [&] {
        need(out, "out");
        *out = new redress_case;
    });
}

redress_status redress_case_add(redress_case* c, const char* record, redress_error* error) {
    return guarded(error, [&] {
        const InUse in_use(c);
        need(record, "record");
        c->facts.add(record);
    });
}

redress_status redress_case_set(redress_case* c, const char* field, const char* value, int64_t size, redress_error* error) {
    return guarded(error, [&] {
        const InUse in_use(c);
        need(field, "field");
        c->facts.set(field, input(value, size, "value"));
    });
}

redress_status redress_case_xml(redress_case* c, const char** xml, int64_t* size, redress_error* error) {
    return guarded(error, [&] {
        const InUse in_use(c);
        need(xml, "xml");
        c->facts.finish();
        const std::string& text = c->facts.canonical_xml();
        *xml = text.c_str();
        if (size != nullptr) *size = static_cast<int64_t>(text.size());
    });
}

void redress_case_free(redress_case* c) { delete c; }

redress_status redress_settle(redress_statement** out, const redress_book* book, redress_case* c, redress_error* error) {
    return settle_case(out, book, c, error, true);
}

redress_status redress_settle_without_steps(redress_statement** out, const redress_book* book, redress_case* c,
                                            redress_error* error) {
    return settle_case(out, book, c, error, false);
}

redress_status redress_settle_batch(struct ArrowArrayStream* out, const redress_book* book, struct ArrowArrayStream* cases,
                                    const char* extras, int32_t threads, redress_error* error) {
    const redress::CancellationHeldBack held_back;
    return guarded(error, [&] {
        need(out, "out");
        need(book, "book");
        need(cases, "cases");
        const redress::batch::Options options{extras_of(extras), threads_of(threads)};
        *out = redress::batch::stream_of(std::make_unique<redress::batch::Batch>(book->book, book->workspaces, options, cases));
    });
}

int64_t redress_statement_count(const redress_statement* statement, const char* record) {
    if (statement == nullptr || record == nullptr) return 0;
    const auto found = statement::find_statement_record(record);
    return found ? static_cast<int64_t>(statement->statement.count(*found)) : 0;
}

const char* redress_statement_get(const redress_statement* statement, const char* record, int64_t index, const char* field) {
    if (statement == nullptr || record == nullptr || field == nullptr || index < 0) return nullptr;
    const auto found = statement::find_statement_record(record);
    if (!found) return nullptr;
    const auto fields = statement::statement_fields(*found);
    const std::string_view name(field);
    const auto row = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == name; });
    if (row == fields.end()) return nullptr;
    return statement->statement.get(*found, static_cast<std::size_t>(index), static_cast<std::size_t>(row - fields.begin()));
}

const char* redress_statement_xml(const redress_statement* statement, int64_t* size) {
    if (statement == nullptr) return nullptr;
    const std::string& text = statement->statement.xml();
    if (size != nullptr) *size = static_cast<int64_t>(text.size());
    return text.c_str();
}

void redress_statement_free(redress_statement* statement) { delete statement; }

int64_t redress_vocabulary_count(void) {
    return static_cast<int64_t>(facts::fields().size() + statement::statement_fields().size() + rules::attributes().size());
}

const char* redress_vocabulary_get(int64_t index, const char* property) {
    if (property == nullptr || index < 0 || index >= redress_vocabulary_count()) return nullptr;
    auto at = static_cast<std::size_t>(index);
    if (at < facts::fields().size()) return case_property(facts::fields()[at], property);
    at -= facts::fields().size();
    if (at < statement::statement_fields().size()) return statement_property(statement::statement_fields()[at], property);
    return rules_property(rules::attributes()[at - statement::statement_fields().size()], property);
}

}  // extern "C"
