import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints the best trial of every experiment, live: a line whenever it improves. best_so_far.py in
 * Java, with kafka-clients and Avro and no class of Trialstream; the README says more.
 */
public final class BestSoFar {
  private static final String USAGE =
      """
      usage: java -cp 'lib/*' examples/monitoring/BestSoFar.java [OPTION]...
        --bootstrap-server HOST:PORT  the brokers (default: localhost:9092)
        --prefix PREFIX               what the topics' names start with (default: trialstream.)
        --schema-registry URL         the registry, where schema.registry.url names one
        --schemas DIR                 Trialstream's .avsc files (default: schemas)
        --experiment ID               only this one; repeatable (default: all)
        --from earliest|latest        latest: leave out what there was before the start
        --once                        end when all that is there now has been read
        --format text|json            json: one object a line
        -X KEY=VALUE                  a property of the consumer; repeatable""";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Options options;
  private final Values values;
  private final Map<String, Double> bests = new HashMap<>();
  private final Map<String, GenericRecord> trials = new HashMap<>();
  private final Deque<Improvement> waiting = new ArrayDeque<>();
  private boolean headed;
  private long unreadable;

  /** Why the program cannot go on, a sentence. */
  private static final class Problem extends RuntimeException {
    Problem(String sentence) {
      super(sentence);
    }
  }

  private record Improvement(
      String experiment, Instant time, String trial, double score, String goal, boolean improved) {}

  private BestSoFar(Options options) {
    this.options = options;
    this.values = new Values(options);
  }

  /** Runs it. Exit codes: 0, also after Ctrl-C; 2 where it cannot go on. */
  public static void main(String[] arguments) {
    // Whatever logger lies on the class path, this program's output is its own.
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
    System.setProperty("jdk.console", "java.base");
    // JSON is UTF-8 whatever the locale is.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    int exit = 0;
    try {
      Options options = Options.parse(arguments);
      if (options.help) {
        System.out.println(USAGE);
      } else {
        new BestSoFar(options).run();
      }
    } catch (Problem problem) {
      note(problem.getMessage());
      exit = 2;
    }
    System.exit(exit);
  }

  private static void note(String sentence) {
    System.err.println("BestSoFar: " + sentence);
  }

  // --- Records ------------------------------------------------------------------------------

