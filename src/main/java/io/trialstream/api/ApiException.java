package io.trialstream.api;

import io.trialstream.settings.Problem;
import java.util.List;

/**
 * A request that the server refused or could not do, or that found no server. The message is a
 * sentence for a person.
 */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The {@link #status()} where no answer came. */
  public static final int NO_ANSWER = 0;

  private final int status;
  private final String type;
  private final transient List<Problem> problems;

  /**
   * @param status the HTTP status, or {@link #NO_ANSWER}
   * @param type the kind of problem, as {@link ProblemJson#type()} has it
   * @param sentence what is wrong and what to do
   * @param problems what is wrong with an experiment file, if it is that
   */
  public ApiException(int status, String type, String sentence, List<Problem> problems) {
    super(sentence);
    this.status = status;
    this.type = type;
    this.problems = List.copyOf(problems);
  }

  /** No usable answer came. */
  ApiException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.status = NO_ANSWER;
    this.type = ProblemJson.NO_TYPE;
    this.problems = List.of();
  }

  /** The HTTP status; {@link #NO_ANSWER} where no server answered. */
  public int status() {
    return status;
  }

  /** The kind of problem; {@link ProblemJson#NO_TYPE} where the status says all. */
  public String type() {
    return type;
  }

  /** What is wrong with an experiment file, in the file's order; empty for other failures. */
  public List<Problem> problems() {
    return problems;
  }
}
