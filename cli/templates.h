// Packs to start from, each with samples whose decisions were worked out by hand.
#pragma once

#include <span>
#include <string_view>

namespace redress::cli {

struct TemplateSample {
    std::string_view name;
    std::string_view records;  // inside of <case>, in EUR
    std::string_view as_of;
    std::string_view decisions;  // as in expected.tsv
};

struct Template {
    std::string_view name;  // also the id of its SLA
    std::string_view title;
    std::string_view rules;  // inside of <sla>, in EUR and the zone of Berlin
    std::span<const TemplateSample> samples;
};

std::span<const Template> templates();

}  // namespace redress::cli
