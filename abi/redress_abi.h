/* Redress: service credits by rules. The binary interface, as pure declarations.
 *
 * This text has no preprocessor lines. PHP's FFI::cdef and cffi read it as it is; pycparser reads it without the
 * comments and with int32_t and int64_t declared before it. redress_abi_cdef() returns it byte for byte. C and C++
 * hosts include redress.h, which adds the include guard, <stdint.h> and extern "C".
 *
 * Sentences with an id in brackets are promises, and each is tested. An id keeps its meaning for good.
 *
 * CONVENTIONS
 *
 * [C1]  A statement is a pure function of a book of rules and a case: the same bytes in any process, thread, locale,
 *       time zone and working directory. The library has no clock, network or global state, and reads no environment;
 *       it touches files only in redress_book_load, and those of the zone database in redress_book_parse too; so with
 *       the functions that take a zone directory, and those that review rules. A book keeps the zones that it was loaded with [C14].
 * [C2]  Text is UTF-8, of the library always and of the host checked; only the name of a file is whatever bytes the
 *       system takes. Money is a decimal string, an instant an RFC 3339 string, a number never a floating-point value.
 * [C3]  Input text comes as a pointer and a size in bytes; a size of -1 means that it ends at the first NUL. Another
 *       negative size is REDRESS_INVALID_ARGUMENT. Input is read during the call only, and copied where it is kept.
 * [C4]  A function that can fail returns a status and, where `error` is not NULL, describes what went wrong there.
 *       `error` is left alone where the status is REDRESS_OK.
 * [C5]  A function that fails leaves every object as it was, and what `out` points to. REDRESS_OUT_OF_MEMORY is such a
 *       failure: nothing is lost, and the same call can be tried again.
 * [C6]  NULL for a pointer that the contract needs is REDRESS_INVALID_ARGUMENT, or NULL or 0 from a function that
 *       returns no status.
 * [C7]  A string that the library returns belongs to the object that it came from. Never free it or write to it.
 *       Strings of the vocabulary, and names of versions and statuses, live as long as the library is loaded.
 * [C8]  Books, reviews and statements never change: any number of threads may use one at a time. A case or an error belongs to
 *       one thread at a time, which need not be the one that made it. Only who frees an object must be its last user.
 * [C9]  A statement needs neither the book nor the case that it came from.
 * [C10] No exception, signal, print or exit ever leaves the library, whatever is thrown inside of it. A thread that is
 *       cancelled inside of a call finishes the call first. (Cancellation is deferred, as POSIX has it by default: calls
 *       under asynchronous cancellation are not allowed.)
 * [C11] The state of the process stays as it is: locale, environment, working directory, signals, rounding mode.
 * [C12] A child made by fork can go on with all objects, where no other thread was inside of the library at that
 *       moment.
 * [C13] Functions, values and names are only ever added: nothing is removed, renumbered or given another meaning. A
 *       host built with an older version of this text runs with every newer library of the same major version.
 * [C14] Each book has the time zones of its rules to itself, as their files were when it was loaded. Other books, other
 *       users of time zones in the process, and an update of the files change nothing for it.
 * [C15] A call that uses a case which a call in another thread is using, against C8, is REDRESS_INVALID_ARGUMENT and
 *       changes nothing; the other call goes on. (To free what another thread uses is not caught.)
 *
 * Of each function it is said:
 *
 *   Thread    who may call it at the same time [C8]
 *   Lifetime  whose the result is, and until when
 *   NULL      what a pointer that is NULL does
 *   Errors    the statuses that it returns besides REDRESS_OK, REDRESS_INVALID_ARGUMENT for NULL, and REDRESS_INTERNAL
 *   Memory    what it does where memory runs out
 *   Since     the version of the library that brought it
 */

typedef struct redress_error redress_error;         /* what went wrong; reusable */
typedef struct redress_book redress_book;           /* rules, compiled; immutable */
typedef struct redress_review redress_review;       /* what is wrong and doubtful in rules; immutable */
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

