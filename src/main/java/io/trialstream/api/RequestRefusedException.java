package io.trialstream.api;

/** A request that cannot be fulfilled. The message is a sentence: what is wrong and what to do. */
public final class RequestRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal it is. */
  public enum Kind {
    /** The request itself is wrong. */
    INVALID,
    /** It names something that does not exist. */
    UNKNOWN,
    /** It contradicts what is there already: the experiment exists, or has ended. */
    CONFLICT,
    /** What it asks for existed and has been forgotten. */
    GONE,
    /** It cannot be fulfilled at the moment; asked again later, it may be. */
    UNAVAILABLE
  }

  private final Kind kind;

  public RequestRefusedException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public RequestRefusedException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** What kind of refusal it is. */
  public Kind kind() {
    return kind;
  }

  /** No experiment has this id. */
  public static RequestRefusedException unknownExperiment(String id) {
    return new RequestRefusedException(
        Kind.UNKNOWN,
        "There is no experiment '%s'; bin/trialstream experiments lists those there are"
            .formatted(id));
  }
}
