package io.trialstream.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trialstream.api.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where a command prints: data on standard output, everything else on standard error.
 *
 * @param out standard output
 * @param err standard error
 * @param terminal what the two are
 */
public record Console(PrintStream out, PrintStream err, Terminal terminal) {

  /** Prints data as it is. */
  public void print(String text) {
    out.print(text);
    out.flush();
  }

  /** Prints a line of data. */
  public void line(String text) {
    print(text + "\n");
  }

  /** Whether nobody reads the data any more, as when the next command of a pipe has ended. */
  public boolean closed() {
    return out.checkError();
  }

  /** Says something to the person in front of the terminal, a line that is no data. */
  public void say(String line) {
    err.print(line + "\n");
    err.flush();
  }

  /** Says what went wrong. */
  public void complain(String sentence) {
    say("trialstream: " + sentence);
  }

  /** Prints one value. */
  public <T> void one(Format format, T value, Supplier<String> table) {
    switch (format) {
      case TABLE -> print(table.get());
      case JSON -> line(indented(value));
      case NDJSON -> line(Json.write(value));
    }
  }

  /**
   * Prints a list of values.
   *
   * @param document the JSON document that holds them all, as the REST API gives it
   */
  public void list(Format format, List<?> values, Map<String, ?> document, Supplier<String> table) {
    switch (format) {
      case TABLE -> print(table.get());
      case JSON -> line(indented(document));
      case NDJSON -> values.forEach(value -> line(Json.write(value)));
    }
  }

  /** The value as indented JSON. */
  public static String indented(Object value) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("No JSON form of " + value.getClass().getName(), e);
    }
  }
}
