// Sequences of calls on live handles, in any order. An input is a list of calls, two bytes each: which call, and which
// of four books, cases and statements it takes (two bits each). An empty place is NULL. A model beside the handles says
// what every call must return.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "calls.h"

namespace redress::fuzz {

inline constexpr std::string_view rules_texts[] = {
    R"(<sla xmlns="urn:redress:rules:1" id="t" title="T" currency="EUR" timezone="UTC" effective_from="2020-01-01">
<fact record="account" name="vip" type="flag" default="no"/>
<guarantee id="g" over="calendar_month"><downtime name="down"/><breach when="down above 1 hour"/>
<credit value="if account.vip then 20 EUR else 10 EUR"/></guarantee><remedy kind="balance"/></sla>)",
    R"(<sla xmlns="urn:redress:rules:1" id="t" title="Another T" currency="EUR" timezone="Europe/Berlin"
effective_from="2020-01-01"><guarantee id="g" over="day"><downtime name="down"/><breach when="down above 0 hours"/>
<credit value="5% * window.price"/></guarantee><remedy kind="discount" fallback="balance"/></sla>)",
    R"(<sla xmlns="urn:redress:rules:1" id="t" title="Broken"><breach/></sla>)",
    "<sla",
};
inline constexpr std::string_view case_texts[] = {
    R"(<case xmlns="urn:redress:case:1" id="c" as_of="2026-04-01T00:00:00Z" currency="EUR"><account id="a"/>
<subscription id="s" sla="t" price="310"/><incident id="i" start="2026-03-05T06:00:00Z" end="2026-03-05T12:00:00Z"/></case>)",
    R"(<case xmlns="urn:redress:case:1" id="d" as_of="2026-04-01T00:00:00Z" currency="EUR"><account id="a" vip="yes"/>
<subscription id="s" sla="t" price="310"/><incident id="i" start="2026-02-28T06:00:00Z"/></case>)",
    R"(<case xmlns="urn:redress:case:1" id="e" as_of="2026-04-01T00:00:00Z" currency="EUR"><account id="a"/>
<subscription id="s" sla="no_such_sla" price="310"/></case>)",
    R"(<case xmlns="urn:redress:case:1" id="f"/>)",
};

class Handles {
public:
    void call(unsigned char what, unsigned char which) {
        const std::size_t book = which & 3u;
        const std::size_t c = (which >> 2) & 3u;
        const std::size_t statement = (which >> 4) & 3u;
        const std::size_t text = which >> 6;
        switch (what % 14) {
            case 0: return new_book(book, rules_texts[text]);
            case 1: return books_[book].reset();
            case 2: return parse(c, case_texts[text]);
            case 3: return void(cases_[c] = host::empty_case());
            case 4: return cases_[c].reset();
            case 5: return settle(books_[book].get(), cases_[c].get(), statement, redress_settle);
            case 6: return settle(books_[book].get(), cases_[c].get(), statement, redress_settle_without_steps);
            case 7: return look_at(statement);
            case 8: return statements_[statement] = {}, void();
            case 9: return change(cases_[c].get(), text);
            case 10: return write(cases_[c].get());
            case 11: return look_at_book(books_[book].get(), text);
            case 12: return void(error_.reset(error_ == nullptr ? redress_error_new() : nullptr));
            default: return look_at_error();
        }
    }
    // A statement outlives its book and its case [C9].
    void finish() {
        for (std::size_t i = 0; i < statements_.size(); ++i) look_at(i);
        for (auto& book : books_) book.reset();
        for (auto& c : cases_) c.reset();
        for (std::size_t i = 0; i < statements_.size(); ++i) look_at(i);
    }

private:
    struct Kept {
        host::Owned<redress_statement> handle;
        std::string xml;  // when it was new; "" where it was not asked for
    };

    void expect(redress_status status, std::initializer_list<redress_status> allowed, bool null_given) {
        if (null_given) return promise(status == REDRESS_INVALID_ARGUMENT, "NULL is an invalid argument");
        bool listed = status == REDRESS_OK;
        for (const redress_status one : allowed) listed = listed || status == one;
        promise(listed, "a call ends in a status of its contract");
    }

