package io.trialstream.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The Kafka clients whose metrics are shown. A client that is watched under a name takes the place
 * of the one before it: its metrics have the same labels. For any thread.
 */
public final class KafkaMeters implements AutoCloseable {
  /** How often it is looked for metrics that are new, such as those of a partition. */
  private static final Duration REFRESH = Duration.ofSeconds(5);

  private final MeterRegistry registry;
  private final KafkaSeries series;
  private final Duration refresh;
  private final Map<String, Watched> watched = new HashMap<>();

  KafkaMeters(MeterRegistry registry, KafkaSeries series) {
    this(registry, series, REFRESH);
  }

  KafkaMeters(MeterRegistry registry, KafkaSeries series, Duration refresh) {
    this.registry = registry;
    this.series = series;
    this.refresh = refresh;
  }

  /**
   * A client that is watched. It has an executor of its own: Micrometer goes on asking a client,
   * and so keeps it, for as long as the executor runs that it was given.
   */
  private record Watched(AutoCloseable metrics, ScheduledExecutorService refreshes) {
    void end() {
      refreshes.shutdownNow();
      try {
        // What a refresh at work still adds would be in the way of the client's successor.
        boolean ignored = refreshes.awaitTermination(REFRESH.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      try {
        metrics.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Topics whose names begin with the prefix are shown by these names, and once. */
  public void topics(String prefix) {
    series.topics(prefix);
  }

  /** Shows the metrics of an application of Kafka Streams and of its clients. */
  public void watch(String name, KafkaStreams streams) {
    bind(name, refreshes -> new KafkaStreamsMetrics(streams, List.of(), refreshes, refresh));
  }

  /** Shows the metrics of a producer, and returns it. */
  public <K, V> Producer<K, V> watch(String name, Producer<K, V> producer) {
    bind(name, refreshes -> new KafkaClientMetrics(producer, List.of(), refreshes, refresh));
    return producer;
  }

  /** Shows the metrics of a consumer, and returns it. */
  public <K, V> Consumer<K, V> watch(String name, Consumer<K, V> consumer) {
    bind(name, refreshes -> new KafkaClientMetrics(consumer, List.of(), refreshes, refresh));
    return consumer;
  }

  /** Shows the metrics of a share consumer, and returns it. */
  public <K, V> ShareConsumer<K, V> watch(String name, ShareConsumer<K, V> consumer) {
    Consumer<?, ?> shown = metricsOf(consumer);
    bind(name, refreshes -> new KafkaClientMetrics(shown, List.of(), refreshes, refresh));
    return consumer;
  }

  /** Micrometer knows no share consumers yet: one that has nothing but its metrics to show. */
  private static Consumer<?, ?> metricsOf(ShareConsumer<?, ?> consumer) {
    return (Consumer<?, ?>)
        Proxy.newProxyInstance(
            Consumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("metrics")) {
                return consumer.metrics();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private synchronized <B extends MeterBinder & AutoCloseable> void bind(
      String name, Function<ScheduledExecutorService, B> binder) {
    unwatch(name);
    ScheduledExecutorService refreshes = refreshes();
    B metrics = binder.apply(refreshes);
    watched.put(name, new Watched(metrics, refreshes));
    metrics.bindTo(registry);
  }

  private static ScheduledExecutorService refreshes() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "trialstream-meters");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Shows the metrics of the client no longer; nothing happens where none is watched so. */
  public synchronized void unwatch(String name) {
    Watched before = watched.remove(name);
    if (before != null) {
      before.end();
    }
  }

  @Override
  public synchronized void close() {
    watched.values().forEach(Watched::end);
    watched.clear();
  }
}
