#include "time/instant.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace redress::time {
namespace {

constexpr std::int64_t seconds_per_minute = 60;
constexpr std::int64_t seconds_per_hour = 3'600;
constexpr std::int64_t span_months_max = 1'200;
constexpr std::int64_t span_days_max = 36'600;

template <class T>
Parsed<T> refused(TimeFault fault) noexcept {
    return {T{}, fault};
}

constexpr bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

// The number of `width` digits, or -1 where one of them is something else.
constexpr int read_digits(const char* text, int width) noexcept {
    int number = 0;
    for (int i = 0; i < width; ++i) {
        if (!is_digit(text[i])) return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

// Reads "2026-02-28" at `text`; whether it has that shape, not whether there is such a date.
bool read_date(const char* text, std::chrono::year_month_day& date) noexcept {
    const int year = read_digits(text, 4);
    const int month = read_digits(text + 5, 2);
    const int day = read_digits(text + 8, 2);
    if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return false;
    date = {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
            std::chrono::day{static_cast<unsigned>(day)}};
    return true;
}

struct Clock {
    int hour = 0;
    int minute = 0;
    int second = 0;
};

// Reads "00:30:00" at `text`; whether it has that shape.
bool read_clock(const char* text, Clock& clock) noexcept {
    clock = {read_digits(text, 2), read_digits(text + 3, 2), read_digits(text + 6, 2)};
    return clock.hour >= 0 && clock.minute >= 0 && clock.second >= 0 && text[2] == ':' && text[5] == ':';
}

TimeFault check(const Clock& clock) noexcept {
    if (clock.hour > 23 || clock.minute > 59 || clock.second > 60) return TimeFault::no_such_time;
    return clock.second == 60 ? TimeFault::leap_second : TimeFault::none;
}

// "Z" or "+02:00", to the end of the text.
Parsed<Seconds> parse_offset(std::string_view text) noexcept {
    if (text.empty()) return refused<Seconds>(TimeFault::no_offset);
    if (text == "Z" || text == "z") return {};
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        return refused<Seconds>(TimeFault::malformed);
    }
    const int hours = read_digits(text.data() + 1, 2);
    const int minutes = read_digits(text.data() + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return refused<Seconds>(TimeFault::malformed);
    const Seconds offset{hours * seconds_per_hour + minutes * seconds_per_minute};
    return {text[0] == '-' ? -offset : offset, TimeFault::none};
}

// What may follow the seconds: ".000" and the offset.
Parsed<Seconds> parse_fraction_and_offset(std::string_view text) noexcept {
    if (!text.starts_with('.')) return parse_offset(text);
    std::size_t end = 1;
    bool zero = true;
    for (; end < text.size() && is_digit(text[end]); ++end) zero = zero && text[end] == '0';
    if (end == 1) return refused<Seconds>(TimeFault::malformed);
    const Parsed<Seconds> offset = parse_offset(text.substr(end));
    return zero || offset.fault != TimeFault::none ? offset : refused<Seconds>(TimeFault::fraction);
}

// An instant in another form, by what is first to be done about it; `malformed` where it is none that is known.
TimeFault other_form_of_instant(std::string_view text) noexcept {
    constexpr std::size_t epoch_digits_min = 9, epoch_digits_max = 13;  // seconds from 1973 on, milliseconds until 2286
    constexpr std::size_t size_of_date = 10, size_to_minutes = 16, size_to_seconds = 19;
    if (text.size() >= epoch_digits_min && text.size() <= epoch_digits_max && std::all_of(text.begin(), text.end(), is_digit)) {
        return TimeFault::since_1970;
    }
    std::chrono::year_month_day date;
    if (text.size() < size_of_date || !read_date(text.data(), date)) return TimeFault::malformed;
    if (text.size() == size_of_date) return TimeFault::no_time;
    const bool minutes = text.size() >= size_to_minutes && read_digits(text.data() + 11, 2) >= 0 && text[13] == ':' &&
                         read_digits(text.data() + 14, 2) >= 0;
    if (!minutes) return TimeFault::malformed;
    if (text[10] == ' ') return TimeFault::space_for_t;
    if (text[10] != 'T' && text[10] != 't') return TimeFault::malformed;
    if (parse_offset(text.substr(size_to_minutes)).fault != TimeFault::malformed) return TimeFault::no_seconds;
    Clock clock;
    if (text.size() < size_to_seconds || !read_clock(text.data() + 11, clock)) return TimeFault::malformed;
    const std::size_t sign = text.find_first_of("+-", size_to_seconds);
    if (sign == std::string_view::npos) return TimeFault::malformed;
    const std::string_view digits = text.substr(sign + 1);
    const bool bare = (digits.size() == 2 || digits.size() == 4) && std::all_of(digits.begin(), digits.end(), is_digit);
    return bare ? TimeFault::offset_without_colon : TimeFault::malformed;
}

// Far above every bound, yet small enough to be multiplied by the seconds of an hour.
constexpr std::int64_t number_max = 1'000'000'000'000;

// Takes the digits in front; a number too large for any use stops at number_max. -1 where there is no digit.
std::int64_t take_number(std::string_view& rest) noexcept {
    std::int64_t number = rest.empty() || !is_digit(rest.front()) ? -1 : 0;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
        number = std::min(number * 10 + (rest.front() - '0'), number_max);
    }
    return number;
}

// The numbers of "1H30M", in the order of the units that are allowed.
struct Components {
    std::array<std::int64_t, 4> numbers{};
    bool any = false;
    TimeFault fault = TimeFault::none;
};

// Takes components up to a 'T' or the end: each unit at most once, and in the order of `units`.
Components take_components(std::string_view& rest, std::string_view units) noexcept {
    Components taken;
    std::size_t next_unit = 0;
    while (!rest.empty() && rest.front() != 'T') {
        const std::int64_t number = take_number(rest);
        const bool fraction = number >= 0 && rest.starts_with('.');
        const std::size_t unit = rest.empty() ? std::string_view::npos : units.find(rest.front(), next_unit);
        if (fraction || number < 0 || unit == std::string_view::npos) {
            taken.fault = fraction ? TimeFault::fraction : TimeFault::malformed;
            return taken;
        }
        rest.remove_prefix(1);
        taken.numbers[unit] = number;
        taken.any = true;
        next_unit = unit + 1;
    }
    return taken;
}

constexpr std::string_view calendar_units = "YMWD";
constexpr std::string_view clock_units = "HMS";

Parsed<Seconds> bounded_duration(std::int64_t seconds) noexcept {
    if (seconds > span_days_max * seconds_per_day) return refused<Seconds>(TimeFault::too_long);
    return {Seconds{seconds}, TimeFault::none};
}

// "3600", spelled like every whole number of the rules: without zeros in front.
Parsed<Seconds> parse_whole_seconds(std::string_view text) noexcept {
    std::string_view rest = text;
    const std::int64_t seconds = take_number(rest);
    if (seconds >= 0 && rest.starts_with('.')) return refused<Seconds>(TimeFault::fraction);
    const bool zero_in_front = text.size() > 1 && text.front() == '0';
    if (seconds < 0 || !rest.empty() || zero_in_front) return refused<Seconds>(TimeFault::malformed);
    return bounded_duration(seconds);
}

Parsed<Seconds> parse_unsigned_duration(std::string_view text) noexcept {
    if (!text.starts_with('P')) return parse_whole_seconds(text);
    std::string_view rest = text.substr(1);
    const Components calendar = take_components(rest, calendar_units);
    if (calendar.fault != TimeFault::none) return refused<Seconds>(calendar.fault);
    if (!rest.empty()) {
        rest.remove_prefix(1);
        const Components clock = take_components(rest, clock_units);
        if (clock.fault != TimeFault::none) return refused<Seconds>(clock.fault);
        if (!clock.any || !rest.empty()) return refused<Seconds>(TimeFault::malformed);
        if (!calendar.any) {
            const auto& [hours, minutes, seconds, unused] = clock.numbers;
            return bounded_duration(hours * seconds_per_hour + minutes * seconds_per_minute + seconds);
        }
    }
    return refused<Seconds>(calendar.any ? TimeFault::calendar_unit : TimeFault::malformed);
}

Parsed<Span> parse_unsigned_span(std::string_view text) noexcept {
    if (!text.starts_with('P')) return refused<Span>(TimeFault::malformed);
    std::string_view rest = text.substr(1);
    const Components taken = take_components(rest, calendar_units);
    if (taken.fault != TimeFault::none) return refused<Span>(taken.fault);
    if (!taken.any || !rest.empty()) return refused<Span>(TimeFault::malformed);
    const auto& [years, months, weeks, days] = taken.numbers;
    const std::int64_t all_months = years * 12 + months;
    const std::int64_t all_days = weeks * 7 + days;
    if (all_months > span_months_max || all_days > span_days_max) return refused<Span>(TimeFault::too_long);
    if (all_months == 0 && all_days == 0) return refused<Span>(TimeFault::empty_span);
    return {{static_cast<std::int32_t>(all_months), static_cast<std::int32_t>(all_days), 0}, TimeFault::none};
}

// A minus in front of an otherwise readable text deserves its own answer.
TimeFault fault_behind_minus(TimeFault fault) noexcept {
    return fault == TimeFault::malformed ? TimeFault::malformed : TimeFault::negative;
}

char* write_two_digits(char* out, std::int64_t number) noexcept {
    *out++ = static_cast<char>('0' + number / 10);
    *out++ = static_cast<char>('0' + number % 10);
    return out;
}

// "2026-02-28"; at most 13 characters.
char* write_date(char* out, const std::chrono::year_month_day& date) noexcept {
    const int year = static_cast<int>(date.year());
    if (year >= 0 && year <= 9'999) {
        out = write_two_digits(out, year / 100);
        out = write_two_digits(out, year % 100);
    } else {
        out = std::to_chars(out, out + 7, year).ptr;
    }
    *out++ = '-';
    out = write_two_digits(out, static_cast<unsigned>(date.month()));
    *out++ = '-';
    return write_two_digits(out, static_cast<unsigned>(date.day()));
}

constexpr std::size_t text_size_max = 32;  // of a date, an instant or a number

template <class Number>
void append_component(std::string& out, Number number, std::string_view unit) {
    if (number == 0) return;
    char buffer[text_size_max];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
    out += unit;
}

}  // namespace

std::string_view describe(TimeFault fault) noexcept {
    constexpr std::array<std::string_view, 17> sentences = {
        "is well-formed",
        "is not written as expected",
        "names a day that the calendar does not have",
        "names a time of day that clocks do not show",
        "has no offset from UTC, such as Z or +02:00",
        "has a fraction, but whole seconds are the finest grain: round it",
        "is a leap second, which is not counted",
        "is outside the years 1900 to 2999",
        "is longer than 1200 months or 36600 days",
        "is negative",
        "has years, months, weeks or days, whose length varies",
        "is empty",
        "is a day without a time of day",
        "has no seconds: write :00 behind the minutes",
        "has a space where a T belongs",
        "has an offset without a colon: write +02:00 for +0200",
        "is a count of seconds or milliseconds since 1970: write 1774744200 as 2026-03-29T00:30:00Z",
    };
    static_assert(limits::year_min == 1900 && limits::year_max == 2999, "the sentence above names them");
    return sentences[static_cast<std::size_t>(fault)];
}

Parsed<Instant> parse_instant(std::string_view text) noexcept {
    constexpr std::size_t size_without_offset = 19;  // "2026-03-29T00:30:00"
    std::chrono::year_month_day date;
    Clock clock;
    if (text.size() < size_without_offset || !read_date(text.data(), date) || (text[10] != 'T' && text[10] != 't') ||
        !read_clock(text.data() + 11, clock)) {
        return refused<Instant>(other_form_of_instant(text));
    }
    const Parsed<Seconds> offset = parse_fraction_and_offset(text.substr(size_without_offset));
    if (offset.fault == TimeFault::malformed) return refused<Instant>(other_form_of_instant(text));
    if (!date.ok()) return refused<Instant>(TimeFault::no_such_date);
    if (const TimeFault fault = check(clock); fault != TimeFault::none) return refused<Instant>(fault);
    if (offset.fault != TimeFault::none) return refused<Instant>(offset.fault);

    const Seconds since_midnight{clock.hour * seconds_per_hour + clock.minute * seconds_per_minute + clock.second};
    const Instant instant = std::chrono::sys_days{date} + since_midnight - offset.value;
    if (!in_years(instant)) return refused<Instant>(TimeFault::year_out_of_range);
    return {instant, TimeFault::none};
}

Parsed<Date> parse_date(std::string_view text) noexcept {
    std::chrono::year_month_day date;
    if (text.size() != 10 || !read_date(text.data(), date)) return refused<Date>(TimeFault::malformed);
    if (!date.ok()) return refused<Date>(TimeFault::no_such_date);
    const Date day{date};
    if (!in_years(day)) return refused<Date>(TimeFault::year_out_of_range);
    return {day, TimeFault::none};
}

Parsed<Seconds> parse_duration(std::string_view text) noexcept {
    if (!text.starts_with('-')) return parse_unsigned_duration(text);
    return refused<Seconds>(fault_behind_minus(parse_unsigned_duration(text.substr(1)).fault));
}

Parsed<Span> parse_span(std::string_view text) noexcept {
    if (!text.starts_with('-')) return parse_unsigned_span(text);
    return refused<Span>(fault_behind_minus(parse_unsigned_span(text.substr(1)).fault));
}

void append_instant(std::string& out, Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::int64_t second = (instant - day).count();
    char buffer[text_size_max];
    char* end = write_date(buffer, std::chrono::year_month_day{day});
    *end++ = 'T';
    end = write_two_digits(end, second / seconds_per_hour);
    *end++ = ':';
    end = write_two_digits(end, second / seconds_per_minute % 60);
    *end++ = ':';
    end = write_two_digits(end, second % 60);
    *end++ = 'Z';
    out.append(buffer, end);
}

void append_date(std::string& out, Date date) {
    char buffer[text_size_max];
    out.append(buffer, write_date(buffer, std::chrono::year_month_day{date}));
}

void append_duration(std::string& out, Seconds duration) {
    const bool negative = duration.count() < 0;
    const auto count = static_cast<std::uint64_t>(duration.count());
    const std::uint64_t seconds = negative ? 0 - count : count;  // right even for the smallest number
    out += negative ? "-PT" : "PT";
    if (seconds == 0) out += "0S";
    append_component(out, seconds / seconds_per_hour, "H");
    append_component(out, seconds / seconds_per_minute % 60, "M");
    append_component(out, seconds % seconds_per_minute, "S");
}

void append_span(std::string& out, const Span& span) {
    if (span.opening != 0) {
        append_duration(out, Seconds(span.opening));
        out += " of opening hours";
        return;
    }
    out += 'P';
    if (span == Span{}) out += "0D";
    append_component(out, span.months, "M");
    append_component(out, span.days, "D");
    append_component(out, span.working_days, "WD");
}

}  // namespace redress::time
