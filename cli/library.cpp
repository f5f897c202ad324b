#include "library.h"

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <new>

namespace redress::cli {
namespace {

ErrorHandle new_error() {
    ErrorHandle error(redress_error_new());
    if (!error) throw std::bad_alloc();
    return error;
}

// Runs a call that fills `out` and describes its failure in the error that it is given.
template <class Handle, class Call>
Handle made_by(Call call) {
    const ErrorHandle error = new_error();
    typename Handle::pointer out = nullptr;
    if (call(&out, error.get()) != REDRESS_OK) throw Refusal(error.get());
    return Handle(out);
}

std::string_view or_empty(const char* text) { return text == nullptr ? std::string_view{} : std::string_view(text); }

}  // namespace

Refusal::Refusal(const redress_error* error)
    : std::runtime_error(redress_error_message(error)),
      names_file_(*redress_error_file(error) != '\0'),
      line_(redress_error_line(error)),
      column_(redress_error_column(error)) {}

std::string Refusal::in_file(const std::string& file) const {
    if (names_file_) return what();
    return file + (line_ > 0 ? ":" : ": ") + what();
}

std::string Refusal::problem() const {
    const std::string message = what();
    const std::string place = fmt::format("{}:{}: ", line_, column_);
    const std::size_t at = line_ > 0 ? message.find(place) : std::string::npos;
    return at == std::string::npos ? message : message.substr(at + place.size());
}

Book load_book(const std::string& path, const std::string& zones) {
    const char* const zone_directory = zones.empty() ? nullptr : zones.c_str();
    return made_by<Book>([&](redress_book** out, redress_error* error) {
        return redress_book_load_with_zones(out, path.c_str(), zone_directory, error);
    });
}

Review review_rules(const std::string& path, const std::string& zones) {
    const char* const zone_directory = zones.empty() ? nullptr : zones.c_str();
    return made_by<Review>([&](redress_review** out, redress_error* error) {
        return redress_review_load(out, path.c_str(), zone_directory, error);
    });
}

Case parse_case(std::string_view xml) {
    return made_by<Case>([&](redress_case** out, redress_error* error) {
        return redress_case_parse(out, xml.data(), static_cast<std::int64_t>(xml.size()), error);
    });
}

void set_case_field(redress_case& c, const char* field, std::string_view value) {
    const ErrorHandle error = new_error();
    if (redress_case_add(&c, "case", error.get()) != REDRESS_OK ||
        redress_case_set(&c, field, value.data(), static_cast<std::int64_t>(value.size()), error.get()) != REDRESS_OK)
        throw Refusal(error.get());
}

std::string canonical_xml(redress_case& c) {
    const ErrorHandle error = new_error();
    const char* xml = nullptr;
    std::int64_t size = 0;
    if (redress_case_xml(&c, &xml, &size, error.get()) != REDRESS_OK) throw Refusal(error.get());
    return std::string(xml, static_cast<std::size_t>(size));
}

Statement settle(const redress_book& book, redress_case& c, Steps steps) {
    const auto settle_so = steps == Steps::with ? &redress_settle : &redress_settle_without_steps;
    return made_by<Statement>([&](redress_statement** out, redress_error* error) { return settle_so(out, &book, &c, error); });
}

std::string statement_xml(const redress_statement& statement) {
    std::int64_t size = 0;
    const char* xml = redress_statement_xml(&statement, &size);
    if (xml == nullptr) throw std::bad_alloc();
    return std::string(xml, static_cast<std::size_t>(size));
}

std::string_view field(const redress_book& book, std::int64_t index, const char* name) {
    return or_empty(redress_book_get(&book, index, name));
}

std::string_view field(const redress_review& review, std::int64_t index, const char* name) {
    return or_empty(redress_review_get(&review, index, name));
}

std::string_view field(const redress_statement& statement, const char* record, std::int64_t index, const char* name) {
    return or_empty(redress_statement_get(&statement, record, index, name));
}

std::string_view vocabulary_field(std::int64_t index, const char* property) {
    return or_empty(redress_vocabulary_get(index, property));
}

std::string_view declared_fact(const redress_book& book, std::int64_t index, const char* property) {
    return or_empty(redress_book_fact_get(&book, index, property));
}

}  // namespace redress::cli
