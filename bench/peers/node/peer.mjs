// What the peers in Node share: the cases, the time down, and the measuring.
import fs from "node:fs";

export const tiers = [["0.9990", "0.02"], ["0.9950", "0.05"], ["0.9900", "0.10"], ["0.9500", "0.25"]]; // availability, rate
export const lastRate = "0.40", noBreach = "0.9995";

// The cases of the file that the command line names.
export function readCases() {
    const cases = [];
    for (const line of fs.readFileSync(process.argv[2], "utf8").trim().split("\n").slice(1)) {
        const [id, record, start, end, price] = line.split(",");
        const stretch = {start: Number(start), end: Number(end)};
        if (record === "month") cases[id] = {...stretch, price, outage: [], maintenance: []};
        else cases[id][record].push(stretch);
    }
    return cases;
}

export const centsOf = (price) => price.replace(".", "");

function union(stretches) {
    const joined = [];
    for (const {start, end} of stretches.sort((a, b) => a.start - b.start)) {
        const last = joined.at(-1);
        if (last && start <= last.end) last.end = Math.max(last.end, end);
        else joined.push({start, end});
    }
    return joined;
}

export function secondsDown(facts) {
    const clipped = facts.outage.filter((o) => o.start < facts.end && o.end > facts.start)
        .map((o) => ({start: Math.max(o.start, facts.start), end: Math.min(o.end, facts.end)}));
    const maintenance = union([...facts.maintenance]);
    let seconds = 0;
    for (const o of union(clipped)) {
        seconds += o.end - o.start;
        for (const m of maintenance) seconds -= Math.max(0, Math.min(o.end, m.end) - Math.max(o.start, m.start));
    }
    return seconds;
}

function cpuSeconds() {
    const {user, system} = process.cpuUsage();
    return (user + system) / 1e6;
}

// Decisions a second of processor time, over at least that many seconds.
async function rate(settle, cases, seconds) {
    const began = cpuSeconds();
    for (let decisions = 0;; decisions += cases.length) {
        const spent = cpuSeconds() - began;
        if (spent >= seconds) return decisions / spent;
        for (const facts of cases) {
            const amount = settle(facts);
            if (amount instanceof Promise) await amount; // what is no promise need not pay for one
        }
    }
}

export async function measure(name, kind, lacks, settle, cases) {
    const amounts = [];
    for (const facts of cases) amounts.push(await settle(facts));
    await rate(settle, cases, 1);
    console.log([name, kind, Math.round(await rate(settle, cases, 2)), lacks, amounts.join(",")].join("\t"));
}
