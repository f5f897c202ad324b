import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A billing system in Java: two monthly runs over a few customers, with the service credits of their SLAs.
 *
 * <pre>java -cp jna.jar Billing.java RULES DATA [ZONES]</pre>
 *
 * Prints each invoice before and after. JNA (net.java.dev.jna:jna) calls the library; REDRESS_LIBRARY names it where the
 * system does not find it. The same program in other languages stands beside this one and prints the same.
 */
public final class Billing {
    // ---- The library ---------------------------------------------------------------------------------------------------

    static final int ABI_VERSION_NEEDED = 2;
    static final int OK = 0, INVALID_CASE = 4, LIMIT_EXCEEDED = 5; // of enum redress_status
    static final long ENDS_AT_NUL = -1;

    /** The functions that this host calls, by the names of redress_abi.h. JNA copies the strings that they return. */
    interface Functions extends Library {
        int redress_abi_version();
        Pointer redress_error_new();
        void redress_error_free(Pointer error);
        String redress_error_message(Pointer error);
        int redress_book_load_with_zones(PointerByReference out, String path, String zoneDirectory, Pointer error);
        void redress_book_free(Pointer book);
        int redress_case_new(PointerByReference out, Pointer error);
        int redress_case_add(Pointer facts, String record, Pointer error);
        int redress_case_set(Pointer facts, String field, String value, long size, Pointer error);
        void redress_case_free(Pointer facts);
        int redress_settle(PointerByReference out, Pointer book, Pointer facts, Pointer error);
        long redress_statement_count(Pointer statement, String record);
        String redress_statement_get(Pointer statement, String record, long index, String field);
        void redress_statement_free(Pointer statement);
        long redress_vocabulary_count();
        String redress_vocabulary_get(long index, String property);
    }

    /** The version is asked for first: an older library may lack functions, and then says so by its version. */
    static Functions open() {
        String named = System.getenv("REDRESS_LIBRARY");
        String name = named == null || named.isEmpty() ? "libredress.so.1" : named;
        Map<String, Object> options = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");
        Functions functions = Native.load(name, Functions.class, options);
        NativeLibrary library = NativeLibrary.getInstance(name, options);
        require(library, "redress_abi_version");
        int version = functions.redress_abi_version();
        if (version < ABI_VERSION_NEEDED) {
            throw new IllegalStateException("the library has version " + version + " of the interface, "
                + ABI_VERSION_NEEDED + " is needed");
        }
        for (Method method : Functions.class.getDeclaredMethods()) {
            require(library, method.getName());
        }
        return functions;
    }

    static void require(NativeLibrary library, String function) {
        try {
            library.getFunction(function);
        } catch (UnsatisfiedLinkError missing) {
            throw new IllegalStateException("the library has no function " + function
                + ": it is another one, or an older one");
        }
    }

    /** What the library refuses. The message begins with the place: file, line and column, or record and field. */
    static final class RedressException extends RuntimeException {
        final int status;

        RedressException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** The library, and what it describes a failure in: for one thread at a time. A book is for any number of them. */
    static final class Redress implements AutoCloseable {
        final Functions calls = open();
        private final Pointer error = calls.redress_error_new();

        private Pointer made(int status, PointerByReference out) {
            check(status);
            return out.getValue();
        }

        private void check(int status) {
            if (status != OK) {
                throw new RedressException(status, calls.redress_error_message(error));
            }
        }

        /** Zones null: the system's. */
        Book load(String rules, String zones) {
            PointerByReference out = new PointerByReference();
            return new Book(calls, made(calls.redress_book_load_with_zones(out, rules, zones, error), out));
        }

        /** What is due by a case; its first record is the case itself. */
        Statement settle(Book book, List<CaseRecord> records) {
            PointerByReference out = new PointerByReference();
            Pointer facts = made(calls.redress_case_new(out, error), out);
            try {
                for (CaseRecord each : records) {
                    if (!each.name.equals("case")) {
                        check(calls.redress_case_add(facts, each.name, error));
                    }
                    each.fields.forEach((field, value) ->
                        check(calls.redress_case_set(facts, field, value, ENDS_AT_NUL, error)));
                }
                return new Statement(calls, made(calls.redress_settle(out, book.handle, facts, error), out));
            } finally {
                calls.redress_case_free(facts); // the statement doesn't need it
            }
        }

        /** The fields that a record of a case can have. */
        List<String> fieldsOf(String name) {
            List<String> fields = new ArrayList<>();
            for (long i = 0; i < calls.redress_vocabulary_count(); ++i) {
                if (calls.redress_vocabulary_get(i, "part").equals("case")
                    && calls.redress_vocabulary_get(i, "record").equals(name)) {
                    fields.add(calls.redress_vocabulary_get(i, "field"));
                }
            }
            return fields;
        }

        @Override
        public void close() {
            calls.redress_error_free(error);
        }
    }

