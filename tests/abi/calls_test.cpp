// The promises of redress_abi.h, call by call.
#include <doctest/doctest.h>

#include <pthread.h>

#include <array>
#include <cstring>
#include <vector>

#include "host.h"
#include "xml/document.h"

namespace redress::host {
namespace {

redress_book* const no_book = reinterpret_cast<redress_book*>(std::uintptr_t{16});  // what *out is before a call
redress_review* const no_review = reinterpret_cast<redress_review*>(std::uintptr_t{16});
redress_case* const no_case = reinterpret_cast<redress_case*>(std::uintptr_t{16});
redress_statement* const no_statement = reinterpret_cast<redress_statement*>(std::uintptr_t{16});

// [C3] [C5] [C6] [book_load-3] [book_parse-2] [book_load_with_zones-3] [book_parse_with_zones-2] [case_parse-3]
// [review_load-3] [review_parse-3] [case_new-2] [case_add-3] [case_set-4] [case_xml-5] [settle-4] [settle_without_steps-2]
TEST_CASE("NULL where the contract needs a pointer is an invalid argument") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    redress_book* out_book = no_book;
    redress_review* out_review = no_review;
    redress_case* out_case = no_case;
    redress_statement* out_statement = no_statement;
    const char* xml = nullptr;
    const std::string path = std::string(REDRESS_ROOT) + "/rules";
    const char* const zones = "/usr/share/zoneinfo";
    const Owned<redress_error> error(redress_error_new());
    const auto check = [&](const std::string& message, redress_status status) {
        CAPTURE(message);
        CHECK(status == REDRESS_INVALID_ARGUMENT);
        CHECK(redress_error_status(error.get()) == REDRESS_INVALID_ARGUMENT);
        CHECK(redress_error_message(error.get()) == message);
    };
    check("out is NULL", redress_book_load(nullptr, path.c_str(), error.get()));
    check("path is NULL", redress_book_load(&out_book, nullptr, error.get()));
    check("out is NULL", redress_book_parse(nullptr, "x", 1, error.get()));
    check("xml is NULL", redress_book_parse(&out_book, nullptr, 0, error.get()));
    check("xml is NULL", redress_book_parse(&out_book, nullptr, -1, error.get()));
    check("out is NULL", redress_book_load_with_zones(nullptr, path.c_str(), zones, error.get()));
    check("path is NULL", redress_book_load_with_zones(&out_book, nullptr, zones, error.get()));
    check("out is NULL", redress_book_parse_with_zones(nullptr, "x", 1, zones, error.get()));
    check("xml is NULL", redress_book_parse_with_zones(&out_book, nullptr, 0, zones, error.get()));
    check("out is NULL", redress_review_load(nullptr, path.c_str(), zones, error.get()));
    check("path is NULL", redress_review_load(&out_review, nullptr, zones, error.get()));
    check("out is NULL", redress_review_parse(nullptr, "x", 1, zones, error.get()));
    check("xml is NULL", redress_review_parse(&out_review, nullptr, 0, zones, error.get()));
    check("out is NULL", redress_case_parse(nullptr, "x", 1, error.get()));
    check("xml is NULL", redress_case_parse(&out_case, nullptr, 5, error.get()));
    check("out is NULL", redress_case_new(nullptr, error.get()));
    check("case is NULL", redress_case_add(nullptr, "incident", error.get()));
    check("record is NULL", redress_case_add(c.get(), nullptr, error.get()));
    check("case is NULL", redress_case_set(nullptr, "id", "x", 1, error.get()));
    check("field is NULL", redress_case_set(c.get(), nullptr, "x", 1, error.get()));
    check("value is NULL", redress_case_set(c.get(), "id", nullptr, 0, error.get()));
    check("case is NULL", redress_case_xml(nullptr, &xml, nullptr, error.get()));
    check("xml is NULL", redress_case_xml(c.get(), nullptr, nullptr, error.get()));
    check("out is NULL", redress_settle(nullptr, book.get(), c.get(), error.get()));
    check("book is NULL", redress_settle(&out_statement, nullptr, c.get(), error.get()));
    check("case is NULL", redress_settle(&out_statement, book.get(), nullptr, error.get()));
    check("out is NULL", redress_settle_without_steps(nullptr, book.get(), c.get(), error.get()));
    check("book is NULL", redress_settle_without_steps(&out_statement, nullptr, c.get(), error.get()));
    check("case is NULL", redress_settle_without_steps(&out_statement, book.get(), nullptr, error.get()));
    for (const std::int64_t size : {std::int64_t{-2}, INT64_MIN}) {
        const std::string negative = "size is negative: expected the number of bytes, or -1 for text that ends at NUL";
        check(negative, redress_book_parse(&out_book, "x", size, error.get()));
        check(negative, redress_book_parse_with_zones(&out_book, "x", size, zones, error.get()));
        check(negative, redress_review_parse(&out_review, "x", size, zones, error.get()));
        check(negative, redress_case_parse(&out_case, "x", size, error.get()));
        check(negative, redress_case_set(c.get(), "id", "x", size, error.get()));
    }
    CHECK(out_book == no_book);
    CHECK(out_review == no_review);
    CHECK(out_case == no_case);
    CHECK(out_statement == no_statement);
    CHECK(xml == nullptr);
    CHECK(settle(book.get(), c.get()) != nullptr);
}

// [C6] [error_status-2] [error_message-4] [error_file-3] [error_line-3] [error_column-3] [error_record-3] [error_field-3]
// [error_free-1] [book_free-1] [case_free-1] [statement_free-1] [book_count-2] [book_get-4] [book_get-5] [book_fact_count-2]
// [book_fact_get-4] [statement_count-2] [statement_count-3] [statement_get-3] [statement_get-4] [statement_xml-4]
// [review_count-3] [review_get-3] [review_get-4] [review_free-1] [vocabulary_get-4] [vocabulary_get-5]
TEST_CASE("getters of NULL, and of what there is none of, give NULL, 0 or an empty text") {
    CHECK(redress_error_status(nullptr) == REDRESS_OK);
    CHECK(redress_error_message(nullptr) == std::string_view());
    CHECK(redress_error_file(nullptr) == std::string_view());
    CHECK(redress_error_record(nullptr) == std::string_view());
    CHECK(redress_error_field(nullptr) == std::string_view());
    CHECK(redress_error_line(nullptr) == 0);
    CHECK(redress_error_column(nullptr) == 0);
    redress_error_free(nullptr);
    redress_book_free(nullptr);
    redress_review_free(nullptr);
    redress_case_free(nullptr);
    redress_statement_free(nullptr);
    const Owned<redress_review> review = review_of("<sla");
    CHECK(redress_review_count(nullptr) == 0);
    CHECK(redress_review_get(nullptr, 0, "code") == nullptr);
    CHECK(redress_review_get(review.get(), 0, nullptr) == nullptr);
    CHECK(redress_review_get(review.get(), 0, "colour") == nullptr);
    for (const std::int64_t index : {std::int64_t{-1}, std::int64_t{1}, INT64_MAX, INT64_MIN})
        CHECK(redress_review_get(review.get(), index, "code") == nullptr);
    const Owned<redress_book> book = book_of(rules_xml());
    CHECK(redress_book_count(nullptr) == 0);
    CHECK(redress_book_get(nullptr, 0, "sla") == nullptr);
    for (const std::int64_t index : {std::int64_t{-1}, std::int64_t{1}, INT64_MAX, INT64_MIN})
        CHECK(redress_book_get(book.get(), index, "sla") == nullptr);
    CHECK(redress_book_get(book.get(), 0, nullptr) == nullptr);
    CHECK(redress_book_get(book.get(), 0, "nothing") == nullptr);
    CHECK(redress_book_get(book.get(), 0, "") == nullptr);
    CHECK(redress_book_fact_count(nullptr) == 0);
    CHECK(redress_book_fact_get(nullptr, 0, "field") == nullptr);
    const Owned<redress_case> c = case_of(case_xml());
    const Owned<redress_statement> statement = settle(book.get(), c.get());
    CHECK(redress_statement_count(nullptr, "decision") == 0);
    CHECK(redress_statement_count(statement.get(), nullptr) == 0);
    CHECK(redress_statement_count(statement.get(), "incident") == 0);
    CHECK(redress_statement_get(nullptr, "decision", 0, "number") == nullptr);
    CHECK(redress_statement_get(statement.get(), nullptr, 0, "number") == nullptr);
    CHECK(redress_statement_get(statement.get(), "decision", 0, nullptr) == nullptr);
    CHECK(redress_statement_get(statement.get(), "decision", 0, "id") == nullptr);
    CHECK(redress_statement_get(statement.get(), "nothing", 0, "id") == nullptr);
    for (const std::int64_t index :
         {std::int64_t{-1}, redress_statement_count(statement.get(), "decision"), INT64_MAX, INT64_MIN}) {
        CHECK(redress_statement_get(statement.get(), "decision", index, "number") == nullptr);
    }
    CHECK(redress_statement_xml(nullptr, nullptr) == nullptr);
    for (const std::int64_t index : {std::int64_t{-1}, redress_vocabulary_count(), INT64_MAX, INT64_MIN}) {
        CHECK(redress_vocabulary_get(index, "field") == nullptr);
    }
    CHECK(redress_vocabulary_get(0, nullptr) == nullptr);
    CHECK(redress_vocabulary_get(0, "colour") == nullptr);
}

TEST_CASE("[status_name-1] [status_name-2] every status has a name, and no other number") {
    const char* const names[] = {"ok",           "invalid_argument", "invalid_xml",  "invalid_rules",
                                 "invalid_case", "limit_exceeded",   "not_readable", "out_of_memory",
                                 "internal"};
    for (std::int32_t i = 0; i < 9; ++i) CHECK(std::string_view(redress_status_name(i)) == names[i]);
    for (const std::int32_t none : {-1, 9, INT32_MAX, INT32_MIN}) CHECK(redress_status_name(none) == nullptr);
}

// [review_parse-1] [review_parse-2] [review_count-1] [review_get-1] [review_get-2] [review_load-2]
TEST_CASE("a review gives faults and warnings with their places, in the order of the lines") {
    std::string xml =
        "<sla xmlns='urn:redress:rules:1' id='s' title='T' timezone='CET' effective_from='2026-01-01'>\n"
        " <guarantee id='g' over='day'><breach when='account.units above 3'/></guarantee>\n"
        " <fact record='account' name='vip' type='flag'/></sla>";
    const Owned<redress_review> doubtful = review_of(xml);
    xml.replace(xml.find("'flag'"), 6, "'flog'");
    const Owned<redress_review> wrong = review_of(xml);
    xml.assign(xml.size(), ' ');
    const struct {
        const char* field;
        const char* first;
        const char* second;
        const char* third;
        const char* fault;
    } rows[] = {
        {"severity", "warning", "warning", "warning", "error"},
        {"code", "pays-nothing", "abbreviated-zone", "unused-fact", "invalid_rules"},
        {"file", "", "", "", ""},
        {"line", "1", "1", "3", "3"},
        {"column", "1", "61", "2", "42"},
        {"record", "sla", "sla", "fact", "fact"},
        {"field", "", "timezone", "", "type"},
        {"source", "<sla xmlns='urn:redress:rules:1' id='s' title='T' timezone='CET' effective_from='2026-01-01'>",
         "<sla xmlns='urn:redress:rules:1' id='s' title='T' timezone='CET' effective_from='2026-01-01'>",
         " <fact record='account' name='vip' type='flag'/></sla>", " <fact record='account' name='vip' type='flog'/></sla>"},
    };
    REQUIRE(redress_review_count(doubtful.get()) == 3);
    REQUIRE(redress_review_count(wrong.get()) == 1);
    for (const auto& row : rows) {
        CAPTURE(row.field);
        CHECK(std::string_view(redress_review_get(doubtful.get(), 0, row.field)) == row.first);
        CHECK(std::string_view(redress_review_get(doubtful.get(), 1, row.field)) == row.second);
        CHECK(std::string_view(redress_review_get(doubtful.get(), 2, row.field)) == row.third);
        CHECK(std::string_view(redress_review_get(wrong.get(), 0, row.field)) == row.fault);
    }
    CHECK(std::string_view(redress_review_get(doubtful.get(), 2, "message")) == "no formula names account.vip");
}

// [review_load-1] [review_load-4] [review_count-2]
TEST_CASE("a review of a folder names its files, and one of nothing fails") {
    const Owned<redress_error> error(redress_error_new());
    redress_review* out = no_review;
    CHECK(redress_review_load(&out, "/nowhere", nullptr, error.get()) == REDRESS_NOT_READABLE);
    CHECK(redress_error_message(error.get()) == std::string_view("/nowhere: there is no such file or folder"));
    CHECK(redress_review_load(&out, (std::string(REDRESS_ROOT) + "/rules").c_str(), "/nowhere", error.get()) ==
          REDRESS_NOT_READABLE);
    CHECK(out == no_review);
    const std::string folder = std::string(REDRESS_ROOT) + "/samples/ua_hosting";  // of cases, which are no rules
    REQUIRE(redress_review_load(&out, folder.c_str(), nullptr, error.get()) == REDRESS_OK);
    const Owned<redress_review> review(out);
    CHECK(redress_review_count(review.get()) > 0);
    CHECK(redress_review_count(review.get()) <= 100);
    CHECK(std::string_view(redress_review_get(review.get(), 0, "file")).starts_with(folder + "/"));
}

// [C4] [error_message-1] [error_line-1] [error_line-2] [error_column-1] [error_column-2] [error_record-1] [error_field-1]
// [error_file-1]
TEST_CASE("an error says where: file, line, column, record and field") {
    const Owned<redress_error> error(redress_error_new());
    CHECK(redress_error_status(error.get()) == REDRESS_OK);
    CHECK(redress_error_message(error.get()) == std::string_view());

    redress_case* c = no_case;
    const char* xml =
        "<case xmlns=\"urn:redress:case:1\" id=\"c\" as_of=\"2026-01-01T00:00:00Z\" currency=\"EUR\">\n  <acount "
        "id=\"a\"/>\n</case>";
    CHECK(redress_case_parse(&c, xml, -1, error.get()) == REDRESS_INVALID_CASE);
    CHECK(c == no_case);
    CHECK(redress_error_line(error.get()) == 2);
    CHECK(redress_error_column(error.get()) == 3);
    CHECK(std::string_view(redress_error_record(error.get())) == "acount");
    CHECK(std::string_view(redress_error_message(error.get())).find("2:3: ") == 0);
    CHECK(std::string_view(redress_error_message(error.get())).find("did you mean 'account'?") != std::string_view::npos);

    // An error is left alone by a call that succeeds.
    const Owned<redress_case> fine = case_of(case_xml(), error.get());
    CHECK(redress_error_status(error.get()) == REDRESS_INVALID_CASE);
    CHECK(redress_error_line(error.get()) == 2);

    CHECK(redress_case_set(empty_case().get(), "as_of", "yesterday", -1, error.get()) == REDRESS_INVALID_CASE);
    CHECK(redress_error_line(error.get()) == 0);
    CHECK(redress_error_column(error.get()) == 0);
    CHECK(std::string_view(redress_error_record(error.get())) == "case");
    CHECK(std::string_view(redress_error_field(error.get())) == "as_of");
    CHECK(std::string_view(redress_error_message(error.get())).find("case.as_of: 'yesterday'") == 0);

    redress_book* book = no_book;
    const std::string missing = std::string(REDRESS_ROOT) + "/rules/none.xml";
    CHECK(redress_book_load(&book, missing.c_str(), error.get()) == REDRESS_NOT_READABLE);
    CHECK(std::string(redress_error_file(error.get())) == missing);
    CHECK(std::string(redress_error_message(error.get())).find(missing + ": ") == 0);
    CHECK(redress_book_load(&book, "", error.get()) == REDRESS_NOT_READABLE);
    CHECK(book == no_book);
}

TEST_CASE("[error_message-3] a message is cut between characters, and never too long") {
    const Owned<redress_error> error(redress_error_new());
    std::string long_path;
    while (long_path.size() < 3000) long_path += "\xd0\xb6";  // two bytes each
    redress_book* book = nullptr;
    for (int shift = 0; shift < 4; ++shift) {
        CHECK(redress_book_load(&book, (std::string(static_cast<std::size_t>(shift), 'x') + long_path).c_str(), error.get()) ==
              REDRESS_NOT_READABLE);
        for (const std::string_view text : {redress_error_message(error.get()), redress_error_file(error.get())}) {
            CHECK(text.size() <= 1023);
            CHECK(text.size() > 500);
            const std::size_t letters = text.find_last_of('\xd0');
            CHECK(letters + 1 < text.size());  // the second byte of the last letter is there
        }
    }
}

TEST_CASE("[C5] [case_set-1] a call that fails leaves the case as it was, and trying again works") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = empty_case();
    const Owned<redress_error> error(redress_error_new());
    const auto nonsense = [&] {
        CHECK(redress_case_add(c.get(), "incidnt", error.get()) == REDRESS_INVALID_CASE);
        CHECK(redress_case_set(c.get(), "no such field", "1", -1, error.get()) == REDRESS_INVALID_CASE);
        CHECK(redress_case_set(c.get(), "duration", "\x01", -1, error.get()) == REDRESS_INVALID_CASE);
        redress_statement* statement = no_statement;
        CHECK(redress_settle(&statement, nullptr, c.get(), error.get()) == REDRESS_INVALID_ARGUMENT);
        CHECK(statement == no_statement);
    };
    for (const Set& set : worked_example) {
        if (set.record != nullptr) {
            nonsense();
            REQUIRE(redress_case_add(c.get(), set.record, error.get()) == REDRESS_OK);
        }
        if (std::strcmp(set.field, "id") != 0) {
            // Settling half of a case changes nothing about it, whether the half is a case or not.
            redress_statement* statement = no_statement;
            const redress_status status = redress_settle(&statement, book.get(), c.get(), error.get());
            CHECK((status == REDRESS_OK || status == REDRESS_INVALID_CASE));
            CHECK((status == REDRESS_OK) == (statement != no_statement));
            if (statement != no_statement) redress_statement_free(statement);
            if (std::strcmp(set.field, "sla") != 0)
                CHECK(redress_case_set(c.get(), set.field, "\xff", -1, error.get()) == REDRESS_INVALID_CASE);
        }
        REQUIRE(redress_case_set(c.get(), set.field, set.value, -1, error.get()) == REDRESS_OK);
        CHECK(redress_case_set(c.get(), set.field, set.value, -1, error.get()) == REDRESS_INVALID_CASE);  // given twice
    }
    nonsense();
    const Owned<redress_case> parsed = case_of(case_xml());
    CHECK(xml_of(settle(book.get(), c.get()).get()) == xml_of(settle(book.get(), parsed.get()).get()));
}

