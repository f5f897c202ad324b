package redress.killbill;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.killbill.billing.osgi.api.Healthcheck;
import org.killbill.billing.tenant.api.Tenant;

/** Figures of this node in Prometheus' text format, and the health that Kill Bill asks for. */
final class Watch implements Healthcheck {
    private final LongAdder settled = new LongAdder();
    private final LongAdder dryRuns = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder committedLate = new LongAdder();
    private final LongAdder abandoned = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();
    private volatile String lastFailure;
    private final Store store;
    private final Rules rules;

    Watch(final Store store, final Rules rules) {
        this.store = store;
        this.rules = rules;
    }

    void settled(final boolean dryRun, final long took) {
        (dryRun ? dryRuns : settled).increment();
        nanoseconds.add(took);
        lastFailure = null;
    }

    void refused() { refused.increment(); }

    void failed(final Throwable failure) {
        failed.increment();
        lastFailure = String.valueOf(failure);
    }

    void recovered(final boolean stored) { (stored ? committedLate : abandoned).increment(); }

    String metrics() throws java.sql.SQLException {
        final Map<String, Number> counters = new LinkedHashMap<>();
        counters.put("redress_settlements_total", settled.sum());
        counters.put("redress_dry_runs_total", dryRuns.sum());
        counters.put("redress_refused_cases_total", refused.sum());
        counters.put("redress_failures_total", failed.sum());
        counters.put("redress_committed_late_total", committedLate.sum());
        counters.put("redress_abandoned_total", abandoned.sum());
        counters.put("redress_settling_seconds_total", nanoseconds.sum() / (double) TimeUnit.SECONDS.toNanos(1));
        final Map<String, Number> gauges = new LinkedHashMap<>();
        gauges.put("redress_reviews_open", store.count("reviews", "open"));
        gauges.put("redress_settlements_prepared", store.count("settlements", Store.PREPARED));
        gauges.put("redress_postings_waiting", store.count("postings", "waiting"));
        gauges.put("redress_postings_failed", store.count("postings", "failed"));
        gauges.put("redress_tenants_by_older_rules", rules.faults().size());
        final StringBuilder text = new StringBuilder();
        counters.forEach((name, value) -> text.append("# TYPE ").append(name).append(" counter\n").append(name).append(' ').append(value).append('\n'));
        gauges.forEach((name, value) -> text.append("# TYPE ").append(name).append(" gauge\n").append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }

    /** What is wrong, or null. */
    String fault() {
        try {
            final int lost = store.count("postings", "failed");
            if (lost > 0) return lost + " postings could not be applied: see GET postings?state=failed";
        } catch (final java.sql.SQLException e) {
            return "the tables can't be read: " + e.getMessage();
        }
        if (!rules.faults().isEmpty()) return "rules can't be loaded: " + rules.faults();
        final String failure = lastFailure;
        return failure == null ? null : "the last settlement failed: " + failure;
    }

    @Override
    @SuppressWarnings("rawtypes")  // as the interface has it
    public HealthStatus getHealthStatus(final Tenant tenant, final Map properties) {
        final String fault = fault();
        return fault == null ? HealthStatus.healthy() : HealthStatus.unHealthy(fault);
    }
}