    void new_book(std::size_t place, std::string_view xml) {
        redress_book* out = nullptr;
        expect(redress_book_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error_.get()),
               {REDRESS_INVALID_XML, REDRESS_INVALID_RULES}, false);
        if (out != nullptr) books_[place].reset(out);
    }
    void parse(std::size_t place, std::string_view xml) {
        redress_case* out = nullptr;
        expect(redress_case_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error_.get()), {REDRESS_INVALID_CASE},
               false);
        if (out != nullptr) cases_[place].reset(out);
    }
    template <class Settle>
    void settle(const redress_book* book, redress_case* c, std::size_t place, Settle settle_) {
        redress_statement* out = nullptr;
        expect(settle_(&out, book, c, error_.get()), {REDRESS_INVALID_CASE}, book == nullptr || c == nullptr);
        if (out != nullptr) statements_[place] = {host::Owned<redress_statement>(out), {}};
    }
    void look_at(std::size_t place) {
        Kept& kept = statements_[place];
        if (kept.handle == nullptr) {
            promise(redress_statement_xml(nullptr, nullptr) == nullptr, "no statement has no XML");
            promise(redress_statement_count(nullptr, "decision") == 0, "no statement has no records");
            return;
        }
        const std::string xml = host::xml_of(kept.handle.get());
        promise(!xml.empty() && (kept.xml.empty() || kept.xml == xml), "a statement never changes");
        kept.xml = xml;
        read(kept.handle.get());
    }
    void change(redress_case* c, std::size_t text) {
        static constexpr const char* values[] = {"2026-03-09T00:00:00Z", "", "x", "i"};
        expect(redress_case_add(c, text == 3 ? "case" : "incident", error_.get()), {REDRESS_INVALID_CASE}, c == nullptr);
        for (const char* field : {"id", "start", "end", "cause"}) {
            expect(redress_case_set(c, field, values[text], -1, error_.get()), {REDRESS_INVALID_CASE}, c == nullptr);
        }
    }
    void write(redress_case* c) {
        const char* xml = nullptr;
        std::int64_t size = 0;
        const redress_status status = redress_case_xml(c, &xml, &size, error_.get());
        expect(status, {REDRESS_INVALID_CASE}, c == nullptr);
        if (status == REDRESS_OK) promise(xml[size] == '\0' && size > 0, "the XML of a case ends in NUL");
    }
    void look_at_book(const redress_book* book, std::size_t index) {
        const auto at = static_cast<std::int64_t>(index) - 1;
        for (const char* field : {"sla", "title", "digest", "file", "nothing"}) {
            const bool there = book != nullptr && at == 0 && std::string_view(field) != "nothing";
            promise((redress_book_get(book, at, field) != nullptr) == there, "what a book has can be read, and nothing else");
        }
        const bool there = at >= 0 && at < redress_book_fact_count(book);
        promise((redress_book_fact_get(book, at, "default") != nullptr) == there, "a book's facts can be read, and nothing else");
    }
    void look_at_error() {
        const std::string message = redress_error_message(error_.get());
        const bool failed = redress_error_status(error_.get()) != REDRESS_OK;
        promise(message.empty() != failed, "an error has a message exactly where something failed");
        const std::string rest = std::string(redress_error_file(error_.get())) + redress_error_record(error_.get()) +
                                 redress_error_field(error_.get());
        promise(failed || rest.empty(), "an error without a failure is empty");
    }

    host::Owned<redress_error> error_;
    std::array<host::Owned<redress_book>, 4> books_;
    std::array<host::Owned<redress_case>, 4> cases_;
    std::array<Kept, 4> statements_;
};

inline void try_handles(std::string_view input) {
    Handles handles;
    for (std::size_t i = 0; i + 1 < input.size() && i < 256; i += 2) {
        handles.call(static_cast<unsigned char>(input[i]), static_cast<unsigned char>(input[i + 1]));
    }
    handles.finish();
}

}  // namespace redress::fuzz