TEST_CASE("[settle-1] [settle-2] [case_xml-1] a case built by calls and the same case from XML give the same bytes") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> built = empty_case();
    for (const Set& set : worked_example) {
        if (set.record != nullptr) REQUIRE(redress_case_add(built.get(), set.record, nullptr) == REDRESS_OK);
        REQUIRE(redress_case_set(built.get(), set.field, set.value, static_cast<std::int64_t>(std::strlen(set.value)), nullptr) ==
                REDRESS_OK);
    }
    const Owned<redress_case> parsed = case_of(case_xml());
    const char* of_built = nullptr;
    const char* of_parsed = nullptr;
    std::int64_t size = 0;
    REQUIRE(redress_case_xml(built.get(), &of_built, &size, nullptr) == REDRESS_OK);
    REQUIRE(redress_case_xml(parsed.get(), &of_parsed, nullptr, nullptr) == REDRESS_OK);
    CHECK(std::string_view(of_built) == of_parsed);
    CHECK(std::strlen(of_built) == static_cast<std::size_t>(size));
    const Owned<redress_case> again = case_of(of_built);
    const Owned<redress_statement> a = settle(book.get(), built.get());
    CHECK(xml_of(a.get()) == xml_of(settle(book.get(), parsed.get()).get()));
    CHECK(xml_of(a.get()) == xml_of(settle(book.get(), again.get()).get()));
    CHECK(xml_of(a.get()) == xml_of(settle(book.get(), built.get()).get()));  // the same call again
    CHECK(std::string_view(redress_statement_get(a.get(), "decision", 0, "amount")) == "21.72");
}

