/* A billing system in C99: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 *   cc -std=c99 -I../../abi billing.c -o billing -ldl
 *   billing RULES DATA
 *
 * Prints each invoice before and after. It opens the library when it runs: REDRESS_LIBRARY names it where the system
 * does not find it. The same program in other languages stands beside this one and prints the same. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "redress.h"

enum { abi_version_needed = 2 };

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "billing: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    exit(1);
}

/* ---- The library ------------------------------------------------------------------------------------------------- */

/* The functions that this host calls, by the names of redress_abi.h. */
static struct {
    int32_t (*abi_version)(void);
    redress_error *(*error_new)(void);
    void (*error_free)(redress_error *);
    const char *(*error_message)(const redress_error *);
    enum redress_status (*book_load)(redress_book **, const char *, const char *, redress_error *);
    void (*book_free)(redress_book *);
    enum redress_status (*case_new)(redress_case **, redress_error *);
    enum redress_status (*case_add)(redress_case *, const char *, redress_error *);
    enum redress_status (*case_set)(redress_case *, const char *, const char *, int64_t, redress_error *);
    void (*case_free)(redress_case *);
    enum redress_status (*settle)(redress_statement **, const redress_book *, redress_case *, redress_error *);
    int64_t (*statement_count)(const redress_statement *, const char *);
    const char *(*statement_get)(const redress_statement *, const char *, int64_t, const char *);
    void (*statement_free)(redress_statement *);
} library;

static redress_error *error; /* what went wrong last */

/* Sets a pointer to a function. ISO C has no conversion from void *; POSIX says that the bytes are the same. */
static void look_up(void *handle, const char *name, void *function) {
    void *symbol = dlsym(handle, name);
    if (symbol == NULL) fail("the library has no function %s: it is another one, or an older one", name);
    memcpy(function, &symbol, sizeof symbol);
}

/* The version is asked for first: an older library may lack functions, and then says so by its version. */
static void *open_library(void) {
    const char *name = getenv("REDRESS_LIBRARY");
    void *handle = dlopen(name != NULL && *name != '\0' ? name : "libredress.so.1", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) fail("the library can't be opened: %s", dlerror());
    look_up(handle, "redress_abi_version", &library.abi_version);
    if (library.abi_version() < abi_version_needed)
        fail("the library has version %" PRId32 " of the interface, %d is needed", library.abi_version(),
             abi_version_needed);
    look_up(handle, "redress_error_new", &library.error_new);
    look_up(handle, "redress_error_free", &library.error_free);
    look_up(handle, "redress_error_message", &library.error_message);
    look_up(handle, "redress_book_load_with_zones", &library.book_load);
    look_up(handle, "redress_book_free", &library.book_free);
    look_up(handle, "redress_case_new", &library.case_new);
    look_up(handle, "redress_case_add", &library.case_add);
    look_up(handle, "redress_case_set", &library.case_set);
    look_up(handle, "redress_case_free", &library.case_free);
    look_up(handle, "redress_settle", &library.settle);
    look_up(handle, "redress_statement_count", &library.statement_count);
    look_up(handle, "redress_statement_get", &library.statement_get);
    look_up(handle, "redress_statement_free", &library.statement_free);
    error = library.error_new();
    if (error == NULL) fail("there is no memory");
    return handle;
}

static void expect_ok(enum redress_status status) {
    if (status != REDRESS_OK) fail("%s", library.error_message(error));
}

/* ---- What the billing system keeps ------------------------------------------------------------------------------- */

/* A value may be the id of a credit or a charge, of up to 1,024 bytes. */
enum {
    fields_max = 24,
    records_max = 32,
    customers_max = 8,
    runs_max = 4,
    name_size = 64,
    value_size = 1100,
    line_size = 4096
};

struct field {
    char name[name_size];
    char value[value_size];
};

/* A record of a case. `run` is the only run that it is for, or "" for all. */
struct record {
    char run[name_size];
    char name[name_size];
    struct field fields[fields_max];
    int count;
};