/* The version of this interface: 2. It rises when functions are added; a host asks for at least the one that it was
 * written for [abi_version-1].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      takes no pointer
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int32_t redress_abi_version(void);

/* This text, ended by NUL, byte for byte [abi_cdef-1].
 *
 *   Thread    any
 *   Lifetime  as long as the library is loaded
 *   NULL      takes no pointer; never returns NULL
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_abi_cdef(void);

/* The version of the library: three numbers with dots between, as "1.0.0" [version-1].
 *
 *   Thread    any
 *   Lifetime  as long as the library is loaded
 *   NULL      takes no pointer; never returns NULL
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_version(void);

/* The name of a status: its enumerator in lower case without the prefix, as "invalid_rules" [status_name-1]. NULL for a
 * number that is none [status_name-2].
 *
 *   Thread    any
 *   Lifetime  as long as the library is loaded
 *   NULL      takes no pointer
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_status_name(int32_t status);

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

/* A new error object, without a failure [error_new-1]. It holds the last failure that it was given to [error_new-2],
 * and can be used for any number of calls. No call allocates memory for it later [error_new-3].
 *
 *   Thread    any
 *   Lifetime  the caller's, until redress_error_free
 *   NULL      takes no pointer
 *   Errors    none
 *   Memory    NULL where there is none [error_new-4]
 *   Since     1.0 */
redress_error *redress_error_new(void);

/* Frees an error object.
 *
 *   Thread    the last that uses the error
 *   Lifetime  ends that of the error and of its strings
 *   NULL      does nothing [error_free-1]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
void redress_error_free(redress_error *error);

/* The status of the last failure [error_status-1]; REDRESS_OK where there was none [error_new-1].
 *
 *   Thread    the one that uses the error
 *   Lifetime  a number
 *   NULL      REDRESS_OK [error_status-2]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
enum redress_status redress_error_status(const redress_error *error);

/* The last failure as one line, "file:line:column: what was found, what was expected"; of a value set by a call
 * "record.field: what was found, what was expected" [error_message-1]. Parts that are unknown are left out. Control
 * characters and bytes that are not UTF-8 are shown as '?' [error_message-2]. At most 1,023 bytes, cut between
 * characters [error_message-3]. "" where there was no failure.
 *
 *   Thread    the one that uses the error
 *   Lifetime  until the error is given to another call, or freed
 *   NULL      "" [error_message-4]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_error_message(const redress_error *error);

/* The file of the last failure, in the bytes in which it was named to the library, or in which the folder that was
 * named lists it [error_file-1]; "" where there is none. At most 511 bytes, cut between characters [error_file-2].
 *
 *   Thread    the one that uses the error
 *   Lifetime  until the error is given to another call, or freed
 *   NULL      "" [error_file-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_error_file(const redress_error *error);

/* The line of the last failure in its text, from 1 [error_line-1]; 0 where it has none, as of a value set by a call
 * [error_line-2].
 *
 *   Thread    the one that uses the error
 *   Lifetime  a number
 *   NULL      0 [error_line-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_error_line(const redress_error *error);

/* The column of the last failure, in characters from 1 [error_column-1]; 0 where it has no line [error_column-2].
 *
 *   Thread    the one that uses the error
 *   Lifetime  a number
 *   NULL      0 [error_column-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_error_column(const redress_error *error);

/* The record of the case, or the element of the rules, that the last failure is about [error_record-1]; "" where there
 * is none. At most 127 bytes, cut between characters, and shown as in the message [error_record-2].
 *
 *   Thread    the one that uses the error
 *   Lifetime  until the error is given to another call, or freed
 *   NULL      "" [error_record-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_error_record(const redress_error *error);

/* The field of the record, or the attribute of the element, that the last failure is about [error_field-1]; "" where
 * there is none. At most 127 bytes, cut between characters, and shown as in the message [error_field-2].
 *
 *   Thread    the one that uses the error
 *   Lifetime  until the error is given to another call, or freed
 *   NULL      "" [error_field-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_error_field(const redress_error *error);

/* ---- Books of rules --------------------------------------------------------------------------------------------- */

