package io.trialstream.topics.schema;

import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.resolver.client.RegistryClientFacadeImpl;
import io.apicurio.registry.rest.client.RegistryClient;
import io.apicurio.registry.rest.client.models.ProblemDetails;
import io.trialstream.settings.Sentences;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Apicurio Registry: subjects and their schemas by the ids that stand on the wire. The ids are
 * content ids, which its Confluent-compatible interface serves too. What was learnt once is kept:
 * an id means one schema for ever. Connects at the first call. Safe for use by several threads.
 */
public final class SchemaRegistry {
  private static final Logger log = LoggerFactory.getLogger(SchemaRegistry.class);
  private static final String GROUP = "default";
  private static final String LATEST = "branch=latest";
  private static final String IF_EXISTS = "FIND_OR_CREATE_VERSION";
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int ATTEMPTS = 3;
  private static final int LONGEST = 1_000;
  private static final long PATIENCE_MS = 8_000;
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final RegistrySettings settings;
  private final RegistryFailures failures;
  private final RegistryClient client;
  private final RegistryClientFacade facade;
  private final ExecutorService calls =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "schema-registry");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
  private final Map<String, Integer> bySubject = new ConcurrentHashMap<>();

  /**
   * @throws RegistryException.Refused where the settings of TLS cannot be used
   */
  public SchemaRegistry(RegistrySettings settings) {
    this.settings = settings;
    this.failures = new RegistryFailures(settings.base());
    this.client = new RegistryClient(RegistryHttp.of(settings));
    this.facade = new RegistryClientFacadeImpl(client);
  }

  /**
   * Requires that there is a registry.
   *
   * @throws RegistryException with a sentence, within some ten seconds, where there is none
   */
  public void check() {
    call(() -> Objects.requireNonNull(client.system().info().get().getName(), "it has no name"));
  }

  /**
   * Registers a schema under a subject, where it is not there yet.
   *
   * @param schema without properties of Java's
   * @return its id on the wire
   * @throws RegistryException.Refused where a schema that does not go with it is there, or the
   *     registry's rules refuse it
   * @throws RegistryException.Unavailable where no registry answers
   */
  public int register(String subject, Schema schema) {
    Integer known = bySubject.get(subject);
    if (known != null && schema.equals(byId.get(known))) {
      return known;
    }
    requireFitting(subject, schema);
    int id = create(subject, schema, ATTEMPTS);
    byId.put(id, schema);
    bySubject.put(subject, id);
    return id;
  }

  private int create(String subject, Schema schema, int attempts) {
    String text = schema.toString();
    try {
      return Math.toIntExact(
          call(
              () ->
                  facade
                      .createSchema("AVRO", GROUP, subject, null, IF_EXISTS, false, text, Set.of())
                      .getContentId()));
    } catch (RegistryException.Unavailable e) {
      ProblemDetails refusal = RegistryFailures.refusal(e).orElseThrow(() -> e);
      if (refusal.getResponseStatusCode() == CONFLICT && attempts > 1) {
        // Another process registers the same at the same moment.
        return create(subject, schema, attempts - 1);
      }
      throw new RegistryException.Refused(
          "The schema registry at %s refuses the schema %s for the subject %s: %s. Delete that subject's other versions or relax its rules, or set another topic.prefix."
              .formatted(settings, schema.getName(), subject, RegistryFailures.title(refusal)),
          e);
    }
  }

  /** Its rules may be off: then it would take anything. */
  private void requireFitting(String subject, Schema schema) {
    Optional<String> latest = find(() -> facade.getSchemaByGAV(GROUP, subject, LATEST));
    if (latest.isEmpty()) {
      return;
    }
    Schema registered;
    try {
      registered = new Schema.Parser().parse(latest.get());
    } catch (AvroRuntimeException e) {
      throw unfitting(subject, schema, "what is registered is no Avro schema");
    }
    if (!registered.getFullName().equals(schema.getFullName())) {
      throw unfitting(subject, schema, "a " + registered.getFullName() + " is registered");
    }
    String differences = differences(schema, registered);
    if (!differences.isEmpty()) {
      throw unfitting(subject, schema, differences);
    }
  }

  private RegistryException.Refused unfitting(String subject, Schema schema, String what) {
    return new RegistryException.Refused(
        "Subject %s of the schema registry at %s has a schema that does not go with this version's %s: %s. Delete the subject there if nothing needs it, or set another topic.prefix."
            .formatted(subject, settings, schema.getName(), Sentences.shorten(what, LONGEST)));
  }

  /** What each of the two could not read of the other; empty where they go together. */
  static String differences(Schema one, Schema other) {
    return Stream.of(
            SchemaCompatibility.checkReaderWriterCompatibility(one, other),
            SchemaCompatibility.checkReaderWriterCompatibility(other, one))
        .flatMap(pair -> pair.getResult().getIncompatibilities().stream())
        .map(found -> "%s at %s".formatted(found.getMessage(), found.getLocation()))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /**
   * The same, however long it takes: waits until there is a registry.
   *
   * @throws RegistryException.Refused where it refuses the schema
   */
  public int awaitRegistered(String subject, Schema schema) {
    return await("subject", subject, () -> register(subject, schema));
  }

  /**
   * The schema behind an id, however long it takes: waits until there is a registry, so that no
   * record is taken for unreadable while it is away.
   *
   * @return empty where the registry does not know the id
   * @throws RegistryException.Refused where what it knows is no Avro schema
   */
  public Optional<Schema> awaitSchema(int id) {
    Schema known = byId.get(id);
    return known != null
        ? Optional.of(known)
        : await("id", Integer.toUnsignedString(id), () -> schema(id));
  }

  /**
   * The schema behind an id.
   *
   * @return empty where the registry does not know it
   * @throws RegistryException.Unavailable where no registry answers
   * @throws RegistryException.Refused where what it knows is no Avro schema
   */
  public Optional<Schema> schema(int id) {
    Schema known = byId.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Schema> found =
        find(() -> facade.getSchemaByContentId(Integer.toUnsignedLong(id)))
            .map(text -> parsed(id, text));
    found.ifPresent(schema -> byId.put(id, schema));
    return found;
  }

  private Schema parsed(int id, String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      // A proxy's page says nothing of the id; who has no registry behind it does not get past
      // this.
      check();
      throw new RegistryException.Refused(
          "What the schema registry at %s has by the id %s is no Avro schema."
              .formatted(settings, Integer.toUnsignedString(id)),
          e);
    }
  }

  private Optional<String> find(Supplier<String> call) {
    try {
      return Optional.of(call(call));
    } catch (RegistryException.Unavailable e) {
      ProblemDetails refusal = RegistryFailures.refusal(e).orElseThrow(() -> e);
      if (refusal.getResponseStatusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private <R> R await(String what, String which, Supplier<R> call) {
    for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        return call.get();
      } catch (RegistryException.Unavailable e) {
        log.atWarn()
            .addKeyValue(what, which)
            .addKeyValue("reason", e.getMessage())
            .log("A record waits for the schema registry");
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  private <R> R call(Supplier<R> call) {
    Future<R> answer = calls.submit(call::get);
    try {
      return answer.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failures.of(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failures.of(e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw new InterruptException(e);
    }
  }

  /** Its address. */
  @Override
  public String toString() {
    return settings.toString();
  }
}
