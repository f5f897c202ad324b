#include "settle/say.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "rules/text.h"
#include "settle/measure.h"
#include "settle/readable.h"

namespace redress::settle {

using rules::Said;

namespace {

constexpr std::int64_t work_of_a_sentence = 2;

void define_once(Frame& frame, const rules::Definition& definition) {
    if (frame.evaluator.name(definition.slot).state == formula::Named::State::unset) define(frame, definition);
}

// What is excluded is a step of the first measure that takes it off, so that it must not be known from here.
void work_out_names(Frame& frame, const rules::Wording& text) {
    if (!text.names_any()) return;
    Trace* const trace = std::exchange(frame.trace, nullptr);
    const rules::Pack& pack = *frame.pack;
    if (text.definitions > 0) {
        for (const std::uint16_t index : frame.guarantee->shared) define_once(frame, pack.shared[index]);
    }
    for (const std::uint16_t index : text.shared) define_once(frame, pack.shared[index]);
    for (std::size_t i = 0; i < text.definitions; ++i) define_once(frame, frame.guarantee->definitions[i]);
    frame.excluded_range.reset();
    frame.trace = trace;
}

// Rounding a big number takes as long as dividing it, and is charged.
bool append_value_of(Frame& frame, const formula::Formula& formula, std::string& out) {
    if (!frame.evaluate(formula)) return false;
    const formula::Cell& value = frame.value();
    if (formula.type.kind == formula::Kind::number) frame.spend(2 * exact::work_of(value.number, value.number));
    return append_for_people(out, formula.type, value, *frame.pack, frame.currency());
}

}  // namespace

bool append_text(Frame& frame, const rules::Wording& text, std::string& out) {
    work_out_names(frame, text);
    const std::size_t start = out.size();
    std::size_t at = 0;
    for (const rules::Wording::Value& value : text.values) {
        out.append(text.words, at, value.at - at);
        at = value.at;
        if (!append_value_of(frame, value.formula, out)) {
            out.resize(start);
            return false;
        }
    }
    out.append(text.words, at);
    return true;
}

std::optional<Slice> add_sentence(Frame& frame, const rules::Wording& text, Settlement& settlement, std::string_view whose) {
    std::string& all = settlement.sentences;
    const std::size_t start = all.size();
    if (!append_text(frame, text, all)) return std::nullopt;
    if (all.size() > limits::statement_bytes_max) {
        throw Error(Status::limit_exceeded, Place{frame.facts().file(), {}, "case", {}},
                    fmt::format("the sentences take more than {} bytes, reached at {}", limits::statement_bytes_max, whose));
    }
    return Slice{static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(all.size() - start)};
}

void Sayer::run(Frame& frame, Settlement& settlement) {
    frame_ = &frame;
    settlement_ = &settlement;
    frame.trace = nullptr;  // to say it is no step
    credit_of_.clear();
    for (std::uint32_t i = 0; i < settlement.decisions.size(); ++i) {
        Decision& d = settlement.decisions[i];
        if (!d.pack->has_texts) continue;
        frame.decision = i;
        of_decision(d);
    }
}

void Sayer::of_decision(Decision& d) {
    enter(d);
    tell(d);
    own_words(d);
    if (d.outcome == Outcome::granted) notes(d);
}

void Sayer::enter(const Decision& d) {
    frame_->enter(d, {d.guarantee != nullptr ? d.guarantee->over : time::WindowKind::calendar_month, d.window});
}

// Those of the rule that decided come first, then those of the guarantee, then those of the SLA.
void Sayer::own_words(Decision& d) {
    if (of_rule(d)) return;
    if (d.guarantee != nullptr && of_sentences(d, d.guarantee->sentences)) return;
    of_sentences(d, d.pack->sentences);
}

bool Sayer::of_rule(Decision& d) {
    switch (d.reason) {
        case Reason::requirement: {
            const rules::Requirement& requirement = *requirement_of(d);
            return !requirement.says.empty() && say(requirement.says, d.said);
        }
        case Reason::cap:
        case Reason::below_minimum:
        case Reason::held_below_minimum: return say_bounded(d, d.bounded.back(), d.said);
        default: return false;
    }
}

bool Sayer::of_sentences(Decision& d, const std::vector<rules::Sentence>& sentences) {
    for (const rules::Sentence& sentence : sentences) {
        frame_->spend(work_of_a_sentence);
        if (sentence.of != name_of(d.outcome) && sentence.of != name_of(d.reason)) continue;
        if (sentence.says.names_any() && d.guarantee == nullptr) continue;
        if (sentence.when.exists()) {
            work_out_names(*frame_, sentence.says);
            if (!frame_->evaluate(sentence.when) || !frame_->flag()) continue;
        }
        if (say(sentence.says, d.said)) return true;
    }
    return false;
}

// What made the amount another than the promise's.
void Sayer::notes(Decision& d) {
    for (Bounded& bounded : d.bounded) say_bounded(d, bounded, bounded.said);
}

// In the window of the cap, as its formulas are read.
bool Sayer::say_bounded(const Decision& d, const Bounded& bounded, Slice& out) {
    const rules::Wording& text = bounded.says();
    if (text.empty()) return false;
    frame_->enter(d, bounded.window);
    known(static_cast<std::size_t>(Said::bound)).cell.number = bounded.bound;
    if (bounded.left) known(static_cast<std::size_t>(Said::left)).cell.number = *bounded.left;
    const bool said = say(text, out);
    enter(d);
    return said;
}

bool Sayer::say(const rules::Wording& text, Slice& out) {
    const std::optional<Slice> said =
        add_sentence(*frame_, text, *settlement_, "decision " + std::to_string(frame_->decision + std::uint64_t{1}));
    if (said) out = *said;
    return said.has_value();
}

// --- what texts can name ---

formula::Named& Sayer::known(std::size_t said) {
    formula::Named& named = frame_->evaluator.name(rules::slot_of(static_cast<Said>(said)));
    named.state = formula::Named::State::known;
    return named;
}

void Sayer::tell(const Decision& d) {
    for (std::size_t said = 0; said < rules::said_count; ++said) known(said).state = formula::Named::State::unset;
    const auto number = [&](Said said, const Number& value) { known(static_cast<std::size_t>(said)).cell.number = value; };
    const auto text = [&](Said said, std::string& words, auto append) {
        words.clear();
        append(words);
        known(static_cast<std::size_t>(said)).cell.text = words;
    };
    const auto money = [&](Said said, exact::MinorUnits value) { number(said, exact::to_units(value, frame_->currency())); };
    if (d.breached && exact::sign(d.entitled) != 0) number(Said::entitled, d.entitled);
    if (d.credited > 0) money(Said::credited, d.credited);
    if (d.reason == Reason::approval) money(Said::due, d.waiting);
    if (d.outcome == Outcome::granted) tell_granted(d);
    if (d.deadline) {
        const Said said = d.reason == Reason::window_open ? Said::decided_from : Said::deadline;
        text(said, deadline_, [&](std::string& out) { append_deadline(out, *d.deadline, d.pack->zone); });
    }
    if (d.answer_by)
        text(Said::answer_by, answer_by_, [&](std::string& out) { append_deadline(out, *d.answer_by, d.pack->zone); });
    if (d.reason == Reason::missing_fact)
        text(Said::missing, missing_, [&](std::string& out) { append_missing(out, frame_->facts(), d.missing); });
    if (d.reason == Reason::below_minimum || d.reason == Reason::held_below_minimum) number(Said::bound, d.bounded.back().bound);
}

void Sayer::tell_granted(const Decision& d) {
    const auto at = [&](Said said) -> formula::Cell& { return known(static_cast<std::size_t>(said)).cell; };
    at(Said::amount).number = exact::to_units(d.amount, frame_->currency());
    at(Said::remedy).scalar = static_cast<std::int64_t>(d.remedy);
    if (d.remedy == rules::Remedy::extension) {
        extension_.clear();
        append_extension_for_people(extension_, d);
        at(Said::extension).text = extension_;
    }
    if (credit_of_.empty()) {
        credit_of_.assign(settlement_->decisions.size(), none);
        for (std::uint32_t i = 0; i < settlement_->credits.size(); ++i) {
            const GrantedCredit& credit = settlement_->credits[i];
            if (credit.decision != none) credit_of_[credit.decision] = i;
        }
    }
    const std::uint32_t credit = credit_of_[frame_->decision];
    if (credit == none || !settlement_->credits[credit].expires) return;
    at(Said::expires).scalar = settlement_->credits[credit].expires->time_since_epoch().count();
}

}  // namespace redress::settle
