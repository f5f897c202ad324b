// What decisions say to the customer in the words of the rules. It is worked out when all is decided, and changes nothing of it;
// a decision for which the rules have no words is left to the statement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "settle/frame.h"
#include "settle/settlement.h"

namespace redress::settle {

// Appends a text with its values, as the frame stands; false, and appends nothing, where one of them is unknown. Names that are
// not worked out yet are, without a step.
bool append_text(Frame& frame, const rules::Wording& text, std::string& out);

// Appends a text to the sentences of the settlement and gives where it stands; nothing where one of its values is unknown. Throws
// Error (limit_exceeded) where all sentences together, which are part of the statement, are longer than it may be; `whose` ends
// its message: "decision 3".
std::optional<Slice> add_sentence(Frame& frame, const rules::Wording& text, Settlement& settlement, std::string_view whose);

class Sayer {
public:
    void run(Frame& frame, Settlement& settlement);

private:
    void of_decision(Decision& d);
    void own_words(Decision& d);
    bool of_rule(Decision& d);
    bool of_sentences(Decision& d, const std::vector<rules::Sentence>& sentences);
    void notes(Decision& d);
    bool say_bounded(const Decision& d, const Bounded& bounded, Slice& out);
    bool say(const rules::Wording& text, Slice& out);
    void enter(const Decision& d);

    void tell(const Decision& d);
    void tell_granted(const Decision& d);
    formula::Named& known(std::size_t said);

    Frame* frame_ = nullptr;
    Settlement* settlement_ = nullptr;
    std::vector<std::uint32_t> credit_of_;  // of each decision
    // What texts of values are in while they are named.
    std::string extension_, deadline_, answer_by_, missing_;
};

}  // namespace redress::settle
