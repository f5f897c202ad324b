#include "rules/grammar.h"

#include <algorithm>
#include <array>

#include "facts/remedy.h"
#include "rules/warning.h"

namespace redress::rules {

namespace {

constexpr auto element_rows = std::to_array<ElementRow>({
    {"sla", "", Occurs::one, Text::none, "", "one SLA, or one version of it"},
    {"source", "sla", Occurs::any, Text::none, "", "the document that the rules encode"},
    {"reading", "sla", Occurs::any, Text::required, "", "how an ambiguous clause was read, and why"},
    {"calendar", "sla", Occurs::at_most_one, Text::none, "",
     "which days are worked, and the opening hours; also a file of its own, which SLAs of the book use"},
    {"holiday", "calendar", Occurs::any, Text::none, "", "a day that is not worked"},
    {"working_day", "calendar", Occurs::any, Text::none, "", "a day that is worked although it is of the weekend or a holiday"},
    {"hours", "calendar", Occurs::any, Text::none, "", "hours in which the desk is open"},
    {"clock", "sla", Occurs::any, Text::none, "", "how the time of tickets runs: the first that is for a ticket is its own"},
    {"level", "sla", Occurs::any, Text::none, "id", "a service level, chosen by subscription.level"},
    {"parameter", "sla level", Occurs::any, Text::none, "name",
     "a named constant of a level: level.NAME; below sla, of every level that has none of its own"},
    {"fact", "sla", Occurs::any, Text::none, "record name", "an additional fact that a case may carry"},
    {"words", "sla", Occurs::any, Text::none, "field", "what a text field may hold, in rules and in cases"},
    {"let", "sla guarantee", Occurs::any, Text::none, "name", "a named formula"},
    {"condition", "sla guarantee", Occurs::any, Text::none, "name",
     "a named condition of a record, for formulas that look at such a record"},
    {"exclude", "sla guarantee", Occurs::any, Text::none, "", "time that is not downtime"},
    {"require", "sla guarantee", Occurs::any, Text::optional, "id",
     "a condition of eligibility; its text is the sentence for the customer"},
    {"guarantee", "sla", Occurs::at_least_one, Text::none, "id", "one promise, over one kind of window"},
    {"downtime", "sla guarantee", Occurs::any, Text::none, "name", "a measure: the time in the window in which service was down"},
    {"time", "sla guarantee", Occurs::any, Text::none, "name",
     "a measure: the time that records take, or that of the window itself, without what is excluded"},
    {"periods", "sla guarantee", Occurs::any, Text::none, "name",
     "a kind of record: the stretches of time that records make once they are joined"},
    {"count", "sla guarantee", Occurs::any, Text::none, "name", "a measure: how many records are in the window"},
    {"sum", "sla guarantee", Occurs::any, Text::none, "name", "a measure: the sum of a formula over records"},
    {"max", "sla guarantee", Occurs::any, Text::none, "name", "a measure: the greatest value of a formula over records"},
    {"min", "sla guarantee", Occurs::any, Text::none, "name", "a measure: the least value of a formula over records"},
    {"average", "sla guarantee", Occurs::any, Text::none, "name", "a measure: the mean value of a formula over records"},
    {"windows", "guarantee", Occurs::any, Text::none, "name", "a measure: in how many of the last windows a promise was broken"},
    {"breach", "guarantee", Occurs::one, Text::none, "", "the condition under which the promise is broken"},
    {"tiers", "sla guarantee", Occurs::any, Text::none, "name", "a ladder: the value of the first tier whose bound holds"},
    {"tier", "tiers", Occurs::at_least_one, Text::none, "", "one rung; the last has no bound and catches all"},
    {"credit", "guarantee", Occurs::at_most_one, Text::none, "", "what is due: money, or service time"},
    {"claim", "sla", Occurs::at_most_one, Text::none, "", "whether a claim is needed, how, from when and until when"},
    {"minimum", "sla", Occurs::at_most_one, Text::optional, "",
     "what becomes of small amounts; its text is for the customer, where it changed the amount"},
    {"combine", "sla", Occurs::any, Text::none, "", "of several guarantees for one event only the highest is due"},
    {"cap", "sla guarantee", Occurs::any, Text::optional, "id",
     "an upper bound in money or in number of credits; in a guarantee, of what the promise is worth before combining; its text "
     "is "
     "for the customer, where it changed the amount"},
    {"approve", "sla", Occurs::any, Text::none, "", "what a person must approve once its amount is known"},
    {"forfeit", "sla", Occurs::any, Text::none, "", "where what is left of earlier credits ends"},
    {"remedy", "sla", Occurs::any, Text::none, "kind", "how a credit is applied; in order of preference"},
    {"charge", "sla", Occurs::any, Text::optional, "id",
     "what the customer may be charged, such as a fine; its text is the sentence for the customer"},
    {"sentence", "sla guarantee", Occurs::any, Text::required, "", "what decisions say to the customer, in the provider's words"},
    {"allow",
     "sla calendar clock level fact let exclude guarantee downtime time periods count sum max min average windows breach tiers "
     "tier "
     "credit claim minimum combine cap approve forfeit remedy",
     Occurs::any, Text::none, "", "a warning that `redress check` does not give here, and why"},
});

// Sets that more than one attribute takes its value from.
constexpr std::string_view windows = "day calendar_month quarter calendar_year billing_period term incident ticket";
constexpr std::string_view measured = "subscription incident maintenance ticket charge measurement line";
constexpr std::string_view carriers =
    "account subscription plan incident maintenance ticket pause charge measurement claim credit invoice line holiday "
    "working_day";
constexpr std::string_view listed_fields =
    "incident.component incident.cause incident.severity ticket.channel ticket.priority pause.reason measurement.metric "
    "claim.channel";
constexpr std::string_view rounding_modes = "half_up half_even half_down up down ceiling floor";
using facts::remedies;
constexpr std::string_view answers =
    "granted denied review pending not_covered not_breached no_credit_promised zero_credit claim_channel claim_too_early "
    "claim_too_late incident_of_other_subscription combined below_minimum already_credited nothing_to_settle not_in_effect "
    "missing_fact approval no_remedy window_open held_below_minimum";

using T = AttributeType;

constexpr auto attribute_rows = std::to_array<AttributeRow>({
    {"sla", "xmlns", true, "urn:redress:rules:1", T::namespace_name},
    {"sla", "id", true, "its name in cases and in credit ids", T::id},
    {"sla", "title", true, "for people", T::text},
    {"sla", "currency", false, "ISO 4217; absent: that of the case", T::currency},
    {"sla", "timezone", true, "IANA name; days, months and deadlines are its", T::zone},
    {"sla", "effective_from", true, "the first day on which it is in effect", T::date},
    {"sla", "effective_to", false, "the first day on which it is not; absent: for good", T::date},
    {"sla", "rounding", false, "mode of posting [half_up]", T::token, rounding_modes},
    {"sla", "explanation", false,
     "brief, or full: sentences say what changed the amount and name days, steps name the records [brief]", T::token,
     "brief full"},
    {"source", "file", false, "file name of the document", T::text},
    {"source", "title", false, "its title", T::text},
    {"source", "published", false, "its date", T::date},
    {"reading", "clause", true, "the clause", T::text},
    {"calendar", "xmlns", false, "of a file of its own: urn:redress:rules:1", T::namespace_name},
    {"calendar", "id", false, "of a file of its own: what SLAs use it by", T::id},
    {"calendar", "use", false, "of an SLA: ids of calendars of the book, to which it adds; of two, the later beats the earlier",
     T::ids},
    {"calendar", "from", false, "the first day that it covers [no bound]; which days are worked before it is unknown", T::date},
    {"calendar", "until", false, "the first day that it does not cover any more [no bound]", T::date},
    {"calendar", "weekend", false, "days of the week that are not worked [saturday sunday]; none", T::tokens,
     "none sunday monday tuesday wednesday thursday friday saturday"},
    {"calendar", "clause", false, "the clause", T::note},
    {"holiday", "date", true, "the day", T::date},
    {"holiday", "name", false, "for people", T::note},
    {"working_day", "date", true, "the day", T::date},
    {"working_day", "name", false, "for people", T::note},
    {"hours", "days", false,
     "the days that have them: all, working_days, other_days, or days of the week, but not on a holiday [all]", T::tokens,
     "all working_days other_days sunday monday tuesday wednesday thursday friday saturday"},
    {"hours", "daily", true, "from when until when, as 09:00-17:30", T::hours},
    {"hours", "timezone", false, "their zone, or the fact of type zone that says it; one for all hours [that of the SLA]",
     T::zone_or_fact},
    {"clock", "when", false,
     "only for tickets for which this holds; it names facts of the ticket, the subscription and the level", T::condition},
    {"clock", "hours", false, "what it counts: all time, or the opening hours of the calendar [all]", T::token, "all opening"},
    {"clock", "pauses", false, "whether it stops in pauses of the ticket, or runs [stop]", T::token, "stop run"},
    {"clock", "clause", false, "the clause", T::text},
    {"level", "id", true, "as in subscription.level", T::id},
    {"level", "title", false, "for people", T::note},
    {"parameter", "name", true, "the same in every level", T::identifier},
    {"parameter", "value", true, "a constant", T::constant},
    {"fact", "record", true, "the record that carries it", T::token, carriers},
    {"fact", "name", true, "its name", T::fact_name},
    {"fact", "type", true, "a type of the vocabulary", T::token,
     "text token count number ratio money instant date duration flag zone"},
    {"fact", "values", false, "the set of a token, or the zones of a zone, separated by spaces", T::words},
    {"fact", "at_least", false, "the least value, of a number or a time", T::text},
    {"fact", "at_most", false, "the greatest value", T::text},
    {"fact", "default", false, "absent: unknown where a case does not give it", T::text},
    {"fact", "doc", false, "one line", T::text},
    {"words", "field", true, "the field", T::token, listed_fields},
    {"words", "values", true, "the words, separated by spaces", T::words},
    {"let", "name", true, "what formulas call it", T::identifier},
    {"let", "value", true, "the formula", T::formula},
    {"let", "clause", false, "the clause", T::text},
    {"condition", "name", true, "what formulas call it", T::identifier},
    {"condition", "of", true, "the record, or the name of periods", T::token_or_name, measured},
    {"condition", "that", true, "the condition", T::condition},
    {"condition", "clause", false, "the clause", T::text},
    {"exclude", "clause", false, "the clause", T::text},
    {"exclude", "of", false, "maintenance or incident; absent: the hours themselves", T::token, "maintenance incident"},
    {"exclude", "where", false,
     "only records for which this holds; what it asks of the incident is looked at, and excluded, for each by itself",
     T::condition},
    {"exclude", "before", false, "margin before each record", T::constant},
    {"exclude", "after", false, "margin after each record", T::constant},
    {"exclude", "daily", false, "only inside these hours of the day, as 00:30-07:30", T::hours},
    {"exclude", "except_daily", false, "only outside these hours of the day", T::hours},
    {"exclude", "days", false, "the days whose hours are meant: all, working_days, other_days, or days of the week [all]",
     T::tokens, "all working_days other_days sunday monday tuesday wednesday thursday friday saturday"},
    {"exclude", "timezone", false, "zone of the hours, or the fact of type zone that says it [that of the SLA]", T::zone_or_fact},
    {"require", "id", true, "the reason in the decision", T::id},
    {"require", "clause", false, "the clause", T::text},
    {"require", "that", true, "the condition", T::condition},
    {"require", "otherwise", false, "deny or review [deny]", T::token, "deny review"},
    {"guarantee", "id", true, "its name in claims and in credit ids", T::id},
    {"guarantee", "clause", false, "the clause", T::text},
    {"guarantee", "title", false, "for people", T::text},
    {"guarantee", "over", true, "the window, or the name of shared periods", T::token_or_name, windows},
    {"guarantee", "when", false, "only where this holds there is such a promise; it names facts, the level and the window",
     T::condition},
    {"guarantee", "level_at", false, "which level holds where it changes in the window: that at its start or end [review]",
     T::token, "start end"},
    {"guarantee", "from", false, "over incident or ticket: where the window begins [where the record does]", T::formula},
    {"guarantee", "decided_from", false, "from when it can be computed [the end of the window]", T::formula},
    {"downtime", "name", true, "what formulas call it", T::identifier},
    {"downtime", "clause", false, "the clause", T::text},
    {"downtime", "of", false, "the name of periods [incident]", T::token_or_name, "incident"},
    {"downtime", "where", false, "only incidents or periods for which this holds", T::condition},
    {"downtime", "scope", false, "whose: subject, subscription or account [subscription]", T::token,
     "subject subscription account"},
    {"downtime", "weight", false, "what a moment counts: the greatest value among the incidents of the moment [1]", T::formula},
    {"downtime", "concurrent", false, "only time in which so many distinct components are down [1]", T::whole_number, "1..1000"},
    {"downtime", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"downtime", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"downtime", "from", false, "another range than the window: its start", T::formula},
    {"downtime", "until", false, "and its end", T::formula},
    {"time", "name", true, "what formulas call it", T::identifier},
    {"time", "clause", false, "the clause", T::text},
    {"time", "of", false, "the records, or the name of periods; absent: the range itself", T::token_or_name, measured},
    {"time", "where", false, "only those for which this holds", T::condition},
    {"time", "scope", false, "whose: subject, subscription or account [subscription]", T::token, "subject subscription account"},
    {"time", "exclusions", false, "whether excluded time is taken off [yes of incidents and of the range, else no]", T::flag},
    {"time", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"time", "from", false, "another range than the window: its start", T::formula},
    {"time", "until", false, "and its end", T::formula},
    {"periods", "name", true, "what 'of' of measures calls them", T::identifier},
    {"periods", "clause", false, "the clause", T::text},
    {"periods", "of", false, "the records [incident]", T::token, measured},
    {"periods", "where", false, "only those for which this holds", T::condition},
    {"periods", "start", false, "from when a record counts [its start]", T::formula},
    {"periods", "end", false, "until when it counts [its end]", T::formula},
    {"periods", "join", false, "gaps up to this length are closed [0 seconds]", T::constant},
    {"periods", "gaps", false, "whether closed gaps count as up or as down [up]", T::token, "up down"},
    {"periods", "at_least", false, "shorter ones are dropped, after joining", T::constant},
    {"periods", "scope", false, "whose: subject, subscription or account [subscription]", T::token,
     "subject subscription account"},
    {"periods", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"periods", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"periods", "from", false, "another range than the window: its start", T::formula},
    {"periods", "until", false, "and its end", T::formula},
    {"count", "name", true, "what formulas call it", T::identifier},
    {"count", "clause", false, "the clause", T::text},
    {"count", "of", true, "the records, or the name of periods", T::token_or_name, measured},
    {"count", "where", false, "only those for which this holds", T::condition},
    {"count", "scope", false, "whose: subject, subscription or account [subscription]", T::token, "subject subscription account"},
    {"count", "records", false, "those touching, starting or ending in the window [touching]", T::token,
     "touching starting ending"},
    {"count", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"count", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"count", "from", false, "another range than the window: its start", T::formula},
    {"count", "until", false, "and its end", T::formula},
    {"sum", "name", true, "what formulas call it", T::identifier},
    {"sum", "clause", false, "the clause", T::text},
    {"sum", "of", true, "the records, or the name of periods", T::token_or_name, measured},
    {"sum", "where", false, "only those for which this holds", T::condition},
    {"sum", "value", true, "the formula that is summed", T::formula},
    {"sum", "prorate", false, "yes: each value by the part of its record that lies in the window [no]", T::flag},
    {"sum", "scope", false, "whose: subject, subscription or account [subscription]", T::token, "subject subscription account"},
    {"sum", "records", false, "those touching, starting or ending in the window [touching]", T::token,
     "touching starting ending"},
    {"sum", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"sum", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"sum", "from", false, "another range than the window: its start", T::formula},
    {"sum", "until", false, "and its end", T::formula},
    {"max", "name", true, "what formulas call it", T::identifier},
    {"max", "clause", false, "the clause", T::text},
    {"max", "of", true, "the records, or the name of periods", T::token_or_name, measured},
    {"max", "where", false, "only those for which this holds", T::condition},
    {"max", "value", true, "the formula", T::formula},
    {"max", "else", false, "the value where there is no record; absent: unknown", T::formula},
    {"max", "scope", false, "whose: subject, subscription or account [subscription]", T::token, "subject subscription account"},
    {"max", "records", false, "those touching, starting or ending in the window [touching]", T::token,
     "touching starting ending"},
    {"max", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"max", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"max", "from", false, "another range than the window: its start", T::formula},
    {"max", "until", false, "and its end", T::formula},
    {"min", "name", true, "what formulas call it", T::identifier},
    {"min", "clause", false, "the clause", T::text},
    {"min", "of", true, "the records, or the name of periods", T::token_or_name, measured},
    {"min", "where", false, "only those for which this holds", T::condition},
    {"min", "value", true, "the formula", T::formula},
    {"min", "else", false, "the value where there is no record; absent: unknown", T::formula},
    {"min", "scope", false, "whose: subject, subscription or account [subscription]", T::token, "subject subscription account"},
    {"min", "records", false, "those touching, starting or ending in the window [touching]", T::token,
     "touching starting ending"},
    {"min", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"min", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"min", "from", false, "another range than the window: its start", T::formula},
    {"min", "until", false, "and its end", T::formula},
    {"average", "name", true, "what formulas call it", T::identifier},
    {"average", "clause", false, "the clause", T::text},
    {"average", "of", true, "the records, or the name of periods", T::token_or_name, measured},
    {"average", "where", false, "only those for which this holds", T::condition},
    {"average", "value", true, "the formula", T::formula},
    {"average", "else", false, "the value where there is no record; absent: unknown", T::formula},
    {"average", "scope", false, "whose: subject, subscription or account [subscription]", T::token,
     "subject subscription account"},
    {"average", "records", false, "those touching, starting or ending in the window [touching]", T::token,
     "touching starting ending"},
    {"average", "exclusions", false, "no: excluded time counts like any other [yes]", T::flag},
    {"average", "shift", false, "so many windows later, or before where negative [0]", T::whole_number, "-120..120"},
    {"average", "from", false, "another range than the window: its start", T::formula},
    {"average", "until", false, "and its end", T::formula},
    {"windows", "name", true, "what formulas call it", T::identifier},
    {"windows", "clause", false, "the clause", T::text},
    {"windows", "of", true, "the id of a guarantee that stands before, over the same kind of window", T::id},
    {"windows", "last", true, "so many windows, with this one", T::whole_number, "1..120"},
    {"windows", "before", false, "yes: so many before this one, and without it [no]", T::flag},
    {"windows", "consecutive", false, "yes: only those in a row up to the last [no]", T::flag},
    {"breach", "when", true, "the condition", T::condition},
    {"breach", "clause", false, "the clause", T::text},
    {"tiers", "name", true, "what formulas call the value", T::identifier},
    {"tiers", "clause", false, "the clause", T::text},
    {"tiers", "of", true, "the formula that is looked up", T::formula},
    {"tiers", "monotone", false, "no: the value may fall as service gets worse [yes]", T::flag},
    {"tier", "at_least", false, "bound, inclusive", T::constant},
    {"tier", "above", false, "bound, exclusive", T::constant},
    {"tier", "at_most", false, "bound, inclusive", T::constant},
    {"tier", "below", false, "bound, exclusive", T::constant},
    {"tier", "value", true, "the formula", T::formula},
    {"tier", "clause", false, "the clause", T::text},
    {"credit", "value", true, "the formula: money, a length of time or a calendar span", T::formula},
    {"credit", "clause", false, "the clause", T::text},
    {"claim", "required", true, "yes or no", T::flag},
    {"claim", "clause", false, "the clause", T::text},
    {"claim", "channel", false, "the channels, separated by spaces; absent: any", T::words},
    {"claim", "from", false, "the first instant or day to file it", T::formula},
    {"claim", "until", false, "the last instant or day to file it", T::formula},
    {"claim", "answer_by", false, "when the provider must have answered", T::formula},
    {"minimum", "amount", true, "money", T::formula},
    {"minimum", "below", true, "drop, raise or hold", T::token, "drop raise hold"},
    {"minimum", "when", false, "only where this holds", T::condition},
    {"minimum", "clause", false, "the clause", T::text},
    {"combine", "guarantees", false, "their ids, separated by spaces; absent: all", T::ids},
    {"combine", "per", false, "what makes it one event: window, incident, ticket or claim [window]", T::token,
     "window incident ticket claim"},
    {"combine", "clause", false, "the clause", T::text},
    {"cap", "id", false, "the reason in the decision [cap_1, cap_2, ...]", T::id},
    {"cap", "clause", false, "the clause", T::text},
    {"cap", "when", false, "only where this holds", T::condition},
    {"cap", "amount", false, "money; or", T::formula},
    {"cap", "count", false, "a number of credits", T::whole_number, "0..1000000"},
    {"cap", "over", false, "the window, or the span that ends with the decision's window, as P12M; absent: for good",
     T::token_or_span, windows},
    {"cap", "per", false, "claim, guarantee, subscription or account [subscription]", T::token,
     "claim guarantee subscription account"},
    {"cap", "counting", false, "which credits given before count: sla (those under this SLA) or all [sla]", T::token, "sla all"},
    {"cap", "guarantees", false, "ids of those that it bounds; absent: all", T::ids},
    {"approve", "when", true, "where a person must; it names facts, the level, the window and `due`, the amount", T::condition},
    {"approve", "clause", false, "the clause", T::text},
    {"forfeit", "when", true, "where it does; it names the case, the account, the subscription and the level", T::condition},
    {"forfeit", "clause", false, "the clause", T::text},
    {"remedy", "kind", true, "how credits are applied", T::token, remedies},
    {"remedy", "clause", false, "the clause", T::text},
    {"remedy", "when", false, "only where this holds", T::condition},
    {"remedy", "step", false, "extension: to a multiple of this length of time, or of days of the calendar [1 second]",
     T::constant},
    {"remedy", "rounding", false, "extension: mode [that of the SLA]", T::token, rounding_modes},
    {"remedy", "expires", false, "balance, discount: how long it can be used, as P12M; or until when, an instant or a last day",
     T::formula},
    {"remedy", "fallback", false,
     "discount: the remedy where no line of the invoice can take it, and of the rest where the service has ended", T::token,
     remedies},
    {"charge", "id", true, "its name, part of the id of what is charged", T::id},
    {"charge", "clause", false, "the clause", T::text},
    {"charge", "when", true, "only where this holds", T::condition},
    {"charge", "on", false, "the date or moment that it is charged for, part of the id", T::formula},
    {"charge", "amount", true, "the formula of money", T::formula},
    {"sentence", "of", true, "the outcome or the reason of the decisions that it is for", T::token, answers},
    {"sentence", "when", false, "only where this holds", T::condition},
    {"allow", "warning", true, "its code", T::token, warning_codes},
    {"allow", "reason", true, "why it is meant so", T::text},
});

bool names(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const std::size_t space = words.find(' ');
        if (words.substr(0, space) == word) return true;
        if (space == std::string_view::npos) return false;
        words.remove_prefix(space + 1);
    }
    return false;
}

}  // namespace

