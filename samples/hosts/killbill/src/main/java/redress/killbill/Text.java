package redress.killbill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.LocalDate;
import org.joda.time.format.DateTimeFormatter;
import org.joda.time.format.ISODateTimeFormat;

/** How values are written: for the library, in the tables, and in JSON. */
final class Text {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter INSTANT = ISODateTimeFormat.dateTime().withZoneUTC();

    private Text() {}

    /** In UTC and always as long, so that texts are in the order of the instants. */
    static String instant(final DateTime instant) { return INSTANT.print(instant); }

    static DateTime instant(final String text) { return ISODateTimeFormat.dateTimeParser().withZoneUTC().parseDateTime(text); }

    /** Kill Bill counts in days of the account's time zone; such a day starts at its midnight. */
    static DateTime startOf(final LocalDate day, final DateTimeZone zone) { return day.toDateTimeAtStartOfDay(zone); }

    static String money(final BigDecimal amount) {
        final BigDecimal exact = amount.stripTrailingZeros();
        return (exact.scale() < 0 ? exact.setScale(0) : exact).toPlainString();
    }

    static String json(final Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException where the text is no JSON object */
    static Map<String, Object> object(final String json) {
        try {
            final Map<String, Object> object = JSON.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
            if (object == null) throw new IllegalArgumentException("a JSON object is expected");
            return object;
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("a JSON object is expected: " + e.getOriginalMessage());
        }
    }

    static Map<String, String> fields(final String json) {
        final Map<String, String> fields = new LinkedHashMap<>();
        object(json).forEach((name, value) -> fields.put(name, (String) value));
        return fields;
    }
}
