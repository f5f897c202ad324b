package redress.killbill;

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

/** Kill Bill's calls for an invoice, in the shape that they have up to 0.22. Later versions differ in this class alone. */
final class Hook implements InvoicePluginApi {
    private final Settler settler;

    Hook(final Settler settler) { this.settler = settler; }

    @Override
    public PriorInvoiceResult priorCall(final InvoiceContext context, final Iterable<PluginProperty> properties) { return null; }

    @Override
    public List<InvoiceItem> getAdditionalInvoiceItems(final Invoice invoice, final boolean dryRun,
                                                       final Iterable<PluginProperty> properties, final CallContext context) {
        return settler.items(invoice, dryRun, context);
    }

    @Override
    public OnSuccessInvoiceResult onSuccessCall(final InvoiceContext context, final Iterable<PluginProperty> properties) {
        if (context.getInvoice() != null && !context.isDryRun()) settler.stored(context.getInvoice(), context);
        return null;
    }

    /** Nothing to do: the next settlement of the account finds out that the invoice was not stored. */
    @Override
    public OnFailureInvoiceResult onFailureCall(final InvoiceContext context, final Iterable<PluginProperty> properties) { return null; }
}
