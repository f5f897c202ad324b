// The standard case by the Zen engine: availability, ladder and credit by zen.json, the time down by hand in JavaScript.
//   zen_engine.mjs CASES.csv
import fs from "node:fs";
import {ZenEngine} from "@gorules/zen-engine";
import {centsOf, measure, readCases, secondsDown} from "./peer.mjs";

const decision = new ZenEngine().createDecision(fs.readFileSync(new URL("zen.json", import.meta.url)));

const settle = (options) => async (facts) => {
    const given = {down: secondsDown(facts), length: facts.end - facts.start, price: Number(centsOf(facts.price))};
    return Number((await decision.evaluate(given, options)).result.cents);
};

const lacks = "intervals (by hand in JavaScript)";
const cases = readCases();
await measure("Zen in Node", "prepared", lacks + ", explanation", settle({}), cases);
await measure("Zen in Node, with its trace", "explained", lacks + ", statement", settle({trace: true}), cases);
