// Texts for people, as the rules write them: words, and formulas in braces for what only a case tells.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "rules/element_reader.h"
#include "rules/names.h"
#include "rules/pack.h"

namespace redress::rules {

// What texts can name of the decision, the rule or the charge that they are about, beside what formulas can. One that there is
// none of is unknown, like a fact that is missing.
enum class Said : std::uint8_t {
    amount,        // that is posted or charged
    entitled,      // as the statement has it, in money
    credited,      // before, for the same promise
    due,           // and must be approved
    remedy,        // balance, extension or discount
    extension,     // by how much service is extended
    expires,       // until when the credit can be used
    deadline,      // of the claim that was too late, or from when it can be filed
    decided_from,  // when it can be computed
    answer_by,     // of the claim
    missing,       // the fact that is, as the statement has it
    bound,         // the amount of the minimum or the cap, or the number of credits that the cap allows
    left,          // what the cap leaves
};
inline constexpr std::size_t said_count = 13;
static_assert(said_count <= formula::said_max);

inline std::uint16_t slot_of(Said said) {
    return static_cast<std::uint16_t>(formula::said_slot + static_cast<std::size_t>(said));
}

// The text of the element, which may name what is `visible` and `said`. `bound` is money unless it counts credits. `shared` are
// the shared names that stand first in `visible`; null where it has none. `visible` is left as it was.
Wording load_text(const ElementReader&, formula::Visible& visible, std::initializer_list<Said> said, const SharedNames* shared,
                  bool counts_credits = false);

// A <sentence> of the SLA or of a guarantee.
Sentence load_sentence(const ElementReader&, formula::Visible& visible, const SharedNames& shared, bool of_guarantee);

}  // namespace redress::rules
