// What redress_abi.h promises beyond single calls and their NULLs (calls_test.cpp) and beyond running out of memory
// (allocation_failures.cpp). Each test names the promises that it tests by their ids.
#include <doctest/doctest.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cfenv>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "host.h"
#include "xml/character.h"

namespace redress::host {
namespace {

namespace fs = std::filesystem;

// A folder that is gone at the end.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "redress_contract_XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name, std::string_view text) const {
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }
    std::string path() const { return path_.string(); }

private:
    fs::path path_;
};

std::string sla(const std::string& id, const std::string& from, const std::string& more = {}) {
    return "<sla xmlns='urn:redress:rules:1' id='" + id + "' title='T of " + id + "' timezone='Europe/Kyiv' effective_from='" +
           from + "'" + more +
           "><guarantee id='g' over='day'><downtime name='down'/><breach when='down above 1 hour'/></guarantee></sla>";
}

std::string settled_bytes(const redress_book* book) { return xml_of(settle(book, case_of(case_xml()).get()).get()); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

void* run(void* work) {
    (*static_cast<std::function<void()>*>(work))();
    return nullptr;
}
// Runs `work` in a thread of its own; whether the thread was cancelled.
bool in_a_thread(std::function<void()> work) {
    pthread_t thread{};
    void* result = nullptr;
    REQUIRE(pthread_create(&thread, nullptr, run, &work) == 0);
    REQUIRE(pthread_join(thread, &result) == 0);
    return result == PTHREAD_CANCELED;
}

TEST_CASE("[abi_version-1] [version-1] the versions are numbers") {
    CHECK(redress_abi_version() == 2);
    int major = -1, minor = -1, patch = -1;
    char rest = 'x';
    CHECK(std::sscanf(redress_version(), "%d.%d.%d%c", &major, &minor, &patch, &rest) == 3);
    CHECK(major == 1);
}

TEST_CASE("[C2] [error_message-2] [error_record-2] [error_field-2] messages are one line of UTF-8, whatever a host gives") {
    const Owned<redress_error> error(redress_error_new());
    const Owned<redress_case> c = empty_case();
    for (const std::string& bad : {std::string("a\nb"),
                                   std::string("a\xff"
                                               "b"),
                                   std::string("a\xe2\x80\xa8"
                                               "b"),
                                   std::string("\x1b[31m"), std::string("\xc3"), std::string(3000, '\x80'),
                                   std::string("\xc2\x85"), std::string("\x7f")}) {
        const auto check = [&](redress_status status) {
            CHECK(status != REDRESS_OK);
            for (const char* text :
                 {redress_error_message(error.get()), redress_error_record(error.get()), redress_error_field(error.get())}) {
                CAPTURE(text);
                CHECK(xml::is_xml_text(text));
                for (const char* line_break : {"\n", "\r", "\xe2\x80\xa8", "\xc2\x85", "\x1b", "\x7f"})
                    CHECK(std::strstr(text, line_break) == nullptr);
            }
            CHECK(std::strlen(redress_error_message(error.get())) <= 1023);
            CHECK(std::strlen(redress_error_record(error.get())) <= 127);
            CHECK(std::strlen(redress_error_field(error.get())) <= 127);
        };
        check(redress_case_add(c.get(), bad.c_str(), error.get()));
        check(redress_case_set(c.get(), bad.c_str(), "1", -1, error.get()));
        check(redress_case_set(c.get(), "id", bad.c_str(), -1, error.get()));
        redress_book* book = nullptr;
        check(redress_book_load(&book, bad.c_str(), error.get()));
        check(redress_book_parse(&book, bad.c_str(), -1, error.get()));
    }
    CHECK(redress_case_add(c.get(), "a\nb", error.get()) == REDRESS_INVALID_CASE);
    CHECK(std::string_view(redress_error_record(error.get())) == "a?b");
}

TEST_CASE("[C2] text that is not UTF-8 is refused") {
    const Owned<redress_case> c = empty_case();
    redress_case* parsed = nullptr;
    redress_book* book = nullptr;
    for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
        CHECK(redress_case_set(c.get(), "id", text, -1, nullptr) == REDRESS_INVALID_CASE);
        CHECK(redress_case_parse(&parsed, ("<case id='" + std::string(text) + "'/>").c_str(), -1, nullptr) ==
              REDRESS_INVALID_XML);
        CHECK(redress_book_parse(&book, ("<sla id='" + std::string(text) + "'/>").c_str(), -1, nullptr) == REDRESS_INVALID_XML);
    }
}

