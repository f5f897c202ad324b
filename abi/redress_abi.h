/* Redress: service credits by rules. The binary interface, as pure declarations.
 *
 * This text has no preprocessor lines, so PHP's FFI::cdef, cffi and pycparser read it as it is; redress_abi_cdef()
 * returns it byte for byte. C and C++ hosts include redress.h, which adds the include guard, <stdint.h> and extern "C".
 *
 * CONVENTIONS
 *
 *  1. A statement is a pure function of a book of rules and a case. The library has no clock, network, locale,
 *     environment or global state; it touches files only in redress_book_load, which also reads the zone database.
 *  2. Text is UTF-8. Money is a decimal string, an instant an RFC 3339 string, a number never a floating-point value.
 *  3. Input text comes as a pointer and a size in bytes; a size of -1 means that it ends at the first NUL.
 *  4. A function that can fail returns a status and, where `error` is not NULL, describes what went wrong there. `error`
 *     is left alone where the status is REDRESS_OK.
 *  5. A function that fails leaves every object as it was, and *out alone. REDRESS_OUT_OF_MEMORY is such a failure: the
 *     same call can be tried again.
 *  6. NULL for a pointer that the contract needs is REDRESS_INVALID_ARGUMENT, or NULL or 0 from a function that returns
 *     no status. Freeing NULL does nothing.
 *  7. A string that the library returns belongs to the object that it came from and lives as long; strings of the
 *     vocabulary, and names of versions and statuses, live as long as the library. Never free them.
 *  8. Books and statements are immutable: any number of threads may use one at a time. A case or an error belongs to one
 *     thread at a time. A statement needs neither the book nor the case that it came from.
 *  9. No exception, signal, print or exit ever leaves the library.
 * 10. Functions, values and names are only ever added: nothing is removed, renumbered or given another meaning.
 */

typedef struct redress_error redress_error;         /* what went wrong; reusable */
typedef struct redress_book redress_book;           /* rules, compiled; immutable */
typedef struct redress_case redress_case;           /* the facts of one customer's case */
typedef struct redress_statement redress_statement; /* what is due and why; immutable */

enum redress_status {
    REDRESS_OK = 0,
    REDRESS_INVALID_ARGUMENT = 1, /* a call that this contract forbids */
    REDRESS_INVALID_XML = 2,      /* not well-formed, or outside the XML that the library reads */
    REDRESS_INVALID_RULES = 3,    /* a rule that can't be */
    REDRESS_INVALID_CASE = 4,     /* a fact that can't be, or that the rules don't know */
    REDRESS_LIMIT_EXCEEDED = 5,   /* a bound of docs/limits.md */
    REDRESS_NOT_READABLE = 6,     /* a file or a folder */
    REDRESS_OUT_OF_MEMORY = 7,
    REDRESS_INTERNAL = 8          /* a defect of the library */
};

/* ---- The library ------------------------------------------------------------------------------------------------ */

/* The version of this interface: 1. It rises when functions are added; a host needs at least the one it was written for.
 * Any thread. */
int32_t redress_abi_version(void);

/* This text, NUL-terminated. Any thread; lives as long as the library. */
const char *redress_abi_cdef(void);

/* The version of the library, as "1.0.0". Any thread; lives as long as the library. */
const char *redress_version(void);

/* The name of a status, as "invalid_rules"; NULL for a number that is none. Any thread; lives as long as the library. */
const char *redress_status_name(int32_t status);

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

/* A new error object, or NULL where there is no memory. It holds the last failure that it was given to; no call
 * allocates memory for it later. One thread at a time. Free it with redress_error_free. */
redress_error *redress_error_new(void);
void redress_error_free(redress_error *error);

/* The status of the last failure; REDRESS_OK where there was none, or error is NULL. */
enum redress_status redress_error_status(const redress_error *error);

/* The failure as one line, "file:line:column: what was found, what was expected"; parts that are unknown are left out.
 * At most 1,023 bytes, cut between characters. "" where there was none. Lives until the error is used again or freed. */
const char *redress_error_message(const redress_error *error);

/* The place: the file as it was named to the library, or ""; line and column from 1, or 0 where there is none; the
 * record of a case or the element of the rules, and its field or attribute, or "". Lifetime as above. */
