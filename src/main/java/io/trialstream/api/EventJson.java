package io.trialstream.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * A record of an experiment's log that counts, as the REST API and the export show it, with its
 * place in the topic {@code metrics}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(EventJson.Report.class), @JsonSubTypes.Type(EventJson.End.class)})
public sealed interface EventJson {

  /** The trial's id. */
  String trial();

  /** The attempt, from 1. */
  int attempt();

  /** The partition that holds the record. */
  int partition();

  /** The record's offset there. */
  long offset();

  /** The record's time in the log. */
  Instant time();

  /**
   * Whether the trial is one of an earlier experiment that this one resumes from; shown only where
   * it is.
   */
  boolean earlier();

  /**
   * A value of a metric.
   *
   * @param interval for the primary metric its interval, from 1; empty for others
   * @param metric the metric's name
   * @param value the value; NaN and the infinities are values
   */
  record Report(
      String trial,
      int attempt,
      OptionalInt interval,
      String metric,
      double value,
      int partition,
      long offset,
      Instant time,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean earlier)
      implements EventJson {}

  /**
   * An end mark.
   *
   * @param state COMPLETED, FAILED, STOPPED, CANCELED or LOST
   */
  record End(
      String trial,
      int attempt,
      String state,
      int partition,
      long offset,
      Instant time,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean earlier)
      implements EventJson {}
}
