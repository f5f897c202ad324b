/* A host in C that knows the library only by its file name: it opens it, looks every function up by name, checks the
 * version, loads rules, and settles each case twice: from XML, and built by calls. Both statements must be the same.
 *
 *   dlopen_host LIBRARY RULES CASE...
 *
 * Prints the decisions. Exits with 0 where everything held. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "redress.h"

enum { abi_version_min = 1, value_bytes_max = 4096, name_bytes_max = 64 };

/* The functions that this host needs, by the names of redress_abi.h. */
struct library {
    int32_t (*abi_version)(void);
    const char *(*version)(void);
    const char *(*status_name)(int32_t);
    redress_error *(*error_new)(void);
    void (*error_free)(redress_error *);
    enum redress_status (*error_status)(const redress_error *);
    const char *(*error_message)(const redress_error *);
    enum redress_status (*book_load)(redress_book **, const char *, redress_error *);
    void (*book_free)(redress_book *);
    int64_t (*book_count)(const redress_book *);
    enum redress_status (*case_parse)(redress_case **, const char *, int64_t, redress_error *);
    enum redress_status (*case_new)(redress_case **, redress_error *);
    enum redress_status (*case_add)(redress_case *, const char *, redress_error *);
    enum redress_status (*case_set)(redress_case *, const char *, const char *, int64_t, redress_error *);
    enum redress_status (*case_xml)(redress_case *, const char **, int64_t *, redress_error *);
    void (*case_free)(redress_case *);
    enum redress_status (*settle)(redress_statement **, const redress_book *, redress_case *, redress_error *);
    int64_t (*statement_count)(const redress_statement *, const char *);
    const char *(*statement_get)(const redress_statement *, const char *, int64_t, const char *);
    const char *(*statement_xml)(const redress_statement *, int64_t *);
    void (*statement_free)(redress_statement *);
};

struct function {
    const char *name;
    size_t offset; /* of its pointer in struct library */
};
static const struct function functions[] = {
    {"redress_abi_version", offsetof(struct library, abi_version)},
    {"redress_version", offsetof(struct library, version)},
    {"redress_status_name", offsetof(struct library, status_name)},
    {"redress_error_new", offsetof(struct library, error_new)},
    {"redress_error_free", offsetof(struct library, error_free)},
    {"redress_error_status", offsetof(struct library, error_status)},
    {"redress_error_message", offsetof(struct library, error_message)},
    {"redress_book_load", offsetof(struct library, book_load)},
    {"redress_book_free", offsetof(struct library, book_free)},
    {"redress_book_count", offsetof(struct library, book_count)},
    {"redress_case_parse", offsetof(struct library, case_parse)},
    {"redress_case_new", offsetof(struct library, case_new)},
    {"redress_case_add", offsetof(struct library, case_add)},
    {"redress_case_set", offsetof(struct library, case_set)},
    {"redress_case_xml", offsetof(struct library, case_xml)},
    {"redress_case_free", offsetof(struct library, case_free)},
    {"redress_settle", offsetof(struct library, settle)},
    {"redress_statement_count", offsetof(struct library, statement_count)},
    {"redress_statement_get", offsetof(struct library, statement_get)},
    {"redress_statement_xml", offsetof(struct library, statement_xml)},
    {"redress_statement_free", offsetof(struct library, statement_free)},
};

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "dlopen_host: %s\n", what);
    exit(1);
}

static struct library look_up(void *handle) {
    struct library library;
    size_t i;
    for (i = 0; i < sizeof functions / sizeof functions[0]; ++i) {
        void *symbol = dlsym(handle, functions[i].name);
        require(symbol != NULL, functions[i].name);
        /* ISO C has no conversion from an object pointer to a function pointer; POSIX says that the bytes are the same. */
        memcpy((char *)&library + functions[i].offset, &symbol, sizeof symbol);
    }
    return library;
}

static void expect_ok(const struct library *library, enum redress_status status, const redress_error *error) {
    if (status == REDRESS_OK) return;
    fprintf(stderr, "dlopen_host: %s: %s\n", library->status_name(status), library->error_message(error));
    exit(1);
}

static char *read_text(const char *path) {
    FILE *file = fopen(path, "rb");
    size_t size = 0;
    size_t capacity = 4096;
    char *text = malloc(capacity);
    require(file != NULL, path);
    require(text != NULL, "no memory");
    for (;;) {
        size += fread(text + size, 1, capacity - size - 1, file);
        if (size < capacity - 1) break;
        capacity *= 2;
        text = realloc(text, capacity);
        require(text != NULL, "no memory");
    }
    require(!ferror(file), path);
    fclose(file);
    text[size] = '\0';
    return text;
}

/* Copies a name of XML to `name`; returns what follows it. */
static const char *read_name(const char *xml, char *name) {
    const size_t size = strspn(xml, "abcdefghijklmnopqrstuvwxyz0123456789_");
    require(size > 0 && size < name_bytes_max, "a name was expected in the canonical case");
    memcpy(name, xml, size);
    name[size] = '\0';
    return xml + size;
}

