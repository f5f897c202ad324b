// A progress bar on standard error, for people only: where standard error is no terminal it prints nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace redress::cli {

class ProgressBar {
public:
    explicit ProgressBar(std::size_t total);  // 0: nobody knows yet; it then counts
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() { clear(); }

    void show(std::size_t done, std::string_view current);
    // Takes the bar off its line.
    void clear();
    // The same before printing to standard output, where that is a terminal too.
    void make_room() {
        if (output_on_terminal_) clear();
    }

private:
    std::size_t total_;
    bool on_terminal_;
    bool output_on_terminal_;
    std::chrono::steady_clock::time_point next_{};
    bool shown_ = false;
};

}  // namespace redress::cli
