package redress.killbill;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.LocalDate;
import org.killbill.billing.OrderingType;
import org.killbill.billing.account.api.AccountApiException;
import org.killbill.billing.entitlement.api.BlockingState;
import org.killbill.billing.entitlement.api.BlockingStateType;
import org.killbill.billing.entitlement.api.EntitlementApiException;
import org.killbill.billing.entitlement.api.SubscriptionApi;
import org.killbill.billing.osgi.api.OSGIKillbill;
import org.killbill.billing.util.callcontext.CallContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the end of what is charged. Kill Bill computes that day from invoices, so the days that are given are not billed (a
 * blocking state of their own), and the bill cycle day moves to the day after them: the next period starts there, as a whole one.
 * Each step is looked for before it is done, so all can be done again.
 */
final class Extensions {
    private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);

    private static final String BEGIN = "EXTENDED";
    private static final String END = "RESUMED";
    private static final int MOST_ATTEMPTS = 5;
    private static final int AT_ONCE = 100;
    /** Of the name of a service in Kill Bill's tables. */
    private static final int LONGEST_SERVICE = 20;

    private final OSGIKillbill killbill;
    private final Store store;
    private final String user;
    private final String password;
    private final BiFunction<UUID, UUID, CallContext> contexts;

    /**
     * @param user     who may pause subscriptions and change their bill cycle day
     * @param contexts of a tenant and an account
     */
    Extensions(final OSGIKillbill killbill, final Store store, final String user, final String password,
               final BiFunction<UUID, UUID, CallContext> contexts) {
        this.killbill = killbill;
        this.store = store;
        this.user = user;
        this.password = password;
        this.contexts = contexts;
    }

    /** Applies what waits. */
    void apply() {
        try {
            final Map<Store.Posting, Store.Owner> waiting = store.waiting(AT_ONCE);
            if (waiting.isEmpty()) return;
            if (user == null) {
                LOG.error("{} extensions wait: the user who applies them is not set", waiting.size());
                return;
            }
            killbill.getSecurityApi().login(user, password);
            try {
                for (final Map.Entry<Store.Posting, Store.Owner> posting : waiting.entrySet()) apply(posting.getKey(), posting.getValue());
            } finally {
                killbill.getSecurityApi().logout();
            }
        } catch (final SQLException | RuntimeException e) {
            LOG.error("extensions wait", e);
        }
    }

    private void apply(final Store.Posting posting, final Store.Owner owner) throws SQLException {
        try {
            final String message = move(posting, owner);
            store.posted(owner, posting, "done", message);
            LOG.info("extension {} of account {}: {}", posting.id(), owner.account(), message);
        } catch (final AccountApiException | EntitlementApiException | RuntimeException e) {
            LOG.error("extension {} of account {} is not applied", posting.id(), owner.account(), e);
            store.posted(owner, posting, posting.attempts() + 1 < MOST_ATTEMPTS ? "waiting" : "failed", String.valueOf(e.getMessage()));
        }
    }

    private String move(final Store.Posting posting, final Store.Owner owner) throws AccountApiException, EntitlementApiException {
        final UUID account = UUID.fromString(owner.account());
        final UUID subscription = UUID.fromString(posting.fields().get("subscription"));
        final CallContext context = contexts.apply(UUID.fromString(owner.tenant()), account);
        final DateTimeZone zone = killbill.getAccountUserApi().getAccountById(account, context).getTimeZone();
        final LocalDate from = day(posting.fields().get("end_before"), zone);
        final LocalDate to = day(posting.fields().get("end_after"), zone);
        if (!to.isAfter(from)) return "within the day " + to + ", to which the end had moved before";

        final SubscriptionApi api = killbill.getSubscriptionApi();
        final String service = ("redress-" + posting.id().replace("-", "")).substring(0, LONGEST_SERVICE);
        final Set<String> states = new HashSet<>();
        for (final BlockingState state : api.getBlockingStates(account, List.of(BlockingStateType.SUBSCRIPTION), List.of(service),
                 OrderingType.ASCENDING, SubscriptionApi.ALL_EVENTS, context)) {
            states.add(state.getStateName());
        }
        if (!states.contains(BEGIN)) api.addBlockingState(state(subscription, service, BEGIN, true), from, List.of(), context);
        if (!states.contains(END)) {
            killbill.getEntitlementApi().getEntitlementForId(subscription, context).updateBCD(to.getDayOfMonth(), to, context);
            api.addBlockingState(state(subscription, service, END, false), to, List.of(), context);
        }
        return "moved from " + from + " to " + to;
    }

    /** Kill Bill counts in days: of one that has begun the customer has all. */
    private static LocalDate day(final String instant, final DateTimeZone zone) {
        final DateTime at = Text.instant(instant).withZone(zone);
        final LocalDate day = at.toLocalDate();
        return at.isAfter(Text.startOf(day, zone)) ? day.plusDays(1) : day;
    }

    private static BlockingState state(final UUID subscription, final String service, final String name, final boolean blocks) {
        return Values.of(BlockingState.class,
            Map.of("getId", UUID.randomUUID(), "getBlockedId", subscription, "getStateName", name, "getType",
                BlockingStateType.SUBSCRIPTION, "getService", service, "isBlockBilling", blocks));
    }
}
