#include "failure.h"

#include <algorithm>
#include <cstring>

#include "xml/character.h"

namespace redress {
namespace {

// Copies what fits, cut between characters.
template <std::size_t N>
void put(std::array<char, N>& out, std::string_view text) noexcept {
    std::size_t size = std::min(N - 1, text.size());
    while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    std::memcpy(out.data(), text.data(), size);
    out[size] = '\0';
}

bool breaks_lines(char32_t c) noexcept { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

// Appends as much as fits. What a host named can hold any byte: what would break the line or the encoding is shown as '?'.
class MessageWriter {
public:
    template <std::size_t N>
    explicit MessageWriter(std::array<char, N>& out) noexcept : at_(out.data()), end_(out.data() + N - 1) {
        *at_ = '\0';
    }
    void append(std::string_view text) noexcept {
        while (!text.empty() && !full_) {
            const xml::Character character = xml::decode(text, 0);
            const bool shown = character.bytes != 0 && !breaks_lines(character.value);
            const std::string_view piece = shown ? text.substr(0, character.bytes) : std::string_view("?");
            full_ = piece.size() > static_cast<std::size_t>(end_ - at_);
            if (full_) return;
            at_ = std::copy(piece.begin(), piece.end(), at_);
            *at_ = '\0';
            text.remove_prefix(std::max<std::size_t>(character.bytes, 1));
        }
    }
    void append(std::int64_t number) noexcept {
        char digits[24];
        std::size_t at = sizeof digits;
        do {
            digits[--at] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number > 0);
        append({digits + at, sizeof digits - at});
    }

private:
    char* at_;
    char* end_;  // where the last NUL goes
    bool full_ = false;
};

}  // namespace

void describe(Failure* failure, Status status, const Place& place, std::string_view message) noexcept {
    if (failure == nullptr) return;
    failure->status = status;
    failure->line = place.position.line;
    failure->column = place.position.column;
    put(failure->file, place.file);
    MessageWriter(failure->record).append(place.record);
    MessageWriter(failure->field).append(place.field);
    MessageWriter writer(failure->message);
    if (!place.file.empty()) {
        writer.append(place.file);
        writer.append(":");
    }
    if (place.position.line != 0) {
        writer.append(place.position.line);
        writer.append(":");
        writer.append(place.position.column);
        writer.append(":");
    }
    if (!place.file.empty() || place.position.line != 0) writer.append(" ");
    const bool named = !place.record.empty() && place.position.line == 0;
    if (named) {
        writer.append(place.record);
        if (!place.field.empty()) {
            writer.append(".");
            writer.append(place.field);
        }
        writer.append(": ");
    }
    writer.append(message);
}

}  // namespace redress
