// Cases as XML, settled with the packs of this project.
#pragma once

#include "calls.h"

namespace redress::fuzz {

inline void try_case(std::string_view input) {
    const host::Owned<redress_case> c = parse_case(input);
    if (c == nullptr) return;
    const std::string canonical = xml_of_case(c.get());
    promise(!canonical.empty(), "a parsed case has a canonical form");
    const host::Owned<redress_case> again = parse_case(canonical);
    promise(again != nullptr, "the canonical form is a case");
    promise(xml_of_case(again.get()) == canonical, "the canonical form is its own canonical form");
    settle_and_read(published_rules(), c.get());
}

}  // namespace redress::fuzz
