package io.trialstream.experiment;

import io.trialstream.sampling.SamplingAlgorithm;
import io.trialstream.sampling.SamplingAlgorithms;
import io.trialstream.sampling.SearchSpace;
import io.trialstream.sampling.SearchSpaceReader;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Scalar;
import io.trialstream.stopping.Goal;
import io.trialstream.stopping.Policies;
import io.trialstream.stopping.StoppingPolicy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a whole experiment file, key by key. */
final class SpecificationReader {
  private static final String TYPE = "sweep";
  private static final String DEFAULT_POOL = "default";
  private static final String ASSET = "azureml:";
  private static final Pattern POOL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
  private static final String EVERY_METRIC = "*";

  /** What only a command uses. */
  private static final List<String> WITHOUT_COMMAND = List.of("compute", "inputs", "outputs");

  private static final Map<String, Goal> GOALS = goals();

  private final MappingSettings root;
  private final LocalPaths paths;

  SpecificationReader(MappingSettings root, LocalPaths paths) {
    this.root = root;
    this.paths = paths;
  }

  private static Map<String, Goal> goals() {
    Map<String, Goal> goals = new LinkedHashMap<>();
    for (Goal goal : Goal.values()) {
      goals.put(goal.name().toLowerCase(Locale.ROOT), goal);
    }
    return goals;
  }

  /** What the file says; empty only where a problem was recorded. */
  Optional<Specification> read() {
    root.has("$schema");
    CloudOnly.warn(root);
    Reading.oneOf(root, "type", List.of(TYPE));
    Optional<String> name = name();
    Optional<String> displayName = root.text("display_name");
    Optional<String> experimentName = root.text("experiment_name");
    Optional<String> description = root.text("description");
    Map<String, String> tags = tags();
    String pool = pool();

    MappingSettings additions = section("trialstream");
    boolean extended = additions.flag("extended").orElse(false);
    Limits limits = LimitsReader.read(section("limits"), additions);

    Optional<MappingSettings> spaceSettings = searchSpace();
    SearchSpace space =
        spaceSettings.map(SearchSpaceReader::read).orElseGet(() -> new SearchSpace(List.of()));
    StoppingPolicy policy = root.has(PolicyReader.KEY) ? PolicyReader.ofKey(root) : Policies.none();
    Optional<SamplingAlgorithm> sampling =
        sampling(
            new SamplingAlgorithms.Task(
                space,
                spaceSettings.orElseGet(() -> root.empty("search_space")),
                limits.maxTotalTrials(),
                limits.maxConcurrentTrials(),
                !policy.name().equals(Policies.none().name()),
                extended));
    Optional<Objective> objective = objective();
    List<String> hyperparameters = spaceSettings.map(MappingSettings::keys).orElse(List.of());
    Optional<TrialTemplate> trial = trial(hyperparameters);
    List<String> metrics = metrics(additions, objective);
    WarmStart warmStart =
        new WarmStart(
            PointsReader.read(additions, hyperparameters, space, limits.maxTotalTrials()),
            ResumeReader.experiments(additions, name),
            ResumeReader.trials(additions, limits.maxTotalTrials(), trial.isEmpty()));

    if (sampling.isEmpty()
        || objective.isEmpty()
        || space.dimensions().size() < hyperparameters.size()
        || hyperparameters.isEmpty()) {
      return Optional.empty();
    }
    long size = TrialSize.of(trial, space, objective.get(), metrics);
    if (size > TrialSize.MOST) {
      root.problem(
          "trial",
          "is too large: its command, inputs, environment, hyperparameters and metrics come to %d bytes, and may have %d, to fit in a record; pass large values in files"
              .formatted(size, TrialSize.MOST));
    }
    return Optional.of(
        new Specification(
            name,
            displayName,
            experimentName,
            description,
            tags,
            trial,
            pool,
            space,
            sampling.get(),
            objective.get(),
            policy,
            limits,
            metrics,
            warmStart));
  }

  private Optional<String> name() {
    Optional<String> name = root.text("name");
    name.filter(id -> !ExperimentIds.valid(id))
        .ifPresent(
            id ->
                root.problem(
                    "name",
                    "\"%s\" cannot be an experiment's id; it must have %s"
                        .formatted(Sentences.shorten(id), ExperimentIds.RULE)));
    return name;
  }

