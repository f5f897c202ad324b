// Packs and cases from a seed, for properties that hold whatever the rules and facts are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "settling.h"

namespace redress::settle {

class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }  // the same everywhere, unlike std's distributions
    bool chance(std::uint64_t percent) { return below(100) < percent; }
    template <std::size_t N>
    std::string one_of(const char* const (&choices)[N]) {
        return choices[below(N)];
    }
    std::string decimal(std::uint64_t units, std::uint64_t digits) {
        std::string out = std::to_string(below(units)) + ".";
        for (std::uint64_t i = 0; i < digits; ++i) out += static_cast<char>('0' + below(10));
        return out + "1";
    }
    // An instant in the first quarter of 2026, to the minute or to the second.
    std::int64_t instant() {
        return 1'767'225'600 + static_cast<std::int64_t>(below(90 * 1440)) * 60 +
               (chance(20) ? 1 : 0) * static_cast<std::int64_t>(below(60));
    }

    std::mt19937_64& random() { return random_; }

private:
    std::mt19937_64 random_;
};

inline std::string spelled(std::int64_t seconds) {
    std::string out;
    time::append_instant(out, time::Instant(time::Seconds(seconds)));
    return out;
}

struct GeneratedPack {
    std::string xml;
    std::int64_t cap_cents = -1;  // of a calendar month and a subscription, counting all; -1: none
    bool additive = true;         // an outage in two parts gives the same amounts
};

