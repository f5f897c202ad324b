// Values of a statement as people of one language and one time zone read them. Nothing is computed: what the statement
// spells exactly is spelled for people.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "explain/language.h"
#include "explain/local_time.h"

namespace redress::cli::explain {

class Wording {
public:
    // `decimals` are those of the currency's amounts, as a statement writes them.
    Wording(const Language& language, LocalTime time, std::string currency, std::size_t decimals);

    std::string say(std::string_view key, Values values = {}) const { return language_->say(key, values); }
    const Language& language() const { return *language_; }
    const LocalTime& time() const { return time_; }

    std::string date(const cctz::civil_day& day) const;  // 16 June 2026
    std::string date(Instant at) const;
    std::string day_and_month(const cctz::civil_day& day) const;  // 16 June
    std::string month(const cctz::civil_month& month) const;      // June 2026
    std::string clock(Instant at) const;                          // 22:00, with seconds where there are some
    std::string moment(Instant at) const;                         // 16 June 2026, 22:00
    std::string range(const Interval& interval) const;            // 16 June 2026, 22:00 to 17 June 2026, 09:00
    // The window of a promise `over` a kind of stretch: June 2026, 3 June 2026, ...
    std::string window(std::string_view over, const Interval& interval) const;
    std::string duration(Instant seconds) const;        // 2 h 30 min
    std::string span(std::string_view iso) const;       // P1M as 1 month; also PT2H
    std::string amount(std::string_view number) const;  // 15.00 UAH of "15" or "15.00"
    std::string number(std::string_view number) const;  // with the decimal point of the language
    // Any value of a step: "3595/36 (about 99.861111)%", "PT8H", "15 UAH", "yes", an instant, a date, a token.
    std::string value(std::string_view exact) const;
    // A literal of a rule, such as "97.9%" or "4 hours"; what is none is left as it stands.
    std::string literal(std::string_view text) const;
    // " (clause 6)", or "".
    std::string clause(std::string_view clause) const;

private:
    const Language* language_;
    LocalTime time_;
    std::string currency_;
    std::size_t decimals_;
};

// How a name of the rules is read: month_fee as "month fee", subject.response_time as "response time". A formula that is more
// than a name is left as it stands.
std::string readable(std::string_view name);

}  // namespace redress::cli::explain
