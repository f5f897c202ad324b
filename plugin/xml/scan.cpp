#include "xml/scan.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "input_limits.h"
#include "xml/character.h"
#include "xml/cursor.h"

namespace redress::xml {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
constexpr std::string_view name_rule = " (ASCII letters, digits, '_', '-' and '.', a letter or '_' first)";

std::string quoted(std::string_view text) { return "'" + excerpt(text) + "'"; }

std::string tag(std::string_view name) { return "<" + excerpt(name) + ">"; }

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [lower](char x, char y) { return lower(x) == lower(y); });
}

// The name of the encoding that a byte order mark or the NUL bytes of ASCII text in it give away, or nothing.
std::string_view foreign_encoding(std::string_view text) noexcept {
    using namespace std::string_view_literals;
    struct Mark {
        std::string_view bytes;
        std::string_view encoding;
    };
    // The marks of UTF-32 come first: one of them begins with a mark of UTF-16.
    constexpr std::array<Mark, 4> marks{{{"\x00\x00\xFE\xFF"sv, "UTF-32 (big endian)"},
                                         {"\xFF\xFE\x00\x00"sv, "UTF-32 (little endian)"},
                                         {"\xFE\xFF"sv, "UTF-16 (big endian)"},
                                         {"\xFF\xFE"sv, "UTF-16 (little endian)"}}};
    for (const Mark& mark : marks) {
        if (text.starts_with(mark.bytes)) return mark.encoding;
    }
    if (text.size() < 4) return {};
    const std::array<bool, 4> zero{text[0] == '\0', text[1] == '\0', text[2] == '\0', text[3] == '\0'};
    if (zero == std::array{true, true, true, false}) return "UTF-32 (big endian)";
    if (zero == std::array{false, true, true, true}) return "UTF-32 (little endian)";
    if (zero == std::array{true, false, true, false}) return "UTF-16 (big endian)";
    if (zero == std::array{false, true, false, true}) return "UTF-16 (little endian)";
    return {};
}

// The duplicates of one start tag are found by comparing every name with those before it, which xml_attributes_max
// bounds. Comparing hashes first keeps the worst case (thousands of elements with all the attributes they may have)
// short.
std::uint32_t hash_of(std::string_view name) noexcept {
    std::uint32_t hash = 0;
    for (const char c : name) hash = ((hash << 5) | (hash >> 27)) ^ static_cast<unsigned char>(c);
    return hash;
}

// Whether a value stands for its own characters.
bool is_literal(std::string_view value) noexcept {
    return std::none_of(value.begin(), value.end(), [](char c) { return c == '&' || c == '\t' || c == '\n' || c == '\r'; });
}

class Scanner {
public:
    Scanner(std::string_view text, std::string_view file) noexcept : cursor_(text, file) {}
    Scan run();

private:
    struct OpenElement {
        std::uint32_t index = 0;
        std::uint32_t last_child = 0;  // 0: none yet
    };

    void reserve();
    void encoding();
    void declaration();
    std::string_view pseudo_attribute(std::string_view name);
    void document();
    void outside_root();
    void text();
    void markup();
    void comment();
    [[noreturn]] void refuse_exclamation() const;
    [[noreturn]] void refuse_instruction() const;
    void start_tag();
    void end_tag();
    void attributes(ElementPlace& element);
    void attribute(ElementPlace& element);
    void refuse_duplicate(const ElementPlace& element, const AttributePlace& attribute, std::string_view name);
    char open_quote(std::string_view name);
    void value(char quote, std::string_view name, Position begin);
    char32_t reference();
    char32_t numeric_reference(std::string_view body, Position position) const;
    std::string_view name(std::string_view kind);
    void link(std::uint32_t index) noexcept;
    std::string_view name_of(const ElementPlace& element) const noexcept;

    Cursor cursor_;
    Scan scan_;
    std::array<OpenElement, limits::xml_depth_max> open_{};
    std::size_t depth_ = 0;
    std::array<std::uint32_t, limits::xml_attributes_max> name_hashes_{};  // of the start tag being read
};

Scan Scanner::run() {
    const std::size_t bytes = cursor_.text().size();
    if (bytes > limits::xml_bytes_max) {
        cursor_.fail(Status::limit_exceeded, {1, 1},
                     "the document has " + std::to_string(bytes) + " bytes; at most " + std::to_string(limits::xml_bytes_max) +
                         " are read");
    }
    if (bytes == 0) cursor_.fail({1, 1}, "the document is empty, expected a root element");
    reserve();
    encoding();
    declaration();
    document();
    return std::move(scan_);
}

