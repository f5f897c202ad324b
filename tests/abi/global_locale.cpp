// A host whose locale is that of C++ too: every stream that is made from here on writes numbers as the user likes them.
#include <locale>

namespace {

const bool set = [] {
    std::locale::global(std::locale(""));
    return true;
}();

}  // namespace