TEST_CASE("[C3] [case_set-2] [case_parse-2] [book_parse-1] input has a size or ends at NUL, and is copied") {
    std::string rules = rules_xml();
    std::string facts = case_xml();
    const std::string expected = settled_bytes(book_of(rules).get());
    redress_book* parsed_book = nullptr;
    redress_case* parsed = nullptr;
    REQUIRE(redress_book_parse(&parsed_book, rules.c_str(), -1, nullptr) == REDRESS_OK);
    REQUIRE(redress_case_parse(&parsed, facts.c_str(), -1, nullptr) == REDRESS_OK);
    const Owned<redress_book> book(parsed_book);
    const Owned<redress_case> c(parsed);
    std::fill(rules.begin(), rules.end(), 'x');
    std::fill(facts.begin(), facts.end(), 'x');
    CHECK(xml_of(settle(book.get(), c.get()).get()) == expected);

    const Owned<redress_case> built = empty_case();
    char value[] = "abcdef";
    REQUIRE(redress_case_set(built.get(), "id", value, 3, nullptr) == REDRESS_OK);
    REQUIRE(redress_case_set(built.get(), "additional", value, -1, nullptr) == REDRESS_OK);
    std::memset(value, 'x', sizeof value - 1);
    REQUIRE(redress_case_set(built.get(), "as_of", "2026-01-01T00:00:00Z", -1, nullptr) == REDRESS_OK);
    REQUIRE(redress_case_set(built.get(), "currency", "EUR", -1, nullptr) == REDRESS_OK);
    REQUIRE(redress_case_add(built.get(), "account", nullptr) == REDRESS_OK);
    REQUIRE(redress_case_set(built.get(), "id", "a", -1, nullptr) == REDRESS_OK);
    const char* xml = nullptr;
    REQUIRE(redress_case_xml(built.get(), &xml, nullptr, nullptr) == REDRESS_OK);
    CHECK(std::strstr(xml, "id=\"abc\"") != nullptr);
    CHECK(std::strstr(xml, "additional=\"abcdef\"") != nullptr);
    CHECK(redress_case_set(built.get(), "standing", "go\0od", 5, nullptr) == REDRESS_INVALID_CASE);  // a NUL inside
    CHECK(redress_case_set(built.get(), "standing", "good", -2, nullptr) == REDRESS_INVALID_ARGUMENT);
}

TEST_CASE("[C7] names and the vocabulary are the same strings for good") {
    const char* const name = redress_status_name(REDRESS_INVALID_CASE);
    const char* const doc = redress_vocabulary_get(0, "doc");
    const char* const text = redress_abi_cdef();
    settled_bytes(book_of(rules_xml()).get());
    CHECK(redress_status_name(REDRESS_INVALID_CASE) == name);
    CHECK(redress_vocabulary_get(0, "doc") == doc);
    CHECK(redress_abi_cdef() == text);
}

TEST_CASE("[C8] a case and an error go from thread to thread, and are freed by another than the one that made them") {
    const Owned<redress_book> book = book_of(rules_xml());
    const std::string expected = settled_bytes(book.get());
    redress_case* c = nullptr;
    redress_error* error = nullptr;
    redress_statement* statement = nullptr;
    in_a_thread([&] { error = redress_error_new(); });
    in_a_thread([&] { redress_case_new(&c, error); });
    for (const Set& set : worked_example) {
        in_a_thread([&] {
            if (set.record != nullptr) redress_case_add(c, set.record, error);
            redress_case_set(c, set.field, set.value, -1, error);
        });
    }
    in_a_thread([&] { redress_settle(&statement, book.get(), c, error); });
    in_a_thread([&] { CHECK(xml_of(statement) == expected); });
    in_a_thread([&] { redress_case_add(c, "incidnt", error); });
    in_a_thread([&] { redress_case_free(c); });
    CHECK(redress_error_status(error) == REDRESS_INVALID_CASE);
    in_a_thread([&] { redress_error_free(error); });
    in_a_thread([&] { redress_statement_free(statement); });
}

TEST_CASE("[C10] a thread that is cancelled inside of a call finishes the call first") {
    const std::string folder = std::string(REDRESS_ROOT) + "/rules";
    // A zone that no other test reads, so that its file is opened here.
    const std::string rules =
        "<sla xmlns='urn:redress:rules:1' id='s' title='S' timezone='Pacific/Chatham' effective_from='2026-01-01'/>";
    redress_book* loaded = nullptr;
    redress_book* parsed = nullptr;
    redress_status status = REDRESS_INTERNAL;
    for (const auto& call : {std::function<void()>([&] { status = redress_book_load(&loaded, folder.c_str(), nullptr); }),
                             std::function<void()>([&] { status = redress_book_parse(&parsed, rules.c_str(), -1, nullptr); })}) {
        status = REDRESS_INTERNAL;
        bool returned = false;
        const bool cancelled = in_a_thread([&] {
            pthread_cancel(pthread_self());
            call();
            returned = true;
            pthread_testcancel();
        });
        CHECK(returned);
        CHECK(cancelled);
        CHECK((status == REDRESS_OK || status == REDRESS_INVALID_RULES));
    }
    redress_book_free(loaded);
    redress_book_free(parsed);
}

