// The commands, one file each. Each adds itself to the program: its name, its arguments, and in `chosen` what runs where it
// is called. That returns the exit status of the process and leaves failures to main as exceptions.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace redress::cli {

inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;

using Chosen = std::function<int()>;

void add_replay(CLI::App& app, Chosen& chosen);
void add_settle(CLI::App& app, Chosen& chosen);
void add_test(CLI::App& app, Chosen& chosen);
void add_diff(CLI::App& app, Chosen& chosen);
void add_mutate(CLI::App& app, Chosen& chosen);
void add_probe(CLI::App& app, Chosen& chosen);
void add_new(CLI::App& app, Chosen& chosen);
void add_facts(CLI::App& app, Chosen& chosen);
void add_digest(CLI::App& app, Chosen& chosen);
void add_completion(CLI::App& app, Chosen& chosen);
void add_explain(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_canonical(CLI::App& app, Chosen& chosen);
void add_vocabulary(CLI::App& app, Chosen& chosen);
void add_schema(CLI::App& app, Chosen& chosen);

}  // namespace redress::cli