// Room for the usual document, so that a case of a few kilobytes is read without growing a vector. What is reserved
// and not used costs next to nothing.
void Scanner::reserve() {
    const std::size_t bytes = cursor_.text().size();
    scan_.elements.reserve(std::min(bytes / 48 + 4, limits::xml_elements_max));
    scan_.attributes.reserve(bytes / 16 + 4);
}

void Scanner::encoding() {
    const std::string_view foreign = foreign_encoding(cursor_.text());
    if (!foreign.empty()) {
        cursor_.fail({1, 1}, "the document is in " + std::string(foreign) + ", expected UTF-8");
    }
    if (cursor_.at(utf8_mark)) cursor_.skip_byte_order_mark(utf8_mark.size());
}

// <?xml version="1.0" encoding="UTF-8" standalone="yes"?>, all but the version optional.
void Scanner::declaration() {
    constexpr std::string_view opening = "<?xml";
    if (!cursor_.at(opening)) return;
    const std::string_view after = cursor_.rest().substr(opening.size());
    if (after.empty() || (after[0] != '?' && !is_white_space(static_cast<unsigned char>(after[0])))) return;
    cursor_.skip(opening.size());

    bool spaced = cursor_.skip_white_space();
    if (!spaced || !cursor_.at("version")) cursor_.fail_expected("version=\"1.0\" in the XML declaration");
    const Position version_position = cursor_.position();
    const std::string_view version = pseudo_attribute("version");
    if (version != "1.0") cursor_.fail(version_position, "found XML version " + quoted(version) + ", expected '1.0'");

    spaced = cursor_.skip_white_space();
    if (spaced && cursor_.at("encoding")) {
        const Position position = cursor_.position();
        const std::string_view encoding = pseudo_attribute("encoding");
        if (!equal_ignoring_case(encoding, "UTF-8")) {
            cursor_.fail(position, "found the encoding " + quoted(encoding) + ", expected 'UTF-8'");
        }
        spaced = cursor_.skip_white_space();
    }
    if (spaced && cursor_.at("standalone")) {
        const Position position = cursor_.position();
        const std::string_view standalone = pseudo_attribute("standalone");
        if (standalone != "yes" && standalone != "no") {
            cursor_.fail(position, "found standalone " + quoted(standalone) + ", expected 'yes' or 'no'");
        }
        cursor_.skip_white_space();
    }
    if (!cursor_.at("?>")) cursor_.fail_expected("'?>' at the end of the XML declaration");
    cursor_.skip(2);
}

// The value of name="value" in the declaration; the cursor is at the name.
std::string_view Scanner::pseudo_attribute(std::string_view name) {
    cursor_.skip(name.size());
    cursor_.skip_white_space();
    if (!cursor_.at('=')) cursor_.fail_expected("'=' after '" + std::string(name) + "'");
    cursor_.skip(1);
    cursor_.skip_white_space();
    const char quote = open_quote(name);
    const Position begin = cursor_.position();
    const std::size_t offset = cursor_.offset();
    value(quote, name, begin);
    return cursor_.text().substr(offset, cursor_.offset() - 1 - offset);
}

void Scanner::document() {
    while (true) {
        if (depth_ == 0) {
            outside_root();
            if (cursor_.at_end()) break;
        } else {
            text();
        }
        markup();
    }
    if (scan_.elements.empty()) {
        cursor_.fail(cursor_.position(), "the document ends without an element, expected a root element");
    }
}

// Passes white space up to markup or the end.
void Scanner::outside_root() {
    cursor_.skip_white_space();
    if (cursor_.at_end() || cursor_.at('<')) return;
    cursor_.fail_expected(scan_.elements.empty() ? "the root element; text stands only inside it"
                                                 : "the end of the document after its root element");
}

