#include <fmt/core.h>

#include <cstdint>
#include <cstdio>

#include "commands.h"

namespace redress::cli {
namespace {

void print_slas(const redress_book& book) {
    for (std::int64_t i = 0; i < redress_book_count(&book); ++i) {
        fmt::print(stdout, "{}, {}, {}: ok\n", field(book, i, "sla"), field(book, i, "effective_from"), field(book, i, "title"));
    }
}

}  // namespace

int check(const CheckOptions& options) {
    int status = exit_success;
    for (const std::string& path : options.rules) {
        try {
            print_slas(*load_book(path, options.zones));
        } catch (const Refusal& refusal) {
            fmt::print(stderr, "redress: {}\n", refusal.in_file(path));
            status = exit_failure;
        }
    }
    return status;
}

}  // namespace redress::cli
