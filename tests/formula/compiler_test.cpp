#include "formula/compiler.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "surroundings.h"

namespace redress::formula {
namespace {

bool is_jump(Op op) { return op == Op::jump || op == Op::jump_unless || op == Op::jump_if || op == Op::jump_if_zero; }

// Whether `left` is a slot or the like, and no register.
bool reads_an_index(Op op) {
    switch (op) {
        case Op::fact:
        case Op::additional:
        case Op::derived:
        case Op::level:
        case Op::name:
        case Op::known_fact:
        case Op::known_additional:
        case Op::known_role:
        case Op::compare_fact: return true;
        default: return false;
    }
}

// Random formulas that are mostly well-typed.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    std::string number(int depth) {
        if (depth == 0) return pick({"1", "0.5", "failures", "change", "share", "window.days", "incident.affected"});
        switch (random_() % 9) {
            case 0: return "(" + number(depth - 1) + " + " + number(depth - 1) + ")";
            case 1: return "(" + number(depth - 1) + " - " + number(depth - 1) + ")";
            case 2: return "(" + number(depth - 1) + " * " + number(depth - 1) + ")";
            case 3: return "(" + number(depth - 1) + " / " + number(depth - 1) + " else " + number(depth - 1) + ")";
            case 4: return "(if " + flag(depth - 1) + " then " + number(depth - 1) + " else " + number(depth - 1) + ")";
            case 5: return "max(" + number(depth - 1) + ", " + number(depth - 1) + ", " + number(depth - 1) + ")";
            case 6: return "round(" + number(depth - 1) + ", 0.1, half_up)";
            case 7: return "floor(" + number(depth - 1) + ")";
            default: return "days(deadline, window.end + " + pick({"notice", "5 working days", "1 month"}) + ")";
        }
    }

    std::string flag(int depth) {
        if (depth == 0) return pick({"vip", "yes", "claim is known", "incident.end is unknown", "incident.kind is outage"});
        switch (random_() % 6) {
            case 0: return "(" + flag(depth - 1) + " and " + flag(depth - 1) + ")";
            case 1: return "(" + flag(depth - 1) + " or " + flag(depth - 1) + ")";
            case 2: return "not " + flag(depth - 1);
            case 3: return "(" + number(depth - 1) + ") at least " + number(depth - 1);
            case 4: return "(" + number(depth - 1) + ") one of (" + number(depth - 1) + ", " + number(depth - 1) + ")";
            default: return "(if " + flag(depth - 1) + " then " + flag(depth - 1) + " else " + flag(depth - 1) + ")";
        }
    }

private:
    std::string pick(std::initializer_list<const char*> words) { return *(words.begin() + random_() % words.size()); }
    std::mt19937_64 random_;
};

}  // namespace

