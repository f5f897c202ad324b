// The named values of a pack while it is loaded: which definitions stand where, which need which, and which nobody
// uses.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "formula/checker.h"
#include "rules/pack.h"

namespace redress::rules {

// The ids of one kind of element, to find those that stand twice.
class Ids {
public:
    // Where the id stood first; null where it is new.
    const Position* add(const std::string& id, Position position);
    const Position* find(const std::string& id) const;  // the same, adding nothing

private:
    std::unordered_map<std::string, Position> first_;
};

// Shared definitions (at the top of the pack) have the first slots in every frame; a guarantee's own follow.
class SharedNames {
public:
    // Formulas that were checked since the last call named some shared definitions; add those to `needs`, with all that
    // they need themselves, and forget who was named.
    void collect(std::vector<bool>& needs);

    // The same for those that a text names, which is no use of them: nothing is forgotten, and what only texts name is unused.
    void add_needs(std::vector<bool>& needs) const;

    void add(formula::VisibleName name, std::vector<bool> needs);

    // Something other than a formula uses it.
    void use(std::size_t index) { used_[index] = true; }

    const std::vector<formula::VisibleName>& names() const { return names_; }
    std::size_t count() const { return names_.size(); }
    const formula::VisibleName* first_unused() const;

    static std::vector<std::uint16_t> indices(const std::vector<bool>& needs);

private:
    std::vector<formula::VisibleName> names_;
    std::vector<std::vector<bool>> needs_;  // of each, closed under need
    std::vector<bool> used_;
};

}  // namespace redress::rules