// Passes text up to markup, and notes where the first of an element begins.
void Scanner::text() {
    ElementPlace& element = scan_.elements[open_[depth_ - 1].index];
    bool found = element.text_position.line != 0;
    while (true) {
        if (found) {
            cursor_.skip(Run::text);
        } else {
            cursor_.skip_white_space();
        }
        if (cursor_.at_end()) {
            cursor_.fail(cursor_.position(), "the document ends inside " + tag(name_of(element)) + ", which begins at " +
                                                 to_string(element.position) + "; expected </" + std::string(name_of(element)) +
                                                 ">");
        }
        if (cursor_.at('<')) return;
        if (cursor_.at("]]>")) cursor_.fail(cursor_.position(), "']]>' is not allowed in text, expected ']]&gt;'");
        const Position position = cursor_.position();
        bool visible = true;
        if (cursor_.at('&')) {
            visible = !is_white_space(reference());
        } else {
            cursor_.next();
        }
        if (visible && !found) {
            element.text_position = position;
            found = true;
            scan_.literal = false;
        }
    }
}

// The cursor is at '<', or the document has ended inside an element, which text() has reported.
void Scanner::markup() {
    if (cursor_.at("</")) {
        end_tag();
    } else if (cursor_.at("<!--")) {
        comment();
    } else if (cursor_.at("<!")) {
        refuse_exclamation();
    } else if (cursor_.at("<?")) {
        refuse_instruction();
    } else {
        start_tag();
    }
}

void Scanner::comment() {
    const Position begin = cursor_.position();
    cursor_.skip(4);
    while (true) {
        cursor_.skip(Run::comment);
        if (cursor_.at_end()) {
            cursor_.fail(cursor_.position(),
                         "the document ends inside the comment that begins at " + to_string(begin) + "; expected '-->'");
        }
        if (cursor_.at("-->")) break;
        if (cursor_.at("--")) {
            cursor_.fail(cursor_.position(), "'--' is not allowed inside a comment, expected '-->' at its end");
        }
        cursor_.next();
    }
    cursor_.skip(3);
}

void Scanner::refuse_exclamation() const {
    if (cursor_.at("<!DOCTYPE")) {
        cursor_.fail(cursor_.position(), "found '<!DOCTYPE', expected an element; a document type is not read");
    }
    if (cursor_.at("<![CDATA[")) {
        cursor_.fail(cursor_.position(),
                     "found '<![CDATA[', expected text with '&lt;' and '&amp;' for '<' and '&'; CDATA is not read");
    }
    cursor_.fail_expected("an element, an end tag or a comment");
}

void Scanner::refuse_instruction() const {
    const std::string_view rest = cursor_.rest();
    const std::string_view word = rest.substr(0, std::min(rest.find_first_of(" \t\r\n?>", 2), rest.size()));
    if (word == "<?xml") {
        cursor_.fail(cursor_.position(), "the XML declaration '<?xml' must be the very first thing in the document");
    }
    cursor_.fail(cursor_.position(), "found " + quoted(word) + ", expected an element; a processing instruction is not read");
}

void Scanner::start_tag() {
    const Position position = cursor_.position();
    if (depth_ == 0 && !scan_.elements.empty()) {
        cursor_.fail(position, "found a second root element, expected the end of the document; the root is " +
                                   tag(name_of(scan_.elements[0])) + " at " + to_string(scan_.elements[0].position));
    }
    if (depth_ == limits::xml_depth_max) {
        cursor_.fail(Status::limit_exceeded, position,
                     "elements are nested more than " + std::to_string(limits::xml_depth_max) + " deep");
    }
    if (scan_.elements.size() == limits::xml_elements_max) {
        cursor_.fail(Status::limit_exceeded, position,
                     "the document has more than " + std::to_string(limits::xml_elements_max) + " elements");
    }
    cursor_.skip(1);
    ElementPlace element;
    element.position = position;
    element.name_offset = static_cast<std::uint32_t>(cursor_.offset());
    element.name_bytes = static_cast<std::uint32_t>(name("an element name").size());
    element.first_attribute = static_cast<std::uint32_t>(scan_.attributes.size());
    attributes(element);

    const auto index = static_cast<std::uint32_t>(scan_.elements.size());
    scan_.elements.push_back(element);
    link(index);
    if (cursor_.at('/')) {
        cursor_.skip(2);
    } else {
        cursor_.skip(1);
        open_[depth_++] = {index, 0};
    }
}

// Makes a new element the last child of the innermost open one.
void Scanner::link(std::uint32_t index) noexcept {
    if (depth_ == 0) return;
    OpenElement& parent = open_[depth_ - 1];
    if (parent.last_child == 0) {
        scan_.elements[parent.index].first_child = index;
    } else {
        scan_.elements[parent.last_child].next_sibling = index;
    }
    parent.last_child = index;
}