TEST_CASE("[C9] a statement outlives its book and its case") {
    Owned<redress_book> book = book_of(rules_xml());
    Owned<redress_case> c = case_of(case_xml());
    const Owned<redress_statement> kept = settle(book.get(), c.get());
    const std::string before = xml_of(settle(book.get(), c.get()).get());
    book.reset();
    c.reset();
    CHECK(xml_of(kept.get()) == before);
    CHECK(std::string_view(redress_statement_get(kept.get(), "statement", 0, "case")) == "worked-example");
}

// The rules with something to charge in every case, so that a statement has every record.
std::string with_charge(std::string rules) {
    return rules.insert(rules.rfind("</sla>"), "<charge id=\"fee\" when=\"account.overdue_invoices is 0\" amount=\"1 UAH\"/>");
}

TEST_CASE(
    "[vocabulary_count-1] [vocabulary_get-1] every row of the vocabulary has its properties, and a statement has every field of "
    "its part") {
    const Owned<redress_book> book = book_of(with_charge(rules_xml()));
    const Owned<redress_case> c = case_of(case_xml());
    const Owned<redress_statement> statement = settle(book.get(), c.get());
    std::int64_t of_statement = 0;
    for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
        for (const char* property : {"part", "record", "field", "type", "presence", "default", "values", "refers_to", "sign",
                                     "doc", "record_doc", "parents", "occurs", "key", "text"}) {
            REQUIRE(redress_vocabulary_get(i, property) != nullptr);
        }
        const std::string part = redress_vocabulary_get(i, "part");
        CHECK((part == "case" || part == "formula" || part == "statement" || part == "rules"));
        CHECK(std::strlen(redress_vocabulary_get(i, "doc")) > 0);
        if (part != "statement") continue;
        ++of_statement;
        const std::string record = redress_vocabulary_get(i, "record");
        const std::string field = redress_vocabulary_get(i, "field");
        CAPTURE(record);
        CAPTURE(field);
        const std::int64_t count = redress_statement_count(statement.get(), record.c_str());
        CHECK(count > 0);
        for (std::int64_t at = 0; at < count; ++at)
            CHECK(redress_statement_get(statement.get(), record.c_str(), at, field.c_str()) != nullptr);
        CHECK(redress_statement_get(statement.get(), record.c_str(), count, field.c_str()) == nullptr);
    }
    CHECK(of_statement > 40);
}

