package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.trialstream.api.ExperimentJson;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.Submissions.Submission;
import io.trialstream.api.Submitted;
import io.trialstream.avro.ExperimentStatus;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Requests about experiments as a whole, answered from the directory. */
final class ExperimentHandlers {
  private static final int DEFAULT_LIMIT = 100;
  private static final int LARGEST_LIMIT = 10_000;

  private final Services.Holder services;

  ExperimentHandlers(Services.Holder services) {
    this.services = services;
  }

  void submit(Context request) throws Exception {
    Query query = Query.of(request, "base_directory");
    Optional<Path> base = baseDirectory(query);
    Submission submission =
        new Submission(
            Body.experimentFile(request),
            base,
            Optional.ofNullable(request.header(Routes.KEY_HEADER)),
            Routes.user(request));
    Submitted submitted = services.get().submissions().submit(submission);
    Answers.json(request.status(HttpStatus.CREATED), submitted);
    request.header(Header.LOCATION, Routes.BASE + "/experiments/" + submitted.experiment());
  }

  void list(Context request) throws Exception {
    Query query = Query.of(request, "state", "limit");
    Optional<ExperimentStatus> state = state(query);
    int limit = query.number("limit", LARGEST_LIMIT).orElse(DEFAULT_LIMIT);
    List<ExperimentJson> experiments =
        services.get().experiments().list(state, limit).stream()
            .map(ExperimentJson::listed)
            .toList();
    Answers.json(request, Map.of("experiments", experiments));
  }

  void get(Context request) throws Exception {
    Query.of(request);
    String id = request.pathParam("id");
    Answers.json(request, ExperimentJson.whole(services.get().experiment(id)));
  }

  void cancel(Context request) throws Exception {
    Query.of(request);
    String id = request.pathParam("id");
    Services started = services.get();
    started.experiment(id);
    started.submissions().cancel(id, Body.reason(request), Routes.user(request));
    Answers.json(request.status(HttpStatus.ACCEPTED), Map.of("experiment", id));
  }

  private static Optional<Path> baseDirectory(Query query) throws RequestRefusedException {
    Optional<String> given = query.text("base_directory");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Path> absolute = given.map(Path::of).filter(Path::isAbsolute);
      if (absolute.isPresent()) {
        return absolute;
      }
    } catch (InvalidPathException e) {
      // Refused below, as a relative path is.
    }
    throw Query.refused(
        "Query parameter 'base_directory' is '%s'; expected an absolute path"
            .formatted(given.get()));
  }

  private static Optional<ExperimentStatus> state(Query query) throws RequestRefusedException {
    Optional<String> given = query.text("state");
    if (given.isEmpty()) {
      return Optional.empty();
    }
    List<ExperimentStatus> known =
        Arrays.stream(ExperimentStatus.values())
            .filter(status -> status != ExperimentStatus.UNKNOWN)
            .toList();
    Optional<ExperimentStatus> state =
        known.stream().filter(status -> status.name().equalsIgnoreCase(given.get())).findFirst();
    if (state.isEmpty()) {
      String names = known.stream().map(Enum::name).collect(Collectors.joining(", "));
      throw Query.refused(
          "Query parameter 'state' is '%s'; expected one of %s".formatted(given.get(), names));
    }
    return state;
  }
}
