// Cases in JSON. The names are those of XML: a record is an object, records that can be many are lists of them, fields are
// texts. A flag may be true or false, a whole number a number, references a list; null is a field that is not given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "case_text.h"

namespace redress::cli {

struct XmlOfJson {
    std::string xml;
    std::vector<Place> lines;  // where in the JSON each line of the XML comes from
};

// Throws CaseFault where it is no JSON, or holds what a case can't.
XmlOfJson xml_of_json(std::string_view json);

// A JSON Schema of cases, with the facts that are declared in `kind`.
struct DocumentKind;
std::string json_schema(const DocumentKind& kind);

}  // namespace redress::cli
