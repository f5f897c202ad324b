package redress.killbill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.killbill.billing.account.api.AccountApiException;
import org.killbill.billing.catalog.api.CatalogApiException;
import org.killbill.billing.entitlement.api.Subscription;
import org.killbill.billing.entitlement.api.SubscriptionApiException;
import org.killbill.billing.invoice.api.InvoiceApiException;
import org.killbill.billing.osgi.api.OSGIKillbill;
import org.killbill.billing.security.Logical;
import org.killbill.billing.security.Permission;
import org.killbill.billing.security.SecurityApiException;
import org.killbill.billing.tenant.api.Tenant;
import org.killbill.billing.util.callcontext.CallContext;
import org.killbill.clock.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints, below /plugins/redress/. The tenant is that of Kill Bill's headers, the user that of HTTP Basic. The README lists
 * them.
 */
final class Api extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_ROWS = 1000;
    private static final int ROWS = 100;
    private static final Pattern PACK_NAME = Pattern.compile("[a-z0-9_]{1,100}");
    private static final int LONGEST_ID = 200;

    interface Contexts {
        CallContext of(UUID tenant, UUID account, String user);
    }

    /** An answer other than 200. */
    private static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Failure(final int status, final String message) {
            super(message);
            this.status = status;
        }
    }

    private record Request(String method, String[] path, Tenant tenant, String user, HttpServletRequest http) {
        String tenantId() { return tenant.getId().toString(); }
        boolean is(final String wanted, final int parts, final String first) {
            return method.equals(wanted) && path.length == parts && path[0].equals(first);
        }
    }

    private final transient OSGIKillbill killbill;
    private final transient Clock clock;
    private final transient Checks checks;
    private final transient Rules rules;
    private final transient Facts facts;
    private final transient Store store;
    private final transient Settler settler;
    private final transient Watch watch;
    private final transient Contexts contexts;

    Api(final OSGIKillbill killbill, final Clock clock, final Checks checks, final Rules rules, final Facts facts, final Store store,
        final Settler settler, final Watch watch, final Contexts contexts) {
        this.killbill = killbill;
        this.clock = clock;
        this.checks = checks;
        this.rules = rules;
        this.facts = facts;
        this.store = store;
        this.settler = settler;
        this.watch = watch;
        this.contexts = contexts;
    }

    @Override
    protected void service(final HttpServletRequest http, final HttpServletResponse answer) throws IOException {
        try {
            final Tenant tenant = (Tenant) http.getAttribute("killbill_tenant");
            if (tenant == null) throw new Failure(401, "Kill Bill's headers of the tenant are missing");
            final String user = login(http);
            try {
                final String info = http.getPathInfo() == null ? "" : http.getPathInfo();
                final String[] path = info.replaceAll("^/+|/+$", "").split("/", -1);
                answer(http, answer, new Request(http.getMethod(), path, tenant, user, http));
            } finally {
                killbill.getSecurityApi().logout();
            }
        } catch (final Failure e) {
            write(answer, e.status, Map.of("message", e.getMessage()));
        } catch (final Redress.Refused | IllegalArgumentException e) {
            write(answer, 400, Map.of("message", String.valueOf(e.getMessage())));
        } catch (final Settler.Busy e) {
            write(answer, 409, Map.of("message", e.getMessage()));
        } catch (final SecurityApiException e) {
            write(answer, 403, Map.of("message", "the user may not do that"));
        } catch (final AccountApiException | SubscriptionApiException e) {
            write(answer, 404, Map.of("message", String.valueOf(e.getMessage())));
        } catch (final SQLException e) {
            if (!Database.isConflict(e)) LOG.error("{} {}", http.getMethod(), http.getPathInfo(), e);
            write(answer, Database.isConflict(e) ? 409 : 500, Map.of("message", Database.isConflict(e) ? "changed meanwhile" : "see the log"));
        } catch (final InvoiceApiException | CatalogApiException | RuntimeException e) {
            LOG.error("{} {}", http.getMethod(), http.getPathInfo(), e);
            write(answer, 500, Map.of("message", "see the log"));
        }
    }

    private String login(final HttpServletRequest http) throws Failure {
        final String header = http.getHeader("Authorization");
        if (header == null || !header.startsWith("Basic ")) throw new Failure(401, "HTTP Basic is expected");
        try {
            final String[] pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8).split(":", 2);
            killbill.getSecurityApi().login(pair[0], pair[1]);
            return pair[0];
        } catch (final RuntimeException e) {
            throw new Failure(401, "the user is unknown, or the password wrong");
        }
    }

    private void may(final Request request, final Permission permission) throws SecurityApiException {
        killbill.getSecurityApi().checkCurrentUserPermissions(List.of(permission), Logical.AND,
            contexts.of(request.tenant.getId(), null, request.user));
    }

    private void answer(final HttpServletRequest http, final HttpServletResponse answer, final Request request)
        throws IOException, Failure, SQLException, Redress.Refused, SecurityApiException, AccountApiException,
               SubscriptionApiException, Settler.Busy, InvoiceApiException, CatalogApiException {
        final String first = request.path[0];
        if (request.is("GET", 1, "metrics")) {
            text(answer, 200, "text/plain; version=0.0.4", watch.metrics());
        } else if (request.is("GET", 1, "health")) {
            final String fault = watch.fault();
            write(answer, fault == null ? 200 : 503, Map.of("healthy", fault == null, "message", fault == null ? "" : fault));
        } else if (request.is("GET", 1, "rules")) {
            write(answer, 200, rules.list(request.tenantId()));
        } else if (first.equals("rules") && request.path.length == 2) {
            rules(answer, request, request.path[1]);
        } else if (request.is("GET", 1, "reviews")) {
            write(answer, 200, store.reviews(request.tenantId(), state(request, "open"), offset(request), limit(request)));
        } else if (request.is("POST", 2, "reviews")) {
            decide(answer, request);
        } else if (request.is("GET", 1, "postings")) {
            write(answer, 200, store.postings(request.tenantId(), state(request, "failed"), offset(request), limit(request)));
        } else if (request.is("POST", 1, "postings")) {
            may(request, Permission.ACCOUNT_CAN_CREDIT);
            write(answer, 200, Map.of("waiting", store.retry(request.tenantId())));
        } else if (request.is("GET", 3, "invoices")) {
            final String[] texts = store.texts(request.tenantId(), request.path[1]);
            evidence(answer, texts, request.path[2]);
        } else if (request.is("GET", 3, "accounts") && request.path[2].equals("credits")) {
            final Store.Owner owner = new Store.Owner(request.tenantId(), request.path[1]);
            final java.util.Set<Integer> committed = new java.util.HashSet<>();
            for (final Store.Settlement settlement : store.settlements(owner)) {
                if (settlement.state().equals(Store.COMMITTED)) committed.add(settlement.sequence());
            }
            write(answer, 200, store.credits(owner, committed));
        } else if (request.is("GET", 3, "accounts") && request.path[2].equals("settlements")) {
            settlements(answer, request);
        } else if (request.is("POST", 3, "accounts") && request.path[2].equals("settlements")) {
            may(request, Permission.ACCOUNT_CAN_CREDIT);
            final UUID account = uuid(request.path[1]);
            final Statement statement = settler.settleNow(account, contexts.of(request.tenant.getId(), account, request.user));
            write(answer, 200, statement == null ? Map.of() : explanation(statement));
        } else if (request.is("GET", 4, "accounts") && request.path[2].equals("settlements")) {
            final Store.Owner owner = new Store.Owner(request.tenantId(), request.path[1]);
            evidence(answer, store.texts(owner, Integer.parseInt(request.path[3])), "explanation");
        } else if (Facts.RECORDS.containsKey(first) || first.equals(Facts.COVERAGE)) {
            facts(answer, request, first);
        } else {
            throw new Failure(404, "there is no " + http.getMethod() + " " + String.join("/", request.path));
        }
    }

    private void rules(final HttpServletResponse answer, final Request request, final String name)
        throws IOException, Failure, SQLException, Redress.Refused, SecurityApiException {
        if (!PACK_NAME.matcher(name).matches()) throw new Failure(400, "a name has a-z, 0-9 and _");
        if (request.method.equals("GET")) {
            final String text = rules.text(request.tenantId(), name);
            if (text == null) throw new Failure(404, "there is no pack " + name);
            text(answer, 200, "application/xml", text);
        } else if (request.method.equals("PUT") || request.method.equals("DELETE")) {
            may(request, Permission.CATALOG_CAN_UPLOAD);
            final String text = request.method.equals("PUT") ? body(request.http) : null;
            final int version = rules.store(request.tenantId(), name, text, now(), request.user);
            write(answer, 200, Map.of("name", name, "version", version));
        } else {
            throw new Failure(405, "GET, PUT or DELETE is expected");
        }
    }

    private void facts(final HttpServletResponse answer, final Request request, final String kind)
        throws IOException, Failure, SQLException, Redress.Refused, SecurityApiException, AccountApiException,
               SubscriptionApiException {
        if (request.is("GET", 1, kind)) {
            final List<Map<String, Object>> list = new ArrayList<>();
            for (final Facts.Fact fact : facts.list(request.tenantId(), kind, offset(request), limit(request))) list.add(shown(fact));
            write(answer, 200, list);
            return;
        }
        // The name of a plan has a slash where it is for one currency.
        final String id = String.join("/", List.of(request.path).subList(1, request.path.length));
        if (id.isEmpty() || id.length() > LONGEST_ID) throw new Failure(400, "an id of up to " + LONGEST_ID + " characters is expected");
        final Facts.Fact known = facts.get(request.tenantId(), kind, id);
        if (request.method.equals("GET")) {
            if (known == null) throw new Failure(404, "there is no such record");
            write(answer, 200, shown(known));
        } else if (request.method.equals("PUT")) {
            may(request, kind.equals(Facts.COVERAGE) ? Permission.CATALOG_CAN_UPLOAD : Permission.ACCOUNT_CAN_CREDIT);
            final Facts.Fact fact = placed(request, Facts.read(kind, id, Text.object(body(request.http))));
            final String currency = fact.account().isEmpty() ? "USD"
                : killbill.getAccountUserApi().getAccountById(uuid(fact.account()), contexts.of(request.tenant.getId(), null, request.user)).getCurrency().name();
            checks.check(request.tenantId(), fact, currency, clock.getUTCNow());
            write(answer, 200, Map.of("id", id, "version", facts.store(request.tenantId(), fact, false, now(), request.user)));
        } else if (request.method.equals("DELETE")) {
            may(request, kind.equals(Facts.COVERAGE) ? Permission.CATALOG_CAN_UPLOAD : Permission.ACCOUNT_CAN_CREDIT);
            if (known == null) throw new Failure(404, "there is no such record");
            write(answer, 200, Map.of("id", id, "version", facts.store(request.tenantId(), known, true, now(), request.user)));
        } else {
            throw new Failure(405, "GET, PUT or DELETE is expected");
        }
    }

    /** A fact about one subscription belongs to its account; that the subscription exists is looked up. */
    private Facts.Fact placed(final Request request, final Facts.Fact fact) throws SubscriptionApiException {
        final String one = fact.fields().get("subscription");
        if (one == null) return fact;
        final Subscription subscription =
            killbill.getSubscriptionApi().getSubscriptionForEntitlementId(uuid(one), contexts.of(request.tenant.getId(), null, request.user));
        final String account = subscription.getAccountId().toString();
        if (!fact.account().isEmpty() && !fact.account().equals(account)) {
            throw new IllegalArgumentException("account: the subscription is of another, " + account);
        }
        return new Facts.Fact(fact.kind(), fact.id(), 0, false, account, fact.products(), fact.fields());
    }

    private static Map<String, Object> shown(final Facts.Fact fact) {
        final Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", fact.id());
        shown.put("version", fact.version());
        shown.put("withdrawn", fact.withdrawn());
        if (!fact.account().isEmpty()) shown.put("account", fact.account());
        if (!fact.products().isEmpty()) shown.put("products", fact.products());
        shown.put("fields", fact.fields());
        return shown;
    }

    /**
     * A person's decision. What is approved is approved up to an amount: it becomes a claim that says so, and is settled with the
     * next invoice. Of a charge it means that it was billed. What is dismissed is not asked again as long as it is the same.
     */
    private void decide(final HttpServletResponse answer, final Request request)
        throws IOException, Failure, SQLException, SecurityApiException {
        may(request, Permission.ACCOUNT_CAN_CREDIT);
        final long id = Long.parseLong(request.path[1]);
        final Map<String, Object> review = store.review(request.tenantId(), id);
        if (review == null) throw new Failure(404, "there is no review " + id);
        final Map<String, Object> body = Text.object(body(request.http));
        final String note = (String) body.get("note");
        final String decision = String.valueOf(body.get("decision"));
        if (!decision.equals("approved") && !decision.equals("dismissed")) {
            throw new Failure(400, "decision: '" + decision + "' is not one of approved, dismissed");
        }
        if (!review.get("state").equals("open")) throw new Failure(409, "the review is " + review.get("state") + ", not open");
        if (decision.equals("approved")) {
            @SuppressWarnings("unchecked") final Map<String, String> about = (Map<String, String>) review.get("about");
            if (!review.get("reason").equals(Store.CHARGE)) approve(request, review, about, (String) body.get("amount"));
        }
        if (!store.close(request.tenantId(), id, decision, note, now(), request.user)) throw new Failure(409, "decided meanwhile");
        write(answer, 200, store.review(request.tenantId(), id));
    }

    private void approve(final Request request, final Map<String, Object> review, final Map<String, String> about, final String amount)
        throws Failure, SQLException {
        if (about.get("due") == null) {
            throw new Failure(400, "nothing is due yet: tell what is missing (" + about.getOrDefault("missing", "see the sentence") + "), and it is settled again");
        }
        final String approved = amount == null ? about.get("due") : amount;
        final Map<String, String> fields;
        final String id;
        if (about.get("claim") != null) {
            id = about.get("claim");
            final Facts.Fact claim = facts.get(request.tenantId(), "claims", id);
            if (claim == null) throw new Failure(409, "the claim was withdrawn");
            fields = new LinkedHashMap<>(claim.fields());
        } else {
            id = "approval-" + review.get("id");
            fields = CaseMaker.fields("id", id, "filed", now(), "subscription", about.get("subscription"), "guarantee", about.get("guarantee"));
            for (final String subject : List.of("incident", "ticket")) {
                if (about.get(subject) != null) fields.put(subject, about.get(subject));
            }
            // A day in the middle of the window is in it in every time zone.
            if (about.get("window_start") != null && about.get("incident") == null && about.get("ticket") == null) {
                final long start = Text.instant(about.get("window_start")).getMillis();
                final long end = Text.instant(about.get("window_end")).getMillis();
                fields.put("window", Text.instant(new org.joda.time.DateTime((start + end) / 2)).substring(0, 10));
            }
        }
        fields.put("approved", approved);
        facts.store(request.tenantId(), new Facts.Fact("claims", id, 0, false, (String) review.get("account"), List.of(), fields), false, now(), request.user);
    }

    private void settlements(final HttpServletResponse answer, final Request request) throws IOException, SQLException {
        final List<Map<String, Object>> list = new ArrayList<>();
        for (final Store.Settlement settlement : store.settlements(new Store.Owner(request.tenantId(), request.path[1]))) {
            final Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("sequence", settlement.sequence());
            shown.put("invoice", settlement.invoice());
            shown.put("as_of", Text.instant(settlement.asOf()));
            shown.put("state", settlement.state());
            list.add(shown);
        }
        write(answer, 200, list);
    }

    private static void evidence(final HttpServletResponse answer, final String[] texts, final String what)
        throws IOException, Failure {
        if (texts == null) throw new Failure(404, "nothing was settled there");
        switch (what) {
            case "case":
                text(answer, 200, "application/xml", texts[0]);
                break;
            case "statement":
                text(answer, 200, "application/xml", texts[1]);
                break;
            case "explanation":
                write(answer, 200, explanation(new Statement(texts[1])));
                break;
            default:
                throw new Failure(404, "case, statement or explanation is expected");
        }
    }

    /** Each decision with its steps, and what is done for it. */
    private static Map<String, Object> explanation(final Statement statement) {
        final List<Map<String, Object>> decisions = new ArrayList<>();
        for (final Map<String, String> decision : statement.all("decision")) {
            final List<Map<String, String>> steps = new ArrayList<>();
            for (final Map<String, String> step : statement.all("step")) {
                if (step.get("decision").equals(decision.get("number"))) steps.add(step);
            }
            final Map<String, Object> shown = new LinkedHashMap<>(decision);
            shown.put("steps", steps);
            decisions.add(shown);
        }
        final Map<String, Object> explanation = new LinkedHashMap<>(statement.all("statement").get(0));
        explanation.put("decisions", decisions);
        explanation.put("adjustments", statement.all("adjustment"));
        return explanation;
    }

    private String now() { return Text.instant(clock.getUTCNow()); }

    private static UUID uuid(final String text) throws IllegalArgumentException {
        try {
            return UUID.fromString(text);
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no id of Kill Bill");
        }
    }

    private static String state(final Request request, final String otherwise) {
        final String state = request.http.getParameter("state");
        return state == null ? otherwise : state;
    }

    private static int offset(final Request request) {
        final String offset = request.http.getParameter("offset");
        return offset == null ? 0 : Math.max(0, Integer.parseInt(offset));
    }

    private static int limit(final Request request) {
        final String limit = request.http.getParameter("limit");
        return limit == null ? ROWS : Math.max(1, Math.min(MOST_ROWS, Integer.parseInt(limit)));
    }

    private static String body(final HttpServletRequest http) throws IOException, Failure {
        final byte[] bytes = http.getInputStream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) throw new Failure(413, "at most " + MOST_BYTES + " bytes are expected");
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void write(final HttpServletResponse answer, final int status, final Object value) throws IOException {
        text(answer, status, "application/json", Text.json(value));
    }

    private static void text(final HttpServletResponse answer, final int status, final String type, final String text)
        throws IOException {
        answer.setStatus(status);
        answer.setContentType(type);
        answer.setCharacterEncoding("UTF-8");
        answer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
