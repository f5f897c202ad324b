// Many cases settled by one book in one call: a stream of cases in, a stream of answers out, in the order of the cases.
#pragma once

#include <cstdint>
#include <memory>

#include "batch/answer.h"
#include "batch/arrow.h"
#include "batch/input.h"
#include "rules/book.h"
#include "settle/workspace.h"

namespace redress::batch {

struct Options {
    Extras extras;
    unsigned threads = 1;  // that settle at the same time; the answer is the same with any number
};

// Takes rows from the stream of cases as they are asked for: no more is in memory than one of its batches, and an answer of at
// most limits::batch_rows_max rows. A case that can't be settled is a row that says why. One thread at a time may use it.
class Batch {
public:
    // Takes the stream over where nothing is thrown. Throws Error (invalid_argument) for columns that are no cases,
    // (not_readable) for a stream that fails.
    Batch(std::shared_ptr<const rules::Book> book, std::shared_ptr<settle::WorkspacePool> pool, Options options,
          ArrowArrayStream* cases);

    ArrowSchema schema() const { return Answer(options_.extras).schema(); }
    // The next rows; an array without `release` after the last. Throws Error for a stream that fails or that gives what is not of
    // its schema, and for an answer that is too large; std::bad_alloc. After that the same call tries again.
    ArrowArray next();

private:
    bool fetch();
    void settle_rows(std::int64_t begin, std::int64_t end, Answer& out) const;
    Answer settle_together(std::int64_t begin, std::int64_t end) const;

    std::shared_ptr<const rules::Book> book_;
    std::shared_ptr<settle::WorkspacePool> pool_;
    Options options_;
    CaseColumns columns_;
    Held<ArrowArrayStream> cases_;
    Held<ArrowArray> rows_;  // of the stream, those before next_row_ answered
    std::int64_t next_row_ = 0;
};

// A stream that gives what the batch gives and owns it.
ArrowArrayStream stream_of(std::unique_ptr<Batch> batch);

}  // namespace redress::batch
