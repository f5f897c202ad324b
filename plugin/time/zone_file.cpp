#include "time/zone_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "error.h"

namespace redress::time {
namespace {

[[noreturn]] void refuse(std::string_view what) {
    throw Error(Status::not_readable, {}, std::string("not a time zone file that can be used: ").append(what));
}

Seconds checked_offset(std::int64_t seconds) {
    constexpr std::int64_t offset_max =
        std::int64_t{26} * 3'600;  // RFC 9636, 3.2: "should be more than -25 hours and less than 26 hours"
    if (seconds <= -offset_max || seconds >= offset_max) refuse("an offset from UTC of more than a day");
    return Seconds{seconds};
}

// --- the yearly rule, as POSIX writes the variable TZ ---

struct RuleDay {
    enum class Kind : std::uint8_t { week_day, day_of_365, day_of_366 };
    Kind kind = Kind::week_day;
    unsigned month = 1;  // week_day: 1 to 12, the `week`th (5: the last) `day` of the week (0: Sunday) in it
    unsigned week = 1;
    unsigned day = 0;  // day_of_365: 1 to 365, 29 February never counted; day_of_366: 0 to 365
    Seconds time{};    // after midnight, by the clock before the change; up to a week before or after
};

struct SummerTime {
    Seconds offset{};
    RuleDay begins;
    RuleDay ends;
};

struct YearlyRule {
    Seconds standard{};
    std::optional<SummerTime> summer;
};

class RuleReader {
public:
    explicit RuleReader(std::string_view text) : rest_(text) {}

    YearlyRule read() {
        YearlyRule rule;
        abbreviation();
        rule.standard = offset();
        if (rest_.empty()) return rule;
        SummerTime& summer = rule.summer.emplace();
        abbreviation();
        const bool usual = rest_.starts_with(',');
        summer.offset = usual ? rule.standard + std::chrono::hours{1} : offset();
        summer.begins = day();
        summer.ends = day();
        if (!rest_.empty()) fail();
        return rule;
    }

private:
    [[noreturn]] static void fail() { refuse("its yearly rule is malformed"); }

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void expect(char c) {
        if (!take(c)) fail();
    }

    void abbreviation() {
        const bool quoted = take('<');
        const auto belongs = [&](char c) {
            const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return letter || (quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
        };
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), belongs);
        const auto size = static_cast<std::size_t>(end - rest_.begin());
        if (size < 3) fail();
        rest_.remove_prefix(size);
        if (quoted) expect('>');
    }

