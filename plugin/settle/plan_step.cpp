#include "settle/plan_step.h"

#include "facts/plans.h"

namespace redress::settle {

namespace {

constexpr std::int64_t work_of_a_plan = 32;  // of writing one down

}  // namespace

// "... to ...: 26.00 for P1M, level pro, standard"
void record_plans(Frame& frame) {
    if (frame.trace == nullptr || !frame.facts().has_plans()) return;
    const facts::TermsInWindow in =
        facts::terms_in(frame.facts(), frame.around.window.subscription, frame.around.window.interval);
    if (in.terms.empty()) return;
    frame.spend(work_of_a_plan * static_cast<std::int64_t>(in.terms.size()));
    Trace& trace = *frame.trace;
    trace.begin(frame.decision, StepKind::plan, {}, "plans");
    trace.text() += "In effect";
    trace.append_list(in.terms.size(), [&](std::string& out, std::size_t index) {
        append_interval(out, in.of(index));
        std::string_view between = ": ";
        for (std::size_t change = 0; change < facts::plan_changes.size(); ++change) {
            const facts::Field& field = facts::fields(facts::Record::plan)[facts::plan_changes[change].of_plan];
            const facts::Fact& fact = frame.facts().fact(in.terms[index], change);
            if (!fact.known()) continue;
            out.append(between).append(field.name).append(" ");
            facts::append_fact(out, field.type, field.tokens, fact, frame.currency());
            between = ", ";
        }
    });
    trace.text() += '.';
    trace.end();
}

}  // namespace redress::settle