TEST_CASE(
    "[book_fact_count-1] [book_fact_get-1] [book_fact_get-2] [book_fact_get-3] a book tells the facts that its rules declare, "
    "each once") {
    const Owned<redress_book> book = book_of(
        "<sla xmlns='urn:redress:rules:1' id='s' title='S' timezone='UTC' effective_from='2026-01-01'>"
        "<fact record='account' name='individual_terms' type='flag' default='no' doc='Whether other terms were agreed.'/>"
        "<fact record='incident' name='impact' type='token' values='low  high'/>"
        "<guarantee id='g' over='incident'><breach when='subject.impact is high and not account.individual_terms'/></guarantee>"
        "</sla>");
    REQUIRE(redress_book_fact_count(book.get()) == 2);
    struct Row {
        const char* property;
        const char* first;
        const char* second;
    };
    const Row table[] = {
        {"record", "account", "incident"},
        {"field", "individual_terms", "impact"},
        {"type", "flag", "token"},
        {"presence", "defaulted", "optional"},
        {"default", "no", ""},
        {"values", "", "low high"},
        {"doc", "Whether other terms were agreed.", ""},
        {"sign", "any", "any"},
    };
    for (const Row& row : table) {
        CAPTURE(row.property);
        CHECK(std::string_view(redress_book_fact_get(book.get(), 0, row.property)) == row.first);
        CHECK(std::string_view(redress_book_fact_get(book.get(), 1, row.property)) == row.second);
    }
    for (const std::int64_t index : {std::int64_t{-1}, std::int64_t{2}, INT64_MAX, INT64_MIN}) {
        CHECK(redress_book_fact_get(book.get(), index, "field") == nullptr);
    }
    CHECK(redress_book_fact_get(book.get(), 0, nullptr) == nullptr);
    CHECK(redress_book_fact_get(book.get(), 0, "colour") == nullptr);
}