/* Runs change it: balance, ends, credits, billed charges. */
struct customer {
    char id[name_size];
    char currency[name_size];
    char balance[name_size];
    struct record records[records_max];
    int count;
};

struct run {
    char name[name_size];
    char as_of[name_size];
    char until[name_size];
};

static struct run runs[runs_max];
static int run_count;
static struct customer customers[customers_max];
static int customer_count;

static void copy(char *to, size_t size, const char *from) {
    if (strlen(from) >= size) fail("a text is too long: %s", from);
    strcpy(to, from);
}

/* The value of a field, or NULL. */
static char *find_value(struct record *record, const char *field) {
    int i;
    for (i = 0; i < record->count; ++i) {
        if (strcmp(record->fields[i].name, field) == 0) return record->fields[i].value;
    }
    return NULL;
}

/* The value of a field that has to be there. */
static const char *value_of(struct record *record, const char *field) {
    const char *value = find_value(record, field);
    if (value == NULL) fail("a %s has no %s", record->name, field);
    return value;
}

static void set(struct record *record, const char *field, const char *value) {
    char *kept = find_value(record, field);
    if (kept == NULL) {
        if (record->count == fields_max) fail("too many fields");
        copy(record->fields[record->count].name, name_size, field);
        kept = record->fields[record->count++].value;
    }
    copy(kept, value_size, value);
}

static struct record *add(struct customer *customer, const char *run, const char *name) {
    struct record *record;
    if (customer->count == records_max) fail("too many records");
    record = &customer->records[customer->count++];
    memset(record, 0, sizeof *record);
    copy(record->run, name_size, run);
    copy(record->name, name_size, name);
    return record;
}

static int is_of_run(const struct record *record, const char *run) {
    return record->run[0] == '\0' || strcmp(record->run, run) == 0;
}

/* The record of that name and id in the case of a run, or NULL. An id is a key within one case only; another run may
 * have a line of the same id. For the ids of credits, which are a key across all runs, the run is NULL. */
static struct record *find(struct customer *customer, const char *run, const char *name, const char *id) {
    int i;
    for (i = 0; i < customer->count; ++i) {
        struct record *record = &customer->records[i];
        if (run != NULL && !is_of_run(record, run)) continue;
        if (strcmp(record->name, name) == 0 && strcmp(value_of(record, "id"), id) == 0) return record;
    }
    return NULL;
}

/* ---- Amounts ----------------------------------------------------------------------------------------------------- */

/* All currencies of the data have two decimals. Sums are made in whole cents, as floating point is not exact. */
static int64_t cents(const char *amount) {
    int64_t all = 0;
    const size_t whole = strspn(amount, "0123456789");
    if (whole == 0 || whole > 15 || amount[whole] != '.' || strspn(amount + whole + 1, "0123456789") != 2 ||
        strlen(amount) != whole + 3)
        fail("%s is not an amount", amount);
    for (; *amount != '\0'; ++amount) {
        if (*amount != '.') all = 10 * all + (*amount - '0');
    }
    return all;
}

static const char *amount_of(int64_t all, char text[name_size]) {
    const int written = snprintf(text, name_size, "%" PRId64 ".%02" PRId64, all / 100, all % 100);
    if (written < 0 || written >= name_size) fail("an amount is too long");
    return text;
}

/* ---- Reading the data -------------------------------------------------------------------------------------------- */

static const struct run *run_named(const char *name) {
    int i;
    for (i = 0; i < run_count; ++i) {
        if (strcmp(runs[i].name, name) == 0) return &runs[i];
    }
    return NULL;
}

static char *next_word(void) {
    char *word = strtok(NULL, " \n");
    if (word == NULL) fail("a line of the data ends too early");
    return word;
}

