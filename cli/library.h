// The public ABI as a C++ program likes it: handles that free themselves, failures as exceptions.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "redress.h"

namespace redress::cli {

struct Free {
    void operator()(redress_error* error) const { redress_error_free(error); }
    void operator()(redress_book* book) const { redress_book_free(book); }
    void operator()(redress_review* review) const { redress_review_free(review); }
    void operator()(redress_case* c) const { redress_case_free(c); }
    void operator()(redress_statement* statement) const { redress_statement_free(statement); }
};
using ErrorHandle = std::unique_ptr<redress_error, Free>;
using Book = std::unique_ptr<redress_book, Free>;
using Review = std::unique_ptr<redress_review, Free>;
using Case = std::unique_ptr<redress_case, Free>;
using Statement = std::unique_ptr<redress_statement, Free>;

enum class Steps { with, without };

// What the library refused. what() is its message, which has no file part for text from memory.
class Refusal : public std::runtime_error {
public:
    explicit Refusal(const redress_error* error);
    // The message with the file that the text came from in front, as the library writes it for files that it reads:
    // "case.xml:3:7: ...", or "case.xml: ..." where no line is known.
    std::string in_file(const std::string& file) const;

    std::int64_t line() const { return line_; }  // 0: of no line in particular
    std::int64_t column() const { return column_; }
    // The message without any place.
    std::string problem() const;

private:
    bool names_file_;
    std::int64_t line_;
    std::int64_t column_;
};

// `zones` is a folder of compiled time zone files; empty: the system's.
Book load_book(const std::string& path, const std::string& zones);
Review review_rules(const std::string& path, const std::string& zones);
Case parse_case(std::string_view xml);
// Sets a field of the case itself.
void set_case_field(redress_case& c, const char* field, std::string_view value);
std::string canonical_xml(redress_case& c);
Statement settle(const redress_book& book, redress_case& c, Steps steps);
std::string statement_xml(const redress_statement& statement);

// Fields of the tables that the library answers from; "" also where the library has no such field.
std::string_view field(const redress_book& book, std::int64_t index, const char* name);
std::string_view field(const redress_review& review, std::int64_t index, const char* name);
std::string_view field(const redress_statement& statement, const char* record, std::int64_t index, const char* name);
std::string_view vocabulary_field(std::int64_t index, const char* property);
std::string_view declared_fact(const redress_book& book, std::int64_t index, const char* property);

}  // namespace redress::cli
