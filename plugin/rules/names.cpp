#include "rules/names.h"

#include <utility>

namespace redress::rules {

const Position* Ids::add(const std::string& id, Position position) {
    const auto [first, added] = first_.try_emplace(id, position);
    return added ? nullptr : &first->second;
}

const Position* Ids::find(const std::string& id) const {
    const auto found = first_.find(id);
    return found == first_.end() ? nullptr : &found->second;
}

void SharedNames::collect(std::vector<bool>& needs) {
    add_needs(needs);
    for (std::size_t i = 0; i < count(); ++i) {
        used_[i] = used_[i] || *names_[i].used;
        *names_[i].used = false;
    }
}

void SharedNames::add_needs(std::vector<bool>& needs) const {
    needs.resize(count(), false);
    for (std::size_t i = 0; i < count(); ++i) {
        if (!*names_[i].used) continue;
        needs[i] = true;
        for (std::size_t j = 0; j < needs_[i].size(); ++j) {
            if (needs_[i][j]) needs[j] = true;
        }
    }
}

void SharedNames::add(formula::VisibleName name, std::vector<bool> needs) {
    names_.push_back(std::move(name));
    needs_.push_back(std::move(needs));
    used_.push_back(false);
}

const formula::VisibleName* SharedNames::first_unused() const {
    for (std::size_t i = 0; i < count(); ++i) {
        if (!used_[i]) return &names_[i];
    }
    return nullptr;
}

std::vector<std::uint16_t> SharedNames::indices(const std::vector<bool>& needs) {
    std::vector<std::uint16_t> out;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        if (needs[i]) out.push_back(static_cast<std::uint16_t>(i));
    }
    return out;
}

}  // namespace redress::rules
