package io.trialstream.topics.schema;

/** The schema registry does not do what is asked of it; the message is a sentence. */
public sealed class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private RegistryException(String sentence) {
    super(sentence);
  }

  private RegistryException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** No registry answers, or what answers is none, or it lets nobody in: later it may. */
  public static final class Unavailable extends RegistryException {
    private static final long serialVersionUID = 1L;

    Unavailable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /** The registry answers, and says no; it will say so again. */
  public static final class Refused extends RegistryException {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence);
    }

    Refused(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
