package redress.killbill;

import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.servlet.Servlet;
import org.joda.time.DateTime;
import org.killbill.billing.invoice.plugin.api.InvoicePluginApi;
import org.killbill.billing.osgi.api.Healthcheck;
import org.killbill.billing.osgi.api.OSGIPluginProperties;
import org.killbill.billing.osgi.libs.killbill.KillbillActivatorBase;
import org.killbill.billing.util.callcontext.CallContext;
import org.killbill.billing.util.callcontext.CallOrigin;
import org.killbill.billing.util.callcontext.UserType;
import org.osgi.framework.BundleContext;

/** Starts the plugin: reads its properties, makes its tables, and registers what Kill Bill calls. */
public final class Activator extends KillbillActivatorBase {
    static final String NAME = "redress";

    private static final String PROPERTIES = "org.killbill.billing.plugin.redress.";
    /** The path of the library, or its name where the system's loader finds it. */
    private static final String LIBRARY = PROPERTIES + "library";
    /** Who may apply extensions. */
    private static final String USER = PROPERTIES + "user";
    private static final String PASSWORD = PROPERTIES + "password";
    private static final int SECONDS_BETWEEN = 30;

    private ScheduledExecutorService worker;

    @Override
    public void start(final BundleContext context) throws Exception {
        super.start(context);
        final String library = configProperties.getString(LIBRARY);
        final Redress redress = new Redress(library == null ? "redress" : library);
        final Database database = new Database(dataSource.getDataSource());
        database.createTables();

        final Rules rules = new Rules(redress, database);
        final Facts facts = new Facts(database);
        final Store store = new Store(database);
        final Watch watch = new Watch(store, rules);
        final Extensions extensions = new Extensions(killbillAPI, store, configProperties.getString(USER),
            configProperties.getString(PASSWORD), (tenant, account) -> context(tenant, account, NAME));
        final ScheduledExecutorService applying = Executors.newSingleThreadScheduledExecutor(task -> {
            final Thread thread = new Thread(task, NAME);
            thread.setDaemon(true);
            return thread;
        });
        worker = applying;
        applying.scheduleWithFixedDelay(extensions::apply, SECONDS_BETWEEN, SECONDS_BETWEEN, TimeUnit.SECONDS);
        final Settler settler = new Settler(killbillAPI, clock.getClock(), rules,
            new CaseMaker(redress, facts, killbillAPI.getSubscriptionApi()), store, watch, () -> applying.execute(extensions::apply));
        final Api api = new Api(killbillAPI, clock.getClock(), new Checks(redress, rules, facts), rules, facts, store, settler, watch,
            this::context);

        final Hashtable<String, String> properties = new Hashtable<>();
        properties.put(OSGIPluginProperties.PLUGIN_NAME_PROP, NAME);
        registrar.registerService(context, InvoicePluginApi.class, new Hook(settler), properties);
        registrar.registerService(context, Servlet.class, api, properties);
        registrar.registerService(context, Healthcheck.class, watch, properties);
    }

    @Override
    public void stop(final BundleContext context) throws Exception {
        if (worker != null) worker.shutdown();
        super.stop(context);
    }

    private CallContext context(final UUID tenant, final UUID account, final String user) {
        final DateTime now = clock.getClock().getUTCNow();
        final Map<String, Object> values = new HashMap<>();
        values.put("getTenantId", tenant);
        values.put("getAccountId", account);
        values.put("getUserToken", UUID.randomUUID());
        values.put("getUserName", user);
        values.put("getCallOrigin", CallOrigin.EXTERNAL);
        values.put("getUserType", UserType.SYSTEM);
        values.put("getCreatedDate", now);
        values.put("getUpdatedDate", now);
        return Values.of(CallContext.class, values);
    }
}
