package io.trialstream.meters;

import java.util.Locale;
import java.util.Optional;

/** The forms in which the metrics can be read. */
public enum Exposition {
  /** Prometheus' own text. */
  TEXT("text/plain; version=0.0.4; charset=utf-8", "text/plain"),
  /** OpenMetrics 1.0. */
  OPEN_METRICS(
      "application/openmetrics-text; version=1.0.0; charset=utf-8", "application/openmetrics-text");

  private final String contentType;
  private final String mediaType;

  Exposition(String contentType, String mediaType) {
    this.contentType = contentType;
    this.mediaType = mediaType;
  }

  /** The {@code Content-Type} of an answer in this form. */
  public String contentType() {
    return contentType;
  }

  /**
   * The form that a reader wants most: OpenMetrics where it says so, and Prometheus' text
   * otherwise, whatever else it accepts.
   *
   * @param accept the request's {@code Accept} header
   */
  public static Exposition of(Optional<String> accept) {
    double text = Math.max(0, weight(TEXT, accept.orElse("")));
    return weight(OPEN_METRICS, accept.orElse("")) > text ? OPEN_METRICS : TEXT;
  }

  /** How much a reader wants this form, from 0 to 1; -1 where it does not name it. */
  private static double weight(Exposition form, String accept) {
    double weight = -1;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equals(form.mediaType)) {
        weight = Math.max(weight, quality(parts));
      }
    }
    return weight;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