// All that a process has one of.
struct ProcessState {
    std::string locale = std::setlocale(LC_ALL, nullptr);
    std::string directory = fs::current_path().string();
    std::vector<std::string> environment = [] {
        std::vector<std::string> all;
        for (char** variable = environ; *variable != nullptr; ++variable) all.emplace_back(*variable);
        return all;
    }();
    int rounding = std::fegetround();
    mode_t mask = [] {
        const mode_t now = umask(0);
        umask(now);
        return now;
    }();
    std::vector<void (*)(int)> handlers = [] {
        std::vector<void (*)(int)> all;
        for (int number = 1; number < NSIG; ++number) {
            struct sigaction action {};
            if (sigaction(number, nullptr, &action) == 0) all.push_back(action.sa_handler);
        }
        return all;
    }();
    std::string blocked = [] {
        sigset_t set;
        std::string all;
        pthread_sigmask(SIG_SETMASK, nullptr, &set);
        for (int number = 1; number < NSIG; ++number) all += sigismember(&set, number) == 1 ? '1' : '0';
        return all;
    }();
    std::size_t open_files =
        static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));

    bool operator==(const ProcessState&) const = default;
};

TEST_CASE("[C11] the state of the process stays as it is, in any rounding mode") {
    const Owned<redress_book> first = book_of(rules_xml());
    const std::string expected = settled_bytes(first.get());
    for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO, FE_TONEAREST}) {
        std::fesetround(mode);
        const ProcessState before;
        const Owned<redress_error> error(redress_error_new());
        redress_book* loaded = nullptr;
        redress_book_load(&loaded, (std::string(REDRESS_ROOT) + "/rules").c_str(), error.get());
        redress_book_load(&loaded, "nowhere", error.get());
        const Owned<redress_book> book = book_of(rules_xml());
        const std::string found = settled_bytes(book.get());
        redress_book_free(loaded);
        const ProcessState after;
        std::fesetround(FE_TONEAREST);
        CHECK(before == after);
        CHECK(found == expected);
    }
}

TEST_CASE("[C10] nothing is printed") {
    const Folder folder;
    const std::string printed = folder.file("printed", "");
    std::fflush(nullptr);
    const int out = dup(1), err = dup(2), file = open(printed.c_str(), O_WRONLY);
    dup2(file, 1);
    dup2(file, 2);
    settled_bytes(book_of(rules_xml()).get());
    case_of("<case");
    book_of("<sla/>");
    std::fflush(nullptr);
    dup2(out, 1);
    dup2(err, 2);
    for (const int descriptor : {out, err, file}) close(descriptor);
    CHECK(text_of(printed).empty());
}

// The day of the incident begins at midnight in Kyiv, in UTC: what zone data a book uses.
std::string day_start(const redress_book* book) {
    const std::string facts =
        "<case xmlns='urn:redress:case:1' id='c' as_of='2026-08-01T00:00:00Z' currency='EUR'><account id='a'/><subscription "
        "id='v' sla='s' price='30'/>"
        "<incident id='i' start='2026-07-01T12:00:00Z' end='2026-07-01T14:00:00Z' subscription='v'/></case>";
    const Owned<redress_statement> statement = settle(book, case_of(facts).get());
    return redress_statement_get(statement.get(), "decision", 0, "window_start");
}
std::string zone_version(const redress_book* book) {
    const std::string facts =
        "<case xmlns='urn:redress:case:1' id='c' as_of='2026-08-01T00:00:00Z' currency='EUR'><account id='a'/></case>";
    return redress_statement_get(settle(book, case_of(facts).get()).get(), "provenance", 0, "zone_data_version");
}
Owned<redress_book> book_by(const std::string& xml, const char* zones, redress_error* error = nullptr) {
    redress_book* out = nullptr;
    redress_book_parse_with_zones(&out, xml.data(), static_cast<std::int64_t>(xml.size()), zones, error);
    return Owned<redress_book>(out);
}
Owned<redress_book> loaded_by(const std::string& path, const char* zones, redress_error* error = nullptr) {
    redress_book* out = nullptr;
    redress_book_load_with_zones(&out, path.c_str(), zones, error);
    return Owned<redress_book>(out);
}
// The system's bytes of one zone under the name of another.
std::string system_zone(const std::string& name) { return text_of("/usr/share/zoneinfo/" + name); }

