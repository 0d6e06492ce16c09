package io.trialstream.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.trialstream.sampling.ParameterValue;
import java.nio.charset.StandardCharsets;

/**
 * JSON as Trialstream writes it everywhere: names in snake case, times in ISO 8601, non-finite
 * numbers as the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, what is not
 * there as {@code null}, everything on one line. Unknown names are passed over when reading, so
 * that a client understands a later server.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addModule(
              new SimpleModule("trialstream")
                  .addSerializer(ParameterValue.class, new ParameterValueJson.Writer())
                  .addDeserializer(ParameterValue.class, new ParameterValueJson.Reader()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private Json() {}

  /** The one mapper; safe for use by several threads, not to be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** The value on one line. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON form of " + value.getClass().getName(), e);
    }
  }

  /** The value on one line, in UTF-8. */
  public static byte[] bytes(Object value) {
    return write(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one value.
   *
   * @throws JsonProcessingException where the text is not JSON of that type
   */
  public static <T> T read(String text, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(text, type);
  }
}
