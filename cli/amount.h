// Amounts of statements, as the texts that they are.
#pragma once

#include <string>

namespace redress::cli {

// The sum of two amounts of one currency, neither below zero; "" counts as nothing.
std::string add_amounts(std::string a, std::string b);

// How one amount came to be another: "+5.00", "-0.30", "0.00".
std::string amount_change(std::string before, std::string after);

}  // namespace redress::cli
