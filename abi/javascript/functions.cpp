// The functions that formulas can call, for editors. JavaScript reads them; they are no part of the C ABI.
#include "formula/functions.h"

#include <string>

extern "C" {

// One on a line: its name, a space, and how it is written. For the life of the module.
const char* redress_functions() {
    static const std::string text = [] {
        std::string lines;
        for (const redress::formula::FunctionRow& row : redress::formula::functions) {
            lines.append(row.name).append(" ").append(row.usage).append("\n");
        }
        return lines;
    }();
    return text.c_str();
}
}
