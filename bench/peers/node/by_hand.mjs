// The standard case by hand in Node, on BigInt and on decimal.js with 50 digits.
//   by_hand.mjs CASES.csv
import Decimal from "decimal.js";
import {centsOf, lastRate, measure, noBreach, readCases, secondsDown, tiers} from "./peer.mjs";

// The availability and the rates in ten-thousandths and hundredths, so that nothing is divided before the end.
function onBigInt(facts) {
    const length = BigInt(facts.end - facts.start), down = BigInt(secondsDown(facts)), price = BigInt(centsOf(facts.price));
    const up = (length - down) * 10000n;
    if (up >= 9995n * length) return 0n;
    const rate = up >= 9990n * length ? 2n : up >= 9950n * length ? 5n : up >= 9900n * length ? 10n : up >= 9500n * length ? 25n : 40n;
    const credit = (2n * price * (rate * length + 100n * down) + 100n * length) / (200n * length);
    const cap = price / 2n;
    return credit < cap ? credit : cap;
}

// What one division of 50 digits can't give exactly is far from any limit and any half cent.
Decimal.set({precision: 50, rounding: Decimal.ROUND_HALF_UP});
const decimalTiers = tiers.map((tier) => tier.map((text) => new Decimal(text)));
const decimalLastRate = new Decimal(lastRate), decimalNoBreach = new Decimal(noBreach);

function onDecimals(facts) {
    const length = new Decimal(facts.end - facts.start), down = new Decimal(secondsDown(facts));
    const price = new Decimal(facts.price).times(100);
    const availability = new Decimal(1).minus(down.div(length));
    if (availability.gte(decimalNoBreach)) return 0;
    const tier = decimalTiers.find(([atLeast]) => availability.gte(atLeast));
    const credit = (tier ? tier[1] : decimalLastRate).times(price).plus(price.times(down).div(length)).round();
    return Decimal.min(credit, price.div(2).floor()).toNumber();
}

const lacks = "rules as data, explanation";
const cases = readCases();
await measure("by hand in Node, BigInt", "prepared", lacks, onBigInt, cases);
await measure("by hand in Node, decimal.js", "prepared", lacks, onDecimals, cases);
