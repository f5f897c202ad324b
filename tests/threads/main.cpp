// One book and 32 threads: settles of all samples, refusals, and handles that another thread frees. Under the thread
// sanitizer (run.sh) every race ends the program; without it, every statement must still be the one of a single thread.
//   redress_threads [ROUNDS]     each round settles every sample and asks every statement for its XML from two threads
//   redress_threads planted      breaks the contract: threads share one error, which the sanitizer must report
#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "../abi/host.h"

namespace redress::host {
namespace {

constexpr std::size_t thread_count = 32;

struct Sample {
    std::string case_xml;
    std::string statement_xml;  // as one thread got it; "" where settling is refused
};

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

void need(bool holds, const char* what) {
    if (!holds) fail(what);
}

Owned<redress_book> load_rules() {
    redress_book* out = nullptr;
    redress_book_load(&out, REDRESS_ROOT "/rules", nullptr);
    need(out != nullptr, "the rules don't load");
    return Owned<redress_book>(out);
}

std::vector<Sample> settled_samples(const redress_book* book) {
    std::vector<Sample> samples;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(REDRESS_ROOT "/samples")) {
        const std::string path = entry.path().string();
        if (!path.ends_with(".case.xml")) continue;
        const std::string xml = text_of(path);
        const Owned<redress_case> c = case_of(xml);
        samples.push_back({xml, c == nullptr ? std::string() : xml_of(settle(book, c.get()).get())});
    }
    need(samples.size() > 100, "there are no samples");
    return samples;
}

template <class Work>
void in_threads(Work work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < thread_count; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
}

// Places where a thread leaves a handle and takes whatever was there, so that most are freed by another thread.
template <class Handle>
class Exchange {
public:
    Owned<Handle> swap(std::size_t place, Owned<Handle> handle) {
        return Owned<Handle>(places_[place % places_.size()].exchange(handle.release()));
    }
    ~Exchange() {
        for (auto& place : places_) Owned<Handle>(place.exchange(nullptr)).reset();
    }

private:
    std::array<std::atomic<Handle*>, 8> places_{};
};

Owned<redress_case> worked_example_by_calls() {
    Owned<redress_case> c = empty_case();
    for (const Set& set : worked_example) {
        if (set.record != nullptr) redress_case_add(c.get(), set.record, nullptr);
        redress_case_set(c.get(), set.field, set.value, -1, nullptr);
    }
    return c;
}

class Run {
public:
    explicit Run(const std::vector<Sample>& samples, const redress_book* book) : samples_(samples), book_(book) {}

    void settle_all() {
        in_threads([&](std::size_t thread) {
            const Owned<redress_error> error(redress_error_new());
            for (std::size_t i = thread; i < samples_.size(); i += thread_count) settle_one(samples_[i], i, error.get());
        });
    }

    // Two threads at a time meet at a statement that nobody has asked for its XML.
    void ask_in_pairs() {
        std::vector<Owned<redress_statement>> statements(thread_count / 2);
        std::vector<std::array<const char*, 2>> texts(thread_count / 2);
        for (std::size_t i = 0; i < statements.size(); ++i)
            statements[i] = settle(book_, case_of(samples_[next_++ % samples_.size()].case_xml).get());
        std::barrier together(static_cast<std::ptrdiff_t>(thread_count));
        in_threads([&](std::size_t thread) {
            together.arrive_and_wait();
            texts[thread / 2][thread % 2] = redress_statement_xml(statements[thread / 2].get(), nullptr);
        });
        for (const auto& [one, other] : texts) need(one == other, "two threads got two XMLs of one statement");
    }

    // Books come and go while others settle; every one loads time zones.
    void parse_books() {
        const std::string xml = rules_xml();
        in_threads([&](std::size_t thread) {
            Owned<redress_book> book = book_of(xml);
            need(book != nullptr && redress_book_count(book.get()) == 1, "the rules don't parse");
            books_.swap(thread, std::move(book)).reset();
        });
    }

