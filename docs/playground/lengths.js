// What each length of an outage would give: settled at even lengths, and between two that differ down to the minute of every step.
const COARSE = 48, FINE = 96;
const SETTLEMENTS_MAX = 600;

const even = (until, parts) => Array.from({ length: parts + 1 }, (_, i) => Math.round((until * i) / parts));

/** `granted` says what so many minutes give; `exact` is whether every step was found. */
export function curve(granted, longest, present) {
    const known = new Map();
    const at = (minutes) => {
        if (!known.has(minutes)) known.set(minutes, granted(minutes));
        return known.get(minutes);
    };
    // Drawn is what lies before the last change, and the present length.
    const coarse = even(longest, COARSE);
    const last = coarse.findLastIndex((minutes, i) => i > 0 && at(minutes) !== at(coarse[i - 1]));
    const until = Math.min(longest, Math.max(last < 0 ? 720 : Math.ceil(coarse[last] * 1.1), Math.ceil(present * 1.25)));

    let exact = true;
    const between = (low, high) => {
        if (high - low <= 1 || at(low) === at(high)) return;
        if (known.size >= SETTLEMENTS_MAX) {
            exact = false;
            return;
        }
        const middle = Math.floor((low + high) / 2);
        at(middle);
        between(low, middle);
        between(middle, high);
    };
    const fine = even(until, FINE);
    fine.forEach(at);
    for (let i = 1; i < fine.length; ++i) between(fine[i - 1], fine[i]);
    const points = [...known].filter(([minutes]) => minutes <= until).sort(([a], [b]) => a - b);
    return { until, exact, points };
}