void Scanner::end_tag() {
    const Position position = cursor_.position();
    cursor_.skip(2);
    const std::string_view found = name("an element name after '</'");
    if (depth_ == 0) cursor_.fail(position, "found the end tag </" + excerpt(found) + ">, expected no end tag here");
    const ElementPlace& element = scan_.elements[open_[depth_ - 1].index];
    if (found != name_of(element)) {
        cursor_.fail(position, "found the end tag </" + excerpt(found) + ">, expected </" + excerpt(name_of(element)) +
                                   "> for the element that begins at " + to_string(element.position));
    }
    cursor_.skip_white_space();
    if (!cursor_.at('>')) cursor_.fail_expected("'>' at the end of </" + excerpt(found) + ">");
    cursor_.skip(1);
    --depth_;
}

// Passes the attributes up to the '>' or '/>' of the start tag.
void Scanner::attributes(ElementPlace& element) {
    while (true) {
        const bool spaced = cursor_.skip_white_space();
        if (cursor_.at('>') || cursor_.at("/>")) return;
        if (cursor_.at('/')) cursor_.fail_expected("'/>' at the end of " + tag(name_of(element)));
        if (!spaced) cursor_.fail_expected("white space, '>' or '/>' in " + tag(name_of(element)));
        attribute(element);
    }
}

void Scanner::attribute(ElementPlace& element) {
    AttributePlace place;
    place.position = cursor_.position();
    place.name_offset = static_cast<std::uint32_t>(cursor_.offset());
    const std::string_view attribute_name = name("an attribute name, '>' or '/>'");
    place.name_bytes = static_cast<std::uint32_t>(attribute_name.size());
    refuse_duplicate(element, place, attribute_name);

    cursor_.skip_white_space();
    if (!cursor_.at('=')) {
        cursor_.fail_expected("'=' and a value after the attribute '" + std::string(attribute_name) + "'");
    }
    cursor_.skip(1);
    cursor_.skip_white_space();
    const char quote = open_quote(attribute_name);
    place.value_position = cursor_.position();
    place.value_offset = static_cast<std::uint32_t>(cursor_.offset());
    value(quote, attribute_name, place.value_position);
    place.value_bytes = static_cast<std::uint32_t>(cursor_.offset() - 1 - place.value_offset);
    scan_.literal = scan_.literal && is_literal(cursor_.text().substr(place.value_offset, place.value_bytes));
    scan_.attributes.push_back(place);
    ++element.attribute_count;
}

void Scanner::refuse_duplicate(const ElementPlace& element, const AttributePlace& attribute, std::string_view name) {
    const std::uint32_t count = element.attribute_count;
    if (count == limits::xml_attributes_max) {
        cursor_.fail(Status::limit_exceeded, attribute.position,
                     tag(name_of(element)) + " has more than " + std::to_string(limits::xml_attributes_max) + " attributes");
    }
    const std::uint32_t hash = hash_of(name);
    name_hashes_[count] = hash;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (name_hashes_[i] != hash) continue;
        const AttributePlace& first = scan_.attributes[element.first_attribute + i];
        if (cursor_.text().substr(first.name_offset, first.name_bytes) != name) continue;
        cursor_.fail(attribute.position, "attribute '" + std::string(name) + "' stands twice on " + tag(name_of(element)) +
                                             "; the first is at " + to_string(first.position));
    }
}

// Passes the quote that opens the value of `name` and returns it.
char Scanner::open_quote(std::string_view name) {
    if (!cursor_.at('"') && !cursor_.at('\'')) {
        cursor_.fail_expected("a quoted value for '" + std::string(name) + "'");
    }
    const char quote = cursor_.rest().front();
    cursor_.skip(1);
    return quote;
}

// Passes a value and the quote that closes it.
void Scanner::value(char quote, std::string_view name, Position begin) {
    while (true) {
        cursor_.skip(Run::value);
        if (cursor_.at(quote)) break;
        if (cursor_.at_end()) {
            cursor_.fail(cursor_.position(), "the document ends inside the value of '" + std::string(name) +
                                                 "', which begins at " + to_string(begin) + "; expected " + quote);
        }
        if (cursor_.at('<')) {
            cursor_.fail(cursor_.position(), "'<' is not allowed in the value of '" + std::string(name) + "', which begins at " +
                                                 to_string(begin) + "; expected '&lt;' or the closing " + quote);
        }
        if (cursor_.at('&')) {
            reference();
        } else {
            cursor_.next();
        }
    }
    cursor_.skip(1);
}