    // Against the contract [C8]: all threads settle one case, again and again, that nobody has finished before. Each gets the
    // statement of a single thread or is told [C15].
    void share_a_case() {
        const Owned<redress_case> facts = worked_example_by_calls();
        const std::string expected = xml_of(settle(book_, worked_example_by_calls().get()).get());
        std::barrier together(static_cast<std::ptrdiff_t>(thread_count));
        in_threads([&](std::size_t) {
            together.arrive_and_wait();
            for (int i = 0; i < 50; ++i) {
                redress_statement* out = nullptr;
                const redress_status status = redress_settle(&out, book_, facts.get(), nullptr);
                const Owned<redress_statement> statement(out);
                ++(status == REDRESS_OK ? shared_ : told_);
                need(status == REDRESS_OK || status == REDRESS_INVALID_ARGUMENT, "a shared case fails otherwise");
                need(status != REDRESS_OK || xml_of(out) == expected, "a shared case has another statement");
            }
        });
        need(xml_of(settle(book_, facts.get()).get()) == expected, "a case that was shared is of no use any more");
    }

    std::int64_t settled() const { return settled_; }
    std::int64_t shared() const { return shared_; }
    std::int64_t told() const { return told_; }
    std::int64_t refused() const { return refused_; }

private:
    void settle_one(const Sample& sample, std::size_t place, redress_error* error) {
        Owned<redress_case> c = case_of(sample.case_xml, error);
        Owned<redress_statement> statement = c == nullptr ? nullptr : settle(book_, c.get(), error);
        if (statement == nullptr) {
            ++refused_;
            need(sample.statement_xml.empty(), "a sample is refused in a thread only");
            need(redress_error_message(error)[0] != '\0', "a refusal says nothing");
        } else {
            ++settled_;
            need(place % 2 == 0 || xml_of(statement.get()) == sample.statement_xml, "a thread got another statement");
        }
        cases_.swap(place, std::move(c)).reset();
        const Owned<redress_statement> taken = statements_.swap(place, std::move(statement));
        if (taken != nullptr)
            need(redress_statement_count(taken.get(), "statement") == 1, "a statement of another thread can't be read");
    }

    const std::vector<Sample>& samples_;
    const redress_book* book_;
    std::size_t next_ = 0;
    Exchange<redress_book> books_;
    Exchange<redress_case> cases_;
    Exchange<redress_statement> statements_;
    std::atomic<std::int64_t> settled_ = 0;
    std::atomic<std::int64_t> refused_ = 0;
    std::atomic<std::int64_t> shared_ = 0;
    std::atomic<std::int64_t> told_ = 0;
};

// What the contract forbids [C8], and nothing catches: threads that use one error at a time.
void share_an_error() {
    const Owned<redress_error> error(redress_error_new());
    in_threads([&](std::size_t thread) {
        if (thread < 2) case_of("<case", error.get());
    });
}

}  // namespace
}  // namespace redress::host

int main(int count, char** arguments) {
    using namespace redress::host;
    const std::string argument = count > 1 ? arguments[1] : "1";
    const Owned<redress_book> book = load_rules();
    if (argument == "planted") {
        share_an_error();
        return 0;
    }
    const std::vector<Sample> samples = settled_samples(book.get());
    Run run(samples, book.get());
    const int rounds = std::atoi(argument.c_str());
    for (int round = 0; round < rounds; ++round) {
        run.settle_all();
        for (std::size_t i = 0; i < samples.size(); i += thread_count / 2) run.ask_in_pairs();
        run.parse_books();
        run.share_a_case();
    }
    std::printf("%zu threads, %d rounds: %lld settled, %lld refused; of a shared case %lld settled, %lld told; nothing wrong\n",
                thread_count, rounds, static_cast<long long>(run.settled()), static_cast<long long>(run.refused()),
                static_cast<long long>(run.shared()), static_cast<long long>(run.told()));
}
