/* Opens the library, settles a case and closes the library, many times: after each time it must be gone from memory.
 *
 *   unload_host LIBRARY ROUNDS RULES CASE
 *
 * Prints by how many KiB the memory of the process grew after the first tenth of the rounds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "redress.h"

enum { text_bytes_max = 1 << 20 };

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "FAILED: %s\n", what);
    exit(1);
}

static char *read_text(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, text_bytes_max);
    require(file != NULL && text != NULL, path);
    require(fread(text, 1, text_bytes_max - 1, file) > 0, path);
    fclose(file);
    return text;
}

/* Looks a function up; ISO C has no conversion from an object pointer, POSIX says that the bytes are the same. */
static void look_up(void *handle, const char *name, void *function) {
    void *symbol = dlsym(handle, name);
    require(symbol != NULL, name);
    memcpy(function, &symbol, sizeof symbol);
}

static void settle(void *handle, const char *rules, const char *facts) {
    enum redress_status (*book_parse)(redress_book **, const char *, int64_t, redress_error *);
    enum redress_status (*case_parse)(redress_case **, const char *, int64_t, redress_error *);
    enum redress_status (*settle_case)(redress_statement **, const redress_book *, redress_case *, redress_error *);
    const char *(*statement_xml)(const redress_statement *, int64_t *);
    redress_error *(*error_new)(void);
    void (*error_free)(redress_error *);
    void (*book_free)(redress_book *);
    void (*case_free)(redress_case *);
    void (*statement_free)(redress_statement *);
    redress_error *error;
    redress_book *book = NULL;
    redress_case *parsed = NULL;
    redress_statement *statement = NULL;
    look_up(handle, "redress_book_parse", &book_parse);
    look_up(handle, "redress_case_parse", &case_parse);
    look_up(handle, "redress_settle", &settle_case);
    look_up(handle, "redress_statement_xml", &statement_xml);
    look_up(handle, "redress_error_new", &error_new);
    look_up(handle, "redress_error_free", &error_free);
    look_up(handle, "redress_book_free", &book_free);
    look_up(handle, "redress_case_free", &case_free);
    look_up(handle, "redress_statement_free", &statement_free);
    error = error_new();
    require(book_parse(&book, rules, -1, error) == REDRESS_OK, "the rules are refused");
    case_parse(&parsed, "<case", -1, error); /* an exception inside */
    require(case_parse(&parsed, facts, -1, error) == REDRESS_OK, "the case is refused");
    require(settle_case(&statement, book, parsed, error) == REDRESS_OK, "the case does not settle");
    statement_xml(statement, NULL);
    statement_free(statement);
    case_free(parsed);
    book_free(book);
    error_free(error);
}

/* Whether a part of a library of this name is in memory, by the loader and by the system. */
static int find_loaded(struct dl_phdr_info *info, size_t size, void *name) {
    (void)size;
    return strstr(info->dlpi_name, name) != NULL;
}
static int mapped(const char *name) {
    char line[4096];
    int found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    require(maps != NULL, "/proc/self/maps");
    while (fgets(line, sizeof line, maps) != NULL) found |= strstr(line, name) != NULL;
    fclose(maps);
    return found;
}

static long resident_kib(void) {
    long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "r");
    require(statm != NULL && fscanf(statm, "%*d %ld", &pages) == 1, "/proc/self/statm");
    fclose(statm);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int argc, char **argv) {
    char *rules;
    char *facts;
    long rounds;
    long round;
    long before = 0;
    require(argc == 5, "usage: unload_host LIBRARY ROUNDS RULES CASE");
    rounds = strtol(argv[2], NULL, 10);
    rules = read_text(argv[3]);
    facts = read_text(argv[4]);
    for (round = 0; round < rounds; ++round) {
        void *handle = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        if (handle == NULL) require(0, dlerror());
        settle(handle, rules, facts);
        require(dlclose(handle) == 0, "dlclose fails");
        require(dl_iterate_phdr(find_loaded, "libredress") == 0, "the library stays loaded");
        require(round % 100 != 0 || !mapped("libredress"), "the library stays mapped");
        if (round == rounds / 10) before = resident_kib();
    }
    free(rules);
    free(facts);
    printf("%ld\n", resident_kib() - before);
    return 0;
}
