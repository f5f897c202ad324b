// Exact sums of amounts, which are texts.
function scaled(amounts) {
    const places = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
    return { places, numbers: amounts.map((amount) => {
        const [whole, part = ''] = amount.split('.');
        return BigInt(whole + part.padEnd(places, '0'));
    }) };
}

function written(number, places) {
    if (number === 0n) return '0';
    const digits = String(number < 0n ? -number : number).padStart(places + 1, '0');
    const whole = digits.slice(0, digits.length - places);
    return (number < 0n ? '-' : '') + (places === 0 ? whole : `${whole}.${digits.slice(-places)}`);
}

function sum(amounts) {
    const { places, numbers } = scaled(amounts);
    return written(numbers.reduce((total, number) => total + number, 0n), places);
}

/** What decisions grant in all. */
export function granted(decisions) {
    return sum(decisions.filter(({ outcome }) => outcome === 'granted').map(({ amount }) => amount));
}

export function difference(before, after) {
    const { places, numbers } = scaled([before, after]);
    return written(numbers[1] - numbers[0], places);
}
