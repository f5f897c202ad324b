#include "facts/vocabulary.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "facts/case.h"
#include "facts/text.h"

namespace redress::facts {

TEST_CASE("every record and field is documented in one line and named in snake case") {
    for (const RecordRow& row : records()) {
        CAPTURE(row.name);
        CHECK(is_fact_name(row.name));
        CHECK(row.doc.ends_with('.'));
    }
    for (const Field& field : fields()) {
        CAPTURE(row(field.record).name);
        CAPTURE(field.name);
        CHECK(is_fact_name(field.name));
        CHECK(field.doc.ends_with('.'));
        CHECK(field.doc.find('\n') == std::string_view::npos);
    }
}

TEST_CASE("records stand in the order of the enum and are found by name") {
    REQUIRE(records().size() == record_count);
    for (std::size_t r = 0; r < record_count; ++r) {
        CAPTURE(records()[r].name);
        CHECK(records()[r].record == static_cast<Record>(r));
        CHECK(find_record(records()[r].name) == static_cast<Record>(r));
    }
}

TEST_CASE("field names are unique in their record and found by name") {
    std::set<std::string> seen;
    for (const Field& field : fields()) {
        const std::string name = std::string(row(field.record).name) + "." + std::string(field.name);
        CAPTURE(name);
        CHECK(seen.insert(name).second);
        CHECK(find_field(field.record, field.name) == &field);
    }
}

TEST_CASE("what is not in the vocabulary is not found") {
    for (const char* name : {"", "incidnt", "Incident", "incident ", "cases", "windows"}) {
        CAPTURE(name);
        CHECK_FALSE(find_record(name).has_value());
    }
    for (const char* name : {"", "strt", "Start", "start ", "opened", "price"}) {
        CAPTURE(name);
        CHECK(find_field(Record::incident, name) == nullptr);
    }
}

TEST_CASE("required fields come first and derived fields last, with dense slots") {
    for (const RecordRow& record : records()) {
        CAPTURE(record.name);
        std::size_t given = 0;
        std::size_t derived_fields = 0;
        bool past_required = false;
        for (const Field& field : fields(record.record)) {
            CAPTURE(field.name);
            CHECK(field.record == record.record);
            if (field.presence == Presence::derived) {
                CHECK(field.slot == derived_fields++);
                continue;
            }
            CHECK(derived_fields == 0);
            CHECK(field.slot == given++);
            past_required = past_required || field.presence != Presence::required;
            CHECK((field.presence == Presence::required) == !past_required);
        }
        CHECK(given_field_count(record.record) == given);
    }
}

TEST_CASE("defaults, token sets and references stand where they belong") {
    for (const Field& field : fields()) {
        CAPTURE(row(field.record).name);
        CAPTURE(field.name);
        CHECK((field.presence == Presence::defaulted) == !field.default_text.empty());
        CHECK((field.type == FieldType::token) == !field.tokens.empty());
        CHECK((field.type == FieldType::reference || field.type == FieldType::references) == field.refers.has_value());
        CHECK((field.type == FieldType::id) == (field.name == "id"));
        if (field.presence != Presence::defaulted) continue;
        CHECK(parse_fact(field.type, field.tokens, field.default_text).known());
    }
}

TEST_CASE("the table says what the design says") {
    struct Expected {
        Record record;
        const char* field;
        FieldType type;
        Presence presence;
        const char* default_text;
        SignBound sign;
    };
    const Expected table[] = {
        {Record::case_, "as_of", FieldType::instant, Presence::required, "", SignBound::any},
        {Record::account, "standing", FieldType::token, Presence::defaulted, "good", SignBound::any},
        {Record::account, "units", FieldType::count, Presence::defaulted, "0", SignBound::not_negative},
        {Record::subscription, "price", FieldType::money, Presence::required, "", SignBound::not_negative},
        {Record::subscription, "price_period", FieldType::span, Presence::defaulted, "P1M", SignBound::any},
        {Record::subscription, "monthly_price", FieldType::money, Presence::derived, "", SignBound::not_negative},
        {Record::incident, "affected", FieldType::ratio, Presence::defaulted, "100%", SignBound::not_negative},
        {Record::maintenance, "notice", FieldType::duration, Presence::derived, "", SignBound::any},
        {Record::ticket, "priority_accepted", FieldType::flag, Presence::defaulted, "yes", SignBound::any},
        {Record::measurement, "value", FieldType::number, Presence::required, "", SignBound::any},
        {Record::credit, "remaining", FieldType::money, Presence::defaulted, "0", SignBound::not_negative},
        {Record::line, "amount", FieldType::money, Presence::required, "", SignBound::any},
        {Record::window, "length", FieldType::duration, Presence::derived, "", SignBound::positive},
        {Record::window, "month_days", FieldType::count, Presence::derived, "", SignBound::positive},
    };
    for (const Expected& expected : table) {
        CAPTURE(expected.field);
        const Field* field = find_field(expected.record, expected.field);
        REQUIRE(field != nullptr);
        CHECK(field->type == expected.type);
        CHECK(field->presence == expected.presence);
        CHECK(field->default_text == expected.default_text);
        CHECK(field->sign == expected.sign);
    }
}

TEST_CASE("derived fields map to the enum by name") {
    struct Expected {
        Record record;
        const char* field;
        Derived derived;
    };
    const Expected table[] = {
        {Record::subscription, "monthly_price", Derived::subscription_monthly_price},
        {Record::subscription, "term_price", Derived::subscription_term_price},
        {Record::incident, "duration", Derived::incident_duration},
        {Record::maintenance, "duration", Derived::maintenance_duration},
        {Record::maintenance, "notice", Derived::maintenance_notice},
        {Record::ticket, "response_time", Derived::ticket_response_time},
        {Record::ticket, "resolution_time", Derived::ticket_resolution_time},
        {Record::ticket, "response_due", Derived::ticket_response_due},
        {Record::ticket, "resolution_due", Derived::ticket_resolution_due},
        {Record::pause, "duration", Derived::pause_duration},
        {Record::measurement, "duration", Derived::measurement_duration},
        {Record::window, "start", Derived::window_start},
        {Record::window, "end", Derived::window_end},
        {Record::window, "length", Derived::window_length},
        {Record::window, "days", Derived::window_days},
        {Record::window, "month_days", Derived::window_month_days},
        {Record::window, "price", Derived::window_price},
        {Record::period, "start", Derived::period_start},
        {Record::period, "end", Derived::period_end},
        {Record::period, "length", Derived::period_length},
    };
    std::size_t rows = 0;
    for (const Field& field : fields()) rows += field.presence == Presence::derived ? 1 : 0;
    CHECK(rows == std::size(table));
    for (const Expected& expected : table) {
        CAPTURE(expected.field);
        const Field* field = find_field(expected.record, expected.field);
        REQUIRE(field != nullptr);
        CHECK(derived(*field) == expected.derived);
    }
}

TEST_CASE("slots are known at compile time") {
    static_assert(slot(Record::case_, "id") == 0);
    static_assert(slot(Record::incident, "start") == 1);
    static_assert(slot(Record::charge, "subscription") == 0);
    CHECK(find_field(Record::ticket, "resolved")->slot == slot(Record::ticket, "resolved"));
}

TEST_CASE("an extent names two instants of its record, the first of them required but for subscriptions") {
    std::size_t kinds = 0;
    for (const RecordRow& record : records()) {
        const auto times = extent(record.record);
        if (!times) continue;
        ++kinds;
        CAPTURE(record.name);
        const Field* start = find_field(record.record, times->start);
        const Field* end = find_field(record.record, times->end);
        REQUIRE(start != nullptr);
        REQUIRE(end != nullptr);
        CHECK(start->type == FieldType::instant);
        CHECK((start->presence == Presence::required) == (record.record != Record::subscription));
        CHECK(end->type == FieldType::instant);
    }
    CHECK(kinds == 7);
}

}  // namespace redress::facts
