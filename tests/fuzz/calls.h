// Calls of the C interface that targets share, with what holds of each of them whatever the input.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "../abi/host.h"
#include "promise.h"

namespace redress::fuzz {

// A call ended in one of the ways that its contract lists, and a failure says something.
inline void check_status(const char* call, redress_status status, const redress_error* error,
                         std::initializer_list<redress_status> allowed) {
    bool listed = status == REDRESS_OK;
    for (const redress_status one : allowed) listed = listed || status == one;
    if (!listed) {
        const char* name = redress_status_name(status);
        promise(false,
                std::string(call) + " returned " + (name == nullptr ? "no status" : name) + ": " + redress_error_message(error));
    }
    if (status == REDRESS_OK) return;
    promise(redress_error_status(error) == status, "the error object holds the status of the call");
    promise(redress_error_message(error)[0] != '\0', "a failure has a message");
    promise((redress_error_line(error) > 0) == (redress_error_column(error) > 0), "a line comes with a column");
}

inline host::Owned<redress_book> parse_book(std::string_view xml) {
    const host::Owned<redress_error> error(redress_error_new());
    redress_book* out = nullptr;
    const redress_status status = redress_book_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error.get());
    check_status("redress_book_parse", status, error.get(), {REDRESS_INVALID_XML, REDRESS_INVALID_RULES, REDRESS_LIMIT_EXCEEDED});
    promise((out == nullptr) == (status != REDRESS_OK), "there is a book exactly where parsing succeeds");
    return host::Owned<redress_book>(out);
}

inline host::Owned<redress_case> parse_case(std::string_view xml) {
    const host::Owned<redress_error> error(redress_error_new());
    redress_case* out = nullptr;
    const redress_status status = redress_case_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error.get());
    check_status("redress_case_parse", status, error.get(), {REDRESS_INVALID_XML, REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED});
    promise((out == nullptr) == (status != REDRESS_OK), "there is a case exactly where parsing succeeds");
    return host::Owned<redress_case>(out);
}

// Empty where the case can't be.
inline std::string xml_of_case(redress_case* c) {
    const host::Owned<redress_error> error(redress_error_new());
    const char* xml = nullptr;
    std::int64_t size = 0;
    const redress_status status = redress_case_xml(c, &xml, &size, error.get());
    check_status("redress_case_xml", status, error.get(), {REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED});
    return status == REDRESS_OK ? std::string(xml, static_cast<std::size_t>(size)) : std::string();
}

inline host::Owned<redress_statement> settle(const redress_book* book, redress_case* c, bool steps = true) {
    const host::Owned<redress_error> error(redress_error_new());
    redress_statement* out = nullptr;
    const redress_status status =
        steps ? redress_settle(&out, book, c, error.get()) : redress_settle_without_steps(&out, book, c, error.get());
    check_status("redress_settle", status, error.get(), {REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED});
    promise((out == nullptr) == (status != REDRESS_OK), "there is a statement exactly where settling succeeds");
    return host::Owned<redress_statement>(out);
}

// Reads all of a statement and looks at what holds of each: a reason for every decision, no line below zero that was
// not below zero before.
inline void read(const redress_statement* statement) {
    for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
        if (std::string_view(redress_vocabulary_get(i, "part")) != "statement") continue;
        const char* record = redress_vocabulary_get(i, "record");
        const std::int64_t count = redress_statement_count(statement, record);
        for (std::int64_t row = 0; row < count; ++row) {
            promise(redress_statement_get(statement, record, row, redress_vocabulary_get(i, "field")) != nullptr,
                    "every field of a statement's records can be read");
        }
    }
    for (std::int64_t i = 0; i < redress_statement_count(statement, "decision"); ++i) {
        promise(redress_statement_get(statement, "decision", i, "reason")[0] != '\0', "every decision has a reason");
    }
    for (std::int64_t i = 0; i < redress_statement_count(statement, "adjustment"); ++i) {
        const char* before = redress_statement_get(statement, "adjustment", i, "line_before");
        const char* after = redress_statement_get(statement, "adjustment", i, "line_after");
        promise(after[0] != '-' || before[0] == '-', "no line of the invoice goes below zero");
    }
}

// Settles in both ways, reads the statement, and settles again.
inline void settle_and_read(const redress_book* book, redress_case* c) {
    const host::Owned<redress_statement> statement = settle(book, c);
    const host::Owned<redress_statement> short_one = settle(book, c, false);
    if (statement == nullptr) return;  // the text of the steps alone can be too long
    promise(short_one != nullptr, "what settles with steps settles without them");
    for (const char* record : {"decision", "credit", "adjustment", "charge"}) {
        promise(redress_statement_count(statement.get(), record) == redress_statement_count(short_one.get(), record),
                "steps change nothing else");
    }
    read(statement.get());
    const std::string xml = host::xml_of(statement.get());
    promise(!xml.empty(), "a statement can be written");
    promise(host::xml_of(settle(book, c).get()) == xml, "the same book and case give the same statement");
}

// The packs of this project, loaded once.
inline const redress_book* published_rules() {
    static const host::Owned<redress_book> book = [] {
        redress_book* out = nullptr;
        redress_book_load(&out, REDRESS_ROOT "/rules", nullptr);
        promise(out != nullptr, "the packs load");
        return host::Owned<redress_book>(out);
    }();
    return book.get();
}

}  // namespace redress::fuzz