TEST_CASE(
    "[C14] [book_load_with_zones-1] [book_parse_with_zones-1] each book has its zones to itself, from its directory as it was") {
    const std::string rules = sla("s", "2026-01-01");
    const Folder tokyo, utc, rule_files;
    tokyo.file("Europe/Kyiv", system_zone("Asia/Tokyo"));
    tokyo.file("tzdata.zi", "# version 2099a\n");
    utc.file("Europe/Kyiv", system_zone("UTC"));
    utc.file("tzdata.zi", "# version 2099b\n");
    const std::string rule_file = rule_files.file("s.xml", rules);
    const Owned<redress_book> of_system = book_of(rules);
    const Owned<redress_book> of_tokyo = book_by(rules, tokyo.path().c_str());
    const Owned<redress_book> of_utc = loaded_by(rule_file, utc.path().c_str());
    const std::string system_version = zone_version(of_system.get());
    const auto check = [&] {
        CHECK(day_start(of_system.get()) == "2026-06-30T21:00:00Z");
        CHECK(day_start(of_tokyo.get()) == "2026-06-30T15:00:00Z");
        CHECK(day_start(of_utc.get()) == "2026-07-01T00:00:00Z");
        CHECK(zone_version(of_system.get()) == system_version);
        CHECK(zone_version(of_tokyo.get()) == "2099a");
        CHECK(zone_version(of_utc.get()) == "2099b");
    };
    check();
    // An update under the running process: the next book sees it, those before don't.
    fs::remove(tokyo.path() + "/Europe/Kyiv");
    tokyo.file("Europe/Kyiv", system_zone("Asia/Kathmandu"));
    tokyo.file("tzdata.zi", "# version 2099c\n");
    fs::remove_all(utc.path());
    const Owned<redress_book> after = book_by(rules, tokyo.path().c_str());
    CHECK(day_start(after.get()) == "2026-06-30T18:15:00Z");
    CHECK(zone_version(after.get()) == "2099c");
    check();
}

TEST_CASE(
    "[book_load_with_zones-2] [book_load_with_zones-4] [book_parse_with_zones-3] the version is the directory's, or the digest "
    "of its zones") {
    const std::string rules = sla("s", "2026-01-01");
    const Folder zones, rule_files;
    const std::string rule_file = rule_files.file("s.xml", rules);
    zones.file("Europe/Kyiv", system_zone("Europe/Kyiv"));
    const std::string without = zone_version(loaded_by(rule_file, zones.path().c_str()).get());
    CHECK(without.starts_with("sha256:"));
    CHECK(without.size() == std::strlen("sha256:") + 64);
    CHECK(zone_version(book_by(rules, zones.path().c_str()).get()) == without);
    const std::string in_utc = replaced(rules, "Europe/Kyiv", "UTC");
    CHECK(zone_version(book_by(in_utc, zones.path().c_str()).get()) == "none");
    CHECK(zone_version(loaded_by(rule_file, nullptr).get()) == zone_version(book_of(rules).get()));
    CHECK(zone_version(book_by(rules, nullptr).get()) == zone_version(book_of(rules).get()));
}

TEST_CASE("[book_load_with_zones-5] [book_parse_with_zones-4] a zone directory that is none, and zones that it lacks") {
    const std::string rules = sla("s", "2026-01-01");
    const Folder folder;
    const std::string rule_file = folder.file("rules/s.xml", rules);
    const Owned<redress_error> error(redress_error_new());
    const std::string empty = fs::path(folder.file("empty/file", "")).parent_path().string();
    for (const std::string& zones : {folder.path() + "/nowhere", rule_file, empty, std::string()}) {
        CAPTURE(zones);
        CHECK(loaded_by(rule_file, zones.c_str(), error.get()) == nullptr);
        CHECK(redress_error_status(error.get()) == REDRESS_NOT_READABLE);
        CHECK(redress_error_file(error.get()) == zones);
        CHECK(book_by(rules, zones.c_str(), error.get()) == nullptr);
        CHECK(redress_error_status(error.get()) == REDRESS_NOT_READABLE);
        CHECK(redress_error_file(error.get()) == zones);
    }
    folder.file("empty/UTC", system_zone("UTC"));
    CHECK(book_by(rules, empty.c_str(), error.get()) == nullptr);
    CHECK(redress_error_status(error.get()) == REDRESS_INVALID_RULES);
    CHECK(redress_error_field(error.get()) == std::string_view("timezone"));
}

