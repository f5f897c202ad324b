// The steps of an explanation, recorded while a case is settled. Recording changes no amount: with a null trace the
// same code runs and writes nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "exact/money.h"
#include "exact/number.h"
#include "formula/evaluator.h"
#include "formula/type.h"
#include "time/interval.h"

namespace redress::settle {

using exact::Number;

enum class StepKind : std::uint8_t {
    claim,
    window,
    plan,
    clock,
    require,
    exclude,
    measure,
    let,
    tier,
    estimate,
    breach,
    credit,
    convert,
    combine,
    minimum,
    cap,
    credited,
    round,
    approve,
    remedy,
    apply,
    reading
};
std::string_view name_of(StepKind) noexcept;

// A part of a text that limits::statement_bytes_max and steps_bytes_max keep within 32 bits.
struct Slice {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

struct Step {
    std::uint32_t decision = 0;
    StepKind kind = StepKind::let;
    std::string_view clause;   // of the pack
    std::string_view name;     // of the pack
    std::string_view formula;  // of the pack
    Slice value;
    Slice text;
};

class Trace {
public:
    void clear() {
        steps_.clear();
        text_.clear();
        quoted_ = 0;
        forget_lists(0);
    }

    // Begins a step; throws Error (limit_exceeded) where the steps take more than limits::steps_bytes_max. What is appended to
    // value() and then to text() is its own, until the next begin() or end().
    void begin(std::uint32_t decision, StepKind, std::string_view clause, std::string_view name, std::string_view formula = {});
    std::string& value() { return text_; }
    std::string& text();  // closes the value
    void end();

    // Appends " A to B; C to D" to text(). A long list that stands already in an earlier decision is named instead:
    // " the 12 stretches of time that decision 3 lists at 'down'".
    void append_list(std::span<const time::Interval>);
    // The same of `count` items, each appended by `append(std::string&, index)`; `items` is what they are called.
    template <class Append>
    void append_list(std::size_t count, Append append, std::string_view items = "stretches of time") {
        const std::size_t start = text_.size();
        for (std::size_t i = 0; i < count; ++i) {
            text_ += i == 0 ? " " : "; ";
            append(text_, i);
        }
        name_if_listed(start, count, items);
    }

    // Forgets what was recorded since `mark`.
    struct Mark {
        std::size_t steps = 0;
        std::size_t text = 0;
        std::size_t quoted = 0;
        std::size_t lists = 0;
    };
    Mark mark() {
        end();
        return {steps_.size(), text_.size(), quoted_, lists_.size()};
    }
    void rewind(Mark mark) {
        end();
        steps_.resize(mark.steps);
        text_.resize(mark.text);
        quoted_ = mark.quoted;
        forget_lists(mark.lists);
    }

    std::size_t size() const { return text_.size() + quoted_; }  // bytes of what was recorded, with what it quotes
    std::size_t kept_bytes() const { return text_.capacity() + steps_.capacity() * sizeof(Step); }
    std::span<const Step> steps() const { return steps_; }
    std::string_view of(Slice slice) const { return std::string_view(text_).substr(slice.offset, slice.size); }

private:
    struct Listed {
        std::uint32_t decision;
        std::string_view name;  // of the step
    };
    using ListedByText = std::unordered_map<std::string, Listed>;
    void forget_lists(std::size_t keep);
    void name_if_listed(std::size_t start, std::size_t count, std::string_view items);

    ListedByText listed_;                                 // long lists by how they are written
    std::vector<const ListedByText::value_type*> lists_;  // the same in the order of recording
    std::vector<Step> steps_;
    std::string text_;
    std::size_t quoted_ = 0;  // bytes of the steps themselves, of what they quote of the rules, and of the long lists
    bool in_value_ = false;
};

// How people read a value of a formula: "21.717 UAH", "2.3%", "PT17H", "17/744 (about 0.022849)", "yes".
void append_value(std::string& out, const formula::Type&, const formula::Cell&, const exact::Currency&);
void append_number(std::string& out, const formula::Type&, const Number&, const exact::Currency&);
// The unit of a number that people would take for a plain one: " EUR per second" of a price per time, " EUR seconds".
void append_unit(std::string& out, const formula::Type&, const exact::Currency&);
void append_interval(std::string& out, const time::Interval&);  // "2026-01-05T06:00:00Z to 2026-01-05T23:00:00Z"

}  // namespace redress::settle