  private Map<String, String> tags() {
    MappingSettings tags = optional("tags");
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : tags.keys()) {
      tags.text(key).ifPresent(text -> texts.put(key, text));
    }
    return texts;
  }

  private String pool() {
    String compute = root.text("compute").orElse(DEFAULT_POOL);
    String pool = compute.startsWith(ASSET) ? compute.substring(ASSET.length()) : compute;
    if (!POOL.matcher(pool).matches()) {
      root.problem(
          "compute",
          "\"%s\" names no worker pool; write azureml:NAME, NAME of 1 to 100 letters, digits, dots,"
                  .formatted(Sentences.shorten(compute))
              + " hyphens and underscores, the first no dot and no hyphen");
    }
    return pool;
  }

  private Optional<MappingSettings> searchSpace() {
    Optional<MappingSettings> space =
        Reading.requiredMapping(
            root, "search_space", "it must hold a mapping of hyperparameters to expressions");
    if (space.isPresent() && space.get().keys().isEmpty()) {
      root.problem("search_space", "must hold at least one hyperparameter");
    }
    return space;
  }

  private Optional<SamplingAlgorithm> sampling(SamplingAlgorithms.Task task) {
    String key = "sampling_algorithm";
    List<String> names = SamplingAlgorithms.names();
    if (!root.has(key)) {
      root.problem(key, "is missing; it must be " + Sentences.or(names));
      return Optional.empty();
    }
    Optional<Value> value = root.value(key);
    if (value.isPresent() && value.get() instanceof Value.Mapping) {
      MappingSettings settings = root.mapping(key).orElseThrow();
      Optional<String> name = Reading.oneOf(settings, "type", names);
      if (name.isEmpty()) {
        settings.acceptAll();
      }
      return name.flatMap(type -> SamplingAlgorithms.read(type, settings, task));
    }
    return root.text(key)
        .flatMap(text -> Reading.oneOf(root, key, text, names))
        .flatMap(type -> SamplingAlgorithms.read(type, root.empty(key), task));
  }

  private Optional<Objective> objective() {
    Optional<MappingSettings> settings =
        Reading.requiredMapping(
            root,
            "objective",
            "it must hold goal (maximize or minimize) and primary_metric (the metric's name)");
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    MappingSettings objective = settings.get();
    Optional<Goal> goal =
        Reading.oneOf(objective, "goal", List.copyOf(GOALS.keySet())).map(GOALS::get);
    Optional<String> metric =
        Reading.required(objective, "primary_metric", "the name of the metric that decides");
    if (metric.isPresent() && (metric.get().isBlank() || metric.get().equals(EVERY_METRIC))) {
      objective.problem("primary_metric", "must be the name of one metric");
    }
    return goal.flatMap(g -> metric.map(m -> new Objective(g, m)));
  }

  /** How a trial is run; empty where that is nobody's matter here, or has a problem. */
  private Optional<TrialTemplate> trial(List<String> hyperparameters) {
    Map<String, String> inputs = InputsReader.inputs(optional("inputs"), paths);
    List<String> outputs = InputsReader.outputs(optional("outputs"));
    Optional<MappingSettings> trial = root.mappingOrEmpty("trial");
    Optional<TrialTemplate> template =
        trial.flatMap(given -> TrialReader.read(given, hyperparameters, inputs, outputs, paths));
    if (trial.isPresent() && template.isEmpty()) {
      WITHOUT_COMMAND.stream()
          .filter(root::has)
          .forEach(key -> root.warning(key, TrialReader.UNUSED));
    }
    return template;
  }

  private static List<String> metrics(MappingSettings additions, Optional<Objective> objective) {
    if (!additions.has("metrics")) {
      return List.of();
    }
    Set<String> metrics = new LinkedHashSet<>();
    for (Value value : additions.list("metrics").orElse(List.of())) {
      if (value instanceof Scalar scalar
          && scalar.kind() != Kind.NOTHING
          && !scalar.text().isBlank()) {
        metrics.add(scalar.text());
      } else {
        additions.problemAt(
            value.line(), "metrics", "must hold names of metrics, not " + value.describe());
      }
    }
    objective.ifPresent(o -> metrics.remove(o.primaryMetric()));
    return metrics.contains(EVERY_METRIC) ? List.of(EVERY_METRIC) : List.copyOf(metrics);
  }

  /** A mapping whose keys have defaults; without any key where the file has none. */
  private MappingSettings section(String key) {
    return root.has(key) ? root.mapping(key).orElseGet(() -> root.empty(key)) : root.empty(key);
  }

  /** The same, where a key without a value stands for an empty mapping. */
  private MappingSettings optional(String key) {
    return root.mappingOrEmpty(key).orElseGet(() -> root.empty(key));
  }
}
