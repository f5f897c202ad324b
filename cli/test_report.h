// What `redress test` prints of each case, and the same for programs that collect test results.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace redress::cli {

struct TestResult {
    std::string folder;
    std::string name;
    std::vector<std::string> failures;  // lines; none: it passes
    bool accepted = false;              // it failed, and its statement was written anew
    bool open = false;                  // a part of its decisions by hand is yet to be worked out
};

class TestReport {
public:
    TestReport();

    void add(TestResult result);
    void close() const;
    std::string junit() const;  // the form of JUnit's reports

    std::size_t failed() const { return failed_; }
    std::size_t open() const { return open_; }
    std::size_t passed() const { return results_.size() - failed_ - open_; }

private:
    std::string coloured(const char* colour, const char* text) const;

    bool colours_;
    std::size_t failed_ = 0;
    std::size_t accepted_ = 0;
    std::size_t open_ = 0;
    std::vector<TestResult> results_;
};

}  // namespace redress::cli
