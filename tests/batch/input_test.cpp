// What the columns of a batch say: each Arrow type as the text that a fact is read from; buffers that are not what their type
// says.
#include "batch/input.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"

namespace redress::batch {
namespace {

ArrowSchema schema_of(const char* format) {
    ArrowSchema schema{};
    schema.format = format;
    return schema;
}

// An array over buffers that the caller keeps. The first says which rows are there; NULL means all.
struct Buffers {
    std::array<const void*, 5> pointers{};
    ArrowArray array{};

    Buffers(std::int64_t length, std::initializer_list<const void*> given) {
        std::copy(given.begin(), given.end(), pointers.begin());
        array.length = length;
        array.n_buffers = static_cast<std::int64_t>(given.size());
        array.buffers = pointers.data();
    }
    Buffers(const Buffers&) = delete;
    Buffers& operator=(const Buffers&) = delete;
};

std::string shown(const Values& values, const ArrowArray& array, std::int64_t row = 0) {
    std::string scratch;
    try {
        values.check(array);
        const std::optional<std::string_view> text = values.at(array, row, scratch);
        return text ? std::string(*text) : "absent";
    } catch (const Error& error) {
        return error.what();
    }
}

template <class Value>
std::string shown(const char* format, Value value) {
    const Buffers buffers(1, {nullptr, &value});
    return shown(Values(schema_of(format), "x"), buffers.array);
}

std::string refused(const ArrowSchema& schema) {
    try {
        const Values values(schema, "x");
    } catch (const Error& error) {
        return error.what();
    }
    return "taken";
}

bool has(const std::string& message, std::string_view part) { return message.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("whole numbers of each size are those of their type") {
    CHECK(shown("c", std::int8_t{-128}) == "-128");
    CHECK(shown("C", std::uint8_t{255}) == "255");
    CHECK(shown("s", std::int16_t{-300}) == "-300");
    CHECK(shown("S", std::uint16_t{65'535}) == "65535");
    CHECK(shown("i", std::int32_t{-70'000}) == "-70000");
    CHECK(shown("I", std::uint32_t{4'294'967'295}) == "4294967295");
    CHECK(shown("l", std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(shown("L", std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(shown("l", std::int64_t{0}) == "0");
}

TEST_CASE("decimals are written without the zeros that a column keeps") {
    const struct {
        const char* format;
        exact::Wide value;
        const char* text;
    } rows[] = {
        {"d:19,4", 125'000, "12.5"}, {"d:19,4", -125'000, "-12.5"},
        {"d:19,4", 120'000, "12"},   {"d:19,4", 5, "0.0005"},
        {"d:19,4", -5, "-0.0005"},   {"d:19,4", 0, "0"},
        {"d:38,0", 1'000, "1000"},   {"d:38,0,128", 100, "100"},
        {"d:5,2", 1'090, "10.9"},    {"d:38,38", 10, "0.0000000000000000000000000000000000001"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.format);
        CHECK(shown(row.format, row.value) == row.text);
    }
}

TEST_CASE("days and instants of each unit, before 1970 too") {
    // 2026-01-01 is 56 years after 1970, 14 of them leap years: day 20454. March begins 59 days later.
    CHECK(shown("tdD", std::int32_t{20'513}) == "2026-03-01");
    CHECK(shown("tdm", std::int64_t{20'513} * 86'400'000) == "2026-03-01");
    CHECK(shown("tdD", std::int32_t{-1}) == "1969-12-31");
    CHECK(shown("tdm", std::int64_t{-1}) == "1969-12-31");
    CHECK(shown("tdD", std::int32_t{3'000'000}) == "3000000");  // no year that is read: refused where the fact is read
    constexpr std::int64_t second = 20'454LL * 86'400;
    CHECK(shown("tss:UTC", second) == "2026-01-01T00:00:00Z");
    CHECK(shown("tsm:Europe/Kyiv", second * 1'000 + 250) == "2026-01-01T00:00:00.250Z");
    CHECK(shown("tsu:UTC", second * 1'000'000 + 1) == "2026-01-01T00:00:00.000001Z");
    CHECK(shown("tsn:+02:00", second * 1'000'000'000 + 5) == "2026-01-01T00:00:00.000000005Z");
    CHECK(shown("tsm:UTC", std::int64_t{-1}) == "1969-12-31T23:59:59.999Z");
    CHECK(shown("tss:UTC", std::int64_t{300'000'000'000}) == "300000000000");
    CHECK(shown("tss:UTC", std::int64_t{-300'000'000'000}) == "-300000000000");
}

TEST_CASE("a length of time is in whole seconds") {
    CHECK(shown("tDs", std::int64_t{90}) == "90");
    CHECK(shown("tDm", std::int64_t{2'000}) == "2");
    CHECK(shown("tDn", std::int64_t{-1'000'000'000}) == "-1");
    CHECK(has(shown("tDm", std::int64_t{1'500}), "the column x has a length of time with a fraction of a second: round it"));
}

TEST_CASE("flags and absent rows") {
    const std::uint8_t bits = 0b101, known = 0b011;
    const Buffers buffers(3, {&known, &bits});
    const Values values(schema_of("b"), "x");
    CHECK(shown(values, buffers.array, 0) == "yes");
    CHECK(shown(values, buffers.array, 1) == "no");
    CHECK(shown(values, buffers.array, 2) == "absent");
    CHECK(shown(values, buffers.array, 3) == "absent");  // beyond the last
    CHECK(shown(Values(schema_of("n"), "x"), Buffers(1, {}).array) == "absent");
}

TEST_CASE("texts of each layout") {
    const char bytes[] = "onetwothree";
    const std::int32_t offsets[] = {0, 3, 6, 6};
    const std::int64_t large[] = {3, 6, 11};
    CHECK(shown(Values(schema_of("u"), "x"), Buffers(3, {nullptr, offsets, bytes}).array, 1) == "two");
    CHECK(shown(Values(schema_of("z"), "x"), Buffers(3, {nullptr, offsets, nullptr}).array, 2).empty());
    CHECK(shown(Values(schema_of("U"), "x"), Buffers(2, {nullptr, large, bytes}).array, 1) == "three");
    const std::int32_t falling[] = {3, 0};
    CHECK(has(shown(Values(schema_of("u"), "x"), Buffers(1, {nullptr, falling, bytes}).array),
              "the offsets of a column do not rise"));
    const std::int32_t below[] = {-1, 3};
    CHECK(has(shown(Values(schema_of("u"), "x"), Buffers(1, {nullptr, below, bytes}).array),
              "the offsets of a column do not rise"));
}

TEST_CASE("texts in view form are in place, or in a buffer that is there") {
    struct View {
        std::int32_t size;
        std::int32_t prefix = 0, buffer = 0, offset = 0;
    };
    static_assert(sizeof(View) == 16);
    const Values values(schema_of("vu"), "x");
    View place{3};
    std::memcpy(&place.prefix, "one", 3);
    const char bytes[] = "a text of twenty ch.";
    const std::int64_t size = 20;
    const auto view = [&](const View& given) { return shown(values, Buffers(1, {nullptr, &given, bytes, &size}).array); };
    CHECK(view(place) == "one");
    CHECK(view({13, 0, 0, 2}) == "text of twent");
    CHECK(has(view({-1}), "the size of a text is below zero"));
    CHECK(has(view({13, 0, 1, 0}), "a text is in a buffer that the column does not have"));
    CHECK(has(view({13, 0, -1, 0}), "a text is in a buffer that the column does not have"));
    CHECK(has(view({13, 0, 0, -1}), "a text is in a buffer that the column does not have"));
}

TEST_CASE("lists of texts are words, and dictionaries are what they index") {
    const char bytes[] = "onetwothree";
    const std::int32_t offsets[] = {0, 3, 6, 11};
    Buffers texts(3, {nullptr, offsets, bytes});
    ArrowSchema item = schema_of("u");
    ArrowSchema* const items[] = {&item};
    ArrowArray* const children[] = {&texts.array};
    const auto list_of = [&](const char* format, const void* ranges, std::int64_t length, std::int64_t row) {
        ArrowSchema schema = schema_of(format);
        schema.n_children = 1;
        schema.children = const_cast<ArrowSchema**>(items);
        Buffers buffers(length, {nullptr, ranges});
        buffers.array.n_children = 1;
        buffers.array.children = const_cast<ArrowArray**>(children);
        return shown(Values(schema, "x"), buffers.array, row);
    };
    const std::int32_t ranges[] = {0, 2, 2, 3};
    CHECK(list_of("+l", ranges, 3, 0) == "one two");
    CHECK(list_of("+l", ranges, 3, 1) == "absent");
    CHECK(list_of("+l", ranges, 3, 2) == "three");
    const std::int64_t large[] = {1, 3};
    CHECK(list_of("+L", large, 1, 0) == "two three");

    ArrowSchema index = schema_of("c");
    index.dictionary = &item;
    const Values values(index, "x");
    const std::int8_t indices[] = {2, 0, 3, -1};
    Buffers buffers(4, {nullptr, indices});
    CHECK(shown(values, buffers.array, 0) == "the column x lacks its dictionary");
    buffers.array.dictionary = &texts.array;
    CHECK(shown(values, buffers.array, 0) == "three");
    CHECK(shown(values, buffers.array, 1) == "one");
    CHECK(shown(values, buffers.array, 2) == "the column x has an index outside of its dictionary");
    CHECK(shown(values, buffers.array, 3) == "the column x has an index outside of its dictionary");
}

TEST_CASE("a type that is none of a fact is refused by its name") {
    const struct {
        const char* format;
        const char* part;
    } rows[] = {
        {"e", "floating point: not exact"},
        {"tss:", "a timestamp without a time zone"},
        {"tsx:UTC", "of no known unit"},
        {"tDx", "of no known unit"},
        {"d:19", "no decimal of 128 bits with a scale from 0 to 38"},
        {"d:19,-1", "no decimal of 128 bits"},
        {"d:19,39", "no decimal of 128 bits"},
        {"d:19,2,256", "no decimal of 128 bits"},
        {"+s", "none of a fact"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.format);
        CHECK(has(refused(schema_of(row.format)), row.part));
    }
    ArrowSchema number = schema_of("l"), flag = schema_of("b"), list = schema_of("+l");
    flag.dictionary = &number;
    CHECK(has(refused(flag), "no index of a dictionary"));
    ArrowSchema* items[] = {&number};
    list.n_children = 1;
    list.children = items;
    CHECK(has(refused(list), "no list of texts"));
    list.children = nullptr;
    CHECK(refused(list) == "the type of x lacks its child");
}

TEST_CASE("an array that lacks what its type needs is refused") {
    const Values text(schema_of("u"), "x"), number(schema_of("l"), "x");
    const std::int64_t value = 1;
    CHECK(shown(number, Buffers(1, {nullptr}).array) == "the column x lacks a buffer");
    CHECK(shown(number, Buffers(1, {nullptr, nullptr}).array) == "the column x has a buffer that is NULL");
    CHECK(shown(text, Buffers(1, {nullptr, &value}).array) == "the column x lacks a buffer");
    Buffers short_one(1, {nullptr, &value});
    short_one.array.length = -1;
    CHECK(has(shown(number, short_one.array), "a length or an offset below zero"));
    short_one.array.length = 1;
    short_one.array.offset = -1;
    CHECK(has(shown(number, short_one.array), "a length or an offset below zero"));
    short_one.array.offset = 0;
    short_one.array.buffers = nullptr;
    CHECK(shown(number, short_one.array) == "the column x lacks a buffer");
}

}  // namespace redress::batch
