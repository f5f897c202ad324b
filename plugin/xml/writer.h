// Canonical XML: one spelling for one content, so that digests and golden files compare byte for byte.
// UTF-8, no declaration, LF, two spaces of indent, one element a line, attributes in the order given by the caller,
// double quotes, empty elements as <a/>, and in values only & < > " and control characters written as references.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace redress::xml {

// Writes to a string that it appends to and does not own. `name`s are not checked: they come from our tables.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}
    void open(std::string_view name);  // <name
    //  name="value"; only straight after open or attribute
    void attribute(std::string_view name, std::string_view value);
    void text(std::string_view value);  // content of an element without children: <a>value</a>
    void close();                       // /> or </name>

private:
    void indent();

    std::string& out_;
    std::vector<std::string_view> names_;  // of the open elements; the views must live until close()
    bool in_tag_ = false;                  // after <name, before its > or />
    bool in_text_ = false;                 // the innermost open element has text
};

// `value` as it stands in an attribute value. A parse gives back the same bytes, with one exception: what XML cannot
// carry at all (bytes that are not UTF-8, controls other than tab, LF and CR) becomes U+FFFD, so that the output is
// always well-formed.
void append_escaped(std::string& out, std::string_view value);

}  // namespace redress::xml
