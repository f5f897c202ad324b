/* Loads, parses and settles in a thread whose stack is painted, and prints how much of it each call used.
 *
 *     stack_host RULES CASE BYTES_MAX
 *
 * Ends with 1 where more than BYTES_MAX were used, with 2 where a call was refused.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "redress.h"

enum { stack_bytes = 1 << 20, paint = 0xA5 };

static unsigned char* stack;
static const char* rules_path;
static const char* case_path;
static redress_book* book;
static redress_case* facts;
static char case_text[1 << 20];
static int64_t case_size;
static int32_t status;
static redress_error* error;

static void* load(void* unused) {
    (void)unused;
    status = redress_book_load(&book, rules_path, error);
    return NULL;
}

static void* parse(void* unused) {
    (void)unused;
    status = redress_case_parse(&facts, case_text, case_size, error);
    return NULL;
}

static void* settle(void* unused) {
    redress_statement* statement = NULL;
    (void)unused;
    status = redress_settle(&statement, book, facts, error);
    if (status == REDRESS_OK && redress_statement_xml(statement, NULL) == NULL) status = REDRESS_OUT_OF_MEMORY;
    redress_statement_free(statement);
    return NULL;
}

static void* nothing(void* unused) { return unused; }

/* The bytes below the top that `call` wrote to. */
static size_t used(void* (*call)(void*)) {
    pthread_attr_t attributes;
    pthread_t thread;
    size_t untouched = 0;
    memset(stack, paint, stack_bytes);
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, stack_bytes);
    if (pthread_create(&thread, &attributes, call, NULL) != 0) exit(3);
    pthread_join(thread, NULL);
    while (untouched < stack_bytes && stack[untouched] == paint) ++untouched;
    return stack_bytes - untouched;
}

int main(int count, char** arguments) {
    static const struct { const char* name; void* (*call)(void*); } calls[] = {{"load", load}, {"parse", parse}, {"settle", settle}};
    size_t most = 0, own, i;
    FILE* file;
    if (count != 4) return 3;
    rules_path = arguments[1];
    case_path = arguments[2];
    file = fopen(case_path, "rb");
    if (file == NULL) return 3;
    case_size = (int64_t)fread(case_text, 1, sizeof case_text, file);
    fclose(file);
    error = redress_error_new();
    stack = mmap(NULL, stack_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) return 3;
    own = used(nothing);
    for (i = 0; i < sizeof calls / sizeof *calls; ++i) {
        const size_t bytes = used(calls[i].call);
        if (status != REDRESS_OK) {
            printf("%s refused: %s\n", calls[i].name, redress_error_message(error));
            return 2;
        }
        printf("%s %zu B ", calls[i].name, bytes);
        if (bytes > most) most = bytes;
    }
    printf("(a thread itself %zu B)\n", own);
    return most <= (size_t)atol(arguments[3]) ? 0 : 1;
}
