// How the amounts of decisions change, as a page: how many of each guarantee rise or fall, and by how much.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "table.h"

namespace redress::cli {

class ChangeDistribution {
public:
    // `change` as amount_change() gives it: "+5.00".
    void add(const std::string& guarantee, const std::string& currency, const std::string& change);

    // `head` and `totals` as they are printed.
    std::string html(const Row& head, const std::vector<Row>& totals) const;

private:
    static constexpr std::size_t bands = 11;

    static std::size_t band_of(const std::string& change);

    std::map<std::pair<std::string, std::string>, std::array<std::size_t, bands>> counts_;  // by guarantee and currency
};

}  // namespace redress::cli