TEST_CASE(
    "[statement_xml-1] [statement_xml-3] [statement_get-1] the XML of a statement says what the calls say, and the library's own "
    "reader reads it") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    const Owned<redress_statement> statement = settle(book.get(), c.get());
    const std::string xml = xml_of(statement.get());
    CHECK(redress_statement_xml(statement.get(), nullptr) == redress_statement_xml(statement.get(), nullptr));
    const xml::Document document = xml::Document::parse(xml, {});
    CHECK(document.root().name() == "statement");
    std::vector<std::pair<std::string, std::int64_t>> seen;
    for (xml::Element element = document.root().first_child(); element.exists(); element = element.next_sibling()) {
        const std::string record(element.name());
        if (seen.empty() || seen.back().first != record) {
            std::int64_t before = 0;
            for (const auto& [name, count] : seen) before = name == record ? count : before;
            seen.emplace_back(record, before);
        }
        const std::int64_t index = seen.back().second++;
        for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
            if (std::string_view(redress_vocabulary_get(i, "part")) != "statement" ||
                redress_vocabulary_get(i, "record") != record)
                continue;
            const std::string field = redress_vocabulary_get(i, "field");
            std::string_view value;
            for (std::size_t a = 0; a < element.attribute_count(); ++a) {
                if (element.attribute(a).name == field) value = element.attribute(a).value;
            }
            CAPTURE(record);
            CAPTURE(field);
            CHECK(value == redress_statement_get(statement.get(), record.c_str(), index, field.c_str()));
        }
    }
}

