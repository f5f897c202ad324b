// The files of a book of rules, as trees of elements, for what a loaded book does not tell.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <vector>

namespace redress::cli {

// Every *.xml below a folder, or the one file.
std::vector<std::filesystem::path> rule_paths(const std::filesystem::path& rules);

struct RuleFile {
    std::filesystem::path path;
    std::string text;
    pugi::xml_document document;

    pugi::xml_node root() const { return document.document_element(); }
    std::size_t line_of(const pugi::xml_node& node) const;
};

// Those that are SLAs, in the order of their paths. To be called for rules that load, so that they are well-formed.
std::vector<std::unique_ptr<RuleFile>> sla_files(const std::filesystem::path& rules);

// The text of an attribute as the library reads formulas: white space joined. "" where there is none.
std::string attribute(const pugi::xml_node& node, const char* name);

}  // namespace redress::cli
