// An explanation laid out for reading.
#pragma once

#include <string>

#include "explain/explanation.h"
#include "explain/language.h"

namespace redress::cli::explain {

enum class Format { text, markdown, html };

std::string render(const Explanation& explanation, const Language& language, Format format);

}  // namespace redress::cli::explain
