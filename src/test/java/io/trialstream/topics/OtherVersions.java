package io.trialstream.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.trialstream.avro.EventKind;
import io.trialstream.avro.MetricEvent;
import io.trialstream.topics.schema.SchemaVersions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** A report as versions of Trialstream would write it that are not this one. */
final class OtherVersions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

  /** Has no inbox and no parameters. */
  static final Schema EARLIER = version(OtherVersions::earlier);

  /** Has a field more, in the middle. */
  static final Schema LATER = version(OtherVersions::later);

  private OtherVersions() {}

  private interface Change {
    void apply(ArrayNode fields) throws IOException;
  }

  private static Schema version(Change change) {
    try {
      JsonNode schema = JSON.readTree(SchemaVersions.of(MetricEvent.class).newest().toString());
      change.apply((ArrayNode) schema.get("fields"));
      return new Schema.Parser().parse(schema.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void earlier(ArrayNode fields) {
    for (Iterator<JsonNode> each = fields.iterator(); each.hasNext(); ) {
      String name = each.next().get("name").asText();
      if (name.equals("inbox") || name.equals("parameters")) {
        each.remove();
      }
    }
  }

  private static void later(ArrayNode fields) throws IOException {
    fields.insert(
        3, JSON.readTree("{\"name\": \"host\", \"type\": \"string\", \"default\": \"\"}"));
  }

  /** The report in a version's schema, without a header. */
  static byte[] body(Schema schema) {
    GenericRecord event = new GenericData.Record(schema);
    event.put("experiment", "digits");
    event.put("trial", "digits_7");
    event.put("attempt", 1);
    event.put("execution", "e1");
    event.put("seq", 3L);
    event.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "REPORT"));
    event.put("time", TIME.toEpochMilli());
    event.put("metric", "accuracy");
    event.put("value", 0.25);
    if (schema.getField("host") != null) {
      event.put("host", "h");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(event, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] singleObject(Schema schema) {
    return join(
        AvroCodec.singleObjectHeader(SchemaNormalization.parsingFingerprint64(schema)),
        body(schema));
  }

  static byte[] confluent(Schema schema, int id) {
    return join(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array(), body(schema));
  }

  private static byte[] join(byte[] header, byte[] body) {
    return ByteBuffer.allocate(header.length + body.length).put(header).put(body).array();
  }

  /** The report as this version has it. */
  static MetricEvent read() {
    return MetricEvent.newBuilder()
        .setExperiment("digits")
        .setTrial("digits_7")
        .setAttempt(1)
        .setExecution("e1")
        .setSeq(3)
        .setKind(EventKind.REPORT)
        .setTime(TIME)
        .setMetric("accuracy")
        .setValue(0.25)
        .build();
  }
}
