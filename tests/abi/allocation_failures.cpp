// Every allocation is made to fail, once and from then on: the call reports that memory ran out, leaks nothing, leaves its
// objects as they were, and works when it is tried again. A program of its own, since it replaces operator new,
// and with it what pugixml allocates by.
#define DOCTEST_CONFIG_IMPLEMENT
#include <dirent.h>
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <pugixml.hpp>

#include "batch/column.h"
#include "host.h"

namespace {

long long live = 0;            // allocations that were not freed
long long until_failure = -1;  // how many more succeed; below zero: all
bool from_then_on = false;
long long failed_in_all = 0;
int open_error = 0;              // what opening a file or a folder fails with; 0: it does not
long long until_open_error = 0;  // how many more can be opened before

bool fails() noexcept {
    if (until_failure < 0) return false;
    if (until_failure > 0) {
        --until_failure;
        return false;
    }
    if (!from_then_on) until_failure = -1;
    ++failed_in_all;
    return true;
}

void* take(std::size_t size, std::size_t alignment) noexcept {
    if (fails()) return nullptr;
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    void* const memory =
        alignment <= alignof(std::max_align_t) ? std::malloc(size == 0 ? 1 : size) : std::aligned_alloc(alignment, rounded);
    if (memory != nullptr) ++live;
    return memory;
}

void* take_or_throw(std::size_t size, std::size_t alignment) {
    if (void* const memory = take(size, alignment)) return memory;
    throw std::bad_alloc();
}

void give_back(void* memory) noexcept {
    if (memory == nullptr) return;
    --live;
    std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return take_or_throw(size, 1); }
void* operator new[](std::size_t size) { return take_or_throw(size, 1); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size, 1); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return take(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return take_or_throw(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return take_or_throw(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }

// The C library has memory of its own, of which an open file or folder takes some.
template <class... Arguments>
void* open_unless_told(const char* function, Arguments... arguments) {
    if (open_error != 0 && until_open_error-- <= 0) {
        errno = open_error;
        return nullptr;
    }
    return reinterpret_cast<void* (*)(Arguments...)>(dlsym(RTLD_NEXT, function))(arguments...);
}
extern "C" {
DIR* opendir(const char* path) { return static_cast<DIR*>(open_unless_told("opendir", path)); }
FILE* fopen(const char* path, const char* mode) { return static_cast<FILE*>(open_unless_told("fopen", path, mode)); }
FILE* fopen64(const char* path, const char* mode) { return static_cast<FILE*>(open_unless_told("fopen64", path, mode)); }
}

namespace redress::host {
namespace {

// Makes allocation 0, 1, 2, ... of `call` fail until it succeeds; after each failure nothing more is allocated than before.
// `call` returns the status; `undo` frees what a successful call made.
template <class Call, class Undo>
void fail_each(Call call, Undo undo) {
    for (const bool lasting : {false, true}) {
        CAPTURE(lasting);
        long long failures = 0;
        for (long long k = 0;; ++k) {
            const long long before = live;
            from_then_on = lasting;
            until_failure = k;
            const redress_status status = call();
            const bool failed = until_failure < 0 || (lasting && until_failure == 0);
            until_failure = -1;
            if (status == REDRESS_OK) {
                undo();
                if (!failed) break;
                continue;  // an allocation that the call can do without
            }
            ++failures;
            if (status != REDRESS_OUT_OF_MEMORY || live != before) {
                CAPTURE(k);
                CHECK(status == REDRESS_OUT_OF_MEMORY);
                CHECK(live == before);
                return;
            }
        }
        CHECK(failures > 0);
    }
}

TEST_CASE("[C5] [book_parse-4] [book_parse_with_zones-5] [error_new-3] parsing a book") {
    const std::string xml = rules_xml();
    const Owned<redress_error> error(redress_error_new());
    redress_book* book = nullptr;
    const auto undo = [&] {
        redress_book_free(book);
        book = nullptr;
    };
    const auto size = static_cast<std::int64_t>(xml.size());
    fail_each([&] { return redress_book_parse(&book, xml.data(), size, error.get()); }, undo);
    fail_each([&] { return redress_book_parse_with_zones(&book, xml.data(), size, "/usr/share/zoneinfo", error.get()); }, undo);
    CHECK(book == nullptr);
    CHECK(redress_error_status(error.get()) == REDRESS_OUT_OF_MEMORY);
}

// A mistake of each subject, since each takes memory of its own; small, since each allocation is one run.
constexpr const char* doubtful_rules =
    "<sla xmlns='urn:redress:rules:1' id='s' title='T' timezone='UTC' effective_from='2026-01-01'>"
    "<guarantee id='g' over='day'><downtime name='down'/><breach when='down below 2 hours'/></guarantee></sla>";

TEST_CASE("[C5] [review_load-5] [review_parse-4] reviewing rules") {
    std::string file = (std::filesystem::temp_directory_path() / "redress_review_XXXXXX").string();
    close(mkstemp(file.data()));
    std::ofstream(file, std::ios::binary) << doubtful_rules;
    redress_review* review = nullptr;
    const auto undo = [&] {
        redress_review_free(review);
        review = nullptr;
    };
    fail_each([&] { return redress_review_parse(&review, doubtful_rules, -1, nullptr, nullptr); }, undo);
    fail_each([&] { return redress_review_load(&review, file.c_str(), nullptr, nullptr); }, undo);
    CHECK(review == nullptr);
    std::filesystem::remove(file);
}

TEST_CASE("[book_load-5] [book_load_with_zones-6] loading a book from a file and from a folder") {
    std::string folder = (std::filesystem::temp_directory_path() / "redress_allocation_XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    const std::string file = folder + "/rules.xml";
    std::ofstream(file, std::ios::binary) << rules_xml();
    for (const std::string& path : {file, folder}) {
        CAPTURE(path);
        redress_book* book = nullptr;
        const auto undo = [&] {
            redress_book_free(book);
            book = nullptr;
        };
        fail_each([&] { return redress_book_load(&book, path.c_str(), nullptr); }, undo);
        fail_each([&] { return redress_book_load_with_zones(&book, path.c_str(), "/usr/share/zoneinfo", nullptr); }, undo);
        CHECK(book == nullptr);
    }
    std::filesystem::remove_all(folder);
}

// The same batch of cases again and again, which takes no memory.
struct Repeated {
    batch::Held<ArrowSchema> schema;
    batch::Held<ArrowArray> array;

    ArrowArrayStream stream() {
        return {.get_schema = [](ArrowArrayStream* s, ArrowSchema* out) { return give(*out, of(s).schema.it); },
                .get_next = [](ArrowArrayStream* s, ArrowArray* out) { return give(*out, of(s).array.it); },
                .get_last_error = [](ArrowArrayStream*) -> const char* { return "none"; },
                .release = [](ArrowArrayStream* s) { s->release = nullptr; },
                .private_data = this};
    }

private:
    static Repeated& of(ArrowArrayStream* s) { return *static_cast<Repeated*>(s->private_data); }
    template <class Structure>
    static int give(Structure& out, const Structure& kept) {
        out = kept;
        out.release = [](Structure* given) { given->release = nullptr; };
        return 0;
    }
};

TEST_CASE("[settle_batch-17] settling a batch, and reading its answers") {
    const Owned<redress_book> book = book_of(rules_xml());
    std::vector<batch::Column> columns(1, {"case", batch::ColumnType::text});
    columns[0].append(case_xml());
    Repeated cases{batch::Held(batch::struct_schema(columns)), batch::Held(batch::struct_array(columns))};
    ArrowArrayStream stream{};
    const auto settle_batch = [&] {
        ArrowArrayStream source = cases.stream();
        return redress_settle_batch(&stream, book.get(), &source, "steps xml", 1, nullptr);
    };
    fail_each(settle_batch, [&] { stream.release(&stream); });

    REQUIRE(settle_batch() == REDRESS_OK);
    const auto status_of = [](int error) {
        return error == 0 ? REDRESS_OK : error == ENOMEM ? REDRESS_OUT_OF_MEMORY : REDRESS_INTERNAL;
    };
    ArrowSchema schema{};
    fail_each([&] { return status_of(stream.get_schema(&stream, &schema)); }, [&] { schema.release(&schema); });
    stream.release(&stream);

    // A book keeps what an answer was made with, or loses it with the failure: nothing is left once it is freed.
    for (const bool lasting : {false, true}) {
        bool done = false;
        for (long long k = 0; !done; ++k) {
            CAPTURE(k);
            redress_book* own = nullptr;
            const std::string xml = rules_xml();
            const long long before = live;
            REQUIRE(redress_book_parse(&own, xml.data(), -1, nullptr) == REDRESS_OK);
            ArrowArrayStream source = cases.stream();
            REQUIRE(redress_settle_batch(&stream, own, &source, "steps xml", 1, nullptr) == REDRESS_OK);
            ArrowArray array{};
            from_then_on = lasting;
            until_failure = k;
            const int error = stream.get_next(&stream, &array);
            done = until_failure > 0;
            until_failure = -1;
            if (error != 0) {
                REQUIRE(error == ENOMEM);
                REQUIRE(stream.get_next(&stream, &array) == 0);
            }
            CHECK(array.length == 1);
            array.release(&array);
            stream.release(&stream);
            redress_book_free(own);
            REQUIRE(live == before);
        }
    }
}

TEST_CASE("[book_load-5] a file or a folder that the system can't open") {
    const struct {
        const char* path;
        int error;
        redress_status status;
        const char* message;
    } rows[] = {
        {REDRESS_ROOT "/rules", ENOMEM, REDRESS_OUT_OF_MEMORY, "memory"},
        {REDRESS_ROOT "/rules", EACCES, REDRESS_NOT_READABLE, "the folder can't be read: Permission denied"},
        {REDRESS_ROOT "/rules/vultr.xml", ENOMEM, REDRESS_OUT_OF_MEMORY, "memory"},
        {REDRESS_ROOT "/rules/vultr.xml", EMFILE, REDRESS_NOT_READABLE, "the file can't be opened: Too many open files"},
    };
    const Owned<redress_error> error(redress_error_new());
    for (const auto& row : rows) {
        CAPTURE(row.message);
        redress_book* book = nullptr;
        until_open_error = 0;
        open_error = row.error;
        const redress_status status = redress_book_load(&book, row.path, error.get());
        open_error = 0;
        CHECK(status == row.status);
        CHECK(std::string_view(redress_error_message(error.get())).find(row.message) != std::string_view::npos);
        CHECK(book == nullptr);
    }
}

std::string zoned_rules() {
    return "<sla xmlns='urn:redress:rules:1' id='t' title='T' effective_from='2026-01-01' timezone='Europe/Kyiv'>"
           "<guarantee id='g' over='day'><breach when='account.units above 1'/></guarantee></sla>";
}

// How many files can fail to open before a book is loaded; each time the call must give `expected`, then work again.
template <class Call>
int refused_openings(int error_number, redress_status expected, const char* message, Call parse) {
    const Owned<redress_error> error(redress_error_new());
    bool done = false;
    int refused = 0;
    for (long long k = 0; !done; ++k) {
        CAPTURE(k);
        redress_book* book = nullptr;
        until_open_error = k;
        open_error = error_number;
        const redress_status status = parse(&book, error.get());
        done = until_open_error > 0;
        open_error = 0;
        if (status != REDRESS_OK) {
            ++refused;
            REQUIRE(status == expected);
            REQUIRE(std::string_view(redress_error_message(error.get())).find(message) != std::string_view::npos);
        }
        redress_book_free(book);
        REQUIRE(parse(&book, nullptr) == REDRESS_OK);
        redress_book_free(book);
    }
    return refused;
}

TEST_CASE("[book_parse-5] [book_load_with_zones-5] [book_parse_with_zones-4] a time zone database that can't be read") {
    const std::string xml = zoned_rules();
    const auto by_system = [&](redress_book** out, redress_error* error) {
        return redress_book_parse(out, xml.data(), -1, error);
    };
    const auto by_folder = [&](redress_book** out, redress_error* error) {
        return redress_book_parse_with_zones(out, xml.data(), -1, "/usr/share/zoneinfo", error);
    };
    constexpr int files = 3;  // the version, the zone, and the version again
    const char* const too_many = "the time zone database can't be read: Too many open files";
    CHECK(refused_openings(ENOMEM, REDRESS_OUT_OF_MEMORY, "memory", by_system) == files);
    CHECK(refused_openings(EMFILE, REDRESS_NOT_READABLE, too_many, by_system) == files);
    CHECK(refused_openings(ENOMEM, REDRESS_OUT_OF_MEMORY, "memory", by_folder) == files);
    CHECK(refused_openings(EMFILE, REDRESS_NOT_READABLE, too_many, by_folder) == files);

    const Owned<redress_error> error(redress_error_new());
    until_open_error = 0;
    open_error = ENOENT;
    CHECK(book_of(xml, error.get()) == nullptr);
    open_error = 0;
    CHECK(redress_error_status(error.get()) == REDRESS_NOT_READABLE);
    CHECK(redress_error_file(error.get()) == std::string("/usr/share/zoneinfo"));
    CHECK(std::string_view(redress_error_message(error.get())).find("there is no time zone database") != std::string_view::npos);
}

TEST_CASE("[case_parse-5] parsing a case") {
    const std::string xml = case_xml();
    redress_case* c = nullptr;
    fail_each([&] { return redress_case_parse(&c, xml.data(), static_cast<std::int64_t>(xml.size()), nullptr); },
              [&] {
                  redress_case_free(c);
                  c = nullptr;
              });
    CHECK(c == nullptr);
}

TEST_CASE("[case_new-3] [case_add-5] [case_set-6] [case_xml-6] building a case by calls: each call that failed is made again") {
    const std::string long_text(3000, 'x');
    for (const bool lasting : {false, true}) {
        from_then_on = lasting;
        for (long long k = 0; k < 40; ++k) {
            const long long before = live;
            {
                until_failure = k;
                redress_case* c = nullptr;
                const auto try_twice = [&](auto call) {
                    if (call() == REDRESS_OK) return;
                    until_failure = -1;
                    REQUIRE(call() == REDRESS_OK);
                };
                try_twice([&] { return redress_case_new(&c, nullptr); });
                const Owned<redress_case> owned(c);
                for (const Set& set : worked_example) {
                    if (set.record != nullptr) try_twice([&] { return redress_case_add(c, set.record, nullptr); });
                    try_twice([&] { return redress_case_set(c, set.field, set.value, -1, nullptr); });
                }
                try_twice([&] { return redress_case_add(c, "holiday", nullptr); });
                try_twice([&] { return redress_case_set(c, "date", "2017-12-25", -1, nullptr); });
                try_twice([&] { return redress_case_add(c, "incident", nullptr); });
                try_twice([&] { return redress_case_set(c, "id", "i-2", -1, nullptr); });
                try_twice([&] { return redress_case_set(c, "start", "2017-07-13T00:00:00Z", -1, nullptr); });
                try_twice([&] { return redress_case_set(c, "component", long_text.c_str(), -1, nullptr); });
                try_twice([&] { return redress_case_set(c, "not_in_the_vocabulary", long_text.c_str(), -1, nullptr); });
                try_twice([&] { return redress_case_set(c, "end", "2017-07-13T00:00:00Z", -1, nullptr); });
                const char* xml = nullptr;
                try_twice([&] { return redress_case_xml(c, &xml, nullptr, nullptr); });
                until_failure = -1;
                CHECK(std::string_view(xml).find("2017-12-25") != std::string_view::npos);
                CHECK(std::string_view(xml).find("not_in_the_vocabulary=\"xxx") != std::string_view::npos);
            }
            CHECK(live == before);
        }
    }
}

TEST_CASE("[settle-6] [settle_without_steps-3] settling, with and without steps") {
    const std::string xml = case_xml();
    for (const bool steps : {true, false}) {
        CAPTURE(steps);
        const auto call = steps ? &redress_settle : &redress_settle_without_steps;
        const Owned<redress_case> c = case_of(xml);
        std::string expected;
        {
            const Owned<redress_book> other = book_of(rules_xml());
            redress_statement* statement = nullptr;
            REQUIRE(call(&statement, other.get(), c.get(), nullptr) == REDRESS_OK);
            expected = xml_of(statement);
            redress_statement_free(statement);
        }
        for (const bool lasting : {false, true}) {
            CAPTURE(lasting);
            bool done = false;
            for (long long k = 0; !done; ++k) {
                const long long at_first = live;
                {
                    const Owned<redress_book> book = book_of(rules_xml());  // a new one, so that no workspace is kept
                    const long long before = live;
                    redress_statement* statement = nullptr;
                    from_then_on = lasting;
                    until_failure = k;
                    const redress_status status = call(&statement, book.get(), c.get(), nullptr);
                    done = until_failure > 0;
                    until_failure = -1;
                    if (status != REDRESS_OK) {
                        REQUIRE(status == REDRESS_OUT_OF_MEMORY);
                        REQUIRE(statement == nullptr);
                        REQUIRE(live == before);
                        REQUIRE(call(&statement, book.get(), c.get(), nullptr) == REDRESS_OK);
                    }
                    REQUIRE(xml_of(statement) == expected);
                    redress_statement_free(statement);
                }
                REQUIRE(live == at_first);
            }
        }
    }
}

TEST_CASE("finishing a case inside of settling") {
    const Owned<redress_book> book = book_of(rules_xml());
    const std::string expected = xml_of(settle(book.get(), case_of(case_xml()).get()).get());
    bool done = false;
    for (long long k = 0; !done; ++k) {
        const Owned<redress_case> c = empty_case();
        for (const Set& set : worked_example) {
            if (set.record != nullptr) REQUIRE(redress_case_add(c.get(), set.record, nullptr) == REDRESS_OK);
            REQUIRE(redress_case_set(c.get(), set.field, set.value, -1, nullptr) == REDRESS_OK);
        }
        redress_statement* statement = nullptr;
        from_then_on = true;
        until_failure = k;
        const redress_status status = redress_settle(&statement, book.get(), c.get(), nullptr);
        done = until_failure > 0;
        until_failure = -1;
        if (status != REDRESS_OK) {
            REQUIRE(status == REDRESS_OUT_OF_MEMORY);
            REQUIRE(redress_settle(&statement, book.get(), c.get(), nullptr) == REDRESS_OK);
        }
        REQUIRE(xml_of(statement) == expected);
        redress_statement_free(statement);
    }
}

TEST_CASE("[statement_xml-5] writing a statement as XML: NULL where there is no memory, and then the same bytes") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    const std::string expected = xml_of(settle(book.get(), c.get()).get());
    for (const bool lasting : {false, true}) {
        bool done = false;
        for (long long k = 0; !done; ++k) {
            const Owned<redress_statement> statement = settle(book.get(), c.get());
            const long long before = live;
            from_then_on = lasting;
            until_failure = k;
            std::int64_t size = -7;
            const char* const xml = redress_statement_xml(statement.get(), &size);
            done = until_failure > 0;
            until_failure = -1;
            if (xml == nullptr) {
                REQUIRE(size == -7);
                REQUIRE(live == before);
            }
            REQUIRE(xml_of(statement.get()) == expected);
        }
    }
}

TEST_CASE("[error_new-4] a new error object") {
    until_failure = 0;
    from_then_on = false;
    redress_error* const error = redress_error_new();
    until_failure = -1;
    CHECK(error == nullptr);
}

}  // namespace
}  // namespace redress::host

int main(int count, char** arguments) {
    pugi::set_memory_management_functions([](std::size_t size) { return take(size, 1); }, give_back);
    const int result = doctest::Context(count, arguments).run();
    std::printf("%lld allocations failed\n", failed_in_all);
    return result;
}
