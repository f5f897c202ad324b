// Cases built by calls. An input is a program, one call a line:
//
//   +RECORD      redress_case_add
//   FIELD=VALUE  redress_case_set, with the size of the value
//   FIELD:VALUE  redress_case_set, up to the first NUL
//   ?            redress_settle
//   other        redress_case_xml
//
// At the end the calls that succeeded are made again on a new case: it must be the same case, so those that failed
// changed nothing.
#pragma once

#include <algorithm>
#include <vector>

#include "calls.h"

namespace redress::fuzz {

struct Call {
    enum class Kind : std::uint8_t { add, set, settle, xml } kind = Kind::xml;
    std::string name;  // of the record or field
    std::string value;
    bool sized = true;
};

inline Call decoded(std::string_view line) {
    if (line == "?") return {Call::Kind::settle, {}, {}, true};
    if (line.starts_with('+')) return {Call::Kind::add, std::string(line.substr(1)), {}, true};
    const std::size_t sign = line.find_first_of("=:");
    if (sign == std::string_view::npos) return {};
    return {Call::Kind::set, std::string(line.substr(0, sign)), std::string(line.substr(sign + 1)), line[sign] == '='};
}

inline redress_status make(const Call& call, redress_case* c, redress_error* error) {
    if (call.kind == Call::Kind::add) return redress_case_add(c, call.name.c_str(), error);
    const auto size = call.sized ? static_cast<std::int64_t>(call.value.size()) : -1;
    return redress_case_set(c, call.name.c_str(), call.value.c_str(), size, error);
}

inline void try_setters(std::string_view input) {
    const host::Owned<redress_error> error(redress_error_new());
    const host::Owned<redress_case> c = host::empty_case();
    std::vector<Call> succeeded;
    int settled = 0;
    while (!input.empty()) {
        const std::size_t end = std::min(input.find('\n'), input.size());
        const Call call = decoded(input.substr(0, end));
        input.remove_prefix(std::min(end + 1, input.size()));
        if (call.kind == Call::Kind::xml) {
            xml_of_case(c.get());
        } else if (call.kind == Call::Kind::settle) {
            if (++settled <= 4) settle(published_rules(), c.get());
        } else {
            const redress_status status = make(call, c.get(), error.get());
            check_status("a setter", status, error.get(), {REDRESS_INVALID_CASE, REDRESS_LIMIT_EXCEEDED});
            if (status == REDRESS_OK) succeeded.push_back(call);
        }
    }
    const host::Owned<redress_case> again = host::empty_case();
    for (const Call& call : succeeded) {
        promise(make(call, again.get(), error.get()) == REDRESS_OK, "a call that succeeded succeeds without those that failed");
    }
    promise(xml_of_case(c.get()) == xml_of_case(again.get()), "calls that fail leave the case as it was");
    const host::Owned<redress_statement> one = settle(published_rules(), c.get());
    const host::Owned<redress_statement> other = settle(published_rules(), again.get());
    promise(host::xml_of(one.get()) == host::xml_of(other.get()), "the same case settles the same");
}

}  // namespace redress::fuzz
