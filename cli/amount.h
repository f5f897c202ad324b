// Amounts of statements, as the texts that they are.
#pragma once

#include <string>

namespace redress::cli {

// The sum of two amounts of one currency, neither below zero; "" counts as nothing.
std::string add_amounts(std::string a, std::string b);

}  // namespace redress::cli
