package io.trialstream.server;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.trialstream.api.DecisionJson;
import io.trialstream.api.RequestRefusedException;
import io.trialstream.api.RequestRefusedException.Kind;
import io.trialstream.api.TrialJson;
import io.trialstream.avro.TrialStatus;
import io.trialstream.coordinator.ExperimentView;
import io.trialstream.coordinator.TrialView;
import io.trialstream.sampling.Parameter;
import io.trialstream.sampling.ParameterValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests about the trials of an experiment, answered where it is owned. */
final class TrialHandlers {
  private final Services.Holder services;
  private final Owners owners;

  TrialHandlers(Services.Holder services, Owners owners) {
    this.services = services;
    this.owners = owners;
  }

  void trials(Context request) throws Exception {
    OptionalInt top = Query.of(request, "top").number("top", Integer.MAX_VALUE);
    String id = request.pathParam("id");
    owners.answer(
        request,
        id,
        view -> {
          List<TrialView> trials = top.isPresent() ? view.top(top.getAsInt()) : view.trials();
          List<TrialJson> shown = trials.stream().map(TrialHandlers::json).toList();
          Answers.json(request, new Trials(id, shown));
        });
  }

  void trial(Context request) throws Exception {
    Query.of(request);
    String id = request.pathParam("id");
    String trial = request.pathParam("trial");
    owners.answer(request, id, view -> Answers.json(request, json(find(view, id, trial))));
  }

  void best(Context request) throws Exception {
    Query query = Query.of(request, "include_failed", "include_canceled");
    boolean failed = query.flag("include_failed", true);
    boolean canceled = query.flag("include_canceled", true);
    String id = request.pathParam("id");
    owners.answer(
        request,
        id,
        view -> {
          TrialView best = view.best(failed, canceled).orElseThrow(() -> new NoScoreException(id));
          Answers.json(request, json(best));
        });
  }

  void decisions(Context request) throws Exception {
    Query.of(request);
    String id = request.pathParam("id");
    owners.answer(
        request,
        id,
        view -> {
          List<DecisionJson> shown = view.decisions().stream().map(DecisionJson::of).toList();
          Answers.json(request, new Decisions(id, shown));
        });
  }

  void stop(Context request) throws Exception {
    Query.of(request);
    String id = request.pathParam("id");
    String trial = request.pathParam("trial");
    String reason = Body.reason(request);
    owners.answer(
        request,
        id,
        view -> {
          TrialStatus state = find(view, id, trial).state();
          if (state != TrialStatus.QUEUED && state != TrialStatus.RUNNING) {
            throw new RequestRefusedException(
                Kind.CONFLICT, "Trial '%s' has ended: it is %s".formatted(trial, state));
          }
          services.get().submissions().stopTrial(id, trial, reason, Routes.user(request));
          Answers.json(request.status(HttpStatus.ACCEPTED), new Stopped(id, trial));
        });
  }

  private static TrialView find(ExperimentView view, String experiment, String trial)
      throws RequestRefusedException {
    return view.trial(trial)
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    Kind.UNKNOWN,
                    "Experiment '%s' has no trial '%s'; bin/trialstream trials %s lists those it has"
                        .formatted(experiment, trial, experiment)));
  }

  private static TrialJson json(TrialView trial) {
    Map<String, ParameterValue> params = new LinkedHashMap<>();
    for (Parameter parameter : trial.parameters()) {
      params.put(parameter.name(), parameter.value());
    }
    return new TrialJson(
        trial.trial(),
        trial.state().name(),
        params,
        trial.score(),
        trial.interval(),
        trial.intervals(),
        trial.attempts(),
        Optional.of(trial.reason()).filter(reason -> !reason.isEmpty()),
        trial
            .basis()
            .map(
                basis ->
                    new TrialJson.Basis(
                        basis.model(), basis.position(), basis.observations(), basis.fitted())));
  }

  private record Trials(String experiment, List<TrialJson> trials) {}

  private record Decisions(String experiment, List<DecisionJson> decisions) {}

  private record Stopped(String experiment, String trial) {}
}
