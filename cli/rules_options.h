// The options of commands that load rules, and the loading.
#pragma once

#include <string>

#include "library.h"

namespace CLI {
class App;
}

namespace redress::cli {

struct RulesOptions {
    std::string rules;  // a file or a folder
    std::string zones;  // of load_book
};

void add_zones_option(CLI::App& command, std::string& zones);

// Throws std::runtime_error with the message and the file.
Book load_rules(const RulesOptions& options);

}  // namespace redress::cli
