// Enumerates small formulas and runs each in two ways: by the library, and on unbounded fractions by a recursive interpreter of
// the syntax tree that shares no code with the compiler or the evaluator.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "exact/big_rational.h"
#include "formula/compiler.h"
#include "formula/evaluator.h"
#include "formula/lexer.h"

namespace redress::formula {
namespace {

using exact::BigInteger;
using exact::BigRational;

BigInteger whole_below(const BigRational& value) {
    const BigInteger top = numerator(value);
    const BigInteger bottom = denominator(value);
    BigInteger quotient = top / bottom;
    if (top % bottom < 0) --quotient;
    return quotient;
}

// Of the two multiples of `step` around `value`, the one that the mode's sentence in the documentation names.
BigRational rounded(const BigRational& value, const BigRational& step, std::string_view mode) {
    const BigRational steps = value / step;
    const BigInteger low = whole_below(steps);
    const BigRational over = steps - BigRational(low);
    if (over == 0) return value;
    const BigRational half(BigInteger(1), BigInteger(2));
    const bool negative = value < 0;
    bool go_up = over > half;
    if (mode == "ceiling") go_up = true;
    if (mode == "floor") go_up = false;
    if (mode == "up") go_up = !negative;
    if (mode == "down") go_up = negative;
    if (over == half && mode == "half_up") go_up = !negative;
    if (over == half && mode == "half_down") go_up = negative;
    if (over == half && mode == "half_even") go_up = low % 2 != 0;
    return BigRational(go_up ? BigInteger(low + 1) : low) * step;
}

class Interpreter {
public:
    explicit Interpreter(const Syntax& syntax) : syntax_(syntax) {}

    BigRational number() const { return number(syntax_.root()); }
    bool flag() const { return flag(syntax_.root()); }

private:
    BigRational of(const Node& n, std::size_t child) const { return number(syntax_.child(n, child)); }
    bool holds(const Node& n, std::size_t child) const { return flag(syntax_.child(n, child)); }

    BigRational number(const Node& n) const {
        switch (n.kind) {
            case NodeKind::number: return n.unit == "%" ? BigRational(exact::to_big(n.value) / 100) : exact::to_big(n.value);
            case NodeKind::negate: return -of(n, 0);
            case NodeKind::add: return of(n, 0) + of(n, 1);
            case NodeKind::subtract: return of(n, 0) - of(n, 1);
            case NodeKind::multiply: return of(n, 0) * of(n, 1);
            case NodeKind::divide: return of(n, 0) / of(n, 1);
            case NodeKind::divide_or_else: {
                const BigRational divisor = of(n, 1);
                return divisor == 0 ? of(n, 2) : BigRational(of(n, 0) / divisor);
            }
            case NodeKind::if_: return holds(n, 0) ? of(n, 1) : of(n, 2);
            case NodeKind::call: return call(n);
            default: FAIL("not a number"); return 0;
        }
    }

    BigRational call(const Node& n) const {
        const BigRational first = of(n, 0);
        if (n.slice == "abs") return first < 0 ? BigRational(-first) : first;
        if (n.slice == "floor" || n.slice == "ceil") {
            const BigRational step = n.children.size() > 1 ? of(n, 1) : BigRational(1);
            return rounded(first, step, n.slice == "floor" ? "floor" : "ceiling");
        }
        if (n.slice == "round") return rounded(first, of(n, 1), syntax_.child(n, 2).slice);
        BigRational best = first;
        for (std::size_t i = 1; i < n.children.size(); ++i) {
            const BigRational next = of(n, i);
            if (n.slice == "min" ? next < best : next > best) best = next;
        }
        return best;
    }

    bool flag(const Node& n) const {
        switch (n.kind) {
            case NodeKind::is: return of(n, 0) == of(n, 1);
            case NodeKind::is_not: return of(n, 0) != of(n, 1);
            case NodeKind::below: return of(n, 0) < of(n, 1);
            case NodeKind::above: return of(n, 0) > of(n, 1);
            case NodeKind::at_least: return of(n, 0) >= of(n, 1);
            case NodeKind::at_most: return of(n, 0) <= of(n, 1);
            case NodeKind::not_: return !holds(n, 0);
            case NodeKind::and_: return holds(n, 0) && holds(n, 1);
            case NodeKind::or_: return holds(n, 0) || holds(n, 1);
            case NodeKind::if_: return holds(n, 0) ? holds(n, 1) : holds(n, 2);
            case NodeKind::name: return n.slice == "yes";
            case NodeKind::one_of: {
                bool found = false;
                for (std::size_t i = 1; i < n.children.size(); ++i) found = found || of(n, 0) == of(n, i);
                return found;
            }
            default: FAIL("not a condition"); return false;
        }
    }

    const Syntax& syntax_;
};

// Counts, so that a hundred thousand agreements print nothing and cost no assertion each.
class Tester {
public:
    Tester() { around_.records.fill(facts::no_record); }

