package peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What the peers in Java share: the cases, the time down, and the measuring. */
final class Peer {
    record Stretch(long start, long end) {}

    record Case(long start, long end, long cents, List<Stretch> outages, List<Stretch> maintenance) {}

    static List<Case> readCases(String path) throws IOException {
        List<Case> cases = new ArrayList<>();
        List<String> lines = Files.readAllLines(Path.of(path));
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(",");
            Stretch stretch = new Stretch(Long.parseLong(row[2]), Long.parseLong(row[3]));
            switch (row[1]) {
                case "month" -> cases.add(new Case(stretch.start, stretch.end, Long.parseLong(row[4].replace(".", "")),
                        new ArrayList<>(), new ArrayList<>()));
                case "outage" -> cases.get(cases.size() - 1).outages.add(stretch);
                default -> cases.get(cases.size() - 1).maintenance.add(stretch);
            }
        }
        return cases;
    }

    static List<Stretch> union(List<Stretch> stretches) {
        List<Stretch> sorted = new ArrayList<>(stretches);
        sorted.sort(Comparator.comparingLong(Stretch::start));
        List<Stretch> joined = new ArrayList<>();
        for (Stretch next : sorted) {
            Stretch last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last == null || next.start > last.end) {
                joined.add(next);
            } else if (next.end > last.end) {
                joined.set(joined.size() - 1, new Stretch(last.start, next.end));
            }
        }
        return joined;
    }

    static long secondsDown(Case facts) {
        List<Stretch> clipped = new ArrayList<>();
        for (Stretch o : facts.outages) {
            if (o.start < facts.end && o.end > facts.start) {
                clipped.add(new Stretch(Math.max(o.start, facts.start), Math.min(o.end, facts.end)));
            }
        }
        List<Stretch> maintenance = union(facts.maintenance);
        long seconds = 0;
        for (Stretch o : union(clipped)) {
            seconds += o.end - o.start;
            for (Stretch m : maintenance) {
                seconds -= Math.max(0, Math.min(o.end, m.end) - Math.max(o.start, m.start));
            }
        }
        return seconds;
    }

    /** Decisions a second of processor time, over at least that many seconds. */
    private static double rate(ToLongFunction<Case> settle, List<Case> cases, double seconds) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long began = system.getProcessCpuTime();
        for (long decisions = 0;;) {
            for (int round = 0; round < 10; round++) {
                for (Case facts : cases) kept += settle.applyAsLong(facts);
                decisions += cases.size();
            }
            double spent = (system.getProcessCpuTime() - began) / 1e9;
            if (spent >= seconds) return decisions / spent;
        }
    }

    private static volatile long kept; // so that nothing is optimised away

    static void measure(String name, String kind, String lacks, ToLongFunction<Case> settle, List<Case> cases) {
        String amounts = cases.stream().map(c -> Long.toString(settle.applyAsLong(c))).collect(Collectors.joining(","));
        rate(settle, cases, 4); // compiling needs its time on one core
        System.out.println(String.join("\t", name, kind, Long.toString(Math.round(rate(settle, cases, 2))), lacks, amounts));
    }
}