TEST_CASE("[C15] a case that two threads use at once is told to the second, and nothing breaks") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    const std::string expected = xml_of(settle(book.get(), c.get()).get());
    constexpr int told_enough = 50;
    std::atomic<int> told = 0;
    std::atomic<int> wrong = 0;
    const auto note = [&](redress_status status, redress_status usual) {
        if (status == REDRESS_INVALID_ARGUMENT) {
            ++told;
        } else if (status != usual) {
            ++wrong;
        }
    };
    const auto use = [&](int thread) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (told < told_enough && std::chrono::steady_clock::now() < until) {
            redress_statement* statement = nullptr;
            const char* xml = nullptr;
            switch (thread) {
                case 0: note(redress_settle(&statement, book.get(), c.get(), nullptr), REDRESS_OK); break;
                case 1: note(redress_settle_without_steps(&statement, book.get(), c.get(), nullptr), REDRESS_OK); break;
                case 2: note(redress_case_xml(c.get(), &xml, nullptr, nullptr), REDRESS_OK); break;
                case 3: note(redress_case_set(c.get(), "no such field", "1", -1, nullptr), REDRESS_INVALID_CASE); break;
                default: note(redress_case_add(c.get(), "account", nullptr), REDRESS_INVALID_CASE);  // it has one
            }
            if (thread == 0 && statement != nullptr && xml_of(statement) != expected) ++wrong;
            redress_statement_free(statement);
        }
    };
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 5; ++thread) threads.emplace_back(use, thread);
    for (std::thread& thread : threads) thread.join();
    CHECK(told >= told_enough);
    CHECK(wrong == 0);
    CHECK(xml_of(settle(book.get(), c.get()).get()) == expected);
    const Owned<redress_error> error(redress_error_new());
    CHECK(redress_case_set(c.get(), "no such field", "1", -1, error.get()) == REDRESS_INVALID_CASE);
}

TEST_CASE("[C12] a child made by fork goes on with all objects") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    const Owned<redress_error> error(redress_error_new());
    const Owned<redress_statement> statement = settle(book.get(), c.get());
    const std::string expected = settled_bytes(book.get());
    std::fflush(nullptr);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        bool same = xml_of(statement.get()) == expected;
        same = same && xml_of(settle(book.get(), c.get(), error.get()).get()) == expected;
        same = same && settled_bytes(book_of(rules_xml()).get()) == expected;
        same = same && redress_case_add(c.get(), "incidnt", error.get()) == REDRESS_INVALID_CASE;
        _exit(same ? 0 : 1);
    }
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    CHECK(settled_bytes(book.get()) == expected);
    CHECK(redress_error_status(error.get()) == REDRESS_OK);
}

TEST_CASE("[error_new-1] [error_new-2] [error_status-1] an error holds the last failure, and none at first") {
    const Owned<redress_error> error(redress_error_new());
    const redress_error* const e = error.get();
    CHECK(redress_error_status(e) == REDRESS_OK);
    for (const char* text : {redress_error_message(e), redress_error_file(e), redress_error_record(e), redress_error_field(e)})
        CHECK(std::strlen(text) == 0);
    CHECK(redress_error_line(e) == 0);
    CHECK(redress_error_column(e) == 0);
    redress_book* book = nullptr;
    CHECK(redress_book_load(&book, "nowhere", error.get()) == REDRESS_NOT_READABLE);
    CHECK(std::string_view(redress_error_file(e)) == "nowhere");
    CHECK(redress_case_set(empty_case().get(), "as_of", "never", -1, error.get()) == REDRESS_INVALID_CASE);
    CHECK(redress_error_status(e) == REDRESS_INVALID_CASE);
    CHECK(std::strlen(redress_error_file(e)) == 0);  // nothing is left of the one before
    CHECK(std::string_view(redress_error_record(e)) == "case");
}

TEST_CASE("[error_line-1] [error_column-1] columns count characters") {
    const Owned<redress_error> error(redress_error_new());
    redress_case* c = nullptr;
    CHECK(redress_case_parse(&c, "<case xmlns='urn:redress:case:1' id='\xd0\xb6\xd0\xb6'\n as_of='\xd0\xb6' currency='EUR'/>", -1,
                             error.get()) == REDRESS_INVALID_CASE);
    CHECK(redress_error_line(error.get()) == 2);
    CHECK(redress_error_column(error.get()) == 9);
    CHECK(redress_case_parse(&c, "<case xmlns='urn:redress:case:1' id='\xd0\xb6\xd0\xb6' as_of='x' currency='EUR'/>", -1,
                             error.get()) == REDRESS_INVALID_CASE);
    CHECK(redress_error_line(error.get()) == 1);
    CHECK(redress_error_column(error.get()) == 49);
}