    /** Rules. Closed by who loaded them: the garbage collector knows nothing of the library's memory. */
    record Book(Functions calls, Pointer handle) implements AutoCloseable {
        @Override
        public void close() {
            calls.redress_book_free(handle);
        }
    }

    /** What is due. It needs neither the book nor the case, and is closed by who asked for it. */
    record Statement(Functions calls, Pointer handle) implements AutoCloseable {
        /** The records of that name. */
        List<Result> all(String name) {
            List<Result> results = new ArrayList<>();
            for (long i = 0; i < calls.redress_statement_count(handle, name); ++i) {
                results.add(new Result(this, name, i));
            }
            return results;
        }

        @Override
        public void close() {
            calls.redress_statement_free(handle);
        }
    }

    /** A record of a statement, to be read before that is closed. */
    record Result(Statement statement, String name, long index) {
        /** A field: "" where it has no value. */
        String get(String field) {
            String value = statement.calls.redress_statement_get(statement.handle, name, index, field);
            if (value == null) {
                throw new IllegalStateException("the library knows no " + name + "." + field);
            }
            return value;
        }

        BigDecimal amount(String field) {
            return new BigDecimal(get(field));
        }
    }

    // ---- What the billing system keeps ---------------------------------------------------------------------------------

    /** A record of a case. `run` is the only run that it is for, or "" for all. */
    record CaseRecord(String run, String name, Map<String, String> fields) {
        String get(String field) {
            return fields.get(field);
        }

        boolean isOf(String someRun, String someName) {
            return (run.isEmpty() || run.equals(someRun)) && name.equals(someName);
        }
    }

    record Run(String name, String asOf, String until) {
    }

    /** Runs change it: balance, ends, credits, billed charges. */
    static final class Customer {
        final String id;
        final String currency;
        BigDecimal balance;
        final List<CaseRecord> records = new ArrayList<>();

        Customer(String id, Map<String, String> fields) {
            this.id = id;
            currency = fields.get("currency");
            balance = new BigDecimal(fields.get("balance"));
        }

        List<CaseRecord> ofRun(Run run, String name) {
            return records.stream().filter(each -> each.isOf(run.name, name)).toList();
        }

        /** In the case of a run: an id is a key within one case only; another run may have a line of the same id. */
        CaseRecord find(Run run, String name, String id) {
            return ofRun(run, name).stream().filter(each -> each.get("id").equals(id)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " " + id));
        }
    }

    static final Map<String, Run> runs = new LinkedHashMap<>();
    static final List<Customer> customers = new ArrayList<>();

    static void read(String path) {
        try {
            for (String line : Files.readAllLines(Path.of(path))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    readLine(new ArrayList<>(Arrays.asList(line.trim().split("\\s+"))));
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(path + " can't be read");
        }
    }

    static void readLine(List<String> words) {
        String run = runs.containsKey(words.get(0)) ? words.remove(0) : "";
        String name = words.remove(0);
        String id = List.of("run", "customer").contains(name) ? words.remove(0) : "";
        Map<String, String> fields = new LinkedHashMap<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            fields.put(parts[0], parts[1]);
        }
        switch (name) {
            case "run" -> runs.put(id, new Run(id, fields.get("as_of"), fields.get("until")));
            case "customer" -> customers.add(new Customer(id, fields));
            default -> customers.get(customers.size() - 1).records.add(new CaseRecord(run, name, fields));
        }
    }

    // ---- Showing -------------------------------------------------------------------------------------------------------

    static void show(String format, Object... values) {
        System.out.printf(format + "\n", values);
    }

    static void showAmount(String name, BigDecimal amount, String currency) {
        show("    %-60s%10s %s", name, amount.toPlainString(), currency);
    }

    static void showInvoice(Customer customer, Run run, String title) {
        show("  %s", title);
        showAmount("balance", customer.balance, customer.currency);
        for (CaseRecord subscription : customer.ofRun(run, "subscription")) {
            if (subscription.get("end") != null) {
                show("    %s until %s", subscription.get("id"), subscription.get("end"));
            }
        }
        BigDecimal total = new BigDecimal("0.00");
        for (CaseRecord line : customer.ofRun(run, "line")) {
            BigDecimal amount = new BigDecimal(line.get("amount"));
            showAmount(line.get("id"), amount, customer.currency);
            total = total.add(amount);
        }
        showAmount("to pay", total, customer.currency);
    }

    static void showDecisions(Statement statement, String currency) {
        for (Result decision : statement.all("decision")) {
            String outcome = decision.get("outcome");
            String promise = decision.get("subscription") + " " + decision.get("guarantee");
            switch (outcome) {
                case "granted" -> show("  granted: %s, %s %s as %s", promise, decision.get("amount"), currency,
                    decision.get("remedy"));
                case "review" -> show("  for a person: %s, %s, %s", promise, decision.get("reason"),
                    decision.get("missing"));
                default -> show("  %s: %s, %s", outcome, promise, decision.get("reason"));
            }
        }
    }

