#include "templates.h"

#include <array>

namespace redress::cli {
namespace {

constexpr std::string_view monthly_availability = R"(
  <exclude clause="maintenance" of="maintenance" where="maintenance.announced is known and maintenance.notice at least 48 hours"/>

  <guarantee id="availability" clause="availability" over="calendar_month">
    <downtime name="down" clause="availability" where="incident.kind is outage"/>
    <let name="uptime" clause="availability" value="1 - down / window.length"/>
    <breach clause="availability" when="uptime below 99.9%"/>
    <tiers name="rate" of="uptime" clause="credits">
      <tier at_least="99.0%" value="10%"/>
      <tier at_least="95.0%" value="25%"/>
      <tier value="50%"/>
    </tiers>
    <credit clause="credits" value="rate * subscription.monthly_price"/>
  </guarantee>

  <claim required="yes" clause="claims" until="date(window.end) + 30 days"/>
  <cap id="monthly_fee" clause="credits" amount="subscription.monthly_price" over="calendar_month"/>
  <remedy kind="balance" clause="credits"/>
)";

// March 2026 has 743 hours in Berlin. 2 hours of them are 0.27 %, half an hour 0.07 %.
constexpr std::array monthly_samples = {
    TemplateSample{"two_hours_down", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="monthly_availability" price="30.00" start="2025-01-01T00:00:00+01:00"/>
  <incident id="outage-1" start="2026-03-03T10:00:00+01:00" end="2026-03-03T12:00:00+01:00"/>
  <claim id="claim-1" subscription="vps-1" filed="2026-04-02T09:00:00+02:00"/>
)",
                   "2026-04-03T00:00:00+02:00", "availability/granted/granted/3.00/balance"},
    TemplateSample{"half_an_hour_down", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="monthly_availability" price="30.00" start="2025-01-01T00:00:00+01:00"/>
  <incident id="outage-1" start="2026-03-03T10:00:00+01:00" end="2026-03-03T10:30:00+01:00"/>
  <claim id="claim-1" subscription="vps-1" filed="2026-04-02T09:00:00+02:00"/>
)",
                   "2026-04-03T00:00:00+02:00", "availability/denied/not_breached/0.00/-"},
};

constexpr std::string_view per_outage = R"(
  <guarantee id="outage" clause="outages" over="incident">
    <downtime name="down" clause="outages" scope="subject" where="incident.kind is outage"/>
    <breach clause="outages" when="down above 15 minutes"/>
    <credit clause="credits" value="5% * ceil(down / 1 hour) * subscription.monthly_price"/>
  </guarantee>

  <cap id="half_the_fee" clause="credits" amount="50% * subscription.monthly_price" over="calendar_month"/>
  <remedy kind="balance" clause="credits"/>
)";

// 90 minutes are two hours begun: 10 % of 40.00.
constexpr std::array outage_samples = {
    TemplateSample{"two_outages", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="per_outage" price="40.00"/>
  <incident id="outage-1" start="2026-03-03T10:00:00+01:00" end="2026-03-03T11:30:00+01:00"/>
  <incident id="outage-2" start="2026-03-04T10:00:00+01:00" end="2026-03-04T10:15:00+01:00"/>
)",
                   "2026-03-05T00:00:00+01:00", "outage/granted/granted/4.00/balance\toutage/denied/not_breached/0.00/-"},
};

constexpr std::string_view quarterly = R"(
  <guarantee id="availability" clause="availability" over="quarter">
    <downtime name="down" clause="availability" where="incident.kind is outage"/>
    <breach clause="availability" when="1 - down / window.length below 99.95%"/>
    <credit clause="credits" value="10% * window.price"/>
  </guarantee>

  <remedy kind="balance" clause="credits"/>
)";

// The quarter has 2159 hours in Berlin: 3 of them are 0.14 %. Three months cost 300.00.
constexpr std::array quarterly_samples = {
    TemplateSample{"three_hours_down", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="quarterly" price="100.00"/>
  <incident id="outage-1" start="2026-02-03T10:00:00+01:00" end="2026-02-03T13:00:00+01:00"/>
)",
                   "2026-04-02T00:00:00+02:00", "availability/granted/granted/30.00/balance"},
};