const char *redress_error_file(const redress_error *error);
int64_t redress_error_line(const redress_error *error);
int64_t redress_error_column(const redress_error *error);
const char *redress_error_record(const redress_error *error);
const char *redress_error_field(const redress_error *error);

/* ---- Books of rules --------------------------------------------------------------------------------------------- */

/* Loads a rule file, or every *.xml below a folder, into a new book. All or nothing: the first thing wrong refuses the
 * book. Any thread. Free it with redress_book_free. */
enum redress_status redress_book_load(redress_book **out, const char *path, redress_error *error);

/* The same for one SLA from memory. The text is not needed afterwards. */
enum redress_status redress_book_parse(redress_book **out, const char *xml, int64_t size, redress_error *error);
void redress_book_free(redress_book *book);

/* The SLAs of a book, one row for each version, by id and effective_from: how many, and a field of one of them.
 * Fields: sla, title, currency, timezone, effective_from, effective_to, digest, file. NULL for an index out of range or
 * a field that is none; "" for a value that is not given. Any thread; lives as long as the book. */
int64_t redress_book_count(const redress_book *book);
const char *redress_book_get(const redress_book *book, int64_t index, const char *field);

/* ---- Cases ------------------------------------------------------------------------------------------------------ */

/* A case from XML (namespace urn:redress:case:1). The text is not needed afterwards. Any thread. Free it with
 * redress_case_free. */
enum redress_status redress_case_parse(redress_case **out, const char *xml, int64_t size, redress_error *error);

/* An empty case, to be filled by redress_case_add and redress_case_set; its record `case` is open. */
enum redress_status redress_case_new(redress_case **out, redress_error *error);

/* Opens a new record: `subscription`, `incident`, ... Values set from here on belong to it; `case` returns to the root. */
enum redress_status redress_case_add(redress_case *c, const char *record, redress_error *error);

/* Sets a field of the open record. The text is copied. A field that the vocabulary does not have is kept, and refused when
 * settling unless the rules declare it. */
enum redress_status redress_case_set(redress_case *c, const char *field, const char *value, int64_t size,
                                     redress_error *error);

/* The case in canonical XML: parsing it gives the same case. Checks the case as a whole first: all that redress_settle
 * would refuse about the case alone is refused here too. Lives until the case is changed or freed. */
enum redress_status redress_case_xml(redress_case *c, const char **xml, int64_t *size, redress_error *error);
void redress_case_free(redress_case *c);

/* ---- Settling --------------------------------------------------------------------------------------------------- */

/* Decides what is due. The case is checked as a whole and stays usable: the same call gives the same statement. Any
 * thread, as long as the case is used by no other. Free the statement with redress_statement_free. */
enum redress_status redress_settle(redress_statement **out, const redress_book *book, redress_case *c,
                                   redress_error *error);

/* The same without `step` records, for speed; everything else is the same. */
enum redress_status redress_settle_without_steps(redress_statement **out, const redress_book *book, redress_case *c,
                                                 redress_error *error);

/* How many records of a kind a statement has: `statement` (one), `decision`, `step`, `credit`, `adjustment`, `provenance`
 * (one). 0 for a name that is none. Any thread. */
int64_t redress_statement_count(const redress_statement *statement, const char *record);

/* A field of a record, by the names of redress_vocabulary_*; "" where it has no value, NULL for a record, index or field
 * that is none. Any thread; lives as long as the statement. */
const char *redress_statement_get(const redress_statement *statement, const char *record, int64_t index,
                                  const char *field);

/* The statement as canonical XML, NUL-terminated; *size, unless size is NULL, gets its bytes. NULL where there is no
 * memory. Any thread; lives as long as the statement. */
const char *redress_statement_xml(const redress_statement *statement, int64_t *size);
void redress_statement_free(redress_statement *statement);

/* ---- The vocabulary --------------------------------------------------------------------------------------------- */

/* Every field of every record that a case may carry, that formulas may name, or that a statement has: how many there are,
 * and a property of one of them. Properties: part (case, formula or statement), record, field, type, presence (required,
 * optional, defaulted or derived), default, values (of a token), refers_to, doc, record_doc. NULL for an index out of
 * range or a property that is none; "" for a value that is not given. Any thread; lives as long as the library. */
int64_t redress_vocabulary_count(void);
const char *redress_vocabulary_get(int64_t index, const char *property);
