#include "standard_case.h"

#include <random>

#include <fmt/format.h>

#include "time/instant.h"

namespace redress::bench {

namespace {

std::string instant(std::int64_t seconds) {
    std::string out;
    time::append_instant(out, time::Instant(time::Seconds(seconds)));
    return out;
}

}  // namespace

std::vector<StandardCase> standard_cases(std::size_t count) {
    // October 2026 in Europe/Berlin: 745 hours, since the clocks go back.
    const std::int64_t month_start = 1'790'805'600;
    const std::int64_t month_end = month_start + 745 * 3'600;
    std::mt19937_64 random(20'261'001);
    const auto below = [&](std::int64_t bound) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(bound));
    };
    std::vector<StandardCase> cases(count);
    for (StandardCase& c : cases) {
        c.month_start = month_start;
        c.month_end = month_end;
        c.price_cents = 500 + below(100'000);
        for (Stretch& o : c.outages) {
            o.start = month_start + below(month_end - month_start - 40'000);
            o.end = o.start + 60 + below(30'000);
        }
        for (Stretch& m : c.maintenance) {
            m.start = month_start + below(month_end - month_start - 20'000);
            m.end = m.start + 3'600 + below(14'400);
        }
    }
    return cases;
}

std::string case_xml(const StandardCase& c) {
    std::string out = fmt::format(
        "<case xmlns=\"urn:redress:case:1\" id=\"standard\" as_of=\"{}\" currency=\"EUR\">\n  <account id=\"a-1\"/>\n"
        "  <subscription id=\"s-1\" sla=\"standard\" price=\"{}.{:02}\"/>\n",
        instant(c.month_end + 86'400), c.price_cents / 100, c.price_cents % 100);
    for (std::size_t i = 0; i < c.outages.size(); ++i) {
        out += fmt::format("  <incident id=\"i-{}\" start=\"{}\" end=\"{}\" subscription=\"s-1\"/>\n", i,
                           instant(c.outages[i].start), instant(c.outages[i].end));
    }
    for (std::size_t i = 0; i < c.maintenance.size(); ++i) {
        out += fmt::format("  <maintenance id=\"m-{}\" start=\"{}\" end=\"{}\"/>\n", i, instant(c.maintenance[i].start),
                           instant(c.maintenance[i].end));
    }
    return out + "</case>\n";
}

}  // namespace redress::bench
