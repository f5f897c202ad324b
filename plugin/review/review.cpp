#include "review/review.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "input_limits.h"
#include "review/allowed.h"
#include "review/checks.h"

namespace redress::review {

namespace {

using rules::Warning;

// Empty where it is too long to be shown.
std::string line_of(std::string_view text, std::uint32_t line) {
    for (std::uint32_t at = 1; at < line; ++at) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.size() > limits::source_line_bytes_max) return {};
    std::string out(text);
    if (!out.empty() && out.back() == '\r') out.pop_back();
    return out;
}

void check_gap(const rules::Pack& earlier, const rules::Pack& later, std::vector<Finding>& findings) {
    if (earlier.next == &later || !earlier.effective_to) return;
    std::string from;
    std::string until;
    time::append_date(from, *earlier.effective_to);
    time::append_date(until, later.effective_from);
    findings.push_back({Warning::version_gap,
                        Status::ok,
                        Place{later.file, later.position, {}, {}},
                        fmt::format("no version of '{}' is in effect from {} until {}", later.id, from, until),
                        {}});
}

std::vector<Finding> warnings_of(const rules::Examined& examined) {
    std::vector<Finding> out;
    for (const xml::Document& document : examined.slas) {
        for (const std::unique_ptr<rules::Pack>& pack : examined.book->packs()) {
            if (pack->file != document.file()) continue;
            Reviewed reviewed(*pack, document.root(), out);
            for (const auto check : {check_conditions, check_breaches, check_amounts, check_times, check_writing})
                check(reviewed);
        }
    }
    if (!examined.faults.empty()) return out;
    const std::span<const std::unique_ptr<rules::Pack>> packs = examined.book->packs();
    for (std::size_t i = 1; i < packs.size(); ++i) {
        if (packs[i]->id == packs[i - 1]->id) check_gap(*packs[i - 1], *packs[i], out);
    }
    return out;
}

}  // namespace

std::vector<Finding> review(const rules::Examined& examined) {
    std::vector<Finding> out;
    if (examined.book) {
        out = warnings_of(examined);
        for (const xml::Document& document : examined.slas) {
            const auto loaded = [&](const std::unique_ptr<rules::Pack>& pack) { return pack->file == document.file(); };
            const auto packs = examined.book->packs();
            if (std::any_of(packs.begin(), packs.end(), loaded)) leave_out_allowed(document, out);
        }
    }
    for (const Error& fault : examined.faults) out.push_back({std::nullopt, fault.status(), fault.place(), fault.what(), {}});
    const auto key = [](const Finding& f) { return std::tie(f.place.file, f.place.position.line, f.place.position.column); };
    std::stable_sort(out.begin(), out.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
    for (Finding& f : out) {
        for (const auto& [file, text] : examined.texts) {
            if (file == f.place.file && f.place.position.line > 0) f.source = line_of(text, f.place.position.line);
        }
    }
    return out;
}

}  // namespace redress::review
