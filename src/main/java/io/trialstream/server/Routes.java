package io.trialstream.server;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.trialstream.meters.Exposition;
import io.trialstream.meters.Meters;
import io.trialstream.meters.MetricsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What the REST API has at which path. */
final class Routes {
  /** Where the API starts. */
  static final String BASE = "/api/v1";

  /** Names the user who asks. */
  static final String USER_HEADER = "X-Trialstream-User";

  /** Names a request that may be sent more than once. */
  static final String KEY_HEADER = "Idempotency-Key";

  /** The largest body that is read, in bytes. */
  static final int LARGEST_BODY = 4 << 20;

  private static final int LONGEST_USER = 200;

  private final Services.Holder services;
  private final String version;
  private final Meters meters;

  /**
   * @param version the server's version, as its root tells it
   * @param meters what is read at {@code /metrics}
   */
  Routes(Services.Holder services, String version, Meters meters) {
    this.services = services;
    this.version = version;
    this.meters = meters;
  }

  void register(RoutesConfig routes) {
    ExperimentHandlers experiments = new ExperimentHandlers(services);
    Owners owners = new Owners(services);
    TrialHandlers trials = new TrialHandlers(services, owners);
    AskHandlers asks = new AskHandlers(services, owners, UUID::randomUUID, InstantSource.system());
    EventHandlers events = new EventHandlers(services);
    String one = BASE + "/experiments/{id}";

    routes.before(Routes::refuseOtherSites);
    routes.get("/", this::root);
    routes.get(MetricsServer.METRICS, this::metrics);
    routes.get(BASE + "/health/live", this::live);
    routes.get(BASE + "/health/ready", this::ready);
    routes.post(BASE + "/experiments", experiments::submit);
    routes.get(BASE + "/experiments", experiments::list);
    routes.get(one, experiments::get);
    routes.post(one + ":cancel", experiments::cancel);
    routes.get(one + "/trials", trials::trials);
    routes.get(one + "/trials/{trial}", trials::trial);
    routes.post(one + "/trials/{trial}:stop", trials::stop);
    routes.post(one + "/trials:suggest", asks::suggest);
    routes.post(one + "/trials/{trial}:report", asks::report);
    routes.post(one + "/trials/{trial}:complete", asks::complete);
    routes.post(one + "/trials/{trial}:heartbeat", asks::heartbeat);
    routes.get(one + "/best", trials::best);
    routes.get(one + "/decisions", trials::decisions);
    routes.get(one + "/metrics", events::metrics);
  }

  /** The user who asks, as the request says; empty where it does not. */
  static String user(Context request) {
    String user = Optional.ofNullable(request.header(USER_HEADER)).orElse("").strip();
    return user.substring(0, Math.min(user.length(), LONGEST_USER));
  }

  /**
   * A page of another site, open in a browser that can reach this server, must not start or end
   * anything here.
   */
  private static void refuseOtherSites(Context request) {
    String origin = request.header(Header.ORIGIN);
    if (origin == null || request.req().getMethod().equals("GET")) {
      return;
    }
    String site;
    try {
      site = String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      site = origin;
    }
    if (!site.equals(request.header(Header.HOST))) {
      throw new ForbiddenResponse("Pages of other sites (%s) may not do this".formatted(origin));
    }
  }

  private void root(Context request) {
    Answers.json(request, new Root("trialstream", version, BASE));
  }

  private void metrics(Context request) throws IOException {
    Exposition form = Exposition.of(Optional.ofNullable(request.header(Header.ACCEPT)));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    meters.write(form, body);
    request.contentType(form.contentType()).result(body.toByteArray());
  }

  private void live(Context request) {
    boolean failed = services.failed();
    status(request, !failed, failed ? "failed" : "live");
  }

  private void ready(Context request) {
    boolean ready = services.ready();
    status(request, ready, ready ? "ready" : "starting");
  }

  private static void status(Context request, boolean good, String status) {
    Answers.json(request.status(good ? 200 : 503), Map.of("status", status));
  }

  private record Root(String name, String version, String api) {}
}
