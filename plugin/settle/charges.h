// Charges by the rules, such as a fine for a violation of the terms: reported for the host, which may add them to an
// invoice. They have nothing to do with credits: none is made smaller by them.
#pragma once

#include <string>

#include "settle/frame.h"
#include "settle/settlement.h"

namespace redress::settle {

// Adds the charges of every SLA that the account's subscriptions are under, once for the account: by the version in effect
// on the day that a charge is for, else at as_of. One that the case says was billed before (charge.bills) is left out.
// Precondition: frame.begin().
void order_charges(Frame& frame, Settlement& settlement);

// sla/charge/account, or sla/charge/account/2026-03-01 where the charge is for a day. The parts are escaped as in ids of
// credits.
void charge_id(std::string& out, const facts::Case& facts, const OrderedCharge& charge);

}  // namespace redress::settle
