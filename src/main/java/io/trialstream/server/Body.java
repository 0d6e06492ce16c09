package io.trialstream.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.UnsupportedMediaTypeResponse;
import io.trialstream.api.Json;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The bodies that requests bring. */
final class Body {
  private static final String JSON = "application/json";
  private static final Set<String> YAML =
      Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml");
  private static final int LONGEST_REASON = 1000;

  private Body() {}

  /** An experiment file, YAML or JSON. */
  static String experimentFile(Context request)
      throws RequestRefusedException, InvalidSettingsException {
    String type = mediaType(request);
    if (!type.equals(JSON) && !YAML.contains(type)) {
      throw unsupported(type, "application/yaml or application/json");
    }
    String text = text(request);
    return type.equals(JSON) ? checkedJson(text) : text;
  }

  /** The reason of a cancel or stop: {@code {"reason": text}}, or no body at all. */
  static String reason(Context request) throws RequestRefusedException {
    String text = json(request);
    if (text.isBlank()) {
      return "";
    }
    JsonNode body;
    try {
      body = Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    }
    JsonNode reason = body.path("reason");
    boolean understood =
        body.isObject() && (body.isEmpty() || (reason.isTextual() && body.size() == 1));
    if (!understood) {
      throw Query.refused("The body must be {\"reason\": text}, or empty");
    }
    if (reason.asText().length() > LONGEST_REASON) {
      throw Query.refused("The reason is longer than %d characters".formatted(LONGEST_REASON));
    }
    return reason.asText("");
  }

  /** A body that is no JSON. */
  static RequestRefusedException notJson(JsonProcessingException e) {
    return Query.refused("The body is not JSON: %s".formatted(fault(e)));
  }

  /** What the parser says, without its own settings, and where. */
  private static String fault(JsonProcessingException e) {
    String said =
        e.getOriginalMessage()
            .replaceFirst("(?s):? (\\(start marker at|enable `|\\(not recognized as).*", "")
            .replaceFirst(", from `[^`]*`", "");
    return e.getLocation() == null
        ? said
        : "%s, at line %d, column %d"
            .formatted(said, e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /** What is meant as JSON, as it is; empty where there is no body at all. */
  static String json(Context request) throws RequestRefusedException {
    String text = text(request);
    String type = mediaType(request);
    if (!text.isBlank() && !type.equals(JSON)) {
      throw unsupported(type, JSON);
    }
    return text;
  }

  /**
   * JSON in a form that a YAML reader takes, with all on the same lines: JSON allows tabs between
   * its tokens, and only there.
   */
  private static String checkedJson(String text) throws InvalidSettingsException {
    try {
      Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
      throw new InvalidSettingsException(List.of(new Problem(line, "", "not JSON: " + fault(e))));
    }
    return text.replace('\t', ' ');
  }

  private static String text(Context request) throws RequestRefusedException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(request.bodyAsBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw Query.refused("The body is not UTF-8; save the file as UTF-8 and send it again");
    }
  }

  private static String mediaType(Context request) {
    String type = request.contentType();
    return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  private static UnsupportedMediaTypeResponse unsupported(String type, String expected) {
    return new UnsupportedMediaTypeResponse(
        "Content-Type is '%s'; expected %s".formatted(type, expected));
  }
}
