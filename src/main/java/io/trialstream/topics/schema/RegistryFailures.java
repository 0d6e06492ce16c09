package io.trialstream.topics.schema;

import com.microsoft.kiota.ApiException;
import io.apicurio.registry.rest.client.models.ProblemDetails;
import io.trialstream.settings.Sentences;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** The ways in which a registry fails, as sentences that say what to do. */
final class RegistryFailures {
  private static final int LONGEST = 500;
  private static final Set<Integer> FINAL = Set.of(400, 404, 409, 422);

  private final URI base;

  RegistryFailures(URI base) {
    this.base = base;
  }

  /** What stands behind an error of Apicurio's client; a sentence. */
  RegistryException.Unavailable of(Throwable error) {
    return new RegistryException.Unavailable(sentence(error), error);
  }

  private String sentence(Throwable error) {
    if (has(error, RegistryHttp.NoTokenException.class::isInstance)) {
      return "No token is to be had for the schema registry at %s (%s): check schema.registry.auth.service.token.endpoint and schema.registry.auth.client.*"
          .formatted(base, Sentences.shorten(rootMessage(error), LONGEST));
    }
    if (has(error, HttpTimeoutException.class::isInstance)
        || has(error, TimeoutException.class::isInstance)) {
      return "The schema registry at %s does not answer in time: see whether it is well%s, or set schema.registry.url to where it is."
          .formatted(
              base, "https".equals(base.getScheme()) ? ", and whether it is http or https" : "");
    }
    if (has(error, UnresolvedAddressException.class::isInstance)) {
      return "The host of the schema registry at %s cannot be found: set schema.registry.url to where it is."
          .formatted(base);
    }
    if (has(error, ConnectException.class::isInstance)) {
      return "No schema registry answers at %s: start one there, or set schema.registry.url to where it is."
          .formatted(base);
    }
    Optional<SSLException> tls = find(error, SSLException.class);
    if (tls.isPresent()) {
      return "The schema registry at %s cannot be spoken to in TLS (%s): check whether it is http or https, and schema.registry.tls.*"
          .formatted(base, Sentences.shorten(String.valueOf(tls.get().getMessage()), LONGEST));
    }
    Optional<ApiException> answer = find(error, ApiException.class);
    if (answer.isPresent()) {
      return status(answer.get());
    }
    return "What answers at %s is no Apicurio Registry (%s): set schema.registry.url to the address of one, without a path."
        .formatted(base, Sentences.shorten(rootMessage(error), LONGEST));
  }

  private String status(ApiException answer) {
    int status = answer.getResponseStatusCode();
    if (status == 401 || status == 403) {
      return "The schema registry at %s refuses this client (HTTP status %d): check schema.registry.auth.*"
          .formatted(base, status);
    }
    if (answer instanceof ProblemDetails problem) {
      return "The schema registry at %s fails: %s (HTTP status %d)."
          .formatted(base, title(problem), status);
    }
    return "What answers at %s is no Apicurio Registry 3 (HTTP status %d): set schema.registry.url to the address of one, without a path."
        .formatted(base, status);
  }

  /** What the registry says is wrong. */
  static String title(ProblemDetails problem) {
    return Sentences.shorten(
        String.valueOf(problem.getTitle() == null ? problem.getName() : problem.getTitle()),
        LONGEST);
  }

  /** What the registry answered, where it is an error that it explains and that no retry mends. */
  static Optional<ProblemDetails> refusal(Throwable error) {
    return find(error, ProblemDetails.class)
        .filter(
            problem ->
                problem.getName() != null && FINAL.contains(problem.getResponseStatusCode()));
  }

  private static boolean has(Throwable error, Predicate<Throwable> wanted) {
    return causes(error).anyMatch(wanted);
  }

  private static <E extends Throwable> Optional<E> find(Throwable error, Class<E> type) {
    return causes(error).filter(type::isInstance).map(type::cast).findFirst();
  }

  private static String rootMessage(Throwable error) {
    Throwable root = causes(error).reduce(error, (first, last) -> last);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
