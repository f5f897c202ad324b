#include "rules/canonical.h"

#include <doctest/doctest.h>

#include <string>

#include "broken_packs.h"
#include "digest.h"
#include "packs.h"

namespace redress::rules {
namespace {

std::string canonical(const std::string& text) { return canonical_rules(xml::Document::parse(text, "x.xml").root()); }

}  // namespace

TEST_CASE("the canonical form has elements in their order and attributes in the order of the grammar") {
    const std::string text = R"xml(<?xml version="1.0"?>
<!-- a comment -->
<sla title='T &amp; Co'   id="x" xmlns="urn:redress:rules:1">
  <reading   clause="1" >So  and
     so.</reading><source title="b" file="a"></source>
</sla>)xml";
    CHECK(canonical(text) == R"xml(<sla xmlns="urn:redress:rules:1" id="x" title="T &amp; Co">
  <reading clause="1">So and so.</reading>
  <source file="a" title="b"/>
</sla>
)xml");
}

TEST_CASE("the canonical form of the canonical form is itself") {
    const std::string once = canonical(std::string(fullest_pack));
    CHECK(canonical(once) == once);
}

TEST_CASE("only a change of the rules changes the digest") {
    const std::string digest = load_pack(fullest_pack, "full.xml")->digest;
    CHECK(digest == std::string(sha256_hex(canonical(std::string(fullest_pack))).data()));
    struct Row {
        const char* snippet;
        const char* replacement;
        bool same;
    };
    const Row table[] = {
        {"  <source", "  <!-- moved --><source", true},
        {"<claim required=\"yes\" clause=\"8\"", "<claim\n    clause=\"8\"\trequired='yes'", true},
        {"Months are calendar months,", "Months  are\n calendar months,", true},
        {"<remedy kind=\"balance\"/>", "<remedy kind=\"balance\"></remedy>", true},
        {"\n", "\r\n", true},
        {"title=\"Terms\"", "title=\"T&#101;rms\"", true},
        {" effective_to=\"2026-01-01\"", "", true},
        {" effective_to=\"2026-01-01\"", " effective_to=\"2027-07-01\"", true},
        {" from=\"2024-01-01\"", "", true},
        {" until=\"2030-01-01\"", " until=\"2031-01-01\"", true},
        {"2025-12-25", "2025-12-24", false},
        {"name=\"Christmas\"", "name=\"Xmas\"", false},
        {"effective_from=\"2025-01-01\"", "effective_from=\"2025-01-02\"", false},
        {"99.9%", "99.8%", false},
        {"99.9%", "99.90%", false},
        {"clause=\"8\"", "clause=\"8a\"", false},
        {"Months are", "Weeks are", false},
        {"<remedy kind=\"balance\"/>", "", false},
        {" monotone=\"yes\"", "", false},
    };
    for (const Row& row : table) {
        INFO("by: " << std::string(row.replacement));
        CHECK((load_pack(replaced(fullest_pack, row.snippet, row.replacement), "other.xml")->digest == digest) == row.same);
    }
}

}  // namespace redress::rules
