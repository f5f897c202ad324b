"""The standard case by hand in Python, on fractions and on decimals of 50 digits.

    by_hand.py CASES.csv
"""

import decimal
import math
from decimal import Decimal
from fractions import Fraction

import peer

decimal.getcontext().prec = 50  # what one division can't give exactly is far from any limit and any half cent


def by_hand(number, half_up):
    """How a case is settled on numbers of that type."""
    tiers = [(number(at_least), number(rate)) for at_least, rate in peer.TIERS]
    last_rate, no_breach, half = number(peer.LAST_RATE), number(peer.NO_BREACH), number("0.5")

    def settle(case):
        down, length, price = number(peer.seconds_down(case)), number(case.end - case.start), number(case.price) * 100
        availability = 1 - down / length
        if availability >= no_breach:
            return 0
        rate = next((rate for at_least, rate in tiers if availability >= at_least), last_rate)
        return min(half_up(rate * price + price * down / length), math.floor(half * price))

    return settle


LACKS = "rules as data, explanation"
cases = peer.arguments()
peer.measure("by hand in Python, decimal", "prepared", LACKS,
             by_hand(Decimal, lambda cents: int(cents.to_integral_value(decimal.ROUND_HALF_UP))), cases)
peer.measure("by hand in Python, fractions", "prepared", LACKS,
             by_hand(Fraction, lambda cents: math.floor(cents + Fraction(1, 2))), cases)
