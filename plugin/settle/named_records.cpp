#include "settle/named_records.h"

#include "input_limits.h"

namespace redress::settle {

namespace {

// One without an id by its number among its like.
void append_name(std::string& out, const facts::Case& facts, facts::Record of, std::uint32_t index) {
    if (const facts::Field* id = facts::find_field(of, "id"); id != nullptr) {
        out += facts.fact(of, index, id->slot).text;
        return;
    }
    out += std::to_string(index + std::uint64_t{1});
}

void append_why(std::string& out, NamedRecords::Why why, std::string_view condition) {
    switch (why) {
        case NamedRecords::Why::counted: out += " Counted: "; return;
        case NamedRecords::Why::condition:
            out += " Not counted, since '";
            out += condition;
            out += "' does not hold: ";
            return;
        case NamedRecords::Why::excluded: out += " Not counted, since all their time is excluded: "; return;
        case NamedRecords::Why::not_starting: out += " Not counted, since they do not start in the range: "; return;
        case NamedRecords::Why::not_ending: out += " Not counted, since they do not end in the range: "; return;
    }
}

}  // namespace

void NamedRecords::add(std::uint32_t index, Why why) {
    Group& group = named_[static_cast<std::size_t>(why)];
    if (group.indices.size() < limits::named_records_max)
        group.indices.push_back(index);
    else
        ++group.more;
}

void NamedRecords::append_to(std::string& out, const facts::Case& facts, facts::Record of, std::string_view condition) const {
    for (std::size_t why = 0; why < named_.size(); ++why) {
        const Group& group = named_[why];
        if (group.indices.empty()) continue;
        append_why(out, static_cast<Why>(why), condition);
        for (std::size_t i = 0; i < group.indices.size(); ++i) {
            if (i > 0) out += ", ";
            append_name(out, facts, of, group.indices[i]);
        }
        if (group.more > 0) out += ", and " + std::to_string(group.more) + " more";
        out += '.';
    }
}

}  // namespace redress::settle