static void read_fields(struct record *record) {
    char *word;
    while ((word = strtok(NULL, " \n")) != NULL) {
        char *value = strchr(word, '=');
        if (value == NULL) fail("%s is no field of the data", word);
        *value++ = '\0';
        set(record, word, value);
    }
}

static void read_run(void) {
    struct record fields = {"", "run", {{"", ""}}, 0};
    struct run *run = &runs[run_count];
    if (run_count++ == runs_max) fail("too many runs");
    copy(run->name, name_size, next_word());
    read_fields(&fields);
    copy(run->as_of, name_size, value_of(&fields, "as_of"));
    copy(run->until, name_size, value_of(&fields, "until"));
}

static void read_customer(void) {
    struct record fields = {"", "customer", {{"", ""}}, 0};
    struct customer *customer = &customers[customer_count];
    if (customer_count++ == customers_max) fail("too many customers");
    copy(customer->id, name_size, next_word());
    read_fields(&fields);
    copy(customer->currency, name_size, value_of(&fields, "currency"));
    copy(customer->balance, name_size, value_of(&fields, "balance"));
}

static void read_data(const char *path) {
    char line[line_size];
    FILE *file = fopen(path, "r");
    if (file == NULL) fail("%s can't be read", path);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *run = "";
        const char *word;
        if (strchr(line, '\n') == NULL && !feof(file)) fail("a line of the data is too long: %s", line);
        word = line[0] == '#' ? NULL : strtok(line, " \n");
        if (word == NULL) continue;
        if (run_named(word) != NULL) {
            run = word;
            word = next_word();
        }
        if (strcmp(word, "run") == 0)
            read_run();
        else if (strcmp(word, "customer") == 0)
            read_customer();
        else if (customer_count == 0)
            fail("a record before the first customer: %s", word);
        else
            read_fields(add(&customers[customer_count - 1], run, word));
    }
    if (ferror(file)) fail("%s can't be read", path);
    fclose(file);
}

/* ---- Showing ----------------------------------------------------------------------------------------------------- */

static void show_amount(const char *name, const char *amount, const char *currency) {
    printf("    %-60s%10s %s\n", name, amount, currency);
}

static void show_invoice(struct customer *customer, const struct run *run, const char *title) {
    char text[name_size];
    int64_t total = 0;
    int i;
    printf("  %s\n", title);
    show_amount("balance", customer->balance, customer->currency);
    for (i = 0; i < customer->count; ++i) {
        struct record *record = &customer->records[i];
        if (strcmp(record->name, "subscription") != 0 || !is_of_run(record, run->name)) continue;
        if (find_value(record, "end") == NULL) continue;
        printf("    %s until %s\n", value_of(record, "id"), value_of(record, "end"));
    }
    for (i = 0; i < customer->count; ++i) {
        struct record *record = &customer->records[i];
        if (strcmp(record->name, "line") != 0 || !is_of_run(record, run->name)) continue;
        show_amount(value_of(record, "id"), value_of(record, "amount"), customer->currency);
        total += cents(value_of(record, "amount"));
    }
    show_amount("to pay", amount_of(total, text), customer->currency);
}

/* A field of a statement: "" where it has no value. */
static const char *get(const redress_statement *statement, const char *record, int64_t index, const char *field) {
    const char *value = library.statement_get(statement, record, index, field);
    if (value == NULL) fail("the library knows no %s.%s", record, field);
    return value;
}

static void show_decisions(const redress_statement *statement) {
    const char *currency = get(statement, "statement", 0, "currency");
    int64_t i;
    for (i = 0; i < library.statement_count(statement, "decision"); ++i) {
        const char *outcome = get(statement, "decision", i, "outcome");
        const char *reason = get(statement, "decision", i, "reason");
        const int is_review = strcmp(outcome, "review") == 0;
        printf("  %s: %s %s, ", is_review ? "for a person" : outcome, get(statement, "decision", i, "subscription"),
               get(statement, "decision", i, "guarantee"));
        if (strcmp(outcome, "granted") == 0)
            printf("%s %s as %s\n", get(statement, "decision", i, "amount"), currency,
                   get(statement, "decision", i, "remedy"));
        else if (is_review)
            printf("%s, %s\n", reason, get(statement, "decision", i, "missing"));
        else
            printf("%s\n", reason);
    }
}