std::string_view name_of(AttributeType type) noexcept {
    constexpr std::array<std::string_view, 23> names = {"namespace",     "id",
                                                        "ids",           "identifier",
                                                        "fact_name",     "text",
                                                        "note",          "word_list",
                                                        "token",         "token_or_span",
                                                        "token_or_name", "tokens",
                                                        "flag",          "whole_number",
                                                        "date",          "span",
                                                        "daily_hours",   "zone",
                                                        "zone_or_fact",  "currency",
                                                        "formula",       "condition_formula",
                                                        "constant"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view name_of(Occurs occurs) noexcept {
    constexpr std::array<std::string_view, 4> names = {"any", "at_most_one", "one", "at_least_one"};
    return names[static_cast<std::size_t>(occurs)];
}

std::string_view name_of(Text text) noexcept {
    constexpr std::array<std::string_view, 3> names = {"none", "optional", "required"};
    return names[static_cast<std::size_t>(text)];
}

std::span<const ElementRow> elements() noexcept { return element_rows; }

std::span<const AttributeRow> attributes() noexcept { return attribute_rows; }

std::span<const AttributeRow> attributes(std::string_view element) noexcept {
    const auto of_element = [&](const AttributeRow& row) { return row.element == element; };
    const auto first = std::find_if(attribute_rows.begin(), attribute_rows.end(), of_element);
    const auto last = std::find_if_not(first, attribute_rows.end(), of_element);
    return {first, last};
}

const ElementRow* find_element(std::string_view name) noexcept {
    const auto found = std::find_if(element_rows.begin(), element_rows.end(), [&](const auto& row) { return row.name == name; });
    return found == element_rows.end() ? nullptr : &*found;
}

std::vector<std::string_view> children_of(std::string_view parent) {
    std::vector<std::string_view> out;
    for (const ElementRow& row : element_rows) {
        if (names(row.parents, parent)) out.push_back(row.name);
    }
    return out;
}

}  // namespace redress::rules
