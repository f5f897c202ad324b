#include "batch/batch.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "cancellation.h"
#include "failure.h"
#include "input_limits.h"

namespace redress::batch {
namespace {

constexpr std::int64_t piece_rows = 64;  // that a thread takes at a time

// The host's signals stay with the host's threads: those that are begun meanwhile get none.
class SignalsHeldBack {
public:
    SignalsHeldBack() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsHeldBack() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeldBack(const SignalsHeldBack&) = delete;
    SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

private:
    sigset_t before_{};
};

[[noreturn]] void refuse_stream(ArrowArrayStream& stream, int error) {
    if (error == ENOMEM) throw std::bad_alloc();
    const char* const told = stream.get_last_error == nullptr ? nullptr : stream.get_last_error(&stream);
    throw Error(Status::not_readable, {},
                "the stream of cases fails: " + (told == nullptr ? std::generic_category().message(error) : std::string(told)));
}

CaseColumns columns_of(ArrowArrayStream* stream) {
    const auto lacks = [](const char* what) {
        throw Error(Status::invalid_argument, {}, std::string("the stream of cases ") + what);
    };
    if (stream->release == nullptr) lacks("was released before");
    if (stream->get_schema == nullptr || stream->get_next == nullptr) lacks("lacks get_schema or get_next");
    Held<ArrowSchema> schema;
    const int error = stream->get_schema(stream, &schema.it);
    if (error != 0) {
        schema.it.release = nullptr;
        refuse_stream(*stream, error);
    }
    if (!schema) lacks("gives no schema");
    return CaseColumns(schema.it);
}

}  // namespace

Batch::Batch(std::shared_ptr<const rules::Book> book, std::shared_ptr<settle::WorkspacePool> pool, Options options,
             ArrowArrayStream* cases)
    : book_(std::move(book)),
      pool_(std::move(pool)),
      options_(options),
      columns_(columns_of(cases)),
      cases_(Held<ArrowArrayStream>::take(cases)) {}

// Makes rows_ hold rows that were not answered; gives false after the last.
bool Batch::fetch() {
    while (!rows_ || next_row_ >= rows_.it.length) {
        rows_ = Held<ArrowArray>();
        next_row_ = 0;
        const int error = cases_.it.get_next(&cases_.it, &rows_.it);
        if (error != 0) {
            rows_.it.release = nullptr;
            refuse_stream(cases_.it, error);
        }
        if (!rows_) return false;
        try {
            columns_.check(rows_.it);
        } catch (...) {
            next_row_ = rows_.it.length;  // none of it is read
            throw;
        }
    }
    return true;
}

ArrowArray Batch::next() {
    if (!fetch()) return {};
    const std::int64_t end = std::min(rows_.it.length, next_row_ + limits::batch_rows_max);
    Answer answer = settle_together(next_row_, end);
    ArrowArray out = answer.array();
    next_row_ = end;
    return out;
}

void Batch::settle_rows(std::int64_t begin, std::int64_t end, Answer& out) const {
    std::string scratch;
    for (std::int64_t row = begin; row < end; ++row) {
        Failure failure;
        statement::Statement statement;
        const Status status = attempt(&failure, [&] {
            facts::Case facts = columns_.case_at(rows_.it, row);
            statement::make_statement(*book_, *pool_, facts, options_.extras.steps, statement);
        });
        if (status == Status::out_of_memory) throw std::bad_alloc();
        const std::optional<std::string_view> id = columns_.id_at(rows_.it, row, scratch);
        status == Status::ok ? out.add(id, statement) : out.add(id, failure);
    }
}

// The threads take pieces in turn. The pieces are put together in the order of the rows, so that nobody sees who settled what.
Answer Batch::settle_together(std::int64_t begin, std::int64_t end) const {
    const std::int64_t pieces = (end - begin + piece_rows - 1) / piece_rows;
    std::vector<std::optional<Answer>> answers(static_cast<std::size_t>(pieces));
    std::atomic<std::int64_t> next = 0;
    std::mutex failing;
    std::exception_ptr failure;
    const auto work = [&]() noexcept {
        for (std::int64_t piece = next++; piece < pieces; piece = next++) {
            try {
                Answer& answer = answers[static_cast<std::size_t>(piece)].emplace(options_.extras);
                const std::int64_t first = begin + piece * piece_rows;
                settle_rows(first, std::min(first + piece_rows, end), answer);
            } catch (...) {
                const std::lock_guard lock(failing);
                if (!failure) failure = std::current_exception();
                next = pieces;  // the others stop as well
            }
        }
    };
    {
        std::vector<std::jthread> helpers;
        const std::int64_t wanted = std::min<std::int64_t>(options_.threads, pieces) - 1;  // this thread works too
        try {
            const SignalsHeldBack held_back;
            for (std::int64_t i = 0; i < wanted; ++i) helpers.emplace_back(work);
        } catch (const std::exception&) {
            // The system has no thread to give: those that there are do it.
        }
        work();
    }
    if (failure) std::rethrow_exception(failure);
    Answer out = std::move(*answers.front());
    for (std::size_t i = 1; i < answers.size(); ++i) {
        out.append_rows(*answers[i]);
        answers[i].reset();
    }
    return out;
}

// --- the stream ---

namespace {

struct Stream {
    std::unique_ptr<Batch> batch;
    Failure failure;
};

int error_of(Status status) noexcept {
    switch (status) {
        case Status::ok: return 0;
        case Status::out_of_memory: return ENOMEM;
        case Status::limit_exceeded: return EOVERFLOW;
        case Status::not_readable: return EIO;
        default: return EINVAL;
    }
}

template <class Structure, class Make>
int give(ArrowArrayStream* stream, Structure* out, Make make) noexcept {
    Stream& it = *static_cast<Stream*>(stream->private_data);
    const CancellationHeldBack held_back;
    return error_of(attempt(&it.failure, [&] { *out = make(*it.batch); }));
}

int give_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept {
    return give(stream, out, [](const Batch& batch) { return batch.schema(); });
}

int give_next(ArrowArrayStream* stream, ArrowArray* out) noexcept {
    return give(stream, out, [](Batch& batch) { return batch.next(); });
}

const char* last_error(ArrowArrayStream* stream) noexcept {
    const Stream& it = *static_cast<const Stream*>(stream->private_data);
    return it.failure.status == Status::ok ? nullptr : it.failure.message.data();
}

void release_stream(ArrowArrayStream* stream) noexcept {
    delete static_cast<Stream*>(stream->private_data);
    stream->release = nullptr;
}

}  // namespace

ArrowArrayStream stream_of(std::unique_ptr<Batch> batch) {
    auto stream = std::make_unique<Stream>();
    stream->batch = std::move(batch);
    return {.get_schema = give_schema,
            .get_next = give_next,
            .get_last_error = last_error,
            .release = release_stream,
            .private_data = stream.release()};
}

}  // namespace redress::batch