TEST_CASE("[abi_cdef-1] redress_abi_cdef is the header, byte for byte") {
    CHECK(text_of(std::string(REDRESS_ROOT) + "/abi/redress_abi.h") == redress_abi_cdef());
    CHECK(redress_abi_version() >= 1);
    CHECK(std::string_view(redress_version()).find('.') != std::string_view::npos);
}

struct Worker {
    const redress_book* book = nullptr;
    const redress_statement* shared = nullptr;
    std::string text, expected;
    int wrong = 0;
    pthread_t thread{};
};

void* work(void* argument) {
    Worker& worker = *static_cast<Worker*>(argument);
    for (int i = 0; i < 200; ++i) {
        const Owned<redress_case> own = case_of(worker.text);
        if (xml_of(settle(worker.book, own.get()).get()) != worker.expected) ++worker.wrong;
        if (xml_of(worker.shared) != worker.expected) ++worker.wrong;
        if (i % 40 == 0 && book_of(rules_xml()) == nullptr) ++worker.wrong;
    }
    return nullptr;
}

TEST_CASE("[C8] [settle-3] eight threads settle with one book and give the same bytes") {
    const Owned<redress_book> book = book_of(rules_xml());
    const std::string text = case_xml();
    const Owned<redress_case> c = case_of(text);
    const Owned<redress_statement> shared = settle(book.get(), c.get());
    const std::string expected = xml_of(settle(book.get(), c.get()).get());
    std::array<Worker, 8> workers;
    for (Worker& worker : workers) {
        worker = {book.get(), shared.get(), text, expected, 0, {}};
        REQUIRE(pthread_create(&worker.thread, nullptr, work, &worker) == 0);
    }
    for (Worker& worker : workers) {
        pthread_join(worker.thread, nullptr);
        CHECK(worker.wrong == 0);
    }
}

}  // namespace
}  // namespace redress::host