/* Loads a rule file, or every *.xml below a folder, into a new book [book_load-1]. All or nothing: the first thing
 * wrong refuses the book [book_load-2]. The files are not needed afterwards.
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_book_free
 *   NULL      out, path: REDRESS_INVALID_ARGUMENT [book_load-3]; error: none is wanted
 *   Errors    REDRESS_NOT_READABLE [book_load-4], REDRESS_INVALID_XML, REDRESS_INVALID_RULES, REDRESS_LIMIT_EXCEEDED
 *   Memory    REDRESS_OUT_OF_MEMORY [book_load-5]
 *   Since     1.0 */
enum redress_status redress_book_load(redress_book **out, const char *path, redress_error *error);

/* Makes a new book of one SLA from memory. The text is not needed afterwards [book_parse-1].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_book_free
 *   NULL      out, xml: REDRESS_INVALID_ARGUMENT [book_parse-2]; error: none is wanted
 *   Errors    REDRESS_INVALID_XML, REDRESS_INVALID_RULES, REDRESS_LIMIT_EXCEEDED [book_parse-3]; REDRESS_NOT_READABLE
 *             where the time zone database can't be read [book_parse-5]
 *   Memory    REDRESS_OUT_OF_MEMORY [book_parse-4]
 *   Since     1.0 */
enum redress_status redress_book_parse(redress_book **out, const char *xml, int64_t size, redress_error *error);

/* redress_book_load by a zone database of the host's choice, such as the folder tzdata/zoneinfo of Python's package
 * tzdata where the system has none [book_load_with_zones-1]. zone_directory is a folder with compiled zone files, as
 * Europe/Kyiv, and the file tzdata.zi whose first line names their version. Without that file the statement's
 * zone_data_version is "sha256:" and the digest of the zones that the book uses, or "none" where it uses only UTC
 * [book_load_with_zones-2]. The folder is not needed afterwards [C14].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_book_free
 *   NULL      out, path: REDRESS_INVALID_ARGUMENT [book_load_with_zones-3]; zone_directory: the system's,
 *             /usr/share/zoneinfo [book_load_with_zones-4]; error: none is wanted
 *   Errors    those of redress_book_load; REDRESS_NOT_READABLE also where zone_directory is no folder, or where its
 *             files were exchanged while the rules were loaded: the same call can be tried again [book_load_with_zones-5]
 *   Memory    REDRESS_OUT_OF_MEMORY [book_load_with_zones-6]
 *   Since     1.1 */
enum redress_status redress_book_load_with_zones(redress_book **out, const char *path, const char *zone_directory,
                                                 redress_error *error);

/* redress_book_parse by a zone database of the host's choice, as in redress_book_load_with_zones
 * [book_parse_with_zones-1].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_book_free
 *   NULL      out, xml: REDRESS_INVALID_ARGUMENT [book_parse_with_zones-2]; zone_directory: the system's
 *             [book_parse_with_zones-3]; error: none is wanted
 *   Errors    those of redress_book_parse; REDRESS_NOT_READABLE as of redress_book_load_with_zones
 *             [book_parse_with_zones-4]
 *   Memory    REDRESS_OUT_OF_MEMORY [book_parse_with_zones-5]
 *   Since     1.1 */
enum redress_status redress_book_parse_with_zones(redress_book **out, const char *xml, int64_t size,
                                                  const char *zone_directory, redress_error *error);