TEST_CASE("[error_file-1] [error_file-2] a file comes back in the bytes that named it, as far as there is room") {
    const Owned<redress_error> error(redress_error_new());
    const Folder folder;
    redress_book* book = nullptr;
    folder.file("a.xml", sla("a", "2026-01-01"));
    const std::string odd = folder.file("sub/b\n\xff.xml", "<sla/>");
    CHECK(redress_book_load(&book, folder.path().c_str(), error.get()) == REDRESS_INVALID_RULES);
    CHECK(redress_error_file(error.get()) == odd);
    std::string letters;
    while (letters.size() < 2000) letters += "\xd0\xb6";
    CHECK(redress_book_load(&book, ("x" + letters).c_str(), error.get()) == REDRESS_NOT_READABLE);
    CHECK(redress_error_file(error.get()) == "x" + letters.substr(0, 510));
    CHECK(redress_book_load(&book, letters.c_str(), error.get()) == REDRESS_NOT_READABLE);
    CHECK(redress_error_file(error.get()) == letters.substr(0, 510));
}

TEST_CASE("[book_load-1] [book_get-1] [book_count-1] a folder is loaded with all below it, in the order of id and version") {
    const Folder folder;
    folder.file("z.xml", sla("b", "2026-01-01"));
    folder.file("y/x.xml", sla("b", "2025-01-01", " effective_to='2026-01-01' currency='EUR'"));
    folder.file("y/w/v.xml", sla("a", "2026-06-01"));
    folder.file("read.me", "not rules");
    redress_book* loaded = nullptr;
    REQUIRE(redress_book_load(&loaded, folder.path().c_str(), nullptr) == REDRESS_OK);
    const Owned<redress_book> book(loaded);
    REQUIRE(redress_book_count(book.get()) == 3);
    const char* const expected[][2] = {{"a", "2026-06-01"}, {"b", "2025-01-01"}, {"b", "2026-01-01"}};
    for (std::int64_t i = 0; i < 3; ++i) {
        CHECK(std::string_view(redress_book_get(book.get(), i, "sla")) == expected[i][0]);
        CHECK(std::string_view(redress_book_get(book.get(), i, "effective_from")) == expected[i][1]);
    }
    // [book_get-2] [book_get-3]
    CHECK(std::string_view(redress_book_get(book.get(), 1, "title")) == "T of b");
    CHECK(std::string_view(redress_book_get(book.get(), 1, "currency")) == "EUR");
    CHECK(std::string_view(redress_book_get(book.get(), 1, "timezone")) == "Europe/Kyiv");
    CHECK(std::string_view(redress_book_get(book.get(), 1, "effective_to")) == "2026-01-01");
    CHECK(std::strlen(redress_book_get(book.get(), 1, "digest")) == 64);
    CHECK(redress_book_get(book.get(), 1, "file") == folder.path() + "/y/x.xml");
    CHECK(std::strlen(redress_book_get(book.get(), 0, "currency")) == 0);
    CHECK(std::strlen(redress_book_get(book.get(), 2, "effective_to")) == 0);
    CHECK(std::strlen(redress_book_get(book_of(sla("a", "2026-01-01")).get(), 0, "file")) == 0);
}

TEST_CASE("[book_load-2] [book_load-4] one thing wrong refuses the book, and the files are not needed afterwards") {
    redress_book* book = nullptr;
    const Owned<redress_error> error(redress_error_new());
    Owned<redress_book> kept;
    std::string expected;
    {
        const Folder folder;
        folder.file("a.xml", rules_xml());
        REQUIRE(redress_book_load(&book, folder.path().c_str(), nullptr) == REDRESS_OK);
        kept.reset(std::exchange(book, nullptr));
        const std::string wrong = folder.file("b.xml", sla("b", "2026-13-01"));
        CHECK(redress_book_load(&book, folder.path().c_str(), error.get()) == REDRESS_INVALID_RULES);
        CHECK(redress_error_file(error.get()) == wrong);
        CHECK(redress_book_load(&book, (folder.path() + "/c.xml").c_str(), nullptr) == REDRESS_NOT_READABLE);
        fs::remove_all(folder.path() + "/a.xml");
        fs::remove_all(folder.path() + "/b.xml");
        CHECK(redress_book_load(&book, folder.path().c_str(), nullptr) == REDRESS_NOT_READABLE);
    }
    CHECK(book == nullptr);
    CHECK(settled_bytes(kept.get()) == settled_bytes(book_of(rules_xml()).get()));
}

