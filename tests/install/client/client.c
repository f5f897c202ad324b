/* Prints the statement of a case by the installed library.
 *   client RULES CASE.xml */
#include <redress.h>
#include <stdio.h>

static char case_xml[65536];

int main(int count, char **arguments) {
    redress_error *error = redress_error_new();
    redress_book *book = NULL;
    redress_case *facts = NULL;
    redress_statement *statement = NULL;
    FILE *file = count == 3 ? fopen(arguments[2], "rb") : NULL;
    size_t size = file == NULL ? 0 : fread(case_xml, 1, sizeof case_xml, file);
    int failed = redress_book_load(&book, count == 3 ? arguments[1] : NULL, error) != REDRESS_OK ||
                 redress_case_parse(&facts, case_xml, (int64_t)size, error) != REDRESS_OK ||
                 redress_settle(&statement, book, facts, error) != REDRESS_OK;
    if (failed) fprintf(stderr, "client: %s\n", redress_error_message(error));
    if (!failed) fputs(redress_statement_xml(statement, NULL), stdout);
    if (file != NULL) fclose(file);
    redress_statement_free(statement);
    redress_case_free(facts);
    redress_book_free(book);
    redress_error_free(error);
    return failed;
}