/* Frees a book. Statements that were made with it stay [C9].
 *
 *   Thread    the last that uses the book
 *   Lifetime  ends that of the book and of its strings
 *   NULL      does nothing [book_free-1]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
void redress_book_free(redress_book *book);

/* How many SLAs a book has, each version counted [book_count-1].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      0 [book_count-2]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_book_count(const redress_book *book);

/* A field of one of the SLAs, which stand in the order of id and effective_from [book_get-1]. Fields: sla, title,
 * currency, timezone, effective_from, effective_to, digest, file [book_get-2]. "" for a value that is not given
 * [book_get-3]; NULL for an index out of range or a field that is none [book_get-4].
 *
 *   Thread    any
 *   Lifetime  as long as the book
 *   NULL      book, field: NULL [book_get-5]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_book_get(const redress_book *book, int64_t index, const char *field);

/* How many facts the rules of a book declare beyond the vocabulary, each record and name counted once
 * [book_fact_count-1].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      0 [book_fact_count-2]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_book_fact_count(const redress_book *book);

/* A property of one of those facts: record, field, type, presence (optional or defaulted), default, values (of a
 * token), sign, doc. They mean what they mean for redress_vocabulary_get [book_fact_get-1]. "" for a value that is not
 * given [book_fact_get-2]; NULL for an index out of range or a property that is none [book_fact_get-3].
 *
 *   Thread    any
 *   Lifetime  as long as the book
 *   NULL      book, property: NULL [book_fact_get-4]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_book_fact_get(const redress_book *book, int64_t index, const char *property);

/* ---- Reviews of rules ------------------------------------------------------------------------------------------- */

/* Reviews a rule file, or every *.xml below a folder, for those who write rules: all that is wrong, and not only the first fault as
 * redress_book_load tells it, and what is doubtful in each SLA without faults [review_load-1]. docs/warnings.md explains the
 * warnings; <allow> silences one in the rules. Rules that are wrong are no failure of this call [review_load-2].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_review_free
 *   NULL      out, path: REDRESS_INVALID_ARGUMENT [review_load-3]; zone_directory: the system's; error: none is wanted
 *   Errors    REDRESS_NOT_READABLE [review_load-4], REDRESS_LIMIT_EXCEEDED of all files together
 *   Memory    REDRESS_OUT_OF_MEMORY [review_load-5]
 *   Since     1.1 */
enum redress_status redress_review_load(redress_review **out, const char *path, const char *zone_directory,
                                        redress_error *error);

/* The same of one SLA from memory [review_parse-1]. The text is not needed afterwards [review_parse-2].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_review_free
 *   NULL      out, xml: REDRESS_INVALID_ARGUMENT [review_parse-3]; zone_directory: the system's; error: none is wanted
 *   Errors    REDRESS_NOT_READABLE where the time zone database can't be read
 *   Memory    REDRESS_OUT_OF_MEMORY [review_parse-4]
 *   Since     1.1 */
enum redress_status redress_review_parse(redress_review **out, const char *xml, int64_t size, const char *zone_directory,
                                         redress_error *error);

/* How many faults and warnings a review has, in the order of files and lines [review_count-1]; at most 100 faults and 1,000 warnings
 * [review_count-2].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      0 [review_count-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.1 */
int64_t redress_review_count(const redress_review *review);

/* A field of one of them [review_get-1]:
 *
 *   severity  error or warning
 *   code      of an error the name of its status; of a warning its code, which keeps its meaning for good
 *   file      as it was named, or as the folder lists it
 *   line      from 1; "" where there is none
 *   column    in characters from 1; "" where there is no line
 *   record    the element of the rules
 *   field     the attribute
 *   message   what was found, what was expected
 *   source    the line, as written; "" where it has more than 1,000 bytes
 *
 * "" for a value that there is not [review_get-2]; NULL for an index out of range or a field that is none [review_get-3].
 *
 *   Thread    any
 *   Lifetime  as long as the review
 *   NULL      review, field: NULL [review_get-4]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.1 */
const char *redress_review_get(const redress_review *review, int64_t index, const char *field);

/* Frees a review.
 *
 *   Thread    the last that uses the review
 *   Lifetime  ends that of the review and of its strings
 *   NULL      does nothing [review_free-1]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.1 */
void redress_review_free(redress_review *review);

/* ---- Cases ------------------------------------------------------------------------------------------------------ */

/* A case from XML (namespace urn:redress:case:1), checked as a whole [case_parse-1]. The text is not needed afterwards
 * [case_parse-2].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_case_free
 *   NULL      out, xml: REDRESS_INVALID_ARGUMENT [case_parse-3]; error: none is wanted
 *   Errors    REDRESS_INVALID_XML, REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED [case_parse-4]
 *   Memory    REDRESS_OUT_OF_MEMORY [case_parse-5]
 *   Since     1.0 */