/* Copies a value without its references to `value`; returns what follows its closing quote. */
static const char *read_value(const char *xml, char *value, int64_t *size) {
    *size = 0;
    while (*xml != '"') {
        char c = *xml++;
        require(c != '\0' && *size < value_bytes_max, "a value does not end");
        if (c == '&') {
            if (strncmp(xml, "amp;", 4) == 0) c = '&';
            if (strncmp(xml, "lt;", 3) == 0) c = '<';
            if (strncmp(xml, "gt;", 3) == 0) c = '>';
            if (strncmp(xml, "quot;", 5) == 0) c = '"';
            if (strncmp(xml, "#x", 2) == 0) c = (char)strtol(xml + 2, NULL, 16);
            else if (*xml == '#') c = (char)strtol(xml + 1, NULL, 10);
            xml = strchr(xml, ';');
            require(xml != NULL, "a reference does not end");
            ++xml;
        }
        value[(*size)++] = c;
    }
    return xml + 1;
}

/* Builds a case by one call for each record and field of a canonical case: flat elements with attributes. */
static redress_case *build_by_calls(const struct library *library, const char *xml, redress_error *error) {
    char name[name_bytes_max];
    char value[value_bytes_max + 1];
    int64_t size = 0;
    redress_case *built = NULL;
    expect_ok(library, library->case_new(&built, error), error);
    while ((xml = strchr(xml, '<')) != NULL && xml[1] != '/') {
        xml = read_name(xml + 1, name);
        if (strcmp(name, "case") != 0) expect_ok(library, library->case_add(built, name, error), error);
        while (*xml == ' ') {
            xml = read_name(xml + 1, name);
            require(strncmp(xml, "=\"", 2) == 0, "a value was expected in the canonical case");
            xml = read_value(xml + 2, value, &size);
            if (strcmp(name, "xmlns") == 0) continue;
            expect_ok(library, library->case_set(built, name, value, size, error), error);
        }
    }
    return built;
}

static void print_decisions(const struct library *library, const redress_statement *statement) {
    const int64_t count = library->statement_count(statement, "decision");
    int64_t i;
    if (count == 0) printf("  nothing claimed\n");
    for (i = 0; i < count; ++i) {
        const char *outcome = library->statement_get(statement, "decision", i, "outcome");
        const char *amount = library->statement_get(statement, "decision", i, "amount");
        const char *currency = library->statement_get(statement, "statement", 0, "currency");
        require(outcome != NULL && amount != NULL && currency != NULL, "a field of the decision is missing");
        printf("  %s %s %s\n", outcome, amount, currency);
    }
    require(library->statement_get(statement, "decision", count, "outcome") == NULL, "a decision out of range");
}

static redress_statement *settle(const struct library *library, const redress_book *book, redress_case *facts,
                                 redress_error *error) {
    redress_statement *statement = NULL;
    expect_ok(library, library->settle(&statement, book, facts, error), error);
    return statement;
}

/* A failure says what failed and leaves `out` alone. */
static void expect_refusal(const struct library *library, redress_error *error) {
    redress_case *untouched = NULL;
    const enum redress_status status = library->case_parse(&untouched, "<case", -1, error);
    require(status == REDRESS_INVALID_XML && untouched == NULL, "XML that is not well-formed must be refused");
    require(library->error_status(error) == status, "the error must hold the status");
    require(*library->error_message(error) != '\0', "the error must hold a message");
}

/* Settles the case of `xml`, and the same case built by calls; the statements must be the same. */
static void settle_both_ways(const struct library *library, const redress_book *book, const char *xml,
                             redress_error *error) {
    redress_case *parsed = NULL;
    redress_case *built;
    redress_statement *of_parsed;
    redress_statement *of_built;
    const char *canonical = NULL;
    int64_t size = 0;
    expect_ok(library, library->case_parse(&parsed, xml, -1, error), error);
    expect_ok(library, library->case_xml(parsed, &canonical, &size, error), error);
    require((int64_t)strlen(canonical) == size, "the canonical case has a wrong size");
    built = build_by_calls(library, canonical, error);

    of_parsed = settle(library, book, parsed, error);
    of_built = settle(library, book, built, error);
    library->case_free(parsed);
    library->case_free(built);
    print_decisions(library, of_parsed);
    require(strcmp(library->statement_xml(of_parsed, &size), library->statement_xml(of_built, NULL)) == 0,
            "the case built by calls has another statement");
    require((int64_t)strlen(library->statement_xml(of_parsed, NULL)) == size, "the statement has a wrong size");
    library->statement_free(of_parsed);
    library->statement_free(of_built);
}

int main(int argc, char **argv) {
    void *handle;
    struct library library;
    redress_error *error;
    redress_book *book = NULL;
    int i;
    require(argc >= 4, "usage: dlopen_host LIBRARY RULES CASE...");
    handle = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    require(handle != NULL, "the library can't be opened");
    library = look_up(handle);
    require(library.abi_version() >= abi_version_min, "the library is older than this host");

    error = library.error_new();
    require(error != NULL, "no memory");
    expect_ok(&library, library.book_load(&book, argv[2], error), error);
    printf("redress %s, %" PRId64 " SLA versions\n", library.version(), library.book_count(book));
    expect_refusal(&library, error);

    for (i = 3; i < argc; ++i) {
        char *xml = read_text(argv[i]);
        printf("%s\n", argv[i]);
        settle_both_ways(&library, book, xml, error);
        free(xml);
    }

    library.book_free(book);
    library.error_free(error);
    require(dlclose(handle) == 0, "the library can't be closed");
    return 0;
}
