/* A program of a host that was built with the first version of the header and never again. It calls every function of that
 * version, and knows what the answers are. Valid as C89 and as C++98.
 *
 *   client */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "redress.h"

static const char rules[] =
    "<sla xmlns='urn:redress:rules:1' id='example' title='An example' currency='EUR' timezone='Europe/Kyiv' effective_from='2020-01-01'>"
    "<fact record='account' name='partner' type='flag' default='no' doc='Whether the customer is a partner.'/>"
    "<guarantee id='availability' over='calendar_month'>"
    "<downtime name='down' where='incident.kind is outage'/>"
    "<breach when='down above 1 hour'/>"
    "<credit value='10% * subscription.monthly_price'/>"
    "</guarantee>"
    "<remedy kind='balance'/>"
    "</sla>";
static const char facts[] =
    "<case xmlns='urn:redress:case:1' id='c-1' as_of='2026-02-05T00:00:00Z' currency='EUR'>"
    "<account id='a-1'/>"
    "<subscription id='s-1' sla='example' price='100.00' start='2025-01-01T00:00:00Z'/>"
    "<incident id='i-1' start='2026-01-05T08:00:00Z' end='2026-01-05T12:00:00Z'/>"
    "</case>";

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "FAILED: %s\n", what);
    exit(1);
}

static void require_text(const char *found, const char *expected, const char *what) {
    if (found != NULL && strcmp(found, expected) == 0) return;
    fprintf(stderr, "FAILED: %s: '%s', not '%s'\n", what, found == NULL ? "NULL" : found, expected);
    exit(1);
}

static void check_library(void) {
    require(redress_abi_version() >= 1, "the version of the interface");
    require(strchr(redress_version(), '.') != NULL, "the version of the library");
    require(strstr(redress_abi_cdef(), "redress_abi_cdef(void);") != NULL, "the header");
    require_text(redress_status_name(REDRESS_INVALID_ARGUMENT), "invalid_argument", "the name of status 1");
    require_text(redress_status_name(REDRESS_INTERNAL), "internal", "the name of status 8");
    require(redress_status_name(-1) == NULL, "a status that is none");
}

static void check_error(redress_error *error) {
    redress_case *parsed = NULL;
    redress_book *book = NULL;
    require(redress_error_status(error) == REDRESS_OK, "a new error");
    require(redress_book_load(&book, "no such folder", error) == REDRESS_NOT_READABLE, "a folder that is not there");
    require_text(redress_error_file(error), "no such folder", "the file of the error");
    require(redress_case_parse(&parsed, "\n  <case", -1, error) == REDRESS_INVALID_XML, "XML that does not end");
    require(redress_error_status(error) == REDRESS_INVALID_XML, "the status of the error");
    require(redress_error_line(error) == 2 && redress_error_column(error) >= 3, "the place of the error");
    require(strncmp(redress_error_message(error), "2:", 2) == 0, "the message of the error");
    require(redress_case_new(&parsed, error) == REDRESS_OK, "a new case");
    require(redress_case_add(parsed, "incident", error) == REDRESS_OK, "a record");
    require(redress_case_set(parsed, "start", "yesterday", -1, error) == REDRESS_INVALID_CASE, "a fact that can't be");
    require_text(redress_error_record(error), "incident", "the record of the error");
    require_text(redress_error_field(error), "start", "the field of the error");
    redress_case_free(parsed);
}

static void check_book(const redress_book *book) {
    require(redress_book_count(book) == 1, "the SLAs of the book");
    require_text(redress_book_get(book, 0, "sla"), "example", "the id of the SLA");
    require_text(redress_book_get(book, 0, "effective_to"), "", "the end of the SLA");
    require(redress_book_fact_count(book) == 1, "the facts of the book");
    require_text(redress_book_fact_get(book, 0, "field"), "partner", "the name of the fact");
    require_text(redress_book_fact_get(book, 0, "type"), "flag", "the type of the fact");
}

static void check_statement(const redress_statement *statement, int64_t steps_min) {
    int64_t size = 0;
    require(redress_statement_count(statement, "decision") == 1, "the decisions");
    require(redress_statement_count(statement, "step") >= steps_min, "the steps");
    require_text(redress_statement_get(statement, "decision", 0, "outcome"), "granted", "the outcome");
    require_text(redress_statement_get(statement, "credit", 0, "amount"), "10.00", "the amount");
    require(strlen(redress_statement_xml(statement, &size)) == (size_t)size, "the XML of the statement");
}

static void check_vocabulary(void) {
    int64_t i;
    int found = 0;
    for (i = 0; i < redress_vocabulary_count(); ++i) {
        if (strcmp(redress_vocabulary_get(i, "record"), "incident") != 0) continue;
        if (strcmp(redress_vocabulary_get(i, "field"), "start") != 0) continue;
        require_text(redress_vocabulary_get(i, "type"), "instant", "the type of incident.start");
        require_text(redress_vocabulary_get(i, "presence"), "required", "the presence of incident.start");
        found = 1;
    }
    require(found, "incident.start in the vocabulary");
}

static void expect_ok(enum redress_status status, const redress_error *error) {
    if (status != REDRESS_OK) require(0, redress_error_message(error));
}

int main(void) {
    redress_error *error = redress_error_new();
    redress_book *book = NULL;
    redress_case *parsed = NULL;
    redress_statement *statement = NULL;
    const char *xml = NULL;
    int64_t size = 0;
    check_library();
    check_error(error);
    expect_ok(redress_book_parse(&book, rules, (int64_t)strlen(rules), error), error);
    check_book(book);
    expect_ok(redress_case_parse(&parsed, facts, -1, error), error);
    expect_ok(redress_case_xml(parsed, &xml, &size, error), error);
    require(strlen(xml) == (size_t)size && strstr(xml, "price=\"100.00\"") != NULL, "the XML of the case");
    expect_ok(redress_settle(&statement, book, parsed, error), error);
    check_statement(statement, 1);
    redress_statement_free(statement);
    expect_ok(redress_settle_without_steps(&statement, book, parsed, error), error);
    check_statement(statement, 0);
    redress_statement_free(statement);
    redress_case_free(parsed);
    redress_book_free(book);
    redress_error_free(error);
    check_vocabulary();
    return 0;
}