enum redress_status redress_case_parse(redress_case **out, const char *xml, int64_t size, redress_error *error);

/* An empty case, to be filled by redress_case_add and redress_case_set; its record `case` is open [case_new-1].
 *
 *   Thread    any
 *   Lifetime  *out is the caller's, until redress_case_free
 *   NULL      out: REDRESS_INVALID_ARGUMENT [case_new-2]; error: none is wanted
 *   Errors    no others
 *   Memory    REDRESS_OUT_OF_MEMORY [case_new-3]
 *   Since     1.0 */
enum redress_status redress_case_new(redress_case **out, redress_error *error);

/* Opens a new record: `subscription`, `incident`, ... Values set from here on belong to it; `case` returns to the root
 * [case_add-1]. The order of records never matters [case_add-2].
 *
 *   Thread    the one that uses the case
 *   Lifetime  nothing is returned
 *   NULL      c, record: REDRESS_INVALID_ARGUMENT [case_add-3]; error: none is wanted
 *   Errors    REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED [case_add-4]
 *   Memory    REDRESS_OUT_OF_MEMORY [case_add-5]
 *   Since     1.0 */
enum redress_status redress_case_add(redress_case *c, const char *record, redress_error *error);

/* Sets a field of the open record, once [case_set-1]. The text is copied [case_set-2]. A field that the vocabulary does
 * not have is kept, and refused when settling unless the rules declare it [case_set-3].
 *
 *   Thread    the one that uses the case
 *   Lifetime  nothing is returned
 *   NULL      c, field, value: REDRESS_INVALID_ARGUMENT [case_set-4]; error: none is wanted
 *   Errors    REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED [case_set-5]
 *   Memory    REDRESS_OUT_OF_MEMORY [case_set-6]
 *   Since     1.0 */
enum redress_status redress_case_set(redress_case *c, const char *field, const char *value, int64_t size,
                                     redress_error *error);

/* The case in canonical XML, ended by NUL: parsing it gives the same case [case_xml-1]. Checks the case as a whole
 * first: all that redress_settle would refuse about the case alone is refused here too [case_xml-2]. *size, unless size
 * is NULL, gets its bytes [case_xml-3].
 *
 *   Thread    the one that uses the case
 *   Lifetime  until redress_case_add or redress_case_set changes the case, or it is freed [case_xml-4]
 *   NULL      c, xml: REDRESS_INVALID_ARGUMENT [case_xml-5]; size, error: none is wanted
 *   Errors    REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED
 *   Memory    REDRESS_OUT_OF_MEMORY [case_xml-6]
 *   Since     1.0 */
enum redress_status redress_case_xml(redress_case *c, const char **xml, int64_t *size, redress_error *error);

/* Frees a case. Statements that were made from it stay [C9].
 *
 *   Thread    the last that uses the case
 *   Lifetime  ends that of the case and of its XML
 *   NULL      does nothing [case_free-1]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
void redress_case_free(redress_case *c);

/* ---- Settling --------------------------------------------------------------------------------------------------- */

/* Decides what is due. A case built by calls and the same case from XML give the same statement, byte for byte
 * [settle-1]. The case is checked as a whole and stays usable: the same call gives the same statement [settle-2].
 *
 *   Thread    any that uses the case; others may settle with the same book [settle-3]
 *   Lifetime  *out is the caller's, until redress_statement_free
 *   NULL      out, book, c: REDRESS_INVALID_ARGUMENT [settle-4]; error: none is wanted
 *   Errors    REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED [settle-5]
 *   Memory    REDRESS_OUT_OF_MEMORY [settle-6]
 *   Since     1.0 */
enum redress_status redress_settle(redress_statement **out, const redress_book *book, redress_case *c,
                                   redress_error *error);

