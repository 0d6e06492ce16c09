package io.trialstream.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.trialstream.settings.Sentences;
import io.trialstream.stopping.EndState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event of the export format from the bytes of a line, without an object or a text for
 * each of its fields. Names that it does not know are passed over. Not safe for use by several
 * threads.
 */
final class EventParser {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER).build();

  private static final int MOST_DIGITS = 9;

  private final NameTable names = new NameTable();
  private final EarlierNumbers earlierNumbers = new EarlierNumbers();
  private final ExportedLine exported = new ExportedLine();
  private char[] experiment;
  private byte[] experimentBytes = {};
  private int trial;
  private @Nullable String foreign;
  private boolean earlier;
  private int attempt;
  private int interval;
  private @Nullable String metric;
  private double value;
  private boolean hasValue;
  private @Nullable EndState state;
  private int partition;
  private long offset;
  private @Nullable String time;

  /**
   * @param experiment the id of the experiment; empty where the first event tells it
   */
  EventParser(Optional<String> experiment) {
    this.experiment = experiment.orElse("").toCharArray();
    this.experimentBytes = experiment.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  /** The id of the experiment; empty where none was given and no event was read. */
  String experiment() {
    return new String(experiment);
  }

  /**
   * Adds the line's event to the batch; nothing where the line is blank.
   *
   * @throws BadLineException where the line holds no event of the experiment
   */
  void parse(byte[] bytes, int start, int length, EventBatch batch) throws BadLineException {
    if (!exported.read(bytes, start, length, experimentBytes, batch)) {
      parseJson(bytes, start, length, batch);
    }
  }

  /** The same through a JSON parser, whatever the line is like. */
  void parseJson(byte[] bytes, int start, int length, EventBatch batch) throws BadLineException {
    trial = -1;
    foreign = null;
    earlier = false;
    attempt = 0;
    interval = EventBatch.UNKNOWN;
    metric = null;
    hasValue = false;
    state = null;
    partition = EventBatch.UNKNOWN;
    offset = EventBatch.UNKNOWN;
    time = null;
    try (JsonParser json = FACTORY.createParser(bytes, start, length)) {
      JsonToken first = json.nextToken();
      if (first == null) {
        return;
      }
      if (first != JsonToken.START_OBJECT) {
        throw new BadLineException("it is no JSON object");
      }
      String name;
      while ((name = json.nextFieldName()) != null) {
        field(name, json.nextToken(), json);
      }
      if (json.nextToken() != null) {
        throw new BadLineException("something stands behind the JSON object");
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new BadLineException(
          "it is not JSON: " + Sentences.shorten(e.getOriginalMessage(), 120));
    } catch (IOException e) {
      throw new BadLineException(
          "it is not JSON: " + Sentences.shorten(String.valueOf(e.getMessage()), 120));
    }
    add(batch);
  }

  private void add(EventBatch batch) throws BadLineException {
    if (trial < 0) {
      throw missing("trial");
    }
    if (attempt == 0) {
      throw missing("attempt");
    }
    settleTrial();
    if (state != null && metric == null && !hasValue) {
      batch.end(trial, attempt, state);
    } else if (state != null) {
      throw new BadLineException("it has both a state and a metric or a value");
    } else if (metric == null) {
      throw new BadLineException(
          hasValue
              ? "it has no \"metric\""
              : "it has neither \"metric\" and \"value\" nor \"state\"");
    } else if (!hasValue) {
      throw missing("value");
    } else {
      batch.report(trial, attempt, interval, metric, value);
    }
    batch.placeLast(partition, offset, time);
  }

  /** Finds the trial's number where it is of another experiment, or of the first that is named. */
  private void settleTrial() throws BadLineException {
    String id = foreign;
    if (id == null) {
      return;
    }
    if (earlier) {
      trial = earlierNumbers.number(id);
    } else if (experiment.length == 0) {
      experiment = id.substring(0, id.lastIndexOf('_')).toCharArray();
      experimentBytes = experiment().getBytes(StandardCharsets.UTF_8);
    } else {
      throw new BadLineException(
          "\"%s\" is no trial of experiment %s".formatted(Sentences.shorten(id), experiment()));
    }
  }

  private void field(String name, JsonToken token, JsonParser json)
      throws IOException, BadLineException {
    switch (name) {
      case "trial" -> {
        require(token == JsonToken.VALUE_STRING, name, "a trial's id", json);
        trial(json);
      }
      case "earlier" -> {
        require(token.isBoolean(), name, "true or false", json);
        earlier = token == JsonToken.VALUE_TRUE;
      }
      case "attempt" -> attempt = whole(name, token, json);
      case "interval" -> {
        if (token != JsonToken.VALUE_NULL) {
          interval = whole(name, token, json);
        }
      }
      case "metric" -> {
        require(token == JsonToken.VALUE_STRING, name, "a metric's name", json);
        metric = names.name(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
      }
      case "value" -> {
        value = number(token, json);
        hasValue = true;
      }
      case "state" -> state = state(token, json);
      case "partition" -> {
        if (token == JsonToken.VALUE_NUMBER_INT) {
          partition = json.getIntValue();
        }
      }
      case "offset" -> {
        if (token == JsonToken.VALUE_NUMBER_INT) {
          offset = json.getLongValue();
        }
      }
      case "time" -> {
        if (token == JsonToken.VALUE_STRING) {
          time = json.getText();
        }
      }
      default -> json.skipChildren();
    }
  }

  /** Reads {@code <experiment>_<number>}; kept as it is where the experiment is another one. */
  private void trial(JsonParser json) throws IOException, BadLineException {
    char[] text = json.getTextCharacters();
    int from = json.getTextOffset();
    int to = from + json.getTextLength();
    int number = 0;
    int digits = 0;
    int scale = 1;
    int at = to - 1;
    while (at > from && text[at] >= '0' && text[at] <= '9' && digits < MOST_DIGITS) {
      number += scale * (text[at] - '0');
      scale *= 10;
      digits++;
      at--;
    }
    boolean leadingZero = digits > 1 && text[at + 1] == '0';
    if (digits == 0 || at <= from || text[at] != '_' || leadingZero) {
      throw new BadLineException(
          "\"trial\" is %s, which is no trial's id: expected EXPERIMENT_NUMBER, such as digits_3"
              .formatted(quoted(json)));
    }
    if (!Arrays.equals(text, from, at, experiment, 0, experiment.length)) {
      foreign = json.getText();
    }
    trial = number;
  }

  private static int whole(String name, JsonToken token, JsonParser json)
      throws IOException, BadLineException {
    require(token == JsonToken.VALUE_NUMBER_INT, name, "a whole number from 1", json);
    int whole = json.getIntValue();
    require(whole >= 1, name, "a whole number from 1", json);
    return whole;
  }

  private static double number(JsonToken token, JsonParser json)
      throws IOException, BadLineException {
    if (token.isNumeric()) {
      return json.getDoubleValue();
    }
    String text = token == JsonToken.VALUE_STRING ? json.getText() : "";
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong("value", "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", json);
    };
  }

  private static EndState state(JsonToken token, JsonParser json)
      throws IOException, BadLineException {
    String text = token == JsonToken.VALUE_STRING ? json.getText() : "";
    for (EndState each : EndState.values()) {
      if (each.name().equals(text)) {
        return each;
      }
    }
    throw wrong(
        "state", Sentences.or(Arrays.stream(EndState.values()).map(Enum::name).toList()), json);
  }

  private static void require(boolean holds, String name, String expected, JsonParser json)
      throws IOException, BadLineException {
    if (!holds) {
      throw wrong(name, expected, json);
    }
  }

  private static BadLineException wrong(String name, String expected, JsonParser json)
      throws IOException {
    return new BadLineException(
        "\"%s\" is %s; expected %s".formatted(name, quoted(json), expected));
  }

  private static String quoted(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    String text = token.isStructStart() ? "an object or a list" : Sentences.shorten(json.getText());
    return token == JsonToken.VALUE_STRING ? '"' + text + '"' : text;
  }

  private static BadLineException missing(String name) {
    return new BadLineException("it has no \"%s\"".formatted(name));
  }
}
