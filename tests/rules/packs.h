// Rule files that are right; the tests break them in one place at a time.
#pragma once

#include <string_view>

namespace redress::rules {

// A calendar that is a file of its own, and an SLA that uses it.
inline constexpr std::string_view fullest_calendar =
    R"xml(<calendar xmlns="urn:redress:rules:1" id="berlin" weekend="sunday" from="2025-01-01" until="2027-01-01">
  <holiday date="2025-12-25" name="Christmas"/>
  <working_day date="2025-12-28"/>
</calendar>
)xml";
inline constexpr std::string_view pack_with_calendar =
    R"xml(<sla xmlns="urn:redress:rules:1" id="small" title="Small" timezone="UTC" effective_from="2025-01-01">
  <calendar use="berlin"/>
  <guarantee id="uptime" over="calendar_month">
    <downtime name="down"/>
    <breach when="down above 1 hour"/>
  </guarantee>
</sla>
)xml";

// As little as a rule file can say.
inline constexpr std::string_view smallest_pack =
    R"xml(<sla xmlns="urn:redress:rules:1" id="small" title="Small" timezone="UTC" effective_from="2025-01-01">
  <guarantee id="uptime" over="calendar_month">
    <downtime name="down"/>
    <breach when="down above 1 hour"/>
  </guarantee>
</sla>
)xml";

