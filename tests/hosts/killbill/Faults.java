import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.killbill.billing.invoice.api.Invoice;
import org.killbill.billing.invoice.api.InvoiceItem;
import org.killbill.billing.invoice.plugin.api.InvoiceContext;
import org.killbill.billing.invoice.plugin.api.InvoicePluginApi;
import org.killbill.billing.invoice.plugin.api.OnFailureInvoiceResult;
import org.killbill.billing.invoice.plugin.api.OnSuccessInvoiceResult;
import org.killbill.billing.invoice.plugin.api.PriorInvoiceResult;
import org.killbill.billing.payment.api.PluginProperty;
import org.killbill.billing.util.callcontext.CallContext;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Two invoice plugins for the test, which Kill Bill calls before and after the one that is tested. They end the server, or fail
 * the invoice, at a moment that a file in the folder of the property faults.folder names; the file is used up.
 */
public final class Faults implements BundleActivator {
    @Override
    public void start(final BundleContext context) {
        register(context, "faults_before");
        register(context, "faults_after");
    }

    @Override
    public void stop(final BundleContext context) {}

    private static void register(final BundleContext context, final String name) {
        final Dictionary<String, String> properties = new Hashtable<>();
        properties.put("killbill.pluginName", name);
        context.registerService(InvoicePluginApi.class.getName(), new Plugin(name), properties);
    }

    private static final class Plugin implements InvoicePluginApi {
        private final String name;

        Plugin(final String name) { this.name = name; }

        @Override
        public PriorInvoiceResult priorCall(final InvoiceContext context, final Iterable<PluginProperty> properties) { return null; }

        @Override
        public List<InvoiceItem> getAdditionalInvoiceItems(final Invoice invoice, final boolean dryRun,
                                                           final Iterable<PluginProperty> properties, final CallContext context) {
            if (!dryRun) at("items");
            return List.of();
        }

        @Override
        public OnSuccessInvoiceResult onSuccessCall(final InvoiceContext context, final Iterable<PluginProperty> properties) {
            if (!context.isDryRun() && context.getInvoice() != null) at("success");
            return null;
        }

        @Override
        public OnFailureInvoiceResult onFailureCall(final InvoiceContext context, final Iterable<PluginProperty> properties) { return null; }

        private void at(final String moment) {
            final Path folder = Path.of(System.getProperty("faults.folder"));
            try {
                if (Files.deleteIfExists(folder.resolve(name + "." + moment + ".fail"))) throw new IllegalStateException("planted");
                if (Files.deleteIfExists(folder.resolve(name + "." + moment + ".halt"))) Runtime.getRuntime().halt(9);
            } catch (final IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