    unsigned number(unsigned min, unsigned max) {
        constexpr std::size_t digits_max = 3;
        unsigned value = 0;
        std::size_t digits = 0;
        for (; digits < digits_max && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; ++digits) {
            value = value * 10 + static_cast<unsigned>(rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        if (digits == 0 || value < min || value > max) fail();
        return value;
    }

    // "[+-]hh[:mm[:ss]]"
    Seconds time(unsigned hours_max) {
        const bool negative = take('-');
        if (!negative) take('+');
        Seconds value = std::chrono::hours{number(0, hours_max)};
        if (take(':')) value += std::chrono::minutes{number(0, 59)};
        if (take(':')) value += Seconds{number(0, 59)};
        return negative ? -value : value;
    }

    // POSIX counts west of Greenwich.
    Seconds offset() { return checked_offset(-time(25).count()); }

    RuleDay day() {
        RuleDay out;
        expect(',');
        if (take('M')) {
            out.month = number(1, 12);
            expect('.');
            out.week = number(1, 5);
            expect('.');
            out.day = number(0, 6);
        } else if (take('J')) {
            out.kind = RuleDay::Kind::day_of_365;
            out.day = number(1, 365);
        } else {
            out.kind = RuleDay::Kind::day_of_366;
            out.day = number(0, 365);
        }
        out.time = take('/') ? time(167) : Seconds{std::chrono::hours{2}};
        return out;
    }

    std::string_view rest_;
};

std::chrono::sys_days date_of(const RuleDay& rule, std::chrono::year year) noexcept {
    using namespace std::chrono;
    constexpr unsigned first_of_march = 60;  // of 365
    const sys_days new_year{year / 1 / 1};
    switch (rule.kind) {
        case RuleDay::Kind::day_of_365:
            return new_year + days{rule.day - 1} + days{year.is_leap() && rule.day >= first_of_march ? 1 : 0};
        case RuleDay::Kind::day_of_366: return new_year + days{rule.day};
        case RuleDay::Kind::week_day: break;
    }
    if (rule.week == 5) return sys_days{year / month{rule.month} / weekday{rule.day}[last]};
    return sys_days{year / month{rule.month} / weekday{rule.day}[rule.week]};
}

// Works the rule out for the time after the last change of the list.
void extend(Clock& clock, const SummerTime& summer, Seconds standard, std::optional<Instant> last) {
    struct Change {
        Instant at;
        Seconds offset;
    };
    const auto year_of = [](Instant at) { return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year(); };
    const Instant from = std::clamp(last.value_or(Clock::begin), Clock::begin, Clock::end);
    // Of the year before too: its changes can be a week late.
    for (auto year = year_of(from) - std::chrono::years{1}; year <= year_of(Clock::end); ++year) {
        std::array<Change, 2> changes{{{date_of(summer.begins, year) + summer.begins.time - standard, summer.offset},
                                       {date_of(summer.ends, year) + summer.ends.time - summer.offset, standard}}};
        if (changes[1].at < changes[0].at) std::swap(changes[0], changes[1]);
        for (const Change& change : changes) {
            if (last && change.at <= *last) continue;
            if (!clock.change(change.at, change.offset)) refuse("its yearly rule changes the clocks while they change");
        }
    }
}

// --- the file ---

// Big-endian numbers, in two's complement.
class Bytes {
public:
    explicit Bytes(std::string_view bytes) : rest_(bytes) {}

    std::string_view take(std::uint64_t size) {
        if (size > rest_.size()) refuse("it ends too early");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    std::string_view take_line() {
        const std::size_t size = rest_.find('\n');
        if (size == std::string_view::npos) refuse("it ends too early");
        const std::string_view line = take(size);
        take(1);
        return line;
    }
    std::uint8_t byte() { return static_cast<std::uint8_t>(take(1)[0]); }
    std::uint32_t count() { return static_cast<std::uint32_t>(unsigned_number(4)); }
    std::int32_t number_of_4() { return static_cast<std::int32_t>(count()); }
    std::int64_t number_of_8() { return static_cast<std::int64_t>(unsigned_number(8)); }

private:
    std::uint64_t unsigned_number(std::size_t size) {
        std::uint64_t value = 0;
        for (const char c : take(size)) value = value << 8 | static_cast<std::uint8_t>(c);
        return value;
    }

    std::string_view rest_;
};

struct Header {
    char version = '\0';
    std::uint64_t ut_flags = 0;
    std::uint64_t standard_flags = 0;
    std::uint64_t leap_seconds = 0;
    std::uint64_t changes = 0;
    std::uint64_t types = 0;
    std::uint64_t abbreviation_bytes = 0;
};

constexpr std::uint64_t type_bytes = 6;

Header read_header(Bytes& bytes) {
    if (bytes.take(zone_file_magic.size()) != zone_file_magic) refuse("it doesn't begin with TZif");
    Header header;
    header.version = bytes.take(1)[0];
    bytes.take(15);  // reserved
    for (std::uint64_t* field : {&header.ut_flags, &header.standard_flags, &header.leap_seconds, &header.changes, &header.types,
                                 &header.abbreviation_bytes}) {
        *field = bytes.count();
    }
    return header;
}

// The data with times of 32 bits, for readers of before 2005.
void skip_old_data(Bytes& bytes, const Header& header) {
    bytes.take(header.changes * 5 + header.types * type_bytes + header.abbreviation_bytes + header.leap_seconds * 8 +
               header.standard_flags + header.ut_flags);
}

std::vector<Seconds> read_offsets(Bytes types, std::uint64_t count) {
    std::vector<Seconds> offsets;
    for (std::uint64_t i = 0; i < count; ++i) {
        offsets.push_back(checked_offset(types.number_of_4()));
        types.take(2);  // whether it is summer time, and the abbreviation
    }
    return offsets;
}

}  // namespace

Clock read_zone_file(std::string_view file) {
    Bytes bytes(file);
    const Header old = read_header(bytes);
    if (old.version < '2') refuse("it is of version 1, which ends in 2037");
    skip_old_data(bytes, old);
    const Header header = read_header(bytes);
    if (header.leap_seconds != 0) refuse("it counts leap seconds");
    if (header.types == 0) refuse("it has no offset from UTC");
    Bytes times(bytes.take(header.changes * 8));
    Bytes types(bytes.take(header.changes));
    const std::vector<Seconds> offsets = read_offsets(Bytes(bytes.take(header.types * type_bytes)), header.types);
    bytes.take(header.abbreviation_bytes + header.standard_flags + header.ut_flags);
    if (!bytes.take_line().empty()) refuse("it has more than its header counts");
    const std::string_view rule_text = bytes.take_line();

    Clock clock(offsets[0]);
    std::optional<Instant> last;
    Seconds last_offset = offsets[0];
    for (std::uint64_t i = 0; i < header.changes; ++i) {
        const Instant at{Seconds{times.number_of_8()}};
        const std::uint8_t type = types.byte();
        if (last && at <= *last) refuse("its changes don't ascend");
        if (type >= offsets.size()) refuse("a change has an offset that there is not");
        last = at;
        last_offset = offsets[type];
        if (!clock.change(at, last_offset)) refuse("it changes the clocks while they change");
    }
    if (rule_text.empty()) return clock;
    const YearlyRule rule = RuleReader(rule_text).read();
    if (rule.summer) {
        extend(clock, *rule.summer, rule.standard, last);
    } else if (rule.standard != last_offset) {
        refuse("its rule contradicts its last change");
    }
    return clock;
}

}  // namespace redress::time
