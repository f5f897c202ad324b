#include "progress_bar.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace redress::cli {
namespace {

constexpr std::size_t bar_cells = 30;
constexpr std::size_t name_cells_max = 40;  // so that a line of 80 cells is never wrapped, which clear() could not undo

}  // namespace

ProgressBar::ProgressBar(std::size_t total)
    : total_(total), on_terminal_(isatty(STDERR_FILENO) == 1), output_on_terminal_(isatty(STDOUT_FILENO) == 1) {}

void ProgressBar::show(std::size_t done, std::string_view current) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_terminal_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(50);
    if (total_ == 0) {
        fmt::print(stderr, "\r\x1b[K{:>{}}  {:.{}}", done, bar_cells, current, name_cells_max);
        std::fflush(stderr);
        shown_ = true;
        return;
    }
    const std::size_t filled = std::min(done, total_) * bar_cells / total_;
    fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {:.{}}", "", filled, "", bar_cells - filled, current, name_cells_max);
    std::fflush(stderr);
    shown_ = true;
}

void ProgressBar::clear() {
    if (!shown_) return;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    shown_ = false;
}

}  // namespace redress::cli
