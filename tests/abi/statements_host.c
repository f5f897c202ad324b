/* A host that settles cases and prints their statements, byte for byte, in the locale that its environment names.
 *
 *   statements_host RULES CASE...
 *
 * Each statement stands after a line with the path of its case; of a case that is refused stands the message. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "redress.h"

enum { case_bytes_max = 1 << 24 };

static void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "statements_host: %s\n", what);
    exit(1);
}

static int64_t read_case(const char *path, char *text) {
    FILE *file = fopen(path, "rb");
    size_t size;
    require(file != NULL, path);
    size = fread(text, 1, case_bytes_max, file);
    fclose(file);
    return (int64_t)size;
}

int main(int argc, char **argv) {
    redress_error *error = redress_error_new();
    redress_book *book = NULL;
    char *text = malloc(case_bytes_max);
    int i;
    require(argc >= 3, "usage: statements_host RULES CASE...");
    require(setlocale(LC_ALL, "") != NULL, "there is no such locale");
    require(error != NULL && text != NULL, "no memory");
    if (redress_book_load(&book, argv[1], error) != REDRESS_OK) require(0, redress_error_message(error));
    for (i = 2; i < argc; ++i) {
        const int64_t size = read_case(argv[i], text);
        redress_case *facts = NULL;
        redress_statement *statement = NULL;
        int64_t bytes = 0;
        printf("%s\n", argv[i]);
        if (redress_case_parse(&facts, text, size, error) != REDRESS_OK ||
            redress_settle(&statement, book, facts, error) != REDRESS_OK) {
            printf("%s\n", redress_error_message(error));
        } else {
            const char *xml = redress_statement_xml(statement, &bytes);
            require(xml != NULL, "no memory");
            require(fwrite(xml, 1, (size_t)bytes, stdout) == (size_t)bytes, "standard output can't be written");
        }
        redress_statement_free(statement);
        redress_case_free(facts);
    }
    redress_book_free(book);
    redress_error_free(error);
    free(text);
    require(fflush(stdout) == 0, "standard output can't be written");
    return 0;
}
