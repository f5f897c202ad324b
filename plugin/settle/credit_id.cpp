#include "settle/credit_id.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace redress::settle {

namespace {

constexpr auto escapes = std::to_array<std::pair<char, std::string_view>>({{'/', "%2F"}, {'#', "%23"}, {'%', "%25"}});

std::optional<std::string> unescaped(std::string_view part) {
    std::string out;
    while (!part.empty()) {
        if (part.front() != '%') {
            out += part.front();
            part.remove_prefix(1);
            continue;
        }
        const auto escape =
            std::find_if(escapes.begin(), escapes.end(), [&](const auto& e) { return part.starts_with(e.second); });
        if (escape == escapes.end()) return std::nullopt;
        out += escape->first;
        part.remove_prefix(escape->second.size());
    }
    return out;
}

std::uint32_t posting_of(std::string_view id) {
    const std::size_t mark = id.find('#');
    if (mark == std::string_view::npos) return 1;
    const std::string_view digits = id.substr(mark + 1);
    std::uint32_t number = 0;
    const std::from_chars_result read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size() && digits.size() < 10;
    return whole && number > 0 ? number : 1;
}

}  // namespace

void append_id_part(std::string& out, std::string_view part) {
    for (const char c : part) {
        const auto escape = std::find_if(escapes.begin(), escapes.end(), [&](const auto& e) { return e.first == c; });
        if (escape == escapes.end())
            out += c;
        else
            out += escape->second;
    }
}

void append_credit_id(std::string& out, const CreditIdView& id) {
    append_id_part(out, id.sla);
    out += '/';
    append_id_part(out, id.guarantee);
    out += '/';
    append_id_part(out, id.subscription);
    out += '/';
    time::append_date(out, id.window_start);
    if (!id.subject.empty()) {
        out += '/';
        append_id_part(out, id.subject);
    }
    if (id.posting > 1) {
        out += '#';
        out += std::to_string(id.posting);
    }
}

std::optional<CreditId> read_credit_id(std::string_view id) {
    std::string_view rest = id.substr(0, id.find('#'));
    std::array<std::string, 5> parts;
    std::size_t count = 0;
    for (bool more = true; more; ++count) {
        if (count == parts.size()) return std::nullopt;
        const std::size_t slash = rest.find('/');
        std::optional<std::string> part = unescaped(rest.substr(0, slash));
        if (!part || part->empty()) return std::nullopt;
        parts[count] = std::move(*part);
        more = slash != std::string_view::npos;
        if (more) rest.remove_prefix(slash + 1);
    }
    if (count < 4) return std::nullopt;
    const time::Parsed<time::Date> date = time::parse_date(parts[3]);
    if (date.fault != time::TimeFault::none) return std::nullopt;
    return CreditId{std::move(parts[0]), std::move(parts[1]), std::move(parts[2]),
                    date.value,          std::move(parts[4]), posting_of(id)};
}

std::optional<std::string> sla_of_credit_id(std::string_view id) {
    const std::size_t slash = id.find('/');
    return slash == std::string_view::npos ? std::nullopt : unescaped(id.substr(0, slash));
}

}  // namespace redress::settle