// Every element of the grammar and every attribute, but for those of calendars that are files.
inline constexpr std::string_view fullest_pack =
    R"xml(<sla xmlns="urn:redress:rules:1" id="full" title="Full" currency="EUR" timezone="Europe/Berlin"
     effective_from="2025-01-01" effective_to="2026-01-01" rounding="half_even" explanation="full">
  <source file="full.txt" title="Terms" published="2024-12-01"/>
  <reading clause="1">Months are calendar months, because clause 1 says monthly.</reading>
  <calendar weekend="saturday sunday" clause="2" from="2024-01-01" until="2030-01-01">
    <holiday date="2025-12-25" name="Christmas"/><working_day date="2026-05-09" name="in exchange"/><hours days="working_days" daily="08:00-18:00" timezone="account.zone"/>
  </calendar><clock clause="2.1" when="ticket.priority is normal" hours="opening" pauses="stop"/>
  <level id="gold" title="Gold">
    <parameter name="limit" value="1 hour"/>
    <parameter name="plan" value="'premium'"/>
  </level>
  <level id="silver" title="Silver">
    <parameter name="plan" value="'basic'"/>
    <parameter name="limit" value="4 hours"/>
  </level>
  <fact record="account" name="individual_terms" type="flag" default="no" doc="Whether other terms were agreed."/>
  <fact record="incident" name="impact" type="token" values="low high"/><fact record="incident" name="share" type="ratio" at_least="0%" at_most="100%"/><fact record="account" name="zone" type="zone" values="Europe/Berlin America/New_York" default="Europe/Berlin"/><words field="ticket.channel" values="email phone"/>
  <let name="fee" clause="3" value="subscription.monthly_price"/>
  <downtime name="down_before" clause="3" where="incident.kind is outage" scope="account" concurrent="2" shift="-1"/>
  <downtime name="down_year" weight="incident.affected" exclusions="no" from="window.end - 1 year" until="window.end"/>
  <count name="outages" clause="3" of="incident" where="incident.impact is high" scope="account" records="starting" shift="0" exclusions="no"/>
  <count name="tickets" of="ticket" from="window.start - 3 months" until="window.start"/>
  <sum name="billed" clause="3" of="charge" where="charge.kind is recurring" value="charge.amount" prorate="yes" scope="subscription" records="touching" shift="0"/>
  <sum name="used" exclusions="yes" of="charge" value="charge.amount" from="window.start" until="date(window.end)"/>
  <max name="worst" clause="3" of="measurement" where="measurement.metric is loss" value="measurement.value" else="0" scope="subscription" records="ending" shift="0"/>
  <max name="longest" exclusions="no" of="incident" value="incident.duration" else="0 hours" from="window.start" until="window.end"/>
  <min name="slowest" clause="3" of="measurement" where="measurement.metric is speed" value="measurement.value" else="100" scope="account" records="ending" shift="0"/>
  <min name="shortest" exclusions="yes" of="maintenance" value="maintenance.notice" else="2 days" from="window.start" until="window.end"/>
  <average name="mean" clause="3" of="line" where="line.amount above 0 EUR" value="line.amount" else="0 EUR" scope="account" records="touching" shift="0"/>
  <average name="typical" exclusions="yes" of="ticket" value="ticket.response_time" from="window.start" until="window.end"/><periods name="outage" clause="3" of="incident" where="incident.kind is outage" start="incident.reported" end="incident.end" join="1 minute" gaps="down" at_least="5 minutes" scope="account" exclusions="yes" shift="-1"/><periods name="work" of="maintenance" from="window.start - 1 month" until="window.end"/><downtime name="worked" of="work"/><time name="work_time" of="maintenance" clause="3" where="maintenance.emergency" scope="account" exclusions="yes" shift="-1"/><time name="service_time" from="window.start" until="window.end"/><periods name="downfall" join="2 minutes"/><count name="long_outages" of="outage" where="outage.length above 1 hour"/>
  <exclude clause="4" of="maintenance" where="maintenance.notice at least 2 days" before="15 minutes" after="1 hour" daily="00:30-07:30" days="working_days" timezone="Europe/Kyiv"/>
  <exclude except_daily="08:00-20:00"/>
  <require id="good_standing" clause="5" that="account.standing is good and not account.individual_terms" otherwise="review">The account is not in good standing.</require>
  <guarantee id="availability" clause="6" title="Availability" over="calendar_month" decided_from="window.end + 3 days">
    <downtime name="down" where="incident.kind is outage"/>
    <exclude of="incident" where="incident.cause is customer"/>
    <require id="paid" that="account.overdue_invoices is 0"/>
    <let name="uptime" value="100% - down / window.length"/>
    <breach when="uptime below 99.9%" clause="6.1"/>
    <tiers name="rate" clause="6.2" of="uptime" monotone="yes">
      <tier at_least="99%" value="5%" clause="6.2a"/>
      <tier above="95%" value="10%"/>
      <tier value="30%"/>
    </tiers>
    <tiers name="bonus" of="down_before" monotone="no">
      <tier below="level.limit" value="2%"/>
      <tier at_most="8 hours" value="1%"/>
      <tier value="0%"/>
    </tiers>
    <credit value="(rate + bonus) * fee" clause="6.3"/><cap id="availability_half" clause="6.4" amount="40% * fee" when="uptime above 50% or long_outages above 0 and worked above 1 hour or work_time above service_time"/><sentence of="not_breached">It was up for {uptime} of the time, and {down} down.</sentence>
  </guarantee><guarantee id="repeated" over="calendar_month"><windows name="missed" clause="6.5" of="availability" last="6" before="yes" consecutive="yes"/><breach when="missed at least 2"/></guarantee><guarantee id="each" over="downfall"><breach when="downfall.length above 4 hours"/></guarantee>
  <guarantee id="response" clause="7" over="ticket" from="subject.opened + 1 hour">
    <max name="wait" of="ticket" scope="subject" value="ticket.response_time" else="0 hours"/>
    <breach when="wait above level.limit and level.plan is premium"/>
    <credit value="7 days"/>
  </guarantee>
  <guarantee id="quality" level_at="end" when="subscription.level one of (gold, silver)" over="incident">
    <count name="records" of="subscription" scope="subject"/><condition name="loss" of="incident" clause="7.1" that="incident.kind is outage"/>
    <breach when="subject.duration above 4 hours and records above outages + tickets and worst above slowest
      and longest + down_year above shortest and billed + used above mean and typical above 1 hour and loss"/>
  </guarantee>
  <claim required="yes" clause="8" channel="ticket email" from="window.end" until="window.end + 5 working days" answer_by="claim.filed + 1 month"/>
  <minimum amount="1 EUR" below="drop" clause="9" when="account.units above 0">{entitled} is less than {bound}.</minimum>
  <combine guarantees="availability quality" per="window" clause="10"/>
  <cap id="half" clause="11" amount="50% * fee" over="calendar_month" per="subscription" counting="all" guarantees="availability response"/>
  <cap count="3" over="calendar_year" per="account" when="account.units above 1"/><cap amount="12 * fee" over="P12M">Within a year at most {bound}, and {left} are left.</cap>
  <approve when="due above 500 EUR and subscription.kind is standard" clause="11.9"/><forfeit when="account.standing is violation" clause="11.10"/><allow warning="long-hours" reason="Nights are long."/><remedy kind="extension" clause="12" when="subscription.end is known" step="1 day" rounding="up"/>
  <remedy kind="discount" expires="P12M" fallback="balance"/>
  <remedy kind="balance"/>
  <charge id="fine" clause="13" when="account.standing is violation" on="case.as_of" amount="100 EUR">A fine.</charge><sentence of="granted" when="remedy is balance">{amount} of {fee} a month.</sentence>
</sla>
)xml";

}  // namespace redress::rules
