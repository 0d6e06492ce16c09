package io.trialstream.server;

import io.javalin.http.Context;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The query parameters of a request, checked: what is unknown, repeated or malformed is refused.
 */
final class Query {
  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  /**
   * The parameters of a request.
   *
   * @param known the names it may use
   */
  static Query of(Context request, String... known) throws RequestRefusedException {
    List<String> names = List.of(known);
    for (Map.Entry<String, List<String>> parameter : request.queryParamMap().entrySet()) {
      String name = parameter.getKey();
      if (!names.contains(name)) {
        throw refused(
            names.isEmpty()
                ? "Unknown query parameter '%s'; this request takes none".formatted(name)
                : "Unknown query parameter '%s'; this request takes %s"
                    .formatted(name, String.join(", ", names)));
      }
      if (parameter.getValue().size() > 1) {
        throw refused("Query parameter '%s' is given more than once".formatted(name));
      }
    }
    return new Query(request.queryParamMap());
  }

  /** The parameter as it is; empty where it is not given. */
  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).map(given -> given.get(0));
  }

  /** The parameter as a whole number from 1 to the largest; empty where it is not given. */
  OptionalInt number(String name, int largest) throws RequestRefusedException {
    Optional<String> given = text(name);
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (given.get().matches("\\d{1,9}")) {
      int number = Integer.parseInt(given.get());
      if (number >= 1 && number <= largest) {
        return OptionalInt.of(number);
      }
    }
    throw refused(
        "Query parameter '%s' is '%s'; expected a whole number from 1 to %d"
            .formatted(name, given.get(), largest));
  }

  /** The parameter as true or false. */
  boolean flag(String name, boolean otherwise) throws RequestRefusedException {
    String given = text(name).orElse(Boolean.toString(otherwise));
    return switch (given) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw refused(
              "Query parameter '%s' is '%s'; expected true or false".formatted(name, given));
    };
  }

  static RequestRefusedException refused(String sentence) {
    return new RequestRefusedException(Kind.INVALID, sentence);
  }
}
