// A progress bar on standard error, for people only: where standard error is no terminal it prints nothing.
#pragma once

#include <cstddef>
#include <string_view>

namespace redress::cli {

class ProgressBar {
public:
    explicit ProgressBar(std::size_t total);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() { clear(); }

    void show(std::size_t done, std::string_view current);
    // Takes the bar off its line; call it before printing to standard output, which may be the same terminal.
    void clear();

private:
    std::size_t total_;
    bool on_terminal_;
    bool shown_ = false;
};

}  // namespace redress::cli