inline GeneratedPack generate_pack(Generator& g) {
    static const char* const windows[] = {"day",     "day", "calendar_month", "calendar_month", "quarter", "billing_period",
                                          "incident"};
    static const char* const credits[] = {
        "rate * window.price",
        "window.price / window.length * down",
        "rate * subscription.monthly_price + 0.1 EUR",
        "down * 1.234567",
        "2 days",
        "subscription.monthly_price * (down / window.length) * (down / window.length) * (down / window.length)",
        "(1 EUR / 999999937) * (down / 1 second) + (1 EUR / 1000003) * (down / 7 seconds) + 1 EUR / 998244353",
        "min(round(rate * window.price, 0.01 EUR, half_even), subscription.price)",
    };
    static const char* const modes[] = {"half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"};
    static const char* const remedies[] = {
        "<remedy kind=`balance`/>",
        "<remedy kind=`extension`/><remedy kind=`balance`/>",
        "<remedy kind=`extension` step=`1 hour` rounding=`up`/>",
        "<remedy kind=`discount` expires=`P6M`/><remedy kind=`balance`/>",
        "<remedy kind=`discount` fallback=`balance`/>",
    };
    static const char* const minima[] = {"drop", "raise", "hold"};
    GeneratedPack out;
    std::string body;
    if (g.chance(40)) body += "<exclude of=`maintenance` daily=`00:30-07:30`/>";
    if (g.chance(20)) body += "<exclude except_daily=`08:00-20:00` days=`working_days`/>";
    const std::uint64_t guarantees = 1 + g.below(3);
    for (std::uint64_t i = 0; i < guarantees; ++i) {
        const std::string window = g.one_of(windows);
        if (window == "incident") out.additive = false;
        const std::string credit = g.one_of(credits);
        const bool tiered = credit.find("rate") != std::string::npos;
        body += "<guarantee id=`g" + std::to_string(i) + "` over=`" + window +
                "`><downtime name=`down`/><breach when=`down above " + std::to_string(g.below(90)) + " minutes`/>";
        if (tiered) {
            body +=
                "<tiers name=`rate` of=`100% - down / window.length`><tier at_least=`99.9%` value=`1%`/><tier above=`97.3%` "
                "value=`10%`/>"
                "<tier value=`33.3%`/></tiers>";
        }
        body += "<credit value=`" + credit + "`/></guarantee>";
    }
    if (g.chance(30)) body += "<combine/>";
    if (g.chance(30)) body += "<minimum amount=`" + std::to_string(g.below(5)) + ".37 EUR` below=`" + g.one_of(minima) + "`/>";
    if (g.chance(50)) {
        out.cap_cents = static_cast<std::int64_t>(g.below(20'000));
        body += "<cap amount=`" + std::to_string(out.cap_cents / 100) + "." + (out.cap_cents % 100 < 10 ? "0" : "") +
                std::to_string(out.cap_cents % 100) + " EUR` over=`calendar_month` counting=`all`/>";
    }
    if (g.chance(20)) body += "<cap count=`" + std::to_string(1 + g.below(20)) + "` over=`quarter` per=`account`/>";
    if (g.chance(20)) body += "<cap amount=`subscription.monthly_price / 3` over=`billing_period` per=`guarantee`/>";
    body += g.one_of(remedies);
    static const char* const zones[] = {"UTC", "Europe/Kyiv", "America/New_York"};
    out.xml = pack(body, "timezone=`" + g.one_of(zones) + "` rounding=`" + g.one_of(modes) + "`");
    return out;
}

// The records of a case, each by itself, so that they can be shuffled and split.
struct GeneratedCase {
    std::string root, account;
    std::vector<std::string> records;
    std::vector<std::string> outages;  // "id start end subscription" apart, in `records` as well

    std::string xml(const std::string& more = {}) const {
        std::string out = root + account;
        for (const std::string& record : records) out += record;
        return out + more + "</case>";
    }
};

inline std::string incident_record(const std::string& id, std::int64_t start, std::int64_t end, const std::string& subscription) {
    return "<incident id=\"" + id + "\" start=\"" + spelled(start) + "\" end=\"" + spelled(end) + "\"" +
           (subscription.empty() ? std::string() : " subscription=\"" + subscription + "\"") + "/>";
}

inline GeneratedCase generate_case(Generator& g, bool split = false) {
    GeneratedCase out;
    out.root = "<case xmlns=\"urn:redress:case:1\" id=\"c\" as_of=\"2026-05-01T00:00:00Z\" currency=\"EUR\">";
    out.account = "<account id=\"a\"/>";
    static const char* const periods[] = {"P1M", "P3M", "P7M", "P12M"};
    const std::uint64_t subscriptions = 1 + g.below(2);
    for (std::uint64_t i = 0; i < subscriptions; ++i) {
        const std::string price = g.chance(70) ? g.decimal(1000, 1) : g.decimal(10'000, 12);
        out.records.push_back("<subscription id=\"s" + std::to_string(i) + "\" sla=\"t\" price=\"" + price +
                              "\" price_period=\"" + g.one_of(periods) +
                              "\" start=\"2025-12-31T10:00:00Z\" end=\"2026-12-31T10:00:00Z\"/>");
    }
    const std::uint64_t outages = 1 + g.below(8);
    for (std::uint64_t i = 0; i < outages; ++i) {
        const std::int64_t start = g.instant();
        const std::int64_t length = static_cast<std::int64_t>(g.below(g.chance(10) ? 500'000 : 40'000)) + 2;
        const std::string owner = g.chance(50) ? std::string() : "s" + std::to_string(g.below(subscriptions));
        const std::int64_t middle = start + 1 + static_cast<std::int64_t>(g.below(static_cast<std::uint64_t>(length - 1)));
        const std::string id = "i" + std::to_string(i);
        if (split) {
            out.records.push_back(incident_record(id, start, middle, owner));
            out.records.push_back(incident_record(id + "-rest", middle, start + length, owner));
        } else {
            out.records.push_back(incident_record(id, start, start + length, owner));
        }
    }
    const std::uint64_t works = g.below(4);
    for (std::uint64_t i = 0; i < works; ++i) {
        const std::int64_t start = g.instant();
        out.records.push_back("<maintenance id=\"m" + std::to_string(i) + "\" start=\"" + spelled(start) + "\" end=\"" +
                              spelled(start + static_cast<std::int64_t>(g.below(30'000))) + "\"/>");
    }
    if (g.chance(60)) {
        out.records.push_back("<invoice id=\"v\" issued=\"2026-05-01T00:00:00Z\"/>");
        const std::uint64_t lines = g.below(4);
        for (std::uint64_t i = 0; i < lines; ++i) {
            const std::string amount = g.chance(15) ? "-" + g.decimal(20, 0) : g.decimal(60, 1);
            out.records.push_back("<line id=\"l" + std::to_string(i) + "\" amount=\"" + amount +
                                  "\" period_start=\"2026-05-01T00:00:00Z\" period_end=\"2026-06-01T00:00:00Z\"/>");
        }
    }
    if (g.chance(25)) {
        out.records.push_back("<credit id=\"goodwill\" subscription=\"s0\" amount=\"1" + g.decimal(20, 0) +
                              "\" granted=\"2026-02-10T00:00:00Z\" remedy=\"discount\" remaining=\"0.5\"/>");
    }
    return out;
}

}  // namespace redress::settle
