// The structures of the Arrow C data interface and of its streams, as https://arrow.apache.org/docs/format/CDataInterface.html
// and CStreamInterface.html define them for everybody to copy. Whoever holds one calls its `release` once; a moved one has none.
#pragma once

#include <cstdint>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    ArrowSchema** children;
    ArrowSchema* dictionary;
    void (*release)(ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);
    int (*get_next)(ArrowArrayStream*, ArrowArray* out);
    const char* (*get_last_error)(ArrowArrayStream*);
    void (*release)(ArrowArrayStream*);
    void* private_data;
};

#endif

namespace redress::batch {

// One of the three, held: it is released with its holder. What has no `release` holds nothing.
template <class Structure>
class Held {
public:
    Held() = default;
    explicit Held(Structure taken) noexcept : it(taken) {}
    Held(Held&& other) noexcept : it(other.it) { other.it.release = nullptr; }
    Held& operator=(Held&& other) noexcept {
        if (this == &other) return *this;
        clear();
        it = other.it;
        other.it.release = nullptr;
        return *this;
    }
    ~Held() { clear(); }

    // Moves `from` here, as the interface moves: a copy, and the source marked as released.
    static Held take(Structure* from) noexcept {
        Held held(*from);
        from->release = nullptr;
        return held;
    }
    explicit operator bool() const noexcept { return it.release != nullptr; }

    Structure it{};

private:
    void clear() noexcept {
        if (it.release != nullptr) it.release(&it);
        it.release = nullptr;
    }
};

}  // namespace redress::batch