constexpr std::string_view billing_period = R"(
  <guarantee id="availability" clause="availability" over="billing_period">
    <downtime name="down" clause="availability" where="incident.kind is outage"/>
    <let name="uptime" clause="availability" value="1 - down / window.length"/>
    <breach clause="availability" when="uptime below 99.9%"/>
    <tiers name="rate" of="uptime" clause="credits">
      <tier at_least="99.0%" value="10%"/>
      <tier value="25%"/>
    </tiers>
    <credit clause="credits" value="rate * window.price"/>
  </guarantee>

  <remedy kind="discount" clause="credits" fallback="balance"/>
  <remedy kind="balance" clause="credits"/>
)";

// From 15 January to 15 February are 744 hours: 6 of them are 0.81 %. 10 % of 50.00, off the next period.
constexpr std::array billing_samples = {
    TemplateSample{"six_hours_down", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="billing_period" price="50.00" start="2026-01-15T00:00:00+01:00"/>
  <incident id="outage-1" start="2026-02-01T10:00:00+01:00" end="2026-02-01T16:00:00+01:00"/>
  <invoice id="invoice-1" issued="2026-02-15T00:00:00+01:00"/>
  <line id="line-1" subscription="vps-1" amount="50.00" period_start="2026-02-15T00:00:00+01:00"
        period_end="2026-03-15T00:00:00+01:00"/>
)",
                   "2026-02-15T00:00:00+01:00", "availability/granted/granted/5.00/discount"},
};

constexpr std::string_view help_desk = R"(
  <calendar><hours days="working_days" daily="09:00-17:00"/></calendar>
  <clock clause="opening hours" hours="opening" pauses="stop"/>

  <guarantee id="answer" clause="answers" over="ticket">
    <breach clause="answers" when="subject.response_time above subject.response_limit"/>
    <credit clause="credits" value="10 EUR"/>
  </guarantee>

  <cap id="monthly_fee" clause="credits" amount="subscription.monthly_price" over="calendar_month"/>
  <remedy kind="balance" clause="credits"/>
)";

// Friday 16:00 to Monday 12:30 are 4.5 opening hours; 10:00 to 14:00 are 4, less half an hour of waiting.
constexpr std::array desk_samples = {
    TemplateSample{"two_tickets", R"(
  <account id="customer-1"/>
  <subscription id="vps-1" sla="help_desk" price="100.00"/>
  <ticket id="ticket-1" opened="2026-03-06T16:00:00+01:00" first_response="2026-03-09T12:30:00+01:00"
          resolved="2026-03-09T15:00:00+01:00" response_limit="PT4H"/>
  <ticket id="ticket-2" opened="2026-03-10T10:00:00+01:00" first_response="2026-03-10T14:00:00+01:00"
          resolved="2026-03-10T15:00:00+01:00" response_limit="PT3H30M"/>
  <pause ticket="ticket-2" start="2026-03-10T11:00:00+01:00" end="2026-03-10T11:30:00+01:00" reason="waiting for the customer"/>
)",
                   "2026-03-11T00:00:00+01:00", "answer/granted/granted/10.00/balance\tanswer/denied/not_breached/0.00/-"},
};

constexpr std::array all = {
    Template{"monthly_availability", "Availability of a month, on the customer's claim", monthly_availability, monthly_samples},
    Template{"per_outage", "A share of the fee for each hour of an outage", per_outage, outage_samples},
    Template{"quarterly", "Availability of a quarter", quarterly, quarterly_samples},
    Template{"billing_period", "Availability of a billing period, off the next invoice", billing_period, billing_samples},
    Template{"help_desk", "Answers in time, by opening hours", help_desk, desk_samples},
};

}  // namespace

std::span<const Template> templates() { return all; }

}  // namespace redress::cli
