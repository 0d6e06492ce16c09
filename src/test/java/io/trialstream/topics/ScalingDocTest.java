package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The figures of docs/scaling.md are what its formulas make of its coefficients and assumptions;
 * the failing test prints the rows that it should hold.
 */
class ScalingDocTest {
  private static final int CASES = 4;

  private static String section(String document, String heading) {
    int start = document.indexOf("\n## " + heading + "\n");
    assertThat(start).as("section " + heading).isNotNegative();
    int end = document.indexOf("\n## ", start + 4);
    return document.substring(start, end < 0 ? document.length() : end);
  }

  /** The cells of the rows whose first cell is a name in backticks. */
  private static List<List<String>> rows(String section) {
    return section
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }

  private static String name(List<String> row) {
    return row.get(0).replace("`", "");
  }

  private static double number(String cell) {
    return Double.parseDouble(cell.replace(",", ""));
  }

  private static String shown(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(3, RoundingMode.HALF_UP));
    return value >= 100
        ? String.format(Locale.ROOT, "%,d", rounded.toBigInteger())
        : rounded.stripTrailingZeros().toPlainString();
  }

  @Test
  void everyFigureFollowsFromTheCoefficients() throws IOException {
    // Given
    String document = Files.readString(Path.of("docs", "scaling.md"));
    List<Map<String, Double>> cases = new ArrayList<>();
    for (int number = 0; number < CASES; number++) {
      Map<String, Double> values = new HashMap<>();
      rows(section(document, "Coefficients"))
          .forEach(row -> values.put(name(row), number(row.get(1))));
      for (List<String> row : rows(section(document, "Assumptions"))) {
        values.put(name(row), number(row.get(2 + number)));
      }
      cases.add(values);
    }

    // When
    List<String> computed = new ArrayList<>();
    for (List<String> row : rows(section(document, "The model"))) {
      StringBuilder line = new StringBuilder("| ");
      line.append(String.join(" | ", row.subList(0, 3))).append(" |");
      for (Map<String, Double> values : cases) {
        double value = new Formula(row.get(2).replace("`", ""), values).value();
        values.put(name(row), value);
        line.append(' ').append(shown(value)).append(" |");
      }
      computed.add(line.toString());
    }

    // Then
    assertThat(computed).isNotEmpty();
    assertThat(
            section(document, "The model").lines().filter(line -> line.startsWith("| `")).toList())
        .isEqualTo(computed);
  }

  /** Numbers, names, + - * / ( ), ceil(x) and max(x, y). */
  private static final class Formula {
    private final String text;
    private final Map<String, Double> names;
    private int at;

    Formula(String text, Map<String, Double> names) {
      this.text = text.replace(" ", "");
      this.names = names;
    }

    double value() {
      double value = sum();
      assertThat(at).as(text).isEqualTo(text.length());
      return value;
    }

    private boolean take(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private double sum() {
      double value = product();
      while (true) {
        if (take('+')) {
          value += product();
        } else if (take('-')) {
          value -= product();
        } else {
          return value;
        }
      }
    }

    private double product() {
      double value = factor();
      while (true) {
        if (take('*')) {
          value *= factor();
        } else if (take('/')) {
          value /= factor();
        } else {
          return value;
        }
      }
    }

    private double factor() {
      if (take('(')) {
        double value = sum();
        assertThat(take(')')).as(text).isTrue();
        return value;
      }
      int start = at;
      while (at < text.length() && "+-*/(),".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String word = text.substring(start, at);
      if (word.equals("ceil")) {
        return Math.ceil(factor());
      } else if (word.equals("max")) {
        assertThat(take('(')).as(text).isTrue();
        double value = sum();
        while (take(',')) {
          value = Math.max(value, sum());
        }
        assertThat(take(')')).as(text).isTrue();
        return value;
      } else if (Character.isDigit(word.charAt(0))) {
        return Double.parseDouble(word);
      }
      Double value = names.get(word);
      assertThat(value).as("%s in %s", word, text).isNotNull();
      return value == null ? Double.NaN : value;
    }
  }
}