/* ---- Billing ----------------------------------------------------------------------------------------------------- */

/* After a refusal, which stays in *status, nothing more is added or set. */
static void add_facts(redress_case *facts, const char *record, enum redress_status *status) {
    if (*status == REDRESS_OK) *status = library.case_add(facts, record, error);
}

static void set_fact(redress_case *facts, const char *field, const char *value, enum redress_status *status) {
    if (*status == REDRESS_OK) *status = library.case_set(facts, field, value, -1, error);
}

/* All that is known: also the credits and charges that earlier runs stored. */
static redress_case *case_of(const struct customer *customer, const struct run *run, enum redress_status *status) {
    char id[2 * name_size];
    redress_case *facts = NULL;
    int i, j;
    const int written = snprintf(id, sizeof id, "%s-%s", customer->id, run->name);
    if (written < 0 || (size_t)written >= sizeof id) fail("an id is too long");
    *status = library.case_new(&facts, error);
    set_fact(facts, "id", id, status);
    set_fact(facts, "as_of", run->as_of, status);
    set_fact(facts, "currency", customer->currency, status);
    for (i = 0; i < customer->count; ++i) {
        const struct record *record = &customer->records[i];
        if (!is_of_run(record, run->name)) continue;
        add_facts(facts, record->name, status);
        for (j = 0; j < record->count; ++j) set_fact(facts, record->fields[j].name, record->fields[j].value, status);
    }
    return facts;
}

/* The statement; NULL, and what is wrong printed, where the case is refused: then nothing was decided. */
static redress_statement *settle(const redress_book *book, const struct customer *customer, const struct run *run) {
    enum redress_status status;
    redress_statement *statement = NULL;
    redress_case *facts = case_of(customer, run, &status);
    if (status == REDRESS_OK) status = library.settle(&statement, book, facts, error);
    library.case_free(facts);
    if (status == REDRESS_INVALID_CASE || status == REDRESS_LIMIT_EXCEEDED)
        printf("  for a person: %s\n", library.error_message(error));
    else
        expect_ok(status);
    return statement;
}

/* What an adjustment says is done only where things are as they were when it was made. */
static void apply(struct customer *customer, const struct run *run, const redress_statement *statement, int64_t i) {
    const char *kind = get(statement, "adjustment", i, "kind");
    if (strcmp(kind, "balance") == 0) {
        amount_of(cents(customer->balance) + cents(get(statement, "adjustment", i, "amount")), customer->balance);
    } else if (strcmp(kind, "extension") == 0) {
        struct record *subscription =
            find(customer, run->name, "subscription", get(statement, "adjustment", i, "subscription"));
        if (subscription == NULL ||
            strcmp(value_of(subscription, "end"), get(statement, "adjustment", i, "end_before")) != 0)
            fail("the subscription ends at another time");
        set(subscription, "end", get(statement, "adjustment", i, "end_after"));
    } else if (strcmp(kind, "discount") == 0) {
        struct record *line = find(customer, run->name, "line", get(statement, "adjustment", i, "line"));
        if (line == NULL || strcmp(value_of(line, "amount"), get(statement, "adjustment", i, "line_before")) != 0)
            fail("the line has another amount");
        set(line, "amount", get(statement, "adjustment", i, "line_after"));
    } else if (strcmp(kind, "forfeit") == 0) {
        return; /* the credit is stored as it is left, with nothing remaining */
    } else {
        fail("an adjustment of an unknown kind: %s", kind);
    }
}