  private void run() {
    CountDownLatch done = new CountDownLatch(1);
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = assign(consumer);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(consumer, done)));
      follow(consumer, ends);
    } catch (WakeupException e) {
      // Ctrl-C: the hook waits until this thread has closed the consumer.
    } catch (KafkaException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new Problem(
          "The brokers at %s cannot be read (%s); check --bootstrap-server and, where they want them, the credentials (-X)."
              .formatted(options.brokers, reason));
    } finally {
      if (unreadable > 0) {
        note(unreadable + " record(s) could not be read.");
      }
      done.countDown();
    }
  }

  private static void interrupt(KafkaConsumer<?, ?> consumer, CountDownLatch done) {
    if (done.getCount() > 0) {
      consumer.wakeup();
      try {
        done.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(0);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", options.brokers);
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    settings.put("auto.offset.reset", "earliest");
    settings.put("allow.auto.create.topics", false);
    settings.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    settings.putAll(options.properties);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Takes all partitions of both topics from their beginnings; returns where they end now. */
  private Map<TopicPartition, Long> assign(KafkaConsumer<?, ?> consumer) {
    Map<String, List<PartitionInfo>> topics = consumer.listTopics();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String name : List.of(options.prefix + "experiments", options.prefix + "leaderboard")) {
      if (!topics.containsKey(name)) {
        String found =
            topics.keySet().stream()
                .filter(each -> each.startsWith(options.prefix))
                .sorted()
                .collect(Collectors.joining(", "));
        throw new Problem(
            "The broker at %s has no topic %s; with the prefix '%s' it has: %s."
                .formatted(
                    options.brokers, name, options.prefix, found.isEmpty() ? "none" : found));
      }
      topics.get(name).forEach(info -> partitions.add(new TopicPartition(name, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer.endOffsets(partitions);
  }

  private void follow(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
    boolean caughtUp = false;
    while (!System.out.checkError()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        take(record, caughtUp || !options.latest);
      }
      if (!caughtUp && reached(consumer, ends)) {
        caughtUp = true;
        if (!options.once) {
          note("All that is there has been read; following. Ctrl-C ends.");
        }
      }
      boolean last = caughtUp && options.once;
      show(last);
      if (last) {
        return;
      }
    }
  }

  private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  private void take(ConsumerRecord<String, byte[]> record, boolean show) {
    boolean trial = record.topic().endsWith("leaderboard");
    if (record.value() == null) { // a tombstone
      (trial ? trials : bests).remove(record.key());
      if (!trial) { // nobody waits for what is forgotten
        waiting.removeIf(best -> best.experiment.equals(record.key()));
      }
      return;
    }
    GenericRecord value;
    try {
      value = values.read(record.value());
    } catch (IOException | RuntimeException e) {
      if (e instanceof Problem problem) {
        throw problem;
      }
      if (++unreadable <= 3) {
        note(
            "A record cannot be read (%s, partition %d, offset %d): %s."
                .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
      }
      return;
    }
    if (trial) {
      trials.put(record.key(), value);
    } else if (options.experiments.isEmpty() || options.experiments.contains(record.key())) {
      experiment(record, value, show);
    }
  }

  private void experiment(
      ConsumerRecord<String, byte[]> record, GenericRecord value, boolean show) {
    Double score = (Double) value.get("best_score");
    Double before = bests.get(record.key());
    if (score == null || score.equals(before)) {
      return;
    }
    String goal = goal(value.get("specification").toString());
    // A best that was taken back (its trial is tried again) may be followed by a worse one.
    boolean improved =
        before == null || (goal.equals("minimize") ? score < before : score > before);
    bests.put(record.key(), score);
    if (show) {
      waiting.add(
          new Improvement(
              record.key(),
              Instant.ofEpochMilli(record.timestamp()),
              value.get("best_trial").toString(),
              score,
              goal,
              improved));
    }
  }

  /** The goal of an experiment file: the only thing of it that this program has to know. */
  private static String goal(String specification) {
    Matcher goal =
        Pattern.compile("(?i)\\bobjective\\b.*?\\bgoal\\W+(maximize|minimize)", Pattern.DOTALL)
            .matcher(specification.replaceAll("(?m)^\\s*#.*$", ""));
    return goal.find() ? goal.group(1).toLowerCase(Locale.ROOT) : "maximize";
  }

  /** Prints the improvements, each once the leaderboard has shown its trial; or all of them. */
  private void show(boolean all) {
    while (!waiting.isEmpty() && (all || trials.containsKey(waiting.peek().trial))) {
      print(waiting.remove());
    }
  }

  private void print(Improvement best) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String metric = "?";
    GenericRecord trial = trials.get(best.trial);
    if (trial != null) {
      metric = trial.get("metric").toString();
      for (Object each : (List<?>) trial.get("parameters")) {
        GenericRecord parameter = (GenericRecord) each;
        Object value = parameter.get("value");
        parameters.put(
            parameter.get("name").toString(),
            value instanceof CharSequence text ? text.toString() : value);
      }
    }
    if (options.json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("time", best.time.toString());
      line.put("experiment", best.experiment);
      line.put("trial", best.trial);
      line.put("metric", metric);
      line.put("goal", best.goal);
      line.put("score", best.score);
      line.put("improved", best.improved);
      line.put("params", parameters);
      System.out.println(JSON.valueToTree(line).toString());
      return;
    }
    String text =
        parameters.entrySet().stream()
            .map(each -> each.getKey() + "=" + brief(each.getValue()))
            .collect(Collectors.joining("  "));
    if (!headed) {
      headed = true;
      row("TIME", "EXPERIMENT", "TRIAL", "METRIC", "BEST", "PARAMETERS", "1");
    }
    row(
        CLOCK.format(best.time),
        best.experiment,
        best.trial.substring(best.trial.lastIndexOf('_') + 1),
        metric,
        brief(best.score),
        best.improved ? text : text + "  (a better one was taken back)",
        best.improved ? "32" : "31");
  }

  private static void row(
      String time,
      String experiment,
      String trial,
      String metric,
      String best,
      String rest,
      String colour) {
    String score = "%-10s".formatted(best);
    if (System.console() != null && System.getenv("NO_COLOR") == null) {
      score = "\u001b[" + colour + "m" + score + "\u001b[0m";
    }
    String line = "%-19s  %-20s  %-5s  %-10s  ".formatted(time, experiment, trial, metric);
    System.out.println((line + score + "  " + rest).replaceAll("[\\p{Cntrl}&&[^\u001b]]", "?"));
  }

  private static String brief(Object value) {
    if (!(value instanceof Double number)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(number, new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(number);
    return size == 0 || size >= 1e-4 && size < 1e6 ? rounded.toPlainString() : rounded.toString();
  }

  // --- Values -------------------------------------------------------------------------------

  /** Reads values in both encodings: single-object, and a schema registry's. */
  private static final class Values {
    private static final int SINGLE_OBJECT = 10; // C3 01, the fingerprint
    private static final int REGISTERED = 5; // 00, the schema's id

    private final Map<Long, Schema> byFingerprint = new HashMap<>();
    private final Map<Integer, Schema> byId = new HashMap<>();
    private final Optional<URI> registry;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Values(Options options) {
      registry = options.registry.map(url -> URI.create(url.replaceAll("/+$", "") + "/"));
      registry.ifPresent(url -> get("subjects"));
      try (Stream<Path> current = Files.list(options.schemas);
          Stream<Path> earlier = earlierVersions(options.schemas.resolve("history"))) {
        parse(current.filter(Values::isSchema).toList());
        // Files of earlier versions: each is whole by itself, and they share their names.
        earlier.filter(Values::isSchema).forEach(file -> parse(List.of(file)));
      } catch (IOException e) {
        if (registry.isEmpty()) {
          throw new Problem(
              "There are no schemas in %s; name Trialstream's folder with --schemas."
                  .formatted(options.schemas.toAbsolutePath()));
        }
      }
    }

    private static Stream<Path> earlierVersions(Path folder) throws IOException {
      return Files.isDirectory(folder) ? Files.walk(folder) : Stream.empty();
    }

    private static boolean isSchema(Path file) {
      return file.toString().endsWith(".avsc");
    }

    private void parse(List<Path> files) {
      try {
        SchemaParser parser = new SchemaParser();
        for (Path file : files) {
          parser.parse(file);
        }
        for (Schema schema : parser.getParsedNamedSchemas()) {
          byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
        }
      } catch (IOException | AvroRuntimeException e) {
        throw new Problem("The schemas %s cannot be used: %s".formatted(files, e.getMessage()));
      }
    }

    GenericRecord read(byte[] bytes) throws IOException {
      ByteBuffer header = ByteBuffer.wrap(bytes);
      if (bytes.length > SINGLE_OBJECT && bytes[0] == (byte) 0xC3 && bytes[1] == 1) {
        long fingerprint = header.order(ByteOrder.LITTLE_ENDIAN).getLong(2);
        Schema writer = byFingerprint.get(fingerprint);
        if (writer == null) {
          throw new IOException("its schema (%016x) is not in --schemas".formatted(fingerprint));
        }
        return decode(bytes, SINGLE_OBJECT, writer);
      }
      if (bytes.length > REGISTERED && bytes[0] == 0) {
        if (registry.isEmpty()) {
          throw new IOException("it is in a registry's wire format; give --schema-registry");
        }
        return decode(bytes, REGISTERED, byId.computeIfAbsent(header.getInt(1), this::fetch));
      }
      throw new IOException("it is in neither encoding");
    }

    private static GenericRecord decode(byte[] bytes, int from, Schema writer) throws IOException {
      var decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
      return new GenericDatumReader<GenericRecord>(writer).read(null, decoder);
    }

    private Schema fetch(int id) {
      return schema(get("schemas/ids/" + id), new SchemaParser());
    }

    /** The schema of an answer, once those that it refers to have been parsed. */
    private Schema schema(JsonNode answer, SchemaParser parser) {
      for (JsonNode each : answer.path("references")) {
        String path = "subjects/%s/versions/%d";
        String subject = URLEncoder.encode(each.path("subject").asText(), StandardCharsets.UTF_8);
        schema(get(path.formatted(subject, each.path("version").asInt())), parser);
      }
      return parser.parse(answer.path("schema").asText()).mainSchema();
    }

    private JsonNode get(String path) {
      URI url = registry.orElseThrow().resolve(path);
      String wrong;
      try {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return JSON.readTree(answer.body());
        }
        wrong = answer.statusCode() + " " + answer.body();
      } catch (IOException | IllegalArgumentException e) {
        wrong = e.toString();
      } catch (InterruptedException e) {
        throw new WakeupException();
      }
      throw new Problem(
          "The schema registry does not answer %s as expected (%s); --schema-registry takes the address of its Confluent-compatible API."
              .formatted(url, wrong));
    }
  }

  // --- Options ------------------------------------------------------------------------------

  private static final class Options {
    String brokers = "localhost:9092";
    String prefix = "trialstream.";
    Optional<String> registry = Optional.empty();
    Path schemas = Path.of("schemas");
    final Set<String> experiments = new HashSet<>();
    final Map<String, String> properties = new HashMap<>();
    boolean latest;
    boolean once;
    boolean json;
    boolean help;

    static Options parse(String[] arguments) {
      Options options = new Options();
      Iterator<String> rest = List.of(arguments).iterator();
      while (rest.hasNext()) {
        options.take(rest.next(), rest);
      }
      return options;
    }

    private void take(String name, Iterator<String> rest) {
      switch (name) {
        case "-h", "--help" -> help = true;
        case "--once" -> once = true;
        case "--bootstrap-server" -> brokers = value(name, rest);
        case "--prefix" -> prefix = value(name, rest);
        case "--schema-registry" -> registry = Optional.of(value(name, rest));
        case "--schemas" -> schemas = Path.of(value(name, rest));
        case "--experiment" -> experiments.add(value(name, rest));
        case "--from" -> latest = choice(name, rest, "earliest", "latest");
        case "--format" -> json = choice(name, rest, "text", "json");
        case "-X" -> {
          String[] property = value(name, rest).split("=", 2);
          if (property.length < 2) {
            throw new Problem("-X " + property[0] + " has no '='; expected KEY=VALUE.");
          }
          properties.put(property[0], property[1]);
        }
        default -> throw new Problem("There is no option " + name + ".\n" + USAGE);
      }
    }

    private static String value(String name, Iterator<String> rest) {
      if (!rest.hasNext()) {
        throw new Problem(name + " needs a value.\n" + USAGE);
      }
      return rest.next();
    }

    /** Whether the second of two was chosen. */
    private static boolean choice(String name, Iterator<String> rest, String first, String second) {
      String value = value(name, rest);
      if (!value.equals(first) && !value.equals(second)) {
        throw new Problem("%s is %s; expected %s or %s.".formatted(name, value, first, second));
      }
      return value.equals(second);
    }
  }
}
