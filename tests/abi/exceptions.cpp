// An exception is thrown inside of every entry point, at every place where it takes memory: it comes out as a status, leaves
// the objects as they were, and the call works when it is tried again [C10]. Runs the shared library as it is shipped.
//   exceptions MAP RULES CASE
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <new>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../../plugin/batch/arrow.h"
#include "redress.h"

namespace {

enum class Kind { described, other };  // a std::exception, and something that is none

long long until_throw = -1;  // how many allocations more succeed; below zero: all
Kind thrown = Kind::described;

struct NoException {};

void throw_where_due() {
    if (until_throw < 0 || until_throw-- > 0) return;
    if (thrown == Kind::described) throw std::runtime_error("thrown by a test");
    throw NoException();
}

void* take(std::size_t size) {
    throw_where_due();
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}

void* take_aligned(std::size_t size, std::size_t alignment) {
    throw_where_due();
    if (void* const memory = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)) return memory;
    throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return take_aligned(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return take_aligned(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "FAILED: %s\n", what.c_str());
    std::exit(1);
}

std::string text_of(const char* path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    if (!in || out.str().empty()) fail(std::string(path) + " can't be read");
    return out.str();
}

std::int64_t size_of(const std::string& text) { return static_cast<std::int64_t>(text.size()); }

// What the calls need, and what they make.
struct Objects {
    redress_error* error = redress_error_new();
    redress_book* book = nullptr;
    redress_case* facts = nullptr;
    redress_statement* statement = nullptr;
    redress_review* review = nullptr;
    ArrowArrayStream answers{};

