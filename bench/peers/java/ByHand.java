package peers;

/** The standard case by hand in Java, on long: ByHand CASES.csv */
final class ByHand {
    // The availability and the rates in ten-thousandths and hundredths, so that nothing is divided before the end.
    static long settle(Peer.Case facts) {
        long length = facts.end() - facts.start();
        long down = Peer.secondsDown(facts);
        long up = (length - down) * 10_000;
        if (up >= 9_995 * length) return 0;
        long rate = up >= 9_990 * length ? 2 : up >= 9_950 * length ? 5 : up >= 9_900 * length ? 10 : up >= 9_500 * length ? 25 : 40;
        long credit = (2 * facts.cents() * (rate * length + 100 * down) + 100 * length) / (200 * length);
        return Math.min(credit, facts.cents() / 2);
    }

    public static void main(String[] arguments) throws Exception {
        Peer.measure("by hand in Java", "prepared", "rules as data, explanation", ByHand::settle, Peer.readCases(arguments[0]));
    }
}
