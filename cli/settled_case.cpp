#include "settled_case.h"

#include <stdexcept>

#include "case_xml.h"
#include "text_file.h"

namespace redress::cli {

std::string SettledCase::message() const { return CaseFault(place, problem).in(source); }

SettledCase settle_text(const redress_book& book, CaseText text, const SettleRange& range, Steps steps) {
    SettledCase out{text.source, "", "", {}};
    try {
        if (!text.read) text.text = read_file(text.source);
    } catch (const std::runtime_error&) {
        out.problem = "can't be read";
        return out;
    }
    try {
        out.statement = with_case(text, [&](redress_case& facts) {
            if (!range.from.empty()) set_case_field(facts, "windows_from", range.from);
            if (!range.until.empty()) set_case_field(facts, "windows_until", range.until);
            return statement_xml(*settle(book, facts, steps));
        });
    } catch (const CaseFault& fault) {
        out.problem = fault.what();
        out.place = fault.place;
    }
    return out;
}

}  // namespace redress::cli
