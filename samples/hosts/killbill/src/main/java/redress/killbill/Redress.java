package redress.killbill;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The library, as abi/redress_abi.h has it, and nothing else. Books can be shared by threads; a case belongs to one. */
final class Redress {
    /** The functions that are called, by their names in the interface. */
    interface Functions extends Library {
        int redress_abi_version();
        String redress_version();
        String redress_status_name(int status);
        Pointer redress_error_new();
        void redress_error_free(Pointer error);
        String redress_error_message(Pointer error);
        int redress_book_load(PointerByReference book, byte[] path, Pointer error);
        void redress_book_free(Pointer book);
        long redress_book_count(Pointer book);
        String redress_book_get(Pointer book, long index, String field);
        int redress_case_new(PointerByReference facts, Pointer error);
        int redress_case_add(Pointer facts, String record, Pointer error);
        int redress_case_set(Pointer facts, String field, byte[] value, long size, Pointer error);
        int redress_case_xml(Pointer facts, PointerByReference xml, LongByReference size, Pointer error);
        void redress_case_free(Pointer facts);
        int redress_settle(PointerByReference statement, Pointer book, Pointer facts, Pointer error);
        int redress_settle_without_steps(PointerByReference statement, Pointer book, Pointer facts, Pointer error);
        Pointer redress_statement_xml(Pointer statement, LongByReference size);
        void redress_statement_free(Pointer statement);
    }

    /** Rules or a case that the library refuses; the message has the place, what was found and what was expected. */
    static final class Refused extends Exception {
        Refused(final String message) { super(message); }
    }

    private static final int NEEDED_ABI_VERSION = 2;
    private static final int INVALID_ARGUMENT = 1;
    private static final int OUT_OF_MEMORY = 7;
    private static final int INTERNAL = 8;
    private static final Cleaner CLEANER = Cleaner.create();

    private final Functions functions;

    /** @param library a path, or a name that the system's loader knows */
    Redress(final String library) {
        functions = Native.load(library, Functions.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
        final int version = functions.redress_abi_version();
        if (version < NEEDED_ABI_VERSION) {
            throw new IllegalStateException(
                library + " has version " + version + " of the interface, " + NEEDED_ABI_VERSION + " is needed");
        }
    }

    String version() { return functions.redress_version(); }

    /** Loads a rule file, or all of a folder. */
    Book load(final Path path) throws Refused {
        final PointerByReference out = new PointerByReference();
        final byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        call(error -> functions.redress_book_load(out, name, error));
        return new Book(out.getValue());
    }

    Case newCase() throws Refused {
        final PointerByReference out = new PointerByReference();
        call(error -> functions.redress_case_new(out, error));
        return new Case(out.getValue());
    }

    /** Freed once nobody has it any more: a thread may still settle by a book that was replaced. */
    final class Book {
        private final Pointer pointer;

        private Book(final Pointer pointer) {
            this.pointer = pointer;
            final Functions library = functions;
            CLEANER.register(this, () -> library.redress_book_free(pointer));
        }

        boolean hasSla(final String id) {
            final long count = functions.redress_book_count(pointer);
            for (long i = 0; i < count; ++i) {
                if (id.equals(functions.redress_book_get(pointer, i, "sla"))) return true;
            }
            return false;
        }
    }

    final class Case implements AutoCloseable {
        private final Pointer pointer;

        private Case(final Pointer pointer) { this.pointer = pointer; }

        /** Adds a record; "case" is there already, and its fields are set. */
        void record(final String record, final Map<String, String> fields) throws Refused {
            if (!record.equals("case")) call(error -> functions.redress_case_add(pointer, record, error));
            for (final Map.Entry<String, String> field : fields.entrySet()) {
                if (field.getValue() == null) continue;
                final byte[] value = field.getValue().getBytes(StandardCharsets.UTF_8);
                call(error -> functions.redress_case_set(pointer, field.getKey(), value, value.length, error));
            }
        }

        String xml() throws Refused {
            final PointerByReference xml = new PointerByReference();
            final LongByReference size = new LongByReference();
            call(error -> functions.redress_case_xml(pointer, xml, size, error));
            return text(xml.getValue(), size.getValue());
        }

        Statement settle(final Book book, final boolean steps) throws Refused {
            final PointerByReference out = new PointerByReference();
            call(error -> steps ? functions.redress_settle(out, book.pointer, pointer, error)
                                : functions.redress_settle_without_steps(out, book.pointer, pointer, error));
            Reference.reachabilityFence(book);
            try {
                final LongByReference size = new LongByReference();
                final Pointer xml = functions.redress_statement_xml(out.getValue(), size);
                if (xml == null) throw new OutOfMemoryError("no memory for the statement's text");
                return new Statement(text(xml, size.getValue()));
            } finally {
                functions.redress_statement_free(out.getValue());
            }
        }

        @Override
        public void close() { functions.redress_case_free(pointer); }
    }

    private interface Call {
        int with(Pointer error);
    }

    private void call(final Call call) throws Refused {
        final Pointer error = functions.redress_error_new();
        if (error == null) throw new OutOfMemoryError("no memory for an error");
        try {
            final int status = call.with(error);
            if (status == 0) return;
            final String message = functions.redress_error_message(error);
            if (status == OUT_OF_MEMORY) throw new OutOfMemoryError(message);
            if (status == INVALID_ARGUMENT || status == INTERNAL) {
                throw new IllegalStateException(functions.redress_status_name(status) + ": " + message);
            }
            throw new Refused(message);
        } finally {
            functions.redress_error_free(error);
        }
    }

    private static String text(final Pointer bytes, final long size) {
        return new String(bytes.getByteArray(0, Math.toIntExact(size)), StandardCharsets.UTF_8);
    }
}