TEST_CASE("[book_parse-3] [case_parse-4] [case_add-4] [case_set-5] [settle-5] each kind of failure has its status") {
    redress_book* book = nullptr;
    redress_case* c = nullptr;
    const std::string many(17 << 20, ' ');
    CHECK(redress_book_parse(&book, "<sla", -1, nullptr) == REDRESS_INVALID_XML);
    CHECK(redress_book_parse(&book, "<sla/>", -1, nullptr) == REDRESS_INVALID_RULES);
    CHECK(redress_book_parse(&book, many.data(), static_cast<std::int64_t>(many.size()), nullptr) == REDRESS_LIMIT_EXCEEDED);
    CHECK(redress_case_parse(&c, "<case", -1, nullptr) == REDRESS_INVALID_XML);
    CHECK(redress_case_parse(&c, "<case/>", -1, nullptr) == REDRESS_INVALID_CASE);
    CHECK(redress_case_parse(&c, many.data(), static_cast<std::int64_t>(many.size()), nullptr) == REDRESS_LIMIT_EXCEEDED);
    const Owned<redress_case> built = empty_case();
    CHECK(redress_case_add(built.get(), "nothing", nullptr) == REDRESS_INVALID_CASE);
    CHECK(redress_case_set(built.get(), "as_of", "never", -1, nullptr) == REDRESS_INVALID_CASE);
    CHECK(redress_case_set(built.get(), "id", many.data(), 5000, nullptr) == REDRESS_LIMIT_EXCEEDED);
    redress_statement* statement = nullptr;
    CHECK(redress_settle(&statement, book_of(rules_xml()).get(), built.get(), nullptr) == REDRESS_INVALID_CASE);
    redress_status status = REDRESS_OK;
    for (int i = 0; i <= 20'000 && status == REDRESS_OK; ++i) status = redress_case_add(built.get(), "incident", nullptr);
    CHECK(status == REDRESS_LIMIT_EXCEEDED);
}

// The worked example with its records in another order, and the root in the middle.
Owned<redress_case> shuffled_case() {
    Owned<redress_case> c = empty_case();
    std::vector<std::vector<Set>> records;
    for (const Set& set : worked_example) {
        if (set.record != nullptr) records.emplace_back();
        records.back().push_back(set);
    }
    for (const std::size_t i : {3, 4, 0, 1, 2}) {
        REQUIRE(redress_case_add(c.get(), records[i].front().record, nullptr) == REDRESS_OK);
        for (const Set& set : records[i]) REQUIRE(redress_case_set(c.get(), set.field, set.value, -1, nullptr) == REDRESS_OK);
    }
    return c;
}

TEST_CASE("[case_new-1] [case_add-1] [case_add-2] records come in any order, and `case` returns to the root") {
    const Owned<redress_book> book = book_of(rules_xml());
    CHECK(xml_of(settle(book.get(), shuffled_case().get()).get()) == settled_bytes(book.get()));
    const Owned<redress_case> c = empty_case();
    CHECK(redress_case_set(c.get(), "id", "root", -1, nullptr) == REDRESS_OK);  // `case` is open
    CHECK(redress_case_add(c.get(), "account", nullptr) == REDRESS_OK);
    CHECK(redress_case_set(c.get(), "id", "account", -1, nullptr) == REDRESS_OK);
    CHECK(redress_case_add(c.get(), "case", nullptr) == REDRESS_OK);
    CHECK(redress_case_set(c.get(), "id", "again", -1, nullptr) == REDRESS_INVALID_CASE);  // [case_set-1] given twice
}

TEST_CASE("[case_set-3] a field that nothing declares is kept, and refused when settling unless the rules declare it") {
    const auto with_field = [] {
        std::string facts = case_xml();
        return facts.insert(facts.find("<account ") + 9, "partner=\"yes\" ");
    };
    const Owned<redress_case> c = case_of(with_field());
    REQUIRE(c != nullptr);
    const char* xml = nullptr;
    REQUIRE(redress_case_xml(c.get(), &xml, nullptr, nullptr) == REDRESS_OK);
    CHECK(std::strstr(xml, "partner=\"yes\"") != nullptr);
    const Owned<redress_error> error(redress_error_new());
    CHECK(settle(book_of(rules_xml()).get(), c.get(), error.get()) == nullptr);
    CHECK(redress_error_status(error.get()) == REDRESS_INVALID_CASE);
    CHECK(std::string_view(redress_error_field(error.get())) == "partner");
    std::string rules = rules_xml();
    rules.insert(rules.find("<guarantee "), "<fact record=\"account\" name=\"partner\" type=\"flag\" default=\"no\"/>");
    CHECK(settle(book_of(rules).get(), c.get()) != nullptr);
}

TEST_CASE("[case_parse-1] [case_xml-2] a case is checked as a whole, when it is parsed, written and settled") {
    const std::string no_account =
        "<case xmlns='urn:redress:case:1' id='c' as_of='2026-01-01T00:00:00Z' currency='EUR'><incident id='i' "
        "start='2027-01-01T00:00:00Z'/></case>";
    redress_case* parsed = nullptr;
    CHECK(redress_case_parse(&parsed, no_account.c_str(), -1, nullptr) == REDRESS_INVALID_CASE);
    const Owned<redress_case> c = empty_case();
    const Owned<redress_error> written(redress_error_new()), settled(redress_error_new());
    for (const Set& set : worked_example) {
        if (set.record != nullptr) REQUIRE(redress_case_add(c.get(), set.record, nullptr) == REDRESS_OK);
        const char* xml = nullptr;
        if (redress_case_xml(c.get(), &xml, nullptr, written.get()) != REDRESS_OK) {
            CHECK(settle(book_of(rules_xml()).get(), c.get(), settled.get()) == nullptr);
            CHECK(std::string_view(redress_error_message(settled.get())) == redress_error_message(written.get()));
        }
        REQUIRE(redress_case_set(c.get(), set.field, set.value, -1, nullptr) == REDRESS_OK);
    }
}

TEST_CASE("[case_xml-1] [case_xml-3] [case_xml-4] the XML of a case gives the same case, and stays until the case is changed") {
    const Owned<redress_case> c = shuffled_case();
    const char* xml = nullptr;
    std::int64_t size = 0;
    REQUIRE(redress_case_xml(c.get(), &xml, &size, nullptr) == REDRESS_OK);
    CHECK(std::strlen(xml) == static_cast<std::size_t>(size));
    const char* again = nullptr;
    const Owned<redress_case> copy = case_of(xml);
    REQUIRE(redress_case_xml(copy.get(), &again, nullptr, nullptr) == REDRESS_OK);
    CHECK(std::string_view(again) == xml);
    // Settling, writing again and failing change nothing.
    const std::string kept = xml;
    settle(book_of(rules_xml()).get(), c.get());
    CHECK(redress_case_add(c.get(), "nothing", nullptr) != REDRESS_OK);
    CHECK(redress_case_set(c.get(), "id", "again", -1, nullptr) != REDRESS_OK);
    REQUIRE(redress_case_xml(c.get(), &again, nullptr, nullptr) == REDRESS_OK);
    CHECK(again == xml);
    CHECK(kept == xml);
}

TEST_CASE("[settle_without_steps-1] without steps, everything else is the same") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_case> c = case_of(case_xml());
    redress_statement* out = nullptr;
    REQUIRE(redress_settle_without_steps(&out, book.get(), c.get(), nullptr) == REDRESS_OK);
    const Owned<redress_statement> without(out);
    CHECK(redress_statement_count(without.get(), "step") == 0);
    std::istringstream lines(settled_bytes(book.get()));
    std::string expected, line;
    while (std::getline(lines, line)) {
        if (line.find("<step ") == std::string::npos) expected += line + "\n";
    }
    CHECK(xml_of(without.get()) == expected);
}

