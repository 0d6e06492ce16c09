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
  private final ScheduledExecutorService refreshes =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "trialstream-meters");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, AutoCloseable> watched = new HashMap<>();

  KafkaMeters(MeterRegistry registry, KafkaSeries series) {
    this.registry = registry;
    this.series = series;
  }

  /** Topics whose names begin with the prefix are shown by these names, and once. */
  public void topics(String prefix) {
    series.topics(prefix);
  }

  /** Shows the metrics of an application of Kafka Streams and of its clients. */
  public void watch(String name, KafkaStreams streams) {
    watch(name, new KafkaStreamsMetrics(streams, List.of(), refreshes, REFRESH));
  }

  /** Shows the metrics of a producer, and returns it. */
  public <K, V> Producer<K, V> watch(String name, Producer<K, V> producer) {
    watch(name, new KafkaClientMetrics(producer, List.of(), refreshes, REFRESH));
    return producer;
  }

  /** Shows the metrics of a consumer, and returns it. */
  public <K, V> Consumer<K, V> watch(String name, Consumer<K, V> consumer) {
    watch(name, new KafkaClientMetrics(consumer, List.of(), refreshes, REFRESH));
    return consumer;
  }

  /** Shows the metrics of a share consumer, and returns it. */
  public <K, V> ShareConsumer<K, V> watch(String name, ShareConsumer<K, V> consumer) {
    watch(name, new KafkaClientMetrics(metricsOf(consumer), List.of(), refreshes, REFRESH));
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

  private synchronized <B extends MeterBinder & AutoCloseable> void watch(String name, B metrics) {
    unwatch(name);
    watched.put(name, metrics);
    metrics.bindTo(registry);
  }

  /** Shows the metrics of the client no longer; nothing happens where none is watched so. */
  public synchronized void unwatch(String name) {
    AutoCloseable before = watched.remove(name);
    if (before != null) {
      close(before);
    }
  }

  private static void close(AutoCloseable metrics) {
    try {
      metrics.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized void close() {
    watched.values().forEach(KafkaMeters::close);
    watched.clear();
    refreshes.shutdownNow();
  }
}