    // ---- Billing -------------------------------------------------------------------------------------------------------

    /** All that is known: also the credits and charges that earlier runs stored. */
    static List<CaseRecord> caseOf(Customer customer, Run run) {
        List<CaseRecord> records = new ArrayList<>();
        records.add(new CaseRecord("", "case", Map.of("id", customer.id + "-" + run.name, "as_of", run.asOf,
            "currency", customer.currency)));
        customer.records.stream().filter(each -> each.isOf(run.name, each.name)).forEach(records::add);
        return records;
    }

    /** What an adjustment says is done only where things are as they were when it was made. */
    static void apply(Customer customer, Run run, Result adjustment) {
        switch (adjustment.get("kind")) {
            case "balance" -> customer.balance = customer.balance.add(adjustment.amount("amount"));
            case "extension" -> change(customer.find(run, "subscription", adjustment.get("subscription")), "end",
                adjustment.get("end_before"), adjustment.get("end_after"));
            case "discount" -> change(customer.find(run, "line", adjustment.get("line")), "amount",
                adjustment.get("line_before"), adjustment.get("line_after"));
            case "forfeit" -> { } // the credit is stored as it is left, with nothing remaining
            default -> throw new IllegalStateException("an adjustment of an unknown kind: " + adjustment.get("kind"));
        }
    }

    static void change(CaseRecord record, String field, String before, String after) {
        if (!record.get(field).equals(before)) {
            throw new IllegalStateException(record.get("id") + " has another " + field);
        }
        record.fields.put(field, after);
    }

    /** A new one, or the one of this id anew; every later case has it as it came. An id is a key across all runs. */
    static void storeCredit(Customer customer, Result credit, List<String> creditFields) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String field : creditFields) {
            if (!credit.get(field).isEmpty()) {
                given.put(field, credit.get(field));
            }
        }
        customer.records.removeIf(each -> each.name.equals("credit") && each.get("id").equals(credit.get("id")));
        customer.records.add(new CaseRecord("", "credit", given));
        if (credit.amount("remaining").signum() > 0) {
            show("  carried forward: %s of %s %s", credit.get("remaining"), credit.get("amount"), customer.currency);
        }
    }

    /** Charging is up to the host; this one does where the amount is known. Later cases say that it is billed. */
    static void billCharge(Customer customer, Run run, Result charge) {
        String id = charge.get("id"), amount = charge.get("amount");
        if (amount.isEmpty()) {
            show("  for a person: %s, %s", id, charge.get("missing"));
            return;
        }
        show("  charged: %s, %s %s", id, amount, customer.currency);
        Map<String, String> line = new LinkedHashMap<>(Map.of("amount", amount, "period_start", run.asOf,
            "period_end", run.until));
        Map<String, String> billed = new LinkedHashMap<>(line);
        line.put("id", id);
        billed.putAll(Map.of("subscription", customer.ofRun(run, "subscription").get(0).get("id"), "kind", "one_time",
            "bills", id));
        customer.records.add(new CaseRecord(run.name, "line", line));
        customer.records.add(new CaseRecord("", "charge", billed));
    }

    static void bill(Redress redress, Book book, Customer customer, Run run) {
        show("\n%s", customer.id);
        showInvoice(customer, run, "before");
        try (Statement statement = redress.settle(book, caseOf(customer, run))) {
            showDecisions(statement, customer.currency);
            // In a database these loops are one transaction; a unique key on the credit's id keeps a repeated run out.
            List<String> creditFields = redress.fieldsOf("credit");
            statement.all("adjustment").forEach(adjustment -> apply(customer, run, adjustment));
            statement.all("credit").forEach(credit -> storeCredit(customer, credit, creditFields));
            statement.all("charge").forEach(charge -> billCharge(customer, run, charge));
        } catch (RedressException refused) {
            if (refused.status != INVALID_CASE && refused.status != LIMIT_EXCEEDED) {
                throw refused;
            }
            // Nothing was decided; the other customers are billed all the same.
            show("  for a person: %s", refused.getMessage());
            return;
        }
        showInvoice(customer, run, "after");
    }

    public static void main(String[] arguments) {
        if (arguments.length != 2 && arguments.length != 3) {
            System.err.println("usage: java -cp jna.jar Billing.java RULES DATA [ZONES]");
            System.exit(2);
        }
        try (Redress redress = new Redress();
             Book book = redress.load(arguments[0], arguments.length == 3 ? arguments[2] : null)) {
            read(arguments[1]);
            for (Run run : runs.values()) {
                show("run %s, as of %s", run.name, run.asOf);
                customers.forEach(customer -> bill(redress, book, customer, run));
                show("");
            }
        } catch (RuntimeException | UnsatisfiedLinkError failure) {
            System.err.println("billing: " + failure.getMessage());
            System.exit(1);
        }
    }
}