/* The same without `step` records, for speed; everything else is the same [settle_without_steps-1].
 *
 *   Thread    as redress_settle
 *   Lifetime  *out is the caller's, until redress_statement_free
 *   NULL      out, book, c: REDRESS_INVALID_ARGUMENT [settle_without_steps-2]; error: none is wanted
 *   Errors    REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED
 *   Memory    REDRESS_OUT_OF_MEMORY [settle_without_steps-3]
 *   Since     1.0 */
enum redress_status redress_settle_without_steps(redress_statement **out, const redress_book *book, redress_case *c,
                                                 redress_error *error);

/* How many records of a kind a statement has: `statement` (one), `decision`, `step`, `credit`, `adjustment`, `charge`,
 * `provenance` (one) [statement_count-1]. 0 for a name that is none [statement_count-2].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      statement, record: 0 [statement_count-3]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_statement_count(const redress_statement *statement, const char *record);

/* A field of a record, by the names of redress_vocabulary_get [statement_get-1]. "" where it has no value
 * [statement_get-2]; NULL for a record, index or field that is none [statement_get-3].
 *
 *   Thread    any
 *   Lifetime  as long as the statement
 *   NULL      statement, record, field: NULL [statement_get-4]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_statement_get(const redress_statement *statement, const char *record, int64_t index,
                                  const char *field);

/* The statement as canonical XML, ended by NUL [statement_xml-1]; *size, unless size is NULL, gets its bytes
 * [statement_xml-2]. Every call returns the same pointer [statement_xml-3].
 *
 *   Thread    any
 *   Lifetime  as long as the statement
 *   NULL      statement: NULL [statement_xml-4]; size: none is wanted
 *   Errors    none
 *   Memory    NULL, and *size is left alone; the same call can be tried again [statement_xml-5]
 *   Since     1.0 */
const char *redress_statement_xml(const redress_statement *statement, int64_t *size);

/* Frees a statement.
 *
 *   Thread    the last that uses the statement
 *   Lifetime  ends that of the statement and of its strings
 *   NULL      does nothing [statement_free-1]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
void redress_statement_free(redress_statement *statement);

/* ---- The vocabulary --------------------------------------------------------------------------------------------- */

/* How many rows the vocabulary has: every field of every record that a case may carry, that formulas may name, or that
 * a statement has, and every attribute of every element of the rules [vocabulary_count-1].
 *
 *   Thread    any
 *   Lifetime  a number
 *   NULL      takes no pointer
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
int64_t redress_vocabulary_count(void);

/* A property of one of the rows [vocabulary_get-1]. abi/ has XML schemas that `redress schema` writes from them. Of a
 * field:
 *
 *   part       case, formula, statement or rules
 *   record     the record, or the element of the rules
 *   field      the field, or the attribute
 *   type       how its text is read, by the names of docs/vocabulary.md; of the rules also ids, identifier, fact_name,
 *              note, words, token_or_span, tokens, whole_number, hours, zone, currency, formula, condition, constant, namespace
 *   presence   of a case and of rules required, optional or defaulted; of formulas derived; of a statement always or
 *              optional
 *   default    of a defaulted field
 *   values     the set of a token, separated by spaces; the range of a whole number, as 1..1000
 *   refers_to  the record whose id a reference names
 *   sign       any, not_negative or positive
 *   doc        one line
 *
 * Of its record or element, the same for all its fields [vocabulary_get-2]:
 *
 *   record_doc  one line
 *   parents     where it may stand in XML, separated by spaces; "" for a root, and for formulas
 *   occurs      how often under one parent: any, at_most_one, one or at_least_one
 *   key         the fields that tell it from others of its kind, separated by spaces
 *   text        whether it has text content: none, optional or required
 *
 * "" for a value that is not given [vocabulary_get-3]; NULL for an index out of range or a property that is none
 * [vocabulary_get-4].
 *
 *   Thread    any
 *   Lifetime  as long as the library is loaded
 *   NULL      property: NULL [vocabulary_get-5]
 *   Errors    none
 *   Memory    takes none
 *   Since     1.0 */
const char *redress_vocabulary_get(int64_t index, const char *property);
