// The ladder by json-rules-engine, which compares numbers but does not compute with them: the rest is by hand in JavaScript.
//   json_rules_engine.mjs CASES.csv
import {Engine} from "json-rules-engine";
import {centsOf, lastRate, measure, noBreach, readCases, secondsDown, tiers} from "./peer.mjs";

const engine = new Engine();
let below = noBreach;
for (const [atLeast, rate] of [...tiers, ["0", lastRate]]) {
    const all = [
        {fact: "availability", operator: "greaterThanInclusive", value: Number(atLeast)},
        {fact: "availability", operator: "lessThan", value: Number(below)}];
    engine.addRule({conditions: {all}, event: {type: "credit", params: {percent: BigInt(Math.round(100 * rate))}}});
    below = atLeast;
}

async function settle(facts) {
    const length = facts.end - facts.start, down = secondsDown(facts);
    const {events} = await engine.run({availability: 1 - down / length});
    if (events.length === 0) return 0n;
    const price = BigInt(centsOf(facts.price)), seconds = BigInt(length);
    const credit = (2n * price * (events[0].params.percent * seconds + 100n * BigInt(down)) + 100n * seconds) / (200n * seconds);
    const cap = price / 2n;
    return credit < cap ? credit : cap;
}

await measure("json-rules-engine", "prepared", "intervals, credit and cap (by hand on BigInt), exact numbers, explanation", settle,
    readCases());