// Passes &name; or &#number; and returns the character that it stands for.
char32_t Scanner::reference() {
    struct Entity {
        std::string_view name;
        char character;
    };
    constexpr std::array<Entity, 5> entities{{{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};

    const Position position = cursor_.position();
    cursor_.skip(1);
    const std::size_t begin = cursor_.offset();
    if (cursor_.at('#')) cursor_.skip(1);
    cursor_.skip(Run::name);
    const std::string_view body = cursor_.text().substr(begin, cursor_.offset() - begin);
    if (body.empty() || !cursor_.at(';')) {
        cursor_.fail(position, "found " + quoted("&" + std::string(body.substr(0, 64))) +
                                   " without ';', expected a reference such as '&amp;'");
    }
    cursor_.skip(1);
    if (body[0] == '#') return numeric_reference(body.substr(1), position);
    for (const Entity& entity : entities) {
        if (entity.name == body) return static_cast<unsigned char>(entity.character);
    }
    cursor_.fail(position, "unknown entity " + quoted("&" + std::string(body) + ";") +
                               ", expected '&lt;', '&gt;', '&amp;', '&quot;', '&apos;' or a character reference");
}

// `body` is what stands between "&#" and ";".
char32_t Scanner::numeric_reference(std::string_view body, Position position) const {
    const bool is_hexadecimal = body.starts_with('x');
    const std::string_view digits = is_hexadecimal ? body.substr(1) : body;
    const auto whole = [body] { return "character reference " + quoted("&#" + std::string(body) + ";"); };
    const std::string_view allowed = is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    if (digits.empty() || digits.find_first_not_of(allowed) != std::string_view::npos) {
        cursor_.fail(position, "malformed " + whole() + ", expected decimal digits, or 'x' and hexadecimal digits");
    }
    char32_t value = 0;
    for (const char digit : digits) {
        const char32_t base = is_hexadecimal ? 16 : 10;
        const auto worth = static_cast<char32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        // Above the last character it no longer matters by how much; stopping there keeps any number of digits safe.
        value = std::min<char32_t>(value * base + worth, 0x110000);
    }
    if (!is_xml_character(value)) cursor_.fail(position, whole() + " stands for a character that is not allowed in XML");
    return value;
}

// Passes a name. `kind` says what was expected where there is none.
std::string_view Scanner::name(std::string_view kind) {
    const Position position = cursor_.position();
    const std::size_t begin = cursor_.offset();
    if (!cursor_.at(Run::name_start) && !cursor_.at(':')) {
        cursor_.fail_expected(std::string(kind) + std::string(name_rule));
    }
    cursor_.skip(Run::name);
    const std::string_view name = cursor_.text().substr(begin, cursor_.offset() - begin);
    if (cursor_.at(':')) {
        cursor_.skip(1);
        cursor_.skip(Run::name);
        cursor_.fail(position, "found the prefixed name " + quoted(cursor_.text().substr(begin, cursor_.offset() - begin)) +
                                   ", expected a name without ':'");
    }
    if (!cursor_.at_end() && static_cast<unsigned char>(cursor_.rest().front()) >= 0x80) {
        cursor_.fail_expected("the end of the name '" + excerpt(name) + "'" + std::string(name_rule));
    }
    if (name.size() > limits::name_bytes_max) {
        cursor_.fail(Status::limit_exceeded, position,
                     "the name " + quoted(name) + " has more than " + std::to_string(limits::name_bytes_max) + " bytes");
    }
    return name;
}

std::string_view Scanner::name_of(const ElementPlace& element) const noexcept {
    return cursor_.text().substr(element.name_offset, element.name_bytes);
}

}  // namespace

Scan scan(std::string_view text, std::string_view file) { return Scanner(text, file).run(); }

Position position_at(std::string_view text, std::size_t offset) noexcept {
    Position position{1, 1};
    const std::size_t end = std::min(offset, text.size());
    for (std::size_t i = text.starts_with(utf8_mark) ? utf8_mark.size() : 0; i < end; ++i) {
        const char c = text[i];
        const bool ends_line = c == '\n' || (c == '\r' && !(i + 1 < text.size() && text[i + 1] == '\n'));
        if (ends_line) {
            position = {position.line + 1, 1};
        } else if (c != '\r' && (static_cast<unsigned char>(c) & 0xC0) != 0x80) {
            ++position.column;
        }
    }
    return position;
}

}  // namespace redress::xml
