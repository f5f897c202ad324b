// All that is wrong with rules, for a review (rules/book.h: Book::examine). A loader that is given a place for faults notes
// each where it is found and reads on with the next element; without one the first fault is thrown.
//   <let name="limit" value="3 hurs"/>            noted: 'hurs' is not a unit
//   <breach when="down above limit"/>             not noted: it names what is at fault, so it may be right
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.h"
#include "xml/document.h"

namespace redress::rules {

// Which attributes a step reads: those of the element itself, or those below it as well.
enum class Reads : std::uint8_t { own_attributes, whole_element };

class Faults {
public:
    explicit Faults(std::vector<Error>& all) : all_(all) {}

    // Notes what the grammar does not know of the element and of all below it.
    void check_grammar(const xml::Element&, const std::string& file);
    // Notes the fault, unless it may follow from one that was found before.
    void note(const Error& error, const xml::Element&, Reads);
    // A word that formulas now may lack.
    void lack(std::string_view word) { lacking_.emplace(word); }
    // Whether any was found since this was made, or by check_grammar in the element or below it.
    bool found_in(const xml::Element&) const;
    // An element is of no use; what is wrong in it is noted.
    void lose(const xml::Element&);
    // For what names are seen in alone; what it finds is noted in the same place.
    Faults within() const {
        Faults out = *this;
        out.any_ = false;
        return out;
    }

private:
    bool check_one(const xml::Element&, const std::string& file);
    bool follows(const xml::Element&, Reads) const;
    void lack_names_of(const xml::Element&);
    void add(const Error&);

    std::vector<Error>& all_;
    bool any_ = false;
    std::set<std::pair<std::uint32_t, std::uint32_t>> malformed_;  // where elements stand that hold a fault of the grammar
    std::set<std::string, std::less<>> lacking_;                   // names of what is at fault
};

// One step of loading.
template <class Step>
void attempt(Faults* faults, const xml::Element& element, Reads reads, Step&& step) {
    if (faults == nullptr) return step();
    try {
        step();
    } catch (const Error& error) {
        if (error.status() != Status::invalid_rules && error.status() != Status::limit_exceeded) throw;
        faults->note(error, element, reads);
    }
}

}  // namespace redress::rules
