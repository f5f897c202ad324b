// `redress digest`: by which digests statements name rules and cases, and one of a statement itself.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <pugixml.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "case_xml.h"
#include "commands.h"
#include "comparison.h"
#include "library.h"
#include "rules_options.h"
#include "sha256.h"
#include "text_file.h"

namespace redress::cli {
namespace {

struct DigestOptions {
    std::vector<std::string> paths;
    std::string zones;
};

std::string root_of(const std::string& text) {
    pugi::xml_document document;
    document.load_buffer(text.data(), text.size());
    return document.document_element().name();
}

void digest_of_rules(const std::string& path, const std::string& zones) {
    const Book book = load_rules({path, zones});
    for (std::int64_t i = 0; i < redress_book_count(book.get()); ++i)
        fmt::print(stdout, "{}  rules {}, {}\n", field(*book, i, "digest"), field(*book, i, "sla"),
                   field(*book, i, "effective_from"));
}

void digest_of_case(const std::string& path, const std::string& text) {
    try {
        fmt::print(stdout, "{}  case {}\n", sha256(with_case({path, text}, canonical_xml)), path);
    } catch (const CaseFault& fault) {
        throw std::runtime_error(fault.in(path));
    }
}

int digest(const DigestOptions& options) {
    for (const std::string& path : options.paths) {
        if (std::filesystem::is_directory(path)) {
            digest_of_rules(path, options.zones);
            continue;
        }
        const std::string text = read_input(path);
        const std::string root = is_json(text) ? "case" : root_of(text);
        if (root == "sla" || root == "calendar") {
            digest_of_rules(path, options.zones);
        } else if (root == "statement") {
            fmt::print(stdout, "{}  statement {}\n", sha256(without_provenance(text)), path);
        } else {
            digest_of_case(path, text);
        }
    }
    return exit_success;
}

}  // namespace

void add_digest(CLI::App& app, Chosen& chosen) {
    const auto options = std::make_shared<DigestOptions>();
    CLI::App* command = app.add_subcommand("digest", "print the digests of rules, cases and statements");
    add_zones_option(*command, options->zones);
    command->add_option("FILE", options->paths, "rules, their folders, cases and statements")->required();
    command->callback([options, &chosen] { chosen = [options] { return digest(*options); }; });
}

}  // namespace redress::cli
