package redress.killbill;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A statement: its text as it is kept, and its records by their names in the vocabulary. */
final class Statement {
    private final String xml;
    private final Map<String, List<Map<String, String>>> records = new LinkedHashMap<>();

    Statement(final String xml) {
        this.xml = xml;
        final XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try {
            final XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                if (reader.next() != XMLStreamReader.START_ELEMENT) continue;
                final Map<String, String> fields = new LinkedHashMap<>();
                for (int i = 0; i < reader.getAttributeCount(); ++i) {
                    fields.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
                }
                records.computeIfAbsent(reader.getLocalName(), name -> new ArrayList<>()).add(fields);
            }
        } catch (final XMLStreamException e) {
            throw new IllegalStateException("the statement is no XML", e);
        }
    }

    String xml() { return xml; }

    List<Map<String, String>> all(final String record) { return records.getOrDefault(record, List.of()); }
}