TEST_CASE("[statement_count-1] a statement has one `statement` and one `provenance`, and the other records") {
    const Owned<redress_book> book = book_of(rules_xml());
    const Owned<redress_statement> statement = settle(book.get(), case_of(case_xml()).get());
    const struct {
        const char* record;
        std::int64_t least, most;
    } rows[] = {{"statement", 1, 1},  {"decision", 1, 100}, {"step", 3, 100},    {"credit", 1, 1},
                {"adjustment", 1, 1}, {"charge", 0, 0},     {"provenance", 1, 1}};
    for (const auto& row : rows) {
        CAPTURE(row.record);
        CHECK(redress_statement_count(statement.get(), row.record) >= row.least);
        CHECK(redress_statement_count(statement.get(), row.record) <= row.most);
    }
    // [statement_get-2] a decision without a missing fact
    CHECK(redress_statement_get(statement.get(), "decision", 0, "missing") == std::string_view());
}

TEST_CASE("[statement_xml-2] the XML of a statement has the size that is told") {
    const Owned<redress_statement> statement = settle(book_of(rules_xml()).get(), case_of(case_xml()).get());
    std::int64_t size = -1;
    const char* const xml = redress_statement_xml(statement.get(), &size);
    CHECK(std::strlen(xml) == static_cast<std::size_t>(size));
}

TEST_CASE(
    "[vocabulary_get-2] [vocabulary_get-3] what is said of a record is the same for all its fields, and \"\" stands for "
    "nothing") {
    std::map<std::string, std::string> said;
    for (std::int64_t i = 0; i < redress_vocabulary_count(); ++i) {
        std::string of_record;
        for (const char* property : {"record_doc", "parents", "occurs", "key", "text"})
            of_record += std::string(redress_vocabulary_get(i, property)) + "|";
        const std::string record = std::string(redress_vocabulary_get(i, "part")) + "/" + redress_vocabulary_get(i, "record");
        CAPTURE(record);
        CHECK(said.emplace(record, of_record).first->second == of_record);
        const bool has_default = std::string_view(redress_vocabulary_get(i, "presence")) == "defaulted";
        CHECK((std::strlen(redress_vocabulary_get(i, "default")) > 0) == has_default);
    }
    CHECK(said.size() > 20);
}

}  // namespace
}  // namespace redress::host