TEST_CASE("short formulas become the expected instructions") {
    // operation, target, left, right, detail
    struct Row {
        const char* source;
        const char* program;
    };
    const Row table[] = {
        {"5", "constant 0 #0 0 0\n"},
        {"1 + 2", "add 0 #0 #1 0\n"},
        {"1 - 2 * 3", "multiply 1 #1 #2 0\nsubtract 0 #0 1 0\n"},
        {"1 - failures - 2", "name 1 1 0 0\nsubtract 0 #0 1 0\nsubtract 0 0 #1 0\n"},
        {"-failures", "name 0 1 0 0\nnegate 0 0 0 0\n"},
        {"abs(change)", "name 0 2 0 0\nabsolute 0 0 0 0\n"},
        {"down above 6 hours", "name 0 0 0 0\ncompare_numbers 0 0 #0 3\n"},
        {"not vip", "name 0 4 0 1\nnot 0 0 0 0\n"},
        {"vip and down is 1 hour", "name 0 4 0 1\njump_unless 0 4 0 0\nname 0 0 0 0\ncompare_numbers 0 0 #0 0\n"},
        {"vip or no", "name 0 4 0 1\njump_if 0 3 0 0\nconstant 0 #0 0 1\n"},
        {"no or vip", "constant 0 #0 0 1\njump_if 0 3 0 0\nname 0 4 0 1\n"},
        {"if vip then 1 else 2", "name 0 4 0 1\njump_unless 0 4 0 0\nconstant 0 #0 0 0\njump 0 5 0 0\nconstant 0 #1 0 0\n"},
        {"(1 / failures else 2)", "name 1 1 0 0\njump_if_zero 0 4 1 0\ndivide 0 #0 1 0\njump 0 5 0 0\nconstant 0 #1 0 0\n"},
        {"1 / window.days", "derived 1 14 0 0\ndivide 0 #0 1 0\n"},
        {"incident.kind one of (outage, data_loss)",
         "fact 1 6 0 1\ncompare_scalars 0 1 #0 0\njump_if 0 5 0 0\ncompare_scalars 0 1 #1 0\njump_if 0 5 0 0\n"},
        {"max(1, 2, 3)", "maximum 0 #0 #1 0\nmaximum 0 0 #2 0\n"},
        {"min(deadline, deadline)", "name 0 5 0 1\nname 1 5 0 1\nscalar_minimum 0 0 1 0\n"},
        {"floor(2.5)", "floor 0 #0 #1 0\n"},
        {"ceil(2.5, 2)", "ceil 0 #0 #1 0\n"},
        {"round(2.5, 1, down)", "round 0 #0 #1 4\n"},
        {"claim is known", "known_role 0 0 0 0\n"},
        {"incident.end is unknown", "known_fact 0 2 0 0\nnot 0 0 0 0\n"},
        {"incident.kind is outage", "compare_fact 0 6 #0 0\n"},
        {"account.individual_terms is known", "known_additional 0 0 0 0\n"},
        {"account.individual_terms", "additional 0 0 0 1\n"},
        {"level.plan is gold", "level 0 1 0 3\ncompare_texts 0 0 #0 0\n"},
        {"window.end + 5 working days", "derived 0 12 0 1\ninstant_plus_span 0 0 #0 0\n"},
        {"window.end - 2 hours", "derived 0 12 0 1\ninstant_minus_seconds 0 0 #0 0\n"},
        {"window.end - window.start", "derived 0 12 0 1\nderived 1 11 0 1\ninstants_difference 0 0 1 0\n"},
        {"deadline - notice", "name 0 5 0 1\nname 1 6 0 2\ndate_minus_span 0 0 1 0\n"},
        {"days(window.start, deadline)", "derived 0 11 0 1\ndate_of 0 0 0 0\nname 1 5 0 1\ndays_between 0 0 1 0\n"},
    };
    const Sight sight;
    for (const Row& row : table) {
        INFO("source: " << std::string(row.source));
        CHECK(dump(formula(row.source, {}, sight.visible)) == std::string(row.program));
    }
}

TEST_CASE("jumps go forward only, and every register is within the formula's own") {
    const Sight sight;
    int compiled = 0;
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        Generator generator(seed);
        const std::string source = seed % 2 == 0 ? generator.number(3) : generator.flag(3);
        CAPTURE(source);
        const Formula out = formula(source, {}, sight.visible);
        ++compiled;
        REQUIRE(out.exists());
        bool jumps_forward = true;
        bool in_registers = true;
        const auto in_range = [&](std::uint16_t at) {
            return at < constant_register ? at < out.cells : std::size_t{at} - constant_register < out.constants.size();
        };
        for (std::size_t i = 0; i < out.code.size(); ++i) {
            const Instruction& instruction = out.code[i];
            in_registers = in_registers && instruction.target < out.cells && in_range(instruction.right);
            if (is_jump(instruction.op)) {
                jumps_forward = jumps_forward && instruction.left > i && instruction.left <= out.code.size();
            } else if (!reads_an_index(instruction.op)) {
                in_registers = in_registers && in_range(instruction.left);
            }
        }
        CHECK(jumps_forward);
        CHECK(in_registers);
    }
    CHECK(compiled == 3'000);
}

TEST_CASE("a formula keeps its source, so that its texts outlive copies and moves") {
    const Sight sight;
    Formula copy;
    {
        std::string source = "incident.cause is 'a long text that lives on the heap'";
        const Formula original = formula(source, {3, 9}, sight.visible);
        source.assign(source.size(), 'x');
        copy = original;
    }
    const Formula moved = std::move(copy);
    REQUIRE(moved.constants.size() == 1);
    CHECK(moved.constants[0].text == "a long text that lives on the heap");
    CHECK(moved.source() == "incident.cause is 'a long text that lives on the heap'");
    CHECK(moved.position == Position{3, 9});
}

}  // namespace redress::formula