    Objects() = default;
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;
    ~Objects() {
        if (answers.release != nullptr) answers.release(&answers);
        redress_review_free(review);
        redress_statement_free(statement);
        redress_case_free(facts);
        redress_book_free(book);
        redress_error_free(error);
    }
};

// Small, since a review takes memory often and each time is one run.
constexpr const char* doubtful_rules =
    "<sla xmlns='urn:redress:rules:1' id='s' title='T' timezone='UTC' effective_from='2026-01-01'>"
    "<guarantee id='g' over='day'><downtime name='down'/><breach when='down below 2 hours'/></guarantee></sla>";

struct Input {
    const char* rules_path;
    std::string rules;
    std::string facts;
    std::string statement;  // that settling gives
    std::string doubtful_path;
};

// A stream of cases that has none.
ArrowArrayStream no_cases() {
    static ArrowSchema column{"u", "case", nullptr, 0, 0, nullptr, nullptr, [](ArrowSchema*) {}, nullptr};
    static ArrowSchema* columns[] = {&column};
    return {[](ArrowArrayStream*, ArrowSchema* out) {
                *out = {"+s",   "", nullptr, 0, 1, columns, nullptr, [](ArrowSchema* schema) { schema->release = nullptr; },
                        nullptr};
                return 0;
            },
            [](ArrowArrayStream*, ArrowArray* out) {
                out->release = nullptr;
                return 0;
            },
            nullptr, [](ArrowArrayStream* stream) { stream->release = nullptr; }, nullptr};
}

// An entry point: what has to be there, and the call. It gives REDRESS_OK where it worked; a function without a status gives
// REDRESS_INTERNAL for NULL.
struct Entry {
    const char* name;
    std::function<void(Objects&)> prepare;
    std::function<redress_status(Objects&)> call;
    bool has_status = true;  // and so takes the error
};

redress_status unless_null(const void* pointer) { return pointer == nullptr ? REDRESS_INTERNAL : REDRESS_OK; }

std::vector<Entry> entries(const Input& in) {
    const auto nothing = [](Objects&) {};
    const auto book = [&](Objects& o) { redress_book_parse(&o.book, in.rules.data(), size_of(in.rules), nullptr); };
    const auto facts = [&](Objects& o) { redress_case_parse(&o.facts, in.facts.data(), size_of(in.facts), nullptr); };
    const auto empty = [](Objects& o) { redress_case_new(&o.facts, nullptr); };
    const auto both = [=](Objects& o) {
        book(o);
        facts(o);
    };
    const auto settled = [=](Objects& o) {
        both(o);
        redress_settle(&o.statement, o.book, o.facts, nullptr);
    };
    const auto reviewed = [](Objects& o) { redress_review_parse(&o.review, doubtful_rules, -1, nullptr, nullptr); };
    const auto failed = [](Objects& o) { redress_case_parse(&o.facts, "<", 1, o.error); };
    // A text so long that no small buffer takes it.
    static const std::string long_text(2000, 'x');
    static constexpr const char* zones = "/usr/share/zoneinfo";
    return {
        {"redress_abi_version", nothing, [](Objects&) { return redress_abi_version() > 0 ? REDRESS_OK : REDRESS_INTERNAL; },
         false},
        {"redress_abi_cdef", nothing, [](Objects&) { return unless_null(redress_abi_cdef()); }, false},
        {"redress_version", nothing, [](Objects&) { return unless_null(redress_version()); }, false},
        {"redress_status_name", nothing, [](Objects&) { return unless_null(redress_status_name(1)); }, false},
        {"redress_error_new", nothing,
         [](Objects& o) {
             redress_error_free(o.error);
             o.error = redress_error_new();
             return unless_null(o.error);
         },
         false},
        {"redress_error_free", nothing,
         [](Objects& o) {
             redress_error_free(o.error);
             o.error = nullptr;
             return REDRESS_OK;
         },
         false},
        {"redress_error_status", failed,
         [](Objects& o) { return redress_error_status(o.error) == REDRESS_INVALID_XML ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_error_message", failed, [](Objects& o) { return unless_null(redress_error_message(o.error)); }, false},
        {"redress_error_file", failed, [](Objects& o) { return unless_null(redress_error_file(o.error)); }, false},
        {"redress_error_line", failed,
         [](Objects& o) { return redress_error_line(o.error) == 1 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_error_column", failed,
         [](Objects& o) { return redress_error_column(o.error) > 0 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_error_record", failed, [](Objects& o) { return unless_null(redress_error_record(o.error)); }, false},
        {"redress_error_field", failed, [](Objects& o) { return unless_null(redress_error_field(o.error)); }, false},
        {"redress_book_load", nothing, [&](Objects& o) { return redress_book_load(&o.book, in.rules_path, o.error); }},
        {"redress_book_parse", nothing,
         [&](Objects& o) { return redress_book_parse(&o.book, in.rules.data(), size_of(in.rules), o.error); }},
        {"redress_book_load_with_zones", nothing,
         [&](Objects& o) { return redress_book_load_with_zones(&o.book, in.rules_path, zones, o.error); }},
        {"redress_book_parse_with_zones", nothing,
         [&](Objects& o) { return redress_book_parse_with_zones(&o.book, in.rules.data(), size_of(in.rules), zones, o.error); }},
        {"redress_book_free", book,
         [](Objects& o) {
             redress_book_free(o.book);
             o.book = nullptr;
             return REDRESS_OK;
         },
         false},
        {"redress_book_count", book, [](Objects& o) { return redress_book_count(o.book) == 1 ? REDRESS_OK : REDRESS_INTERNAL; },
         false},
        {"redress_book_get", book, [](Objects& o) { return unless_null(redress_book_get(o.book, 0, "digest")); }, false},
        {"redress_book_fact_count", book,
         [](Objects& o) { return redress_book_fact_count(o.book) == 0 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_book_fact_get", book,
         [](Objects& o) { return redress_book_fact_get(o.book, 0, "doc") == nullptr ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_review_load", nothing,
         [&](Objects& o) { return redress_review_load(&o.review, in.doubtful_path.c_str(), nullptr, o.error); }},
        {"redress_review_parse", nothing,
         [](Objects& o) { return redress_review_parse(&o.review, doubtful_rules, -1, nullptr, o.error); }},
        {"redress_review_count", reviewed,
         [](Objects& o) { return redress_review_count(o.review) > 0 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_review_get", reviewed, [](Objects& o) { return unless_null(redress_review_get(o.review, 0, "code")); }, false},
        {"redress_review_free", reviewed,
         [](Objects& o) {
             redress_review_free(o.review);
             o.review = nullptr;
             return REDRESS_OK;
         },
         false},
        {"redress_case_parse", nothing,
         [&](Objects& o) { return redress_case_parse(&o.facts, in.facts.data(), size_of(in.facts), o.error); }},
        {"redress_case_new", nothing, [](Objects& o) { return redress_case_new(&o.facts, o.error); }},
        {"redress_case_add",
         [=](Objects& o) {
             empty(o);
             for (int i = 0; i < 15; ++i) redress_case_add(o.facts, "incident", nullptr);  // the room for usual cases is full
         },
         [](Objects& o) { return redress_case_add(o.facts, "incident", o.error); }},
        {"redress_case_set", empty,
         [](Objects& o) { return redress_case_set(o.facts, "additional", long_text.c_str(), -1, o.error); }},
        {"redress_case_xml",
         [=](Objects& o) {
             facts(o);
             redress_case_add(o.facts, "incident", nullptr);
             redress_case_set(o.facts, "id", "another", -1, nullptr);
             redress_case_set(o.facts, "start", "2017-07-01T00:00:00Z", -1, nullptr);
         },
         [](Objects& o) {
             const char* xml = nullptr;
             return redress_case_xml(o.facts, &xml, nullptr, o.error);
         }},
        {"redress_case_free", facts,
         [](Objects& o) {
             redress_case_free(o.facts);
             o.facts = nullptr;
             return REDRESS_OK;
         },
         false},
        {"redress_settle", both, [](Objects& o) { return redress_settle(&o.statement, o.book, o.facts, o.error); }},
        {"redress_settle_without_steps", both,
         [](Objects& o) { return redress_settle_without_steps(&o.statement, o.book, o.facts, o.error); }},
        {"redress_settle_batch", book,
         [](Objects& o) {
             ArrowArrayStream cases = no_cases();
             if (o.answers.release != nullptr) o.answers.release(&o.answers);
             return redress_settle_batch(&o.answers, o.book, &cases, "steps", 1, o.error);
         }},
        {"redress_statement_count", settled,
         [](Objects& o) { return redress_statement_count(o.statement, "decision") > 0 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_statement_get", settled,
         [](Objects& o) { return unless_null(redress_statement_get(o.statement, "decision", 0, "sentence")); }, false},
        {"redress_statement_xml", settled, [](Objects& o) { return unless_null(redress_statement_xml(o.statement, nullptr)); },
         false},
        {"redress_statement_free", settled,
         [](Objects& o) {
             redress_statement_free(o.statement);
             o.statement = nullptr;
             return REDRESS_OK;
         },
         false},
        {"redress_vocabulary_count", nothing,
         [](Objects&) { return redress_vocabulary_count() > 0 ? REDRESS_OK : REDRESS_INTERNAL; }, false},
        {"redress_vocabulary_get", nothing, [](Objects&) { return unless_null(redress_vocabulary_get(0, "doc")); }, false},
    };
}

void require_described(const Entry& entry, const Objects& o) {
    const std::string_view expected = thrown == Kind::described ? "thrown by a test" : "an unknown failure";
    if (!entry.has_status || redress_error_message(o.error) == expected) return;
    fail(std::string(entry.name) + ": the message is '" + redress_error_message(o.error) + "'");
}

// Throws at allocation 0, 1, 2, ... of the call until there are no more; gives how many there were.
long long throw_everywhere(const Entry& entry, const Input& in) {
    for (long long k = 0;; ++k) {
        Objects o;
        entry.prepare(o);
        until_throw = k;
        const redress_status status = entry.call(o);
        const bool was_thrown = until_throw < 0;
        until_throw = -1;
        if (!was_thrown) {
            if (status != REDRESS_OK) fail(std::string(entry.name) + " fails without an exception");
            return k;
        }
        if (status != REDRESS_INTERNAL)
            fail(std::string(entry.name) + ": allocation " + std::to_string(k) + " gives status " + std::to_string(status));
        require_described(entry, o);
        if (entry.call(o) != REDRESS_OK) fail(std::string(entry.name) + " does not work when it is tried again");
        if (entry.name == std::string_view("redress_settle") && redress_statement_xml(o.statement, nullptr) != in.statement) {
            fail("the statement is another after an exception");
        }
    }
}

std::set<std::string> mapped(const std::string& map) {
    std::set<std::string> names;
    for (std::size_t at = 0; (at = map.find("redress_", at)) != std::string::npos;) {
        const std::size_t end = map.find(';', at);
        names.insert(map.substr(at, end - at));
        at = end;
    }
    return names;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) fail("usage: exceptions MAP RULES CASE");
    Input in{argv[2], text_of(argv[2]), text_of(argv[3]), {}, "/tmp/redress_doubtful_XXXXXX"};
    const int doubtful = mkstemp(in.doubtful_path.data());
    if (doubtful < 0 || write(doubtful, doubtful_rules, std::strlen(doubtful_rules)) < 0 || close(doubtful) != 0)
        fail("no file can be made in /tmp");
    std::set<std::string> left = mapped(text_of(argv[1]));
    if (left.empty()) fail("the map names no functions");
    long long throws = 0;
    std::size_t functions = 0;
    for (const Entry& entry : entries(in)) {
        if (in.statement.empty() && entry.name == std::string_view("redress_settle")) {
            Objects o;
            redress_book_parse(&o.book, in.rules.data(), size_of(in.rules), nullptr);
            redress_case_parse(&o.facts, in.facts.data(), size_of(in.facts), nullptr);
            if (redress_settle(&o.statement, o.book, o.facts, nullptr) != REDRESS_OK) fail("the case does not settle");
            in.statement = redress_statement_xml(o.statement, nullptr);
        }
        for (const Kind kind : {Kind::described, Kind::other}) {
            thrown = kind;
            throws += throw_everywhere(entry, in);
        }
        if (left.erase(entry.name) == 0) fail(std::string(entry.name) + " is not in the map");
        ++functions;
    }
    unlink(in.doubtful_path.c_str());
    if (!left.empty()) fail(*left.begin() + " is not tried");
    if (throws < 1000) fail("hardly anything was thrown: does the library use another operator new?");
    std::printf("%lld exceptions thrown in %zu functions\n", throws, functions);
}
