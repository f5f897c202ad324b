// A library whose statements depend on its surroundings, by FAULT. It stands in front of redress_statement_xml.
#include <dlfcn.h>
#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sstream>
#include <string>

#include "redress.h"

namespace {

std::string surroundings() {
#if FAULT == 0  // the decimal point of the C locale
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", 0.5);
    return text;
#elif FAULT == 1  // the separators of the C++ locale
    std::ostringstream out;
    out << 1234567;
    return out.str();
#elif FAULT == 2  // the time zone of the machine
    const std::time_t winter = 1768000000;
    char text[32];
    std::strftime(text, sizeof text, "%H:%M", std::localtime(&winter));
    return text;
#elif FAULT == 3  // the working directory
    char text[4096];
    return getcwd(text, sizeof text) == nullptr ? "" : text;
#elif FAULT == 4  // the program
    char text[4096];
    const ssize_t size = readlink("/proc/self/exe", text, sizeof text);
    return std::string(text, size < 0 ? 0 : static_cast<std::size_t>(size));
#endif
}

std::string kept;

}  // namespace

extern "C" const char* redress_statement_xml(const redress_statement* statement, int64_t* size) {
    const auto next = reinterpret_cast<decltype(&redress_statement_xml)>(dlsym(RTLD_NEXT, "redress_statement_xml"));
    kept = next(statement, nullptr);
    kept += "<!-- " + surroundings() + " -->\n";
    if (size != nullptr) *size = static_cast<int64_t>(kept.size());
    return kept.c_str();
}
