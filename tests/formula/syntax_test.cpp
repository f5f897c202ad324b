#include "formula/syntax.h"

#include <doctest/doctest.h>

#include <string>

namespace redress::formula {
namespace {

struct Parsed {
    const char* source;
    const char* tree;
};

void check_trees(std::initializer_list<Parsed> table) {
    for (const Parsed& row : table) {
        INFO("source: " << std::string(row.source));
        try {
            CHECK(dump(parse(row.source)) == row.tree);
        } catch (const FormulaError& error) {
            FAIL_CHECK(error.message);
        }
    }
}

struct Refused {
    std::string source;
    std::size_t offset;
    const char* fragment;
};

void check_refusals(std::initializer_list<Refused> table) {
    for (const Refused& row : table) {
        CAPTURE(row.source.substr(0, 60));
        try {
            const std::string tree = dump(parse(row.source));
            FAIL_CHECK("accepted as " << tree);
        } catch (const FormulaError& error) {
            CHECK(error.offset == row.offset);
            CAPTURE(error.message);
            CHECK(error.message.find(row.fragment) != std::string::npos);
        }
    }
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

}  // namespace

TEST_CASE("every word is found at its place") {
    const std::string_view source = "a.b+'x y' ,(5.25%)*-/c1";
    const Word words[] = {Word::name,    Word::dot,   Word::name, Word::plus,  Word::text,  Word::comma, Word::open, Word::number,
                          Word::percent, Word::close, Word::star, Word::minus, Word::slash, Word::name,  Word::end};
    const std::string_view slices[] = {"a", ".", "b", "+", "x y", ",", "(", "5.25", "%", ")", "*", "-", "/", "c1", ""};
    const std::size_t offsets[] = {0, 1, 2, 3, 4, 10, 11, 12, 16, 17, 18, 19, 20, 21, 23};
    const std::vector<Lexeme> lexemes = lex(source);
    REQUIRE(lexemes.size() == std::size(words));
    for (std::size_t i = 0; i < lexemes.size(); ++i) {
        CAPTURE(i);
        CHECK(lexemes[i].word == words[i]);
        CHECK(lexemes[i].slice == slices[i]);
        CHECK(lexemes[i].offset == offsets[i]);
    }
}

TEST_CASE("literals carry their unit") {
    check_trees({
        {"0", "0"},
        {"21.72", "21.72"},
        {"999999999999999999", "999999999999999999"},
        {"0.00000000000000001", "0.00000000000000001"},
        {"25%", "25%"},
        {"25 %", "25%"},
        {"12.50 EUR", "12.5 EUR"},
        {"6 hours", "6 hours"},
        {"1 day", "1 day"},
        {"5 working days", "5 working days"},
        {"1 working day", "1 working day"},
        {"3 months", "3 months"},
        {"'some text'", "'some text'"},
        {"''", "''"},
        {"'<&>'", "'<&>'"},
    });
}

TEST_CASE("names, fields and calls") {
    check_trees({
        {"down", "down"},
        {" down ", "down"},
        {"incident.kind", "incident.kind"},
        {"incident . kind", "incident.kind"},
        {"window.length", "window.length"},
        {"min(a, b)", "(min a b)"},
        {"max(a, b, c, d)", "(max a b c d)"},
        {"round(a, 0.1%, half_up)", "(round a 0.1% half_up)"},
        {"nothing()", "(nothing)"},
        {"abs(if a then b else c)", "(abs (if a b c))"},
        {"f(g(h(x)))", "(f (g (h x)))"},
        {"days(a is b, c)", "(days (is a b) c)"},
    });
}

TEST_CASE("arithmetic binds as in school, from left to right") {
    check_trees({
        {"a + b", "(add a b)"},
        {"a - b", "(subtract a b)"},
        {"a * b", "(multiply a b)"},
        {"a / b", "(divide a b)"},
        {"-a", "(negate a)"},
        {"--a", "(negate (negate a))"},
        {"a - b - c", "(subtract (subtract a b) c)"},
        {"a / b / c", "(divide (divide a b) c)"},
        {"a / b * c", "(multiply (divide a b) c)"},
        {"a + b * c", "(add a (multiply b c))"},
        {"a * b + c", "(add (multiply a b) c)"},
        {"(a + b) * c", "(multiply (add a b) c)"},
        {"a - (b - c)", "(subtract a (subtract b c))"},
        {"-a * b", "(multiply (negate a) b)"},
        {"a * -b", "(multiply a (negate b))"},
        {"a - -b", "(subtract a (negate b))"},
        {"-(a + b)", "(negate (add a b))"},
        {"100% - down / window.length", "(subtract 100% (divide down window.length))"},
    });
}

TEST_CASE("comparisons are words") {
    check_trees({
        {"a is b", "(is a b)"},
        {"a is not b", "(is_not a b)"},
        {"a below b", "(below a b)"},
        {"a above b", "(above a b)"},
        {"a at least b", "(at_least a b)"},
        {"a at most b", "(at_most a b)"},
        {"a one of (b)", "(one_of a b)"},
        {"a one of (b, 'c', d)", "(one_of a b 'c' d)"},
        {"a not one of (b, c)", "(not (one_of a b c))"},
        {"a.b is known", "(known a.b)"},
        {"a.b is unknown", "(not (known a.b))"},
        {"a + 1 at least b * 2", "(at_least (add a 1) (multiply b 2))"},
        {"5 at least 4", "(at_least 5 4)"},
        {"5 is 5", "(is 5 5)"},
        {"6 hours at most down", "(at_most 6 hours down)"},
    });
}

TEST_CASE("not binds tighter than and, and tighter than or") {
    check_trees({
        {"not a", "(not a)"},
        {"not not a", "(not (not a))"},
        {"a and b", "(and a b)"},
        {"a or b", "(or a b)"},
        {"a or b and c", "(or a (and b c))"},
        {"a and b or c", "(or (and a b) c)"},
        {"(a or b) and c", "(and (or a b) c)"},
        {"not a and b", "(and (not a) b)"},
        {"not (a and b)", "(not (and a b))"},
        {"a and b and c", "(and (and a b) c)"},
        {"a or b or c", "(or (or a b) c)"},
        {"not a is b", "(not (is a b))"},
        {"a is b and c is d", "(and (is a b) (is c d))"},
        {"a.b is known and a.b above 3", "(and (known a.b) (above a.b 3))"},
        {"a not one of (b) or c", "(or (not (one_of a b)) c)"},
        {"a and (if b then c else d)", "(and a (if b c d))"},
    });
}

TEST_CASE("an else belongs to the nearest if, or to the division that its parentheses hold") {
    check_trees({
        {"if a then b else c", "(if a b c)"},
        {"if a then b else if c then d else e", "(if a b (if c d e))"},
        {"if a then if b then c else d else e", "(if a (if b c d) e)"},
        {"if a is b or c then d + 1 else e * 2", "(if (or (is a b) c) (add d 1) (multiply e 2))"},
        {"(a / b else c)", "(divide_or_else a b c)"},
        {"(a * b / c else d)", "(divide_or_else (multiply a b) c d)"},
        {"(a / b / c else d)", "(divide_or_else (divide a b) c d)"},
        {"(a / b else (c / d else e))", "(divide_or_else a b (divide_or_else c d e))"},
        {"(a / b else if c then d else e)", "(divide_or_else a b (if c d e))"},
        {"1 + (a / b else c) * 2", "(add 1 (multiply (divide_or_else a b c) 2))"},
        {"if a then (b / c else d) else e", "(if a (divide_or_else b c d) e)"},
        {"if a then b / c else d", "(if a (divide b c) d)"},
        {"(if a then b / c else d)", "(if a (divide b c) d)"},
        {"if (a / b else c) above 1 then d else e", "(if (above (divide_or_else a b c) 1) d e)"},
    });
}

TEST_CASE("what is no formula is refused where it goes wrong") {
    check_refusals({
        {"", 0, "the formula is empty"},
        {"   ", 0, "the formula is empty"},
        {"a < b", 2, "'<' is not an operator: comparisons are the words is, is not, below"},
        {"a > b", 2, "'>' is not an operator"},
        {"a = b", 2, "'=' is not an operator"},
        {"a == b", 2, "'=' is not an operator"},
        {"a != b", 2, "'!' is not an operator"},
        {"a <= b", 2, "'<' is not an operator"},
        {"a & b", 2, "'&' has no meaning"},
        {"a ^ 2", 2, "'^' has no meaning"},
        {"\"a\"", 0, "'\"' has no meaning"},
        {"a[1]", 1, "'[' has no meaning"},
        {"a; b", 1, "';' has no meaning"},
        {"1 \xC3\x97 2", 2, "'\xC3\x97' has no meaning"},
        {"1e5", 0, "'1e5' is not a number"},
        {"0x10", 0, "'0x10' is not a number"},
        {"6hours", 0, "a space before a unit"},
        {"007", 0, "'007' is not a number: it starts with a needless zero"},
        {"1234567890123456789", 0, "18 digits"},
        {"0.000000000000000001", 0, "18 digits"},
        {".5", 0, "found '.'"},
        {"5.", 1, "found '.'"},
        {"1.2.3", 3, "found '.'"},
        {"1,5", 1, "found ','"},
        {"+1", 0, "found '+': expected a number, a name, a text or '('"},
        {"'abc", 0, "not closed"},
        {"a is 'abc", 5, "not closed"},
        {"a b", 2, "found 'b': expected the end of the formula or an operator"},
        {"1 2", 2, "found '2'"},
        {"a 'b'", 2, "found 'b'"},
        {"a is is b", 5, "found 'is'"},
        {"a is", 4, "the formula ends here"},
        {"a is not", 8, "the formula ends here"},
        {"a at b", 5, "expected 'least' or 'most' after 'at'"},
        {"a at", 4, "expected 'least' or 'most' after 'at'"},
        {"a below b below c", 10, "found 'below'"},
        {"a and", 5, "the formula ends here"},
        {"and a", 0, "found 'and'"},
        {"a or or b", 5, "found 'or'"},
        {"not", 3, "the formula ends here"},
        {"a not b", 2, "found 'not'"},
        {"a not one (b)", 10, "expected 'of' after 'one'"},
        {"a one of b", 9, "expected '(' before the list"},
        {"a one of ()", 10, "found ')'"},
        {"a one of (b", 11, "expected ',' or ')' in the list"},
        {"a one of (b c)", 12, "expected ',' or ')' in the list"},
        {"a +", 3, "the formula ends here"},
        {"a * / b", 4, "found '/'"},
        {"(a", 2, "expected ')' or an operator"},
        {"a)", 1, "found ')'"},
        {"()", 1, "found ')'"},
        {"f(a", 3, "expected ',' or ')' after an argument"},
        {"f(a,)", 4, "found ')'"},
        {"f(,a)", 2, "found ','"},
        {"a.", 2, "expected the name of a field after '.'"},
        {"a.1", 2, "found '1': expected the name of a field"},
        {"a.b.c", 3, "found '.'"},
        {"if a then b", 11, "expected 'else'"},
        {"if a else b", 5, "expected 'then'"},
        {"if then b else c", 3, "found 'then'"},
        {"a else b", 2, "found 'else'"},
        {"(a else b)", 3, "'else' belongs to 'if' or to a division"},
        {"(a + b / c else d)", 11, "'else' belongs to 'if' or to a division"},
        {"(a / b else c", 13, "expected ')'"},
        {"a / b else c", 6, "found 'else'"},
        {"a + if b then c else d", 4, "found 'if'"},
        {"5 working hours", 10, "expected 'days' after 'working'"},
        {"a % b", 2, "found '%'"},
    });
}

TEST_CASE("the size of a formula is bounded") {
    const std::string deep = repeated("(", 100) + "a" + repeated(")", 100);
    const std::string wide = repeated("1+", 999) + "1";
    const std::string longest = "a" + std::string(4095, ' ');
    check_refusals({
        {repeated("(", 10'000) + "a" + repeated(")", 10'000), 0, "the formula has 20001 bytes; at most 4096 are read"},
        {std::string(5'000, ' '), 0, "the formula has 5000 bytes"},
        {longest + " ", 0, "the formula has 4097 bytes"},
        {deep, 21, "nested more than 64 deep"},
        {repeated("-", 3'000) + "a", 62, "nested more than 64 deep"},
        {repeated("not ", 1'000) + "a", 4 * 63, "nested more than 64 deep"},
        {repeated("if a then b else ", 200) + "c", 17 * 61 + 3, "nested more than 64 deep"},
        {repeated("f(", 1'000), 2 * 21, "nested more than 64 deep"},
        {wide, 1'023, "the formula has more than 1024 parts"},
    });
    CHECK(dump(parse(longest)) == "a");
    CHECK(parse(repeated("1+", 511) + "1").nodes.size() == 1'023);
    CHECK(dump(parse(repeated("(", 20) + "a" + repeated(")", 20))) == "a");
}

}  // namespace redress::formula
