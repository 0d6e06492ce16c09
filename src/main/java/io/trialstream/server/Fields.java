package io.trialstream.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.javalin.http.Context;
import io.trialstream.api.Json;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.settings.Sentences;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The JSON object that a request brings, field by field, checked: what is unknown, repeated or of
 * another type is refused. A field that is {@code null} is not given.
 */
final class Fields {
  /** Longer names do not fit everywhere they go. */
  private static final int LONGEST_NAME = 200;

  private static final List<String> NON_FINITE =
      List.of("NaN", "Infinity", "-Infinity", "+Infinity");

  private static final ObjectReader READER =
      Json.mapper()
          .reader()
          .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  private Fields(JsonNode object) {
    this.object = object;
  }

  /**
   * The fields of a request; none where it has no body.
   *
   * @param known the names that it may use
   */
  static Fields of(Context request, String... known) throws RequestRefusedException {
    String text = Body.json(request);
    List<String> names = List.of(known);
    JsonNode object;
    try {
      object = text.isBlank() ? Json.mapper().createObjectNode() : READER.readTree(text);
    } catch (JsonProcessingException e) {
      throw Body.notJson(e);
    }
    if (!object.isObject()) {
      throw Query.refused(
          "The body must be a JSON object with %s".formatted(String.join(", ", names)));
    }
    for (Iterator<String> given = object.fieldNames(); given.hasNext(); ) {
      String name = given.next();
      if (!names.contains(name)) {
        throw Query.refused(
            "Unknown field '%s'; this request takes %s"
                .formatted(Sentences.shorten(name), String.join(", ", names)));
      }
    }
    return new Fields(object);
  }

  private Optional<JsonNode> given(String name) {
    return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
  }

  /** A text of 1 to 200 characters; empty where it is not given. */
  Optional<String> name(String field) throws RequestRefusedException {
    return text(field, LONGEST_NAME, "a text of 1 to %d characters".formatted(LONGEST_NAME));
  }

  /**
   * A text that is not blank; empty where it is not given.
   *
   * @param most how many characters at most
   * @param expected what it should be, for the sentence
   */
  Optional<String> text(String field, int most, String expected) throws RequestRefusedException {
    Optional<JsonNode> value = given(field);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    String text = value.get().isTextual() ? value.get().textValue() : "";
    if (text.isBlank() || text.length() > most) {
      throw wrong(field, value.get(), expected);
    }
    return Optional.of(text);
  }

  /** A whole number within bounds; empty where it is not given. */
  OptionalLong whole(String field, long least, long most) throws RequestRefusedException {
    Optional<JsonNode> value = given(field);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    JsonNode number = value.get();
    boolean fits = number.isIntegralNumber() && number.canConvertToLong();
    if (!fits || number.longValue() < least || number.longValue() > most) {
      throw wrong(field, number, "a whole number from %d to %d".formatted(least, most));
    }
    return OptionalLong.of(number.longValue());
  }

  /**
   * A number, which may be NaN or infinite, as Python writes it ({@code NaN}) or as a string
   * ({@code "NaN"}).
   */
  double number(String field) throws RequestRefusedException {
    JsonNode value = required(field, given(field), "a number");
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isTextual() && NON_FINITE.contains(value.textValue())) {
      return Double.parseDouble(value.textValue());
    }
    throw wrong(field, value, "a number, or one of \"NaN\", \"Infinity\", \"-Infinity\"");
  }

  /** The value of a field that must be given. */
  static <T> T required(String field, Optional<T> value, String expected)
      throws RequestRefusedException {
    if (value.isEmpty()) {
      throw Query.refused("Field '%s' is missing; it must be %s".formatted(field, expected));
    }
    return value.get();
  }

  /** The attempt that every tell names. */
  int attempt() throws RequestRefusedException {
    OptionalLong attempt = whole("attempt", 1, Integer.MAX_VALUE);
    return Math.toIntExact(
        required(
            "attempt",
            attempt.isPresent() ? Optional.of(attempt.getAsLong()) : Optional.empty(),
            "the attempt that was given with the trial"));
  }

  static RequestRefusedException wrong(String field, JsonNode value, String expected) {
    return Query.refused(
        "Field '%s' is %s; expected %s"
            .formatted(field, Sentences.shorten(value.toString()), expected));
  }
}