    void test(const std::string& source) {
        std::string disagreement;
        try {
            Syntax syntax = parse(source);
            const Formula program = compile(check(syntax, visible_), {});
            disagreement = program.type.kind == Kind::flag ? test_flag(syntax, program) : test_number(syntax, program);
        } catch (const FormulaError& error) {
            if (error.message.find("divisor can be zero") != std::string::npos) {
                ++refused;
                return;
            }
            disagreement = error.message;
        }
        ++tested;
        if (!disagreement.empty()) FAIL_CHECK(source << ": " << disagreement);
    }

    int tested = 0;
    int big = 0;  // with a number beyond 64 bits
    int refused = 0;

private:
    std::string test_number(const Syntax& syntax, const Formula& program) {
        const BigRational expected = Interpreter(syntax).number();
        if (run(program) != Fault::none) return "no value";
        if (exact::to_big(evaluator_.result().number) != expected) return "another value";
        if (evaluator_.result().number.is_big()) ++big;
        const bool sign_known = expected < 0   ? program.signs.negative
                                : expected > 0 ? program.signs.positive
                                               : program.signs.zero;
        return sign_known ? "" : "a sign that the checker ruled out";
    }

    std::string test_flag(const Syntax& syntax, const Formula& program) {
        if (run(program) != Fault::none) return "no value";
        if (evaluator_.met_big) ++big;
        return evaluator_.flag() == Interpreter(syntax).flag() ? "" : "another condition";
    }

    Fault run(const Formula& program) {
        evaluator_.work_left = 10'000;
        evaluator_.met_big = false;
        return evaluator_.run(program, around_);
    }

    Visible visible_;
    Surroundings around_;
    Evaluator evaluator_;
};

const std::vector<std::string> literals = {"0", "1", "-3", "0.5", "7%", "999999999999999999", "0.00000000000000001"};

// All ways to make one number of one or two.
void combine(const std::string& a, const std::string& b, std::vector<std::string>& out) {
    for (const char* op : {" + ", " - ", " * "}) out.push_back("(" + a + op + b + ")");
    out.push_back("(" + a + " / " + b + " else -1)");
    out.push_back("min(" + a + ", " + b + ")");
    out.push_back("max(" + a + ", " + b + ")");
}

void wrap(const std::string& a, std::vector<std::string>& out) {
    out.push_back("-(" + a + ")");
    out.push_back("abs(" + a + ")");
    out.push_back("floor(" + a + ")");
    out.push_back("ceil(" + a + ", 0.3)");
    for (const char* mode : {"half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"}) {
        out.push_back("round(" + a + ", 0.2, " + mode + ")");
    }
}

std::vector<std::string> one_operation() {
    std::vector<std::string> out;
    for (const std::string& a : literals) {
        wrap(a, out);
        for (const std::string& b : literals) combine(a, b, out);
    }
    return out;
}

}  // namespace

TEST_CASE("every small number formula has the value that its tree has") {
    const std::vector<std::string> small = one_operation();
    Tester tester;
    for (const std::string& a : small) {
        tester.test(a);
        std::vector<std::string> larger;
        wrap(a, larger);
        for (const std::string& b : literals) {
            combine(a, b, larger);
            combine(b, a, larger);
            larger.push_back(b + " / " + a);
        }
        for (const std::string& source : larger) tester.test(source);
    }
    // Of the pairs, each with one operation in turn.
    for (std::size_t i = 0; i < small.size(); ++i) {
        for (std::size_t j = 0; j < small.size(); ++j) {
            if ((i + j) % 2 == 0) continue;
            std::vector<std::string> larger;
            combine(small[i], small[j], larger);
            tester.test(larger[(i * 31 + j) % larger.size()]);
        }
    }
    CHECK(tester.tested > 100'000);
    CHECK(tester.big > 10'000);
    CHECK(tester.refused > 100);
}

TEST_CASE("every small condition holds as by its tree") {
    const std::vector<std::string> small = one_operation();
    Tester tester;
    for (std::size_t i = 0; i < small.size(); i += 3) {
        for (std::size_t j = 0; j < small.size(); j += 7) {
            const char* const relations[] = {"is", "is not", "below", "above", "at least", "at most"};
            const std::string comparison = small[i] + " " + relations[(i + j) % 6] + " " + small[j];
            tester.test(comparison);
            tester.test("not (" + comparison + ") or " + small[j] + " above 1");
            tester.test(small[i] + " one of (0, " + small[j] + ", 1)");
            tester.test("if " + comparison + " and " + small[j] + " below 1 then " + small[i] + " else " + small[j]);
        }
    }
    CHECK(tester.tested > 20'000);
    CHECK(tester.big > 1'000);
}

TEST_CASE("and, or, not and if follow their truth tables") {
    Tester tester;
    for (const char* a : {"yes", "no"}) {
        for (const char* b : {"yes", "no"}) {
            for (const char* c : {"yes", "no"}) {
                const std::string x = a;
                const std::string y = b;
                const std::string z = c;
                for (const std::string& source :
                     {x + " and " + y + " and " + z, x + " or " + y + " and " + z,
                      "not " + x + " and (" + y + " or not " + z + ")", "if " + x + " then " + y + " else " + z}) {
                    tester.test(source);
                }
            }
        }
    }
    CHECK(tester.tested == 32);
}

}  // namespace redress::formula
