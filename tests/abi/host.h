// The C interface as a C++ host would wrap it, for tests.
#pragma once

#include <cstdint>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "redress.h"

namespace redress::host {

struct Free {
    void operator()(redress_error* p) const { redress_error_free(p); }
    void operator()(redress_book* p) const { redress_book_free(p); }
    void operator()(redress_review* review) const { redress_review_free(review); }
    void operator()(redress_case* p) const { redress_case_free(p); }
    void operator()(redress_statement* p) const { redress_statement_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

inline std::string text_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

inline std::string rules_xml() { return text_of(std::string(REDRESS_ROOT) + "/rules/ua_hosting.xml"); }
inline std::string case_xml() { return text_of(std::string(REDRESS_ROOT) + "/samples/ua_hosting/worked_example.case.xml"); }

inline Owned<redress_book> book_of(std::string_view xml, redress_error* error = nullptr) {
    redress_book* out = nullptr;
    redress_book_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error);
    return Owned<redress_book>(out);
}
inline Owned<redress_review> review_of(std::string_view xml, redress_error* error = nullptr) {
    redress_review* out = nullptr;
    redress_review_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), nullptr, error);
    return Owned<redress_review>(out);
}
inline Owned<redress_case> case_of(std::string_view xml, redress_error* error = nullptr) {
    redress_case* out = nullptr;
    redress_case_parse(&out, xml.data(), static_cast<std::int64_t>(xml.size()), error);
    return Owned<redress_case>(out);
}
inline Owned<redress_case> empty_case() {
    redress_case* out = nullptr;
    redress_case_new(&out, nullptr);
    return Owned<redress_case>(out);
}
inline Owned<redress_statement> settle(const redress_book* book, redress_case* c, redress_error* error = nullptr) {
    redress_statement* out = nullptr;
    redress_settle(&out, book, c, error);
    return Owned<redress_statement>(out);
}
inline std::string xml_of(const redress_statement* statement) {
    std::int64_t size = 0;
    const char* xml = redress_statement_xml(statement, &size);
    return xml == nullptr ? std::string() : std::string(xml, static_cast<std::size_t>(size));
}

// The worked example, record by record.
struct Set {
    const char* record;  // null: of the record before
    const char* field;
    const char* value;
};
inline constexpr Set worked_example[] = {
    {"case", "id", "worked-example"},
    {nullptr, "as_of", "2017-08-01T09:00:00+03:00"},
    {nullptr, "currency", "UAH"},
    {"account", "id", "customer-1"},
    {"subscription", "id", "expert-ssd"},
    {nullptr, "sla", "ua_hosting"},
    {nullptr, "price", "1303"},
    {nullptr, "price_period", "P6M"},
    {nullptr, "start", "2017-06-01T00:00:00+03:00"},
    {nullptr, "end", "2017-12-01T00:00:00+02:00"},
    {"incident", "id", "outage-1"},
    {nullptr, "start", "2017-07-12T04:00:00+03:00"},
    {nullptr, "end", "2017-07-12T21:00:00+03:00"},
    {nullptr, "subscription", "expert-ssd"},
    {"claim", "id", "claim-1"},
    {nullptr, "filed", "2017-07-31T12:00:00+03:00"},
    {nullptr, "subscription", "expert-ssd"},
    {nullptr, "incident", "outage-1"},
};

}  // namespace redress::host
