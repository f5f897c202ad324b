#include "test_report.h"

#include <fmt/core.h>

#include <cstdio>

#include "findings.h"
#include "markup.h"

namespace redress::cli {
namespace {

constexpr const char* green = "\x1b[32m";
constexpr const char* red = "\x1b[31m";
constexpr const char* yellow = "\x1b[33m";

}  // namespace

TestReport::TestReport() : colours_(colours_wanted()) {}

std::string TestReport::coloured(const char* colour, const char* text) const {
    return colours_ ? fmt::format("{}{}\x1b[0m", colour, text) : text;
}

void TestReport::add(TestResult result) {
    if (results_.empty() || results_.back().folder != result.folder) fmt::print(stdout, "{}\n", result.folder);
    const std::string word = result.open               ? coloured(yellow, "open    ")
                             : result.failures.empty() ? coloured(green, "ok      ")
                             : result.accepted         ? coloured(yellow, "accepted")
                                                       : coloured(red, "FAILED  ");
    fmt::print(stdout, "  {}  {}\n", word, result.name);
    for (const std::string& line : result.failures) fmt::print(stdout, "            {}\n", line);
    failed_ += result.failures.empty() || result.accepted ? 0 : 1;
    accepted_ += result.accepted ? 1 : 0;
    open_ += result.open ? 1 : 0;
    results_.push_back(std::move(result));
}

void TestReport::close() const {
    if (accepted_ > 0) fmt::print(stdout, "{} statements written\n", accepted_);
    const std::string open = open_ > 0 ? fmt::format(", {} open", open_) : "";
    fmt::print(stdout, "{} passed, {} failed{}\n", passed(), failed_, open);
}

std::string TestReport::junit() const {
    std::map<std::string, std::vector<const TestResult*>> suites;
    for (const TestResult& result : results_) suites[result.folder].push_back(&result);
    Markup out;
    out.open("testsuites", {{"tests", std::to_string(results_.size())}, {"failures", std::to_string(failed_)}});
    for (const auto& [folder, results] : suites) {
        std::size_t failures = 0;
        for (const TestResult* result : results) failures += result->failures.empty() || result->accepted ? 0 : 1;
        out.open("testsuite",
                 {{"name", folder}, {"tests", std::to_string(results.size())}, {"failures", std::to_string(failures)}});
        for (const TestResult* result : results) {
            if (result->open) {
                out.open("testcase", {{"classname", folder}, {"name", result->name}});
                out.empty("skipped", {{"message", "yet to be worked out by hand"}});
                out.close();
                continue;
            }
            if (result->failures.empty() || result->accepted) {
                out.empty("testcase", {{"classname", folder}, {"name", result->name}});
                continue;
            }
            std::string message;
            for (const std::string& line : result->failures) message += (message.empty() ? "" : "\n") + line;
            out.open("testcase", {{"classname", folder}, {"name", result->name}});
            out.empty("failure", {{"message", message}});
            out.close();
        }
        out.close();
    }
    out.close();
    return out.xml();
}

}  // namespace redress::cli
