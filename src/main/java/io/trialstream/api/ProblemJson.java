package io.trialstream.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trialstream.settings.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A problem document (RFC 9457): why a request was not done.
 *
 * @param type a URI reference for the kind of problem; {@link #NO_TYPE} where the status says all
 * @param title the kind of problem in a few words
 * @param status the HTTP status
 * @param detail what is wrong and what to do, a sentence
 * @param instance identifies this occurrence, as the server's log does; absent where nothing was
 *     logged
 * @param problems what is wrong with an experiment file, line by line; absent where there is
 *     nothing
 */
public record ProblemJson(
    String type,
    String title,
    int status,
    String detail,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> instance,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Problem> problems) {

  /** The {@link #type()} of a problem whose status says all. */
  public static final String NO_TYPE = "about:blank";

  /** The {@link #type()} where a best trial was asked for and no trial has a score. */
  public static final String NO_SCORE = "urn:trialstream:problem:no-score";

  /** The media type of problem documents. */
  public static final String MEDIA_TYPE = "application/problem+json";
}
