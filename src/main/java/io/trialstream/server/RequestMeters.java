package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Counts and times requests by their route, as it is registered, never by their path. */
final class RequestMeters {
  private static final Duration[] DURATIONS =
      LongStream.of(5, 25, 100, 250, 1_000, 2_500, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Requests that no route takes. */
  private static final String NO_ROUTE = "none";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

  private final MeterRegistry registry;

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A request was answered.
   *
   * @param millis what it took
   */
  void answered(Context request, float millis) {
    String route =
        Optional.ofNullable(request.endpoints().matchedHttpEndpoint())
            .map(RequestMeters::route)
            .orElse(NO_ROUTE);
    String method = request.req().getMethod();
    Timer.builder("trialstream.http.requests")
        .description("Requests by method, route and status")
        .serviceLevelObjectives(DURATIONS)
        .tag("method", METHODS.contains(method) ? method : "other")
        .tag("route", route)
        .tag("status", String.valueOf(request.statusCode()))
        .register(registry)
        .record((long) (millis * 1e6), TimeUnit.NANOSECONDS);
  }

  private static String route(Endpoint endpoint) {
    return endpoint.path;
  }
}
