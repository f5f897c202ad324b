#include "rules/canonical.h"

#include "rules/grammar.h"
#include "xml/writer.h"

namespace redress::rules {

namespace {

// A version that is ended decides the windows that began while it was in effect as before, and no decision rests on days that
// the calendar does not cover.
bool changes_what_is_decided(const AttributeRow& row) {
    if (row.element == "sla") return row.name != "effective_to";
    return row.element != "calendar" || (row.name != "use" && row.name != "from" && row.name != "until");
}

class CanonicalWriter {
public:
    CanonicalWriter(xml::Writer& writer, const CalendarSays* calendar) : writer_(writer), calendar_(calendar) {}

    void write(const xml::Element& element) {
        const bool uses = element.name() == "calendar" && uses_others(element);
        writer_.open(element.name());
        for (const AttributeRow& row : attributes(element.name())) {
            if (!changes_what_is_decided(row)) continue;
            if (uses && row.name == "weekend") {
                if (calendar_->weekend) writer_.attribute(row.name, *calendar_->weekend);
                continue;
            }
            for (std::size_t i = 0; i < element.attribute_count(); ++i) {
                const xml::Attribute attribute = element.attribute(i);
                if (attribute.name == row.name) writer_.attribute(attribute.name, attribute.value);
            }
        }
        const std::string text = element.text();
        if (!text.empty()) writer_.text(text);
        // Bounded by limits::xml_depth_max.
        for (xml::Element child = element.first_child(); child.exists(); child = child.next_sibling()) {
            if (child.name() == "allow") continue;  // of a review, which nothing that is decided rests on
            if (!uses || (child.name() != "holiday" && child.name() != "working_day")) write(child);
        }
        if (uses) write_days();
        writer_.close();
    }

private:
    bool uses_others(const xml::Element& element) const {
        if (calendar_ == nullptr) return false;
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            if (element.attribute(i).name == "use") return true;
        }
        return false;
    }

    // Those of the calendars that it uses and its own, as if it listed all of them.
    void write_days() {
        std::string date;
        for (const CalendarSays::Day& day : calendar_->days) {
            date.clear();
            time::append_date(date, day.date);
            writer_.open(day.worked ? "working_day" : "holiday");
            writer_.attribute("date", date);
            if (day.name) writer_.attribute("name", *day.name);
            writer_.close();
        }
    }

    xml::Writer& writer_;
    const CalendarSays* calendar_;
};

}  // namespace

std::string canonical_rules(const xml::Element& root, const CalendarSays* calendar) {
    std::string out;
    xml::Writer writer(out);
    CanonicalWriter(writer, calendar).write(root);
    return out;
}

}  // namespace redress::rules
