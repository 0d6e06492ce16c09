package io.trialstream.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import io.trialstream.api.Json;
import io.trialstream.api.ProblemJson;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure as a problem document (RFC 9457). */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private final Supplier<UUID> ids;

  /**
   * @param ids names the failures that are logged
   */
  Problems(Supplier<UUID> ids) {
    this.ids = ids;
  }

  void register(RoutesConfig routes) {
    routes.exception(RequestRefusedException.class, this::refused);
    routes.exception(InvalidSettingsException.class, Problems::invalidFile);
    routes.exception(HttpResponseException.class, Problems::byStatus);
    routes.exception(NoScoreException.class, Problems::noScore);
    routes.exception(InterruptedException.class, Problems::stopping);
    routes.exception(Exception.class, this::internal);
  }

  /** A problem whose status says all about its kind. */
  static ProblemJson problem(HttpStatus status, String detail) {
    return problem(status, detail, Optional.empty(), List.of());
  }

  private static ProblemJson problem(
      HttpStatus status, String detail, Optional<String> instance, List<Problem> problems) {
    return new ProblemJson(
        ProblemJson.NO_TYPE, status.getMessage(), status.getCode(), detail, instance, problems);
  }

  /** Answers with a problem document. */
  static void answer(Context request, ProblemJson problem) {
    if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
      request.header(Header.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    request
        .status(problem.status())
        .result(Json.bytes(problem))
        .contentType(ProblemJson.MEDIA_TYPE);
  }

  private void refused(RequestRefusedException e, Context request) {
    HttpStatus status =
        switch (e.kind()) {
          case INVALID -> HttpStatus.BAD_REQUEST;
          case UNKNOWN -> HttpStatus.NOT_FOUND;
          case CONFLICT -> HttpStatus.CONFLICT;
          case GONE -> HttpStatus.GONE;
          case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    answer(request, problem(status, sentence(e)));
  }

  private static void invalidFile(InvalidSettingsException e, Context request) {
    List<Problem> problems = e.problems();
    String first = problems.get(0).toString();
    String detail =
        problems.size() == 1
            ? "The experiment file cannot be used: " + first
            : "The experiment file has %d problems; the first: %s"
                .formatted(problems.size(), first);
    answer(request, problem(HttpStatus.BAD_REQUEST, detail, Optional.empty(), problems));
  }

  private static void byStatus(HttpResponseException e, Context request) {
    HttpStatus status = HttpStatus.forStatus(e.getStatus());
    if (e instanceof MethodNotAllowedResponse) {
      Optional.ofNullable(e.getDetails().get("availableMethods"))
          .ifPresent(methods -> request.header(Header.ALLOW, methods));
    }
    String place = request.method().name() + " " + request.path();
    String detail =
        e instanceof EndpointNotFound
            ? "There is nothing at %s; the API is under %s".formatted(place, Routes.BASE)
            : e instanceof MethodNotAllowedResponse
                ? "%s is not possible; the Allow header tells what is".formatted(place)
                : status == HttpStatus.CONTENT_TOO_LARGE
                    ? "The body is larger than %d bytes".formatted(Routes.LARGEST_BODY)
                    : sentence(e);
    answer(request, problem(status, detail));
  }

  private static void noScore(NoScoreException e, Context request) {
    HttpStatus status = HttpStatus.NOT_FOUND;
    answer(
        request,
        new ProblemJson(
            ProblemJson.NO_SCORE,
            "No score yet",
            status.getCode(),
            sentence(e),
            Optional.empty(),
            List.of()));
  }

  private static void stopping(InterruptedException e, Context request) {
    Thread.currentThread().interrupt();
    answer(request, problem(HttpStatus.SERVICE_UNAVAILABLE, "The server is stopping"));
  }

  private void internal(Exception e, Context request) {
    ProblemJson problem = logged(e);
    if (!request.res().isCommitted()) {
      answer(request, problem);
    }
  }

  /** What no handler may survive, such as a stack overflow. */
  void fatal(HttpServletResponse response, Error error) {
    ProblemJson problem = logged(error);
    if (response.isCommitted()) {
      return;
    }
    response.setStatus(problem.status());
    response.setContentType(ProblemJson.MEDIA_TYPE);
    try {
      response.getOutputStream().write(Json.bytes(problem));
    } catch (IOException e) {
      LOG.atDebug().setCause(e).log("A failure could not be told to its client");
    }
  }

  private ProblemJson logged(Throwable failure) {
    String instance = "urn:uuid:" + ids.get();
    LOG.atError().setCause(failure).addKeyValue("instance", instance).log("A request failed");
    String detail =
        "The server failed on this request; its log says why, next to %s".formatted(instance);
    return problem(HttpStatus.INTERNAL_SERVER_ERROR, detail, Optional.of(instance), List.of());
  }

  private static String sentence(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
