import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    try (KafkaConsumer<String, byte[]> consumer = consumer()) {
      Thread main = Thread.currentThread();
      Thread hook = new Thread(() -> interrupt(consumer, main), "interrupt");
      Map<TopicPartition, Long> ends = assign(consumer);
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        follow(consumer, ends);
      } catch (WakeupException e) {
        // Ctrl-C: the hook waits for this thread's end.
      }
      if (unreadable > 0) {
        note(unreadable + " record(s) could not be read.");
      }
    } catch (KafkaException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new Problem(
          "The brokers at %s cannot be read (%s); check --bootstrap-server and, where they want them, the credentials (-X)."
              .formatted(options.brokers, reason));
    }
  }

  private static void interrupt(KafkaConsumer<?, ?> consumer, Thread main) {
    if (main.getStackTrace().length > 0 && inFollow(main)) {
      consumer.wakeup();
      try {
        main.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(0);
    }
  }

  private static boolean inFollow(Thread main) {
    return Stream.of(main.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("follow"));
  }
}