/* A new one, or the one of this id anew; every later case has it as it came. A credit's id is a key across all runs. */
static void store_credit(struct customer *customer, const redress_statement *statement, int64_t i) {
    static const char *const fields[] = {"id",           "subscription", "sla",       "effective_from", "guarantee",
                                         "window_start", "window_end",   "incident",  "ticket",         "amount",
                                         "granted",      "claim",        "remedy",    "remaining",      "available_from",
                                         "expires"};
    struct record *credit = find(customer, NULL, "credit", get(statement, "credit", i, "id"));
    size_t j;
    if (credit == NULL) credit = add(customer, "", "credit");
    credit->run[0] = '\0';
    credit->count = 0;
    for (j = 0; j < sizeof fields / sizeof fields[0]; ++j) {
        const char *value = get(statement, "credit", i, fields[j]);
        if (*value != '\0') set(credit, fields[j], value);
    }
    if (cents(value_of(credit, "remaining")) > 0)
        printf("  carried forward: %s of %s %s\n", value_of(credit, "remaining"), value_of(credit, "amount"),
               customer->currency);
}

static void set_billed(struct record *record, const char *amount, const struct run *run) {
    set(record, "amount", amount);
    set(record, "period_start", run->as_of);
    set(record, "period_end", run->until);
}

static const char *first_subscription(struct customer *customer, const struct run *run) {
    int i;
    for (i = 0; i < customer->count; ++i) {
        struct record *record = &customer->records[i];
        if (strcmp(record->name, "subscription") == 0 && is_of_run(record, run->name)) return value_of(record, "id");
    }
    fail("%s has no subscription", customer->id);
    return NULL;
}

/* Charging is up to the host; this one does where the amount is known. Later cases say that it is billed. */
static void bill_charge(struct customer *customer, const struct run *run, const redress_statement *statement,
                        int64_t i) {
    const char *id = get(statement, "charge", i, "id");
    const char *amount = get(statement, "charge", i, "amount");
    struct record *line, *charge;
    if (*amount == '\0') {
        printf("  for a person: %s, %s\n", id, get(statement, "charge", i, "missing"));
        return;
    }
    printf("  charged: %s, %s %s\n", id, amount, customer->currency);
    line = add(customer, run->name, "line");
    set(line, "id", id);
    set_billed(line, amount, run);
    charge = add(customer, "", "charge");
    set(charge, "subscription", first_subscription(customer, run));
    set(charge, "kind", "one_time");
    set(charge, "bills", id);
    set_billed(charge, amount, run);
}

static void bill(const redress_book *book, struct customer *customer, const struct run *run) {
    redress_statement *statement;
    int64_t i;
    printf("\n%s\n", customer->id);
    show_invoice(customer, run, "before");
    statement = settle(book, customer, run);
    if (statement == NULL) return; /* the other customers are billed all the same */
    show_decisions(statement);
    /* In a database these two loops are one transaction; a unique key on the credit's id keeps a repeated run out. */
    for (i = 0; i < library.statement_count(statement, "adjustment"); ++i) apply(customer, run, statement, i);
    for (i = 0; i < library.statement_count(statement, "credit"); ++i) store_credit(customer, statement, i);
    for (i = 0; i < library.statement_count(statement, "charge"); ++i) bill_charge(customer, run, statement, i);
    library.statement_free(statement);
    show_invoice(customer, run, "after");
}

int main(int argc, char **argv) {
    redress_book *book = NULL;
    void *handle;
    int i, j;
    if (argc != 3 && argc != 4) fail("usage: billing RULES DATA [ZONES]");
    handle = open_library();
    expect_ok(library.book_load(&book, argv[1], argc == 4 ? argv[3] : NULL, error)); /* NULL: the system's time zones */
    read_data(argv[2]);
    for (i = 0; i < run_count; ++i) {
        printf("run %s, as of %s\n", runs[i].name, runs[i].as_of);
        for (j = 0; j < customer_count; ++j) bill(book, &customers[j], &runs[i]);
        printf("\n");
    }
    library.book_free(book);
    library.error_free(error);
    dlclose(handle);
    return 0;
}
