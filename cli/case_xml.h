// What the library reads of a case: XML, whichever form the case has, and where each line of that comes from.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "case_text.h"
#include "library.h"

namespace redress::cli {

// What is wrong with a case, and where in its source.
struct CaseFault : std::runtime_error {
    CaseFault(Place at, const std::string& problem) : std::runtime_error(problem), place(at) {}
    std::string in(const std::string& source) const;  // "march.case.xml:3:7: ..."
    Place place;
};

class CaseXml {
public:
    // XML is left as it is; an object in JSON becomes XML. Throws CaseFault where that can't be.
    explicit CaseXml(const CaseText& text);

    const std::string& xml() const { return xml_; }
    // What the library refused of this XML, as a fault of the source.
    CaseFault fault(const Refusal& refusal) const;

private:
    std::string xml_;
    Place begins_;
    std::vector<Place> lines_;  // of JSON: where each line of the XML comes from, in the text
};

// Calls `use` with the parsed case and gives what that gives. What the library refuses of the case, now or there, is thrown
// as a CaseFault of the source.
template <class Use>
auto with_case(const CaseText& text, Use use) {
    const CaseXml source(text);
    try {
        const Case facts = parse_case(source.xml());
        return use(*facts);
    } catch (const Refusal& refusal) {
        throw source.fault(refusal);
    }
}

// Whether a text is a JSON object and not XML.
bool is_json(std::string_view text);

}  // namespace redress::cli
